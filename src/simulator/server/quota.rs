//! The quotas that calls use, and the headers that state their use.

use std::collections::HashMap;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Number;

use crate::simulator::call::Call;
use crate::simulator::model::viewer::Viewer;
use crate::simulator::model::world::World;
use crate::simulator::render::json::{self, JsonWriter};
use crate::types::timestamp::Timestamp;

const APP_USAGE: HeaderName = HeaderName::from_static("x-app-usage");
const BUSINESS_USAGE: HeaderName = HeaderName::from_static("x-business-use-case-usage");

/// Default number of calls of a quota.
pub(crate) const DEFAULT_CALLS: u64 = 100_000;

/// Calls that share a quota.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Pool {
    /// Those with tokens of people and of the app.
    App,
    /// Those with tokens of a Page or of an Instagram account, by its id.
    Object(String),
}

impl Pool {
    /// Returns the pool of a call. The token for all Pages, which Graph does not have, uses
    /// that of the Page which the call is about.
    pub(crate) fn of(world: &World, call: &Call, viewer: Viewer<'_>) -> Self {
        match viewer {
            Viewer::User | Viewer::App => Self::App,
            Viewer::Page(page) => Self::Object(page.id.to_string()),
            Viewer::Account(page) => Self::Object(page.account_id()),
            Viewer::AllPages => Self::Object(page_of(world, call).to_owned()),
        }
    }
}

/// Returns the id of the Page that a call is about, or else of the first one.
fn page_of<'a>(world: &'a World, call: &Call) -> &'a str {
    let id = call.path.first().map_or("", String::as_str);
    let page = world.find_page(id).or_else(|| world.find_account(id));
    let page = page.or_else(|| world.find_thread(id).map(|(page, _)| page));
    let page = page.or_else(|| world.find_message(id).map(|(page, ..)| page));
    page.or(world.first_page()).map_or("", |page| &page.id)
}

/// The quota of each pool.
#[derive(Debug)]
pub(crate) struct Quotas {
    /// Number of calls that use all of a quota.
    calls: u64,
    /// For how long calls beyond it are refused; `None` refuses none.
    block: Option<Duration>,
    /// Whether less than a minute is stated as a fraction.
    pub(crate) states_seconds: bool,
    used: HashMap<Pool, Quota>,
}

impl Quotas {
    pub(crate) fn new(calls: u64, block: Option<Duration>) -> Self {
        Self {
            calls: calls.max(1),
            block,
            states_seconds: false,
            used: HashMap::new(),
        }
    }

    /// Returns the same quotas, with other bounds.
    pub(crate) fn with(self, calls: u64, block: Duration) -> Self {
        Self {
            calls: calls.max(1),
            block: Some(block),
            ..self
        }
    }

    /// Forgets all calls, and ends all blocks.
    #[cfg(feature = "simulator-server")]
    pub(crate) fn reset(&mut self) {
        self.used.clear();
    }

    /// Returns the quota of a pool.
    pub(crate) fn of(&mut self, pool: Pool) -> &mut Quota {
        let (calls, block) = (self.calls, self.block);
        let quota = || Quota {
            calls,
            block,
            counted: 0,
            blocked_until: None,
            penalty: Duration::ZERO,
        };
        self.used.entry(pool).or_insert_with(quota)
    }
}

/// Counts calls against a quota.
#[derive(Debug)]
pub(crate) struct Quota {
    calls: u64,
    block: Option<Duration>,
    counted: u64,
    /// When the current block ends.
    blocked_until: Option<Timestamp>,
    /// What each call during a block adds to it.
    penalty: Duration,
}

impl Quota {
    /// Counts a call. Returns `false` if it is refused. A call during a block
    /// extends the block.
    pub(crate) fn count(&mut self, now: Timestamp) -> bool {
        if self.blocked_until.is_some_and(|end| now >= end) {
            self.blocked_until = None;
            self.counted = 0;
        }
        self.counted += 1;
        match (self.blocked_until, self.block) {
            (Some(end), _) => {
                self.blocked_until = end.checked_add(self.penalty).or(self.blocked_until);
                false
            }
            (None, Some(block)) if self.counted > self.calls => {
                self.start_block(block, now);
                false
            }
            (None, _) => true,
        }
    }

    /// Counts a call, refuses it, and starts a block.
    pub(crate) fn block(&mut self, duration: Duration, now: Timestamp) {
        self.counted += 1;
        self.start_block(duration, now);
    }

    fn start_block(&mut self, duration: Duration, now: Timestamp) {
        // The clock cannot hold every duration.
        let year = Duration::from_secs(365 * 24 * 3600);
        let duration = duration.min(year);
        self.blocked_until = now.checked_add(duration);
        self.penalty = duration / 10;
    }

    /// Returns the use of the quota, if it is a percent or more. That of a call that
    /// was refused because of too many calls is all of it.
    pub(crate) fn used(&self, was_refused: bool, now: Timestamp) -> Option<Used> {
        let left = self
            .blocked_until
            .map(|end| end.checked_duration_since(now).unwrap_or_default());
        let share = match left {
            None if !was_refused => (self.counted * 100 / self.calls).min(100),
            _ => 100,
        };
        let left = left.unwrap_or_default();
        (share > 0).then_some(Used { share, left })
    }
}

/// The use of a quota.
pub(crate) struct Used {
    /// In percent.
    share: u64,
    /// For how long calls are refused.
    left: Duration,
}

impl Used {
    /// Writes the usage headers of a call. An error for too many calls states the use of the
    /// pool that it is about alone.
    pub(crate) fn write(
        &self,
        headers: &mut HeaderMap,
        pool: &Pool,
        use_case: &UseCase,
        states_seconds: bool,
    ) {
        let Self { share, left } = *self;
        let write_shares = |json: &mut JsonWriter| {
            json.member("call_count").literal(share);
            json.member("total_cputime").literal(share / 2);
            json.member("total_time").literal(share / 2);
        };
        if use_case.states_app {
            insert(headers, APP_USAGE, |json| json.object(write_shares));
        }
        let (Pool::Object(id), Some(name)) = (pool, use_case.name) else {
            return;
        };
        let minutes = match states_seconds {
            true => exact_minutes(left),
            false => Number::from(left.as_millis().div_ceil(60_000) as u64),
        };
        let write_usage = |json: &mut JsonWriter| {
            write_shares(json);
            json.member("type").string(name);
            json.member("estimated_time_to_regain_access")
                .literal(&minutes);
        };
        let write_list = |json: &mut JsonWriter| {
            json.array([()], |json, ()| json.object(write_usage));
        };
        insert(headers, BUSINESS_USAGE, |json| {
            json.object(|json| write_list(json.member(id)));
        });
    }
}

/// Returns less than a minute as a fraction, and more as whole minutes.
fn exact_minutes(duration: Duration) -> Number {
    let minutes = duration.as_secs_f64() / 60.0;
    let part = Number::from_f64(minutes).filter(|_| minutes > 0.0 && minutes < 1.0);
    part.unwrap_or_else(|| Number::from(minutes.ceil() as u64))
}

fn insert(headers: &mut HeaderMap, name: HeaderName, write: impl FnOnce(&mut JsonWriter)) {
    if let Ok(value) = HeaderValue::try_from(json::written(write)) {
        headers.insert(name, value);
    }
}

/// The use case that a call counts for.
pub(crate) struct UseCase {
    /// Its name in `x-business-use-case-usage`; `None` for calls that count for the app.
    name: Option<&'static str>,
    /// Whether the use of the app is stated.
    states_app: bool,
    /// Code of the error for too many calls.
    pub(crate) code: i64,
}

impl UseCase {
    /// Returns the use case of a call: `pages` for a Page itself, `messenger` for
    /// conversations. That of Instagram Login is a guess.
    pub(crate) fn of(world: &World, call: &Call, viewer: Viewer<'_>) -> Self {
        let is_page = |id: &str| id == "me" || world.find_page(id).is_some();
        let (name, code) = match (viewer, call.path.as_slice()) {
            (Viewer::User | Viewer::App, _) => (None, 4),
            (Viewer::Account(_), _) => (Some("instagram"), 80_002),
            (_, [id]) if is_page(id) => (Some("pages"), 80_001),
            _ => (Some("messenger"), 80_006),
        };
        Self {
            name,
            states_app: true,
            code,
        }
    }

    /// Returns what an error for too many calls is about.
    pub(crate) fn of_error(self, code: i64) -> Self {
        let name = match code {
            4 | 17 | 32 | 341 => None,
            80_001 => Some("pages"),
            80_002 => Some("instagram"),
            80_006 => Some("messenger"),
            _ => self.name,
        };
        Self {
            name,
            states_app: name.is_none(),
            code,
        }
    }
}

//! The quota of a token, and the headers that state its use.

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

/// Counts calls against a quota.
#[derive(Debug)]
pub(crate) struct Quota {
    /// Number of calls that use all of it.
    calls: u64,
    /// For how long calls beyond it are refused; `None` refuses none.
    block: Option<Duration>,
    counted: u64,
    /// When the current block ends.
    blocked_until: Option<Timestamp>,
    /// What each call during a block adds to it.
    penalty: Duration,
}

impl Quota {
    pub(crate) fn new(calls: u64, block: Option<Duration>) -> Self {
        Self {
            calls: calls.max(1),
            block,
            counted: 0,
            blocked_until: None,
            penalty: Duration::ZERO,
        }
    }

    /// Forgets all calls, and ends a block.
    #[cfg(feature = "simulator-server")]
    pub(crate) fn reset(&mut self) {
        *self = Self::new(self.calls, self.block);
    }

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
    /// Writes the usage headers. Minutes are whole, as Graph's, unless less than
    /// one is left, which Graph does not have.
    pub(crate) fn write(&self, headers: &mut HeaderMap, id: &str, use_case: &UseCase) {
        let Self { share, left } = *self;
        let write_shares = |json: &mut JsonWriter| {
            json.member("call_count").literal(share);
            json.member("total_cputime").literal(share / 2);
            json.member("total_time").literal(share / 2);
        };
        insert(headers, APP_USAGE, |json| json.object(write_shares));
        let write_usage = |json: &mut JsonWriter| {
            write_shares(json);
            json.member("type").string(use_case.name);
            json.member("estimated_time_to_regain_access")
                .literal(minutes(left));
        };
        let write_list = |json: &mut JsonWriter| {
            json.array([()], |json, ()| json.object(write_usage));
        };
        insert(headers, BUSINESS_USAGE, |json| {
            json.object(|json| write_list(json.member(id)));
        });
    }
}

fn minutes(duration: Duration) -> Number {
    let minutes = duration.as_secs_f64() / 60.0;
    let part = Number::from_f64(minutes).filter(|_| minutes > 0.0 && minutes < 1.0);
    part.unwrap_or_else(|| Number::from(minutes.ceil() as u64))
}

fn insert(headers: &mut HeaderMap, name: HeaderName, write: impl FnOnce(&mut JsonWriter)) {
    if let Ok(value) = HeaderValue::try_from(json::written(write)) {
        headers.insert(name, value);
    }
}

/// Returns the id of the Page whose quota a call uses: that of the node, or else of
/// the token.
pub(crate) fn metered_page<'a>(
    world: &'a World,
    call: &Call,
    viewer: Option<Viewer<'a>>,
) -> &'a str {
    let id = call.path.first().map_or("", String::as_str);
    let page = world.find_page(id).or_else(|| world.find_account(id));
    let page = page.or_else(|| world.find_thread(id).map(|(page, _)| page));
    let page = page.or_else(|| viewer?.page());
    page.or(world.first_page()).map_or("", |page| &page.id)
}

/// The use case that a call counts for.
pub(crate) struct UseCase {
    name: &'static str,
    /// Code of the error for too many calls.
    pub(crate) code: i64,
}

impl UseCase {
    /// Returns the use case of a call: `pages` for a Page itself, `messenger` for
    /// conversations. That of conversations on Instagram is not documented.
    pub(crate) fn of(world: &World, call: &Call) -> Self {
        let is_page = |id: &str| id == "me" || world.find_page(id).is_some();
        match call.path.as_slice() {
            [id] if is_page(id) => Self {
                name: "pages",
                code: 80_001,
            },
            _ => Self {
                name: "messenger",
                code: 80_006,
            },
        }
    }
}

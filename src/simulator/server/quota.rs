//! How much of its quota a token has used.

use std::fmt::Write;
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::simulator::model::world::World;
use crate::simulator::render::json;
use crate::simulator::server::call::Call;

const APP_USAGE: HeaderName = HeaderName::from_static("x-app-usage");
const BUSINESS_USAGE: HeaderName = HeaderName::from_static("x-business-use-case-usage");

/// Calls that use up the quota of an hour, unless told otherwise.
pub(crate) const QUOTA: u64 = 100_000;

/// Counts calls.
#[derive(Debug)]
pub(crate) struct Quota {
    /// Calls that make a share of 100 %.
    pub(crate) calls: u64,
    /// Whether calls beyond it are refused, and for how long.
    pub(crate) rest: Option<Duration>,
    counted: u64,
    /// When the rest ends, if there is one.
    ends: Option<Instant>,
    /// How much longer it gets with each call that comes within it.
    longer: Duration,
}

impl Quota {
    pub(crate) fn new(calls: u64, rest: Option<Duration>) -> Self {
        Self {
            calls: calls.max(1),
            rest,
            counted: 0,
            ends: None,
            longer: Duration::ZERO,
        }
    }

    /// Counts a call; `false` where it is one too many. A call that comes within
    /// the rest makes the rest longer.
    pub(crate) fn count(&mut self) -> bool {
        if self.ends.is_some_and(|end| Instant::now() >= end) {
            self.ends = None;
            self.counted = 0;
        }
        self.counted += 1;
        match (self.ends, self.rest) {
            (Some(end), _) => {
                self.ends = end.checked_add(self.longer).or(self.ends);
                false
            }
            (None, Some(rest)) if self.counted > self.calls => {
                self.start_rest(rest);
                false
            }
            (None, _) => true,
        }
    }

    /// Counts a call, and refuses it and others for a while.
    pub(crate) fn throttle(&mut self, rest: Duration) {
        self.counted += 1;
        self.start_rest(rest);
    }

    fn start_rest(&mut self, rest: Duration) {
        // Beyond what the clock can hold, for as long as it can.
        let year = Duration::from_secs(365 * 24 * 3600);
        let rest = rest.min(year);
        self.ends = Instant::now().checked_add(rest);
        self.longer = rest / 10;
    }

    /// The headers that tell it. Minutes are whole, as Graph's are, but for a
    /// rest of less than one, which Graph does not have.
    pub(crate) fn write(&self, headers: &mut HeaderMap, id: &str, use_case: &str) {
        let share = (self.counted * 100 / self.calls).min(100);
        let rest = self
            .ends
            .map(|until| until.saturating_duration_since(Instant::now()));
        let share = if rest.is_some() { 100 } else { share };
        let minutes = match rest.map(|rest| rest.as_secs_f64() / 60.0) {
            None => 0.0,
            Some(minutes) if minutes < 1.0 => minutes,
            Some(minutes) => minutes.ceil(),
        };
        let half = share / 2;
        let usage = format!(r#""call_count":{share},"total_cputime":{half},"total_time":{half}"#);
        let mut by_id = String::from("{");
        json::text(id, &mut by_id);
        // It cannot fail to write to a string.
        let _ = write!(
            by_id,
            r#":[{{{usage},"type":"{use_case}","estimated_time_to_regain_access":{minutes}}}]}}"#
        );
        let usage = format!("{{{usage}}}");
        for (name, value) in [(APP_USAGE, usage), (BUSINESS_USAGE, by_id)] {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(name, value);
            }
        }
    }
}

/// What a call is counted as.
pub(crate) struct UseCase {
    pub(crate) name: &'static str,
    /// Code of the error where there were too many.
    pub(crate) code: i64,
}

impl UseCase {
    /// A Page counts for itself, and its conversations as Messenger. Nobody has
    /// said what those on Instagram count as.
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

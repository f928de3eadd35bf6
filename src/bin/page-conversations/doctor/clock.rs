//! Whether the clock agrees with Graph's, which timed proofs need.

use std::time::Duration;

use page_conversations::{ResponseInfo, Timestamp};

use super::check::{Check, State};
use crate::access::Connection;
use crate::times::date_of;

const NAME: &str = "Clock";

/// For how long Graph accepts a timed proof.
const PROOF: Duration = Duration::from_secs(300);

/// A difference that is more than the time of a call.
const NOTABLE: Duration = Duration::from_secs(60);

pub fn check(connection: &Connection, info: &ResponseInfo) -> Check {
    let Some(theirs) = date_of(info) else {
        let action = "check whether a proxy removes the header `date`";
        return Check::new(NAME, State::Unknown, "the response has no date", action);
    };
    let skew = Timestamp::now().abs_diff(theirs);
    let finding = format!("differs from Graph's by {} s", skew.as_secs());
    let state = match (skew, &connection.app_secret) {
        (skew, _) if skew < NOTABLE => return Check::passed(NAME, finding),
        (skew, Some(_)) if skew >= PROOF => State::Failed,
        _ => State::Warning,
    };
    let action = "set the clock: Graph refuses proofs that are off by 5 minutes";
    Check::new(NAME, state, finding, action)
}

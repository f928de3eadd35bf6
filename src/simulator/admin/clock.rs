//! The clock of the simulator.

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::AdminError;
use super::route::Request;
use crate::Timestamp;
use crate::simulator::clock::{Clock, END};
use crate::simulator::server::state::{State, lock};
use crate::simulator::world_file::values::Seconds;

/// By how much to advance the time.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a map with `seconds`")]
pub(super) struct Advance {
    /// The duration.
    seconds: Seconds,
}

/// The time of the simulator.
#[derive(Serialize, JsonSchema)]
pub(super) struct Time {
    /// Such as 2026-07-29T10:00:00Z.
    now: String,
}

/// Returns the time of a simulator.
pub(super) fn now(state: &State) -> Timestamp {
    state.moment().time
}

/// Returns what sets the time.
pub(super) fn kind(state: &State) -> &'static str {
    match lock(&state.living).clock() {
        Clock::Machine => "machine",
        Clock::StartingAt(_) => "starting_at",
        Clock::Fixed(_) => "fixed",
        Clock::Stepped { .. } => "stepped",
    }
}

/// Advances the clock, whichever it is, and applies what is due by then.
pub(super) fn advance(request: &Request<'_>, advance: Advance) -> Result<Time, AdminError> {
    let by = advance.seconds.0;
    if now(request.state).saturating_add(by) > Timestamp::from_unix_seconds(END) {
        let message = "the clock ends with the year 9999: advance it by fewer seconds";
        return Err(AdminError::new(StatusCode::BAD_REQUEST, message).at("/seconds".to_owned()));
    }
    let moment = lock(&request.state.living).advance(by);
    Ok(Time {
        now: moment.time.to_string(),
    })
}

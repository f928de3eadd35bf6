//! The clock of the simulator.

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::AdminError;
use super::route::Request;
use super::values::Seconds;
use crate::Timestamp;
use crate::simulator::server::state::State;

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
pub(super) fn now(_: &State) -> Timestamp {
    Timestamp::now()
}

/// Returns what sets the time.
pub(super) fn kind(_: &State) -> &'static str {
    "machine"
}

/// Sets the time back to that of the start.
pub(super) fn reset(_: &State) {}

pub(super) fn advance(_: &Request<'_>, advance: Advance) -> Result<Time, AdminError> {
    let _ = advance.seconds.0;
    let message = "the clock is that of the machine: start the simulator with another one";
    Err(AdminError::new(StatusCode::BAD_REQUEST, message))
}

//! The endpoint that restores the simulator as it was at its start.

use super::error::AdminError;
use super::route::Request;
use super::status::{self, Status};
use crate::simulator::faults::schedule::Schedule;
use crate::simulator::server::state::lock;

/// Restores the world, the tokens and the quota, and clears faults and calls.
pub(super) fn reset(request: &Request<'_>) -> Result<Status, AdminError> {
    let state = request.state;
    *lock(&state.living) = request.admin.start.again();
    *lock(&state.faults) = Schedule::default();
    lock(&state.access.tokens).clear();
    lock(&state.quota).reset();
    lock(&state.calls).clear();
    status::read(request)
}

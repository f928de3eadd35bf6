//! The endpoint that restores the simulator as it was at its start.

use super::error::AdminError;
use super::route::Request;
use super::status::{self, Status};
use crate::simulator::server::access;
use crate::simulator::server::state::lock;

/// Restores the world, the tokens, the faults and the quotas of the start, and clears the
/// calls.
pub(super) fn reset(request: &Request<'_>) -> Result<Status, AdminError> {
    let state = request.state;
    let start = &request.admin.start;
    let living = start.again();
    *lock(&state.access.tokens) = access::from_start(&start.tokens, living.start_time());
    *lock(&state.living) = living;
    *lock(&state.faults) = start.faults.clone();
    lock(&state.quotas).reset();
    lock(&state.calls).clear();
    status::read(request)
}

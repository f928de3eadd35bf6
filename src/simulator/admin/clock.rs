//! The endpoint of the clock.

use crate::Timestamp;
use crate::simulator::server::state::State;

/// Returns the time of a simulator.
pub(super) fn now(_: &State) -> Timestamp {
    Timestamp::now()
}

/// Returns what sets the time.
pub(super) fn kind(_: &State) -> &'static str {
    "machine"
}

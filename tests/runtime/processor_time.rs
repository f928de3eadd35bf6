//! Processor time, which other tests do not lengthen as they do real time.

use std::time::Duration;

use nix::time::{ClockId, clock_gettime};

/// The processor time that this thread has used: that of a test, its client and its simulator,
/// which share a runtime.
pub fn of_this_thread() -> Duration {
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID)
        .unwrap()
        .into()
}

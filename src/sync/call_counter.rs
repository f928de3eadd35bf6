//! Counts the calls of a run.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::client::pacing::{PacedCall, Pacer, PacerFuture, Permit};

/// A pacer that counts what it lets pass: each attempt waits for its permit.
#[derive(Clone)]
pub(super) struct CallCounter {
    pacer: Arc<dyn Pacer>,
    calls: Arc<AtomicU64>,
}

impl CallCounter {
    pub(super) fn new(pacer: Arc<dyn Pacer>) -> Self {
        Self {
            pacer,
            calls: Arc::default(),
        }
    }

    /// Returns the number of calls so far.
    pub(super) fn count(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }
}

impl Pacer for CallCounter {
    fn acquire(&self, call: PacedCall) -> PacerFuture<'_, Permit> {
        Box::pin(async move {
            let permit = self.pacer.acquire(call).await?;
            if permit == Permit::Granted {
                let calls = u64::try_from(call.calls).unwrap_or(u64::MAX);
                self.calls.fetch_add(calls, Ordering::Relaxed);
            }
            Ok(permit)
        })
    }

    fn pause(&self, duration: Duration) -> PacerFuture<'_, ()> {
        self.pacer.pause(duration)
    }

    fn paused_for(&self) -> PacerFuture<'_, Option<Duration>> {
        self.pacer.paused_for()
    }

    fn resume(&self) -> PacerFuture<'_, ()> {
        self.pacer.resume()
    }
}

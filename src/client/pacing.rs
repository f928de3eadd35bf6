//! Limits the rate of calls.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// The maximum rate of calls with a token.
///
/// The default is Graph's limit for conversations, 2 calls per second and Page. All
/// calls of a [`Graph`](crate::Graph) and its clones count together, because the call
/// that reads a thread or a message does not name its Page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pacing {
    calls: usize,
    per: Duration,
}

impl Pacing {
    /// Allows at most `calls` per `per`, as a sliding window. Zero is treated as one.
    pub const fn new(calls: usize, per: Duration) -> Self {
        let calls = if calls == 0 { 1 } else { calls };
        Self { calls, per }
    }

    /// Does not limit the rate. A token that Graph rate limits still pauses.
    pub const fn off() -> Self {
        Self::new(1, Duration::ZERO)
    }
}

impl Default for Pacing {
    fn default() -> Self {
        Self::new(2, Duration::from_secs(1))
    }
}

/// Limits the rate of calls with a token.
pub(crate) struct Pacer {
    pacing: Pacing,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The times of the last calls within the window.
    sent: VecDeque<Instant>,
    /// The time until which Graph accepts no calls.
    paused_until: Option<Instant>,
}

impl Pacer {
    pub(crate) fn new(pacing: Pacing) -> Self {
        Self {
            pacing,
            state: Mutex::default(),
        }
    }

    /// Waits until a call may be sent. Returns the remaining pause as an error if it is
    /// longer than `max_wait`.
    pub(crate) async fn acquire(&self, max_wait: Duration) -> Result<(), Duration> {
        let deadline = Instant::now().checked_add(max_wait);
        loop {
            let wait = match self.try_acquire() {
                Permit::Now => return Ok(()),
                Permit::After(wait) => wait,
                Permit::Paused(until) => {
                    let wait = until.saturating_duration_since(Instant::now());
                    if deadline.is_some_and(|deadline| until > deadline) {
                        return Err(wait);
                    }
                    wait
                }
            };
            tokio::time::sleep(wait).await;
        }
    }

    fn try_acquire(&self) -> Permit {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if let Some(until) = state.paused_until.filter(|until| *until > now) {
            return Permit::Paused(until);
        }
        let Pacing { calls, per } = self.pacing;
        let age = |sent: &Instant| now.duration_since(*sent);
        while state.sent.front().is_some_and(|sent| age(sent) >= per) {
            state.sent.pop_front();
        }
        match state.sent.front() {
            Some(oldest) if state.sent.len() >= calls => Permit::After(per - age(oldest)),
            _ => {
                state.sent.push_back(now);
                Permit::Now
            }
        }
    }

    /// Sends no calls for a time.
    pub(crate) fn pause(&self, duration: Duration) {
        let Some(until) = Instant::now().checked_add(duration) else {
            return;
        };
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.paused_until = state.paused_until.max(Some(until));
    }
}

enum Permit {
    Now,
    /// The window is full.
    After(Duration),
    /// Graph accepts no calls.
    Paused(Instant),
}

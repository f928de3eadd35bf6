//! When a call may be sent.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// How many calls a token may make in a time.
///
/// Graph takes 2 calls a second for each Page on the conversations edges, which
/// is the default. All calls of a [`Graph`](crate::Graph) and its clones count
/// together: the call that reads a thread or a message does not name its Page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pacing {
    calls: usize,
    per: Duration,
}

impl Pacing {
    /// Allows so many calls in any stretch of that length. No calls at all
    /// counts as one.
    pub const fn new(calls: usize, per: Duration) -> Self {
        let calls = if calls == 0 { 1 } else { calls };
        Self { calls, per }
    }

    /// Sends calls as they come. A token that Graph throttles still rests.
    pub const fn off() -> Self {
        Self::new(1, Duration::ZERO)
    }
}

impl Default for Pacing {
    fn default() -> Self {
        Self::new(2, Duration::from_secs(1))
    }
}

/// Gives the calls of a token their turns.
pub(crate) struct Pacer {
    pacing: Pacing,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// When the last calls were sent, as many as may be.
    sent: VecDeque<Instant>,
    /// Until when Graph takes no calls.
    blocked: Option<Instant>,
}

impl Pacer {
    pub(crate) fn new(pacing: Pacing) -> Self {
        Self {
            pacing,
            state: Mutex::default(),
        }
    }

    /// Waits for a turn. The token's rest is an error where it is longer than
    /// `patience`.
    pub(crate) async fn turn(&self, patience: Duration) -> Result<(), Duration> {
        let give_up = Instant::now().checked_add(patience);
        loop {
            let wait = match self.try_turn() {
                Turn::Now => return Ok(()),
                Turn::After(wait) => wait,
                Turn::Blocked(until) => {
                    let rest = until.saturating_duration_since(Instant::now());
                    if give_up.is_some_and(|give_up| until > give_up) {
                        return Err(rest);
                    }
                    rest
                }
            };
            tokio::time::sleep(wait).await;
        }
    }

    fn try_turn(&self) -> Turn {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if let Some(until) = state.blocked.filter(|until| *until > now) {
            return Turn::Blocked(until);
        }
        let Pacing { calls, per } = self.pacing;
        let age = |sent: &Instant| now.duration_since(*sent);
        while state.sent.front().is_some_and(|sent| age(sent) >= per) {
            state.sent.pop_front();
        }
        match state.sent.front() {
            Some(oldest) if state.sent.len() >= calls => Turn::After(per - age(oldest)),
            _ => {
                state.sent.push_back(now);
                Turn::Now
            }
        }
    }

    /// Lets the token rest.
    pub(crate) fn block(&self, rest: Duration) {
        let Some(until) = Instant::now().checked_add(rest) else {
            return;
        };
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.blocked = state.blocked.max(Some(until));
    }
}

enum Turn {
    Now,
    /// The calls before were too many.
    After(Duration),
    /// Graph takes no calls.
    Blocked(Instant),
}

//! Limits the rate of calls.

use std::collections::VecDeque;
use std::error::Error as StdError;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, timeout};

/// A pause that is as good as endless; the clock cannot count much further.
const LONGEST_PAUSE: Duration = Duration::from_secs(30 * 365 * 24 * 3600);

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

    /// Returns the time from the first of so many calls to the last.
    pub(crate) fn time_of(&self, calls: usize) -> Duration {
        let windows = calls.saturating_sub(1) / self.calls;
        let windows = u32::try_from(windows).unwrap_or(u32::MAX);
        self.per.saturating_mul(windows)
    }
}

impl Default for Pacing {
    fn default() -> Self {
        Self::new(2, Duration::from_secs(1))
    }
}

/// The future of a [`Pacer`].
pub type PacerFuture<'a, T> =
    Pin<Box<dyn Future<Output = Result<T, Box<dyn StdError + Send + Sync>>> + Send + 'a>>;

/// Decides when the calls of one token are sent.
///
/// [`LocalPacer`] is the default. An implementation that keeps its state in a database or a
/// cache lets several processes share the rate limits of a token;
/// [`Graph::with_pacer`](crate::Graph::with_pacer) sets it.
///
/// An error of [`acquire`](Self::acquire) is returned to the caller as
/// [`Error::Pacer`](crate::Error::Pacer), and the call is not sent. An error of
/// [`pause`](Self::pause) has no effect on the call, which was answered; the feature `tracing`
/// logs it.
pub trait Pacer: Send + Sync + 'static {
    /// Waits until a call may be sent, and counts it.
    ///
    /// A call that is not paced waits for a pause only, but counts too.
    fn acquire(&self, call: PacedCall) -> PacerFuture<'_, Permit>;

    /// Pauses all calls for a duration. A longer pause in effect is not shortened.
    fn pause(&self, duration: Duration) -> PacerFuture<'_, ()>;

    /// Returns the rest of the pause; `None` if there is none.
    fn paused_for(&self) -> PacerFuture<'_, Option<Duration>>;

    /// Ends the pause, and wakes the calls that wait for it.
    fn resume(&self) -> PacerFuture<'_, ()>;

    /// Identifies the pacer, whatever shares it.
    #[doc(hidden)]
    fn address(&self) -> usize {
        std::ptr::from_ref(self).cast::<()>() as usize
    }
}

impl<P: Pacer + ?Sized> Pacer for Arc<P> {
    fn acquire(&self, call: PacedCall) -> PacerFuture<'_, Permit> {
        (**self).acquire(call)
    }

    fn pause(&self, duration: Duration) -> PacerFuture<'_, ()> {
        (**self).pause(duration)
    }

    fn paused_for(&self) -> PacerFuture<'_, Option<Duration>> {
        (**self).paused_for()
    }

    fn resume(&self) -> PacerFuture<'_, ()> {
        (**self).resume()
    }

    fn address(&self) -> usize {
        (**self).address()
    }
}

/// A call that waits for a [`Permit`].
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct PacedCall {
    /// The longest wait for the end of a pause. A pause that is longer is not waited for.
    pub max_wait: Duration,
    /// Whether the call waits for the pace.
    pub is_paced: bool,
    /// Number of calls that it counts as: 1, or the number of requests in a batch. A batch is sent
    /// as soon as one call may be sent, and the calls after it wait for all of its requests.
    pub calls: usize,
}

/// Whether a call may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permit {
    /// The call may be sent now.
    Granted,
    /// The token pauses for longer than the call waits.
    Paused {
        /// The rest of the pause.
        rest: Duration,
    },
}

/// Limits the rate of calls within the process.
#[derive(Debug)]
pub struct LocalPacer {
    pacing: Pacing,
    state: Mutex<State>,
    /// Wakes the calls that wait for the end of a pause.
    resumed: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// The times of the last calls within the window.
    sent: VecDeque<Instant>,
    /// The time until which Graph accepts no calls.
    paused_until: Option<Instant>,
}

/// When a call may be sent.
enum Time {
    Now,
    /// The window is full.
    After(Duration),
    /// Graph accepts no calls.
    Paused(Instant),
}

impl LocalPacer {
    /// Creates a pacer.
    pub fn new(pacing: Pacing) -> Self {
        Self {
            pacing,
            state: Mutex::default(),
            resumed: Notify::new(),
        }
    }

    async fn wait(&self, call: PacedCall) -> Permit {
        let deadline = Instant::now().checked_add(call.max_wait);
        loop {
            // Created first, so that no end of a pause is missed.
            let resumed = self.resumed.notified();
            let wait = match self.try_acquire(call) {
                Time::Now => return Permit::Granted,
                Time::After(wait) => wait,
                Time::Paused(until) => {
                    let rest = until.saturating_duration_since(Instant::now());
                    if deadline.is_some_and(|deadline| until > deadline) {
                        return Permit::Paused { rest };
                    }
                    rest
                }
            };
            let _ = timeout(wait, resumed).await;
        }
    }

    fn try_acquire(&self, call: PacedCall) -> Time {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if let Some(until) = state.paused_until.filter(|until| *until > now) {
            return Time::Paused(until);
        }
        let per = self.pacing.per;
        let age = |sent: &Instant| now.duration_since(*sent);
        while state.sent.front().is_some_and(|sent| age(sent) >= per) {
            state.sent.pop_front();
        }
        // Calls that are not paced may be more than the window holds.
        let next = next_place(&state.sent, self.pacing).filter(|_| call.is_paced);
        if let Some(next) = next.filter(|next| *next > now) {
            return Time::After(next - now);
        }
        for _ in 0..call.calls {
            match next_place(&state.sent, self.pacing).filter(|_| call.is_paced) {
                // The requests of a batch take the places that calls would have.
                Some(next) => state.sent.push_back(next.max(now)),
                None => {
                    let place = state.sent.partition_point(|sent| *sent <= now);
                    state.sent.insert(place, now);
                }
            }
        }
        Time::Now
    }
}

/// Returns when the window has the next place; `None` if it is not full.
fn next_place(sent: &VecDeque<Instant>, pacing: Pacing) -> Option<Instant> {
    // The clock cannot hold every duration.
    const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 3600);
    let place = sent.len().checked_sub(pacing.calls)?;
    let sent = *sent.get(place)?;
    Some(sent.checked_add(pacing.per.min(LONGEST)).unwrap_or(sent))
}

impl Pacer for LocalPacer {
    fn acquire(&self, call: PacedCall) -> PacerFuture<'_, Permit> {
        Box::pin(async move { Ok(self.wait(call).await) })
    }

    fn pause(&self, duration: Duration) -> PacerFuture<'_, ()> {
        let until = Instant::now() + duration.min(LONGEST_PAUSE);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.paused_until = state.paused_until.max(Some(until));
        Box::pin(std::future::ready(Ok(())))
    }

    fn paused_for(&self) -> PacerFuture<'_, Option<Duration>> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let until = state.paused_until;
        let rest = until.map(|until| until.saturating_duration_since(Instant::now()));
        Box::pin(std::future::ready(Ok(rest.filter(|rest| !rest.is_zero()))))
    }

    fn resume(&self) -> PacerFuture<'_, ()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.paused_until = None;
        self.resumed.notify_waiters();
        Box::pin(std::future::ready(Ok(())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Acquires a permit for so many calls at once, if there is one now.
    async fn acquires(pacer: &LocalPacer, calls: usize, is_paced: bool) -> bool {
        let call = PacedCall {
            max_wait: Duration::ZERO,
            is_paced,
            calls,
        };
        let permit = tokio::time::timeout(Duration::ZERO, pacer.acquire(call)).await;
        matches!(permit, Ok(Ok(Permit::Granted)))
    }

    #[tokio::test(start_paused = true)]
    async fn a_batch_takes_the_places_of_its_requests() {
        let pacer = LocalPacer::new(Pacing::new(2, Duration::from_secs(1)));
        assert!(acquires(&pacer, 5, true).await);
        // Two each in the first two seconds, and one in the third.
        for (seconds, expected) in [(0, false), (1, false), (1, true), (0, false), (1, true)] {
            tokio::time::advance(Duration::from_secs(seconds)).await;
            assert_eq!(acquires(&pacer, 1, true).await, expected);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_batch_that_is_not_paced_is_sent_now() {
        let pacer = LocalPacer::new(Pacing::new(2, Duration::from_secs(1)));
        assert!(acquires(&pacer, 3, true).await);
        assert!(acquires(&pacer, 50, false).await);
        tokio::time::advance(Duration::from_millis(999)).await;
        assert!(!acquires(&pacer, 1, true).await);
        tokio::time::advance(Duration::from_millis(1)).await;
        assert!(acquires(&pacer, 1, true).await);
    }

    /// It may be in a stream that waits for its caller, who makes the other call.
    #[tokio::test(start_paused = true)]
    async fn a_call_that_is_not_polled_holds_up_no_other() {
        let pacer = LocalPacer::new(Pacing::new(1, Duration::from_secs(1)));
        assert!(acquires(&pacer, 1, true).await);
        let call = PacedCall {
            max_wait: Duration::ZERO,
            is_paced: true,
            calls: 1,
        };
        let mut waiting = pacer.acquire(call);
        let now = tokio::time::timeout(Duration::ZERO, &mut waiting).await;
        assert!(now.is_err());
        tokio::time::advance(Duration::from_secs(1)).await;
        assert!(acquires(&pacer, 1, true).await);
        assert!(matches!(waiting.await, Ok(Permit::Granted)));
    }

    #[tokio::test]
    async fn a_window_that_no_clock_can_hold_is_full() {
        let pacer = LocalPacer::new(Pacing::new(1, Duration::MAX));
        assert!(acquires(&pacer, 3, true).await);
        assert!(!acquires(&pacer, 1, true).await);
    }
}

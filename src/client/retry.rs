//! Whether and when a call is sent again.

use std::time::Duration;

/// How often, and for how long, a call is sent again.
///
/// Only what may pass is tried again: a transport error, an HTTP error of the
/// server, and what the contract advises to wait for. What needs a permission, a
/// new token or another request is not, nor is an abusive call (code 368). An
/// error that a missing permission can cause is tried again where the server
/// failed or Graph says that the error passes.
///
/// The waits grow exponentially, each a random part of its longest ("full
/// jitter"). A throttled token rests for as long as Graph states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Retry {
    attempts: u32,
    first_wait: Duration,
    longest_wait: Duration,
    budget: Duration,
}

impl Retry {
    /// Sends each call once, and does not wait for a throttled token.
    pub const fn off() -> Self {
        Self {
            attempts: 1,
            first_wait: Duration::ZERO,
            longest_wait: Duration::ZERO,
            budget: Duration::ZERO,
        }
    }

    /// Calls at most, the first one included. The default is 4.
    pub const fn attempts(self, attempts: u32) -> Self {
        Self { attempts, ..self }
    }

    /// Longest wait before the second attempt. The default is half a second.
    pub const fn first_wait(self, first_wait: Duration) -> Self {
        Self { first_wait, ..self }
    }

    /// Longest wait before any attempt. The default is 30 seconds.
    pub const fn longest_wait(self, longest_wait: Duration) -> Self {
        Self {
            longest_wait,
            ..self
        }
    }

    /// Time from the first attempt within which others may begin. The default
    /// is two minutes. A wait that would end later is not begun: the call gives
    /// its error, which tells the wait.
    pub const fn budget(self, budget: Duration) -> Self {
        Self { budget, ..self }
    }

    /// What is left of the budget.
    pub(crate) fn left(&self, spent: Duration) -> Duration {
        self.budget.saturating_sub(spent)
    }

    /// How long to wait after so many attempts; `None` where that was the last.
    pub(crate) fn wait(&self, attempts: u32) -> Option<Duration> {
        if attempts >= self.attempts {
            return None;
        }
        let doublings = attempts.saturating_sub(1).min(31);
        let longest = self.first_wait.saturating_mul(1 << doublings);
        Some(longest.min(self.longest_wait).mul_f64(fastrand::f64()))
    }
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            attempts: 4,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(30),
            budget: Duration::from_secs(120),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_to_the_longest_and_are_any_part_of_it() {
        let retry = Retry::default().attempts(40);
        for (attempts, longest) in [(1, 500), (2, 1000), (3, 2000), (7, 30_000), (39, 30_000)] {
            let waits = (0..500).filter_map(|_| retry.wait(attempts));
            let parts = waits.map(|wait| wait.as_secs_f64() * 1000.0 / f64::from(longest));
            let parts: Vec<_> = parts.collect();
            assert_eq!(parts.len(), 500);
            assert!(parts.iter().all(|part| (0.0..=1.0).contains(part)));
            assert!(parts.iter().any(|part| *part < 0.1), "{attempts}");
            assert!(parts.iter().any(|part| *part > 0.9), "{attempts}");
        }
        assert_eq!(retry.wait(40), None);
    }

    #[test]
    fn waits_without_end_are_waits() {
        let endless = Retry::default().first_wait(Duration::MAX);
        let endless = endless.longest_wait(Duration::MAX).attempts(u32::MAX);
        assert!(endless.wait(1).is_some() && endless.wait(u32::MAX - 1).is_some());
    }
}

//! Configures retries.

use std::time::Duration;

/// Limits of retries.
///
/// Transient failures are retried: transport errors, HTTP errors of the server, and
/// Graph errors for which the contract advises to wait. Errors that need a permission,
/// a new token or another request are not, nor is code 368 (abusive calls). An error
/// that a missing permission can cause is retried if the server failed or Graph marks
/// the error as transient.
///
/// Backoff is exponential with full jitter. A rate-limited token waits for as long as
/// Graph states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Retry {
    max_attempts: u32,
    initial_backoff: Duration,
    max_backoff: Duration,
    max_elapsed: Duration,
}

impl Retry {
    /// Disables retries, and waiting for a rate-limited token.
    pub const fn off() -> Self {
        Self {
            max_attempts: 1,
            initial_backoff: Duration::ZERO,
            max_backoff: Duration::ZERO,
            max_elapsed: Duration::ZERO,
        }
    }

    /// Sets the maximum number of attempts, including the first. The default is 4.
    pub const fn max_attempts(self, max_attempts: u32) -> Self {
        Self {
            max_attempts,
            ..self
        }
    }

    /// Sets the maximum wait before the second attempt, which doubles with each further
    /// one. The default is 500 ms.
    pub const fn initial_backoff(self, initial_backoff: Duration) -> Self {
        Self {
            initial_backoff,
            ..self
        }
    }

    /// Sets the maximum wait before any attempt. The default is 30 seconds.
    pub const fn max_backoff(self, max_backoff: Duration) -> Self {
        Self {
            max_backoff,
            ..self
        }
    }

    /// Sets the time after the first attempt within which retries may begin. The default
    /// is two minutes. If a wait would end later, the call returns its error, whose
    /// advice states the wait.
    pub const fn max_elapsed(self, max_elapsed: Duration) -> Self {
        Self {
            max_elapsed,
            ..self
        }
    }

    /// Returns the one of two that allows more attempts.
    pub(crate) fn or_more(self, other: Self) -> Self {
        match other.max_attempts > self.max_attempts {
            true => other,
            false => self,
        }
    }

    /// Returns what is left of the time budget.
    pub(crate) fn left(&self, elapsed: Duration) -> Duration {
        self.max_elapsed.saturating_sub(elapsed)
    }

    /// Returns the wait after so many attempts; `None` after the last one.
    pub(crate) fn backoff(&self, attempts: u32) -> Option<Duration> {
        if attempts >= self.max_attempts {
            return None;
        }
        let doublings = attempts.saturating_sub(1).min(31);
        let longest = self.initial_backoff.saturating_mul(1 << doublings);
        Some(longest.min(self.max_backoff).mul_f64(fastrand::f64()))
    }
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            max_attempts: 4,
            initial_backoff: Duration::from_millis(500),
            max_backoff: Duration::from_secs(30),
            max_elapsed: Duration::from_secs(120),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backoff_doubles_up_to_the_maximum_with_full_jitter() {
        let retry = Retry::default().max_attempts(40);
        for (attempts, longest) in [(1, 500), (2, 1000), (3, 2000), (7, 30_000), (39, 30_000)] {
            let waits = (0..500).filter_map(|_| retry.backoff(attempts));
            let parts = waits.map(|wait| wait.as_secs_f64() * 1000.0 / f64::from(longest));
            let parts: Vec<_> = parts.collect();
            assert_eq!(parts.len(), 500);
            assert!(parts.iter().all(|part| (0.0..=1.0).contains(part)));
            assert!(parts.iter().any(|part| *part < 0.1), "{attempts}");
            assert!(parts.iter().any(|part| *part > 0.9), "{attempts}");
        }
        assert_eq!(retry.backoff(40), None);
    }

    #[test]
    fn unlimited_backoff_does_not_overflow() {
        let endless = Retry::default().initial_backoff(Duration::MAX);
        let endless = endless.max_backoff(Duration::MAX).max_attempts(u32::MAX);
        assert!(endless.backoff(1).is_some() && endless.backoff(u32::MAX - 1).is_some());
    }
}

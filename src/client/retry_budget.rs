//! A budget for the retries of a token.

use std::sync::{Mutex, PoisonError};

/// A budget for retries that all calls of a token share, so that an outage does not
/// multiply the load.
///
/// A retry takes 5 units, after a timeout 10. A call that succeeds returns what its last
/// retry took, or 1 if it had none. Each request of a [`Batch`](crate::Batch) counts. While
/// the budget is exhausted, calls return their first error. These are the rules of the
/// standard retry mode of the AWS SDKs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryBudget {
    capacity: Option<u32>,
}

impl RetryBudget {
    /// Creates a budget of so many units. The default is 500, enough for 100 retries in a
    /// row.
    pub const fn new(capacity: u32) -> Self {
        Self {
            capacity: Some(capacity),
        }
    }

    /// Does not limit retries.
    pub const fn unlimited() -> Self {
        Self { capacity: None }
    }
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self::new(500)
    }
}

const RETRY: u32 = 5;
const RETRY_AFTER_TIMEOUT: u32 = 10;
const SUCCESS: u32 = 1;

/// The state of a budget.
pub(crate) struct RetryTokens {
    capacity: Option<u32>,
    left: Mutex<u32>,
}

impl RetryTokens {
    pub(crate) fn new(budget: RetryBudget) -> Self {
        Self {
            capacity: budget.capacity,
            left: Mutex::new(budget.capacity.unwrap_or_default()),
        }
    }

    /// Takes the units of so many retries. Returns those of one, or `None` if they are not
    /// left.
    pub(crate) fn take(&self, is_after_timeout: bool, calls: u32) -> Option<u32> {
        let units = match is_after_timeout {
            true => RETRY_AFTER_TIMEOUT,
            false => RETRY,
        };
        if self.capacity.is_none() {
            return Some(units);
        }
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        *left = left.checked_sub(units.saturating_mul(calls))?;
        Some(units)
    }

    /// Returns units after so many calls succeeded: those of the last retry of each, if
    /// there was one.
    pub(crate) fn succeeded(&self, last_retry: Option<u32>, calls: u32) {
        let Some(capacity) = self.capacity else {
            return;
        };
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        *left = left
            .saturating_add(last_retry.unwrap_or(SUCCESS).saturating_mul(calls))
            .min(capacity);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exhausted_budget_refuses_until_calls_succeed() {
        let tokens = RetryTokens::new(RetryBudget::new(12));
        assert_eq!(tokens.take(true, 1), Some(10));
        assert_eq!(tokens.take(false, 1), None);
        tokens.succeeded(None, 1);
        tokens.succeeded(None, 1);
        assert_eq!(tokens.take(false, 1), None);
        tokens.succeeded(None, 1);
        assert_eq!(tokens.take(false, 1), Some(5));
        tokens.succeeded(Some(10), 1);
        assert_eq!(tokens.take(false, 1), Some(5));
    }

    #[test]
    fn each_request_of_a_batch_takes_and_returns_units() {
        let tokens = RetryTokens::new(RetryBudget::new(12));
        assert_eq!(tokens.take(false, 3), None);
        assert_eq!(tokens.take(false, 2), Some(5));
        tokens.succeeded(Some(5), 2);
        assert_eq!(tokens.take(false, 2), Some(5));
        tokens.succeeded(None, 2);
        assert_eq!(tokens.take(false, 1), None);
        tokens.succeeded(None, 1);
        assert_eq!(tokens.take(false, 1), Some(5));
    }

    #[test]
    fn a_budget_does_not_exceed_its_capacity() {
        let tokens = RetryTokens::new(RetryBudget::new(5));
        (0..100).for_each(|_| tokens.succeeded(Some(10), 1));
        assert_eq!(tokens.take(false, 1), Some(5));
        assert_eq!(tokens.take(false, 1), None);
    }

    #[test]
    fn an_unlimited_budget_always_has_units() {
        let tokens = RetryTokens::new(RetryBudget::unlimited());
        assert!((0..1000).all(|_| tokens.take(true, 1).is_some()));
    }
}

//! What a call waits for before an attempt: the pace, a pause of the token, a retry.

use std::time::Duration;

use tokio::time::{sleep, timeout};

use super::Call;
use crate::client::call_phase::CallPhase;
use crate::client::pacing::{PacedCall, Permit};
use crate::client::response_info::ResponseInfo;
use crate::client::retry::Retry;
use crate::client::trace;
use crate::error::Error;
use crate::error::advice::Advice;

impl Call<'_> {
    /// Waits until the call may be sent.
    pub(super) async fn acquire(&mut self, calls: usize) -> Result<(), Error> {
        let call = PacedCall {
            max_wait: self.left(self.session.retry()),
            is_paced: !self.session.options().is_unpaced,
            calls,
        };
        let account = self.session.account();
        match account.paced(|pacer| pacer.acquire(call)).await? {
            Permit::Granted => Ok(()),
            // Other calls may exhaust the rate limit between two attempts. The error of the last
            // attempt is more specific, unless it advises to wait for less time.
            Permit::Paused { rest: retry_after } => {
                let is_longer = |error: &Error| match error.advice() {
                    Advice::Wait(wait) => wait >= retry_after,
                    _ => true,
                };
                let last = self.last_error.take().filter(is_longer);
                Err(last.unwrap_or(Error::RateLimited { retry_after }))
            }
        }
    }

    /// Returns what is left of the time for retries. A wait that the operation timeout
    /// would cut off is not begun.
    fn left(&self, retry: Retry) -> Duration {
        let elapsed = self.first.map_or(Duration::ZERO, |first| first.elapsed());
        retry.left(elapsed).min(self.operation_left())
    }

    /// Returns what is left of the time of the operation.
    fn operation_left(&self) -> Duration {
        let timeout = self.session.operation_timeout();
        timeout.saturating_sub(self.start.elapsed())
    }

    /// Lets the token pause if Graph limits its rate. Returns the pause.
    pub(crate) async fn pause(&self, result: Result<&ResponseInfo, &Error>) -> Option<Duration> {
        let stated = match result {
            Ok(info) => info.usage.regain_access(),
            Err(error) => error.rate_limit_wait(),
        }?;
        let wait = stated.min(self.session.config().max_pause);
        trace::rate_limited(wait, stated);
        let account = self.session.account();
        let pause = account.paced(|pacer| pacer.pause(wait));
        // The response, or its error, is worth more to the caller, and is delivered before the
        // operation times out.
        let paused = timeout(self.operation_left() / 2, pause).await;
        let paused = paused.unwrap_or_else(|_| {
            let message = "it did not answer in time".to_owned();
            Err(Error::Pacer { message })
        });
        if let Err(error) = paused {
            trace::pause_failed(&error);
        }
        Some(wait)
    }

    /// Waits before the next attempt. Returns the error if there is none.
    pub(super) async fn back_off(
        &mut self,
        error: Error,
        stated: Option<Duration>,
        calls: usize,
    ) -> Result<(), Error> {
        let wait = self.wait_after(&error, stated, self.session.retry());
        let Some(wait) = wait.filter(|_| self.take_retries(&error, calls)) else {
            return Err(error);
        };
        trace::retrying(&error, self.attempts, wait);
        self.last_error = Some(error);
        self.phase = CallPhase::Backoff;
        sleep(wait).await;
        Ok(())
    }

    /// Returns how long to wait before the attempt after an error; `None` if the error is
    /// final.
    pub(crate) fn wait_after(
        &self,
        error: &Error,
        stated: Option<Duration>,
        retry: Retry,
    ) -> Option<Duration> {
        let backoff = retry.backoff(self.failures());
        let is_retried = error.is_retryable() && (self.should_retry)(error);
        let wait = backoff.filter(|_| is_retried)?;
        let retry_after = error.info().and_then(|info| info.stated_wait());
        let retry_after = retry_after.map(|wait| wait.min(self.session.config().max_pause));
        let wait = wait.max(stated.max(retry_after).unwrap_or_default());
        (wait < self.left(retry)).then_some(wait)
    }

    /// Takes the retries of so many calls from the budget. Returns `false` if they are not
    /// left.
    pub(crate) fn take_retries(&mut self, error: &Error, calls: usize) -> bool {
        let is_timeout = matches!(error, Error::Timeout(_) | Error::Unanswered);
        let calls = u32::try_from(calls).unwrap_or(u32::MAX);
        let retry_tokens = &self.session.account().retry_tokens;
        let taken = retry_tokens.take(is_timeout, calls);
        match taken {
            Some(_) => self.last_retry = taken,
            None => trace::retry_budget_exhausted(error),
        }
        taken.is_some()
    }
}

//! Sends calls, with retries.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use crate::client::response::RawResponse;
use crate::client::session::Session;
use crate::client::trace;
use crate::error::Error;
use crate::request::Request;
use crate::version::GraphVersion;

/// Sends a request, and retries transient failures.
pub(crate) async fn call<R: Request>(request: &R, session: &Session) -> Result<RawResponse, Error> {
    call_while(|_| true, request, session).await
}

/// Sends a request as [`call`] does, but does not retry server failures: the same
/// nodes failed before.
pub(crate) async fn probe<R: Request>(
    request: &R,
    session: &Session,
) -> Result<RawResponse, Error> {
    call_while(|error| !error.is_server_failure(), request, session).await
}

/// Sends a request, and retries errors that `should_retry` accepts.
async fn call_while<R: Request>(
    should_retry: fn(&Error) -> bool,
    request: &R,
    session: &Session,
) -> Result<RawResponse, Error> {
    request.check()?;
    let after = session.config().operation_timeout;
    let mut last_error = None;
    let attempts = attempts(should_retry, request, session, &mut last_error);
    let call = trace::call_span(R::NAME, R::Version::VERSION, attempts);
    match timeout(after, call).await {
        Ok(result) => result,
        // The error of the last attempt is more specific than the timeout.
        Err(_) => Err(last_error
            .filter(|error| error.status().is_some() || matches!(error, Error::Timeout(_)))
            .unwrap_or(Error::OperationTimeout { after })),
    }
}

/// Makes the attempts of a call, and stores the error of the last one.
async fn attempts<R: Request>(
    should_retry: fn(&Error) -> bool,
    request: &R,
    session: &Session,
    last_error: &mut Option<Error>,
) -> Result<RawResponse, Error> {
    let config = session.config();
    let start = Instant::now();
    let mut attempts = 0;
    let mut first: Option<Instant> = None;
    // A wait that the operation timeout would cut off is not begun.
    let left = |elapsed| {
        let operation = config.operation_timeout.saturating_sub(start.elapsed());
        config.retry.left(elapsed).min(operation)
    };
    loop {
        let elapsed = first.map_or(Duration::ZERO, |first| first.elapsed());
        if let Err(retry_after) = config.pacer.acquire(left(elapsed)).await {
            // Other calls may exhaust the rate limit between two attempts.
            return Err(last_error
                .take()
                .unwrap_or(Error::RateLimited { retry_after }));
        }
        let first = *first.get_or_insert_with(Instant::now);
        attempts += 1;
        let result = RawResponse::fetch(request, session).await;
        let rate_limit_wait = match &result {
            Ok(response) => response.info.usage.regain_access(),
            Err(error) => error.rate_limit_wait(),
        };
        if let Some(wait) = rate_limit_wait {
            trace::rate_limited(wait);
            config.pacer.pause(wait);
        }
        let mut error = match result {
            Ok(response) => return Ok(response),
            Err(error) => error,
        };
        if attempts > 1 {
            error.mark_repeated();
        }
        let Some(backoff) = config
            .retry
            .backoff(attempts)
            .filter(|_| error.is_retryable() && should_retry(&error))
        else {
            return Err(error);
        };
        let wait = backoff.max(rate_limit_wait.unwrap_or_default());
        if wait >= left(first.elapsed()) {
            return Err(error);
        }
        trace::retrying(&error, attempts, wait);
        *last_error = Some(error);
        sleep(wait).await;
    }
}

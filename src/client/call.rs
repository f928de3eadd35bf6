//! A call with all its attempts.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use crate::client::response::Answer;
use crate::client::session::Session;
use crate::client::trace;
use crate::error::Error;
use crate::request::Request;

/// Sends a request until it has an answer, or until trying again is of no use.
pub(crate) async fn call<R: Request>(request: &R, session: &Session) -> Result<Answer, Error> {
    call_while(|_| true, request, session).await
}

/// Sends a request as [`call`] does, but takes the first failure of the server for
/// an answer: the same nodes failed before.
pub(crate) async fn probe<R: Request>(request: &R, session: &Session) -> Result<Answer, Error> {
    call_while(|error| !error.is_server_failure(), request, session).await
}

/// Sends a request, and again while the error is one to retry.
async fn call_while<R: Request>(
    retries: fn(&Error) -> bool,
    request: &R,
    session: &Session,
) -> Result<Answer, Error> {
    request.check()?;
    let after = session.operation_timeout();
    let mut failed = None;
    let attempts = attempts(retries, request, session, &mut failed);
    match timeout(after, trace::within_call::<R, _>(attempts)).await {
        Ok(result) => result,
        // That the server answered so, or not in time, says more than that time
        // is up.
        Err(_) => Err(failed
            .filter(|error| error.status().is_some() || matches!(error, Error::Timeout(_)))
            .unwrap_or(Error::OperationTimeout { after })),
    }
}

/// Tries, and tries again. `failed` is how the last attempt ended.
async fn attempts<R: Request>(
    retries: fn(&Error) -> bool,
    request: &R,
    session: &Session,
    failed: &mut Option<Error>,
) -> Result<Answer, Error> {
    let (retry, pacer) = (session.retry(), session.pacer());
    let mut attempts = 0;
    let start = Instant::now();
    let mut first: Option<Instant> = None;
    // A wait that is cut off tells nobody what it was for.
    let left = |spent| {
        let operation = session.operation_timeout().saturating_sub(start.elapsed());
        retry.left(spent).min(operation)
    };
    loop {
        let spent = first.map_or(Duration::ZERO, |first| first.elapsed());
        if let Err(rest) = pacer.turn(left(spent)).await {
            // Other calls may throttle the token between two attempts.
            return Err(failed.take().unwrap_or(Error::Throttled { rest }));
        }
        let first = *first.get_or_insert_with(Instant::now);
        attempts += 1;
        let result = Answer::to(request, session).await;
        let rest = match &result {
            Ok(answer) => answer.info.usage.regain_access(),
            Err(error) => error.rest(),
        };
        if let Some(rest) = rest {
            trace::throttled(rest);
            pacer.block(rest);
        }
        let mut error = match result {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        if attempts > 1 {
            error.persist();
        }
        let Some(wait) = retry
            .wait(attempts)
            .filter(|_| error.passes() && retries(&error))
        else {
            return Err(error);
        };
        let wait = wait.max(rest.unwrap_or_default());
        if wait >= left(first.elapsed()) {
            return Err(error);
        }
        trace::again(&error, attempts, wait);
        *failed = Some(error);
        sleep(wait).await;
    }
}

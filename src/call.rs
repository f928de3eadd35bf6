//! A call with all its attempts.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use crate::error::Error;
use crate::request::Request;
use crate::response::Answer;
use crate::session::Session;
use crate::trace;

/// Sends a request until it has an answer, or until trying again is of no use.
pub(crate) async fn call<R: Request>(request: &R, session: &Session) -> Result<Answer, Error> {
    request.check()?;
    let after = session.operation_timeout();
    let attempts = trace::within_call::<R, _>(attempts(request, session));
    match timeout(after, attempts).await {
        Ok(result) => result,
        Err(_) => Err(Error::OperationTimeout { after }),
    }
}

async fn attempts<R: Request>(request: &R, session: &Session) -> Result<Answer, Error> {
    let (retry, pacer) = (session.retry(), session.pacer());
    let mut attempts = 0;
    let mut failed: Option<Error> = None;
    let mut first: Option<Instant> = None;
    loop {
        let spent = first.map_or(Duration::ZERO, |first| first.elapsed());
        if let Err(rest) = pacer.turn(retry.left(spent)).await {
            // Other calls may throttle the token between two attempts.
            return Err(failed.unwrap_or(Error::Throttled { rest }));
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
        let error = match result {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let Some(wait) = retry.wait(attempts).filter(|_| error.passes()) else {
            return Err(error);
        };
        let wait = wait.max(rest.unwrap_or_default());
        if wait >= retry.left(first.elapsed()) {
            return Err(error);
        }
        trace::again(&error, attempts, wait);
        failed = Some(error);
        sleep(wait).await;
    }
}

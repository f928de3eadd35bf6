//! Sends calls, with retries.

mod waiting;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::time::{Instant, timeout};

use crate::client::attempt::SentAttempt;
use crate::client::call_phase::CallPhase;
use crate::client::hook::{self, AttemptOutcome};
use crate::client::response::RawResponse;
use crate::client::response_info::ResponseInfo;
use crate::client::session::Session;
use crate::client::span::Span;
use crate::client::token::{ProviderError, Token};
use crate::client::trace;
use crate::error::Error;
use crate::error::advice::Advice;
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
    let span = Span::of_call(R::NAME, R::Version::VERSION);
    let call = async {
        let mut call = Call::new(should_retry, session);
        let result = call.run(request).await;
        call.ended(&span, result.as_ref().err());
        result
    };
    span.enclose(call).await
}

/// A call with its attempts.
pub(crate) struct Call<'a> {
    should_retry: fn(&Error) -> bool,
    session: &'a Session,
    start: Instant,
    /// When the first attempt was sent.
    first: Option<Instant>,
    attempts: u32,
    in_flight: Option<InFlight>,
    /// The error of the last attempt.
    last_error: Option<Error>,
    /// What the last retry took from the budget.
    last_retry: Option<u32>,
    /// The token of the last attempt.
    token: Option<Arc<Token>>,
    /// Whether the token was renewed.
    is_renewed: bool,
    /// What the call is doing.
    phase: CallPhase,
}

/// An attempt that was begun and has no outcome yet.
struct InFlight {
    attempt: Arc<SentAttempt>,
    span: Span,
}

impl<'a> Call<'a> {
    pub(crate) fn new(should_retry: fn(&Error) -> bool, session: &'a Session) -> Self {
        Self {
            should_retry,
            session,
            start: Instant::now(),
            first: None,
            attempts: 0,
            in_flight: None,
            last_error: None,
            last_retry: None,
            token: None,
            is_renewed: false,
            phase: CallPhase::Token,
        }
    }

    /// Checks and sends the request, within the operation timeout.
    async fn run<R: Request>(&mut self, request: &R) -> Result<RawResponse, Error> {
        let checked = request.check();
        checked.map_err(|invalid| invalid.map(|message| self.session.redactor().text(message)))?;
        let after = self.session.operation_timeout();
        let response = match timeout(after, self.attempts(request)).await {
            Ok(result) => result?,
            Err(_) => return Err(self.timed_out(after)),
        };
        self.succeeded(1);
        Ok(response)
    }

    /// Ends the attempt in flight, and returns the error of the call.
    pub(crate) fn timed_out(&mut self, after: Duration) -> Error {
        let in_flight = self.in_flight.as_ref();
        let head = in_flight.and_then(|in_flight| in_flight.attempt.head.get());
        let info = head.cloned().map(Box::new);
        let during = self.phase();
        let error = Error::OperationTimeout {
            after,
            during,
            info,
        };
        self.attempt_ended(Err(&error));
        // The error of the last attempt is more specific than the timeout.
        let last = self.last_error.take();
        let last = last.filter(|last| last.status().is_some() || matches!(last, Error::Timeout(_)));
        last.unwrap_or(error)
    }

    /// Makes attempts until one succeeds or the error is final.
    pub(crate) async fn attempts<R: Request>(&mut self, request: &R) -> Result<RawResponse, Error> {
        loop {
            // A call without a token takes no place in the pace.
            self.phase = CallPhase::Token;
            self.token().await?;
            self.phase = CallPhase::Pace;
            self.acquire(request.calls()).await?;
            // Other calls may have renewed it in the meantime.
            self.phase = CallPhase::Token;
            let token = self.token().await?;
            self.first.get_or_insert_with(Instant::now);
            self.attempts += 1;
            self.token = Some(token.clone());
            self.phase = CallPhase::Attempt;
            let result = self.attempt(request, token).await;
            let stated_wait = self
                .pause(result.as_ref().map(|response| &response.info))
                .await;
            let mut error = match result {
                Ok(response) => return Ok(response),
                Err(error) => error,
            };
            if self.failures() > 1 {
                error.mark_repeated();
            }
            match self.can_renew(&error) {
                true => self.renew(error).await?,
                false => self.back_off(error, stated_wait, request.calls()).await?,
            }
        }
    }

    /// Gets the token that the first attempt is sent with.
    pub(crate) async fn find_token(&mut self) -> Result<(), Error> {
        self.phase = CallPhase::Token;
        self.token().await.map(drop)
    }

    /// Returns how many attempts failed, without the one whose token was renewed.
    pub(crate) fn failures(&self) -> u32 {
        self.attempts - u32::from(self.is_renewed)
    }

    /// Returns what the call is doing.
    fn phase(&self) -> CallPhase {
        let has_hooks = !self.session.config().hooks.is_empty();
        let is_unseen = |in_flight: &InFlight| in_flight.attempt.seen.get().is_none();
        match self.phase {
            CallPhase::Attempt if has_hooks && self.in_flight.as_ref().is_some_and(is_unseen) => {
                CallPhase::Hook
            }
            phase => phase,
        }
    }

    /// Returns units to the retry budget after so many calls succeeded.
    pub(crate) fn succeeded(&self, calls: usize) {
        let calls = u32::try_from(calls).unwrap_or(u32::MAX);
        let retry_tokens = &self.session.account().retry_tokens;
        retry_tokens.succeeded(self.last_retry, calls);
    }

    /// Reports the outcome of the call.
    pub(crate) fn ended(&self, span: &Span, error: Option<&Error>) {
        if let Some(error) = error {
            trace::failed(error, self.attempts);
        }
        span.end_call(self.attempts, error);
    }

    /// Makes an attempt.
    async fn attempt<R: Request>(
        &mut self,
        request: &R,
        token: Arc<Token>,
    ) -> Result<RawResponse, Error> {
        let attempt = Arc::new(SentAttempt {
            token,
            operation: R::NAME,
            version: R::Version::VERSION,
            number: self.attempts,
            calls: request.calls(),
            seen: OnceLock::new(),
            refusal: OnceLock::new(),
            sent: OnceLock::new(),
            head: OnceLock::new(),
        });
        let session = self.session.with_attempt(attempt.clone());
        let span = Span::of_attempt(&attempt, &session.account().host, R::METHOD, R::PATH);
        self.in_flight = Some(InFlight {
            attempt: attempt.clone(),
            span: span.clone(),
        });
        let result = span.enclose(RawResponse::fetch(request, &session)).await;
        let result = match attempt.refusal.get() {
            Some(message) => Err(Error::Hook {
                message: message.clone(),
            }),
            None => result,
        };
        self.attempt_ended(result.as_ref().map(|response| &response.info));
        result
    }

    /// Reports the outcome of the attempt in flight to its span and, if it was sent, to the
    /// hooks.
    fn attempt_ended(&mut self, result: Result<&ResponseInfo, &Error>) {
        let Some(InFlight { attempt, span }) = self.in_flight.take() else {
            return;
        };
        let duration = attempt.sent.get().map_or(Duration::ZERO, Instant::elapsed);
        span.end_attempt(duration, result);
        if let (Some(seen), Some(_)) = (attempt.seen.get(), attempt.sent.get()) {
            let outcome = AttemptOutcome { duration, result };
            hook::after(&self.session.config().hooks, seen, &outcome);
        }
    }

    /// Returns the token in use.
    async fn token(&self) -> Result<Arc<Token>, Error> {
        let token = self.session.account().tokens.get().await;
        token.map_err(|error| self.provider_failed(&error, None))
    }

    /// Returns whether the call may be repeated with a renewed token.
    pub(crate) fn can_renew(&self, error: &Error) -> bool {
        !self.is_renewed && error.advice() == Advice::LogIn
    }

    /// Renews the token that caused the error. Returns the error if there is no other token.
    pub(crate) async fn renew(&mut self, error: Error) -> Result<(), Error> {
        let Some(refused) = self.token.take() else {
            return Err(error);
        };
        self.is_renewed = true;
        self.phase = CallPhase::Token;
        // Kept, in case that the operation times out meanwhile.
        self.last_error = Some(error);
        match self.session.account().tokens.renew(&refused).await {
            Ok(Some(_)) => {
                trace::token_renewed();
                self.last_error = None;
                Ok(())
            }
            Ok(None) => Err(self.last_error.take().unwrap_or_else(|| {
                let failure = ProviderError::new("no other token was returned");
                self.provider_failed(&failure, None)
            })),
            Err(failure) => {
                let refused = self.last_error.take();
                Err(self.provider_failed(&failure, refused))
            }
        }
    }

    fn provider_failed(&self, failure: &ProviderError, refused: Option<Error>) -> Error {
        Error::Token {
            message: self.session.redactor().text(&failure.message()),
            refused: refused.map(Box::new),
        }
    }
}

impl Drop for Call<'_> {
    /// Ends an attempt whose call is dropped, so that each one that began also ends.
    fn drop(&mut self) {
        self.attempt_ended(Err(&Error::Canceled));
    }
}

//! A token at a host, with its rate limits.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;

use crate::client::pacing::{LocalPacer, Pacer, PacerFuture, Pacing};
use crate::client::redact::{Redactor, Secret};
use crate::client::retry_budget::{RetryBudget, RetryTokens};
use crate::client::token::Tokens;
use crate::error::{Error, Invalid, messages};

/// A token at a host. All calls with it share its rate limits.
#[derive(Clone)]
pub(crate) struct Account {
    pub(crate) host: Arc<str>,
    pub(crate) app_secret: Option<Secret>,
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) pacer: Arc<dyn Pacer>,
    pub(crate) retry_tokens: Arc<RetryTokens>,
}

impl Account {
    /// Creates an account with its own rate limits.
    pub(crate) fn new(
        host: Arc<str>,
        app_secret: Option<Secret>,
        tokens: Tokens,
        (pacing, retry_budget): (Pacing, RetryBudget),
    ) -> Self {
        Self {
            host,
            app_secret,
            tokens: Arc::new(tokens),
            pacer: Arc::new(LocalPacer::new(pacing)),
            retry_tokens: Arc::new(RetryTokens::new(retry_budget)),
        }
    }

    /// Calls the pacer, and waits for it. It may panic before it returns its future.
    pub(crate) async fn paced<'a, T>(
        &'a self,
        call: impl FnOnce(&'a dyn Pacer) -> PacerFuture<'a, T>,
    ) -> Result<T, Error> {
        let call = async { call(&*self.pacer).await };
        let message = match AssertUnwindSafe(call).catch_unwind().await {
            Ok(Ok(value)) => return Ok(value),
            Ok(Err(error)) => messages(&*error),
            Err(_) => "it panicked".to_owned(),
        };
        let message = self.redactor().text(&message);
        Err(Error::Pacer { message })
    }

    /// Returns the redactor of all secrets that are in use now.
    pub(crate) fn redactor(&self) -> Redactor {
        Redactor {
            tokens: self
                .tokens
                .current()
                .map_or_else(Arc::default, |token| token.all()),
            app_secret: self.app_secret.clone(),
        }
    }
}

/// Returns an app secret without the spaces around it.
pub(crate) fn app_secret(secret: &str) -> Result<Secret, Invalid> {
    match secret.trim() {
        "" => Err(Invalid::new("app secret is empty")),
        secret => Ok(Arc::new(secret.into())),
    }
}

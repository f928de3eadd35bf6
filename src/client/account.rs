//! A token at a host, with its rate limits.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;
use secrecy::{ExposeSecret, SecretString};

use crate::client::pacing::{LocalPacer, Pacer, PacerFuture};
use crate::client::redact::Redactor;
use crate::client::retry_budget::RetryTokens;
use crate::client::session::Config;
use crate::client::token::Tokens;
use crate::error::{Error, Invalid, messages};

/// A token at a host. All calls with it share its rate limits.
#[derive(Clone)]
pub(crate) struct Account {
    pub(crate) host: Arc<str>,
    pub(crate) app_secret: Option<AppSecret>,
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) pacer: Arc<dyn Pacer>,
    pub(crate) retry_tokens: Arc<RetryTokens>,
}

impl Account {
    /// Creates an account with its own rate limits.
    pub(crate) fn new(
        host: Arc<str>,
        app_secret: Option<AppSecret>,
        tokens: Tokens,
        config: &Config,
    ) -> Self {
        Self {
            host,
            app_secret,
            tokens: Arc::new(tokens),
            pacer: Arc::new(LocalPacer::new(config.pacing)),
            retry_tokens: Arc::new(RetryTokens::new(config.retry_budget)),
        }
    }

    /// Waits for the pacer.
    pub(crate) async fn paced<T>(&self, pacer: PacerFuture<'_, T>) -> Result<T, Error> {
        let message = match AssertUnwindSafe(pacer).catch_unwind().await {
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
            token: self.tokens.current(),
            app_secret: self.app_secret.clone(),
        }
    }
}

/// An app secret.
#[derive(Clone)]
pub(crate) struct AppSecret(Arc<SecretString>);

impl AppSecret {
    pub(crate) fn new(secret: &str) -> Result<Self, Invalid> {
        match secret.trim() {
            "" => Err(Invalid::new("app secret is empty")),
            secret => Ok(Self(Arc::new(secret.into()))),
        }
    }

    pub(crate) fn expose_secret(&self) -> &str {
        self.0.expose_secret()
    }
}

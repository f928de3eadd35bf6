//! What calls share, and what one attempt is sent with.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::AUTHORIZATION;

use crate::client::account::Account;
use crate::client::options::CallOptions;
use crate::client::pacing::Pacing;
use crate::client::proof;
use crate::client::redact::Redactor;
use crate::client::retry::Retry;
use crate::client::retry_budget::RetryBudget;
use crate::client::token::Token;
use crate::client::trace;
use crate::decode::{Report, Settings};
use crate::version::Version;

/// What to do if another Graph version answers than the requested one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum VersionCheck {
    /// Accept the response. [`ResponseInfo`](crate::ResponseInfo) names the version,
    /// and the feature `tracing` logs a warning.
    #[default]
    Warn,
    /// Refuse the response with [`Error::Version`](crate::Error::Version).
    Refuse,
}

/// Configuration and state that the calls of a `Graph` share. Cheap to clone.
#[doc(hidden)]
#[derive(Clone)]
pub struct Session {
    config: Arc<Config>,
    account: Arc<Account>,
    options: Arc<CallOptions>,
    /// The token of the attempt that is sent.
    token: Option<Arc<Token>>,
}

/// The configuration of a client, for all tokens.
pub(crate) struct Config {
    pub(crate) http: reqwest::Client,
    pub(crate) timed_proof: bool,
    pub(crate) pacing: Pacing,
    pub(crate) retry: Retry,
    pub(crate) timeout: Duration,
    pub(crate) operation_timeout: Duration,
    pub(crate) stall_timeout: Duration,
    pub(crate) max_pause: Duration,
    pub(crate) max_empty_pages: usize,
    pub(crate) retry_budget: RetryBudget,
    pub(crate) body_limit: usize,
    pub(crate) keeps_raw_bodies: bool,
    pub(crate) version_check: VersionCheck,
    pub(crate) decoding: Settings,
}

impl Session {
    pub(crate) fn new(config: Config, account: Account) -> Self {
        Self {
            config: Arc::new(config),
            account: Arc::new(account),
            options: Arc::default(),
            token: None,
        }
    }

    /// Returns a session of another account.
    pub(crate) fn with_account(&self, account: Account) -> Self {
        Self {
            account: Arc::new(account),
            ..self.clone()
        }
    }

    /// Returns a session for calls with options.
    pub(crate) fn with_options(&self, options: Option<&CallOptions>) -> Self {
        match options {
            None => self.clone(),
            Some(options) => Self {
                options: Arc::new(options.clone()),
                ..self.clone()
            },
        }
    }

    /// Returns the session of an attempt.
    pub(crate) fn with_token(&self, token: Arc<Token>) -> Self {
        Self {
            token: Some(token),
            ..self.clone()
        }
    }

    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    pub(crate) fn account(&self) -> &Account {
        &self.account
    }

    pub(crate) fn options(&self) -> &CallOptions {
        &self.options
    }

    pub(crate) fn redactor(&self) -> Redactor {
        self.account.redactor()
    }

    pub(crate) fn retry(&self) -> Retry {
        self.options.retry.unwrap_or(self.config.retry)
    }

    pub(crate) fn operation_timeout(&self) -> Duration {
        let timeout = self.options.operation_timeout;
        timeout.unwrap_or(self.config.operation_timeout)
    }

    /// Returns the URL of the host with a version.
    pub fn base_url(&self, version: Version) -> String {
        format!("{}/{version}", self.account.host)
    }

    /// Returns the HTTP client.
    pub fn http(&self) -> reqwest::Client {
        self.config.http.clone()
    }

    /// Adds the access token as a header, because URLs end up in logs. The proof
    /// goes into the URL, where Graph expects it; it does not reveal the secret.
    pub fn authorize(&self, request: &mut reqwest::Request) {
        let timeout = self.options.timeout.unwrap_or(self.config.timeout);
        *request.timeout_mut() = Some(timeout);
        for (name, value) in &self.options.headers {
            request.headers_mut().insert(name.clone(), value.clone());
        }
        let Some(token) = &self.token else { return };
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, token.authorization().clone());
        if let Some(app_secret) = &self.account.app_secret {
            let proof = proof::parameters(token, app_secret, self.config.timed_proof);
            request.url_mut().query_pairs_mut().extend_pairs(proof);
        }
    }

    /// Redacts the paths of a report, and traces it.
    pub(crate) fn finish_report(&self, mut report: Report) -> Report {
        let redactor = self.redactor();
        report.map_paths(|path| redactor.name(path));
        trace::mismatches(&report);
        report
    }
}

//! What calls share, and what one attempt is sent with.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Method;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use tokio::time::Instant;

use crate::client::account::Account;
use crate::client::attempt::SentAttempt;
use crate::client::hook::{self, Attempt, Hooks};
use crate::client::options::CallOptions;
use crate::client::pacing::Pacing;
use crate::client::proof;
use crate::client::redact::Redactor;
use crate::client::response_info::ResponseInfo;
use crate::client::retry::Retry;
use crate::client::retry_budget::RetryBudget;
use crate::client::token::Token;
use crate::client::trace;
use crate::client::url_collector::UrlCollector;
use crate::decode::{Report, Settings};
use crate::version::Version;

/// Bytes that a URL may have without the proof. The HTTP client sends at most 65,534.
const LONGEST_URL: usize = 65_000;

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
    /// The attempt that is sent.
    attempt: Option<Arc<SentAttempt>>,
    /// Takes the URLs of requests for a batch. They are not sent.
    collector: Option<Arc<UrlCollector>>,
}

/// The configuration of a client, for all tokens.
pub(crate) struct Config {
    pub(crate) http: reqwest::Client,
    pub(crate) hooks: Hooks,
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
    pub(crate) decoding: Settings<'static>,
}

impl Session {
    pub(crate) fn new(config: Config, account: Account) -> Self {
        Self {
            config: Arc::new(config),
            account: Arc::new(account),
            options: Arc::default(),
            attempt: None,
            collector: None,
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
    pub(crate) fn with_attempt(&self, attempt: Arc<SentAttempt>) -> Self {
        Self {
            attempt: Some(attempt),
            ..self.clone()
        }
    }

    /// Returns a session that sends nothing, and passes the URLs of requests to a collector.
    pub(crate) fn with_collector(&self, collector: Arc<UrlCollector>) -> Self {
        Self {
            collector: Some(collector),
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

    /// Prepares a request: calls the hooks, and adds headers, timeout, access token and
    /// proof.
    ///
    /// # Errors
    ///
    /// Returns an error if a hook refuses the attempt, if a parameter or a header contains a
    /// secret, or if the request is collected for a batch.
    pub async fn prepare(&self, request: &mut reqwest::Request) -> Result<(), String> {
        let timeout = self.options.timeout.unwrap_or(self.config.timeout);
        *request.timeout_mut() = Some(timeout);
        self.check_url(request.url())?;
        self.check_headers(&self.options.headers)?;
        if let Some(collector) = &self.collector {
            return Err(collector.collect(request, &self.account.host));
        }
        if request.url().as_str().len() > LONGEST_URL {
            return Err(format!(
                "URL has more than {LONGEST_URL} bytes: request fewer fields or ids, or send shorter \
                 values"
            ));
        }
        request.headers_mut().extend(self.options.headers.clone());
        let Some(attempt) = &self.attempt else {
            return Ok(());
        };
        if !self.config.hooks.is_empty() {
            self.call_hooks(attempt, request).await?;
        }
        self.authorize(&attempt.token, request);
        attempt.sent.get_or_init(Instant::now);
        Ok(())
    }

    /// Notes the head of the response to the attempt.
    pub(crate) fn head_received(&self, info: &ResponseInfo) {
        if let Some(attempt) = &self.attempt {
            attempt.head.get_or_init(|| info.clone());
        }
    }

    async fn call_hooks(
        &self,
        sent: &SentAttempt,
        request: &mut reqwest::Request,
    ) -> Result<(), String> {
        let mut attempt = Attempt {
            operation: sent.operation,
            version: sent.version,
            number: sent.number,
            calls: sent.calls,
            method: match *request.method() {
                Method::POST => "POST",
                _ => "GET",
            },
            host: self.account.host.clone(),
            path: self.redactor().text(request.url().path()),
            headers: HeaderMap::new(),
        };
        let result = hook::before(&self.config.hooks, &mut attempt).await;
        let result = result.and_then(|()| self.check_headers(&attempt.headers));
        if let Err(message) = result {
            let message = self.redactor().text(&message);
            return Err(sent.refusal.get_or_init(|| message).clone());
        }
        request.headers_mut().extend(attempt.headers.clone());
        sent.seen.get_or_init(|| attempt);
        Ok(())
    }

    /// Refuses a URL with a secret: URLs end up in logs.
    fn check_url(&self, url: &reqwest::Url) -> Result<(), String> {
        let redactor = self.redactor();
        let parts = [url.path(), url.query().unwrap_or_default()];
        match parts.iter().any(|part| redactor.is_in_name(part)) {
            true => Err("a parameter contains the access token or the app secret".to_owned()),
            false => Ok(()),
        }
    }

    /// Refuses headers of callers with a secret: other programs log them.
    pub(crate) fn check_headers(&self, headers: &HeaderMap) -> Result<(), String> {
        if headers.is_empty() {
            return Ok(());
        }
        let redactor = self.redactor();
        let is_secret =
            |value: &HeaderValue| redactor.is_in_name(&String::from_utf8_lossy(value.as_bytes()));
        match headers.iter().find(|(_, value)| is_secret(value)) {
            Some((name, _)) => Err(format!(
                "header `{name}` contains the access token or the app secret, which the client \
                 sends in its own way"
            )),
            None => Ok(()),
        }
    }

    /// Adds the access token as a header, because URLs end up in logs. The proof
    /// goes into the URL, where Graph expects it; it does not reveal the secret.
    fn authorize(&self, token: &Token, request: &mut reqwest::Request) {
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

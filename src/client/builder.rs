//! Configures a [`Graph`].

use std::fmt;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{ClientBuilder, Url};
use secrecy::{ExposeSecret, SecretString};

use crate::client::account::{Account, app_secret};
use crate::client::graph::Graph;
use crate::client::hook::{Hook, Hooks};
use crate::client::pacing::Pacing;
use crate::client::protection::protected;
use crate::client::retry::Retry;
use crate::client::retry_budget::RetryBudget;
use crate::client::session::{Config, Session, VersionCheck};
use crate::client::tls;
use crate::client::token::{AccessToken, Tokens};
use crate::decode::{self, Decoding, Keep};
use crate::error::{Error, Invalid, messages};
use crate::generated::hosts;

/// Where the access token comes from.
pub(crate) enum TokenSource {
    Fixed(AccessToken),
    Provided(Tokens),
}

/// Configures and builds a [`Graph`].
#[must_use = "a builder does nothing until it builds"]
pub struct GraphBuilder {
    tokens: TokenSource,
    app_secret: Option<SecretString>,
    timed_proof: bool,
    host: String,
    timeout: Duration,
    connect_timeout: Duration,
    operation_timeout: Duration,
    user_agent: Option<String>,
    hooks: Hooks,
    http: Option<Box<dyn FnOnce(ClientBuilder) -> ClientBuilder + Send>>,
    retry: Retry,
    pacing: Pacing,
    version_check: VersionCheck,
    stall_timeout: Duration,
    max_pause: Duration,
    max_empty_pages: usize,
    retry_budget: RetryBudget,
    body_limit: usize,
    keeps_raw_bodies: bool,
    decoding: decode::Settings<'static>,
}

impl GraphBuilder {
    pub(crate) fn new(tokens: TokenSource) -> Self {
        Self {
            tokens,
            app_secret: None,
            timed_proof: false,
            host: hosts::FACEBOOK.to_owned(),
            timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(10),
            operation_timeout: Duration::from_secs(300),
            user_agent: None,
            http: None,
            hooks: Hooks::new(),
            retry: Retry::default(),
            pacing: Pacing::default(),
            version_check: VersionCheck::default(),
            stall_timeout: Duration::from_secs(10),
            max_pause: Duration::from_secs(3600),
            max_empty_pages: 100,
            retry_budget: RetryBudget::default(),
            body_limit: 16 * 1024 * 1024,
            keeps_raw_bodies: false,
            decoding: decode::Settings::default(),
        }
    }

    /// Sets the app secret, with which each call proves that it comes from the app of the
    /// token (`appsecret_proof`). Apps can be configured to require this.
    pub fn app_secret(mut self, app_secret: impl Into<String>) -> Self {
        self.app_secret = Some(app_secret.into().into());
        self
    }

    /// Sets whether proofs expire after five minutes (`appsecret_time`). By default they
    /// are valid as long as the token. This requires a correct clock.
    pub fn timed_proof(mut self, timed: bool) -> Self {
        self.timed_proof = timed;
        self
    }

    /// Sets the host, such as [`hosts::INSTAGRAM`], or `http://127.0.0.1:8080` in tests.
    /// The default is [`hosts::FACEBOOK`].
    ///
    /// Without TLS only loopback addresses are accepted.
    pub fn host(mut self, url: impl Into<String>) -> Self {
        self.host = url.into();
        self
    }

    /// Sets the timeout of an attempt, from connecting to the last byte. The default is
    /// 30 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the timeout of connecting. The default is 10 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets the timeout of a call, including all attempts and waits. In a stream it
    /// applies to each call. The default is five minutes.
    pub fn operation_timeout(mut self, timeout: Duration) -> Self {
        self.operation_timeout = timeout;
        self
    }

    /// Sets the longest time between two parts of a body, after which the attempt times
    /// out. The default is 10 seconds.
    pub fn stall_timeout(mut self, timeout: Duration) -> Self {
        self.stall_timeout = timeout;
        self
    }

    /// Sets the header `user-agent`. The default names this crate.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// Customizes the HTTP client, such as its proxy or its root certificates.
    ///
    /// The settings that protect the token are applied afterwards, so that no setting weakens
    /// them:
    ///
    /// | Setting | Effect |
    /// |---|---|
    /// | `tls_certs_merge`, `tls_certs_only`, `tls_crls_only`, `identity`, `tls_sni`, `tls_info` | kept |
    /// | `tls_danger_accept_invalid_certs`, `tls_danger_accept_invalid_hostnames` | reset: certificates and their names are verified |
    /// | `tls_backend_rustls`, `tls_backend_native`, `tls_backend_preconfigured` | refused: the features of this crate choose it. With `native-tls` alone, reset |
    /// | `tls_version_min` | kept; rustls has nothing older than TLS 1.2. With `native-tls` alone, reset to TLS 1.2 |
    /// | `tls_version_max` | kept |
    /// | `tls_sslkeylogfile`, `connection_verbose` | reset: neither keys nor traffic are logged |
    /// | `redirect`, `referer` | reset: redirects are not followed, because another host would receive the token |
    /// | `https_only` | reset by the scheme of the host |
    /// | `retry` | reset: [`retry`](Self::retry) applies |
    /// | `timeout`, `connect_timeout`, `user_agent` | replaced by those of this builder |
    /// | `read_timeout` | kept: it applies in addition |
    /// | `proxy`, and proxies of the environment | kept for HTTPS: a proxy sees the name of the host, and encrypted traffic. Removed for a loopback host without TLS |
    /// | `resolve`, `resolve_to_addrs`, `dns_resolver` | kept for HTTPS, where the certificate proves the host. Without TLS, `localhost` is always a loopback address |
    /// | `default_headers` | kept, except `authorization` and `user-agent`; sent with the calls of all tokens |
    /// | `cookie_store`, `cookie_provider` | kept: cookies are shared by all tokens |
    /// | `unix_socket`, `windows_named_pipe` | kept: with HTTPS the certificate is verified, and without it the socket is on this machine |
    /// | Settings of HTTP/1, HTTP/2, HTTP/3, TCP, the connection pool and compression, connector layers | kept |
    ///
    /// [`build`](Self::build) refuses a hook that sets the TLS backend, or that returns another
    /// builder than the one it receives.
    ///
    /// Nothing else in the interface of this crate names types of `reqwest`. A release of this
    /// crate that raises the major version of `reqwest`, or the minor one while it is 0, is a
    /// breaking one.
    pub fn http(
        mut self,
        adjust: impl FnOnce(ClientBuilder) -> ClientBuilder + Send + 'static,
    ) -> Self {
        self.http = Some(Box::new(adjust));
        self
    }

    /// Adds a hook, which sees each attempt. Hooks are called in the order in which they were
    /// added.
    pub fn hook(mut self, hook: impl Hook) -> Self {
        self.hooks.push(Arc::new(hook));
        self
    }

    /// Sets the limits of retries.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Sets the budget for retries that all calls of a token share.
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.retry_budget = budget;
        self
    }

    /// Sets the longest pause of a rate-limited token, whatever the server states. The
    /// default is an hour. The feature `tracing` logs a warning if a stated wait is longer.
    pub fn max_pause(mut self, max_pause: Duration) -> Self {
        self.max_pause = max_pause;
        self
    }

    /// Sets how many pages in a row may have no node before a stream ends with
    /// [`Error::EmptyPages`]. The default is 100. Zero is treated as one.
    pub fn max_empty_pages(mut self, pages: usize) -> Self {
        self.max_empty_pages = pages;
        self
    }

    /// Sets the maximum rate of calls with a token.
    pub fn pacing(mut self, pacing: Pacing) -> Self {
        self.pacing = pacing;
        self
    }

    /// Sets what to do if another Graph version answers than the requested one.
    pub fn version_check(mut self, check: VersionCheck) -> Self {
        self.version_check = check;
        self
    }

    /// Sets the maximum size of a decompressed body, in bytes. The default is 16 MiB.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Sets whether the body of each response is kept, without the access token, in
    /// [`ResponseInfo::raw`](crate::ResponseInfo::raw), also in errors. It may contain
    /// private messages. The default is `false`.
    pub fn keep_raw_bodies(mut self, keep: bool) -> Self {
        self.keeps_raw_bodies = keep;
        self
    }

    /// Sets what to do with values that do not match the contract. The default is
    /// [`Decoding::Tolerant`].
    pub fn decoding(mut self, decoding: Decoding) -> Self {
        self.decoding.decoding = decoding;
        self
    }

    /// Sets whether all members that the contract does not list are kept, in the field
    /// `unknown` of their object. The default is `false`: only those that a selection asks
    /// for with `other` are kept. Decoding then takes several times as long.
    pub fn keep_unknown_members(mut self, keep: bool) -> Self {
        self.decoding.keep = if keep { Keep::All } else { Keep::None };
        self
    }

    /// Builds the `Graph`.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Invalid`] if the token is empty, not ASCII or not valid in a
    /// header, if the app secret is empty, if the host is not an HTTPS or loopback URL, or
    /// if it is an HTTPS URL and there is no TLS: no feature for it, or only
    /// `rustls-no-provider` and no provider is installed; if the HTTP client cannot be set
    /// up, or if the hook of [`http`](Self::http) sets a TLS backend.
    pub fn build(mut self) -> Result<Graph, Error> {
        let host = check_host(&self.host)?;
        let is_secure = host.starts_with("https://");
        let tls = cfg!(any(feature = "rustls-no-provider", feature = "native-tls"));
        if is_secure && !tls {
            let message =
                "an HTTPS host requires the feature `rustls`, `rustls-ring` or `native-tls`";
            return Err(Invalid::new(message).into());
        }
        let http = self.http_client(is_secure)?;
        let tokens = match self.tokens {
            TokenSource::Fixed(token) => Tokens::fixed(token)?,
            TokenSource::Provided(tokens) => tokens,
        };
        let secret = self.app_secret.as_ref().map(ExposeSecret::expose_secret);
        let secret = secret.map(app_secret).transpose()?;
        let config = Config {
            http,
            hooks: self.hooks,
            timed_proof: self.timed_proof,
            pacing: self.pacing,
            retry: self.retry,
            timeout: self.timeout,
            operation_timeout: self.operation_timeout,
            stall_timeout: self.stall_timeout,
            max_pause: self.max_pause,
            max_empty_pages: self.max_empty_pages.max(1),
            retry_budget: self.retry_budget,
            body_limit: self.body_limit,
            keeps_raw_bodies: self.keeps_raw_bodies,
            version_check: self.version_check,
            decoding: self.decoding,
        };
        let limits = (self.pacing, self.retry_budget);
        let account = Account::new(host.into(), secret, tokens, limits);
        Ok(Graph::new(Session::new(config, account)))
    }

    fn http_client(&mut self, secure: bool) -> Result<reqwest::Client, Error> {
        let http = match self.http.take() {
            Some(adjust) => tls::adjusted(adjust)?,
            None => tls::adjusted(|http| http)?,
        };
        let ours = concat!("page-conversations/", env!("CARGO_PKG_VERSION"));
        let user_agent = self.user_agent.as_deref().unwrap_or(ours);
        let http = http
            .user_agent(user_agent)
            .connect_timeout(self.connect_timeout)
            // Retries of reqwest would multiply ours.
            .retry(reqwest::retry::never());
        let http = protected(http, secure);
        http.build().map_err(|error| {
            let message = messages(&error.without_url());
            Invalid::new(format!("HTTP client cannot be set up: {message}")).into()
        })
    }
}

impl fmt::Debug for GraphBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL of the host may contain a password.
        f.debug_struct("GraphBuilder")
            .field("timeout", &self.timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("operation_timeout", &self.operation_timeout)
            .field("retry", &self.retry)
            .field("pacing", &self.pacing)
            .field("version_check", &self.version_check)
            .field("body_limit", &self.body_limit)
            .finish_non_exhaustive()
    }
}

/// Checks the URL of the host, and removes a trailing slash.
pub(crate) fn check_host(url: &str) -> Result<String, Invalid> {
    let refuse = |why: &str| Invalid::new(format!("host {why}"));
    let parsed = Url::parse(url).map_err(|_| refuse("is not a URL"))?;
    let loopback = match parsed.host_str() {
        Some("localhost" | "[::1]") => true,
        Some(host) => host
            .parse::<Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback()),
        None => return Err(refuse("has no host name")),
    };
    match parsed.scheme() {
        "https" => {}
        "http" if loopback => {}
        _ => {
            return Err(refuse("must use HTTPS, unless it is a loopback address"));
        }
    }
    let bare = parsed.query().is_none()
        && parsed.fragment().is_none()
        && parsed.username().is_empty()
        && parsed.password().is_none();
    if !bare {
        return Err(refuse(
            "must be a plain URL without user, query or fragment",
        ));
    }
    Ok(parsed.as_str().trim_end_matches('/').to_owned())
}

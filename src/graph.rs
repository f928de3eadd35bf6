//! The entry: a token, a host, and the calls.

use std::fmt;
use std::time::Duration;

use reqwest::Url;
use secrecy::SecretString;

use crate::error::{Error, Invalid};
use crate::generated::hosts;
use crate::page::{Items, Page, Pages};
use crate::request::{EdgeRequest, Request};
use crate::response;
use crate::session::Session;

/// Bytes that a response may have.
const BODY_LIMIT: usize = 16 * 1024 * 1024;

/// Sends requests to the Graph API with one access token.
///
/// A clone is cheap and shares the connections. Many tokens live side by side,
/// each in a `Graph` of its own.
///
/// The token travels in a header, never in a URL, and is in no `Debug`, error
/// or log of this crate.
#[derive(Clone)]
pub struct Graph {
    session: Session,
}

impl Graph {
    /// Starts with an access token.
    pub fn builder(access_token: impl Into<String>) -> GraphBuilder {
        GraphBuilder {
            access_token: access_token.into().into(),
            host: hosts::FACEBOOK.to_owned(),
            timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(10),
        }
    }

    /// Sends a request and reads its answer.
    ///
    /// # Errors
    ///
    /// As [`Error`] lists them.
    pub async fn send<R: Request>(&self, request: &R) -> Result<R::Output, Error> {
        response::send(&self.session, request).await
    }

    /// Reads one page.
    ///
    /// # Errors
    ///
    /// As [`Error`] lists them.
    pub async fn page<R: EdgeRequest>(&self, request: &R) -> Result<Page<R::Node>, Error> {
        response::send(&self.session, request).await
    }

    /// Streams pages, each read when it is asked for, to the last.
    pub fn pages<R: EdgeRequest + 'static>(&self, request: R) -> Pages<R::Node> {
        Pages::new(self.session.clone(), request)
    }

    /// Streams nodes through all pages.
    pub fn items<R: EdgeRequest + 'static>(&self, request: R) -> Items<R::Node> {
        Items::new(self.pages(request))
    }
}

impl fmt::Debug for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut graph = f.debug_struct("Graph");
        graph
            .field("host", &self.session.host())
            .finish_non_exhaustive()
    }
}

/// Makes a [`Graph`].
#[must_use = "a builder does nothing until it builds"]
pub struct GraphBuilder {
    access_token: SecretString,
    host: String,
    timeout: Duration,
    connect_timeout: Duration,
}

impl GraphBuilder {
    /// Sends calls to another host, such as `http://127.0.0.1:8080` in tests.
    ///
    /// The default is [`hosts::FACEBOOK`]. Without TLS only loopback addresses
    /// are taken.
    pub fn host(mut self, url: impl Into<String>) -> Self {
        self.host = url.into();
        self
    }

    /// How long a call may take, from connecting to the last byte. The default
    /// is 30 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long connecting may take. The default is 10 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Makes the `Graph`.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] where the token is empty or cannot stand in a header,
    /// and where the host is no HTTPS or loopback URL; [`Error::Transport`]
    /// where TLS cannot be set up.
    pub fn build(self) -> Result<Graph, Error> {
        let host = check_host(&self.host)?;
        let http = reqwest::Client::builder()
            .user_agent(concat!("page-conversations/", env!("CARGO_PKG_VERSION")))
            .timeout(self.timeout)
            .connect_timeout(self.connect_timeout)
            // Another host must not get the token, and Graph redirects nothing.
            .redirect(reqwest::redirect::Policy::none());
        // A proxy of the environment would get the token without TLS.
        let http = match host.starts_with("http://") {
            true => http.no_proxy(),
            false => http,
        };
        let http = with_tls(http).build().map_err(Error::transport)?;
        let unusable = || Invalid::new("the access token is empty or holds a line break");
        let empty = secrecy::ExposeSecret::expose_secret(&self.access_token)
            .trim()
            .is_empty();
        let session = Session::new(http, host, self.access_token, BODY_LIMIT)
            .filter(|_| !empty)
            .ok_or_else(unusable)?;
        Ok(Graph { session })
    }
}

impl fmt::Debug for GraphBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut builder = f.debug_struct("GraphBuilder");
        builder.field("timeout", &self.timeout);
        builder.field("connect_timeout", &self.connect_timeout);
        // The host may be given with a password in it.
        builder.finish_non_exhaustive()
    }
}

#[cfg(feature = "rustls")]
fn with_tls(http: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    http.tls_backend_rustls()
}

#[cfg(not(feature = "rustls"))]
fn with_tls(http: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    http
}

/// The host without a trailing slash.
fn check_host(url: &str) -> Result<String, Invalid> {
    let refuse = |why: &str| Invalid::new(format!("the host {why}"));
    let parsed = Url::parse(url).map_err(|_| refuse("is not a URL"))?;
    let loopback = match parsed.host_str() {
        Some("localhost" | "[::1]") => true,
        Some(host) => host
            .parse::<std::net::Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback()),
        None => return Err(refuse("has no name")),
    };
    match parsed.scheme() {
        "https" => {}
        "http" if loopback => {}
        _ => {
            return Err(refuse(
                "must be reached by HTTPS, unless it is a loopback address",
            ));
        }
    }
    let bare = parsed.query().is_none()
        && parsed.fragment().is_none()
        && parsed.username().is_empty()
        && parsed.password().is_none();
    if !bare {
        return Err(refuse(
            "must be a plain URL, without user, query or fragment",
        ));
    }
    Ok(parsed.as_str().trim_end_matches('/').to_owned())
}

//! Options of a single call or stream.

use std::fmt;
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use crate::client::retry::Retry;
use crate::error::Invalid;

/// Options of the calls of one request, in place of those of the
/// [`Graph`](crate::Graph).
///
/// [`Request::with_options`](crate::Request::with_options) adds them to a request. They apply
/// to all calls that a stream of the request makes.
///
/// ```
/// use std::time::Duration;
/// use page_conversations::v26_0::ListConversations;
/// use page_conversations::{CallOptions, Request, Retry};
///
/// let options = CallOptions::new()
///     .timeout(Duration::from_secs(5))
///     .retry(Retry::off())
///     .header("x-request-id", "7f3a");
/// let request = ListConversations::new("210000000000001").limit(5).with_options(options);
/// # let _ = request;
/// ```
#[derive(Clone, Default)]
#[must_use = "options do nothing until a request carries them"]
pub struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) operation_timeout: Option<Duration>,
    pub(crate) retry: Option<Retry>,
    pub(crate) is_unpaced: bool,
    pub(crate) headers: HeaderMap,
    invalid: Option<Invalid>,
}

impl CallOptions {
    /// Returns options that change nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the timeout of an attempt, from connecting to the last byte.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the timeout of a call, including all attempts and waits.
    pub fn operation_timeout(mut self, timeout: Duration) -> Self {
        self.operation_timeout = Some(timeout);
        self
    }

    /// Sets the limits of retries.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = Some(retry);
        self
    }

    /// Sends the calls without waiting for the pace. They count for the pace of other calls,
    /// and a rate-limited token still pauses.
    pub fn unpaced(mut self) -> Self {
        self.is_unpaced = true;
        self
    }

    /// Adds a header, or replaces it. Its value is not part of `Debug` output.
    ///
    /// A call with an invalid header, or with one that the client sets itself, such as
    /// `authorization` or `host`, is refused with [`Error::Invalid`](crate::Error::Invalid).
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match header(name, value) {
            Ok((name, value)) => {
                self.headers.insert(name, value);
            }
            Err(error) => self.invalid = Some(error),
        }
        self
    }

    /// Returns these options, with those that others set in their place.
    pub(crate) fn replaced_by(mut self, others: Self) -> Self {
        for (name, value) in &others.headers {
            self.headers.insert(name, value.clone());
        }
        Self {
            timeout: others.timeout.or(self.timeout),
            operation_timeout: others.operation_timeout.or(self.operation_timeout),
            retry: others.retry.or(self.retry),
            is_unpaced: others.is_unpaced || self.is_unpaced,
            headers: self.headers,
            invalid: self.invalid.or(others.invalid),
        }
    }

    pub(crate) fn check(&self) -> Result<(), Invalid> {
        match &self.invalid {
            Some(error) => Err(error.clone()),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.headers.keys().map(HeaderName::as_str).collect();
        f.debug_struct("CallOptions")
            .field("timeout", &self.timeout)
            .field("operation_timeout", &self.operation_timeout)
            .field("retry", &self.retry)
            .field("is_unpaced", &self.is_unpaced)
            .field("headers", &headers)
            .finish_non_exhaustive()
    }
}

/// Headers that the client sets, or that change how the connection is used.
const RESERVED: [&str; 13] = [
    "accept-encoding",
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "cookie",
    "expect",
    "host",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Checks a header that a caller adds to calls.
pub(crate) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), Invalid> {
    let Ok(header) = HeaderName::try_from(name) else {
        return Err(Invalid::new(format!("`{name}` is not a header name")));
    };
    if RESERVED.contains(&header.as_str()) {
        return Err(Invalid::new(format!(
            "header `{header}` is set by the client"
        )));
    }
    // Its value may be a secret.
    let message = || {
        Invalid::new(format!(
            "the value of header `{header}` has invalid characters"
        ))
    };
    let mut value = HeaderValue::try_from(value).map_err(|_| message())?;
    value.set_sensitive(true);
    Ok((header, value))
}

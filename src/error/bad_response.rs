//! Errors of responses that contain neither the requested data nor a Graph error.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use crate::client::response_info::ResponseInfo;

/// An HTTP error whose body is not a Graph error, such as an HTML page.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct HttpError {
    /// Status, trace id and usage.
    pub info: ResponseInfo,
    /// First KiB of the body.
    pub body: String,
    pub(crate) is_html: bool,
}

impl HttpError {
    /// Returns whether the same call may succeed later.
    ///
    /// Meta's front-end servers answer with HTML and the status 400 if they fail
    /// themselves; Graph refuses calls in JSON.
    pub(crate) fn is_retryable(&self) -> bool {
        let status = self.info.status;
        matches!(status, 408 | 425 | 429) || status >= 500 || (status == 400 && self.is_html)
    }

    /// Returns whether the server asks the client to back off.
    pub(crate) fn is_rate_limit(&self) -> bool {
        self.info.status == 429 || (self.is_retryable() && self.info.retry_after.is_some())
    }

    /// Returns the wait before the next attempt if the server states none.
    pub(crate) fn default_wait(&self) -> Duration {
        // As long as for a rate limit that Graph reports in JSON.
        Duration::from_secs(if self.info.status == 429 { 60 } else { 1 })
    }

    /// Returns whether the server answered with a redirect, which is not followed.
    pub(crate) fn is_redirect(&self) -> bool {
        matches!(self.info.status, 301 | 302 | 303 | 307 | 308)
    }
}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.is_redirect() {
            true => write!(f, "HTTP {}: redirects are not followed", self.info.status),
            false => write!(f, "HTTP {} with a non-Graph body", self.info.status),
        }
    }
}

impl StdError for HttpError {}

/// A response, or a value of it, that cannot be decoded as the type that describes it.
#[derive(Debug)]
#[non_exhaustive]
pub struct DecodeError {
    /// Status, version, trace id and usage. Empty for a member that a node kept.
    pub info: ResponseInfo,
    /// JSON path of the wrong value, such as `data[3].updated_time`; `None` if the
    /// body as a whole is wrong.
    pub path: Option<String>,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.info.status {
            0 => f.write_str("value does not match its type")?,
            status => write!(f, "response (HTTP {status}) does not match its type")?,
        }
        if let Some(path) = &self.path {
            write!(f, " at `{path}`")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl StdError for DecodeError {}

//! Errors of responses that hold neither what was asked for nor a Graph error.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use crate::client::usage::Usage;

/// An HTTP error whose body is not Graph's, such as a page of HTML.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct HttpError {
    /// HTTP status.
    pub status: u16,
    /// Id to give to Meta's support, from the header `x-fb-trace-id`.
    pub trace_id: Option<String>,
    /// How much of its quota the token has used.
    pub usage: Usage,
    /// The header `content-type`.
    pub content_type: Option<String>,
    /// The header `www-authenticate`, which says what is wrong with a token.
    pub www_authenticate: Option<String>,
    /// The header `retry-after`, where it is a number of seconds.
    pub retry_after: Option<Duration>,
    /// First KiB of the body.
    pub body: String,
    /// Whether the body is a page for people.
    pub(crate) html: bool,
}

impl HttpError {
    /// Meta's front servers answer with a page of HTML and the status 400 where
    /// they fail themselves: Graph refuses a call in JSON.
    pub(crate) fn passes(&self) -> bool {
        self.status == 429 || self.status >= 500 || (self.status == 400 && self.html)
    }

    /// Whether the server asks to be left alone for a while.
    pub(crate) fn throttles(&self) -> bool {
        self.status == 429 || (self.passes() && self.retry_after.is_some())
    }

    pub(crate) fn rest(&self) -> Duration {
        let stated = self.retry_after.max(self.usage.regain_access());
        // A throttled token rests as one that Graph throttles in its own words.
        let unstated = if self.status == 429 { 60 } else { 1 };
        stated.unwrap_or(Duration::from_secs(unstated))
    }
}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HTTP {}, and no word from Graph", self.status)
    }
}

impl StdError for HttpError {}

/// An answer that is not what the contract says.
#[derive(Debug)]
#[non_exhaustive]
pub struct DecodeError {
    /// HTTP status.
    pub status: u16,
    /// Id to give to Meta's support, from the header `x-fb-trace-id`.
    pub trace_id: Option<String>,
    /// How much of its quota the token has used.
    pub usage: Usage,
    /// Path to the value that is wrong, such as `data[3].updated_time`; `None`
    /// where the body as a whole is.
    pub path: Option<String>,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            status, message, ..
        } = self;
        write!(
            f,
            "the answer, HTTP {status}, is not what the contract says: {message}"
        )?;
        match &self.path {
            Some(path) => write!(f, ", at `{path}`"),
            None => Ok(()),
        }
    }
}

impl StdError for DecodeError {}

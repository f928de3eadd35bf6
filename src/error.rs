//! What can go wrong.

use std::fmt;

use crate::advice::{Advice, ErrorEntry};

/// Why a call gave nothing.
///
/// No variant holds the access token, not even where Graph repeats it in a
/// message.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The request could not be sent as what it is. Nothing was sent.
    #[error(transparent)]
    Invalid(#[from] Invalid),

    /// Graph refused the call, or failed, and said why.
    #[error(transparent)]
    Graph(Box<GraphError>),

    /// The server answered with an HTTP error and without Graph's words for it.
    #[error(transparent)]
    Http(Box<HttpError>),

    /// No answer came in time.
    #[error("no answer in time")]
    Timeout(#[source] TransportError),

    /// No answer came, or not all of it.
    #[error("the call did not get through")]
    Transport(#[source] TransportError),

    /// The answer is not what the contract says.
    #[error(transparent)]
    Decode(Box<DecodeError>),

    /// Graph named a page as the next one that had been read already.
    #[error("a cursor came back after {pages} pages, so reading on would go round in a circle")]
    RepeatedCursor {
        /// Pages read.
        pages: usize,
    },

    /// Graph says that there is a next page, and gives no cursor for it.
    #[error("a next page follows the {pages} that were read, but Graph gave no cursor for it")]
    MissingCursor {
        /// Pages read.
        pages: usize,
    },
}

impl Error {
    pub(crate) fn transport(error: reqwest::Error) -> Self {
        let timeout = error.is_timeout();
        // A URL may say more than a log should.
        let error = TransportError(error.without_url());
        if timeout {
            Self::Timeout(error)
        } else {
            Self::Transport(error)
        }
    }

    /// What Graph said, where it said something.
    pub fn graph(&self) -> Option<&GraphError> {
        match self {
            Self::Graph(error) => Some(error),
            _ => None,
        }
    }

    /// HTTP status of the answer, where one came.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Graph(error) => Some(error.status),
            Self::Http(error) => Some(error.status),
            Self::Decode(error) => Some(error.status),
            _ => None,
        }
    }
}

/// A request that could not be sent as what it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid request: {message}")]
pub struct Invalid {
    message: String,
}

impl Invalid {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
        }
    }
}

/// Graph's own words for what went wrong.
///
/// Classify by [`code`](Self::code), not by [`status`](Self::status): Meta
/// documents no status for any code.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GraphError {
    /// HTTP status. It may be 200.
    pub status: u16,
    /// What kind of error it is; see [`errors`](crate::errors) for the codes.
    pub code: i64,
    /// What kind of error of that code it is.
    pub subcode: Option<i64>,
    /// Class of the error, such as `OAuthException`.
    pub error_type: Option<String>,
    /// What went wrong, in English.
    pub message: String,
    /// Title to show to a person, in their language.
    pub user_title: Option<String>,
    /// Text to show to a person, in their language.
    pub user_message: Option<String>,
    /// Whether Graph says that the error will pass.
    pub is_transient: Option<bool>,
    /// Id to give to Meta's support. It is forgotten after a while.
    pub trace_id: Option<String>,
    /// What the contract says of the code.
    pub entry: Option<&'static ErrorEntry>,
}

impl GraphError {
    /// What to do; `None` for a code that the contract does not describe.
    pub fn advice(&self) -> Option<Advice> {
        self.entry.map(|entry| entry.advice)
    }
}

impl fmt::Display for GraphError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Graph error {}", self.code)?;
        if let Some(subcode) = self.subcode {
            write!(f, "/{subcode}")?;
        }
        if let Some(entry) = self.entry {
            write!(f, " ({})", entry.name)?;
        }
        write!(f, ", HTTP {}: {}", self.status, self.message)?;
        match &self.trace_id {
            Some(id) => write!(f, " (trace id {id})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for GraphError {}

/// An HTTP error whose body is not Graph's, such as a page of HTML.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("HTTP {status}, and no word from Graph")]
#[non_exhaustive]
pub struct HttpError {
    /// HTTP status.
    pub status: u16,
    /// Id to give to Meta's support, from the header `x-fb-trace-id`.
    pub trace_id: Option<String>,
    /// First KiB of the body.
    pub body: String,
}

/// An answer that is not what the contract says.
#[derive(Debug, thiserror::Error)]
#[error("the answer, HTTP {status}, is not what the contract says: {message}")]
#[non_exhaustive]
pub struct DecodeError {
    /// HTTP status.
    pub status: u16,
    /// Id to give to Meta's support, from the header `x-fb-trace-id`.
    pub trace_id: Option<String>,
    /// What is wrong, and where in the body.
    pub message: String,
}

/// A call that did not get through, without the URL that it went to.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct TransportError(reqwest::Error);

impl TransportError {
    /// Whether no connection came about.
    pub fn is_connect(&self) -> bool {
        self.0.is_connect()
    }
}

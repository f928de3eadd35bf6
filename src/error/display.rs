//! How errors are displayed, and what they are made from.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use super::{Error, Invalid};
use crate::error::transport::{TransportError, TransportErrorKind};

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(error) => error.fmt(f),
            Self::Graph(error) => error.fmt(f),
            Self::Http(error) => error.fmt(f),
            Self::Timeout(_) => f.write_str("request timed out"),
            Self::OperationTimeout { after, during, .. } => {
                let after = rounded(*after);
                write!(
                    f,
                    "call timed out after {after}, including retries and waits, {during}"
                )
            }
            Self::Token { message, refused } => {
                write!(f, "token provider failed: {message}")?;
                match refused {
                    Some(error) => write!(f, "; the token was refused: {error}"),
                    None => Ok(()),
                }
            }
            Self::Pacer { message } => {
                write!(f, "pacer failed: {message}; request not sent")
            }
            Self::Hook { message } => {
                write!(f, "hook refused the attempt: {message}; request not sent")
            }
            Self::Shutdown => f.write_str("runtime was shut down before the response was read"),
            Self::Canceled => f.write_str("call was dropped before it ended"),
            Self::Blocking { message } => write!(f, "no blocking call: {message}"),
            Self::RateLimited { retry_after } => {
                let wait = rounded(*retry_after);
                write!(
                    f,
                    "token is rate limited for another {wait}; request not sent"
                )
            }
            Self::Unanswered => {
                f.write_str("Graph's response to the batch has no answer to this request")
            }
            Self::Transport(_) => f.write_str("connection failed"),
            Self::Decode(error) => error.fmt(f),
            Self::Version {
                requested,
                answered_by,
                ..
            } => write!(f, "requested {requested}, but {answered_by} answered"),
            Self::Unreadable { nodes } => match &nodes[..] {
                [node] => write!(f, "1 node cannot be read: {node}"),
                [first, ..] => {
                    let count = nodes.len();
                    write!(f, "{count} nodes cannot be read; the first is {first}")
                }
                [] => f.write_str("nodes cannot be read"),
            },
            Self::RepeatedCursor { pages, .. } => write!(
                f,
                "Graph repeated a cursor after {pages} pages; stopped to avoid an endless loop"
            ),
            Self::EmptyPages { empty_pages, .. } => write!(
                f,
                "Graph sent {empty_pages} pages in a row without a node, and announced another"
            ),
            Self::MissingCursor { pages, .. } => write!(
                f,
                "Graph announced a next page after {pages} pages, but sent no cursor for it"
            ),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Timeout(error) | Self::Transport(error) => Some(error),
            // The other variants display the error that they contain.
            _ => None,
        }
    }
}

impl From<Invalid> for Error {
    fn from(error: Invalid) -> Self {
        Self::Invalid(error)
    }
}

impl From<TransportError> for Error {
    fn from(error: TransportError) -> Self {
        match error.kind() {
            TransportErrorKind::Timeout => Self::Timeout(error),
            _ => Self::Transport(error),
        }
    }
}

/// Writes a duration in whole seconds, or in milliseconds if it is below a second.
fn rounded(duration: Duration) -> String {
    match duration < Duration::from_secs(1) {
        true => format!("{} ms", duration.as_millis()),
        false => format!("{:.0} s", duration.as_secs_f64()),
    }
}

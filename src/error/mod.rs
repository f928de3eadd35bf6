//! Errors of calls, and what to do about them.

pub(crate) mod advice;
pub(crate) mod bad_response;
pub(crate) mod body;
pub(crate) mod graph_error;
mod invalid;
pub(crate) mod permission;
pub(crate) mod transport;
mod unreadable_node;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use crate::client::call_phase::CallPhase;
use crate::client::response_info::ResponseInfo;
use crate::client::usage::Usage;
use crate::error::advice::{Advice, AdviceKind};
use crate::error::bad_response::{DecodeError, HttpError};
use crate::error::graph_error::GraphError;
use crate::error::transport::{TransportError, TransportErrorKind};
use crate::version::Version;

pub use self::invalid::Invalid;
pub use self::unreadable_node::UnreadableNode;

/// An error from a Graph API call.
///
/// No variant contains the access token, even if Graph repeats it in a message.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The request is invalid and was not sent.
    Invalid(Invalid),

    /// Graph answered with an error.
    Graph(Box<GraphError>),

    /// The server answered with an HTTP error whose body is not a Graph error.
    Http(Box<HttpError>),

    /// An attempt timed out.
    Timeout(TransportError),

    /// The call timed out, including all attempts and waits.
    OperationTimeout {
        /// The timeout.
        after: Duration,
        /// What the call was doing.
        during: CallPhase,
        /// Metadata of the response that was received meanwhile, if its head was.
        info: Option<Box<ResponseInfo>>,
    },

    /// The [`TokenProvider`](crate::TokenProvider) returned no usable token.
    Token {
        /// The messages of its error.
        message: String,
        /// The error of the call that a new token was needed for, if there was one.
        refused: Option<Box<Self>>,
    },

    /// The [`Pacer`](crate::Pacer) failed, and the request was not sent.
    Pacer {
        /// The messages of its error.
        message: String,
    },

    /// A [`Hook`](crate::Hook) refused the attempt, and it was not sent.
    Hook {
        /// The messages of its error.
        message: String,
    },

    /// The runtime was shut down during read-ahead.
    Shutdown,

    /// The call was dropped before it ended. Only a [`Hook`](crate::Hook) sees it.
    Canceled,

    /// A blocking call cannot be made: the caller is an async task, which must not block, or
    /// no thread could be started. The request was not sent.
    Blocking {
        /// Why, and what to do instead.
        message: String,
    },

    /// The token is rate limited, and the request was not sent.
    RateLimited {
        /// Time until Graph accepts calls again.
        retry_after: Duration,
    },

    /// Graph answered the batch of the request, but not the request itself: it took too long.
    Unanswered,

    /// The connection failed, or was closed before the response was complete.
    Transport(TransportError),

    /// The response, or a value of it, cannot be decoded as the type that describes it.
    Decode(Box<DecodeError>),

    /// Another version answered than the requested one, and
    /// [`VersionCheck::Refuse`](crate::VersionCheck::Refuse) is set.
    Version {
        /// The requested version.
        requested: Version,
        /// The version that answered.
        answered_by: String,
        /// Metadata of the response.
        info: Box<ResponseInfo>,
    },

    /// Nodes cannot be read. The other nodes of their page were delivered.
    ///
    /// A stream that is resumed at its checkpoint continues after them. With
    /// [`OnUnreadable::Continue`](crate::OnUnreadable::Continue) a stream does not
    /// stop at them.
    Unreadable {
        /// The nodes, at least one, each with its error.
        nodes: Vec<UnreadableNode>,
    },

    /// Graph sent a cursor that it had sent before.
    RepeatedCursor {
        /// Number of pages read.
        pages: usize,
        /// Metadata of the response, if the page was not received within a node.
        info: Option<Box<ResponseInfo>>,
    },

    /// Graph sent too many pages in a row without a node, each with a further page. A stream
    /// that is resumed at its checkpoint continues after them;
    /// [`GraphBuilder::max_empty_pages`](crate::GraphBuilder::max_empty_pages) sets how many
    /// it accepts.
    EmptyPages {
        /// Number of pages in a row without a node.
        empty_pages: usize,
        /// Metadata of the response, if the page was not received within a node.
        info: Option<Box<ResponseInfo>>,
    },

    /// Graph announced a next page without a cursor for it.
    MissingCursor {
        /// Number of pages read.
        pages: usize,
        /// Metadata of the response, if the page was not received within a node.
        info: Option<Box<ResponseInfo>>,
    },
}

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
            Self::Shutdown => f.write_str("runtime was shut down during read-ahead"),
            Self::Canceled => f.write_str("call was dropped before it ended"),
            Self::Blocking { message } => write!(f, "no blocking call: {message}"),
            Self::RateLimited { retry_after } => {
                let wait = rounded(*retry_after);
                write!(
                    f,
                    "token is rate limited for another {wait}; request not sent"
                )
            }
            Self::Unanswered => f.write_str("Graph answered the batch, but not this request of it"),
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

impl Error {
    pub(crate) fn transport(error: reqwest::Error) -> Self {
        TransportError::new(error).into()
    }

    /// Returns the Graph error, if any.
    pub fn graph(&self) -> Option<&GraphError> {
        match self {
            Self::Graph(error) => Some(error),
            Self::Unreadable { nodes } => nodes.first()?.error.graph(),
            Self::Token { refused, .. } => refused.as_ref()?.graph(),
            _ => None,
        }
    }

    /// Returns the metadata of the response, if there was one.
    pub fn info(&self) -> Option<&ResponseInfo> {
        match self {
            Self::Graph(error) => Some(&error.info),
            Self::Unreadable { nodes } => nodes.first()?.error.info(),
            Self::Http(error) => Some(&error.info),
            Self::Decode(error) => Some(&error.info).filter(|info| info.status != 0),
            Self::Version { info, .. } => Some(info),
            Self::OperationTimeout { info, .. }
            | Self::RepeatedCursor { info, .. }
            | Self::EmptyPages { info, .. }
            | Self::MissingCursor { info, .. } => info.as_deref(),
            Self::Timeout(error) | Self::Transport(error) => error.info.as_deref(),
            Self::Token { refused, .. } => refused.as_ref()?.info(),
            _ => None,
        }
    }

    /// Returns the HTTP status, if there was a response.
    pub fn status(&self) -> Option<u16> {
        self.info().map(|info| info.status)
    }

    /// Returns how much of its quota the token has used, if there was a response.
    pub fn usage(&self) -> Option<&Usage> {
        self.info().map(|info| &info.usage)
    }

    /// Returns the id to give to Meta's support, if the response has one.
    pub fn trace_id(&self) -> Option<&str> {
        self.info()?.trace_id.as_deref()
    }

    /// Returns a short name of the error, of which there are few: for metrics and traces.
    ///
    /// It is the HTTP status if that is an error, such as `429`, and otherwise a word, such as
    /// `graph` for a Graph error with the status 200, `timeout` or `connect`: the values of
    /// `error.type` in the conventions of OpenTelemetry.
    pub fn label(&self) -> Cow<'static, str> {
        let answered = match self {
            Self::Graph(error) => Some(error.info.status),
            Self::Http(error) => Some(error.info.status),
            _ => None,
        };
        if let Some(status) = answered.filter(|status| !(200..300).contains(status)) {
            return status.to_string().into();
        }
        Cow::Borrowed(match self {
            Self::Invalid(_) => "invalid",
            Self::Graph(_) => "graph",
            Self::Http(_) => "http",
            Self::Timeout(_) => "timeout",
            Self::Unanswered => "unanswered",
            Self::OperationTimeout { .. } => "operation_timeout",
            Self::Token { .. } => "token",
            Self::Pacer { .. } => "pacer",
            Self::Hook { .. } => "hook",
            Self::Shutdown => "shutdown",
            Self::Canceled => "canceled",
            Self::Blocking { .. } => "blocking",
            Self::RateLimited { .. } => "rate_limited",
            Self::Transport(error) => error.kind().label(),
            Self::Decode(_) => "decode",
            Self::Version { .. } => "version",
            Self::Unreadable { .. } => "unreadable",
            Self::RepeatedCursor { .. } => "repeated_cursor",
            Self::EmptyPages { .. } => "empty_pages",
            Self::MissingCursor { .. } => "missing_cursor",
        })
    }

    /// Returns what to do about the error.
    ///
    /// For a Graph error the table of the contract decides, by a part of the message,
    /// else by subcode, else by code. If Graph marks the error as transient, or the
    /// status is 500 or higher, a missing permission is only advised once a retry has
    /// failed. An error without a code, or with one that the contract does not list,
    /// is classified by its status.
    pub fn advice(&self) -> Advice {
        match self {
            Self::Invalid(_) => Advice::FixRequest { parameter: None },
            Self::Graph(error) => error.advice(),
            Self::Http(error) if error.info.status == 401 => Advice::LogIn,
            Self::Http(error) if error.is_retryable() => {
                Advice::Wait(error.info.advised_wait(error.default_wait()))
            }
            Self::Http(error) if error.is_redirect() => Advice::FixConnection,
            Self::Transport(error) if !error.is_retryable() => Advice::FixConnection,
            Self::Timeout(_)
            | Self::Transport(_)
            | Self::OperationTimeout { .. }
            | Self::Unanswered => Advice::Wait(Duration::from_secs(1)),
            Self::RateLimited { retry_after } => Advice::Wait(*retry_after),
            Self::Unreadable { .. } => Advice::SkipNodes,
            Self::Token {
                refused: Some(_), ..
            } => Advice::LogIn,
            Self::Token { .. }
            | Self::Pacer { .. }
            | Self::Hook { .. }
            | Self::Http(_)
            | Self::Decode(_)
            | Self::Shutdown
            | Self::Canceled
            | Self::Blocking { .. }
            | Self::Version { .. }
            | Self::RepeatedCursor { .. }
            | Self::EmptyPages { .. }
            | Self::MissingCursor { .. } => Advice::GiveUp,
        }
    }

    /// Returns whether the same call may succeed later.
    pub(crate) fn is_retryable(&self) -> bool {
        match self {
            Self::Graph(error) => error.is_retryable(),
            Self::Http(error) => error.is_retryable(),
            Self::Timeout(_) | Self::Unanswered => true,
            Self::Transport(error) => error.is_retryable(),
            _ => false,
        }
    }

    /// Marks the error as one of a call that failed before.
    pub(crate) fn mark_repeated(&mut self) {
        if let Self::Graph(error) = self {
            error.mark_repeated();
        }
    }

    /// Returns whether the server failed, or was asked for too much data.
    pub(crate) fn is_server_failure(&self) -> bool {
        match self {
            Self::Graph(error) => error.is_server_failure(),
            Self::Http(error) => error.is_retryable() && error.info.status != 429,
            Self::Timeout(_) | Self::Unanswered => true,
            Self::OperationTimeout { during, .. } => during.is_of_server(),
            _ => false,
        }
    }

    /// Returns whether the error is about one node of the call, so that the others can
    /// be read without it.
    pub(crate) fn is_about_a_node(&self) -> bool {
        self.graph().is_some_and(GraphError::is_about_a_node)
    }

    /// Returns whether other nodes cannot be read either, because of the token, its
    /// limits, the connection or the client itself.
    pub(crate) fn affects_all_nodes(&self) -> bool {
        match self {
            Self::Graph(error) => match error.kind() {
                AdviceKind::SlowDown | AdviceKind::LogIn | AdviceKind::UseToken => true,
                AdviceKind::GiveUp => error.entry.is_some() && !error.is_about_a_node(),
                _ => false,
            },
            Self::Http(error) => error.is_rate_limit() || error.info.status == 401,
            Self::OperationTimeout { during, .. } => !during.is_of_server(),
            Self::Timeout(_) | Self::Unanswered | Self::Decode(_) => false,
            _ => true,
        }
    }

    /// Returns how long the token has to pause, if it is rate limited.
    pub(crate) fn rate_limit_wait(&self) -> Option<Duration> {
        match self {
            Self::Graph(error) => error.rate_limit_wait(),
            Self::Http(error) if error.is_rate_limit() => {
                let stated = error.info.stated_wait();
                Some(stated.unwrap_or_else(|| error.default_wait()))
            }
            _ => self.usage()?.regain_access(),
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

/// Returns the messages of an error and its sources.
pub(crate) fn messages(error: &(dyn StdError + 'static)) -> String {
    let mut messages = vec![error.to_string()];
    let mut source = error.source();
    while let Some(error) = source {
        messages.push(error.to_string());
        source = error.source();
    }
    messages.join(": ")
}

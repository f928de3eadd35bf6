//! Errors of calls, and what to do about them.

pub(crate) mod advice;
pub(crate) mod bad_response;
pub(crate) mod body;
mod classify;
mod display;
pub(crate) mod graph_error;
mod invalid;
pub(crate) mod permission;
pub(crate) mod transport;
mod unreadable_node;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::time::Duration;

use crate::client::call_phase::CallPhase;
use crate::client::response_info::ResponseInfo;
use crate::client::usage::Usage;
use crate::error::bad_response::{DecodeError, HttpError};
use crate::error::graph_error::GraphError;
use crate::error::transport::TransportError;
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
        /// Metadata of the response, if its head arrived before the timeout.
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

    /// The runtime was shut down before a task of it had read the response.
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

    /// Returns a short, low-cardinality name of the error, for metrics and traces.
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

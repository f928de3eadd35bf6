//! What can go wrong.

pub(crate) mod advice;
pub(crate) mod bad_response;
pub(crate) mod body;
pub(crate) mod graph_error;
pub(crate) mod permission;

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use crate::client::response::ResponseInfo;
use crate::client::usage::Usage;
use crate::decode::UnreadableNode;
use crate::error::advice::{Advice, AdviceKind};
use crate::error::bad_response::{DecodeError, HttpError};
use crate::error::graph_error::GraphError;
use crate::version::Version;

/// Why a call gave nothing.
///
/// No variant holds the access token, not even where Graph repeats it in a
/// message.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The request could not be sent as what it is. Nothing was sent.
    Invalid(Invalid),

    /// Graph refused the call, or failed, and said why.
    Graph(Box<GraphError>),

    /// The server answered with an HTTP error and without Graph's words for it.
    Http(Box<HttpError>),

    /// No answer came in time.
    Timeout(TransportError),

    /// The call took too long, with all its attempts and waits.
    OperationTimeout {
        /// The time that it was given.
        after: Duration,
    },

    /// The runtime was shut down while a page was read ahead.
    Shutdown,

    /// Graph throttles the token, so nothing was sent.
    Throttled {
        /// Time until Graph takes calls again.
        rest: Duration,
    },

    /// No answer came, or not all of it.
    Transport(TransportError),

    /// The answer is not what the contract says.
    Decode(Box<DecodeError>),

    /// Another version answered than the one asked for, and
    /// [`VersionCheck::Refuse`](crate::VersionCheck::Refuse) is set.
    Version {
        /// The version asked for.
        asked: Version,
        /// The version that answered.
        answered: String,
        /// What came with its answer.
        info: Box<ResponseInfo>,
    },

    /// Nodes cannot be read, while the others of their page were delivered.
    ///
    /// A stream that is resumed at its checkpoint goes on behind them, and one with
    /// [`OnUnreadable::Continue`](crate::OnUnreadable::Continue) does not stop at
    /// them.
    Unreadable {
        /// The nodes, each with what reading it gave. There is at least one.
        nodes: Vec<UnreadableNode>,
    },

    /// Graph named a page as the next one that had been read already.
    RepeatedCursor {
        /// Pages read.
        pages: usize,
    },

    /// Graph says that there is a next page, and gives no cursor for it.
    MissingCursor {
        /// Pages read.
        pages: usize,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(error) => error.fmt(f),
            Self::Graph(error) => error.fmt(f),
            Self::Http(error) => error.fmt(f),
            Self::Timeout(_) => f.write_str("no answer in time"),
            Self::OperationTimeout { after } => {
                write!(f, "no answer within {after:?}, with all attempts and waits")
            }
            Self::Shutdown => f.write_str("the runtime was shut down while a page was read ahead"),
            Self::Throttled { rest } => {
                write!(
                    f,
                    "the token is throttled for {rest:?} yet, so nothing was sent"
                )
            }
            Self::Transport(_) => f.write_str("the call did not get through"),
            Self::Decode(error) => error.fmt(f),
            Self::Version {
                asked, answered, ..
            } => {
                write!(f, "{asked} was asked for, and {answered} answered")
            }
            Self::Unreadable { nodes } => {
                write!(f, "{} of the nodes cannot be read", nodes.len())?;
                match nodes.first() {
                    Some(node) => write!(f, ", the first is {node}"),
                    None => Ok(()),
                }
            }
            Self::RepeatedCursor { pages } => write!(
                f,
                "a cursor came back after {pages} pages, so reading on would go round in a circle"
            ),
            Self::MissingCursor { pages } => write!(
                f,
                "a next page follows the {pages} that were read, but Graph gave no cursor for it"
            ),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Timeout(error) | Self::Transport(error) => Some(error),
            // The others that hold an error speak with its words.
            _ => None,
        }
    }
}

impl From<Invalid> for Error {
    fn from(error: Invalid) -> Self {
        Self::Invalid(error)
    }
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
            Self::Unreadable { nodes } => nodes.first()?.error.graph(),
            _ => None,
        }
    }

    /// HTTP status of the answer, where one came.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Graph(error) => Some(error.status),
            Self::Unreadable { nodes } => nodes.first()?.error.status(),
            Self::Http(error) => Some(error.status),
            Self::Decode(error) => Some(error.status),
            Self::Version { info, .. } => Some(info.status),
            _ => None,
        }
    }

    /// How much of its quota the token has used, where an answer came.
    pub fn usage(&self) -> Option<&Usage> {
        match self {
            Self::Graph(error) => Some(&error.usage),
            Self::Unreadable { nodes } => nodes.first()?.error.usage(),
            Self::Http(error) => Some(&error.usage),
            Self::Decode(error) => Some(&error.usage),
            Self::Version { info, .. } => Some(&info.usage),
            _ => None,
        }
    }

    /// Id to give to Meta's support, where an answer came with one.
    pub fn trace_id(&self) -> Option<&str> {
        match self {
            Self::Graph(error) => error.trace_id.as_deref(),
            Self::Unreadable { nodes } => nodes.first()?.error.trace_id(),
            Self::Http(error) => error.trace_id.as_deref(),
            Self::Decode(error) => error.trace_id.as_deref(),
            Self::Version { info, .. } => info.trace_id.as_deref(),
            _ => None,
        }
    }

    /// What to do about it.
    ///
    /// For an error of Graph's the table of the contract decides: by words of the
    /// message, else by subcode, else by code. Graph's own word on whether the
    /// error passes, and a status from 500 on, count before a permission: such a
    /// call is sent again first, and the advice names the permission once that
    /// did not help. An error without a code, or with one that the contract does
    /// not know, is judged by its status.
    pub fn advice(&self) -> Advice {
        match self {
            Self::Invalid(_) => Advice::FixRequest { parameter: None },
            Self::Graph(error) => error.advice(),
            Self::Http(error) if error.passes() => Advice::Wait(error.rest()),
            Self::Timeout(_) | Self::Transport(_) | Self::OperationTimeout { .. } => {
                Advice::Wait(Duration::from_secs(1))
            }
            Self::Throttled { rest } => Advice::Wait(*rest),
            Self::Unreadable { .. } => Advice::SkipNodes,
            Self::Http(_)
            | Self::Decode(_)
            | Self::Shutdown
            | Self::Version { .. }
            | Self::RepeatedCursor { .. }
            | Self::MissingCursor { .. } => Advice::GiveUp,
        }
    }

    /// Whether the same call may succeed a little later.
    pub(crate) fn passes(&self) -> bool {
        match self {
            Self::Graph(error) => error.passes(),
            Self::Http(error) => error.passes(),
            Self::Timeout(_) | Self::Transport(_) => true,
            _ => false,
        }
    }

    /// Takes note that the call failed again.
    pub(crate) fn persist(&mut self) {
        if let Self::Graph(error) = self {
            error.persist();
        }
    }

    /// Whether the server failed, or could not cope with what was asked for.
    pub(crate) fn is_server_failure(&self) -> bool {
        match self {
            Self::Graph(error) => error.is_server_failure(),
            Self::Http(error) => error.passes() && error.status != 429,
            Self::Timeout(_) | Self::OperationTimeout { .. } => true,
            _ => false,
        }
    }

    /// Whether the error is about one node of the call, so that the others can be
    /// read without it.
    pub(crate) fn concerns_node(&self) -> bool {
        self.graph().is_some_and(GraphError::concerns_node)
    }

    /// Whether other nodes cannot be read either: the token, its limits, the
    /// connection or the client itself is the cause.
    pub(crate) fn concerns_more_than_a_node(&self) -> bool {
        match self {
            Self::Graph(error) => {
                let is_blocked = error.kind() == AdviceKind::GiveUp && !error.concerns_node();
                let is_of_token = matches!(
                    error.kind(),
                    AdviceKind::SlowDown | AdviceKind::LogIn | AdviceKind::UseToken
                );
                is_of_token || (is_blocked && error.entry.is_some())
            }
            Self::Http(error) => error.throttles() || error.status == 401,
            Self::Timeout(_) | Self::OperationTimeout { .. } | Self::Decode(_) => false,
            _ => true,
        }
    }

    /// How long the token has to rest; `None` where it need not.
    pub(crate) fn rest(&self) -> Option<Duration> {
        match (self, self.advice()) {
            (Self::Graph(error), Advice::Wait(rest)) if error.kind() == AdviceKind::SlowDown => {
                Some(rest)
            }
            (Self::Http(error), _) if error.throttles() => Some(error.rest()),
            _ => self.usage()?.regain_access(),
        }
    }
}

/// A request that could not be sent as what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
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

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid request: {}", self.message)
    }
}

impl StdError for Invalid {}

/// A call that did not get through, without the URL that it went to.
#[derive(Debug)]
pub struct TransportError(reqwest::Error);

impl TransportError {
    /// Whether no connection came about.
    pub fn is_connect(&self) -> bool {
        self.0.is_connect()
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}

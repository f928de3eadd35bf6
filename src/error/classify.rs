//! What to do about an error, and which of its causes the client can act on.

use std::time::Duration;

use super::Error;
use crate::error::advice::{Advice, AdviceKind};
use crate::error::graph_error::GraphError;

impl Error {
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
                AdviceKind::GiveUp => {
                    error.entry.is_some() && !error.is_about_a_node() && !error.is_server_failure()
                }
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

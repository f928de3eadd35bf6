//! What a call is doing.

use std::fmt;

/// What a call was doing when it timed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CallPhase {
    /// It waited for the [`TokenProvider`](crate::TokenProvider).
    Token,
    /// It waited for the [`Pacer`](crate::Pacer).
    Pace,
    /// It waited for a [`Hook`](crate::Hook).
    Hook,
    /// It waited for the server.
    Attempt,
    /// It waited before a retry.
    Backoff,
}

impl CallPhase {
    /// Returns whether the server took too long, and not something on this side.
    pub(crate) fn is_of_server(self) -> bool {
        matches!(self, Self::Attempt | Self::Backoff)
    }
}

impl fmt::Display for CallPhase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Token => "while waiting for the token provider",
            Self::Pace => "while waiting for the pacer",
            Self::Hook => "while waiting for a hook",
            Self::Attempt => "while waiting for the server",
            Self::Backoff => "while waiting before a retry",
        })
    }
}

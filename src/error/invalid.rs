//! Requests that are not sent.

use std::error::Error as StdError;
use std::fmt;

/// An invalid request. It was not sent.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Invalid {
    message: String,
}

impl Invalid {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
        }
    }

    /// Replaces the message.
    pub(crate) fn map(self, change: impl FnOnce(&str) -> String) -> Self {
        Self::new(change(&self.message))
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid request: {}", self.message)
    }
}

impl StdError for Invalid {}

//! What the caller gets.

use std::fmt;

use page_conversations::Error;

/// What the caller gets of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// All nodes, each once.
    Answer,
    /// All nodes but those that cannot be read, which the report lists.
    Without,
    /// A page without nodes, with the cursor of the next one.
    EmptyPage,
    /// An error, by its kind and by the name of its advice.
    Failed(Category, &'static str),
}

/// A kind of error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    Graph,
    Http,
    Timeout,
    Transport,
    Decode,
    Unanswered,
    Unreadable,
    EmptyPages,
    RepeatedCursor,
}

impl Category {
    pub fn of(error: &Error) -> Self {
        match error {
            Error::Graph(_) => Self::Graph,
            Error::Http(_) => Self::Http,
            Error::Timeout(_) => Self::Timeout,
            Error::Transport(_) => Self::Transport,
            Error::Decode(_) => Self::Decode,
            Error::Unanswered => Self::Unanswered,
            Error::Unreadable { .. } => Self::Unreadable,
            Error::EmptyPages { .. } => Self::EmptyPages,
            Error::RepeatedCursor { .. } => Self::RepeatedCursor,
            other => panic!("no fault leads to {other:?}"),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer => f.write_str("answer"),
            Self::Without => f.write_str("answer without the unreadable nodes"),
            Self::EmptyPage => f.write_str("empty page"),
            Self::Failed(category, advice) => write!(f, "`Error::{category:?}`, `{advice}`"),
        }
    }
}

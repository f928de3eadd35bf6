//! The errors of reading a tree into the types of the spec.

use std::fmt;

use serde::de::{self, Unexpected};

use super::skipped::Skipped;
use crate::contract::diagnostic::Diagnostic;
use crate::contract::messages::is_similar;
use crate::contract::messages::reading as messages;
use crate::contract::messages::values::{self, Expected};
use crate::contract::spec::is_other_method;
use crate::contract::yaml::{Entry, Node};

/// An error, and the node that it is about, once that is known.
#[derive(Debug)]
pub(super) struct ReadError<'t> {
    pub node: Option<&'t Node>,
    problem: Problem,
}

#[derive(Debug)]
enum Problem {
    /// A value of another kind.
    Unexpected(Expected),
    /// A text that its type refuses, with what that says of it.
    Invalid(String),
    UnknownValue(&'static [&'static str]),
    UnknownKey(&'static [&'static str]),
    MissingKey(&'static str),
}

impl<'t> ReadError<'t> {
    pub(super) fn unexpected(expected: Expected) -> Self {
        Self::new(Problem::Unexpected(expected))
    }

    fn new(problem: Problem) -> Self {
        Self {
            node: None,
            problem,
        }
    }

    /// Notes the node, unless an inner one is noted.
    pub(super) fn at(mut self, node: &'t Node) -> Self {
        self.node.get_or_insert(node);
        self
    }

    /// As [`at`](Self::at), for a node of which the reader knows what its value
    /// should be.
    pub(super) fn expecting(self, expected: Expected, node: &'t Node) -> Self {
        match self {
            Self {
                node: None,
                problem: Problem::Unexpected(_),
            } => Self::unexpected(expected).at(node),
            other => other.at(node),
        }
    }

    /// As [`expecting`](Self::expecting), where the node was noted already.
    pub(super) fn instead(self, expected: Expected, node: &'t Node) -> Self {
        Self { node: None, ..self }.expecting(expected, node)
    }

    /// Whether others may refer to something that is skipped with the node.
    pub(super) fn loses_names(&self) -> bool {
        !matches!(self.problem, Problem::UnknownKey(_))
    }

    /// Returns the diagnostic; `None` where there is one already.
    pub(super) fn diagnostic(self, node: &Node, skipped: &Skipped) -> Option<Diagnostic> {
        let text = node.text().unwrap_or_default();
        Some(match self.problem {
            Problem::Unexpected(expected) => values::unexpected(node, &expected),
            Problem::Invalid(message) => values::invalid_value(message, node.place),
            Problem::UnknownValue(known) => messages::unknown_value(text, node.place, known),
            Problem::UnknownKey(known) => messages::unknown_key(text, node.place, known),
            Problem::MissingKey(key) if is_reported(node, key, skipped) => return None,
            Problem::MissingKey(key) => messages::missing_key(key, node.place),
        })
    }
}

/// Whether the key, or what was meant as it, was reported as wrong.
fn is_reported(node: &Node, key: &str, skipped: &Skipped) -> bool {
    let reported = |entry: &Entry| {
        let name = entry.name();
        let without_colon = name.split([' ', ':']).next() == Some(key);
        let other_method = key == "get" && is_other_method(name);
        let meant = name == key || is_similar(name, key) || without_colon || other_method;
        skipped.has_entry(entry) && meant
    };
    node.merged().any(reported)
}

impl fmt::Display for ReadError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.problem)
    }
}

impl std::error::Error for ReadError<'_> {}

impl de::Error for ReadError<'_> {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(Problem::Invalid(message.to_string()))
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::unexpected(Expected::Other(expected.to_string()))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn unknown_field(_: &str, known: &'static [&'static str]) -> Self {
        Self::new(Problem::UnknownKey(known))
    }

    fn unknown_variant(_: &str, known: &'static [&'static str]) -> Self {
        Self::new(Problem::UnknownValue(known))
    }

    fn missing_field(key: &'static str) -> Self {
        Self::new(Problem::MissingKey(key))
    }
}

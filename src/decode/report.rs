//! What of a response did not fit the contract, or could not be read.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::error::Wrong;
use crate::error::Error;

/// Mismatches that a report describes one by one. The others are counted.
const MOST: usize = 1000;

/// What did not fit the contract in a response, or in all responses of a stream,
/// and what could not be read.
///
/// A value is listed exactly where [`Decoding::Strict`](crate::Decoding::Strict)
/// would have refused it.
#[derive(Clone, Debug, Default)]
pub struct Report {
    mismatches: Vec<Mismatch>,
    groups: BTreeMap<MismatchGroup, u64>,
    unreadable: Vec<UnreadableNode>,
}

impl Report {
    /// Returns the values that did not fit, in the order of the response: the
    /// first 1,000 of them. [`groups`](Self::groups) counts all.
    pub fn mismatches(&self) -> &[Mismatch] {
        &self.mismatches
    }

    /// Returns how often each kind of value did not fit.
    pub fn groups(&self) -> impl Iterator<Item = (&MismatchGroup, u64)> {
        self.groups.iter().map(|(group, count)| (group, *count))
    }

    /// Returns the number of values that did not fit.
    pub fn mismatch_count(&self) -> u64 {
        self.groups.values().sum()
    }

    /// Returns the nodes that could not be read.
    pub fn unreadable(&self) -> &[UnreadableNode] {
        &self.unreadable
    }

    /// Returns whether everything fitted and was read.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.unreadable.is_empty()
    }

    /// Adds a value that does not fit.
    pub(super) fn add_wrong(&mut self, wrong: Wrong, outcome: Outcome) {
        let (place, expected) = wrong.into_parts();
        if self.mismatches.len() < MOST {
            self.mismatches.push(Mismatch {
                path: place.exact,
                expected: expected.clone(),
                found: place.found,
                outcome,
            });
        }
        let group = MismatchGroup {
            pattern: place.pattern,
            expected,
            found: place.found,
            outcome,
        };
        *self.groups.entry(group).or_default() += 1;
    }

    pub(crate) fn add_unreadable(&mut self, node: UnreadableNode) {
        self.unreadable.push(node);
    }

    /// Adds what another report has.
    pub(crate) fn add(&mut self, other: &Self) {
        let room = MOST.saturating_sub(self.mismatches.len());
        self.mismatches
            .extend(other.mismatches.iter().take(room).cloned());
        for (group, count) in &other.groups {
            *self.groups.entry(group.clone()).or_default() += count;
        }
        self.unreadable.extend(other.unreadable.iter().cloned());
    }

    /// Changes the paths, which may hold ids that the server chose.
    pub(crate) fn map_paths(&mut self, change: impl Fn(&str) -> String) {
        for mismatch in &mut self.mismatches {
            mismatch.path = change(&mismatch.path);
        }
    }
}

/// A value that does not fit the contract.
///
/// It says what kind of JSON came, never the value itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mismatch {
    /// JSON path of the value, such as `data[3].updated_time`.
    pub path: String,
    /// What the contract expects, such as `an integer`.
    pub expected: Cow<'static, str>,
    /// The kind of JSON that came.
    pub found: JsonKind,
    /// What was done about it.
    pub outcome: Outcome,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            path,
            expected,
            found,
            outcome,
        } = self;
        write!(f, "{path}: expected {expected}, found {found}; {outcome}")
    }
}

/// Values that do not fit in the same way, wherever they are in their lists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct MismatchGroup {
    /// JSON path without places in lists, such as `data[].updated_time`. A name
    /// that the server chose is `*`, such as a key of a map.
    pub pattern: String,
    /// What the contract expects.
    pub expected: Cow<'static, str>,
    /// The kind of JSON that came.
    pub found: JsonKind,
    /// What was done about it.
    pub outcome: Outcome,
}

impl fmt::Display for MismatchGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            pattern,
            expected,
            found,
            outcome,
        } = self;
        write!(
            f,
            "{pattern}: expected {expected}, found {found}; {outcome}"
        )
    }
}

/// What was done about a value that does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// It was read as what it means, such as one object as a list of one. Nothing
    /// is lost.
    Read,
    /// Bytes that are not UTF-8 were replaced by U+FFFD.
    Replaced,
    /// The field was left empty.
    LeftEmpty,
    /// The element of the list, or the node, was left out.
    LeftOut,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "read as what it means",
            Self::Replaced => "bytes replaced",
            Self::LeftEmpty => "field left empty",
            Self::LeftOut => "element left out",
        })
    }
}

/// A kind of JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JsonKind {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number.
    Number,
    /// A string.
    String,
    /// A list.
    List,
    /// An object.
    Object,
}

impl JsonKind {
    /// Returns the kind of a value, which is valid JSON, by how it begins.
    pub(crate) fn of(value: &str) -> Self {
        match value.as_bytes().first() {
            Some(b'"') => Self::String,
            Some(b'[') => Self::List,
            Some(b'{') => Self::Object,
            Some(b't' | b'f') => Self::Boolean,
            Some(b'n') | None => Self::Null,
            Some(_) => Self::Number,
        }
    }
}

impl fmt::Display for JsonKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::List => "a list",
            Self::Object => "an object",
        })
    }
}

/// A node that Graph names but does not deliver.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct UnreadableNode {
    /// Id of the node.
    pub id: String,
    /// Why reading it failed.
    pub error: Arc<Error>,
}

impl fmt::Display for UnreadableNode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.id, self.error)
    }
}

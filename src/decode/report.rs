//! Values that do not match the contract, and nodes that cannot be read.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use crate::error::UnreadableNode;

/// Mismatches that a report lists individually. Further ones are only counted.
const MAX_MISMATCHES: usize = 1000;

/// The values of a response, or of all responses of a stream, that do not match the
/// contract, and the nodes that cannot be read.
///
/// A value is listed exactly if [`Decoding::Strict`](crate::Decoding::Strict) refuses
/// it.
#[derive(Clone, Debug, Default)]
pub struct Report {
    mismatches: Vec<Mismatch>,
    groups: BTreeMap<MismatchGroup, u64>,
    unreadable: Vec<UnreadableNode>,
    missing_ids: Vec<String>,
}

impl Report {
    /// Returns the first 1,000 mismatches, in the order of the response.
    /// [`groups`](Self::groups) counts all.
    pub fn mismatches(&self) -> &[Mismatch] {
        &self.mismatches
    }

    /// Returns the groups of mismatches, each with its count.
    pub fn groups(&self) -> impl Iterator<Item = (&MismatchGroup, u64)> {
        self.groups.iter().map(|(group, count)| (group, *count))
    }

    /// Returns the number of mismatches.
    pub fn mismatch_count(&self) -> u64 {
        self.groups.values().sum()
    }

    /// Returns the nodes that cannot be read.
    pub fn unreadable(&self) -> &[UnreadableNode] {
        &self.unreadable
    }

    /// Returns the requested ids for which a response contained no node, or one that was
    /// left out. Filled by [`Graph::nodes_by_id`](crate::Graph::nodes_by_id); for a
    /// single call, compare its map with the ids of the request.
    pub fn missing_ids(&self) -> &[String] {
        &self.missing_ids
    }

    /// Returns whether there are no mismatches, unreadable nodes and missing ids.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.unreadable.is_empty() && self.missing_ids.is_empty()
    }

    /// Adds a mismatch, by its group, and in full while there are few.
    pub(super) fn add_mismatch(&mut self, mismatch: Mismatch, pattern: String) {
        let group = MismatchGroup {
            pattern,
            expected: mismatch.expected.clone(),
            found: mismatch.found,
            outcome: mismatch.outcome,
        };
        *self.groups.entry(group).or_default() += 1;
        if self.mismatches.len() < MAX_MISMATCHES {
            self.mismatches.push(mismatch);
        }
    }

    pub(crate) fn add_unreadable(&mut self, node: UnreadableNode) {
        self.unreadable.push(node);
    }

    pub(crate) fn add_missing_id(&mut self, id: &str) {
        self.missing_ids.push(id.to_owned());
    }

    /// Adds the contents of another report.
    pub(crate) fn add(&mut self, other: &Self) {
        let room = MAX_MISMATCHES.saturating_sub(self.mismatches.len());
        self.mismatches
            .extend(other.mismatches.iter().take(room).cloned());
        for (group, count) in &other.groups {
            *self.groups.entry(group.clone()).or_default() += count;
        }
        self.unreadable.extend(other.unreadable.iter().cloned());
        self.missing_ids.extend(other.missing_ids.iter().cloned());
    }

    /// Replaces the paths, which may contain ids that the server chose.
    pub(crate) fn map_paths(&mut self, change: impl Fn(&str) -> String) {
        for mismatch in &mut self.mismatches {
            mismatch.path = change(&mismatch.path);
        }
    }
}

/// A value that does not match the contract.
///
/// It names the kind of JSON that was received, never the value itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Mismatch {
    /// JSON path of the value, such as `data[3].updated_time`.
    pub path: String,
    /// What the contract expects, such as `an integer`.
    pub expected: Cow<'static, str>,
    /// The kind of JSON that was received.
    pub found: JsonKind,
    /// How the value was handled.
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

/// Mismatches of the same kind, at any index of their lists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct MismatchGroup {
    /// JSON path without list indices, such as `data[].updated_time`. Keys of maps,
    /// which the server chooses, are `*`.
    pub pattern: String,
    /// What the contract expects.
    pub expected: Cow<'static, str>,
    /// The kind of JSON that was received.
    pub found: JsonKind,
    /// How the value was handled.
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

/// How a value that does not match was handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// It was converted, such as one object to a list of one. Nothing is lost.
    Converted,
    /// Bytes that are not UTF-8, or halves of surrogate pairs, were replaced by U+FFFD.
    Replaced,
    /// The field was left empty.
    LeftEmpty,
    /// The element of the list, or the node, was left out.
    LeftOut,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Converted => "converted to the expected form",
            Self::Replaced => "invalid characters replaced",
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
    /// Returns the kind of a valid JSON value, by its first byte.
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

//! What a comparison with Meta's files found, and what mends it.

use super::catalogue::Param;
use crate::report::{At, Change};

/// A difference between Meta's files and the contract.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What differs. Its place is in the spec.
    pub change: Change,
    /// The place in Meta's files.
    pub upstream: Option<At>,
    /// What mends it.
    pub remedy: Remedy,
}

impl Finding {
    /// Whether no entry of the spec explains it.
    pub fn is_drift(&self) -> bool {
        self.change.rule.severity.fails()
    }
}

/// What makes a difference go away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Nothing has to: an entry of the spec explains it.
    Explained,
    /// A person decides, and this is what about.
    Judgement(String),
    /// The entry holds in the version too.
    Restore(Entry),
    /// The entry does not hold in the version.
    Withdraw(Entry),
    /// There is no such entry yet.
    Add(Addition),
}

/// An entry of the spec: the keys that lead to it, and which of the entries of
/// that name it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The keys from a section on.
    pub path: Vec<String>,
    /// Its index, where the name has several.
    pub index: usize,
    /// Whether it rests on Meta's files alone.
    pub alone: bool,
}

/// Something to add to the spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Addition {
    /// A parameter or a field, to stand in the map that the keys lead to.
    Param {
        /// The keys from a section on.
        map: Vec<String>,
        /// The parameter, as Meta's files have it.
        param: Param,
        /// What has it, for the name of an enum that it needs.
        owner: String,
    },
    /// A value of an enum.
    Value {
        /// The enum.
        name: String,
        /// The value.
        value: String,
    },
}

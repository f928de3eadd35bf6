//! What a comparison with Meta's files found, and what mends it.

use super::catalogue::Param;
use crate::cli::edit::Address;
use crate::contract::diff::{Change, Location};

/// A difference between Meta's files and the contract.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What differs. Its place is in the spec.
    pub change: Change,
    /// The place in Meta's files.
    pub upstream: Option<Location>,
    /// What mends it.
    pub remedy: Remedy,
}

impl Finding {
    /// Whether no entry of the spec explains it.
    pub fn is_drift(&self) -> bool {
        self.change.rule.severity.fails()
    }

    /// What a person has to decide.
    pub fn question(&self) -> Option<&str> {
        match &self.remedy {
            Remedy::Judgement(question) => Some(question),
            Remedy::Unstated(_) if self.is_drift() => {
                Some("Was it removed, or is its correction obsolete?")
            }
            _ => None,
        }
    }
}

/// What makes a difference go away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Nothing has to: an entry of the spec explains it.
    Explained,
    /// A person decides, and this is what about.
    Judgement(String),
    /// Nothing has to, as another source has the entry; where a version before
    /// the oldest is opened, no source says that it held there.
    Unstated(Entry),
    /// The entry holds in the version too.
    Restore(Entry),
    /// The entry does not hold in the version.
    Withdraw(Entry),
    /// There is no such entry yet.
    Add(Addition),
}

/// An entry of the spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it stands.
    pub address: Address,
    /// Whether it rests on Meta's files alone.
    pub alone: bool,
}

/// Something to add to the spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Addition {
    /// A parameter or a field.
    Param(NewParam),
    /// A value of an enum.
    Value {
        /// The enum.
        name: String,
        /// The value.
        value: String,
    },
}

/// A parameter or a field to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewParam {
    /// The map that it goes into.
    pub map: Address,
    /// What it is, as Meta's files have it.
    pub param: Param,
    /// What has it.
    pub owner: String,
    /// Whether it is a parameter.
    pub in_query: bool,
    /// Names that stand beside it.
    pub taken: Vec<String>,
}

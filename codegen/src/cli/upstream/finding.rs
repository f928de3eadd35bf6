//! Differences from Meta's files, and how to resolve them.

use super::meta_spec::Param;
use crate::cli::edit::Address;
use crate::contract::diff::{Change, Location};

/// A difference between Meta's files and the contract.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The change. Its location is in the spec.
    pub change: Change,
    /// The location in Meta's files.
    pub upstream: Option<Location>,
    /// How to resolve it.
    pub remedy: Remedy,
}

impl Finding {
    /// Whether no entry of the spec explains it.
    pub fn is_drift(&self) -> bool {
        self.change.rule.severity.fails()
    }

    /// The question that a person has to decide, if any.
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

/// How to resolve a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Nothing to do: an entry of the spec explains it.
    Explained,
    /// A person has to decide this question.
    Judgement(String),
    /// Nothing to do: another source has the entry. If a version before the oldest
    /// one is opened, no source states the entry for it.
    Unstated(Entry),
    /// State that the entry holds in the version.
    Restore(Entry),
    /// State that the entry does not hold in the version.
    Withdraw(Entry),
    /// Add an entry.
    Add(Addition),
}

/// An entry of the spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its address.
    pub address: Address,
    /// Whether Meta's files are its only source.
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
    /// The map to add it to.
    pub map: Address,
    /// The parameter or field of Meta's files.
    pub param: Param,
    /// The name of the operation or type.
    pub owner: String,
    /// Whether it is a parameter.
    pub in_query: bool,
    /// Names that it cannot have.
    pub taken: Vec<String>,
}

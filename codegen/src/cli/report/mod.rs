//! Reports about [`Change`]s.
//!
//! `diff` compares contracts, and `upstream` compares the contract with Meta's
//! files. Each module renders the same [`ChangeReport`] in another form. Where
//! there is nothing to compare, it renders [`Problems`].

mod finding;
mod format;
pub mod github;
pub mod human;
pub mod json;
mod level;
pub mod markdown;
mod problems;
pub mod sarif;
mod verdict;
mod words;

pub use self::finding::{Finding, Place};
pub use self::format::Format;
pub use self::level::Level;
pub use self::problems::{Problems, Root};
pub use self::words::{effects, range};

use crate::contract::diff::{Bump, Change, Location, Opened, Verdict};
use crate::contract::spec::VersionName;

/// The result of a comparison.
#[derive(Clone, Debug, Default)]
pub struct ChangeReport {
    /// What is compared with, such as `v22.0`.
    pub base: String,
    /// What is compared.
    pub head: String,
    /// Graph versions of both sides, oldest first: ranges are written by them.
    pub versions: Vec<VersionName>,
    /// A summary in a sentence or two.
    pub summary: String,
    /// Remarks on the comparison itself.
    pub notes: Vec<String>,
    /// The differences.
    pub changes: Vec<Change>,
    /// Versions that only one side has, each compared with its neighbor. They
    /// have no callers, so none of these changes breaks one.
    pub opened: Vec<Opened>,
    /// Waivers that no change needs.
    pub unused_waivers: Vec<UnusedWaiver>,
    /// The version bump of the library, if it changes.
    pub bump: Option<Bump>,
    /// Markdown to copy, such as an entry for the changelog.
    pub texts: Vec<Text>,
    /// Next steps, a sentence each.
    pub next: Vec<String>,
}

impl ChangeReport {
    /// Whether a change breaks callers and is not waived.
    pub fn breaks(&self) -> bool {
        self.verdict().is_some_and(Verdict::fails)
    }

    /// The changes of behavior.
    pub fn behavior(&self) -> impl Iterator<Item = &Change> {
        let is_behavior = |change: &&Change| change.verdict() == Verdict::BEHAVIOR;
        self.changes.iter().filter(is_behavior)
    }

    /// The most severe verdict of its changes, if there are any.
    pub fn verdict(&self) -> Option<Verdict> {
        let verdicts = self.changes.iter().map(Change::verdict);
        verdicts.min_by_key(|verdict| verdict.rank())
    }
}

/// A waiver that no change needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnusedWaiver {
    /// The rule that it names.
    pub rule: String,
    /// The item that it names.
    pub item: String,
    /// The versions that it names; empty where it applies to all.
    pub versions: Vec<VersionName>,
    /// Where it is stated.
    pub location: Location,
}

/// Markdown to copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Its key in JSON, such as `changelog`.
    pub key: &'static str,
    /// Its label on a terminal, such as `Changelog`.
    pub verb: &'static str,
    /// Its title, such as `Changelog entry`.
    pub title: String,
    /// What to do with it.
    pub intro: String,
    /// The text.
    pub markdown: String,
    /// The language of the code block to copy; `None` for text to read.
    pub language: Option<&'static str>,
}

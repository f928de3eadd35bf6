//! What was found when two things were compared: a list of [`Change`]s.
//!
//! `diff` compares contracts, `upstream` compares the contract with Meta's
//! files. Both report in these terms. Each form of a report is a module here,
//! and shows the same [`Comparison`].

pub mod github;
pub mod human;
pub mod json;
pub mod markdown;
mod words;

pub use self::words::range;

use crate::contract::diff::{Bump, Change, Location, Opened};
use crate::contract::spec::VersionName;

/// What a comparison comes to.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// What was before, or what is compared with, such as `v22.0`.
    pub base: String,
    /// What is now.
    pub head: String,
    /// Graph versions of both sides, oldest first: ranges are written by them.
    pub versions: Vec<VersionName>,
    /// What it comes to, in a sentence or two.
    pub summary: String,
    /// What a reader has to know of the comparison itself.
    pub notes: Vec<String>,
    /// What differs.
    pub changes: Vec<Change>,
    /// Versions that only one side has, each against its neighbour. Nobody uses
    /// them yet, so nothing of this breaks a caller.
    pub opened: Vec<Opened>,
    /// Waivers that nothing needs.
    pub unused_waivers: Vec<UnusedWaiver>,
    /// What the library's version has to do, where the library changes.
    pub bump: Option<Bump>,
    /// Markdown to hand on, such as an entry for the changelog.
    pub texts: Vec<Text>,
    /// What to do next, a sentence each.
    pub next: Vec<String>,
}

impl Comparison {
    /// Whether something breaks a caller, and no waiver excuses it.
    pub fn breaks(&self) -> bool {
        self.changes.iter().any(Change::breaks)
    }
}

/// A waiver that nothing needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnusedWaiver {
    /// The rule that it names.
    pub rule: String,
    /// The item that it names.
    pub item: String,
    /// The versions that it names; none where it holds for all.
    pub versions: Vec<VersionName>,
    /// Where it stands.
    pub at: Location,
}

/// Markdown to hand on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Its key in JSON, such as `changelog`.
    pub key: &'static str,
    /// What a terminal announces it by, such as `Changelog`.
    pub verb: &'static str,
    /// What it is, such as `Changelog entry`.
    pub title: String,
    /// What to do with it.
    pub intro: String,
    /// The text itself.
    pub markdown: String,
    /// The language that it is to be copied in; `None` where it is to be read.
    pub language: Option<&'static str>,
}

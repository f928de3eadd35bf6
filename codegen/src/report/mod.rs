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

use serde::Serialize;

use crate::spec::words::VersionName;

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

/// A Graph version that was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The version.
    pub version: VersionName,
    /// The version before it, if any.
    pub previous: Option<VersionName>,
    /// What it changes against that one.
    pub changes: Vec<Change>,
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
    pub at: At,
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

/// Something that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What kind of difference it is.
    pub rule: &'static Rule,
    /// What differs, such as `UnifiedThread.subject` or `ListConversations.folder`.
    pub item: String,
    /// Graph versions that are concerned, oldest first.
    pub versions: Vec<VersionName>,
    /// Where it stands.
    pub at: Option<At>,
    /// What happened, in a sentence.
    pub message: String,
    /// Why it may stand although it breaks callers: the reason of a waiver.
    pub excuse: Option<String>,
}

impl Change {
    /// Whether it breaks a caller, and no waiver excuses it.
    pub fn breaks(&self) -> bool {
        self.rule.severity.fails() && self.excuse.is_none()
    }
}

/// A kind of difference.
#[derive(Debug, Eq)]
pub struct Rule {
    /// Stable name, such as `field-removed`.
    pub id: &'static str,
    /// What happens to the thing.
    pub effect: Effect,
    /// Whom it concerns.
    pub severity: Severity,
    /// What the library's version has to do.
    pub bump: Bump,
    /// What it finds, and why that has its severity.
    pub doc: &'static str,
}

/// Two rules are the same one where their names are.
impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// What happens to a thing that differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It is a Graph version, and new.
    Opened,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is another.
    Changed,
}

/// Whom a change concerns, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// A call that was right is refused, or no longer compiles.
    BreakingSend,
    /// What a caller reads from a response is gone or has another type.
    BreakingRead,
    /// Meta's files and the contract disagree, and nothing explains it.
    Drift,
    /// Nobody has to do anything.
    Compatible,
    /// Only words changed.
    DocsOnly,
}

impl Severity {
    /// Whether it makes a run end with exit code 1.
    pub fn fails(self) -> bool {
        self <= Self::Drift
    }
}

/// What SemVer asks of the library's version, the smallest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bump {
    /// Nothing that is published changes.
    None,
    /// Documentation and corrections inside.
    Patch,
    /// Something is added.
    Minor,
    /// Callers have to change their code.
    Major,
}

/// A place in a file that was compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At {
    /// The file, as messages name it.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// Which of the two sides the file belongs to.
    pub side: Side,
}

/// The two sides of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// What was before, or what is compared with.
    Base,
    /// What is now.
    Head,
}

//! What a comparison finds, and the rules that it is found by.
//!
//! `diff` compares contracts, `upstream` compares the contract with Meta's
//! files. Both state what they find in these terms.

use serde::Serialize;

use crate::contract::spec::VersionName;

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

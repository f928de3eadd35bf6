//! What was found when two things were compared: a list of [`Change`]s.
//!
//! `diff` compares contracts, `upstream` compares the contract with Meta's
//! files. Both report in these terms.

use serde::Serialize;

use crate::spec::words::VersionName;

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

/// A kind of difference.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable name, such as `field-removed`.
    pub id: &'static str,
    /// Whom it concerns.
    pub severity: Severity,
    /// What the library's version has to do.
    pub bump: Bump,
    /// What it finds, and why that has its severity.
    pub doc: &'static str,
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

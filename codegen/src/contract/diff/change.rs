//! Changes, and the rules that classify them.
//!
//! `diff` compares contracts, and `upstream` compares the contract with Meta's
//! spec files. Both report [`Change`]s.

use std::hash::{Hash, Hasher};

use serde::Serialize;

use super::element::ElementKind;
use crate::contract::location::Location;
use crate::contract::path::Path;
use crate::contract::spec::VersionName;

/// A Graph version that was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The version.
    pub version: VersionName,
    /// The version before it, if any.
    pub previous: Option<VersionName>,
    /// The changes from the previous version.
    pub changes: Vec<Change>,
}

/// A difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// The item that differs, such as `UnifiedThread.subject`.
    pub item: Path,
    /// The Graph versions that it affects, oldest first.
    pub versions: Vec<VersionName>,
    /// Where it is stated.
    pub location: Option<Location>,
    /// The new path of the item, if it was renamed.
    pub renamed_to: Option<Path>,
    /// What happened to the item: a predicate such as `was removed`, without a
    /// full stop.
    pub predicate: String,
    /// Why it is accepted although it breaks callers.
    pub waiver: Option<String>,
}

impl Change {
    /// Whether it breaks callers and is not waived.
    pub fn breaks(&self) -> bool {
        self.rule.severity.fails() && self.waiver.is_none()
    }

    /// The change as a sentence.
    pub fn message(&self) -> String {
        format!("`{}` {}.", self.item, self.predicate)
    }

    /// Whether it adds this Graph version.
    pub fn opens(&self, version: VersionName) -> bool {
        self.rule.element == ElementKind::Version
            && self.rule.effect == Effect::Added
            && self.versions == [version]
    }
}

/// A kind of difference.
#[derive(Debug, Eq)]
pub struct Rule {
    /// Stable name, such as `field-removed`.
    pub id: &'static str,
    /// The kind of element that it is about.
    pub element: ElementKind,
    /// What happened to the element, or to one of its properties.
    pub effect: Effect,
    /// The properties that it is about; empty where it is about the element as
    /// a whole.
    pub properties: &'static [&'static str],
    /// Who is affected.
    pub severity: Severity,
    /// The version bump that it requires.
    pub bump: Bump,
    /// What it finds, and why it has its severity.
    pub doc: &'static str,
}

/// Rules are compared by id.
impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Hash for Rule {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

/// What happened to an element, or to one of its properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The element was added.
    Added,
    /// The element was removed.
    Removed,
    /// The element has a new name.
    Renamed,
    /// The property has another value.
    Changed,
    /// The property allows more than before.
    Widened,
    /// The property allows less than before.
    Narrowed,
    /// The property became true.
    Set,
    /// The property became false.
    Unset,
    /// The property, or a list in it, got a value that it did not have.
    Gained,
    /// The property, or a list in it, lost a value.
    Lost,
}

/// Who is affected by a change, most severe first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Calls that worked are refused, or no longer compile.
    BreakingSend,
    /// Callers lose something that they read from responses, or it has another
    /// type.
    BreakingRead,
    /// Meta's files and the contract disagree without an explanation.
    Drift,
    /// No caller has to act.
    Compatible,
    /// Only documentation changed.
    DocsOnly,
}

impl Severity {
    /// Whether a run that finds it exits with code 1.
    pub fn fails(self) -> bool {
        self <= Self::Drift
    }
}

/// The version bump that SemVer requires of the library, smallest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bump {
    /// Nothing that is published changes.
    None,
    /// Documentation or internal corrections.
    Patch,
    /// Additions.
    Minor,
    /// Callers have to change their code.
    Major,
}

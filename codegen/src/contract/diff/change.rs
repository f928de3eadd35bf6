//! Changes, and the rules that classify them.
//!
//! `diff` compares contracts, and `upstream` compares the contract with Meta's
//! spec files. Both report [`Change`]s.

use std::hash::{Hash, Hasher};

use serde::Serialize;

use super::element_kind::ElementKind;
use super::errors::ErrorEffect;
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
    /// How errors are handled because of it.
    pub effects: Vec<ErrorEffect>,
    /// The type of the base that the head states to correct.
    pub corrects: Option<String>,
    /// Why it is accepted although it breaks callers.
    pub waiver: Option<String>,
}

impl Change {
    /// What it means for callers.
    pub fn verdict(&self) -> Verdict {
        match self.waiver {
            Some(_) if self.rule.severity.fails() => Verdict::Waived,
            _ => Verdict::Of(self.rule.severity),
        }
    }

    /// Whether it breaks callers and is not waived.
    pub fn breaks(&self) -> bool {
        self.verdict().fails()
    }

    /// The change, of these versions.
    #[must_use]
    pub fn in_versions(mut self, versions: Vec<VersionName>) -> Self {
        for effect in &mut self.effects {
            effect.versions.retain(|version| versions.contains(version));
        }
        self.effects.retain(|effect| !effect.versions.is_empty());
        Self { versions, ..self }
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

impl Rule {
    /// Whether it is about the Rust bindings alone, which follow from other changes.
    pub fn is_of_bindings(&self) -> bool {
        matches!(
            self.properties,
            ["traits" | "boxed" | "continues" | "nodes" | "ids" | "case" | "sharing"]
        )
    }
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

/// What a change means for callers. The headline of a report, its sections, the
/// entry for the changelog, the annotations and the exit code follow from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// What its rule states.
    Of(Severity),
    /// It breaks callers, and is accepted for a stated reason.
    Waived,
}

impl Verdict {
    /// That of a change of behavior.
    pub const BEHAVIOR: Self = Self::Of(Severity::Behavior);

    /// All verdicts, most severe first.
    pub const ALL: [Self; 8] = [
        Self::Of(Severity::BreakingSend),
        Self::Of(Severity::BreakingRead),
        Self::Of(Severity::BreakingCode),
        Self::Of(Severity::Drift),
        Self::Waived,
        Self::Of(Severity::Behavior),
        Self::Of(Severity::Compatible),
        Self::Of(Severity::DocsOnly),
    ];

    /// Its place among all verdicts: the most severe is 0.
    pub fn rank(self) -> usize {
        let mut all = Self::ALL.iter();
        all.position(|verdict| *verdict == self)
            .unwrap_or(Self::ALL.len())
    }

    /// Whether a run that finds it exits with code 1.
    pub fn fails(self) -> bool {
        matches!(self, Self::Of(severity) if severity.fails())
    }

    /// Whether it breaks callers, for a stated reason or without one.
    pub fn is_breaking(self) -> bool {
        self == Self::Waived || (self.fails() && self != Self::Of(Severity::Drift))
    }
}

/// Who is affected by a change, most severe first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Graph refuses calls that worked, or callers can no longer send them.
    BreakingSend,
    /// Callers lose something that they read from responses, or it has another
    /// type.
    BreakingRead,
    /// No call is refused, but code that worked may no longer compile.
    BreakingCode,
    /// Meta's files and the contract disagree without an explanation.
    Drift,
    /// All code compiles, but calls are handled in another way at run time.
    Behavior,
    /// No caller has to act, except where code mixes the types of several Graph
    /// versions.
    Compatible,
    /// Only documentation changed.
    DocsOnly,
}

impl Severity {
    /// Whether a run that finds it exits with code 1.
    pub const fn fails(self) -> bool {
        self as u8 <= Self::Drift as u8
    }

    /// Whether a rule of this severity may require the bump. What breaks callers
    /// is a major release, and nothing else is.
    pub const fn allows(self, bump: Bump) -> bool {
        match self {
            Self::BreakingSend | Self::BreakingRead | Self::BreakingCode => {
                matches!(bump, Bump::Major)
            }
            Self::Drift => true,
            Self::Behavior => matches!(bump, Bump::Minor),
            Self::Compatible => !matches!(bump, Bump::Major),
            Self::DocsOnly => matches!(bump, Bump::Patch | Bump::None),
        }
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

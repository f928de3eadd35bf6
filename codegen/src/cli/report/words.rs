//! What all forms of a report say in the same words.

use super::Comparison;
use crate::contract::diff::{Change, Severity};
use crate::contract::spec::VersionName;

/// Changes that are told together.
pub(super) struct Group<'a> {
    /// Whom they concern; `None` for those that a waiver excuses.
    pub severity: Option<Severity>,
    /// The changes, none of them elsewhere.
    pub changes: Vec<&'a Change>,
}

/// The changes, the gravest first; what is excused comes after what is not.
pub(super) fn groups<'a>(changes: impl IntoIterator<Item = &'a Change>) -> Vec<Group<'a>> {
    let changes: Vec<_> = changes.into_iter().collect();
    use Severity::{BreakingRead, BreakingSend, Compatible, DocsOnly, Drift};
    let order = [BreakingSend, BreakingRead, Drift].map(Some);
    let rest = [None, Some(Compatible), Some(DocsOnly)];
    let groups = order.into_iter().chain(rest).map(|severity| {
        let in_it = |change: &&Change| {
            let excused = change.rule.severity.fails() && change.waiver.is_some();
            (!excused).then_some(change.rule.severity) == severity
        };
        Group {
            severity,
            changes: changes.iter().copied().filter(in_it).collect(),
        }
    });
    groups.filter(|group| !group.changes.is_empty()).collect()
}

impl Group<'_> {
    /// Whom they concern, as a title.
    pub(super) fn title(&self) -> &'static str {
        match self.severity {
            Some(Severity::BreakingSend) => "Breaks what callers send",
            Some(Severity::BreakingRead) => "Breaks what callers read",
            Some(Severity::Drift) => "Differs from Meta's files",
            None => "Breaks callers, with a stated reason",
            Some(Severity::Compatible) => "Compatible",
            Some(Severity::DocsOnly) => "Documentation only",
        }
    }

    /// What they mean, in a sentence.
    pub(super) fn explanation(&self) -> &'static str {
        match self.severity {
            Some(Severity::BreakingSend) => {
                "A call that was right is refused, or no longer compiles."
            }
            Some(Severity::BreakingRead) => {
                "What a caller reads from an answer is gone, or has another type."
            }
            Some(Severity::Drift) => "The contract says otherwise, and nothing explains it.",
            None => "The reason lets each of these stand.",
            Some(Severity::Compatible) => "Nobody has to do anything.",
            Some(Severity::DocsOnly) => "Only words change.",
        }
    }
}

impl Comparison {
    /// The changes without those that say no more than that a version is opened.
    pub(super) fn told(&self) -> impl Iterator<Item = &Change> {
        let opens = |change: &Change| {
            let mut opened = self.opened.iter();
            opened.any(|opened| change.opens(opened.version))
        };
        self.changes.iter().filter(move |change| !opens(change))
    }

    /// What opens a version.
    pub(super) fn opening(&self, version: VersionName) -> Option<&Change> {
        self.changes.iter().find(|change| change.opens(version))
    }

    /// The versions that a change concerns, where neither the head nor the
    /// item says it.
    pub(super) fn range_of(&self, change: &Change) -> Option<String> {
        let text = range(&change.versions, &self.versions);
        let said = text == self.head || text == change.item.to_string();
        (!text.is_empty() && !said).then_some(text)
    }
}

/// `v19.0 to v22.0, v24.0`: versions of a change, as ranges of all versions.
pub fn range(versions: &[VersionName], all: &[VersionName]) -> String {
    let index = |version: &VersionName| all.iter().position(|known| known == version);
    let mut runs: Vec<(VersionName, VersionName)> = Vec::new();
    for version in versions {
        match runs.last_mut() {
            Some((_, last)) if follows(index(last), index(version)) => *last = *version,
            _ => runs.push((*version, *version)),
        }
    }
    let runs = runs.into_iter().map(|(first, last)| match first == last {
        true => first.to_string(),
        false => format!("{first} to {last}"),
    });
    runs.collect::<Vec<_>>().join(", ")
}

fn follows(one: Option<usize>, next: Option<usize>) -> bool {
    one.zip(next).is_some_and(|(one, next)| next == one + 1)
}

/// `1 change`, `2 changes`.
pub(super) fn count(number: usize, thing: &str) -> String {
    match number {
        1 => format!("1 {thing}"),
        _ => format!("{number} {thing}s"),
    }
}

/// What is said of a waiver that nothing needs.
pub(super) fn unused(waiver: &super::UnusedWaiver) -> String {
    format!(
        "nothing that this change does needs the waiver of `{}` for `{}`; remove it",
        waiver.rule, waiver.item
    )
}

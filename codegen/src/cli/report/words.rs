//! Groups, ranges and texts that all forms of a report share.

use super::ChangeReport;
use crate::contract::diff::{Change, Verdict};
use crate::contract::spec::VersionName;

/// Changes that are reported together.
pub(super) struct Group<'a> {
    /// What they mean for callers.
    pub verdict: Verdict,
    /// The changes.
    pub changes: Vec<&'a Change>,
}

/// Groups changes, most severe first; waived ones come after those that break
/// callers.
pub(super) fn groups<'a>(changes: impl IntoIterator<Item = &'a Change>) -> Vec<Group<'a>> {
    let changes: Vec<_> = changes.into_iter().collect();
    let groups = Verdict::ALL.into_iter().map(|verdict| Group {
        verdict,
        changes: changes
            .iter()
            .copied()
            .filter(|change| change.verdict() == verdict)
            .collect(),
    });
    groups.filter(|group| !group.changes.is_empty()).collect()
}

impl ChangeReport {
    /// The changes, without those that only open a version.
    pub(super) fn reported(&self) -> impl Iterator<Item = &Change> {
        let opens = |change: &Change| {
            let mut opened = self.opened.iter();
            opened.any(|opened| change.opens(opened.version))
        };
        self.changes.iter().filter(move |change| !opens(change))
    }

    /// The change that opens a version.
    pub(super) fn opening(&self, version: VersionName) -> Option<&Change> {
        self.changes.iter().find(|change| change.opens(version))
    }

    /// The versions that a change affects, where neither the head nor the item
    /// names them.
    pub(super) fn range_of(&self, change: &Change) -> Option<String> {
        let text = range(&change.versions, &self.versions);
        let named = text == self.head || text == change.item.to_string();
        (!text.is_empty() && !named).then_some(text)
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

/// The text about an unused waiver.
pub(super) fn unused(waiver: &super::UnusedWaiver) -> String {
    format!(
        "no change needs the waiver of `{}` for `{}`; remove it",
        waiver.rule, waiver.item
    )
}

/// The effects of a change, each as a sentence without a full stop. Versions are
/// named where they are not those of the change.
pub fn effects<'a>(
    change: &'a Change,
    all: &'a [VersionName],
) -> impl Iterator<Item = String> + use<'a> {
    change.effects.iter().map(|effect| {
        let text = match effect.versions == change.versions {
            true => effect.to_string(),
            false => format!("in {}, {effect}", range(&effect.versions, all)),
        };
        let mut letters = text.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        first.chain(letters).collect()
    })
}

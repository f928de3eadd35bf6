//! The summary of a comparison.

use crate::contract::diff::{Bump, Change, Opened, Severity, Verdict};
use crate::contract::spec::VersionName;

/// Summarizes a change of the spec.
pub(super) fn of_change(changes: &[Change], opened: &[Opened], bump: Bump) -> String {
    if changes.is_empty() && opened.is_empty() {
        let same = "This change leaves the contract as it is. The library needs no release for it.";
        return same.to_owned();
    }
    let open = opened.iter().map(|opened| opened.version.to_string());
    let opens = match list(&open.collect::<Vec<_>>()) {
        none if none.is_empty() => String::new(),
        versions => format!("opens {versions} and "),
    };
    let effect = effect(&Counts::of(changes));
    let release = match bump {
        Bump::None => "no release",
        Bump::Patch => "a patch release",
        Bump::Minor => "a minor release",
        Bump::Major => "a major release",
    };
    format!("This change {opens}{effect}. The library needs {release}.")
}

/// Numbers of changes by what they mean for callers.
struct Counts {
    broken: usize,
    waived: usize,
    behavior: usize,
}

impl Counts {
    fn of(changes: &[Change]) -> Self {
        let count = |is: fn(Verdict) -> bool| {
            let verdicts = changes.iter().map(Change::verdict);
            verdicts.filter(|verdict| is(*verdict)).count()
        };
        Self {
            broken: count(Verdict::fails),
            waived: count(|verdict| verdict == Verdict::Waived),
            behavior: count(|verdict| verdict == Verdict::BEHAVIOR),
        }
    }
}

/// What a change of the spec does to callers, as a predicate.
fn effect(counts: &Counts) -> String {
    let breaks = match (counts.broken, counts.waived) {
        (0, 0) => None,
        (0, waived) => Some(format!(
            "breaks callers in {}, with a stated reason",
            places(waived)
        )),
        (broken, 0) => Some(format!("breaks callers in {}", places(broken))),
        (broken, waived) => Some(format!(
            "breaks callers in {}, and in {waived} more with a stated reason",
            places(broken)
        )),
    };
    let behaves = match counts.behavior {
        0 => None,
        behavior => Some(format!("changes behavior in {}", places(behavior))),
    };
    match (breaks, behaves) {
        (None, None) => "breaks nobody".to_owned(),
        (None, Some(behaves)) => format!("breaks no code, but {behaves}"),
        (Some(breaks), None) => breaks,
        (Some(breaks), Some(behaves)) => format!("{breaks}, and {behaves}"),
    }
}

/// Summarizes the changes between two versions.
pub(super) fn of_versions(old: VersionName, new: VersionName, changes: &[Change]) -> String {
    let Counts {
        broken, behavior, ..
    } = Counts::of(changes);
    match (old == new, changes.len(), broken, behavior) {
        (true, ..) => format!("{old} is compared with itself, so nothing differs."),
        (_, 0, ..) => format!("{old} and {new} are the same: callers can move as they are."),
        (_, _, 0, 0) => {
            let changes = differences(changes);
            format!("{new} differs from {old} in {changes}, and breaks no caller who moves.")
        }
        (_, _, 0, behavior) => format!(
            "{new} differs from {old} in {}, and breaks no code of a caller who moves, but changes \
             behavior in {}.",
            differences(changes),
            places(behavior)
        ),
        (_, 1, 1, _) => {
            format!("{new} differs from {old} in 1 place, which a caller who moves has to look at.")
        }
        (_, _, broken, behavior) => format!(
            "{new} differs from {old} in {}; a caller who moves has to look at {}.",
            differences(changes),
            broken + behavior
        ),
    }
}

/// Counts the changes; those of docs alone are not counted with the others.
fn differences(changes: &[Change]) -> String {
    let words = |change: &&Change| change.rule.severity == Severity::DocsOnly;
    let docs = changes.iter().filter(words).count();
    match (places(changes.len() - docs), docs) {
        (places, 0) => places,
        (_, docs) if docs == changes.len() => "words alone".to_owned(),
        (places, _) => format!("{places}, and in words"),
    }
}

fn places(number: usize) -> String {
    match number {
        1 => "1 place".to_owned(),
        _ => format!("{number} places"),
    }
}

/// Formats items as `a`, `a and b` or `a, b and c`.
pub(super) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

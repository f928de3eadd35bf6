//! The summary of a comparison.

use crate::contract::diff::{Bump, Change, Opened, Severity};
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
    let broken = changes.iter().filter(|change| change.breaks()).count();
    let excused = changes.iter().filter(|change| is_excused(change)).count();
    let breaks = match (broken, excused) {
        (0, 0) if bump == Bump::Major => {
            "breaks no call, but code that names the types has to change".to_owned()
        }
        (0, 0) => "breaks nobody".to_owned(),
        (0, excused) => format!(
            "breaks callers in {}, with a stated reason",
            places(excused)
        ),
        (broken, 0) => format!("breaks callers in {}", places(broken)),
        (broken, excused) => format!(
            "breaks callers in {}, and in {excused} more with a stated reason",
            places(broken)
        ),
    };
    let release = match bump {
        Bump::None => "no release",
        Bump::Patch => "a patch release",
        Bump::Minor => "a minor release",
        Bump::Major => "a major release",
    };
    format!("This change {opens}{breaks}. The library needs {release}.")
}

/// Summarizes the changes between two versions.
pub(super) fn of_versions(old: VersionName, new: VersionName, changes: &[Change]) -> String {
    let broken = changes.iter().filter(|change| change.breaks()).count();
    match (old == new, changes.len(), broken) {
        (true, ..) => format!("{old} is compared with itself, so nothing differs."),
        (_, 0, _) => format!("{old} and {new} are the same: callers can move as they are."),
        (_, _, 0) => {
            let changes = differences(changes);
            format!("{new} differs from {old} in {changes}, and breaks no caller who moves.")
        }
        (_, 1, 1) => {
            format!("{new} differs from {old} in 1 place, which a caller who moves has to look at.")
        }
        (_, _, broken) => format!(
            "{new} differs from {old} in {}; a caller who moves has to look at {broken}.",
            differences(changes)
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

fn is_excused(change: &Change) -> bool {
    change.rule.severity.fails() && change.waiver.is_some()
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

//! Waivers of breaking changes.
//!
//! A waiver excuses the change that adds it. One that the base has already
//! excuses nothing further, and is not reported as unused.

use super::Head;
use crate::cli::edit::spec_file::first_lines;
use crate::cli::report::{Text, UnusedWaiver};
use crate::contract::Contracts;
use crate::contract::diff::{Change, Location, Side};
use crate::contract::spec::{VersionName, Waiver};
use crate::contract::yaml::Value;

/// Excuses changes by the waivers of the head, and returns also the unused
/// waivers. `merged` are the waivers of the base, if known.
pub(super) fn apply(
    changes: Vec<Change>,
    merged: Option<&[Waiver]>,
    head: &Head,
) -> (Vec<Change>, Vec<UnusedWaiver>) {
    let known = |waiver: &Waiver, same: fn(&Waiver, &Waiver) -> bool| {
        let mut merged = merged.unwrap_or_default().iter();
        merged.any(|other| same(waiver, other))
    };
    let waivers = head.spec.waivers.iter();
    let new: Vec<_> = waivers.filter(|waiver| !known(waiver, is_same)).collect();
    let mut used = vec![false; new.len()];
    let changes = changes.into_iter();
    let changes = changes.flat_map(|change| excuse(change, &new, &mut used));
    let changes = changes.collect();
    // Without the base's waivers it is unknown which are new.
    let unused = new
        .iter()
        .zip(&used)
        .filter(|(waiver, used)| !**used && merged.is_some() && !known(waiver, excuses_the_same));
    let unused = unused.map(|(waiver, _)| UnusedWaiver {
        rule: waiver.rule.value.clone(),
        item: waiver.item.value.clone(),
        versions: waiver.versions(),
        location: Location {
            file: head.sources.name(waiver.item.place).to_owned(),
            line: head.sources.line(waiver.item.place),
            side: Side::Head,
        },
    });
    (changes, unused.collect())
}

fn is_same(one: &Waiver, other: &Waiver) -> bool {
    // Spaces are not shown.
    let [one_reason, other_reason] = [one, other].map(|waiver| waiver.reason.split_whitespace());
    excuses_the_same(one, other) && one_reason.eq(other_reason)
}

/// Returns whether two waivers differ at most in their reasons: rewording a
/// reason does not make a waiver new.
fn excuses_the_same(one: &Waiver, other: &Waiver) -> bool {
    one.rule.value == other.rule.value
        && one.item.value == other.item.value
        && one.versions() == other.versions()
}

/// Returns the change, split where a waiver excuses it only in some versions.
fn excuse(change: Change, waivers: &[&Waiver], used: &mut [bool]) -> Vec<Change> {
    if !change.breaks() {
        return vec![change];
    }
    let item = change.item.to_string();
    let mut find = |version| {
        let covers = |waiver: &&Waiver| waiver.covers(change.rule.id, &item, version);
        let index = waivers.iter().position(covers)?;
        used[index] = true;
        Some(waivers[index].reason.trim().to_owned())
    };
    if change.versions.is_empty() {
        let waiver = find(None);
        return vec![Change { waiver, ..change }];
    }
    let mut parts: Vec<(Option<String>, Vec<VersionName>)> = Vec::new();
    for version in &change.versions {
        let waiver = find(Some(*version));
        match parts.iter_mut().find(|(known, _)| *known == waiver) {
            Some((_, versions)) => versions.push(*version),
            None => parts.push((waiver, vec![*version])),
        }
    }
    let parts = parts.into_iter().map(|(waiver, versions)| {
        let part = change.clone().in_versions(versions);
        Change { waiver, ..part }
    });
    parts.collect()
}

/// Returns the waivers to write if a breaking change is necessary.
pub(super) fn text(changes: &[Change], head: &Contracts) -> Option<Text> {
    let broken: Vec<_> = changes.iter().filter(|change| change.breaks()).collect();
    if broken.is_empty() {
        return None;
    }
    let entries = broken.iter().map(|change| {
        // A waiver can only name versions of the spec.
        let known = change
            .versions
            .iter()
            .all(|one| head.version(*one).is_some());
        let versions = change.versions.iter().map(ToString::to_string);
        let versions = match versions.collect::<Vec<_>>().join(", ") {
            list if known && !list.is_empty() => format!("    versions: [{list}]\n"),
            _ => String::new(),
        };
        format!(
            "  - rule: {}\n    item: {}\n{versions}    reason:\n",
            change.rule.id,
            Value::from(change.item.to_string()).in_flow()
        )
    });
    Some(Text {
        key: "waivers",
        verb: "Waivers",
        title: "If callers have to be broken".to_owned(),
        intro: "A published version may only change compatibly. Where that cannot be, add this to \
                `spec/waivers.yaml`, and say why under `reason`: reviewers and callers read it."
            .to_owned(),
        markdown: format!(
            "{}\nwaivers:\n{}",
            first_lines(),
            entries.collect::<String>()
        ),
        language: Some("yaml"),
    })
}

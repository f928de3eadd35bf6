//! Changes of type that correct Meta's spec.
//!
//! A correction breaks callers as any change of type does. It is accepted where
//! the contract shows why: the pinned facts of Meta's spec have the type that it
//! corrects, so the published type was Meta's error.

use super::Head;
use crate::cli::upstream::pinned::{Correction, Pins, Standing, compare_all};
use crate::contract::diff::Change;
use crate::contract::messages::list;
use crate::contract::spec::VersionName;

/// Accepts corrections that pinned facts confirm, and returns a note for each of
/// the others.
pub(super) fn accept(changes: Vec<Change>, head: &Head) -> (Vec<Change>, Vec<String>) {
    if changes.iter().all(|change| change.corrects.is_none()) {
        return (changes, Vec::new());
    }
    let pins = compare_all(&head.spec, &head.sources);
    let (pins, mut notes) = match pins {
        Ok(pins) => (pins, Vec::new()),
        Err(error) => (Pins::default(), vec![error.to_string()]),
    };
    let changes = changes.into_iter();
    let changes = changes.flat_map(|change| accept_one(change, &pins.corrections, &mut notes));
    (changes.collect(), notes)
}

/// Returns the change, split where only some versions are accepted.
fn accept_one(change: Change, corrections: &[Correction], notes: &mut Vec<String>) -> Vec<Change> {
    let Some(corrects) = change.corrects.clone().filter(|_| change.breaks()) else {
        return vec![change];
    };
    let of = |version: &VersionName| {
        let mut all = corrections.iter();
        all.find(|one| {
            one.item == change.item && one.corrects == corrects && one.versions.contains(version)
        })
    };
    let mut parts: Vec<Change> = Vec::new();
    for version in &change.versions {
        let correction = of(version);
        let waiver = correction.and_then(|correction| match &correction.standing {
            Standing::Confirmed(pinned) => Some(format!(
                "a correction of `{corrects}`, which Meta's spec has in {}",
                list(pinned)
            )),
            _ => None,
        });
        if waiver.is_none() {
            let note = unconfirmed(&change, &corrects, correction);
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
        match parts.iter_mut().find(|part| part.waiver == waiver) {
            Some(part) => part.versions.push(*version),
            None => parts.push(Change {
                versions: vec![*version],
                waiver,
                ..change.clone()
            }),
        }
    }
    parts
}

fn unconfirmed(change: &Change, corrects: &str, correction: Option<&Correction>) -> String {
    let item = &change.item;
    let reason = match correction.map(|correction| &correction.standing) {
        Some(Standing::Refuted) => "the pinned facts of Meta's spec have another type".to_owned(),
        Some(Standing::NotCovered(pinned)) => {
            format!("the facts pinned for {} do not cover it", list(pinned))
        }
        _ => "no facts of Meta's spec are pinned for its versions".to_owned(),
    };
    format!(
        "`{item}` states a correction of `{corrects}` that is not confirmed, so it needs a waiver: \
         {reason}. `cargo codegen upstream <folder> --graph-version <version> --pin` pins them."
    )
}

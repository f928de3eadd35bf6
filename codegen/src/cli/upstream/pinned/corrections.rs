//! Entries with `corrects`, and whether pinned facts confirm them.

use super::Comparison;
use crate::contract::diagnostic::Place;
use crate::contract::path::Path;
use crate::contract::spec::timeline::Timeline;
use crate::contract::spec::{Availability, Param, Spec, VersionName, Versioned};

/// An entry that corrects a type of Meta's spec.
#[derive(Clone, Debug)]
pub struct Correction {
    /// The parameter or the field.
    pub item: Path,
    /// The place of `corrects`.
    pub place: Place,
    /// The type that it corrects.
    pub corrects: String,
    /// The versions of the entry, oldest first.
    pub versions: Vec<VersionName>,
    /// What pinned facts state about it.
    pub standing: Standing,
}

/// What pinned facts state about a correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Meta's spec has the type, in every version of the entry with pinned facts,
    /// which are these.
    Confirmed(Vec<VersionName>),
    /// Meta's spec has another type, or none, in one of them.
    Refuted,
    /// No facts are pinned for any version of the entry.
    NotPinned,
    /// The pinned facts of these versions do not cover it.
    NotCovered(Vec<VersionName>),
}

/// Returns all entries with `corrects`, compared with pinned facts.
pub fn corrections(spec: &Spec, comparisons: &[Comparison]) -> Vec<Correction> {
    let timeline = Timeline::new(spec);
    let entries = entries(spec).into_iter();
    let corrections = entries.filter_map(|(item, owner, entry)| {
        let corrects = entry.corrects.as_ref()?;
        let set = timeline.set(entry.availability());
        let set = set.and(&timeline.set(owner));
        let versions = timeline.versions().iter().enumerate();
        let versions = versions.filter(|(index, _)| set.contains(*index));
        let versions: Vec<_> = versions.map(|(_, version)| *version).collect();
        Some(Correction {
            item,
            place: corrects.place,
            corrects: corrects.value.clone(),
            standing: standing(corrects.place, &versions, comparisons),
            versions,
        })
    });
    corrections.collect()
}

fn standing(place: Place, versions: &[VersionName], comparisons: &[Comparison]) -> Standing {
    let pinned = comparisons.iter();
    let pinned: Vec<_> = pinned
        .filter(|comparison| versions.contains(&comparison.version))
        .collect();
    let judged = pinned.iter().flat_map(|comparison| {
        let judged = comparison.corrections.iter();
        let judged = judged.filter(|(judged, _)| *judged == place);
        judged.map(|(_, agrees)| (comparison.version, *agrees))
    });
    let mut judged: Vec<_> = judged.collect();
    judged.dedup();
    let versions = |judged: &[(VersionName, bool)]| judged.iter().map(|(one, _)| *one).collect();
    match () {
        () if pinned.is_empty() => Standing::NotPinned,
        () if judged.is_empty() => {
            Standing::NotCovered(pinned.iter().map(|one| one.version).collect())
        }
        () if judged.iter().all(|(_, agrees)| *agrees) => Standing::Confirmed(versions(&judged)),
        () => Standing::Refuted,
    }
}

/// The parameters and fields of a spec, an item for each entry, with the
/// availability of what has them.
fn entries(spec: &Spec) -> Vec<(Path, Availability<'_>, &Param)> {
    let mut all = Vec::new();
    for (name, operation) in spec.operations.iter() {
        let (owner, there) = (
            Path::new("operations", &name.value),
            operation.availability(),
        );
        let path = operation.path.iter();
        all.extend(path.map(|(name, param)| (owner.child("path", &name.value), there, param)));
        for (name, params) in operation.params.iter() {
            let item = owner.child("params", &name.value);
            all.extend(params.0.iter().map(|param| (item.clone(), there, param)));
        }
    }
    for (name, ty) in spec.types.iter() {
        let (owner, there) = (Path::new("types", &name.value), ty.availability());
        for (name, fields) in ty.fields.iter() {
            let item = owner.child("fields", &name.value);
            all.extend(fields.0.iter().map(|field| (item.clone(), there, field)));
        }
    }
    all
}

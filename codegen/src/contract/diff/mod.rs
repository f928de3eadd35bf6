//! Compares contracts. Each [`Change`] has a [rule](rules).
//!
//! [`between`] compares two Graph versions of one revision of the contract,
//! [`against`] compares two revisions, each version with itself.

mod bindings;
mod change;
mod compare;
mod comparer;
mod element;
mod element_kind;
mod errors;
mod findings;
mod judgement;
mod lifetime;
mod pairing;
mod parameters;
mod permissions;
mod places;
mod properties;
mod property;
mod renames;
mod revision;
pub mod rules;
mod shared;
mod widening;
mod wording;

use std::collections::{BTreeMap, HashSet};

use rayon::prelude::*;

use crate::contract::spec::VersionName;
use crate::contract::{Contract, Contracts};

pub use self::change::{Bump, Change, Effect, Opened, Rule, Severity, Verdict};
pub use self::element::{Element, Key};
pub use self::element_kind::ElementKind;
pub use self::errors::{About, ErrorEffect, Errors, Handling, describing};
#[cfg(feature = "cli")]
pub(crate) use self::pairing::{Paired, pair};
pub use self::places::Places;
pub use self::revision::Revision;
pub use crate::contract::location::{Location, Side};

use self::comparer::{Revisions, Versions};
use self::findings::Findings;

/// The differences between two revisions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// Changes of the versions that both have, and of the list of versions.
    pub changes: Vec<Change>,
    /// The versions that only the head has. They break no caller.
    pub opened: Vec<Opened>,
}

/// Compares two versions of one revision, for a caller who moves from `old` to
/// `new`. The dates of the versions are not compared.
pub fn between(revision: Revision<'_>, old: &Contract, new: &Contract) -> Vec<Change> {
    let mut findings = Findings::default();
    let revisions = Revisions {
        base: revision.contracts,
        head: revision.contracts,
        same: true,
    };
    let versions = Versions {
        base: old,
        head: new,
    };
    compare::versions(revisions, versions, &mut findings);
    findings.into_changes(revision, revision)
}

/// Compares two revisions, for a caller who moves from `base` to `head`. The same
/// change in several versions is reported once.
pub fn against(base: Revision<'_>, head: Revision<'_>) -> Diff {
    let mut findings = Findings::default();
    let pairs = common(base.contracts, head.contracts);
    let versions: Vec<_> = pairs.iter().map(|(_, head)| head.version).collect();
    let revisions = Revisions {
        base: base.contracts,
        head: head.contracts,
        same: false,
    };
    compare::whole(revisions, &versions, &mut findings);
    let of_versions = pairs.par_iter().map(|(old, new)| {
        let mut findings = Findings::default();
        let versions = Versions {
            base: old,
            head: new,
        };
        compare::versions(revisions, versions, &mut findings);
        findings
    });
    for more in of_versions.collect::<Vec<_>>() {
        findings.append(more);
    }
    shared::compare(base.contracts, head.contracts, &mut findings);
    let mut changes = findings.into_changes(base, head);
    let opened = opened(base.contracts, head);
    drop_restated(&mut changes, &opened);
    Diff { changes, opened }
}

/// Drops restated entries of items that have another change: it is the reason
/// for the new entry.
fn drop_restated(changes: &mut Vec<Change>, opened: &[Opened]) {
    let is_restated = |change: &Change| change.rule.properties == ["entries"];
    if !changes.iter().any(is_restated) {
        return;
    }
    let others = opened.iter().flat_map(|opened| &opened.changes);
    let others = others.chain(changes.iter().filter(|change| !is_restated(change)));
    let changed: HashSet<_> = others.map(|change| change.item.clone()).collect();
    changes.retain(|change| !is_restated(change) || !changed.contains(&change.item));
}

/// The versions that both have, oldest first.
fn common<'a>(base: &'a Contracts, head: &'a Contracts) -> Vec<(&'a Contract, &'a Contract)> {
    let old: BTreeMap<_, _> = by_name(base);
    let head = by_name(head).into_iter();
    head.filter_map(|(name, new)| Some((*old.get(&name)?, new)))
        .collect()
}

fn by_name(contracts: &Contracts) -> BTreeMap<VersionName, &Contract> {
    let versions = contracts.versions.iter();
    versions.map(|one| (one.version, one)).collect()
}

fn opened(base: &Contracts, head: Revision<'_>) -> Vec<Opened> {
    let known = by_name(base);
    let mut previous: Option<&Contract> = None;
    let mut opened = Vec::new();
    for (version, contract) in by_name(head.contracts) {
        if !known.contains_key(&version) {
            let changes = previous.map(|previous| between(head, previous, contract));
            opened.push(Opened {
                version,
                previous: previous.map(|previous| previous.version),
                changes: changes.unwrap_or_default(),
            });
        }
        previous = Some(contract);
    }
    opened
}

//! Turns the changes between contracts into a review: a summary, waivers, and
//! what to do next.

mod bump;
mod changelog;
mod corrections;
mod guide;
mod summary;
mod waivers;

use std::collections::BTreeSet;
use std::path::Path;

use crate::cli::base::Base;
use crate::cli::report::ChangeReport;
use crate::contract::check;
use crate::contract::diagnostic::{Report, Sources};
use crate::contract::diff::{self, Change, Diff, Opened, Places, Revision};
use crate::contract::load;
use crate::contract::spec::Spec;
use crate::contract::spec::VersionName;
use crate::contract::{Contract, Contracts, resolve};

/// The spec in the working tree.
#[derive(Debug)]
pub struct Head {
    /// The contracts.
    pub contracts: Contracts,
    /// The spec itself.
    pub spec: Spec,
    /// Its files.
    pub sources: Sources,
}

impl Head {
    /// Reads a spec.
    ///
    /// # Errors
    ///
    /// The spec is invalid.
    pub fn read(path: &Path) -> Result<Self, Report> {
        let (spec, sources) = check::check(load::load(path))?;
        let contracts = resolve(&spec);
        Ok(Self {
            contracts,
            spec,
            sources,
        })
    }

    /// Returns the contract of a version.
    pub fn version(&self, version: VersionName) -> Option<&Contract> {
        let mut versions = self.contracts.versions.iter();
        versions.find(|contract| contract.version == version)
    }
}

/// Reviews what changes for a caller who moves from one version to another.
pub fn of_versions(head: &Head, old: &Contract, new: &Contract) -> ChangeReport {
    let places = Places::new(head.sources.clone());
    let revision = Revision {
        contracts: &head.contracts,
        places: Some(&places),
    };
    let changes = diff::between(revision, old, new);
    ChangeReport {
        base: old.version.to_string(),
        head: new.version.to_string(),
        versions: versions([&head.contracts]),
        summary: summary::of_versions(old.version, new.version, &changes),
        texts: vec![guide::text(old.version, new.version, &changes)],
        changes,
        ..ChangeReport::default()
    }
}

/// Reviews what a change of the spec changes for callers.
pub fn of_change(base: &Base, head: &Head) -> ChangeReport {
    let base_places = base
        .spec
        .as_ref()
        .map(|(_, sources)| Places::new(sources.clone()));
    let head_places = Places::new(head.sources.clone());
    let Diff { changes, opened } = diff::against(
        Revision {
            contracts: &base.contracts,
            places: base_places.as_ref(),
        },
        Revision {
            contracts: &head.contracts,
            places: Some(&head_places),
        },
    );
    let (changes, unconfirmed) = corrections::accept(changes, head);
    let merged = base.spec.as_ref().map(|(spec, _)| spec.waivers.as_slice());
    let (changes, unused_waivers) = waivers::apply(changes, merged, head);
    ChangeReport {
        base: format!("the spec at `{}`", name(base)),
        head: "the spec in the working tree".to_owned(),
        notes: notes(base).into_iter().chain(unconfirmed).collect(),
        unused_waivers,
        ..of_changes(&base.contracts, &head.contracts, changes, opened)
    }
}

/// Reviews changes between two revisions of the contract: what they come to in
/// all, and the texts to copy.
pub fn of_changes(
    base: &Contracts,
    head: &Contracts,
    changes: Vec<Change>,
    opened: Vec<Opened>,
) -> ChangeReport {
    let bump = bump::of(&changes);
    let versions = versions([base, head]);
    let changelog = changelog::text(&changes, &opened, head, &versions);
    let waivers = waivers::text(&changes, head);
    let moves = opened.iter().filter_map(|opened| {
        Some(guide::text(
            opened.previous?,
            opened.version,
            &opened.changes,
        ))
    });
    let texts = waivers.into_iter().chain(changelog).chain(moves).collect();
    // The library's version is that of its workspace, which is the generator's.
    let next = bump::release(bump, env!("CARGO_PKG_VERSION"));
    ChangeReport {
        versions,
        summary: summary::of_change(&changes, &opened, bump),
        changes,
        opened,
        bump: Some(bump),
        texts,
        next: next.into_iter().collect(),
        ..ChangeReport::default()
    }
}

/// Returns the name of the revision, with a full hash shortened.
fn name(base: &Base) -> &str {
    match base.commit == base.revision {
        true => &base.revision[..10],
        false => &base.revision,
    }
}

fn versions<const N: usize>(contracts: [&Contracts; N]) -> Vec<VersionName> {
    let versions = contracts.into_iter().flat_map(|one| &one.versions);
    let versions: BTreeSet<_> = versions.map(|contract| contract.version).collect();
    versions.into_iter().collect()
}

fn notes(base: &Base) -> Vec<String> {
    if base.spec.is_some() {
        return Vec::new();
    }
    vec![format!(
        "This generator cannot read the spec at `{}`, so the `contract.json` of that revision is \
         compared. It has no places, and does not tell which waivers were merged before.",
        base.revision
    )]
}

//! Differences of single versions, merged into changes of several.

use std::collections::HashMap;

use rayon::prelude::*;

use super::Revision;
use super::change::{Change, Effect, Rule};
use super::errors::ErrorEffect;
use super::places::Places;
use crate::contract::location::{Location, Side};
use crate::contract::path::Path;
use crate::contract::spec::VersionName;

/// The line of an item that a change points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Anchor {
    /// The item itself, in the head.
    Item,
    /// A property of the item; the item where the head does not state it.
    Property(&'static str),
    /// The line that ends the item in the head; else the item in the base.
    End,
}

/// A difference. Equal findings in several versions are one change.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Finding {
    rule: &'static Rule,
    /// What differs.
    item: Path,
    /// What to point at.
    target: Path,
    anchor: Anchor,
    predicate: String,
    effects: Vec<ErrorEffect>,
    corrects: Option<String>,
}

impl Finding {
    /// A difference in an item.
    pub(super) fn new(rule: &'static Rule, item: &Path, anchor: Anchor, predicate: String) -> Self {
        Self {
            rule,
            item: item.clone(),
            target: item.clone(),
            anchor,
            predicate,
            effects: Vec::new(),
            corrects: None,
        }
    }

    /// States how errors are handled because of it.
    pub(super) fn with(mut self, effects: Vec<ErrorEffect>) -> Self {
        self.effects = effects;
        self
    }

    /// Names another item than the one to point at.
    pub(super) fn about(mut self, item: &Path) -> Self {
        self.item = item.clone();
        self
    }

    /// States the type of the base that it corrects.
    pub(super) fn correcting(mut self, ty: Option<&str>) -> Self {
        self.corrects = ty.map(str::to_owned);
        self
    }
}

/// All findings.
#[derive(Debug, Default)]
pub(super) struct Findings(HashMap<Finding, Found>);

/// Where a difference was found.
#[derive(Debug, Default)]
struct Found {
    versions: Vec<VersionName>,
    /// Its effects in these versions, which may have other entries.
    effects: Vec<ErrorEffect>,
}

impl Findings {
    /// Adds a difference in some versions.
    pub(super) fn add(&mut self, versions: &[VersionName], mut finding: Finding) {
        let mut effects = std::mem::take(&mut finding.effects);
        for effect in &mut effects {
            effect.versions = versions.to_vec();
        }
        self.0.entry(finding).or_default().add(versions, effects);
    }

    /// Adds other findings.
    pub(super) fn append(&mut self, other: Self) {
        for (finding, Found { versions, effects }) in other.0 {
            self.0.entry(finding).or_default().add(&versions, effects);
        }
    }

    /// The changes, by item and rule. Lines are looked up only here.
    pub(super) fn into_changes(self, base: Revision<'_>, head: Revision<'_>) -> Vec<Change> {
        let findings = self.0.into_par_iter();
        let changes = findings.flat_map_iter(|(finding, found)| {
            let Found {
                mut versions,
                effects,
            } = found;
            versions.sort_unstable();
            versions.dedup();
            let (target, anchor) = (&finding.target, finding.anchor);
            let locate = |version| locate(target, anchor, version, base.places, head.places);
            let locations = by_location(anchor, &versions, locate).into_iter();
            locations.map(move |(location, versions)| {
                let change = Change {
                    rule: finding.rule,
                    item: finding.item.clone(),
                    versions: Vec::new(),
                    location,
                    renamed_to: (finding.rule.effect == Effect::Renamed)
                        .then(|| finding.target.clone()),
                    predicate: finding.predicate.clone(),
                    effects: effects.clone(),
                    corrects: finding.corrects.clone(),
                    waiver: None,
                };
                let change = change.in_versions(versions);
                (change.item.to_string(), change)
            })
        });
        let mut changes: Vec<_> = changes.collect();
        changes.par_sort_unstable_by(|one, other| order(one).cmp(&order(other)));
        changes.into_iter().map(|(_, change)| change).collect()
    }
}

impl Found {
    fn add(&mut self, versions: &[VersionName], effects: Vec<ErrorEffect>) {
        self.versions.extend(versions);
        for effect in effects {
            let mut known = self.effects.iter_mut();
            match known.find(|known| known.is_like(&effect)) {
                Some(known) => known.versions.extend(&effect.versions),
                None => self.effects.push(effect),
            }
        }
    }
}

/// By item and rule, whatever the order in the YAML.
fn order((item, change): &(String, Change)) -> impl Ord + '_ {
    let Change {
        rule,
        item: _,
        versions,
        location,
        renamed_to: _,
        predicate,
        effects: _,
        corrects: _,
        waiver: _,
    } = change;
    (item, rule.id, versions, predicate, location)
}

/// Versions by location. A property may be stated in several entries, one for
/// some versions each: those are several edits. An item is added or removed
/// once, however many entries it has.
fn by_location(
    anchor: Anchor,
    versions: &[VersionName],
    locate: impl Fn(VersionName) -> Located,
) -> Vec<(Option<Location>, Vec<VersionName>)> {
    let mut locations: Vec<(Option<Location>, Vec<VersionName>)> = Vec::new();
    let mut varies = true;
    for version in versions {
        if !varies && let Some((_, versions)) = locations.last_mut() {
            versions.push(*version);
            continue;
        }
        let located = locate(*version);
        varies = located.varies && matches!(anchor, Anchor::Property(_));
        match locations.iter_mut().find(|(known, _)| *known == located.at) {
            Some((_, versions)) => versions.push(*version),
            None => locations.push((located.at, vec![*version])),
        }
    }
    locations
}

/// A location, and whether it may be another one in other versions.
struct Located {
    at: Option<Location>,
    varies: bool,
}

fn locate(
    target: &Path,
    anchor: Anchor,
    version: VersionName,
    base: Option<&Places>,
    head: Option<&Places>,
) -> Located {
    let in_head = head.and_then(|head| match anchor {
        Anchor::Item => head.item(target, version),
        Anchor::Property(key) => head.property(target, version, key),
        Anchor::End => head.end(target, version),
    });
    let in_base = || base.and_then(|base| base.item(target, version));
    let found = in_head.map(|line| (line, Side::Head));
    let found = found.or_else(|| Some((in_base()?, Side::Base)));
    Located {
        varies: found.as_ref().is_some_and(|(line, _)| line.varies),
        at: found.map(|(line, side)| Location {
            file: line.file.to_owned(),
            line: line.number,
            side,
        }),
    }
}

//! What was found, one version at a time, and the changes that it comes to.

use std::collections::HashMap;

use rayon::prelude::*;

use super::Revision;
use super::places::Places;
use super::subject::Subject;
use crate::contract::diff::{At, Change, Rule, Side};
use crate::contract::spec::VersionName;

/// What of a thing to point at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Anchor {
    /// The thing itself, which the head has.
    Thing,
    /// A key of the thing, or the thing where the head states no such key.
    Key(&'static str),
    /// What says that the thing is gone, or the thing in the base.
    Gone,
}

/// Something that differs.
#[derive(Clone, Debug)]
pub(super) struct Finding<'a> {
    rule: &'static Rule,
    item: Option<&'a Subject>,
    subject: &'a Subject,
    anchor: Anchor,
    message: String,
    excuse: Option<String>,
}

impl<'a> Finding<'a> {
    /// States what happened to a thing.
    pub(super) fn new(
        rule: &'static Rule,
        subject: &'a Subject,
        anchor: Anchor,
        message: String,
    ) -> Self {
        Self {
            rule,
            item: None,
            subject,
            anchor,
            message,
            excuse: None,
        }
    }

    /// Names another thing than the one to point at.
    pub(super) fn named(mut self, item: &'a Subject) -> Self {
        self.item = Some(item);
        self
    }

    /// Says why it may stand.
    pub(super) fn excused(mut self, excuse: Option<String>) -> Self {
        self.excuse = excuse;
        self
    }
}

/// What two findings have in common that are one change.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Same {
    rule: &'static str,
    item: Option<Subject>,
    subject: Subject,
    anchor: Anchor,
    message: String,
    excuse: Option<String>,
}

/// All findings, and the versions of each.
#[derive(Debug, Default)]
pub(super) struct Findings(HashMap<Same, (&'static Rule, Vec<VersionName>)>);

impl Findings {
    /// Notes a difference in some versions.
    pub(super) fn add(&mut self, versions: &[VersionName], finding: Finding<'_>) {
        let same = Same {
            rule: finding.rule.id,
            item: finding.item.cloned(),
            subject: finding.subject.clone(),
            anchor: finding.anchor,
            message: finding.message,
            excuse: finding.excuse,
        };
        let none = || (finding.rule, Vec::new());
        let (_, known) = self.0.entry(same).or_insert_with(none);
        known.extend(versions);
    }

    /// Adds what was found elsewhere.
    pub(super) fn append(&mut self, other: Self) {
        for (same, (rule, versions)) in other.0 {
            let (_, known) = self.0.entry(same).or_insert_with(|| (rule, Vec::new()));
            known.extend(versions);
        }
    }

    /// The changes, by item and rule. Only here are lines looked up.
    pub(super) fn into_changes(self, base: Revision<'_>, head: Revision<'_>) -> Vec<Change> {
        let found = self.0.into_par_iter();
        let changes = found.flat_map_iter(|(same, (rule, mut versions))| {
            versions.sort_unstable();
            versions.dedup();
            let (subject, anchor) = (&same.subject, same.anchor);
            let item = same.item.as_ref().unwrap_or(subject).to_string();
            let at = |version| locate(subject, anchor, version, base.places, head.places);
            let places = by_place(anchor, &versions, at).into_iter();
            places.map(move |(at, versions)| Change {
                rule,
                item: item.clone(),
                versions,
                at,
                message: same.message.clone(),
                excuse: same.excuse.clone(),
            })
        });
        let mut changes: Vec<_> = changes.collect();
        changes.par_sort_unstable_by(|one, other| order(one).cmp(&order(other)));
        changes
    }
}

/// By item and rule, whatever order the YAML has.
fn order(change: &Change) -> impl Ord + '_ {
    let at = change.at.as_ref().map(|at| (at.file.as_str(), at.line));
    let Change {
        item,
        rule,
        versions,
        message,
        ..
    } = change;
    (item, rule.id, versions, message, at)
}

/// A key may stand in several entries, one for some versions each: those are
/// several edits. What came or went did so once, whatever entries it has.
fn by_place(
    anchor: Anchor,
    versions: &[VersionName],
    at: impl Fn(VersionName) -> Located,
) -> Vec<(Option<At>, Vec<VersionName>)> {
    let mut places: Vec<(Option<At>, Vec<VersionName>)> = Vec::new();
    let mut varies = true;
    for version in versions {
        if !varies && let Some((_, versions)) = places.last_mut() {
            versions.push(*version);
            continue;
        }
        let located = at(*version);
        varies = located.varies && matches!(anchor, Anchor::Key(_));
        match places.iter_mut().find(|(known, _)| *known == located.at) {
            Some((_, versions)) => versions.push(*version),
            None => places.push((located.at, vec![*version])),
        }
    }
    places
}

/// A place, and whether it may be another one in other versions.
struct Located {
    at: Option<At>,
    varies: bool,
}

fn locate(
    subject: &Subject,
    anchor: Anchor,
    version: VersionName,
    base: Option<&Places>,
    head: Option<&Places>,
) -> Located {
    let in_head = head.and_then(|head| match anchor {
        Anchor::Thing => head.thing(subject, version),
        Anchor::Key(key) => head.key(subject, version, key),
        Anchor::Gone => head.end(subject, version),
    });
    let in_base = || base.and_then(|base| base.thing(subject, version));
    let found = in_head.map(|line| (line, Side::Head));
    let found = found.or_else(|| Some((in_base()?, Side::Base)));
    Located {
        varies: found.as_ref().is_some_and(|(line, _)| line.varies),
        at: found.map(|(line, side)| At {
            file: line.file.to_owned(),
            line: line.number,
            side,
        }),
    }
}

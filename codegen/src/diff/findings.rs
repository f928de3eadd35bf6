//! What was found, one version at a time, and the changes that it comes to.

use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;

use super::Revision;
use super::places::{Line, Places};
use super::subject::Subject;
use crate::report::{At, Change, Rule, Side};
use crate::spec::words::VersionName;

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
pub(super) struct Findings(HashMap<Same, (&'static Rule, BTreeSet<VersionName>)>);

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
        let none = || (finding.rule, BTreeSet::new());
        let (_, known) = self.0.entry(same).or_insert_with(none);
        known.extend(versions);
    }

    /// Adds what was found elsewhere.
    pub(super) fn append(&mut self, other: Self) {
        for (same, (rule, versions)) in other.0 {
            let (_, known) = self
                .0
                .entry(same)
                .or_insert_with(|| (rule, BTreeSet::new()));
            known.extend(versions);
        }
    }

    /// The changes, by item and rule. Only here are lines looked up.
    pub(super) fn into_changes(self, base: Revision<'_>, head: Revision<'_>) -> Vec<Change> {
        let found = self.0.into_par_iter();
        let changes = found.flat_map_iter(|(same, (rule, versions))| {
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
    versions: &BTreeSet<VersionName>,
    at: impl Fn(VersionName) -> Option<At>,
) -> Vec<(Option<At>, Vec<VersionName>)> {
    let mut places: Vec<(Option<At>, Vec<VersionName>)> = Vec::new();
    for version in versions {
        let known = match anchor {
            Anchor::Key(_) => {
                let at = at(*version);
                match places.iter().position(|(known, _)| *known == at) {
                    Some(known) => known,
                    None => {
                        places.push((at, Vec::new()));
                        places.len() - 1
                    }
                }
            }
            Anchor::Thing | Anchor::Gone => {
                if places.is_empty() {
                    places.push((at(*version), Vec::new()));
                }
                0
            }
        };
        places[known].1.push(*version);
    }
    places
}

fn locate(
    subject: &Subject,
    anchor: Anchor,
    version: VersionName,
    base: Option<&Places>,
    head: Option<&Places>,
) -> Option<At> {
    let at = |(file, line): Line<'_>, side| At {
        file: file.to_owned(),
        line,
        side,
    };
    let in_head = match anchor {
        Anchor::Thing => head.and_then(|head| head.thing(subject, version)),
        Anchor::Key(key) => head.and_then(|head| head.key(subject, version, key)),
        Anchor::Gone => head.and_then(|head| head.end(subject, version)),
    };
    in_head.map(|line| at(line, Side::Head)).or_else(|| {
        let line = base.and_then(|base| base.thing(subject, version));
        line.map(|line| at(line, Side::Base))
    })
}

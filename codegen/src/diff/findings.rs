//! What was found, one version at a time, and the changes that it comes to.

use std::collections::{BTreeMap, BTreeSet};

use super::Revision;
use super::places::{Line, Places};
use super::subject::Subject;
use crate::report::{At, Change, Rule, Side};
use crate::spec::words::VersionName;

/// What of a thing to point at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

/// What two findings have in common that are one change: the item, the id of
/// the rule, the message, the excuse, and where to look them up.
type Same = (
    String,
    &'static str,
    String,
    Option<String>,
    Subject,
    Anchor,
);

/// All findings, and the versions of each.
#[derive(Debug, Default)]
pub(super) struct Findings(BTreeMap<Same, (&'static Rule, BTreeSet<VersionName>)>);

impl Findings {
    /// Notes a difference in some versions.
    pub(super) fn add(&mut self, versions: &[VersionName], finding: Finding<'_>) {
        let item = finding.item.unwrap_or(finding.subject).to_string();
        let same = (
            item,
            finding.rule.id,
            finding.message,
            finding.excuse,
            finding.subject.clone(),
            finding.anchor,
        );
        let (_, known) = self
            .0
            .entry(same)
            .or_insert_with(|| (finding.rule, BTreeSet::new()));
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
        let mut changes = Vec::with_capacity(self.0.len());
        for ((item, _, message, excuse, subject, anchor), (rule, versions)) in self.0 {
            let at = |version| locate(&subject, anchor, version, base.places, head.places);
            for (at, versions) in by_place(anchor, &versions, at) {
                changes.push(Change {
                    rule,
                    item: item.clone(),
                    versions,
                    at,
                    message: message.clone(),
                    excuse: excuse.clone(),
                });
            }
        }
        changes.sort_by(|one, other| order(one).cmp(&order(other)));
        changes
    }
}

/// By item and rule, whatever order the YAML has.
fn order(change: &Change) -> (&str, &str, &[VersionName], &str) {
    (
        &change.item,
        change.rule.id,
        &change.versions,
        &change.message,
    )
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

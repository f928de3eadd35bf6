//! Compares two error tables by what they make of each error.

use std::collections::{BTreeMap, BTreeSet};

use super::handling::{ErrorEffect, Errors, Handling};
use super::table::{Kind, Table, find, kinds};
use crate::contract::ErrorCode;

/// The entries that describe an error in the base and in the head.
pub(super) type Entries<'a> = (Option<&'a ErrorCode>, Option<&'a ErrorCode>);

/// The errors that another entry describes in the head, or an entry that differs.
#[derive(Debug, Default)]
pub(in crate::contract::diff) struct Effects<'a>(Vec<Effect<'a>>);

/// Errors of one kind, with some codes.
#[derive(Debug)]
struct Effect<'a> {
    codes: (i64, i64),
    kind: Kind<'a>,
    entries: Entries<'a>,
}

impl<'a> Effects<'a> {
    pub(in crate::contract::diff) fn new(base: &'a [ErrorCode], head: &'a [ErrorCode]) -> Self {
        if base == head {
            return Self::default();
        }
        let (base, head) = (Table::new(base), Table::new(head));
        let starts: BTreeSet<_> = base.starts().chain(head.starts()).collect();
        let ends = starts.iter().skip(1).map(|next| next - 1);
        let ends = ends.chain(starts.last().copied());
        let effects = starts.iter().copied().zip(ends).flat_map(|codes| {
            let (old, new) = (base.entries(codes.0), head.entries(codes.0));
            effects(codes, &old, &new)
        });
        Self(effects.collect())
    }

    /// The effects on the errors of some codes and entries. Errors that are handled
    /// alike before and now are one effect.
    pub(super) fn of(&self, is: impl Fn(i64, Entries<'a>) -> bool) -> Vec<ErrorEffect> {
        let mut groups: Vec<Vec<&Effect<'a>>> = Vec::new();
        let effects = self.0.iter();
        for effect in effects.filter(|effect| is(effect.codes.0, effect.entries)) {
            match groups.iter_mut().find(|group| group[0].is_like(effect)) {
                Some(group) => group.push(effect),
                None => groups.push(vec![effect]),
            }
        }
        groups.iter().flat_map(|group| merged(group)).collect()
    }
}

impl Effect<'_> {
    /// Whether the two are one effect, on errors with other numbers.
    fn is_like(&self, other: &Self) -> bool {
        let alike = |one: Option<&ErrorCode>, other: Option<&ErrorCode>| match (one, other) {
            (Some(one), Some(other)) => Handling::of(one).is_alike(&Handling::of(other)),
            (one, other) => one.is_none() && other.is_none(),
        };
        self.kind.subcode.is_some() == other.kind.subcode.is_some()
            && self.kind.words == other.kind.words
            && alike(self.entries.0, other.entries.0)
            && alike(self.entries.1, other.entries.1)
    }
}

/// The effects on the errors of some codes, without those that a simpler kind of
/// error shows.
fn effects<'a>(
    codes: (i64, i64),
    base: &[&'a ErrorCode],
    head: &[&'a ErrorCode],
) -> Vec<Effect<'a>> {
    let is_listed_alike = |(old, new): (&&ErrorCode, &&ErrorCode)| {
        old.place() == new.place() && old.through == new.through && is_same(Some(old), Some(new))
    };
    if base.len() == head.len() && base.iter().zip(head).all(is_listed_alike) {
        return Vec::new();
    }
    let all: Vec<_> = base.iter().chain(head).copied().collect();
    let mut effects: Vec<Effect<'a>> = Vec::new();
    for kind in kinds(&all) {
        let entries = (find(base, &kind), find(head, &kind));
        let is_shown = |known: &Effect<'_>| {
            known.kind.includes(&kind)
                && is_same(known.entries.0, entries.0)
                && is_same(known.entries.1, entries.1)
        };
        if !is_same(entries.0, entries.1) && !effects.iter().any(is_shown) {
            effects.push(Effect {
                codes,
                kind,
                entries,
            });
        }
    }
    effects
}

/// Whether callers see the same of two entries.
fn is_same(one: Option<&ErrorCode>, other: Option<&ErrorCode>) -> bool {
    one.map(Handling::of) == other.map(Handling::of)
}

/// Effects that are alike, as one for each list of subcodes.
fn merged(group: &[&Effect<'_>]) -> Vec<ErrorEffect> {
    let mut subcodes: BTreeMap<(i64, i64), BTreeSet<i64>> = BTreeMap::new();
    for effect in group {
        let subcodes = subcodes.entry(effect.codes).or_default();
        subcodes.extend(effect.kind.subcode);
    }
    let mut codes: BTreeMap<&BTreeSet<i64>, Vec<(i64, i64)>> = BTreeMap::new();
    for (stretch, subcodes) in &subcodes {
        let codes = codes.entry(subcodes).or_default();
        match codes.last_mut() {
            Some((_, last)) if last.saturating_add(1) == stretch.0 => *last = stretch.1,
            _ => codes.push(*stretch),
        }
    }
    let effects = codes.iter().map(|(listed, codes)| {
        let of = group
            .iter()
            .filter(|effect| subcodes[&effect.codes] == **listed);
        let of: Vec<_> = of.collect();
        ErrorEffect {
            versions: Vec::new(),
            errors: Errors {
                codes: codes.clone(),
                subcodes: listed.iter().copied().collect(),
                words: group[0]
                    .kind
                    .words
                    .iter()
                    .map(|words| (*words).to_owned())
                    .collect(),
            },
            before: handling(of.iter().filter_map(|effect| effect.entries.0)),
            now: handling(of.iter().filter_map(|effect| effect.entries.1)),
        }
    });
    effects.collect()
}

/// How the errors of entries are handled that are handled alike.
fn handling<'a>(entries: impl Iterator<Item = &'a ErrorCode>) -> Option<Handling> {
    entries.map(Handling::of).reduce(|mut all, more| {
        for name in more.names {
            if !all.names.contains(&name) {
                all.names.push(name);
            }
        }
        all
    })
}

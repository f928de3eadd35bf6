//! Compares the properties of an element.

use std::borrow::Cow;

use super::change::Effect;
use super::comparer::Comparer;
use super::element::Element;
use super::pairing::nameless;
use super::properties::Value;
use super::{parameters, wording};
use crate::contract::path::Path;

/// What a change does, and how it is told.
type Difference = (Effect, String);

/// An element of the base and its counterpart of the head.
type Pair<'a> = (Element<'a>, Element<'a>);

impl<'a> Comparer<'a, '_> {
    /// Compares a property, and reports a change of it.
    pub(super) fn property(
        &mut self,
        path: &Path,
        pair: Pair<'a>,
        key: &'static str,
        values: (Value<'a>, Value<'a>),
    ) {
        let difference = match values {
            (Value::Type(before), Value::Type(now)) => {
                return self.type_changed(path, pair, key, (before, now));
            }
            (Value::Lifetime(before), Value::Lifetime(now)) => {
                return self.lifetime(path, before, now);
            }
            (Value::Each(before), Value::Each(now)) => {
                let before = self.entries_now(key, before);
                // Hosts are listed by name.
                if key == "hosts" || !is_reordered(&before, &now) {
                    return self.entries(path, pair, key, (&before, &now));
                }
                Some((Effect::Changed, wording::relisted(key, &before, &now)))
            }
            (Value::Word(before), Value::Word(now)) => {
                self.word(path, pair, key, (before.as_deref(), now.as_deref()))
            }
            (Value::Flag(before), Value::Flag(now)) if before != now => {
                Some(self.flag(path, pair.1, key, now))
            }
            values => self.of_values(pair, key, values),
        };
        let Some((effect, predicate)) = difference else {
            return;
        };
        match pair {
            (Element::ErrorCode(old), Element::ErrorCode(new)) => {
                self.error_changed(path, (old, new), (effect, key), predicate);
            }
            (_, new) => self.changed(new.kind(), effect, path, key, predicate),
        }
    }

    fn word(
        &self,
        path: &Path,
        pair: Pair<'a>,
        key: &str,
        (before, now): (Option<&str>, Option<&str>),
    ) -> Option<Difference> {
        let is_same = before.map(|before| self.named_now(path, key, before)) == now;
        if is_same || before == now || parameters::is_restated(key, pair, &self.renames) {
            return None;
        }
        let effect = match (before, now) {
            _ if self.is_of_refused_calls(path, pair.1) => Effect::Narrowed,
            (None, _) => Effect::Gained,
            (_, None) => Effect::Lost,
            _ => Effect::Changed,
        };
        Some((effect, wording::changed(key, before, now)))
    }

    fn flag(&self, path: &Path, element: Element<'a>, key: &str, now: bool) -> Difference {
        let effect = match now {
            _ if self.is_of_refused_calls(path, element) => Effect::Narrowed,
            true => Effect::Set,
            false => Effect::Unset,
        };
        (effect, wording::switched(element.kind(), key, now))
    }

    /// Compares values whose meaning does not depend on where they are.
    fn of_values(
        &self,
        (old, new): Pair<'a>,
        key: &str,
        values: (Value<'a>, Value<'a>),
    ) -> Option<Difference> {
        match values {
            (Value::Prose(before), Value::Prose(now)) => is_reworded((old, before), (new, now))
                .then(|| (Effect::Changed, wording::reworded(key, before, now))),
            (Value::Sources(before, inherited), Value::Sources(now, inherits)) => {
                let before: Vec<_> = before.iter().map(|one| self.renames.source(one)).collect();
                let now: Vec<_> = now.iter().map(String::as_str).collect();
                let is_same = before == now || (inherited && inherits);
                (!is_same).then(|| (Effect::Changed, wording::relisted(key, &before, &now)))
            }
            (Value::UrlPath(before), Value::UrlPath(now)) => {
                let predicate = || wording::changed(key, Some(before), Some(now));
                let is_same = parameters::is_same_path(old, new);
                (!is_same).then(|| (Effect::Changed, predicate()))
            }
            (Value::Limit(before), Value::Limit(now)) => {
                let is_same = before == now || self.is_of_code(key, (old, new));
                let limit = |limit: Option<i64>| limit.unwrap_or(i64::MAX);
                let effect = ranged(limit(now) < limit(before));
                (!is_same).then(|| (effect, wording::limited(key, before, now)))
            }
            (Value::AnyOf(before), Value::AnyOf(now)) => {
                let effect = any_of(before, now)?;
                Some((effect, wording::relisted(key, before, now)))
            }
            _ => None,
        }
    }

    /// A word of the base, with the names of the head.
    fn named_now<'s>(&'s self, path: &Path, key: &str, word: &'s str) -> &'s str {
        match key {
            "params_of" => self.renames.operation(word),
            "host" => self.renames.host(word),
            "platform" => match self.owner(path) {
                Some((owner, _)) => self.renames.platform(owner, word),
                None => word,
            },
            _ => word,
        }
    }

    /// The entries of a list of the base, with the names of the head.
    fn entries_now<'s>(&self, key: &str, entries: Cow<'s, [String]>) -> Cow<'s, [String]> {
        if key != "hosts" || entries.iter().all(|host| self.renames.host(host) == host) {
            return entries;
        }
        let renamed = entries
            .iter()
            .map(|host| self.renames.host(host).to_owned());
        Cow::Owned(renamed.collect())
    }

    /// Whether a permission applies to calls whose callers lack it.
    fn is_of_refused_calls(&self, path: &Path, element: Element<'a>) -> bool {
        matches!(element, Element::Permission(_)) && self.refuses(path)
    }
}

/// Returns what a change of alternatives does.
fn any_of(before: &[String], now: &[String]) -> Option<Effect> {
    if is_reordered(before, now) {
        return Some(Effect::Changed);
    }
    let added = now.iter().any(|one| !before.contains(one));
    let removed = before.iter().any(|one| !now.contains(one));
    let narrowed = !now.is_empty() && (removed || before.is_empty());
    (added || removed).then(|| ranged(narrowed))
}

/// Whether a list has the entries of another one in another order.
fn is_reordered(before: &[String], now: &[String]) -> bool {
    let has_all = |of: &[String], all: &[String]| all.iter().all(|entry| of.contains(entry));
    before != now && has_all(before, now) && has_all(now, before)
}

fn ranged(narrowed: bool) -> Effect {
    if narrowed {
        Effect::Narrowed
    } else {
        Effect::Widened
    }
}

/// Whether prose differs. That of a renamed element does with its name; only a
/// placeholder is renamed whatever its docs are.
fn is_reworded((old, before): (Element<'_>, &str), (new, now): (Element<'_>, &str)) -> bool {
    match new {
        _ if old.name() == new.name() => before != now,
        Element::Header(_) => before != now,
        Element::PathParameter(_) => nameless(before, old.name()) != nameless(now, new.name()),
        _ => false,
    }
}

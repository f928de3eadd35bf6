//! The versions of an element as the spec states them, and its replacement.

use super::change::Effect;
use super::comparer::Comparer;
use super::element::Element;
use super::element_kind::ElementKind;
use super::findings::{Anchor, Finding};
use super::rules;
use crate::contract::path::Path;
use crate::contract::spec::VersionName;
use crate::contract::spec::timeline;
use crate::contract::{Contracts, Lifetime, Replacement, Span};

impl Comparer<'_, '_> {
    /// Compares how the spec states the versions of an element. Where a version
    /// gains or loses the element, that is reported for the version instead.
    pub(super) fn lifetime(&mut self, path: &Path, base: &dyn Lifetime, head: &dyn Lifetime) {
        if self.revisions.same {
            return;
        }
        let (before, now) = (base.available(), head.available());
        if before == now {
            if base.replaced_by() != head.replaced_by() {
                let predicate = match head.replaced_by() {
                    Some(now) => format!("changed its replacement to `{now}`"),
                    None => "lost its replacement".to_owned(),
                };
                self.changed(
                    ElementKind::Any,
                    Effect::Changed,
                    path,
                    "replaced_by",
                    predicate,
                );
            }
            return;
        }
        if self.is_added_or_removed(path, before) {
            return;
        }
        if forms(before) == forms(now) {
            let starts = |spans: &[Span]| spans.first().and_then(|span| span.since);
            let key = match now {
                [_, _, ..] => "ranges",
                _ if starts(before) == starts(now) => "removed_in",
                _ => "since",
            };
            let predicate = "states the same versions differently".to_owned();
            self.changed(ElementKind::Any, Effect::Changed, path, key, predicate);
        } else if let Some(rule) = rules::find(ElementKind::Any, Effect::Changed, Some("entries")) {
            let predicate = "states the same versions in other entries".to_owned();
            self.add(Finding::new(rule, path, Anchor::Item, predicate));
        }
    }

    /// Whether some version gains or loses the element.
    fn is_added_or_removed(&self, path: &Path, before: &[Span]) -> bool {
        let (base, head) = (self.revisions.base, self.revisions.head);
        head.versions.iter().any(|contract| {
            let had = match base.version(contract.version) {
                Some(base) => Element::find(base, path).is_some(),
                None => contains(before, contract.version),
            };
            had != Element::find(contract, path).is_some()
        })
    }
}

/// The ends of the spans at which the element has another entry.
fn forms(spans: &[Span]) -> Vec<(bool, bool)> {
    let forms = spans.iter().map(|span| (span.takes_over, span.goes_on));
    forms.filter(|form| *form != (false, false)).collect()
}

fn contains(spans: &[Span], version: VersionName) -> bool {
    let contains = |span: &Span| {
        let Span {
            since,
            takes_over: _,
            removed_in,
            goes_on: _,
        } = *span;
        timeline::Span { since, removed_in }.contains(version)
    };
    spans.is_empty() || spans.iter().any(contains)
}

/// The replacement of a removed element: as the base states it, or as the head
/// states it for the versions that still have the element.
pub(super) fn replacement<'a>(
    head: &'a Contracts,
    path: &Path,
    old: Element<'a>,
) -> Option<&'a Replacement> {
    old.lifetime()?.replaced_by().or_else(|| {
        let mut versions = head.versions.iter().rev();
        versions.find_map(|contract| Element::find(contract, path)?.lifetime()?.replaced_by())
    })
}

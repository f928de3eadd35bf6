//! The versions of a thing as the spec words them, and what replaces it.

use super::Walk;
use crate::contract::diff::Rule;
use crate::contract::diff::findings::{Anchor, Finding};
use crate::contract::diff::rules::provenance::REPLACEMENT_CHANGED;
use crate::contract::diff::rules::versions::{AVAILABILITY_RESTATED, FORMS_RESTATED};
use crate::contract::diff::subject::Subject;
use crate::contract::spec::VersionName;
use crate::contract::spec::timeline;
use crate::contract::{Contract, Contracts, Lifetime, Param, Replacement, Span};

impl Walk<'_> {
    /// What came or went in some version is told of that version. What is left
    /// is told here.
    pub(super) fn lifetime(
        &mut self,
        subject: &Subject,
        base: &impl Lifetime,
        head: &impl Lifetime,
    ) {
        if self.pair.one_revision {
            return;
        }
        let (before, now) = (base.available(), head.available());
        if before == now {
            self.replacement(subject, base.replaced_by(), head.replaced_by());
        } else if !self.is_told(subject, before) {
            let starts = |spans: &[Span]| spans.first().and_then(|span| span.since);
            let (rule, anchor, how) = if forms(before) != forms(now) {
                (&FORMS_RESTATED, Anchor::Thing, "in other entries")
            } else {
                let key = match now {
                    [_, _, ..] => "ranges",
                    _ if starts(before) == starts(now) => "removed_in",
                    _ => "since",
                };
                (&AVAILABILITY_RESTATED, Anchor::Key(key), "in another way")
            };
            let message = format!("The versions of `{subject}` are stated {how}.");
            self.log.add(Finding::new(rule, subject, anchor, message));
        }
    }

    /// A thing that the head lacks, and what to use instead.
    pub(super) fn ended(
        &mut self,
        rule: &'static Rule,
        subject: &Subject,
        old: &impl Lifetime,
        message: String,
    ) {
        let instead = replacement(self.pair.head.0, subject, old)
            .map_or(String::new(), |other| format!("; use `{other}` instead"));
        self.log.gone(rule, subject, format!("{message}{instead}."));
    }

    /// Whether some version tells that the thing came or went.
    fn is_told(&self, subject: &Subject, before: &[Span]) -> bool {
        let (base, head) = (self.pair.base.0, self.pair.head.0);
        head.versions.iter().any(|contract| {
            let had = match base.version(contract.version) {
                Some(base) => find(base, subject).is_some(),
                None => contains(before, contract.version),
            };
            had != find(contract, subject).is_some()
        })
    }

    fn replacement(
        &mut self,
        subject: &Subject,
        base: Option<&Replacement>,
        head: Option<&Replacement>,
    ) {
        let message = match (base, head) {
            (before, now) if before == now => return,
            (_, Some(now)) => format!("What to use instead of `{subject}` is `{now}`."),
            (_, None) => format!("Nothing is named to use instead of `{subject}`."),
        };
        self.log
            .key(&REPLACEMENT_CHANGED, subject, "replaced_by", message);
    }
}

/// The ends at which the thing has another form.
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

/// What to use instead of a thing that is gone: as the base says, or as the
/// head says of the versions that have it still.
pub(super) fn replacement<'a>(
    head: &'a Contracts,
    subject: &Subject,
    base: &'a impl Lifetime,
) -> Option<&'a Replacement> {
    base.replaced_by().or_else(|| {
        let mut versions = head.versions.iter().rev();
        versions.find_map(|contract| find(contract, subject)?.replaced_by())
    })
}

/// What a version has of a thing.
fn find<'a>(contract: &'a Contract, subject: &Subject) -> Option<&'a dyn Lifetime> {
    match subject.keys().as_slice() {
        ["operations", name] => contract.operation(name).map(|operation| operation as _),
        ["operations", name, section, param] => {
            let operation = contract.operation(name)?;
            match *section {
                "path" => named(&operation.path_params, param),
                _ => named(&operation.params, param),
            }
        }
        ["enums", name, _, value] => {
            let values = &contract.enumeration(name)?.values;
            let mut values = values.iter();
            values
                .find(|one| one.value == *value)
                .map(|value| value as _)
        }
        ["types", name] => contract.ty(name).map(|ty| ty as _),
        ["types", name, _, field] => named(&contract.ty(name)?.fields, field),
        ["errors", code] => error(contract, (code.parse().ok()?, None, None)),
        ["errors", code, "subcodes", subcode] => error(
            contract,
            (code.parse().ok()?, Some(subcode.parse().ok()?), None),
        ),
        ["errors", code, _, words] => error(contract, (code.parse().ok()?, None, Some(*words))),
        _ => None,
    }
}

fn error<'a>(
    contract: &'a Contract,
    place: (i64, Option<i64>, Option<&str>),
) -> Option<&'a dyn Lifetime> {
    let errors = &contract.errors;
    let at = errors.binary_search_by(|code| code.place().cmp(&place));
    at.ok().map(|at| &errors[at] as _)
}

fn named<'a>(params: &'a [Param], name: &str) -> Option<&'a dyn Lifetime> {
    let mut params = params.iter();
    params
        .find(|param| param.name == name)
        .map(|param| param as _)
}

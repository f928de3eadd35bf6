//! Parameters that operations share, and types that correct others.

use super::change::Effect;
use super::comparer::{Comparer, Versions};
use super::element::Element;
use super::element_kind::ElementKind;
use super::findings::{Anchor, Finding};
use super::pairing::Paired;
use super::renames::Renames;
use super::rules;
use crate::contract::check::path_form;
use crate::contract::path::Path;
use crate::contract::spec::ReadKind;
use crate::contract::{Contract, Operation, Param};

/// An operation of both sides.
type Both<'a> = (&'a Operation, &'a Operation);

type Lists<'a> = (Vec<Element<'a>>, Vec<Element<'a>>);

/// Pairs placeholders of a path by position: their number is that of the path,
/// and their names are not sent.
pub(super) fn by_position<'a>(
    base: &[Element<'a>],
    head: &[Element<'a>],
) -> Vec<Paired<Element<'a>>> {
    let pairs = base.iter().copied().zip(head.iter().copied());
    let pairs = pairs.map(|(old, new)| match old.name() == new.name() {
        true => Paired::Both(old, new),
        false => Paired::Renamed(old, new),
    });
    pairs.collect()
}

/// Whether the paths of two operations are the same but for the names of
/// placeholders that were renamed.
pub(super) fn is_same_path(old: Element<'_>, new: Element<'_>) -> bool {
    let (Element::Operation(old), Element::Operation(new)) = (old, new) else {
        return true;
    };
    let mut names = old.path_params.iter().zip(&new.path_params);
    let same = match names.any(|(old, new)| old.name != new.name) {
        true => path_form(&old.path) == path_form(&new.path),
        false => old.path == new.path,
    };
    same && old.path_params.len() == new.path_params.len()
}

/// Whether a difference only restates another one: where an operation takes
/// its parameters from, if they are others, and a correction or a rounding that a
/// change of type states.
pub(super) fn is_restated<'a>(
    key: &str,
    elements: (Element<'a>, Element<'a>),
    renames: &Renames<'_>,
) -> bool {
    match (key, elements) {
        ("params_of", (Element::Operation(old), Element::Operation(new))) => {
            old.params != new.params
        }
        ("corrects", elements) => corrected_type(elements, renames).is_some(),
        // Only times are rounded.
        ("round", (old, new)) => {
            let ty = |element: Element<'a>| element.param().map(|param| &param.ty);
            ty(old) != ty(new)
        }
        _ => false,
    }
}

/// The type of the base that the head states its own type to correct.
pub(super) fn corrected_type<'a>(
    (old, new): (Element<'a>, Element<'a>),
    renames: &Renames<'_>,
) -> Option<&'a str> {
    let (old, new) = (old.param()?, new.param()?);
    let stated = new.corrects.as_deref()?;
    let corrects = old.corrects.as_deref() != Some(stated)
        && stated == old.ty.to_string()
        && renames.ty(&old.ty) != new.ty;
    corrects.then_some(stated)
}

impl<'a> Comparer<'a, '_> {
    /// The parameters to compare as those of an operation. What it takes from
    /// another operation is compared there.
    pub(super) fn own_parameters(&self, (base, head): Both<'a>, lists: Lists<'a>) -> Lists<'a> {
        let before = base.params_of.as_deref();
        let renamed = before.map(|name| self.renames.operation(name));
        let other = head.params_of.as_deref().or(renamed);
        let others = other.zip(self.compared).and_then(|(other, compared)| {
            let same = before.filter(|_| renamed == Some(other));
            let base = compared.base.operation(same.unwrap_or(other))?;
            Some((base, compared.head.operation(other)?))
        });
        let Some((other_base, other_head)) = others else {
            return lists;
        };
        let is_own = |param: &Element<'_>| {
            let name = param.name();
            find(&base.params, name) != find(&other_base.params, name)
                || find(&head.params, name) != find(&other_head.params, name)
        };
        let (mut old, mut new) = lists;
        old.retain(is_own);
        new.retain(is_own);
        (old, new)
    }

    /// The parameters to compare that all reads of a kind take. One that reads
    /// of another kind have too only starts or stops to apply to this kind.
    pub(super) fn common_parameters(
        &mut self,
        (base, head): Both<'a>,
        lists: Lists<'a>,
    ) -> Lists<'a> {
        let Some(Versions {
            base: before,
            head: now,
        }) = self.compared
        else {
            return lists;
        };
        if base.kind() != head.kind() {
            return (Vec::new(), Vec::new());
        }
        let elsewhere = |contract: &Contract, name: &str| {
            let mut operations = contract.operations.iter();
            operations.any(|one| find(&one.common_params, name).is_some())
        };
        let reads = match head.kind() {
            ReadKind::Node => "reads of a node",
            ReadKind::Edge => "reads of an edge",
        };
        let (mut old, mut new) = lists;
        old.retain(|param| {
            let name = param.name();
            let moved = find(&head.common_params, name).is_none() && elsewhere(now, name);
            if moved {
                self.applies(
                    *param,
                    Effect::Removed,
                    &format!("no longer applies to {reads}"),
                );
            }
            !moved
        });
        new.retain(|param| {
            let name = param.name();
            let moved = find(&base.common_params, name).is_none() && elsewhere(before, name);
            if moved {
                self.applies(*param, Effect::Added, &format!("now applies to {reads}"));
            }
            !moved
        });
        (old, new)
    }

    fn applies(&mut self, param: Element<'_>, effect: Effect, predicate: &str) {
        let kind =
            match param.param().is_some_and(|param| param.required) && effect == Effect::Added {
                true => ElementKind::RequiredParameter,
                false => ElementKind::Parameter,
            };
        if let Some(rule) = rules::find(kind, effect, None) {
            let path = param.path(&Path::api());
            self.add(Finding::new(
                rule,
                &path,
                Anchor::Property("on"),
                predicate.to_owned(),
            ));
        }
    }
}

fn find<'a>(params: &'a [Param], name: &str) -> Option<&'a Param> {
    params.iter().find(|param| param.name == name)
}

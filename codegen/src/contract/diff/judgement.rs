//! Differences that a row of the rules alone cannot decide.

use super::change::Effect;
use super::comparer::{Comparer, Versions};
use super::element::Element;
use super::element_kind::ElementKind;
use super::findings::{Anchor, Finding};
use super::{parameters, rules, widening, wording};
use crate::contract::path::Path;
use crate::contract::spec::TypeExpr;

impl<'a> Comparer<'a, '_> {
    /// A change of type that is stated as a correction says so.
    pub(super) fn type_changed(
        &mut self,
        path: &Path,
        (old, new): (Element<'a>, Element<'a>),
        key: &'static str,
        (before, now): (&TypeExpr, &TypeExpr),
    ) {
        let renamed = self.renames.ty(before);
        if renamed == *now {
            return;
        }
        let scoped = |ty, contract, contracts| widening::Scoped {
            ty,
            contract,
            contracts,
        };
        let effect = match (self.compared, new.kind()) {
            (Some(compared), ElementKind::Parameter | ElementKind::PathParameter) => {
                widening::effect(
                    scoped(&renamed, compared.base, self.revisions.base),
                    scoped(now, compared.head, self.revisions.head),
                )
            }
            _ => Effect::Changed,
        };
        let Some(rule) = rules::find(new.kind(), effect, Some(key)) else {
            return;
        };
        let predicate = wording::retyped(key, &before.to_string(), &now.to_string(), effect);
        let corrects = parameters::corrected_type((old, new), &self.renames);
        let finding = Finding::new(rule, path, Anchor::Property(key), predicate);
        self.add(finding.correcting(corrects));
    }

    /// Compares lists entry by entry. An entry that names something which was
    /// itself added or removed is not reported again.
    pub(super) fn entries(
        &mut self,
        path: &Path,
        (old, new): (Element<'a>, Element<'a>),
        key: &'static str,
        (before, now): (&[String], &[String]),
    ) {
        let (base, head) = (self.revisions.base, self.revisions.head);
        let versions = self.compared;
        let is_known = |in_base: bool, name: &String| match key {
            "hosts" => {
                let hosts = if in_base { &base.hosts } else { &head.hosts };
                let mut hosts = hosts.iter();
                hosts.any(|host| match in_base {
                    true => self.renames.host(&host.name) == name,
                    false => host.name == *name,
                })
            }
            "errors" => versions.is_some_and(|versions| {
                let version = if in_base {
                    versions.base
                } else {
                    versions.head
                };
                let mut errors = version.errors.iter();
                errors.any(|error| error.code.to_string() == *name)
            }),
            _ => {
                let element = if in_base { old } else { new };
                let Element::Type(ty) = element else {
                    return true;
                };
                ty.fields.iter().any(|field| field.name == *name)
            }
        };
        let gained = now.iter().filter(|name| !before.contains(name));
        let gained = gained.filter(|name| is_known(true, name));
        let lost = before.iter().filter(|name| !now.contains(name));
        let lost = lost.filter(|name| is_known(false, name));
        let gained = gained.map(|name| (name, Effect::Gained));
        let all: Vec<_> = gained
            .chain(lost.map(|name| (name, Effect::Lost)))
            .collect();
        for (name, effect) in all {
            let Some(rule) = rules::find(new.kind(), effect, Some(key)) else {
                continue;
            };
            let predicate = wording::entry(key, name, effect == Effect::Gained);
            let item = match key {
                "default_fields" => path.child("fields", name),
                _ => path.clone(),
            };
            let finding = Finding::new(rule, path, Anchor::Property(key), predicate);
            self.add(finding.about(&item));
        }
    }

    /// Whether responses have the enum of a value and no parameter does.
    pub(super) fn is_only_read(&self, value: &Path) -> bool {
        let Some(Versions { base, .. }) = self.compared else {
            return false;
        };
        let keys = value.keys();
        let is = |ty: &TypeExpr| ty.name() == keys.get(1).copied();
        let sent = base.operations.iter().any(|operation| {
            let mut params = operation.path_params.iter().chain(operation.query());
            params.any(|param| is(&param.ty))
        });
        let mut fields = base.types.iter().flat_map(|ty| &ty.fields);
        !sent && fields.any(|field| is(&field.ty))
    }
}

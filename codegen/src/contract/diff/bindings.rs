//! Changes of the Rust bindings that follow from several facts together.
//!
//! A fact that is added breaks nothing by itself, but it may take a trait from a type, put
//! another field into a `Box`, or give two edges one type.

use super::change::Effect;
use super::comparer::{Comparer, Versions};
use super::element_kind::ElementKind;
use super::wording;
use crate::contract::derived::{Derived, Traits, by_id, continued_edges, ids};
use crate::contract::path::Path;
use crate::contract::spec::ReadKind;
use crate::contract::{Operation, Param, Type};

/// What follows from the contract of each side.
struct Both<'a> {
    base: Derived<'a>,
    head: Derived<'a>,
}

impl<'a> Comparer<'a, '_> {
    /// Compares the bindings of what both sides have.
    pub(super) fn bindings(&mut self, versions: Versions<'a>) {
        let Versions { base, head } = versions;
        let (old, new) = (base, head);
        if old.types == new.types && old.operations == new.operations && old.enums == new.enums {
            return;
        }
        let both = Both {
            base: Derived::new(base),
            head: Derived::new(head),
        };
        for old in base.generated_types() {
            let new = head.ty(self.renames.type_name(&old.name));
            if let Some(new) = new.filter(|new| !new.runtime) {
                self.type_bindings(&both, (old, new));
            }
        }
        for old in &base.enums {
            if let Some(new) = head.enumeration(self.renames.type_name(&old.name))
                && old.ignores_case() != new.ignores_case()
            {
                let path = Path::new("enums", &new.name);
                let predicate = wording::case(new.ignores_case());
                self.changed(ElementKind::Enum, Effect::Changed, &path, "case", predicate);
            }
        }
        for old in &base.operations {
            if let Some(new) = head.operation(self.renames.operation(&old.name)) {
                let path = Path::new("operations", &new.name);
                let traits = (both.base.of_request(old), both.head.of_request(new));
                let params = new.path_params.iter().chain(new.query());
                self.traits(ElementKind::Operation, &path, traits, || {
                    cause(&both, params)
                });
                self.reads(versions, &path, (old, new));
            }
        }
    }

    fn type_bindings(&mut self, both: &Both<'_>, (old, new): (&Type, &Type)) {
        let path = Path::new("types", &new.name);
        let traits = (both.base.of_type(old), both.head.of_type(new));
        self.traits(ElementKind::Type, &path, traits, || {
            cause(both, new.fields.iter())
        });
        for now in &new.fields {
            let mut fields = old.fields.iter();
            let before = fields.find(|before| before.name == now.name);
            // Another type or being required is told of the field itself.
            let same = |before: &&Param| {
                before.required == now.required && self.renames.ty(&before.ty) == now.ty
            };
            let Some(before) = before.filter(same) else {
                continue;
            };
            let is_boxed = both.head.is_boxed(new, now);
            if both.base.is_boxed(old, before) != is_boxed {
                let (path, predicate) = (path.child("fields", &now.name), wording::boxed(is_boxed));
                self.changed(
                    ElementKind::Field,
                    Effect::Changed,
                    &path,
                    "boxed",
                    predicate,
                );
            }
        }
    }

    /// Compares the traits of a struct. `cause` is the member that ends them.
    fn traits<'m>(
        &mut self,
        kind: ElementKind,
        path: &Path,
        (before, now): (Traits, Traits),
        cause: impl FnOnce() -> Option<&'m str>,
    ) {
        let lost = before.beyond(now);
        if !lost.is_empty() {
            let predicate = wording::traits_lost(lost, cause());
            self.changed(kind, Effect::Lost, path, "traits", predicate);
        }
        let gained = now.beyond(before);
        if !gained.is_empty() {
            let predicate = wording::traits_gained(gained);
            self.changed(kind, Effect::Gained, path, "traits", predicate);
        }
    }

    /// Compares how the edges in nodes that an operation returns are continued, and how nodes
    /// are read that fail a page.
    fn reads(&mut self, versions: Versions<'a>, path: &Path, (old, new): (&Operation, &Operation)) {
        let Versions { base, head } = versions;
        let before = continued_edges(base, old).into_iter();
        let before: Vec<_> = before.map(|(edge, _)| self.renames.ty(&edge.ty)).collect();
        let now = continued_edges(head, new).into_iter();
        let now: Vec<_> = now.map(|(edge, _)| edge.ty.clone()).collect();
        for (effect, all, others) in [
            (Effect::Lost, &before, &now),
            (Effect::Gained, &now, &before),
        ] {
            for ty in all.iter().filter(|ty| !others.contains(ty)) {
                let predicate = wording::continuation(ty, effect == Effect::Gained);
                self.changed(ElementKind::Operation, effect, path, "continues", predicate);
            }
        }
        let ids = |operation| ids(operation).map(|(ids, _)| ids.name.as_str());
        let effect = match (ids(old), ids(new)) {
            (Some(ids), None) => Some((Effect::Lost, ids)),
            (None, Some(ids)) => Some((Effect::Gained, ids)),
            _ => None,
        };
        if let Some((effect, ids)) = effect {
            let predicate = wording::division(ids, effect == Effect::Gained);
            self.changed(ElementKind::Operation, effect, path, "ids", predicate);
        }
        let reader = |by_id: Option<&'a Operation>| by_id.map(|by_id| by_id.name.as_str());
        let before = reader(by_id(base, old)).map(|name| self.renames.operation(name).to_owned());
        let now = reader(by_id(head, new));
        if new.kind() == ReadKind::Edge && before.as_deref() != now {
            let predicate = wording::read_by(before.as_deref(), now);
            self.changed(
                ElementKind::Operation,
                Effect::Changed,
                path,
                "nodes",
                predicate,
            );
        }
    }
}

/// The member of a struct of the head that has the least traits of all.
fn cause<'m>(both: &Both<'_>, members: impl Iterator<Item = &'m Param>) -> Option<&'m str> {
    let least = members.min_by_key(|member| both.head.of([&member.ty].into_iter()));
    least.map(|member| member.name.as_str())
}

//! Compares two contracts element by element.
//!
//! Lists of elements are paired, and pairs differ in properties. [`rules`] has a
//! row for each difference; [`judgement`](super::judgement) decides the rest.

use super::change::Effect;
use super::comparer::{Comparer, Revisions, Versions};
use super::element::Element;
use super::element_kind::ElementKind;
use super::errors::Effects;
use super::findings::{Anchor, Finding, Findings};
use super::pairing::{Paired, Renaming, pair, with_renames};
use super::renames::Renames;
use super::{lifetime, parameters, permissions, rules, wording};
use crate::contract::Operation;
use crate::contract::path::Path;
use crate::contract::spec::{TypeExpr, VersionName};

/// Compares what applies to all versions, and the list of versions.
pub(super) fn whole(revisions: Revisions<'_>, versions: &[VersionName], findings: &mut Findings) {
    let mut comparer = Comparer {
        revisions,
        compared: None,
        versions: versions.to_vec(),
        renames: Renames::default(),
        effects: Effects::default(),
        findings,
    };
    let (base, head) = (Element::Api(revisions.base), Element::Api(revisions.head));
    comparer.find_renames(&base.children(), &head.children());
    comparer.compare(&Path::api(), base, head);
}

/// Compares the elements of two versions.
pub(super) fn versions(revisions: Revisions<'_>, compared: Versions<'_>, findings: &mut Findings) {
    let mut comparer = Comparer {
        revisions,
        compared: Some(compared),
        versions: vec![compared.head.version],
        renames: Renames::default(),
        effects: Effects::new(&compared.base.errors, &compared.head.errors),
        findings,
    };
    let (base, head) = (Element::Api(revisions.base), Element::Api(revisions.head));
    comparer.find_renames(&base.children(), &head.children());
    let base = Element::of_version(compared.base);
    let head = Element::of_version(compared.head);
    comparer.find_renames(&base, &head);
    for (base, head) in base.iter().zip(&head) {
        comparer.list(&Path::api(), base, head);
    }
    comparer.bindings(compared);
}

impl<'a> Comparer<'a, '_> {
    /// Finds the types, sources and operations that were renamed: those are one
    /// change, not one for each element that names them.
    fn find_renames(&mut self, base: &[Vec<Element<'a>>], head: &[Vec<Element<'a>>]) {
        let is_operation =
            |list: &[Element<'_>]| matches!(list.first(), Some(Element::Operation(_)));
        let mut lists: Vec<_> = base.iter().zip(head).collect();
        // What an operation returns is compared by its new name.
        lists.sort_by_key(|(base, _)| is_operation(base));
        for (base, head) in lists {
            if base.first().is_some_and(|one| Renames::concern(*one)) {
                let pairs = self.paired(&Path::api(), base, head);
                self.renames.add(&pairs);
                self.find_renamed_values(&pairs);
            }
        }
    }

    fn find_renamed_values(&mut self, pairs: &[Paired<Element<'a>>]) {
        for pair in pairs {
            let (Paired::Both(old, new) | Paired::Renamed(old, new)) = *pair else {
                continue;
            };
            if matches!(old, Element::Enum(_)) && old != new {
                let path = new.path(&Path::api());
                for (base, head) in old.children().iter().zip(&new.children()) {
                    let values = self.paired(&path, base, head);
                    self.renames.add_values(old.name(), &values);
                }
            }
        }
    }

    /// Pairs two lists of elements of one kind.
    fn paired(
        &self,
        owner: &Path,
        base: &[Element<'a>],
        head: &[Element<'a>],
    ) -> Vec<Paired<Element<'a>>> {
        if let Some(Element::PathParameter(_)) = base.first().or(head.first()) {
            return parameters::by_position(base, head);
        }
        let pairs = pair(base, head, Element::key, Element::key);
        let contracts = self.revisions.head;
        let how = Renaming {
            name: Element::name,
            replaced_by: |old: Element<'a>| lifetime::replacement(contracts, &old.path(owner), old),
            base: |old: Element<'a>| old.likeness(|ty| self.renames.ty(ty)),
            head: |new: Element<'a>| new.likeness(TypeExpr::clone),
        };
        // Only what has a likeness is ever renamed.
        match base.first().and_then(|one| one.likeness(TypeExpr::clone)) {
            Some(_) => with_renames(pairs, how),
            None => pairs,
        }
    }

    /// Compares two lists of elements of one kind.
    pub(super) fn list(&mut self, owner: &Path, base: &[Element<'a>], head: &[Element<'a>]) {
        for pair in self.paired(owner, base, head) {
            match pair {
                Paired::Both(old, new) if old == new => {}
                // A header is the same one in another case.
                Paired::Both(old, new) if old.name() == new.name() => {
                    self.compare(&new.path(owner), old, new);
                }
                Paired::Added(new) => self.added(&new.path(owner), new),
                Paired::Removed(old) => self.removed(&old.path(owner), old),
                Paired::Both(old, new) | Paired::Renamed(old, new) => {
                    let (item, path) = (old.path(owner), new.path(owner));
                    self.renamed(&item, &path, new);
                    self.compare(&path, old, new);
                }
            }
        }
    }

    fn added(&mut self, path: &Path, new: Element<'a>) {
        let kind = match new {
            Element::Version(contract) => {
                self.versions = vec![contract.version];
                new.kind()
            }
            Element::Parameter(param) | Element::CommonParameter(param) if param.required => {
                ElementKind::RequiredParameter
            }
            Element::Field(field) if field.required => ElementKind::RequiredField,
            Element::Permission(_) => permissions::kind(self.refuses(path), true),
            Element::ErrorCode(code) => {
                return self.error_added(path, code, wording::added(new));
            }
            _ => new.kind(),
        };
        let predicate = wording::added(new);
        self.whole_element(kind, Effect::Added, path, Anchor::Item, predicate);
    }

    fn removed(&mut self, path: &Path, old: Element<'a>) {
        let kind = match old {
            Element::Version(contract) => {
                self.versions = vec![contract.version];
                old.kind()
            }
            Element::Value(..) if self.is_only_read(path) => ElementKind::ReadValue,
            Element::Permission(_) => permissions::kind(self.refuses(path), false),
            _ => old.kind(),
        };
        let replacement = lifetime::replacement(self.revisions.head, path, old);
        let predicate = wording::removed(old, replacement);
        if let Element::ErrorCode(code) = old {
            return self.error_removed(path, code, predicate);
        }
        self.whole_element(kind, Effect::Removed, path, Anchor::End, predicate);
    }

    fn renamed(&mut self, item: &Path, path: &Path, new: Element<'a>) {
        if let Some(rule) = rules::find(new.kind(), Effect::Renamed, None) {
            let predicate = wording::renamed(new.name());
            self.add(Finding::new(rule, path, Anchor::Item, predicate).about(item));
        }
    }

    fn whole_element(
        &mut self,
        kind: ElementKind,
        effect: Effect,
        path: &Path,
        anchor: Anchor,
        predicate: String,
    ) {
        if let Some(rule) = rules::find(kind, effect, None) {
            self.add(Finding::new(rule, path, anchor, predicate));
        }
    }

    /// Compares the properties of an element, then its elements.
    fn compare(&mut self, path: &Path, old: Element<'a>, new: Element<'a>) {
        if let Element::Version(contract) = new {
            self.versions = vec![contract.version];
        }
        for ((key, before), (_, now)) in old.properties().into_iter().zip(new.properties()) {
            self.property(path, (old, new), key, (before, now));
        }
        if let (Element::Operation(base), Element::Operation(head)) = (old, new) {
            return self.parts_of_operation(path, base, head);
        }
        for (base, head) in old.children().into_iter().zip(new.children()) {
            self.list(path, &base, &head);
        }
    }

    fn parts_of_operation(&mut self, path: &Path, base: &'a Operation, head: &'a Operation) {
        let lists = Element::Operation(base).children().into_iter();
        for (base_list, head_list) in lists.zip(Element::Operation(head).children()) {
            let (base_list, head_list) = match head_list.first().or(base_list.first()) {
                Some(Element::Parameter(_)) => {
                    self.own_parameters((base, head), (base_list, head_list))
                }
                Some(Element::CommonParameter(_)) => {
                    self.common_parameters((base, head), (base_list, head_list))
                }
                _ => (base_list, head_list),
            };
            self.list(path, &base_list, &head_list);
        }
    }

    /// Reports a change of a property.
    pub(super) fn changed(
        &mut self,
        kind: ElementKind,
        effect: Effect,
        path: &Path,
        key: &'static str,
        predicate: String,
    ) {
        if let Some(rule) = rules::find(kind, effect, Some(key)) {
            self.add(Finding::new(rule, path, Anchor::Property(key), predicate));
        }
    }

    pub(super) fn add(&mut self, finding: Finding) {
        self.findings.add(&self.versions, finding);
    }
}

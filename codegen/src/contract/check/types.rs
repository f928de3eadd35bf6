//! What types refer to.

use std::collections::HashMap;

use super::{Checker, names};
use crate::contract::messages::types as messages;
use crate::contract::spec::located::{Entries, Located, Name, OneOrMany};
use crate::contract::spec::timeline::{ALWAYS, VersionSet};
use crate::contract::spec::{Type, TypeExpr, Versioned};

impl Checker<'_> {
    pub(super) fn check_types(&mut self) {
        let spec = self.spec;
        for (name, entry) in spec.types.iter() {
            let owner = self.timeline.set(entry.availability());
            for field in entry.fields.iter().flat_map(|(_, fields)| &fields.0) {
                let used = self.timeline.set(field.availability()).and(&owner);
                self.check_type(&field.ty, &used);
                self.check_time(field, false);
                if !entry.runtime {
                    self.check_generated(&field.ty);
                }
            }
            self.check_unique("default field", &entry.default_fields);
            for field in &entry.default_fields {
                if entry.fields.get(field).is_none() {
                    let known = names(&entry.fields);
                    self.report(messages::unknown_default_field(field, &known));
                }
            }
            self.check_not_empty(("type", "field"), name, owner, &entry.fields, "Object");
        }
        let all = self.timeline.set(ALWAYS);
        for (name, entry) in spec.enums.iter() {
            let parts = &entry.values;
            self.check_not_empty(("enum", "value"), name, all.clone(), parts, "string");
        }
        self.check_cycles();
    }

    /// Something has parts in every version of `owner`.
    fn check_not_empty<T: Versioned>(
        &mut self,
        kinds: (&str, &str),
        name: &Name,
        owner: VersionSet,
        parts: &Entries<OneOrMany<T>>,
        substitute: &str,
    ) {
        let parts = parts.iter().flat_map(|(_, parts)| &parts.0);
        let sets = parts.map(|part| self.timeline.set(part.availability()));
        let empty = sets.fold(owner, |empty, set| empty.without(&set));
        if let Some(version) = self.timeline.first(&empty) {
            self.report(messages::empty_type(kinds, name, version, substitute));
        }
    }

    /// A type is available wherever it is used.
    pub(super) fn check_type(&mut self, ty: &Located<TypeExpr>, used: &VersionSet) {
        if let Some(of) = one_or_many(&ty.value).filter(|of| !self.is_generated_type(of)) {
            self.report(messages::ambiguous_one_or_many(ty.place, of));
        }
        if let Some(of) = edge_of(&ty.value).filter(|of| is_collection(of)) {
            self.report(messages::edge_of_collections(ty.place, of));
        }
        let Some(name) = ty.name() else { return };
        let Some(available) = self.availability_of(name) else {
            let spec = self.spec;
            let known = [names(&spec.ids), names(&spec.enums), names(&spec.types)].concat();
            self.report(messages::unknown_type(ty.place, name, &known));
            return;
        };
        if let Some(version) = self.timeline.first(&used.without(&available)) {
            self.report(messages::type_unavailable(ty.place, name, version));
        }
    }

    fn is_generated_type(&self, ty: &TypeExpr) -> bool {
        match ty {
            TypeExpr::Named(name) => {
                let entry = self.spec.types.get(name);
                entry.is_some_and(|entry| !entry.runtime)
            }
            _ => false,
        }
    }

    pub(super) fn availability_of(&self, name: &str) -> Option<VersionSet> {
        if let Some(entry) = self.spec.types.get(name) {
            return Some(self.timeline.set(entry.availability()));
        }
        let known = self.spec.ids.get(name).is_some() || self.spec.enums.get(name).is_some();
        known.then(|| self.timeline.set(ALWAYS))
    }

    /// A value that must contain one of its own type has no end.
    fn check_cycles(&mut self) {
        let spec = self.spec;
        let mut reported: Vec<&str> = Vec::new();
        for index in 0..self.timeline.versions().len() {
            let types = spec.types.iter();
            let required: Required<'_> = types
                .map(|(name, entry)| (name.as_str(), self.required_types(entry, index)))
                .collect();
            for name in spec.types.names() {
                let cycle = cycle_through(name, &required).unwrap_or_default();
                let names = || cycle.iter().filter_map(|ty| ty.name());
                if !cycle.is_empty() && !names().any(|name| reported.contains(&name)) {
                    reported.extend(names());
                    self.report(messages::recursive_type(name, &cycle));
                }
            }
        }
    }

    /// Returns the types that a value of this type always contains in a
    /// version. Lists may be empty.
    fn required_types<'t>(&self, entry: &'t Type, index: usize) -> Vec<&'t Located<TypeExpr>> {
        let fields = entry.fields.iter().flat_map(|(_, fields)| &fields.0);
        let required = fields.filter(|field| {
            field.required && self.timeline.set(field.availability()).contains(index)
        });
        let types = required.map(|field| &field.ty);
        types
            .filter(|ty| matches!(ty.value, TypeExpr::Named(_)))
            .collect()
    }
}

/// The types that each type requires.
type Required<'t> = HashMap<&'t str, Vec<&'t Located<TypeExpr>>>;

/// Returns the `T` of a `one_or_many<T>` anywhere in a type.
fn one_or_many(ty: &TypeExpr) -> Option<&TypeExpr> {
    match ty {
        TypeExpr::OneOrMany(of) => Some(of),
        TypeExpr::List(of) | TypeExpr::Map(of) | TypeExpr::Edge(of) => one_or_many(of),
        _ => None,
    }
}

/// Returns the `T` of an `edge<T>` anywhere in a type.
fn edge_of(ty: &TypeExpr) -> Option<&TypeExpr> {
    match ty {
        TypeExpr::Edge(of) => Some(of),
        TypeExpr::List(of) | TypeExpr::Map(of) | TypeExpr::OneOrMany(of) => edge_of(of),
        _ => None,
    }
}

/// Returns whether a type holds others, by number or by name.
fn is_collection(ty: &TypeExpr) -> bool {
    matches!(
        ty,
        TypeExpr::List(_) | TypeExpr::Map(_) | TypeExpr::OneOrMany(_) | TypeExpr::Edge(_)
    )
}

/// Returns the path from a type through required fields back to it, as the types
/// of these fields.
fn cycle_through<'t>(start: &str, required: &Required<'t>) -> Option<Vec<&'t Located<TypeExpr>>> {
    let mut paths: Vec<Vec<&Located<TypeExpr>>> = vec![Vec::new()];
    let mut seen = Vec::new();
    while let Some(path) = paths.pop() {
        let last = path.last().and_then(|ty| ty.name()).unwrap_or(start);
        for next in required.get(last).into_iter().flatten() {
            let path = [path.as_slice(), &[*next]].concat();
            if next.name() == Some(start) {
                return Some(path);
            }
            if !seen.contains(&next.name()) {
                seen.push(next.name());
                paths.push(path);
            }
        }
    }
    None
}

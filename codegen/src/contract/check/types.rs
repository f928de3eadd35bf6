//! What types refer to.

use std::collections::HashMap;

use super::{Checker, list};
use crate::contract::diagnostic::{Diagnostic, message};
use crate::contract::spec::located::{Entries, Located, OneOrMany};
use crate::contract::spec::timeline::{ALWAYS, VersionSet};
use crate::contract::spec::words::TypeExpr;
use crate::contract::spec::{Type, Versioned};

impl Checker<'_> {
    pub(super) fn check_types(&mut self) {
        let spec = self.spec;
        for (name, entry) in spec.types.iter() {
            let owner = self.timeline.set(entry.availability());
            for field in entry.fields.iter().flat_map(|(_, fields)| &fields.0) {
                let set = self.timeline.set(field.availability());
                self.check_type(&field.ty, &set, Some((name, &owner)));
                if !entry.runtime {
                    self.check_generated(&field.ty);
                }
            }
            self.check_default_fields(name, entry);
            let help = "give it a field, or make what refers to it an `Object`";
            self.check_filled(("type", "field"), name, &owner, &entry.fields, help);
        }
        let all = self.timeline.set(ALWAYS);
        for (name, entry) in spec.enums.iter() {
            let help = "name its values, or make what refers to it a `string`";
            self.check_filled(("enum", "value"), name, &all, &entry.values, help);
        }
        self.check_cycles();
    }

    fn check_default_fields(&mut self, ty: &Located<String>, entry: &Type) {
        for field in &entry.default_fields {
            if entry.fields.get(field).is_none() {
                let names = list(entry.fields.names().map(|name| &name.value));
                self.found.push(
                    Diagnostic::new(message!("`{}` has no field `{}`", ty.value, field.value))
                        .at(field.place, "cannot come unasked")
                        .help(format!("the fields are {names}")),
                );
            }
        }
    }

    /// Wherever a thing exists, there is something in it.
    fn check_filled<T: Versioned>(
        &mut self,
        (kind, part): (&str, &str),
        name: &Located<String>,
        owner: &VersionSet,
        parts: &Entries<OneOrMany<T>>,
        help: &str,
    ) {
        let sets = parts.iter().flat_map(|(_, parts)| &parts.0);
        let sets: Vec<_> = sets
            .map(|part| self.timeline.set(part.availability()))
            .collect();
        let hollow = self
            .timeline
            .versions()
            .iter()
            .enumerate()
            .find(|(index, _)| {
                owner.contains(*index) && !sets.iter().any(|set| set.contains(*index))
            });
        if let Some((_, version)) = hollow {
            self.found.push(
                Diagnostic::new(message!(
                    "the {kind} `{}` has no {part} in `{}`",
                    name.value,
                    version
                ))
                .at(name.place, "")
                .help(help),
            );
        }
    }

    /// A type must exist wherever something of it does.
    pub(super) fn check_type(
        &mut self,
        ty: &Located<TypeExpr>,
        used: &VersionSet,
        owner: Option<(&Located<String>, &VersionSet)>,
    ) {
        if let Some(of) = ambiguous(&ty.value).filter(|of| !self.is_type(of)) {
            self.found.push(
                Diagnostic::new(format!("one `{of}` cannot be told from many"))
                    .at(ty.place, "no object")
                    .help("write `one_or_many<T>` with a type `T` of the spec, or `list<T>`"),
            );
        }
        let Some(name) = ty.name() else { return };
        let Some(available) = self.availability_of(name) else {
            self.found.push(self.unknown_type(ty, name));
            return;
        };
        let lacking = self
            .timeline
            .versions()
            .iter()
            .enumerate()
            .find(|(index, _)| {
                let owned = owner.is_none_or(|(_, set)| set.contains(*index));
                owned && used.contains(*index) && !available.contains(*index)
            });
        if let Some((_, version)) = lacking {
            self.found.push(
                Diagnostic::new(message!(
                    "`{}` is used in `{}`, which does not have it",
                    name,
                    version
                ))
                .at(ty.place, "used here")
                .help("bound the use with `since` and `removed_in` as the type is bounded"),
            );
        }
    }

    fn is_type(&self, ty: &TypeExpr) -> bool {
        matches!(ty, TypeExpr::Named(name) if self.spec.types.get(name).is_some_and(|entry| !entry.runtime))
    }

    fn availability_of(&self, name: &str) -> Option<VersionSet> {
        if let Some(entry) = self.spec.types.get(name) {
            return Some(self.timeline.set(entry.availability()));
        }
        let known = self.spec.ids.get(name).is_some() || self.spec.enums.get(name).is_some();
        known.then(|| self.timeline.set(ALWAYS))
    }

    fn unknown_type(&self, ty: &Located<TypeExpr>, name: &str) -> Diagnostic {
        let spec = self.spec;
        let ids = spec.ids.names().map(|name| &name.value);
        let enums = spec.enums.names().map(|name| &name.value);
        let types = spec.types.names().map(|name| &name.value);
        let known: Vec<_> = ids.chain(enums).chain(types).collect();
        let near = known
            .iter()
            .map(|known| (strsim::normalized_damerau_levenshtein(known, name), *known))
            .filter(|(likeness, _)| *likeness > 0.6)
            .max_by(|one, other| one.0.total_cmp(&other.0));
        let diagnostic = Diagnostic::new(message!("the spec has no type `{}`", name))
            .at(ty.place, "unknown type");
        match near {
            Some((_, near)) => diagnostic.help(format!("write `{near}`, or add `{name}`")),
            None => diagnostic.help(format!("the names are {}", list(known))),
        }
    }

    /// A value that must hold one of its own kind has no end.
    fn check_cycles(&mut self) {
        let spec = self.spec;
        let mut told: Vec<&str> = Vec::new();
        for index in 0..self.timeline.versions().len() {
            let types = spec.types.iter();
            let required: HashMap<&str, Vec<&str>> = types
                .map(|(name, entry)| (name.value.as_str(), self.required_types(entry, index)))
                .collect();
            for name in spec.types.names() {
                let cycle = cycle_through(name, &required);
                let Some(cycle) = cycle.filter(|_| !told.contains(&name.as_str())) else {
                    continue;
                };
                told.push(name);
                self.found.push(
                    Diagnostic::new(message!("a `{}` can never end: {cycle}", name.value))
                        .at(name.place, "holds itself through required fields")
                        .help("remove `required: true` from one of the fields"),
                );
            }
        }
    }

    /// The types that a value of this type always holds in a version. Lists may
    /// be empty.
    fn required_types<'t>(&self, entry: &'t Type, index: usize) -> Vec<&'t str> {
        let fields = entry.fields.iter().flat_map(|(_, fields)| &fields.0);
        let required = fields.filter(|field| {
            field.required && self.timeline.set(field.availability()).contains(index)
        });
        let names = required.filter_map(|field| match &field.ty.value {
            TypeExpr::Named(name) => Some(name.as_str()),
            _ => None,
        });
        names.collect()
    }
}

/// What may come alone or in a list, anywhere in a type.
fn ambiguous(ty: &TypeExpr) -> Option<&TypeExpr> {
    match ty {
        TypeExpr::OneOrMany(of) => Some(of),
        TypeExpr::List(of) | TypeExpr::Map(of) | TypeExpr::Edge(of) => ambiguous(of),
        _ => None,
    }
}

/// The way from a type through required fields back to it.
fn cycle_through(start: &str, required: &HashMap<&str, Vec<&str>>) -> Option<String> {
    let mut ways = vec![(start, format!("`{start}`"))];
    let mut seen = Vec::new();
    while let Some((name, way)) = ways.pop() {
        for next in required.get(name).into_iter().flatten() {
            let way = format!("{way} holds `{next}`");
            if *next == start {
                return Some(way);
            }
            if !seen.contains(next) {
                seen.push(*next);
                ways.push((next, way));
            }
        }
    }
    None
}

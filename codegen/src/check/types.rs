//! What types refer to.

use std::collections::HashMap;

use super::{Checker, list};
use crate::diagnostic::Diagnostic;
use crate::spec::located::Located;
use crate::spec::timeline::VersionSet;
use crate::spec::words::TypeExpr;
use crate::spec::{Type, Versioned};

impl Checker<'_> {
    pub(super) fn check_types(&mut self) {
        let spec = self.spec;
        for (name, entry) in spec.types.iter() {
            let owner = self.timeline.set(entry.availability());
            let mut filled = self.timeline.set(NEVER);
            for field in entry.fields.iter().flat_map(|(_, fields)| &fields.0) {
                let set = self.timeline.set(field.availability());
                self.check_type(&field.ty, &set, Some((name, &owner)));
                filled = filled.or(&set);
            }
            if let Some(version) = self.timeline.lacking(&owner, &filled) {
                self.found.push(
                    Diagnostic::new(format!(
                        "the type `{}` has no field in `{version}`",
                        name.value
                    ))
                    .at(name.place, "")
                    .help("give it a field, or make what refers to it an `Object`"),
                );
            }
        }
        for (name, entry) in spec.enums.iter() {
            if entry.values.0.is_empty() {
                self.found.push(
                    Diagnostic::new(format!("the enum `{}` has no values", name.value))
                        .at(name.place, "")
                        .help("name its values, or make what refers to it a `string`"),
                );
            }
        }
        self.check_cycles();
    }

    /// A type must exist wherever something of it does.
    pub(super) fn check_type(
        &mut self,
        ty: &Located<TypeExpr>,
        used: &VersionSet,
        owner: Option<(&Located<String>, &VersionSet)>,
    ) {
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
                Diagnostic::new(format!(
                    "`{name}` is used in `{version}`, which does not have it"
                ))
                .at(ty.place, "used here")
                .help("bound the use with `since` and `removed_in` as the type is bounded"),
            );
        }
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
        let ids = spec.ids.iter().map(|(name, _)| &name.value);
        let enums = spec.enums.iter().map(|(name, _)| &name.value);
        let types = spec.types.iter().map(|(name, _)| &name.value);
        let known: Vec<_> = ids.chain(enums).chain(types).collect();
        let near = known
            .iter()
            .map(|known| (strsim::normalized_damerau_levenshtein(known, name), *known))
            .filter(|(likeness, _)| *likeness > 0.6)
            .max_by(|one, other| one.0.total_cmp(&other.0));
        let diagnostic =
            Diagnostic::new(format!("the spec has no type `{name}`")).at(ty.place, "unknown type");
        match near {
            Some((_, near)) => diagnostic.help(format!("write `{near}`, or add `{name}`")),
            None => diagnostic.help(format!("the names are {}", list(known))),
        }
    }

    /// A value that must hold one of its own kind has no end.
    fn check_cycles(&mut self) {
        let spec = self.spec;
        let required: HashMap<&str, Vec<&str>> = spec
            .types
            .iter()
            .map(|(name, entry)| (name.value.as_str(), required_types(entry)))
            .collect();
        for (name, _) in spec.types.iter() {
            if let Some(cycle) = cycle_through(name, &required) {
                self.found.push(
                    Diagnostic::new(format!("a `{}` can never end: {cycle}", name.value))
                        .at(name.place, "holds itself through required fields")
                        .help("remove `required: true` from one of the fields"),
                );
            }
        }
    }
}

const ALWAYS: crate::spec::Availability<'static> = crate::spec::Availability {
    since: None,
    removed_in: None,
    ranges: None,
};

const NEVER: crate::spec::Availability<'static> = crate::spec::Availability {
    since: None,
    removed_in: None,
    ranges: Some(&[]),
};

/// The types that a value of this type always holds. Lists may be empty.
fn required_types(entry: &Type) -> Vec<&str> {
    let fields = entry.fields.iter().flat_map(|(_, fields)| &fields.0);
    let required = fields.filter(|field| field.required);
    required
        .filter_map(|field| match &field.ty.value {
            TypeExpr::Named(name) => Some(name.as_str()),
            _ => None,
        })
        .collect()
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

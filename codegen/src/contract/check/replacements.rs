//! What to use instead of something that is removed.

use super::{Checker, names};
use crate::contract::diagnostic::Diagnostic;
use crate::contract::messages::{most_similar, versions as messages};
use crate::contract::spec::facts::VersionedFact;
use crate::contract::spec::located::Name;
use crate::contract::spec::replacement::{ItemKind, removed_for_good};

impl Checker<'_> {
    pub(super) fn check_replacements(&mut self) {
        if !self.knows_versions {
            return;
        }
        for fact in self.spec.versioned_facts() {
            let entries = fact.entries.iter();
            let entries: Vec<_> = entries.map(|entry| entry.availability()).collect();
            for (index, entry) in fact.entries.iter().enumerate() {
                if let Some(replacement) = entry.replaced_by() {
                    let removed_in = removed_for_good(&self.timeline, &entries, index);
                    let error = self.wrong_replacement(&fact, replacement, removed_in);
                    self.diagnostics.extend(error);
                }
            }
        }
    }

    /// Returns what a replacement that the spec does not have may be a misspelling of.
    fn near_replacement(&self, fact: &VersionedFact<'_>, written: &Name) -> Option<String> {
        let (kind, owner) = (fact.item_kind, fact.owner.map(|owner| owner.name.as_str()));
        let near = match written.split_once('.') {
            Some((of, name)) => {
                let spec = self.spec;
                let owners = [
                    names(&spec.operations),
                    names(&spec.types),
                    names(&spec.enums),
                ];
                let of = most_similar(of, &owners.concat())?;
                let name = most_similar(name, &self.parts_of(of))?;
                format!("{of}.{name}")
            }
            None => {
                let mut known = match (kind, owner) {
                    (ItemKind::Type, _) => names(&self.spec.types),
                    (ItemKind::Operation, _) => Vec::new(),
                    (_, Some(owner)) => self.parts_of(owner),
                    (_, None) => Vec::new(),
                };
                known.extend(names(&self.spec.operations));
                known.retain(|name| fact.name != *name);
                most_similar(written, &known)?.to_owned()
            }
        };
        let target = self.spec.target(kind, owner, &near)?;
        (target.key.place != fact.name.place).then_some(near)
    }

    /// Returns the names of the parameters of an operation, the fields of a type, or the
    /// values of an enum.
    fn parts_of(&self, owner: &str) -> Vec<&str> {
        let spec = self.spec;
        let operation = spec.operations.get(owner);
        let shared = operation.and_then(|one| spec.operations.get(one.params_of.as_ref()?));
        let params = [operation, shared].into_iter().flatten();
        let mut parts: Vec<_> = params.flat_map(|one| names(&one.params)).collect();
        parts.extend(operation.iter().flat_map(|one| names(&one.path)));
        let fields = spec.types.get(owner).map(|ty| names(&ty.fields));
        let values = spec.enums.get(owner).map(|entry| names(&entry.values));
        parts.extend(fields.into_iter().chain(values).flatten());
        parts
    }

    /// Checks the replacement of something that the version at an index removes.
    fn wrong_replacement(
        &self,
        fact: &VersionedFact<'_>,
        replacement: &Name,
        removed_in: Option<usize>,
    ) -> Option<Diagnostic> {
        let (kind, name) = (fact.item_kind, fact.name);
        let owner = fact.owner.map(|owner| owner.name.as_str());
        let Some(removed_in) = removed_in else {
            return Some(messages::replaced_but_not_removed(kind, name, replacement));
        };
        let Some(target) = self.spec.target(kind, owner, replacement) else {
            let near = self.near_replacement(fact, replacement);
            let about = (kind, owner);
            return Some(messages::unknown_replacement(about, replacement, near));
        };
        if target.key.place == name.place {
            return Some(messages::replaced_by_itself(kind, name, replacement));
        }
        let version = self.timeline.versions()[removed_in];
        let there = target.is_in(&self.timeline, removed_in);
        (!there)
            .then(|| messages::replacement_unavailable((kind, name), replacement, &target, version))
    }
}

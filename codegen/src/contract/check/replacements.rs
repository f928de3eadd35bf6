//! What to use instead of something that is removed.

use super::Checker;
use crate::contract::diagnostic::Diagnostic;
use crate::contract::messages::versions as messages;
use crate::contract::spec::facts::VersionedFact;
use crate::contract::spec::located::Name;
use crate::contract::spec::replacement::removed_for_good;

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
            return Some(messages::unknown_replacement(kind, owner, replacement));
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

//! The table of versions, and every mention of a version.

use std::collections::BTreeMap;

use super::Checker;
use crate::contract::diagnostic::Place;
use crate::contract::messages::{values, versions as messages};
use crate::contract::spec::facts::VersionedFact;
use crate::contract::spec::located::{Located, Name};
use crate::contract::spec::timeline::{ALWAYS, VersionSet};
use crate::contract::spec::{Availability, Range, VersionName};

impl Checker<'_> {
    pub(super) fn check_versions(&mut self) {
        self.check_version_table();
        for fact in self.spec.versioned_facts() {
            self.check_entries(&fact);
        }
    }

    fn check_version_table(&mut self) {
        if self.spec.versions.0.is_empty() {
            self.report(messages::missing_section());
        }
        let mut releases = BTreeMap::new();
        let mut expiries = BTreeMap::new();
        for (name, version) in self.spec.versions.iter() {
            match name.parse::<VersionName>() {
                Ok(parsed) => {
                    releases.insert(parsed, &version.released);
                    expiries.extend(version.expires.as_ref().map(|expires| (parsed, expires)));
                }
                Err(error) => {
                    self.report(values::invalid_key(&error, name.place));
                    continue;
                }
            };
            if let Some(expires) = &version.expires
                && expires.value <= version.released.value
            {
                self.report(messages::expires_too_early(
                    name,
                    expires,
                    &version.released,
                ));
            }
        }
        for ((older, before), (newer, after)) in releases.iter().zip(releases.iter().skip(1)) {
            if after.value <= before.value {
                let (newer, older) = ((*newer, after.place), (*older, before.place));
                self.report(messages::wrong_release_order(newer, older));
            }
        }
        for ((older, before), (newer, after)) in expiries.iter().zip(expiries.iter().skip(1)) {
            if after.value < before.value {
                let (newer, older) = ((*newer, after.place), (*older, before.place));
                self.report(messages::wrong_expiry_order(newer, older));
            }
        }
    }

    /// Checks what an entry states, and returns whether it is valid.
    fn check_availability(
        &mut self,
        kind: &str,
        name: &Name,
        availability: Availability<'_>,
    ) -> bool {
        let before = self.diagnostics.len();
        let Availability {
            since,
            removed_in,
            ranges,
        } = availability;
        self.check_span(since, removed_in);
        if let Some(ranges) = ranges {
            for range in ranges.iter() {
                self.check_span(range.since.as_ref(), range.removed_in.as_ref());
            }
            let unlimited = |range: &Range| range.since.is_none() && range.removed_in.is_none();
            if since.or(removed_in).is_some() || ranges.is_empty() || ranges.iter().any(unlimited) {
                self.report(messages::invalid_ranges(kind, name, ranges.place));
            }
            for pair in ranges.windows(2) {
                self.check_range_order(kind, name, &pair[0], &pair[1]);
            }
        }
        self.diagnostics.len() == before
    }

    fn check_range_order(&mut self, kind: &str, name: &Name, one: &Range, next: &Range) {
        let apart = match (&one.removed_in, &next.since) {
            (Some(end), Some(start)) => end.value < start.value,
            _ => false,
        };
        if !apart {
            let bound = next.since.as_ref().or(next.removed_in.as_ref());
            let place = bound.map_or(name.place, |version| version.place);
            self.report(messages::ranges_touch(kind, name, place));
        }
    }

    fn check_span(
        &mut self,
        since: Option<&Located<VersionName>>,
        removed_in: Option<&Located<VersionName>>,
    ) {
        for version in [since, removed_in].into_iter().flatten() {
            if self.knows_versions && self.timeline.index(version.value).is_none() {
                let known = self.timeline.versions();
                self.report(messages::unknown_version(version, known));
            }
        }
        if let (Some(since), Some(removed_in)) = (since, removed_in)
            && removed_in.value <= since.value
        {
            self.report(messages::removed_too_early(since, removed_in));
        }
    }

    /// Each entry is available in some version, and no two in the same one.
    fn check_entries(&mut self, fact: &VersionedFact<'_>) {
        let VersionedFact { kind, name, .. } = *fact;
        if fact.entries.is_empty() {
            self.report(messages::no_entries(kind, name));
        }
        let owner = fact.owner.map_or(ALWAYS, |owner| owner.availability);
        let owner = self.timeline.set(owner);
        let owner_exists = self.timeline.first(&owner).is_some();
        let mut earlier: Vec<(VersionSet, Place)> = Vec::new();
        for entry in &fact.entries {
            let availability = entry.availability();
            if !self.check_availability(kind, name, availability) {
                continue;
            }
            let place = availability.place();
            let set = self.timeline.set(availability);
            // Such an entry would have no effect.
            let never = self.timeline.first(&set.and(&owner)).is_none();
            if never && owner_exists {
                let place = place.unwrap_or(name.place);
                self.report(messages::never_available(kind, name, place));
            }
            let place = place.unwrap_or(entry.doc().place);
            let overlap = earlier.iter().find_map(|(other, place)| {
                let version = self.timeline.first(&set.and(other))?;
                Some((version, *place))
            });
            if let Some((version, other)) = overlap {
                self.report(messages::entries_overlap(
                    kind,
                    name,
                    version,
                    [place, other],
                ));
            }
            earlier.push((set, place));
        }
    }
}

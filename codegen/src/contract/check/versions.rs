//! The table of versions, and every mention of a version.

use std::collections::HashMap;

use super::{Checker, list};
use crate::contract::diagnostic::{Diagnostic, message};
use crate::contract::spec::located::{Located, OneOrMany};
use crate::contract::spec::timeline::{ALWAYS, VersionSet};
use crate::contract::spec::words::VersionName;
use crate::contract::spec::{Availability, Range, Versioned};

impl Checker<'_> {
    pub(super) fn check_versions(&mut self) {
        self.check_table();
        for fact in self.spec.facts() {
            if let Some(availability) = fact.availability {
                self.check_availability(fact.kind, fact.name, availability);
            }
        }
        let spec = self.spec;
        let all = self.timeline.set(ALWAYS);
        for (name, operation) in spec.operations.iter() {
            let owner = self.check_some("operation", name, operation, &all);
            for (name, params) in operation.params.iter() {
                self.check_entries("parameter", name, params, &owner);
            }
        }
        for (_, entry) in spec.enums.iter() {
            for (name, values) in entry.values.iter() {
                self.check_entries("value", name, values, &all);
            }
        }
        for (name, entry) in spec.types.iter() {
            let owner = self.check_some("type", name, entry, &all);
            for (name, fields) in entry.fields.iter() {
                self.check_entries("field", name, fields, &owner);
            }
        }
        for (name, codes) in spec.errors.iter() {
            self.check_entries("error code", name, codes, &all);
            for code in &codes.0 {
                let owner = self.timeline.set(code.availability());
                for (kind, cases) in code.cases() {
                    for (name, cases) in cases.iter() {
                        self.check_entries(kind, name, cases, &owner);
                    }
                }
            }
        }
    }

    /// What holds in no version would be dropped in silence.
    fn check_some(
        &mut self,
        kind: &str,
        name: &Located<String>,
        entry: &impl Versioned,
        owner: &VersionSet,
    ) -> VersionSet {
        let set = self.timeline.set(entry.availability());
        if !self.timeline.versions().is_empty() && self.timeline.overlap(&set, owner).is_none() {
            self.found.push(
                Diagnostic::new(message!("the {kind} `{}` holds in no version", name.value))
                    .at(name.place, "never there")
                    .help("remove it, or mend its versions and those of what it belongs to"),
            );
        }
        set
    }

    fn check_table(&mut self) {
        if self.spec.versions.0.is_empty() {
            let diagnostic = Diagnostic::new("the spec has no `versions`");
            self.found.push(diagnostic.help(
                "add `versions:` with a line such as \
                 `v19.0: { released: 2024-01-23, source: changelog }`",
            ));
        }
        let mut releases = HashMap::new();
        for (name, version) in self.spec.versions.iter() {
            match name.value.parse::<VersionName>() {
                Ok(parsed) => releases.insert(parsed, &version.released),
                Err(error) => {
                    let diagnostic = Diagnostic::new(error.wrong()).at(name.place, "");
                    self.found.push(diagnostic.help(error.help()));
                    continue;
                }
            };
            if let Some(expires) = &version.expires
                && expires.value <= version.released.value
            {
                self.found.push(
                    Diagnostic::new(message!(
                        "`{}` does not expire after its release",
                        name.value
                    ))
                    .at(expires.place, "the end")
                    .at(version.released.place, "the release")
                    .help("look the two days up in Meta's version table"),
                );
            }
        }
        for pair in self.timeline.versions().windows(2) {
            let (older, newer) = (releases[&pair[0]], releases[&pair[1]]);
            if newer.value <= older.value {
                self.found.push(
                    Diagnostic::new(message!(
                        "`{}` is not released after `{}`",
                        pair[1],
                        pair[0]
                    ))
                    .at(newer.place, format!("the release of `{}`", pair[1]))
                    .at(older.place, format!("the release of `{}`", pair[0]))
                    .help("look the two days up in Meta's version table"),
                );
            }
        }
    }

    fn check_availability(
        &mut self,
        kind: &str,
        name: &Located<String>,
        availability: Availability<'_>,
    ) {
        let Availability {
            since,
            removed_in,
            ranges,
        } = availability;
        self.check_span(since, removed_in);
        let Some(ranges) = ranges else { return };
        for range in ranges {
            self.check_span(range.since.as_ref(), range.removed_in.as_ref());
        }
        let empty = |range: &Range| range.since.is_none() && range.removed_in.is_none();
        if since.is_some() || removed_in.is_some() || ranges.is_empty() || ranges.iter().any(empty)
        {
            let message = message!(
                "the {kind} `{}` needs either `ranges` that begin or end, or `since` and `removed_in`",
                name.value
            );
            self.found.push(
                Diagnostic::new(message)
                    .at(name.place, "")
                    .help("`ranges` is for what came and went more than once"),
            );
        }
        for pair in ranges.windows(2) {
            self.check_order(kind, name, &pair[0], &pair[1]);
        }
    }

    fn check_order(&mut self, kind: &str, name: &Located<String>, one: &Range, next: &Range) {
        let apart = match (&one.removed_in, &next.since) {
            (Some(end), Some(start)) => end.value < start.value,
            _ => false,
        };
        if apart {
            return;
        }
        let message = message!("the ranges of the {kind} `{}` overlap or touch", name.value);
        let place = next.since.as_ref().or(next.removed_in.as_ref());
        self.found.push(
            Diagnostic::new(message)
                .at(
                    place.map_or(name.place, |version| version.place),
                    "this range",
                )
                .help("order the ranges from old to new, with a version between two of them"),
        );
    }

    fn check_span(
        &mut self,
        since: Option<&Located<VersionName>>,
        removed_in: Option<&Located<VersionName>>,
    ) {
        for version in [since, removed_in].into_iter().flatten() {
            self.check_known(version);
        }
        if let (Some(since), Some(removed)) = (since, removed_in)
            && removed.value <= since.value
        {
            self.found.push(
                Diagnostic::new(message!(
                    "`removed_in: {}` does not come after `since: {}`",
                    removed.value,
                    since.value
                ))
                .at(removed.place, "removed here")
                .at(since.place, "there from here on")
                .help("`removed_in` names the first version that lacks the thing"),
            );
        }
    }

    fn check_known(&mut self, version: &Located<VersionName>) {
        if self.timeline.index(version.value).is_some() {
            return;
        }
        let known = list(self.timeline.versions());
        self.found.push(
            Diagnostic::new(message!(
                "`{}` is not in the table of versions",
                version.value
            ))
            .at(version.place, "unknown version")
            .help(format!(
                "the versions are {known}; leave out what holds from the oldest on"
            )),
        );
    }

    /// Entries of one name divide the versions between them.
    fn check_entries<T: Versioned>(
        &mut self,
        kind: &str,
        name: &Located<String>,
        entries: &OneOrMany<T>,
        owner: &VersionSet,
    ) {
        if entries.0.is_empty() {
            self.found.push(
                Diagnostic::new(message!("the {kind} `{}` is an empty list", name.value))
                    .at(name.place, "")
                    .help("write what it is, or remove it"),
            );
        }
        let mut sets: Vec<VersionSet> = Vec::new();
        for entry in &entries.0 {
            let set = self.check_some(kind, name, entry, owner);
            let overlap = sets
                .iter()
                .find_map(|other| self.timeline.overlap(&set, other));
            if let Some(version) = overlap {
                self.found.push(
                    Diagnostic::new(message!(
                        "two entries of the {kind} `{}` hold in `{}`",
                        name.value,
                        version
                    ))
                    .at(name.place, "")
                    .help("end one with `removed_in` where the other begins with `since`"),
                );
            }
            sets.push(set);
        }
    }
}

//! What a version is claimed to have.

use std::fmt;

use super::versions::unversioned;
use super::{Address, VersionedEntry, versioned};
use crate::contract::spec::located::Name;
use crate::contract::spec::{Spec, VersionName};

/// A call, a type, or something that no version limits, with its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// Its name, such as `UnifiedThread`.
    pub name: String,
    /// The kind of its parts, such as `fields`.
    pub kind: &'static str,
    /// The names of its parts in the version.
    pub parts: Vec<String>,
    /// Whether it can be limited to versions.
    pub is_bound: bool,
}

impl fmt::Display for Claimed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.name.as_str(), self.parts.is_empty()) {
            ("", _) => write!(f, "{}: {}", self.kind, self.parts.join(", ")),
            (name, true) => write!(f, "{name}, without {}", self.kind),
            (name, false) => write!(f, "{name}: {} {}", self.kind, self.parts.join(", ")),
        }
    }
}

/// Returns everything that a version is claimed to have: calls with their
/// parameters, types with their fields, and what no version limits.
pub fn claimed(spec: &Spec, version: VersionName) -> Vec<Claimed> {
    let entries = versioned(spec);
    let holds = |entry: &&VersionedEntry<'_>| {
        let spans = entry.availability.spans();
        spans.iter().any(|span| span.contains(version))
    };
    let here: Vec<_> = entries.iter().filter(holds).collect();
    let there = |section: &str, name: &str| {
        let mut here = here.iter();
        here.any(|entry| entry.address == Address::new([section, name]))
    };
    let parts = |section: &str, name: &str| {
        let parts = here.iter().filter(|entry| {
            entry.address.names() == [section, name] && entry.address.keys().count() == 4
        });
        let mut parts: Vec<_> = parts.map(|entry| entry.address.name().to_owned()).collect();
        parts.dedup();
        parts
    };
    let wrappers = unversioned(spec);
    let mut all = Vec::new();
    let mut add = |section, name: &str, kind, mut own: Vec<String>| {
        own.extend(parts(section, name));
        all.push(Claimed {
            name: name.to_owned(),
            kind,
            parts: own,
            is_bound: section != "enums" && !wrappers.contains(name),
        });
    };
    for (name, operation) in spec.operations.iter() {
        if there("operations", name) {
            let path = operation.path.names();
            let own = path.map(|name| name.value.clone()).collect();
            add("operations", name, "parameters", own);
        }
    }
    for name in spec.types.names().filter(|name| there("types", name)) {
        add("types", name, "fields", Vec::new());
    }
    for name in spec.enums.names() {
        add("enums", name, "values", Vec::new());
    }
    all.extend(unbound(spec, &here));
    all
}

/// What no version limits, a list for each kind.
fn unbound(spec: &Spec, here: &[&VersionedEntry<'_>]) -> Vec<Claimed> {
    fn names<'a>(names: impl Iterator<Item = &'a Name>) -> Vec<String> {
        names.map(|name| name.value.clone()).collect()
    }
    let codes = here.iter().filter(|entry| {
        let [section, _] = entry.address.names();
        section == "errors" && entry.owner.is_none()
    });
    let mut codes: Vec<_> = codes
        .map(|entry| entry.address.names()[1].to_owned())
        .collect();
    codes.dedup();
    let lists = [
        ("hosts", names(spec.hosts.names())),
        (
            "parameters of every read",
            names(spec.common_params.names()),
        ),
        ("ids", names(spec.ids.names())),
        ("headers", names(spec.headers.names())),
        ("error codes", codes),
    ];
    let lists = lists.into_iter().filter(|(_, parts)| !parts.is_empty());
    let lists = lists.map(|(kind, parts)| Claimed {
        name: String::new(),
        kind,
        parts,
        is_bound: false,
    });
    lists.collect()
}

//! Which calls of which versions differ.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// What the contract states of the calls of all versions.
pub struct Calls {
    /// The name of each call, and all that is stated of it, by version. Oldest first.
    versions: Vec<(String, BTreeMap<String, String>)>,
}

impl Calls {
    pub fn read() -> Self {
        let text = include_str!("../../../generated/contract.json");
        let contract: Value = serde_json::from_str(text).unwrap();
        let versions = contract["versions"].as_array().unwrap().iter();
        let versions = versions.map(|version| {
            let name = version["version"].as_str().unwrap().to_owned();
            let operations = version["operations"].as_array().unwrap().iter();
            let calls = operations.map(|operation| {
                let name = operation["name"].as_str().unwrap().to_owned();
                (name, stated(operation, version))
            });
            (name, calls.collect())
        });
        Self {
            versions: versions.collect(),
        }
    }

    /// The calls of some versions, each with those versions alone in which it differs from the
    /// ones before.
    ///
    /// # Panics
    ///
    /// If another version has a call that differs from all of these, unless it is newer.
    pub fn distinct<'a>(&self, versions: &[&'a str]) -> Vec<(&'a str, BTreeSet<&str>)> {
        let mut seen = BTreeSet::new();
        let mut distinct = Vec::new();
        for version in versions {
            let calls = self.of(version).iter();
            let new = calls.filter(|call| seen.insert(*call));
            distinct.push((*version, new.map(|(name, _)| name.as_str()).collect()));
        }
        let last = versions.last().unwrap();
        let known = self.versions.iter().position(|(name, _)| name == last);
        for (version, calls) in &self.versions[..known.unwrap()] {
            for call in calls {
                assert!(seen.contains(&call), "{} of {version} is missing", call.0);
            }
        }
        distinct
    }

    fn of(&self, version: &str) -> &BTreeMap<String, String> {
        let mut versions = self.versions.iter();
        &versions.find(|(name, _)| name == version).unwrap().1
    }
}

/// A call with the types that it names, and those that they name, and the errors.
fn stated(operation: &Value, version: &Value) -> String {
    let named = |list: &str| {
        let all = version[list].as_array().unwrap().iter();
        all.map(|one| (one["name"].as_str().unwrap(), one))
    };
    let types: BTreeMap<&str, &Value> = named("types").chain(named("enums")).collect();
    let mut found = BTreeMap::new();
    let mut left = vec![operation];
    while let Some(value) = left.pop() {
        for name in names(value) {
            if let Some((name, ty)) = types.get_key_value(name.as_str())
                && found.insert(*name, *ty).is_none()
            {
                left.push(ty);
            }
        }
    }
    format!("{operation} {found:?} {}", version["errors"])
}

/// The names in the types of the parameters, fields and answers.
fn names(value: &Value) -> Vec<String> {
    match value {
        Value::Object(object) => {
            let members = object.iter();
            let found = members.flat_map(|(key, value)| match (key.as_str(), value) {
                ("type" | "returns", Value::String(ty)) => {
                    let names = ty.split(|c: char| !c.is_ascii_alphanumeric());
                    names.map(str::to_owned).collect()
                }
                _ => names(value),
            });
            found.collect()
        }
        Value::Array(values) => values.iter().flat_map(names).collect(),
        _ => Vec::new(),
    }
}

//! The file of the spec that defines each name, for the headers of generated
//! files.

use std::collections::{BTreeSet, HashMap};

use crate::contract::diagnostic::Sources;
use crate::contract::spec::Spec;

/// The names of the spec and the files that define them.
#[derive(Clone, Debug, Default)]
pub struct Origins(HashMap<String, String>);

impl Origins {
    /// Finds the file of every name for which a file is generated.
    pub fn new(spec: &Spec, sources: &Sources) -> Self {
        let mut origins = HashMap::new();
        let names = spec
            .versions
            .names()
            .chain(spec.hosts.names())
            .chain(spec.ids.names())
            .chain(spec.enums.names())
            .chain(spec.types.names())
            .chain(spec.operations.names())
            .chain(spec.errors.names());
        for name in names {
            origins.insert(name.value.clone(), sources.name(name.place).to_owned());
        }
        Self(origins)
    }

    /// Returns the file that defines a name.
    pub fn of(&self, name: &str) -> String {
        self.of_all([name])
    }

    /// Returns the files that define names.
    pub fn of_all<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> String {
        let files = names.into_iter().filter_map(|name| self.0.get(name));
        let files: BTreeSet<&str> = files.map(String::as_str).collect();
        if files.is_empty() {
            return "spec".to_owned();
        }
        files.into_iter().collect::<Vec<_>>().join(", ")
    }
}

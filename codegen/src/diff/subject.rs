//! What a change is about.

use std::fmt;

/// The keys that lead to a thing in the spec, such as `types`, `UnifiedThread`,
/// `fields`, `subject`: a section and a name in turn.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Subject(Vec<String>);

/// Sections whose names need no section to be told apart.
const UNSAID: [&str; 8] = [
    "operations",
    "enums",
    "types",
    "ids",
    "path",
    "params",
    "values",
    "fields",
];

impl Subject {
    /// A thing of a section of the spec.
    pub(super) fn new(section: &str, name: impl ToString) -> Self {
        Self(vec![section.to_owned(), name.to_string()])
    }

    /// What the API is called.
    pub(super) fn api() -> Self {
        Self(vec!["api".to_owned()])
    }

    /// A thing of a section of this thing.
    pub(super) fn of(&self, section: &str, name: impl ToString) -> Self {
        let more = [section.to_owned(), name.to_string()];
        Self(self.0.iter().cloned().chain(more).collect())
    }

    /// The keys, from the top.
    pub(super) fn keys(&self) -> Vec<&str> {
        self.0.iter().map(String::as_str).collect()
    }
}

/// The name that people use, such as `UnifiedThread.subject`.
impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = self.0.iter().enumerate();
        let said = keys.filter(|(at, key)| at % 2 == 1 || !UNSAID.contains(&key.as_str()));
        let words: Vec<_> = said.map(|(_, key)| key.as_str()).collect();
        f.write_str(&words.join("."))
    }
}

//! What a change is about.

use std::fmt;

/// The keys that lead to a thing in the spec, such as `types`, `UnifiedThread`,
/// `fields`, `subject`: a section and a name in turn, in one text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Subject(String);

/// What stands between two keys, and in none.
const BETWEEN: char = '\0';

/// Sections whose names need no section to be told apart.
const UNSAID: [&str; 9] = [
    "versions",
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
    pub(super) fn new(section: &str, name: impl fmt::Display) -> Self {
        Self(format!("{section}{BETWEEN}{name}"))
    }

    /// What the API is called.
    pub(super) fn api() -> Self {
        Self("api".to_owned())
    }

    /// A thing of a section of this thing.
    pub(super) fn of(&self, section: &str, name: impl fmt::Display) -> Self {
        Self(format!("{}{BETWEEN}{section}{BETWEEN}{name}", self.0))
    }

    /// The keys, from the top.
    pub(super) fn keys(&self) -> Vec<&str> {
        self.0.split(BETWEEN).collect()
    }
}

/// The name that people use, such as `UnifiedThread.subject`.
impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = self.0.split(BETWEEN).enumerate();
        let said = keys.filter(|(at, key)| at % 2 == 1 || !UNSAID.contains(key));
        for (nth, (_, key)) in said.enumerate() {
            if nth > 0 {
                f.write_str(".")?;
            }
            f.write_str(key)?;
        }
        Ok(())
    }
}

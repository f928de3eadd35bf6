//! The path of an item in a spec.

use std::fmt;

/// The keys that lead to an item of a spec, such as `types`, `UnifiedThread`,
/// `fields`, `subject`: sections and names in turn.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Path(String);

/// Separates keys, and is part of none.
const SEPARATOR: char = '\0';

/// Sections that people leave out of a name: the names in them are unique
/// without it.
const IMPLIED: [&str; 9] = [
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

impl Path {
    /// The path of the contract itself.
    pub(crate) fn api() -> Self {
        Self("api".to_owned())
    }

    /// An item in a section of the spec.
    pub fn new(section: &str, name: impl fmt::Display) -> Self {
        Self(format!("{section}{SEPARATOR}{name}"))
    }

    /// An item in a section of this item.
    #[must_use]
    pub fn child(&self, section: &str, name: impl fmt::Display) -> Self {
        Self(format!("{}{SEPARATOR}{section}{SEPARATOR}{name}", self.0))
    }

    /// The keys, outermost first.
    pub fn keys(&self) -> Vec<&str> {
        self.0.split(SEPARATOR).collect()
    }
}

/// The name that people use, such as `UnifiedThread.subject`.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = self.0.split(SEPARATOR).enumerate();
        let shown = keys.filter(|(index, key)| index % 2 == 1 || !IMPLIED.contains(key));
        for (nth, (_, key)) in shown.enumerate() {
            if nth > 0 {
                f.write_str(".")?;
            }
            f.write_str(key)?;
        }
        Ok(())
    }
}

//! Values of the parameter `fields`.

use std::fmt;

/// Names of fields, each once, in the order in which they were asked for.
///
/// The selectors of the version modules, such as `UnifiedThreadFields`, make it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldSet(Vec<&'static str>);

impl FieldSet {
    /// Adds a field.
    #[doc(hidden)]
    #[must_use]
    pub fn field(mut self, name: &'static str) -> Self {
        if !self.0.contains(&name) {
            self.0.push(name);
        }
        self
    }

    /// The parameter's value; `None` where no field was asked for.
    #[doc(hidden)]
    pub fn value(&self) -> Option<String> {
        (!self.0.is_empty()).then(|| self.to_string())
    }
}

/// Writes the names as Graph takes them, with commas.
impl fmt::Display for FieldSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(","))
    }
}

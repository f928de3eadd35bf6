//! Values of the parameter `fields`.

use std::fmt;

/// Names of fields, each once, in the order in which they were asked for.
///
/// The selectors of the version modules, such as `UnifiedThreadFields`, make it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldSet(Vec<Field>);

/// A field, and what follows its name: modifiers, and fields of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Field {
    name: &'static str,
    expansion: String,
}

impl FieldSet {
    /// Adds a field.
    #[doc(hidden)]
    #[must_use]
    pub fn field(self, name: &'static str) -> Self {
        match self.0.iter().any(|field| field.name == name) {
            true => self,
            false => self.put(name, String::new()),
        }
    }

    /// Adds a field with modifiers and fields of its own.
    #[doc(hidden)]
    #[must_use]
    pub fn expanded<F: Into<Self>>(self, name: &'static str, expansion: Expansion<F>) -> Self {
        let Expansion { modifiers, fields } = expansion;
        let fields: Self = fields.into();
        let fields = fields
            .value()
            .map_or(String::new(), |fields| format!("{{{fields}}}"));
        self.put(name, modifiers + &fields)
    }

    /// The last word on a field counts.
    fn put(mut self, name: &'static str, expansion: String) -> Self {
        match self.0.iter_mut().find(|field| field.name == name) {
            Some(field) => field.expansion = expansion,
            None => self.0.push(Field { name, expansion }),
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
        let fields = self.0.iter();
        let fields: Vec<_> = fields
            .map(|field| format!("{}{}", field.name, field.expansion))
            .collect();
        f.write_str(&fields.join(","))
    }
}

/// Fields to ask for within a field, and how many nodes of an edge.
///
/// ```
/// use page_conversations::v26_0::{UnifiedMessageFields, UnifiedThreadFields};
/// use page_conversations::{Expansion, FieldSet};
///
/// let messages = Expansion::new(UnifiedMessageFields::new().message().from()).limit(5);
/// let fields = UnifiedThreadFields::new().updated_time().messages_with(messages);
/// assert_eq!(FieldSet::from(fields).to_string(), "updated_time,messages.limit(5){message,from}");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an expansion does nothing until a selection carries it"]
pub struct Expansion<F> {
    modifiers: String,
    fields: F,
}

impl<F> Expansion<F> {
    /// Asks for fields within a field.
    pub fn new(fields: F) -> Self {
        Self {
            modifiers: String::new(),
            fields,
        }
    }

    /// Asks for so many nodes of an edge at most.
    pub fn limit(self, limit: u64) -> Self {
        self.modifier("limit", limit)
    }

    /// Asks for the nodes of an edge after a cursor.
    pub fn after(self, cursor: impl fmt::Display) -> Self {
        self.modifier("after", cursor)
    }

    /// Adds another modifier that the edge takes, such as `source`.
    ///
    /// What Graph has a meaning for, as parentheses and braces, is left out of
    /// the value.
    pub fn modifier(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        let value = value.to_string().replace(['(', ')', '{', '}', ','], "");
        self.modifiers.push_str(&format!(".{name}({value})"));
        self
    }
}

impl<F> From<F> for Expansion<F> {
    fn from(fields: F) -> Self {
        Self::new(fields)
    }
}

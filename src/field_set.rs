//! Values of the parameter `fields`.

use std::fmt::{self, Display};

use serde::Serialize;

use crate::request::json;

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
        let modifiers = modifiers
            .iter()
            .map(|(name, value)| format!(".{name}({value})"));
        let mut text: String = modifiers.collect();
        let fields: Self = fields.into();
        if let Some(fields) = fields.value() {
            text.push_str(&format!("{{{fields}}}"));
        }
        self.put(name, text)
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
impl Display for FieldSet {
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
/// An edge that has a request of its own takes more: its expansion, such as
/// `ListMessagesExpansion`, has a method for each parameter.
///
/// ```
/// use page_conversations::v26_0::{ParticipantFields, UnifiedThreadFields};
/// use page_conversations::{Expansion, FieldSet};
///
/// let participants = Expansion::new(ParticipantFields::new().name()).limit(5);
/// let fields = UnifiedThreadFields::new().updated_time().participants_with(participants);
/// assert_eq!(FieldSet::from(fields).to_string(), "updated_time,participants.limit(5){name}");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an expansion does nothing until a selection carries it"]
pub struct Expansion<F> {
    /// Names and values, each name once.
    modifiers: Vec<(&'static str, String)>,
    fields: F,
}

impl<F> Expansion<F> {
    /// Asks for fields within a field.
    pub fn new(fields: F) -> Self {
        Self {
            modifiers: Vec::new(),
            fields,
        }
    }

    /// Asks for so many nodes of an edge at most.
    pub fn limit(self, limit: u64) -> Self {
        self.modifier("limit", limit)
    }

    /// Asks for the nodes of an edge after a cursor.
    pub fn after(self, cursor: impl Display) -> Self {
        self.modifier("after", cursor)
    }

    /// Adds a modifier whose value is text or a number.
    ///
    /// What Graph has a meaning for, as parentheses and braces, is left out of
    /// the value.
    #[doc(hidden)]
    pub fn modifier(self, name: &'static str, value: impl Display) -> Self {
        self.put(name, plain(&value))
    }

    /// Adds a modifier whose value is a list with commas.
    #[doc(hidden)]
    pub fn modifier_comma<T: Display>(self, name: &'static str, values: &[T]) -> Self {
        let values: Vec<_> = values.iter().map(|value| plain(value)).collect();
        self.put(name, values.join(","))
    }

    /// Adds a modifier whose value is JSON.
    #[doc(hidden)]
    pub fn modifier_json<T: Serialize>(self, name: &'static str, value: &T) -> Self {
        self.put(name, escaped(&json(value)))
    }

    /// The last word on a modifier counts.
    fn put(mut self, name: &'static str, value: String) -> Self {
        self.modifiers.retain(|(other, _)| *other != name);
        self.modifiers.push((name, value));
        self
    }
}

impl<F> From<F> for Expansion<F> {
    fn from(fields: F) -> Self {
        Self::new(fields)
    }
}

/// What ends a modifier, or begins another field.
const SYNTAX: [char; 5] = ['(', ')', '{', '}', ','];

/// Text without what Graph has a meaning for.
fn plain(value: &impl Display) -> String {
    value.to_string().replace(SYNTAX, "")
}

/// JSON in whose texts nothing is left that Graph has a meaning for. Outside of
/// them it has braces and commas of its own, and no parentheses.
fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    let (mut quoted, mut after_backslash) = (false, false);
    for c in json.chars() {
        if quoted && SYNTAX.contains(&c) {
            text.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            text.push(c);
        }
        quoted ^= c == '"' && !after_backslash;
        after_backslash = c == '\\' && !after_backslash;
    }
    text
}

//! The parameter `fields`.

use std::fmt::{self, Display};
use std::str::FromStr;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::request::parameter::json;
use crate::types::timestamp::Timestamp;

/// Nodes of a page for which no limit is set.
pub(crate) const DEFAULT_LIMIT: u64 = 25;

/// The modifier that limits the nodes of an edge.
const LIMIT: &str = "limit";

/// A selection of fields, each once, in the order in which they were selected.
///
/// The selectors of the version modules, such as `UnifiedThreadFields`, build it.
/// It is displayed in the syntax of Graph, such as `id,messages.limit(5){message}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct FieldSet(Vec<Field>);

/// A field with its modifiers and its fields.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Field {
    name: &'static str,
    /// Names and values, each name once.
    modifiers: Vec<(&'static str, String)>,
    fields: FieldSet,
    /// Whether the field is an edge that a request of its own reads too.
    is_paged: bool,
}

impl FieldSet {
    /// Creates a selection of fields without modifiers.
    pub(crate) fn of(names: &[&'static str]) -> Self {
        names
            .iter()
            .fold(Self::default(), |set, name| set.field(name))
    }

    /// Adds a field.
    #[doc(hidden)]
    #[must_use]
    pub fn field(self, name: &'static str) -> Self {
        match self.0.iter().any(|field| field.name == name) {
            true => self,
            false => self.set(name, Expansion::new(Self::default()), false),
        }
    }

    /// Adds a field with modifiers and fields of its own.
    #[doc(hidden)]
    #[must_use]
    pub fn expanded<F: Into<Self>>(self, name: &'static str, expansion: Expansion<F>) -> Self {
        self.set(name, expansion, false)
    }

    /// Adds an edge that a request of its own reads too, page by page.
    #[doc(hidden)]
    #[must_use]
    pub fn paged<F: Into<Self>>(self, name: &'static str, expansion: Expansion<F>) -> Self {
        self.set(name, expansion, true)
    }

    /// Adds a field, or replaces it.
    fn set<F: Into<Self>>(
        mut self,
        name: &'static str,
        expansion: Expansion<F>,
        is_paged: bool,
    ) -> Self {
        let field = Field {
            name,
            modifiers: expansion.modifiers,
            fields: expansion.fields.into(),
            is_paged,
        };
        match self.0.iter_mut().find(|field| field.name == name) {
            Some(known) => *known = field,
            None => self.0.push(field),
        }
        self
    }

    /// Returns whether a name is that of a selected field, at any depth, or of a modifier.
    #[doc(hidden)]
    pub fn names_field(&self, name: &str) -> bool {
        self.0.iter().any(|field| {
            let mut modifiers = field.modifiers.iter();
            field.name == name
                || modifiers.any(|(modifier, _)| *modifier == name)
                || field.fields.names_field(name)
        })
    }

    /// Returns the value of the parameter, or `None` if no field is selected.
    #[doc(hidden)]
    pub fn value(&self) -> Option<String> {
        (!self.0.is_empty()).then(|| self.to_string())
    }

    /// Returns the names of the selected fields.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|field| field.name)
    }

    /// Returns a selected field, if it is selected.
    ///
    /// ```
    /// use page_conversations::FieldSet;
    /// use page_conversations::v26_0::{
    ///     ListMessagesExpansion, UnifiedMessageFields, UnifiedThreadFields,
    /// };
    ///
    /// let messages = ListMessagesExpansion::new(UnifiedMessageFields::new().message()).limit(5);
    /// let fields = FieldSet::from(UnifiedThreadFields::new().messages_with(messages));
    /// let messages = fields.selected("messages").unwrap();
    /// assert_eq!(messages.modifier("limit"), Some(5));
    /// assert_eq!(messages.fields().unwrap().to_string(), "message");
    /// ```
    pub fn selected(&self, name: &str) -> Option<SelectedField<'_>> {
        let field = self.0.iter().find(|field| field.name == name);
        field.map(SelectedField)
    }

    /// Halves the limits of all nested edges. Returns `None` if none can be smaller.
    pub(crate) fn with_smaller_pages(&self) -> Option<Self> {
        let mut smaller = self.clone();
        smaller.halve_pages().then_some(smaller)
    }

    fn halve_pages(&mut self) -> bool {
        self.0.iter_mut().fold(false, |halved, field| {
            let within = field.fields.halve_pages();
            field.halve_page() || within || halved
        })
    }
}

impl Field {
    /// Halves the limit. Returns `false` if it is not a number, or 1.
    fn halve_page(&mut self) -> bool {
        let limit = self.modifiers.iter_mut().find(|(name, _)| *name == LIMIT);
        let nodes = match &limit {
            Some((_, limit)) => limit.parse().unwrap_or(0),
            None if self.is_paged => DEFAULT_LIMIT,
            None => 0,
        };
        if nodes < 2 {
            return false;
        }
        let half = (nodes / 2).to_string();
        match limit {
            Some((_, limit)) => *limit = half,
            None => self.modifiers.push((LIMIT, half)),
        }
        true
    }
}

/// Writes the field in the syntax of Graph.
impl Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)?;
        for (name, value) in &self.modifiers {
            write!(f, ".{name}({value})")?;
        }
        match self.fields.0.is_empty() {
            true => Ok(()),
            false => write!(f, "{{{}}}", self.fields),
        }
    }
}

/// Writes the selection in the syntax of Graph.
impl Display for FieldSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, field) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str(",")?;
            }
            field.fmt(f)?;
        }
        Ok(())
    }
}

/// A selected field, with its modifiers and its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SelectedField<'a>(&'a Field);

impl SelectedField<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        let modifiers = self.0.modifiers.iter();
        let mut named = modifiers.filter(|(other, _)| *other == name);
        named.next().map(|(_, value)| value.as_str())
    }

    /// Returns the value of a modifier, if it is set to a `T`.
    pub fn modifier<T: FromStr>(&self, name: &str) -> Option<T> {
        self.text(name)?.parse().ok()
    }

    /// Returns the value of a modifier that is a list with commas, if it is set to one of
    /// `T`.
    pub fn modifier_comma<T: FromStr>(&self, name: &str) -> Option<Vec<T>> {
        let values = self.text(name)?.split(',');
        values.map(|value| value.parse().ok()).collect()
    }

    /// Returns the value of a modifier that is a Unix time in milliseconds, if it is set to
    /// one.
    pub fn modifier_milliseconds(&self, name: &str) -> Option<Timestamp> {
        self.modifier(name).map(Timestamp::from_unix_milliseconds)
    }

    /// Returns the value of a modifier that is JSON, if it is set to that of a `T`.
    pub fn modifier_json<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        serde_json::from_str(self.text(name)?).ok()
    }

    /// Returns the fields of the field, if there are any.
    pub fn fields(&self) -> Option<FieldSet> {
        let fields = &self.0.fields;
        (!fields.0.is_empty()).then(|| fields.clone())
    }
}

/// Fields and modifiers of a selected field.
///
/// An edge that a request of its own reads too has an expansion with a method for each
/// parameter, such as `ListMessagesExpansion`.
///
/// ```
/// use page_conversations::v26_0::{ParticipantFields, UnifiedThreadFields};
/// use page_conversations::{Expansion, FieldSet};
///
/// let participants = Expansion::new(ParticipantFields::new().name()).limit(5);
/// let fields = UnifiedThreadFields::new().updated_time().participants_with(participants);
/// assert_eq!(FieldSet::from(fields).to_string(), "updated_time,participants.limit(5){name}");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[must_use = "an expansion does nothing until a selection carries it"]
pub struct Expansion<F> {
    /// Names and values, each name once.
    modifiers: Vec<(&'static str, String)>,
    fields: F,
}

impl<F> Expansion<F> {
    /// Selects fields of a field.
    pub fn new(fields: F) -> Self {
        Self {
            modifiers: Vec::new(),
            fields,
        }
    }

    /// Limits the nodes of an edge.
    pub fn limit(self, limit: u64) -> Self {
        self.modifier(LIMIT, limit)
    }

    /// Selects the nodes of an edge after a cursor.
    pub fn after(self, cursor: impl Display) -> Self {
        self.modifier("after", cursor)
    }

    /// Adds a modifier whose value is text or a number.
    ///
    /// Syntax characters of Graph, such as parentheses and braces, are removed from the
    /// value.
    #[doc(hidden)]
    pub fn modifier(self, name: &'static str, value: impl Display) -> Self {
        self.set(name, plain(&value))
    }

    /// Adds a modifier whose value is a list with commas.
    #[doc(hidden)]
    pub fn modifier_comma<T: Display>(self, name: &'static str, values: &[T]) -> Self {
        let values: Vec<_> = values.iter().map(|value| plain(value)).collect();
        self.set(name, values.join(","))
    }

    /// Adds a modifier whose value is JSON.
    #[doc(hidden)]
    pub fn modifier_json<T: Serialize>(self, name: &'static str, value: &T) -> Self {
        self.set(name, escaped(&json(value)))
    }

    /// Adds a modifier, or replaces it.
    fn set(mut self, name: &'static str, value: String) -> Self {
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

/// Characters that end a modifier, or begin another field.
const SYNTAX: [char; 5] = ['(', ')', '{', '}', ','];

/// Removes syntax characters.
fn plain(value: &impl Display) -> String {
    value.to_string().replace(SYNTAX, "")
}

/// Escapes syntax characters in the strings of JSON. Outside of strings, JSON has braces
/// and commas, but no parentheses.
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

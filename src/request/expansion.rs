//! Fields and modifiers of a selected field.

use std::borrow::Cow;
use std::fmt::Display;

use serde::Serialize;

use crate::request::parameter::json;

/// The modifier that limits the nodes of an edge.
pub(super) const LIMIT: &str = "limit";

/// Names and values of modifiers, each name once.
pub(super) type Modifiers = Vec<(Cow<'static, str>, String)>;

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
    pub(super) modifiers: Modifiers,
    pub(super) fields: F,
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

    /// Adds a modifier that the contract does not list, or replaces it.
    ///
    /// Syntax characters of Graph, such as parentheses and braces, are removed from the
    /// value. A call with an invalid name is refused with
    /// [`Error::Invalid`](crate::Error::Invalid).
    ///
    /// ```
    /// use page_conversations::{Expansion, FieldSet};
    ///
    /// let newest = Expansion::new("id,text").other("order", "reverse_chronological");
    /// let fields = FieldSet::new().other_with("comments", newest);
    /// assert_eq!(fields.to_string(), "comments.order(reverse_chronological){id,text}");
    /// ```
    pub fn other(self, name: impl Into<String>, value: impl Display) -> Self {
        self.set(Cow::Owned(name.into()), plain(&value))
    }

    /// Adds a modifier whose value is text or a number.
    ///
    /// Syntax characters of Graph, such as parentheses and braces, are removed from the
    /// value.
    #[doc(hidden)]
    pub fn modifier(self, name: &'static str, value: impl Display) -> Self {
        self.set(name.into(), plain(&value))
    }

    /// Adds a modifier whose value is a list with commas.
    #[doc(hidden)]
    pub fn modifier_comma<T: Display>(self, name: &'static str, values: &[T]) -> Self {
        let values: Vec<_> = values.iter().map(|value| plain(value)).collect();
        self.set(name.into(), values.join(","))
    }

    /// Adds a modifier whose value is JSON.
    #[doc(hidden)]
    pub fn modifier_json<T: Serialize>(self, name: &'static str, value: &T) -> Self {
        self.set(name.into(), escaped(&json(value)))
    }

    /// Adds a modifier, or replaces it.
    fn set(mut self, name: Cow<'static, str>, value: String) -> Self {
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

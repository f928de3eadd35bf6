//! How a field was selected.

use std::str::FromStr;

use serde::de::DeserializeOwned;

use crate::request::field_set::{Field, FieldSet};
use crate::types::timestamp::Timestamp;

impl FieldSet {
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
        self.find(name).map(SelectedField)
    }
}

/// A selected field, with its modifiers and its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SelectedField<'a>(&'a Field);

impl SelectedField<'_> {
    /// Returns the name of the field.
    pub(crate) fn name(&self) -> &str {
        &self.0.name
    }

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
        (!fields.is_empty()).then(|| fields.clone())
    }
}

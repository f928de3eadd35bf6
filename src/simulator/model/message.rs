//! A message of a conversation.

use serde_json::Value;

use super::person::Person;
use crate::types::timestamp::Timestamp;

/// A message of a conversation.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Message {
    /// Id.
    pub id: String,
    /// Time at which it was sent.
    pub created_time: Timestamp,
    /// Sender.
    pub from: Person,
    /// Recipients.
    pub to: Vec<Person>,
    /// Text, or empty.
    pub message: String,
    /// Names of its tags, such as `inbox` and `read`.
    pub tags: Vec<String>,
    /// URL of a sticker.
    pub sticker: Option<String>,
    /// Further fields, by name, in the form that Graph returns: attachments,
    /// shares, reactions, the story or the message that it replies to.
    pub extras: Vec<(String, Value)>,
    /// Whether it was deleted. Graph then refuses to return it.
    pub is_deleted: bool,
}

impl Message {
    /// Creates a message without a text.
    pub fn new(id: impl Into<String>, created_time: Timestamp, from: Person) -> Self {
        Self {
            id: id.into(),
            created_time,
            from,
            to: Vec::new(),
            message: String::new(),
            tags: Vec::new(),
            sticker: None,
            extras: Vec::new(),
            is_deleted: false,
        }
    }

    /// Sets the text.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.message = text.into();
        self
    }

    /// Adds a recipient.
    #[must_use]
    pub fn to(mut self, person: Person) -> Self {
        self.to.push(person);
        self
    }

    /// Adds a field in the form that Graph returns, such as `attachments`.
    ///
    /// A field that no version of the contract has is returned whatever `fields`
    /// selects, and so is such a member of an object within a field:
    ///
    /// ```
    /// # use page_conversations::Timestamp;
    /// # use page_conversations::simulator::{Message, Person};
    /// # use serde_json::json;
    /// # let time = Timestamp::from_unix_seconds(1_785_319_200);
    /// # let person = Person::on_instagram("7", "alex.doe");
    /// let reel = json!({ "type": "ig_reel", "payload": { "reel_video_id": "1" } });
    /// let message = Message::new("m_1", time, person)
    ///     .extra("attachments", json!({ "data": [reel] }))
    ///     .extra("a_field_of_tomorrow", json!(1));
    /// ```
    #[must_use]
    pub fn extra(mut self, field: impl Into<String>, value: Value) -> Self {
        self.extras.push((field.into(), value));
        self
    }
}

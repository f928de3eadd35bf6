//! A conversation.

use std::borrow::Cow;

use serde_json::Value;

use super::page::Page;
use super::person::Person;
use crate::types::timestamp::Timestamp;

/// A messaging platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Platform {
    /// Messenger.
    Messenger,
    /// Instagram.
    Instagram,
}

/// A conversation. The [`World`](super::world::World) holds its messages.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Thread {
    /// Id.
    pub id: String,
    /// Platform of the conversation.
    pub platform: Platform,
    /// Time of the newest message.
    pub updated_time: Timestamp,
    /// Participants: the person, and the Page or Instagram account.
    pub participants: Vec<Person>,
    /// Folder, such as `inbox`.
    pub folder: Cow<'static, str>,
    /// Beginning of the newest message.
    pub snippet: Cow<'static, str>,
    /// Number of unread messages.
    pub unread_count: i64,
    /// Subject, in the versions that have one.
    pub subject: Option<String>,
    /// Whether the Page can reply.
    pub can_reply: bool,
    /// Whether the app owns it; `None` without Conversation Routing.
    pub is_owner: Option<bool>,
    /// Further fields, by name, in the form that Graph returns. They override the
    /// fields above.
    pub extras: Vec<(String, Value)>,
}

impl Thread {
    /// Creates a conversation on Messenger.
    pub fn on_messenger(id: impl Into<String>, updated_time: Timestamp) -> Self {
        Self {
            id: id.into(),
            platform: Platform::Messenger,
            updated_time,
            participants: Vec::new(),
            folder: "inbox".into(),
            snippet: "".into(),
            unread_count: 0,
            subject: None,
            can_reply: true,
            is_owner: None,
            extras: Vec::new(),
        }
    }

    /// Creates a conversation on Instagram.
    pub fn on_instagram(id: impl Into<String>, updated_time: Timestamp) -> Self {
        Self {
            platform: Platform::Instagram,
            ..Self::on_messenger(id, updated_time)
        }
    }

    /// Adds a participant.
    #[must_use]
    pub fn participant(mut self, person: Person) -> Self {
        self.participants.push(person);
        self
    }

    /// Sets the folder, such as `inbox`.
    #[must_use]
    pub fn folder(mut self, folder: impl Into<Cow<'static, str>>) -> Self {
        self.folder = folder.into();
        self
    }

    /// Adds a field in the form that Graph returns, such as `name` or
    /// `wallpaper`. A field that the contract does not have is always returned, as
    /// with [`Message::extra`](super::message::Message::extra).
    #[must_use]
    pub fn extra(mut self, field: impl Into<String>, value: Value) -> Self {
        self.extras.push((field.into(), value));
        self
    }

    /// Sets the beginning of the newest message.
    #[must_use]
    pub fn snippet(mut self, snippet: impl Into<Cow<'static, str>>) -> Self {
        self.snippet = snippet.into();
        self
    }

    /// Returns the participants other than its Page.
    pub(crate) fn people(&self, page: &Page) -> impl Iterator<Item = &Person> {
        let people = self.participants.iter();
        people.filter(|person| !page.has_id(&person.id))
    }
}

//! A participant of a conversation.

use std::borrow::Cow;

/// A person, Page or Instagram account that takes part in a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Person {
    /// Id, scoped to the Page or Instagram account of the conversation.
    pub id: Cow<'static, str>,
    /// Name on Messenger.
    pub name: Option<Cow<'static, str>>,
    /// Username on Instagram.
    pub username: Option<String>,
}

impl Person {
    /// Creates a participant on Messenger.
    pub fn on_messenger(
        id: impl Into<Cow<'static, str>>,
        name: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            id: id.into(),
            name: Some(name.into()),
            username: None,
        }
    }

    /// Creates a participant on Instagram.
    pub fn on_instagram(id: impl Into<Cow<'static, str>>, username: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: None,
            username: Some(username.into()),
        }
    }
}

//! People and accounts that write with each other.

use std::borrow::Cow;

use crate::simulator::render::node::{Data, Node, Within};

/// Someone who takes part in a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Person {
    /// Id, scoped to the Page or the Instagram account that is written to.
    pub id: Cow<'static, str>,
    /// Name on Messenger.
    pub name: Option<Cow<'static, str>>,
    /// Name on Instagram.
    pub username: Option<String>,
}

impl Person {
    /// Someone on Messenger.
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

    /// Someone on Instagram.
    pub fn on_instagram(id: impl Into<Cow<'static, str>>, username: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: None,
            username: Some(username.into()),
        }
    }
}

impl Node for &Person {
    fn data<'a>(&'a self, field: &str, _: &Within<'_>) -> Option<Data<'a>> {
        let text = |text: Option<&'a str>| Some(Data::Text(Cow::Borrowed(text?)));
        match field {
            "id" => Some(Data::Text(Cow::Borrowed(&self.id))),
            "name" => text(self.name.as_deref()),
            // Graph makes it of the id.
            "email" => {
                self.name.as_ref()?;
                Some(Data::Joined(&self.id, "@facebook.com"))
            }
            "username" => text(self.username.as_deref()),
            _ => None,
        }
    }

    fn default_fields(&self) -> &'static [&'static str] {
        &["name", "email", "username"]
    }
}

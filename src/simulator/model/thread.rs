//! Conversations.

use std::borrow::Cow;

use serde_json::Value;

use crate::simulator::model::message::{chosen_field, people, unknown};
use crate::simulator::model::person::Person;
use crate::simulator::model::world::World;
use crate::simulator::render::edge::{self, Window};
use crate::simulator::render::json;
use crate::simulator::render::node::{Data, Node, Within};
use crate::types::timestamp::Timestamp;

/// Name of the type in the contract.
const TYPE: &str = "UnifiedThread";

/// A messaging platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Platform {
    /// Messenger.
    Messenger,
    /// Instagram.
    Instagram,
}

/// A conversation.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Thread {
    /// Id.
    pub id: String,
    /// Where it takes place.
    pub platform: Platform,
    /// When the newest message came.
    pub updated_time: Timestamp,
    /// Those who take part: the person, and the Page or the account.
    pub participants: Vec<Person>,
    /// Folder, such as `inbox`.
    pub folder: Cow<'static, str>,
    /// The newest message in short.
    pub snippet: Cow<'static, str>,
    /// Messages that were not read.
    pub unread_count: i64,
    /// Subject, in the versions that have one.
    pub subject: Option<String>,
    /// Whether the Page can reply.
    pub can_reply: bool,
    /// Whether the app owns it; `None` without Conversation Routing.
    pub is_owner: Option<bool>,
    /// Other fields, each as Graph's answers have it, under the field's name. They
    /// beat the ones above.
    pub extras: Vec<(String, Value)>,
}

impl Thread {
    /// A conversation on Messenger.
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

    /// A conversation on Instagram.
    pub fn on_instagram(id: impl Into<String>, updated_time: Timestamp) -> Self {
        Self {
            platform: Platform::Instagram,
            ..Self::on_messenger(id, updated_time)
        }
    }

    /// Someone who takes part.
    #[must_use]
    pub fn participant(mut self, person: Person) -> Self {
        self.participants.push(person);
        self
    }

    /// Folder, such as `inbox`.
    #[must_use]
    pub fn folder(mut self, folder: impl Into<Cow<'static, str>>) -> Self {
        self.folder = folder.into();
        self
    }

    /// Another field, as Graph's answers have it, such as `name` or `wallpaper`.
    /// What the contract does not know comes in any case, as with
    /// [`Message::extra`](crate::simulator::Message::extra).
    #[must_use]
    pub fn extra(mut self, field: impl Into<String>, value: Value) -> Self {
        self.extras.push((field.into(), value));
        self
    }

    /// The newest message in short.
    #[must_use]
    pub fn snippet(mut self, snippet: impl Into<Cow<'static, str>>) -> Self {
        self.snippet = snippet.into();
        self
    }
}

/// A conversation, with the world that has its messages.
pub(crate) struct ThreadNode<'a> {
    pub(crate) thread: Cow<'a, Thread>,
    pub(crate) world: &'a World,
    /// Id of the Page or the account that it is a conversation of.
    pub(crate) page_id: &'a str,
    /// Whether it was looked up by the person, which returns its id alone.
    pub(crate) by_person: bool,
}

impl Node for ThreadNode<'_> {
    fn data<'a>(&'a self, field: &str, within: &Within<'_>) -> Option<Data<'a>> {
        let thread = &*self.thread;
        let messenger = thread.platform == Platform::Messenger;
        let text = |text: &'a str| Some(Data::Text(Cow::Borrowed(text)));
        if let Some((_, value)) = thread.extras.iter().find(|(name, _)| name == field) {
            let value = chosen_field(value, within.fields, TYPE, field);
            return Some(Data::Raw(json::to_string(&value)));
        }
        match field {
            "id" => text(&thread.id),
            "updated_time" => Some(Data::Time(thread.updated_time)),
            "participants" | "senders" => Some(people(&thread.participants)),
            "messages" => self.messages(within),
            "is_owner" => thread.is_owner.map(Data::Bool),
            // Nobody has seen the others on Instagram.
            _ if !messenger => None,
            "link" => {
                let number = thread.id.trim_start_matches("t_");
                Some(Data::Text(
                    format!("/{}/inbox/{number}/", self.page_id).into(),
                ))
            }
            "former_participants" => Some(people(&[])),
            "scoped_thread_key" => text(&thread.id),
            "snippet" => text(&thread.snippet),
            "folder" => text(&thread.folder),
            "subject" => text(thread.subject.as_deref()?),
            "message_count" => {
                let count = self.world.messages(thread);
                Some(Data::Number(i64::try_from(count).unwrap_or(i64::MAX)))
            }
            "unread_count" => Some(Data::Number(thread.unread_count)),
            "can_reply" => Some(Data::Bool(thread.can_reply)),
            "is_subscribed" => Some(Data::Bool(true)),
            _ => None,
        }
    }

    fn default_fields(&self) -> &'static [&'static str] {
        match (self.by_person, self.thread.platform) {
            (true, _) => &[],
            (false, Platform::Messenger) => &["link", "updated_time"],
            (false, Platform::Instagram) => &["updated_time"],
        }
    }

    fn unknown(&self) -> Vec<&(String, Value)> {
        unknown(&self.thread.extras, TYPE)
    }
}

impl ThreadNode<'_> {
    /// The edge `messages`, within the thread.
    fn messages<'a>(&self, within: &Within<'_>) -> Option<Data<'a>> {
        let window = Window::of_edge(within);
        let url = within.style.url(&[&self.thread.id, "messages"]);
        let mut out = String::new();
        edge::messages(self.world, &self.thread, &window, &url, within, &mut out);
        Some(Data::Raw(out))
    }
}

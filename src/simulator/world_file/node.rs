//! Conversations, messages and people in the form that Graph returns.
//!
//! Members that the model does not have are kept as they are.

use std::borrow::Cow;
use std::fmt;

use page_conversations_codegen::contract::document::Located;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value, json};

use super::list::{List, OptionalText, Text, Time};
use crate::simulator::contract::{self, CONTRACT};
use crate::simulator::model::message::Message;
use crate::simulator::model::person::Person;
use crate::simulator::model::thread::{Platform, Thread};

/// A conversation. Further fields are returned as they are.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(expecting = "a map with `id` and `updated_time`")]
#[schemars(rename = "Conversation")]
pub(crate) struct ThreadForm {
    /// Id.
    #[schemars(with = "Text")]
    pub(crate) id: Located<String>,
    /// Platform; Messenger by default.
    #[serde(default)]
    pub(crate) platform: Option<Located<PlatformForm>>,
    /// Time of the newest message.
    updated_time: Time,
    /// The person, and the Page or its account.
    #[serde(default)]
    participants: List<PersonForm>,
    /// Folder; `inbox` by default.
    #[serde(default)]
    #[schemars(with = "OptionalText")]
    folder: Option<String>,
    /// Beginning of the newest message.
    #[serde(default)]
    #[schemars(with = "OptionalText")]
    snippet: Option<String>,
    /// Number of unread messages.
    #[serde(default)]
    unread_count: Option<i64>,
    /// Subject, in the versions that have one.
    #[serde(default)]
    #[schemars(with = "OptionalText")]
    subject: Option<String>,
    /// Whether the Page can reply; it can by default.
    #[serde(default)]
    can_reply: Option<bool>,
    /// Whether the app owns it; absent without Conversation Routing.
    #[serde(default)]
    is_owner: Option<bool>,
    /// Messages, in any order.
    #[serde(default)]
    pub(crate) messages: List<MessageForm>,
    #[serde(flatten)]
    extras: Map<String, Value>,
}

/// A message. Further fields are returned as they are.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(expecting = "a map with `id` and `created_time`")]
#[schemars(rename = "Message")]
pub(crate) struct MessageForm {
    /// Id.
    #[schemars(with = "Text")]
    pub(crate) id: Located<String>,
    /// Time at which it was sent.
    created_time: Time,
    /// Sender; `null` in responses if absent here.
    #[serde(default)]
    from: Option<PersonForm>,
    /// Recipients.
    #[serde(default)]
    to: List<PersonForm>,
    /// Text.
    #[serde(default)]
    #[schemars(with = "OptionalText")]
    message: Option<String>,
    /// Tags, such as `inbox` and `read`.
    #[serde(default)]
    tags: List<Tag>,
    /// URL of a sticker.
    #[serde(default)]
    #[schemars(with = "OptionalText")]
    sticker: Option<String>,
    /// Whether it was deleted. Graph then refuses to return it.
    #[serde(default)]
    is_deleted: bool,
    #[serde(flatten)]
    extras: Map<String, Value>,
}

/// A person, a Page or an Instagram account.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(expecting = "a map with `id`")]
#[schemars(rename = "Person")]
pub(crate) struct PersonForm {
    /// Id, scoped to the Page.
    #[serde(default)]
    #[schemars(with = "OptionalText")]
    id: Option<String>,
    /// Name, on Messenger.
    #[serde(default)]
    #[schemars(with = "OptionalText")]
    name: Option<String>,
    /// Username, on Instagram.
    #[serde(default)]
    #[schemars(with = "OptionalText")]
    username: Option<String>,
    #[serde(flatten)]
    extras: Map<String, Value>,
}

/// A platform, in the spellings of Meta's pages.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) enum PlatformForm {
    #[serde(rename = "messenger", alias = "MESSENGER")]
    Messenger,
    #[serde(rename = "instagram", alias = "INSTAGRAM")]
    Instagram,
}

impl JsonSchema for PlatformForm {
    fn schema_name() -> Cow<'static, str> {
        "Platform".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "enum": ["messenger", "instagram", "MESSENGER", "INSTAGRAM"] })
    }
}

impl From<PlatformForm> for Platform {
    fn from(form: PlatformForm) -> Self {
        match form {
            PlatformForm::Messenger => Self::Messenger,
            PlatformForm::Instagram => Self::Instagram,
        }
    }
}

/// The name of a tag, or a map with the name.
#[derive(Clone, Debug)]
struct Tag(String);

/// A tag as Graph writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TagNode {
    name: String,
}

impl<'de> Deserialize<'de> for Tag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TagVisitor)
    }
}

struct TagVisitor;

impl<'de> Visitor<'de> for TagVisitor {
    type Value = Tag;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a tag, or a map with `name`")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Tag, E> {
        Ok(Tag(name.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Tag, A::Error> {
        TagNode::deserialize(MapAccessDeserializer::new(access)).map(|tag| Tag(tag.name))
    }
}

impl JsonSchema for Tag {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Tag".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let name = Text::json_schema(generator);
        json_schema!({
            "anyOf": [{ "type": "string" }, {
                "type": "object",
                "properties": { "name": name },
                "required": ["name"],
                "additionalProperties": false,
            }]
        })
    }
}

impl ThreadForm {
    /// Returns the platform of the conversation.
    pub(crate) fn platform(&self) -> Platform {
        let platform = self.platform.as_ref();
        platform.map_or(Platform::Messenger, |platform| platform.value.into())
    }

    /// Returns the conversation and its messages.
    pub(crate) fn build(&self) -> (Thread, Vec<Message>) {
        let id = self.id.value.clone();
        let mut thread = match self.platform() {
            Platform::Messenger => Thread::on_messenger(id, self.updated_time.0),
            Platform::Instagram => Thread::on_instagram(id, self.updated_time.0),
        };
        thread.participants = people(&self.participants);
        if let Some(folder) = &self.folder {
            thread.folder = folder.clone().into();
        }
        if let Some(snippet) = &self.snippet {
            thread.snippet = snippet.clone().into();
        }
        thread.unread_count = self.unread_count.unwrap_or(thread.unread_count);
        thread.subject.clone_from(&self.subject);
        thread.can_reply = self.can_reply.unwrap_or(thread.can_reply);
        thread.is_owner = self.is_owner;
        thread.extras = extras("UnifiedThread", &self.extras);
        let raw = list_as_written("participants", &self.participants);
        thread.extras.extend(raw);
        let messages = self.messages.0.iter().map(MessageForm::build);
        (thread, messages.collect())
    }
}

impl MessageForm {
    /// Returns the message.
    pub(crate) fn build(&self) -> Message {
        let from = self.from.as_ref();
        let sender = from.map_or_else(|| Person::on_messenger("", ""), PersonForm::build);
        let mut message = Message::new(self.id.value.clone(), self.created_time.0, sender);
        message.to = people(&self.to);
        message.message = self.message.clone().unwrap_or_default();
        message.tags = self.tags.0.iter().map(|tag| tag.0.clone()).collect();
        message.sticker.clone_from(&self.sticker);
        message.is_deleted = self.is_deleted;
        message.extras = extras("UnifiedMessage", &self.extras);
        message.extras.extend(list_as_written("to", &self.to));
        match from {
            Some(person) if person.is_plain() => {}
            Some(person) => message.extras.push(("from".to_owned(), person.json())),
            None => message.extras.push(("from".to_owned(), Value::Null)),
        }
        message
    }
}

impl PersonForm {
    /// Returns the person.
    pub(crate) fn build(&self) -> Person {
        let mut person = Person::on_messenger(self.id.clone().unwrap_or_default(), "");
        person.name = self.name.clone().map(Cow::Owned);
        person.username.clone_from(&self.username);
        person
    }

    /// Returns whether the model has all that is written.
    fn is_plain(&self) -> bool {
        self.id.is_some() && self.extras.is_empty()
    }

    /// Returns what is written.
    fn json(&self) -> Value {
        let mut object = self.extras.clone();
        for (name, value) in [
            ("id", &self.id),
            ("name", &self.name),
            ("username", &self.username),
        ] {
            if let Some(value) = value {
                object.insert(name.to_owned(), value.as_str().into());
            }
        }
        Value::Object(object)
    }
}

fn people(list: &List<PersonForm>) -> Vec<Person> {
    list.0.iter().map(PersonForm::build).collect()
}

/// Returns a list as it is written, if the model does not have all of it.
fn list_as_written(name: &str, list: &List<PersonForm>) -> Option<(String, Value)> {
    let is_plain = list.0.iter().all(PersonForm::is_plain);
    let people = list.0.iter().map(PersonForm::json);
    (!is_plain).then(|| {
        (
            name.to_owned(),
            json!({ "data": people.collect::<Value>() }),
        )
    })
}

/// Returns further fields of a type, with lists in the form that Graph returns.
fn extras(ty: &str, extras: &Map<String, Value>) -> Vec<(String, Value)> {
    let is_edge = |name: &str| {
        let field = CONTRACT.field(ty, name);
        field.is_some_and(|field| contract::is_edge(&field.ty))
    };
    let extras = extras.iter().map(|(name, value)| {
        let value = match value.is_array() && is_edge(name) {
            true => json!({ "data": value }),
            false => value.clone(),
        };
        (name.clone(), value)
    });
    extras.collect()
}

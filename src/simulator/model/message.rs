//! Messages.

use std::borrow::Cow;

use serde_json::{Value, json};

use crate::simulator::model::person::Person;
use crate::simulator::render::contract::{self, CONTRACT};
use crate::simulator::render::fields::Selection;
use crate::simulator::render::json;
use crate::simulator::render::node::{Data, Node, Within};
use crate::types::timestamp::Timestamp;

/// Name of the type in the contract.
const TYPE: &str = "UnifiedMessage";

/// A message of a conversation.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Message {
    /// Id.
    pub id: String,
    /// When it was sent.
    pub created_time: Timestamp,
    /// Who sent it.
    pub from: Person,
    /// Who it was sent to.
    pub to: Vec<Person>,
    /// Its text, empty where it has none.
    pub message: String,
    /// What is noted of it, such as `inbox` and `read`.
    pub tags: Vec<String>,
    /// URL of a sticker.
    pub sticker: Option<String>,
    /// Attachments, shares, reactions, the story and the message that it
    /// replies to: each as Graph's answers have it, under the field's name.
    pub extras: Vec<(String, Value)>,
    /// Whether it was deleted: Graph refuses to show it.
    pub is_deleted: bool,
}

impl Message {
    /// A message of text.
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

    /// Its text.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.message = text.into();
        self
    }

    /// Who it was sent to, one of them.
    #[must_use]
    pub fn to(mut self, person: Person) -> Self {
        self.to.push(person);
        self
    }

    /// Another field, as Graph's answers have it, such as `attachments`.
    ///
    /// A field that no version of the contract has comes with the message whatever
    /// a call asks for, and so does such a member of an object in a field:
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

impl Node for &Message {
    fn data<'a>(&'a self, field: &str, within: &Within<'_>) -> Option<Data<'a>> {
        match field {
            "id" => Some(Data::Text(Cow::Borrowed(&self.id))),
            "created_time" => Some(Data::Time(self.created_time)),
            "from" => Some(Data::Object(Box::new(&self.from))),
            "to" => Some(people(&self.to)),
            "message" => Some(Data::Text(Cow::Borrowed(&self.message))),
            "sticker" => Some(Data::Text(Cow::Borrowed(self.sticker.as_deref()?))),
            "tags" => {
                let tags: Vec<_> = self
                    .tags
                    .iter()
                    .map(|name| json!({ "name": name }))
                    .collect();
                Some(Data::Raw(json::to_string(&json!({ "data": tags }))))
            }
            _ => {
                let (_, value) = self.extras.iter().find(|(name, _)| name == field)?;
                let value = chosen_field(value, within.fields, TYPE, field);
                Some(Data::Raw(json::to_string(&value)))
            }
        }
    }

    fn default_fields(&self) -> &'static [&'static str] {
        &["created_time"]
    }

    fn unknown(&self) -> Vec<&(String, Value)> {
        unknown(&self.extras, TYPE)
    }
}

/// People within `data`.
pub(crate) fn people(people: &[Person]) -> Data<'_> {
    Data::People(people)
}

/// JSON of a type with the wanted fields of its objects; through lists, and through
/// the `data` around them. What the contract does not know stays.
pub(crate) fn chosen(value: &Value, fields: Option<&Selection>, ty: &str) -> Value {
    let Some(Selection(choices)) = fields else {
        return value.clone();
    };
    match value {
        Value::Array(list) => list.iter().map(|one| chosen(one, fields, ty)).collect(),
        Value::Object(object) if object.contains_key("data") => {
            json!({ "data": chosen(&object["data"], fields, ty) })
        }
        Value::Object(object) => {
            let wanted = choices.iter().filter_map(|choice| {
                let (name, fields) = (&choice.name, choice.fields.as_ref());
                Some((
                    name.clone(),
                    chosen_field(object.get(name)?, fields, ty, name),
                ))
            });
            let rest = object.iter();
            let rest = rest.filter(|(name, _)| *name == "id" || is_unknown(ty, name));
            let rest = rest.map(|(name, value)| (name.clone(), value.clone()));
            Value::Object(wanted.chain(rest).collect())
        }
        other => other.clone(),
    }
}

/// The same for a field of a type.
pub(crate) fn chosen_field(
    value: &Value,
    fields: Option<&Selection>,
    ty: &str,
    field: &str,
) -> Value {
    let ty = CONTRACT.field(ty, field).unwrap_or_default();
    chosen(value, fields, contract::inner(ty))
}

/// Whether no version of the contract has a field in a type.
fn is_unknown(ty: &str, field: &str) -> bool {
    CONTRACT.field(ty, field).is_none()
}

/// Those of the extra fields of a node that no version of the contract has.
pub(crate) fn unknown<'a>(extras: &'a [(String, Value)], ty: &str) -> Vec<&'a (String, Value)> {
    let extras = extras.iter();
    extras.filter(|(name, _)| is_unknown(ty, name)).collect()
}

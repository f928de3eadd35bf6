//! Messages.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::fields::Selection;
use super::json;
use super::node::{Data, Node, Within};
use super::person::Person;
use crate::timestamp::Timestamp;

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
                let value = chosen(value, within.fields);
                Some(Data::Raw(json::to_string(&value)))
            }
        }
    }

    fn default_fields(&self) -> &'static [&'static str] {
        &["created_time"]
    }
}

/// People within `data`.
pub(crate) fn people(people: &[Person]) -> Data<'_> {
    Data::People(people)
}

/// JSON with the wanted fields of its objects; through lists, and through the
/// `data` around them.
pub(crate) fn chosen(value: &Value, fields: Option<&Selection>) -> Value {
    let Some(Selection(choices)) = fields else {
        return value.clone();
    };
    match value {
        Value::Array(list) => list.iter().map(|one| chosen(one, fields)).collect(),
        Value::Object(object) if object.contains_key("data") => {
            json!({ "data": chosen(&object["data"], fields) })
        }
        Value::Object(object) => {
            let wanted = choices.iter().filter_map(|choice| {
                let value = object.get(&choice.name)?;
                Some((choice.name.clone(), chosen(value, choice.fields.as_ref())))
            });
            let id = object.get("id").map(|id| ("id".to_owned(), id.clone()));
            Value::Object(wanted.chain(id).collect())
        }
        other => other.clone(),
    }
}

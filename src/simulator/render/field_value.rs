//! The values of the model's fields.
//!
//! A field without a value here is left out of responses, unless it was added to
//! a node with `extra`.

use std::borrow::Cow;

use serde_json::{Value, json};

use crate::simulator::model::message::Message;
use crate::simulator::model::page::Page;
use crate::simulator::model::person::Person;
use crate::simulator::model::thread::{Platform, Thread};
use crate::simulator::model::token;
use crate::simulator::model::world::World;
use crate::simulator::model_field::ModelField;
use crate::types::timestamp::Timestamp;

/// The value of a field.
pub(crate) enum FieldValue<'a> {
    Text(Cow<'a, str>),
    Integer(i64),
    Bool(bool),
    Time(Timestamp),
    Person(&'a Person),
    /// The Instagram account of a Page.
    Account(&'a Page),
    /// Nodes within `data`.
    People(&'a [Person]),
    Json(Cow<'a, Value>),
}

fn text(text: &str) -> Option<FieldValue<'_>> {
    Some(FieldValue::Text(Cow::Borrowed(text)))
}

fn owned_text(text: String) -> Option<FieldValue<'static>> {
    Some(FieldValue::Text(Cow::Owned(text)))
}

pub(crate) fn of_page<'a>(page: &'a Page, field: ModelField) -> Option<FieldValue<'a>> {
    match field {
        ModelField::Name => text(&page.name),
        ModelField::AccessToken => owned_text(token::of_page(page)),
        ModelField::Category => text("Local business"),
        ModelField::Tasks => {
            let tasks = json!(["MODERATE", "MESSAGING", "ANALYZE", "MANAGE"]);
            Some(FieldValue::Json(Cow::Owned(tasks)))
        }
        ModelField::InstagramBusinessAccount => {
            page.username.as_ref()?;
            Some(FieldValue::Account(page))
        }
        _ => None,
    }
}

pub(crate) fn of_account<'a>(page: &'a Page, field: ModelField) -> Option<FieldValue<'a>> {
    match field {
        ModelField::Username => text(page.username.as_deref()?),
        ModelField::UserId => owned_text(page.account_id()),
        ModelField::Name => text(&page.name),
        _ => None,
    }
}

/// Returns the value of a field of a node that has a name alone.
pub(crate) fn named(name: &'static str, field: ModelField) -> Option<FieldValue<'static>> {
    match field {
        ModelField::Name => text(name),
        _ => None,
    }
}

pub(crate) fn of_thread<'a>(
    thread: &'a Thread,
    page: &Page,
    world: &World,
    field: ModelField,
) -> Option<FieldValue<'a>> {
    match field {
        ModelField::UpdatedTime => Some(FieldValue::Time(thread.updated_time)),
        ModelField::Participants | ModelField::Senders => {
            Some(FieldValue::People(&thread.participants))
        }
        ModelField::IsOwner => thread.is_owner.map(FieldValue::Bool),
        // The others were never observed on Instagram.
        _ if thread.platform == Platform::Instagram => None,
        ModelField::Link => {
            let number = thread.id.trim_start_matches("t_");
            let link = format!("/{}/inbox/{number}/", page.id);
            Some(FieldValue::Text(link.into()))
        }
        ModelField::FormerParticipants => Some(FieldValue::People(&[])),
        ModelField::ScopedThreadKey => text(&thread.id),
        ModelField::Snippet => text(&thread.snippet),
        ModelField::Folder => text(&thread.folder),
        ModelField::Subject => text(thread.subject.as_deref()?),
        ModelField::MessageCount => {
            let count = world.message_count(thread);
            Some(FieldValue::Integer(count.try_into().unwrap_or(i64::MAX)))
        }
        ModelField::UnreadCount => Some(FieldValue::Integer(thread.unread_count)),
        ModelField::CanReply => Some(FieldValue::Bool(thread.can_reply)),
        ModelField::IsSubscribed => Some(FieldValue::Bool(true)),
        _ => None,
    }
}

pub(crate) fn of_message<'a>(message: &'a Message, field: ModelField) -> Option<FieldValue<'a>> {
    match field {
        ModelField::CreatedTime => Some(FieldValue::Time(message.created_time)),
        ModelField::From => Some(FieldValue::Person(&message.from)),
        ModelField::To => Some(FieldValue::People(&message.to)),
        ModelField::Message => text(&message.message),
        ModelField::Sticker => text(message.sticker.as_deref()?),
        ModelField::Tags => {
            let tags = message.tags.iter().map(|name| json!({ "name": name }));
            let tags = json!({ "data": tags.collect::<Value>() });
            Some(FieldValue::Json(Cow::Owned(tags)))
        }
        _ => None,
    }
}

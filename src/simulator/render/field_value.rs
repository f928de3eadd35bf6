//! The values of the model's fields, by their names in the contract.
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
use crate::types::timestamp::Timestamp;

/// The value of a field.
pub(crate) enum FieldValue<'a> {
    Text(Cow<'a, str>),
    /// Two texts as one.
    Joined(&'a str, &'static str),
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

pub(crate) fn of_page<'a>(page: &'a Page, field: &str) -> Option<FieldValue<'a>> {
    match field {
        "name" => text(&page.name),
        "access_token" => owned_text(token::of_page(page)),
        "category" => text("Local business"),
        "tasks" => {
            let tasks = json!(["MODERATE", "MESSAGING", "ANALYZE", "MANAGE"]);
            Some(FieldValue::Json(Cow::Owned(tasks)))
        }
        "instagram_business_account" => {
            page.username.as_ref()?;
            Some(FieldValue::Account(page))
        }
        _ => None,
    }
}

pub(crate) fn of_account<'a>(page: &'a Page, field: &str) -> Option<FieldValue<'a>> {
    match field {
        "username" => text(page.username.as_deref()?),
        "user_id" => owned_text(page.account_id()),
        "name" => text(&page.name),
        _ => None,
    }
}

/// Returns the value of a field of a node that has a name alone.
pub(crate) fn named(name: &'static str, field: &str) -> Option<FieldValue<'static>> {
    match field {
        "name" => text(name),
        _ => None,
    }
}

pub(crate) fn of_thread<'a>(
    thread: &'a Thread,
    page: &Page,
    world: &World,
    field: &str,
) -> Option<FieldValue<'a>> {
    match field {
        "updated_time" => Some(FieldValue::Time(thread.updated_time)),
        "participants" | "senders" => Some(FieldValue::People(&thread.participants)),
        "is_owner" => thread.is_owner.map(FieldValue::Bool),
        // The others were never observed on Instagram.
        _ if thread.platform == Platform::Instagram => None,
        "link" => {
            let number = thread.id.trim_start_matches("t_");
            let link = format!("/{}/inbox/{number}/", page.id);
            Some(FieldValue::Text(link.into()))
        }
        "former_participants" => Some(FieldValue::People(&[])),
        "scoped_thread_key" => text(&thread.id),
        "snippet" => text(&thread.snippet),
        "folder" => text(&thread.folder),
        "subject" => text(thread.subject.as_deref()?),
        "message_count" => {
            let count = world.message_count(thread);
            Some(FieldValue::Integer(count.try_into().unwrap_or(i64::MAX)))
        }
        "unread_count" => Some(FieldValue::Integer(thread.unread_count)),
        "can_reply" => Some(FieldValue::Bool(thread.can_reply)),
        "is_subscribed" => Some(FieldValue::Bool(true)),
        _ => None,
    }
}

pub(crate) fn of_message<'a>(message: &'a Message, field: &str) -> Option<FieldValue<'a>> {
    match field {
        "created_time" => Some(FieldValue::Time(message.created_time)),
        "from" => Some(FieldValue::Person(&message.from)),
        "to" => Some(FieldValue::People(&message.to)),
        "message" => text(&message.message),
        "sticker" => text(message.sticker.as_deref()?),
        "tags" => {
            let tags = message.tags.iter().map(|name| json!({ "name": name }));
            let tags = json!({ "data": tags.collect::<Value>() });
            Some(FieldValue::Json(Cow::Owned(tags)))
        }
        _ => None,
    }
}

pub(crate) fn of_person<'a>(person: &'a Person, field: &str) -> Option<FieldValue<'a>> {
    match field {
        "name" => text(person.name.as_deref()?),
        // Graph derives it from the id.
        "email" => {
            person.name.as_ref()?;
            Some(FieldValue::Joined(&person.id, "@facebook.com"))
        }
        "username" => text(person.username.as_deref()?),
        _ => None,
    }
}

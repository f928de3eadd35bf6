//! A node of the model, seen as one of the contract's types.

use std::borrow::Cow;

use serde_json::Value;

use super::field_value::{self, FieldValue};
use crate::simulator::contract::PAGE;
use crate::simulator::model::message::Message;
use crate::simulator::model::page::Page;
use crate::simulator::model::person::Person;
use crate::simulator::model::thread::Thread;
use crate::simulator::model::world::World;

/// A node of the model.
pub(crate) enum Node<'a> {
    Page(&'a Page),
    /// The Instagram account that is linked to a Page.
    Account(&'a Page),
    Thread {
        thread: Cow<'a, Thread>,
        page: &'a Page,
    },
    Message(Cow<'a, Message>),
    Person(&'a Person),
}

impl Node<'_> {
    /// Returns the name of its type in the contract.
    pub(crate) fn ty(&self) -> &'static str {
        match self {
            Self::Page(_) | Self::Account(_) => PAGE,
            Self::Thread { .. } => "UnifiedThread",
            Self::Message(_) => "UnifiedMessage",
            Self::Person(_) => "Participant",
        }
    }

    pub(crate) fn id(&self) -> Cow<'_, str> {
        match self {
            Self::Page(page) => Cow::Borrowed(&*page.id),
            Self::Account(page) => Cow::Owned(page.account_id()),
            Self::Thread { thread, .. } => Cow::Borrowed(&*thread.id),
            Self::Message(message) => Cow::Borrowed(&*message.id),
            Self::Person(person) => Cow::Borrowed(&*person.id),
        }
    }

    /// Returns the fields that were added in the form that Graph returns.
    pub(crate) fn extras(&self) -> &[(String, Value)] {
        match self {
            Self::Thread { thread, .. } => &thread.extras,
            Self::Message(message) => &message.extras,
            Self::Page(_) | Self::Account(_) | Self::Person(_) => &[],
        }
    }

    /// Returns one of the extras.
    pub(crate) fn extra(&self, field: &str) -> Option<&Value> {
        let mut extras = self.extras().iter();
        let (_, value) = extras.find(|(name, _)| name == field)?;
        Some(value)
    }

    /// Returns the value of a field that is not an edge with its own pages.
    pub(crate) fn value(&self, field: &str, world: &World) -> Option<FieldValue<'_>> {
        match self {
            Self::Page(page) | Self::Account(page) => field_value::of_page(page, field),
            Self::Thread { thread, page } => field_value::of_thread(thread, page, world, field),
            Self::Message(message) => field_value::of_message(message, field),
            Self::Person(person) => field_value::of_person(person, field),
        }
    }
}

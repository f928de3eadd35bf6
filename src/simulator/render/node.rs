//! A node of the model, seen as one of the contract's types.

use std::borrow::Cow;

use serde_json::Value;

use super::field_value::{self, FieldValue};
use crate::simulator::model::message::Message;
use crate::simulator::model::page::Page;
use crate::simulator::model::person::Person;
use crate::simulator::model::thread::Thread;
use crate::simulator::model::world::World;
use crate::simulator::model_field::ModelField;
use crate::simulator::own_types::{ACCOUNT, APP, PAGE, USER};

/// Id and name of the app.
pub(crate) const APP_ID: &str = "310000000000001";
pub(crate) const APP_NAME: &str = "Sample App";

/// Id of the person who manages all Pages.
pub(crate) const USER_ID: &str = "410000000000001";

/// A node of the model.
pub(crate) enum Node<'a> {
    Page(&'a Page),
    /// The Instagram account that is linked to a Page.
    Account {
        page: &'a Page,
        /// Whether it has the id that the app of Instagram Login sees.
        is_scoped: bool,
    },
    /// The person who manages all Pages.
    User,
    App,
    Thread {
        thread: Cow<'a, Thread>,
        page: &'a Page,
    },
    Message(Cow<'a, Message>),
    Person(&'a Person),
    /// A member of a list that was added in the form that Graph returns.
    Json {
        value: &'a Value,
        ty: &'a str,
    },
}

impl<'a> Node<'a> {
    /// Returns the name of its type in the contract.
    pub(crate) fn ty(&self) -> &'a str {
        match self {
            Self::Page(_) => PAGE,
            Self::Account { .. } => ACCOUNT,
            Self::User => USER,
            Self::App => APP,
            Self::Thread { .. } => "UnifiedThread",
            Self::Message(_) => "UnifiedMessage",
            Self::Person(_) => "Participant",
            Self::Json { ty, .. } => ty,
        }
    }

    pub(crate) fn id(&self) -> Cow<'_, str> {
        match self {
            Self::Page(page) => Cow::Borrowed(&*page.id),
            Self::Account {
                page,
                is_scoped: true,
            } => Cow::Owned(page.scoped_account_id()),
            Self::Account { page, .. } => Cow::Owned(page.account_id()),
            Self::User => Cow::Borrowed(USER_ID),
            Self::App => Cow::Borrowed(APP_ID),
            Self::Thread { thread, .. } => Cow::Borrowed(&*thread.id),
            Self::Message(message) => Cow::Borrowed(&*message.id),
            Self::Person(person) => Cow::Borrowed(&*person.id),
            Self::Json { value, .. } => {
                let id = value.get("id").and_then(Value::as_str);
                Cow::Borrowed(id.unwrap_or_default())
            }
        }
    }

    /// Returns the fields that were added in the form that Graph returns.
    pub(crate) fn extras(&self) -> &[(String, Value)] {
        match self {
            Self::Thread { thread, .. } => &thread.extras,
            Self::Message(message) => &message.extras,
            _ => &[],
        }
    }

    /// Returns one of the extras.
    pub(crate) fn extra(&self, field: &str) -> Option<&Value> {
        let mut extras = self.extras().iter();
        let (_, value) = extras.find(|(name, _)| name == field)?;
        Some(value)
    }

    /// Returns the members of one of the extras, if it is a list without paging.
    pub(crate) fn extra_list(&self, field: &str) -> Option<&[Value]> {
        let object = self.extra(field)?.as_object()?;
        let has_data_alone = object.len() == 1;
        let list = object.get("data").filter(|_| has_data_alone)?.as_array()?;
        Some(list)
    }

    /// Returns the value of a field that is not an edge with its own pages.
    pub(crate) fn value(&self, field: ModelField, world: &World) -> Option<FieldValue<'_>> {
        match self {
            Self::Page(page) => field_value::of_page(page, field),
            Self::Account { page, .. } => field_value::of_account(page, field),
            Self::User => field_value::named("Sample Person", field),
            Self::App => field_value::named(APP_NAME, field),
            Self::Thread { thread, page } => field_value::of_thread(thread, page, world, field),
            Self::Message(message) => field_value::of_message(message, field),
            // `PersonJson` and `SelectedJson` write them.
            Self::Person(_) | Self::Json { .. } => None,
        }
    }
}

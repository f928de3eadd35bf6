//! Changes of a world, in the form of requests and scripts.

use page_conversations_codegen::contract::document::Tagged;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::list::{OptionalText, Text, Time};
use super::node::{MessageForm, PersonForm, PlatformForm, ThreadForm};
use crate::Timestamp;
use crate::simulator::model::change::{Change, NewMessage, Sender};
use crate::simulator::model::thread::Platform;

/// A change, as requests and scripts have it.
pub(crate) type ChangeJson = Tagged<ChangeForm>;

/// Something that happens to the world, or to an access token.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[schemars(tag = "type", rename = "Change")]
pub(crate) enum ChangeForm {
    /// Someone writes in a conversation, which moves to the top of its list.
    NewMessage {
        /// Id of the conversation.
        #[schemars(with = "Text")]
        thread: String,
        /// Who writes.
        #[serde(default)]
        from: SenderForm,
        /// What is written.
        #[serde(default)]
        #[schemars(with = "Text")]
        text: String,
        /// Attachments, in the form that Graph returns.
        #[serde(default)]
        attachments: Vec<Value>,
        /// Id of the message that it replies to.
        #[serde(default)]
        #[schemars(with = "OptionalText")]
        reply_to: Option<String>,
    },
    /// A person writes to a Page for the first time.
    NewThread {
        /// Id of the Page.
        #[schemars(with = "Text")]
        page: String,
        /// Platform of the conversation; Messenger by default.
        #[serde(default)]
        platform: Option<PlatformForm>,
        /// The person; a new one by default.
        #[serde(default)]
        person: Option<PersonForm>,
        /// Who writes.
        #[serde(default)]
        from: SenderForm,
        /// What is written.
        #[serde(default)]
        #[schemars(with = "Text")]
        text: String,
        /// Attachments, in the form that Graph returns.
        #[serde(default)]
        attachments: Vec<Value>,
    },
    /// A conversation appears as it is, with its messages.
    AddThread {
        /// Id of the Page.
        #[schemars(with = "Text")]
        page: String,
        /// The conversation, in the form that Graph returns.
        conversation: ThreadForm,
    },
    /// A message appears in a conversation as it is.
    AddMessage {
        /// Id of the conversation.
        #[schemars(with = "Text")]
        thread: String,
        /// The message, in the form that Graph returns.
        message: MessageForm,
    },
    /// A conversation moves to a folder.
    MoveThread {
        /// Id of the conversation.
        #[schemars(with = "Text")]
        thread: String,
        /// The folder, such as `page_done` or `spam`.
        #[schemars(with = "Text")]
        folder: String,
    },
    /// All messages of a conversation are read.
    ReadThread {
        /// Id of the conversation.
        #[schemars(with = "Text")]
        thread: String,
    },
    /// Someone reacts to a message.
    React {
        /// Id of the message.
        #[schemars(with = "Text")]
        message: String,
        /// Who reacts.
        #[serde(default)]
        by: SenderForm,
        /// The emoji; without it, the reaction is taken back.
        #[serde(default)]
        #[schemars(with = "OptionalText")]
        reaction: Option<String>,
    },
    /// A message is deleted.
    DeleteMessage {
        /// Id of the message.
        #[schemars(with = "Text")]
        message: String,
    },
    /// A conversation is deleted with its messages.
    DeleteThread {
        /// Id of the conversation.
        #[schemars(with = "Text")]
        thread: String,
    },
    /// Another access token is accepted, which may read all Pages.
    AddToken {
        /// The token.
        #[schemars(with = "Text")]
        token: String,
    },
    /// An access token expires.
    ExpireToken {
        /// The token.
        #[schemars(with = "Text")]
        token: String,
        /// When it expires; at once by default.
        #[serde(default)]
        at: Option<Time>,
    },
}

/// Who does something in a conversation.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Sender")]
pub(crate) enum SenderForm {
    /// The person.
    #[default]
    Person,
    /// The Page, or its account.
    Page,
}

/// A change of the world, or of an access token.
pub(crate) enum Action {
    Change(Change),
    AddToken(String),
    ExpireToken(String, Option<Timestamp>),
}

/// Returns what a change does.
pub(crate) fn action(form: ChangeJson) -> Action {
    Action::Change(match form.0 {
        ChangeForm::NewMessage {
            thread,
            from,
            text,
            attachments,
            reply_to,
        } => {
            let mut message = new_message(from, text, attachments);
            message.reply_to = reply_to;
            Change::NewMessage {
                thread_id: thread,
                message,
            }
        }
        ChangeForm::NewThread {
            page,
            platform,
            person,
            from,
            text,
            attachments,
        } => Change::NewThread {
            page_id: page,
            platform: platform.map_or(Platform::Messenger, Platform::from),
            person: person.map(|person| person.build()),
            message: new_message(from, text, attachments),
        },
        ChangeForm::AddThread { page, conversation } => add_thread(page, &conversation),
        ChangeForm::AddMessage { thread, message } => add_message(thread, &message),
        ChangeForm::MoveThread { thread, folder } => Change::MoveThread {
            thread_id: thread,
            folder,
        },
        ChangeForm::ReadThread { thread } => Change::ReadThread { thread_id: thread },
        ChangeForm::React {
            message,
            by,
            reaction,
        } => Change::React {
            message_id: message,
            by: by.into(),
            reaction,
        },
        ChangeForm::DeleteMessage { message } => Change::DeleteMessage {
            message_id: message,
        },
        ChangeForm::DeleteThread { thread } => Change::DeleteThread { thread_id: thread },
        ChangeForm::AddToken { token } => return Action::AddToken(token),
        ChangeForm::ExpireToken { token, at } => {
            return Action::ExpireToken(token, at.map(|at| at.0));
        }
    })
}

/// Returns the change that adds a conversation to a Page.
pub(crate) fn add_thread(page_id: String, form: &ThreadForm) -> Change {
    let (thread, messages) = form.build();
    Change::AddThread {
        page_id,
        thread: Box::new(thread),
        messages,
    }
}

/// Returns the change that adds a message to a conversation.
pub(crate) fn add_message(thread_id: String, form: &MessageForm) -> Change {
    Change::AddMessage {
        thread_id,
        message: Box::new(form.build()),
    }
}

fn new_message(from: SenderForm, text: String, attachments: Vec<Value>) -> NewMessage {
    let message = NewMessage::new(from.into(), text);
    attachments
        .into_iter()
        .fold(message, NewMessage::attachment)
}

impl From<SenderForm> for Sender {
    fn from(form: SenderForm) -> Self {
        match form {
            SenderForm::Person => Self::Person,
            SenderForm::Page => Self::Page,
        }
    }
}

//! What can happen to a world.

use std::fmt;

use serde_json::Value;

use super::message::Message;
use super::person::Person;
use super::thread::{Platform, Thread};

/// Something that happens to a [`World`](super::world::World).
///
/// Its functions create the common ones:
///
/// ```
/// use page_conversations::simulator::{Change, NewMessage, Simulator};
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let simulator = Simulator::start().await?;
/// let page_id = simulator.page_ids()[0].clone();
/// let new = simulator.change(Change::thread(&page_id, "Hello?"))?;
/// simulator.change(Change::reply(&new.thread_id, "How can we help?"))?;
/// simulator.change(Change::archive(&new.thread_id))?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Change {
    /// Someone writes in a conversation, which moves to the top of its list. It stays
    /// in its folder. A message of the person is unread.
    NewMessage {
        /// Id of the conversation.
        thread_id: String,
        /// What is written.
        message: NewMessage,
    },
    /// A person writes to a Page for the first time, or for the first time since the
    /// conversation was deleted. A message of the Page begins it as well.
    NewThread {
        /// Id of the Page.
        page_id: String,
        /// Platform of the conversation.
        platform: Platform,
        /// The person; `None` for one that did not exist yet.
        person: Option<Person>,
        /// What is written.
        message: NewMessage,
    },
    /// A conversation appears as it is, with its messages.
    AddThread {
        /// Id of the Page.
        page_id: String,
        /// The conversation.
        thread: Box<Thread>,
        /// Its messages, in any order.
        messages: Vec<Message>,
    },
    /// A message appears in a conversation as it is, with its own id and time. If it is
    /// the newest, the conversation moves to its time.
    AddMessage {
        /// Id of the conversation.
        thread_id: String,
        /// The message.
        message: Box<Message>,
    },
    /// A conversation moves to a folder: `page_done` archives it, `spam` marks it as
    /// spam, and `inbox` takes it back.
    MoveThread {
        /// Id of the conversation.
        thread_id: String,
        /// The folder.
        folder: String,
    },
    /// All messages of a conversation are read.
    ReadThread {
        /// Id of the conversation.
        thread_id: String,
    },
    /// Someone reacts to a message, instead of what the same one did before.
    React {
        /// Id of the message.
        message_id: String,
        /// Who does.
        by: Sender,
        /// The emoji; `None` to take the reaction back.
        reaction: Option<String>,
    },
    /// A message is deleted, which Graph then refuses to return.
    DeleteMessage {
        /// Id of the message.
        message_id: String,
    },
    /// A conversation is deleted with its messages.
    DeleteThread {
        /// Id of the conversation.
        thread_id: String,
    },
}

impl Change {
    /// Returns a message of the person in a conversation.
    pub fn message(thread_id: impl Into<String>, text: impl Into<String>) -> Self {
        Self::NewMessage {
            thread_id: thread_id.into(),
            message: NewMessage::from_person(text),
        }
    }

    /// Returns a message of the Page in a conversation.
    pub fn reply(thread_id: impl Into<String>, text: impl Into<String>) -> Self {
        Self::NewMessage {
            thread_id: thread_id.into(),
            message: NewMessage::from_page(text),
        }
    }

    /// Returns a new conversation of a new person with a Page, on Messenger.
    pub fn thread(page_id: impl Into<String>, text: impl Into<String>) -> Self {
        Self::NewThread {
            page_id: page_id.into(),
            platform: Platform::Messenger,
            person: None,
            message: NewMessage::from_person(text),
        }
    }

    /// Returns a new conversation of a new person with the Instagram account of a
    /// Page.
    pub fn instagram_thread(page_id: impl Into<String>, text: impl Into<String>) -> Self {
        Self::NewThread {
            page_id: page_id.into(),
            platform: Platform::Instagram,
            person: None,
            message: NewMessage::from_person(text),
        }
    }

    /// Returns the move of a conversation to a folder.
    pub fn move_thread(thread_id: impl Into<String>, folder: impl Into<String>) -> Self {
        Self::MoveThread {
            thread_id: thread_id.into(),
            folder: folder.into(),
        }
    }

    /// Returns the move of a conversation to `page_done`.
    pub fn archive(thread_id: impl Into<String>) -> Self {
        Self::move_thread(thread_id, "page_done")
    }

    /// Returns the reading of a conversation.
    pub fn read(thread_id: impl Into<String>) -> Self {
        Self::ReadThread {
            thread_id: thread_id.into(),
        }
    }

    /// Returns a reaction of the person to a message, such as `❤`.
    pub fn react(message_id: impl Into<String>, reaction: impl Into<String>) -> Self {
        Self::React {
            message_id: message_id.into(),
            by: Sender::Person,
            reaction: Some(reaction.into()),
        }
    }

    /// Returns the deletion of a message.
    pub fn delete_message(message_id: impl Into<String>) -> Self {
        Self::DeleteMessage {
            message_id: message_id.into(),
        }
    }

    /// Returns the deletion of a conversation.
    pub fn delete_thread(thread_id: impl Into<String>) -> Self {
        Self::DeleteThread {
            thread_id: thread_id.into(),
        }
    }
}

/// Who writes in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sender {
    /// The person; the first one of a conversation with several.
    Person,
    /// The Page, or its Instagram account.
    Page,
}

/// A message that someone writes. Its id and its time follow when it arrives.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct NewMessage {
    /// Who writes it.
    pub from: Sender,
    /// Text, or empty.
    pub text: String,
    /// Attachments, in the form that Graph returns.
    pub attachments: Vec<Value>,
    /// Id of the message of the same conversation that it replies to.
    pub reply_to: Option<String>,
}

impl NewMessage {
    /// Creates a message of the person. The text may be empty.
    pub fn from_person(text: impl Into<String>) -> Self {
        Self::new(Sender::Person, text)
    }

    /// Creates a message of the Page. The text may be empty.
    pub fn from_page(text: impl Into<String>) -> Self {
        Self::new(Sender::Page, text)
    }

    /// Creates a message of someone. The text may be empty.
    pub fn new(from: Sender, text: impl Into<String>) -> Self {
        Self {
            from,
            text: text.into(),
            attachments: Vec::new(),
            reply_to: None,
        }
    }

    /// Adds an attachment in the form that Graph returns.
    #[must_use]
    pub fn attachment(mut self, attachment: Value) -> Self {
        self.attachments.push(attachment);
        self
    }

    /// Sets the message of the same conversation that it replies to.
    #[must_use]
    pub fn reply_to(mut self, message_id: impl Into<String>) -> Self {
        self.reply_to = Some(message_id.into());
        self
    }
}

/// What a [`Change`] changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Changed {
    /// Id of the Page.
    pub page_id: String,
    /// Id of the conversation, which is new if the change began one.
    pub thread_id: String,
    /// Id of the message, if the change concerns one; of a new one its own.
    pub message_id: Option<String>,
}

/// A [`Change`] that a world refuses. Nothing changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChangeError {
    /// The world has no Page with the id.
    UnknownPage(String),
    /// The Page has no Instagram account.
    NoAccount(String),
    /// The world has no conversation with the id, or not any more.
    UnknownThread(String),
    /// The world has no message with the id, or not in this conversation, or not any
    /// more.
    UnknownMessage(String),
    /// The conversation has no participant besides its Page.
    NoPerson(String),
    /// The person has a conversation with the Page.
    HasThread {
        /// Id of the person.
        person_id: String,
        /// Id of the conversation.
        thread_id: String,
    },
    /// Another conversation has the id.
    ThreadExists(String),
    /// Another message has the id.
    MessageExists(String),
    /// The id is empty, means something else in a path, or another kind of node has it.
    InvalidId(String),
}

impl fmt::Display for ChangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownPage(id) => write!(
                f,
                "the world has no Page `{id}`: use one of `World::page_ids`, or add \
                 it before with `World::page`"
            ),
            Self::NoAccount(id) => write!(
                f,
                "the Page `{id}` has no account on Instagram: add the Page with a username"
            ),
            Self::UnknownThread(id) => write!(
                f,
                "the world has no conversation with the id `{id}`: use one of `World::threads` \
                 that was not deleted, or begin one"
            ),
            Self::UnknownMessage(id) => write!(
                f,
                "the world has no message with the id `{id}` there: use one of \
                 `World::messages` that was not deleted"
            ),
            Self::NoPerson(id) => write!(
                f,
                "the conversation `{id}` has no participant besides its Page: add it with one"
            ),
            Self::HasThread {
                person_id,
                thread_id,
            } => write!(
                f,
                "the person `{person_id}` has the conversation `{thread_id}` with the Page: add \
                 a message to it"
            ),
            Self::ThreadExists(id) => {
                write!(
                    f,
                    "the world has two conversations with the id `{id}`: give each its own"
                )
            }
            Self::MessageExists(id) => {
                write!(
                    f,
                    "the world has two messages with the id `{id}`: give each its own"
                )
            }
            Self::InvalidId(id) => write!(
                f,
                "no node can have the id `{id}`: write one that is not empty, `me`, a version or \
                 that of another node"
            ),
        }
    }
}

impl std::error::Error for ChangeError {}

//! What a store keeps, and how it is written to.

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::time::Duration;

use super::error::StoreError;
use super::inbox::Inbox;
use super::report::SyncReport;
use crate::types::timestamp::Timestamp;

type Result<T> = std::result::Result<T, StoreError>;

/// A store of conversations and messages.
///
/// All writes of a run carry the [`Lease`] of its inbox, and a store refuses those of a lease
/// that another worker took over with [`StoreError::LeaseLost`]. A write is a transaction: it
/// is there as a whole, or not at all, also if its future is dropped.
pub trait Store: Send + Sync + 'static {
    /// Takes the lease of an inbox, adds the inbox if it is new, and begins a run. A run of the
    /// inbox that did not end is marked as stopped.
    fn begin(&self, inbox: &Inbox) -> impl Future<Output = Result<Lease>> + Send;

    /// Takes the lease of the next inbox that is scheduled and due, and begins a run. `None` if
    /// there is none. An inbox is due if its last run began longer ago than `every`, or if the
    /// worker of that run is gone. The one that waited longest is the next.
    ///
    /// Left out are inboxes of accounts of which another worker syncs an inbox now: they have the
    /// same token.
    fn begin_next(&self, every: Duration) -> impl Future<Output = Result<Option<Lease>>> + Send;

    /// Adds inboxes to those that [`begin_next`](Self::begin_next) takes, or leaves them out.
    /// What is stored of them stays.
    fn schedule(
        &self,
        inboxes: &[Inbox],
        is_scheduled: bool,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Extends a lease.
    fn renew(&self, lease: &Lease) -> impl Future<Output = Result<()>> + Send;

    /// Ends a run with its report, and its error if it failed, and gives the lease back.
    fn end(
        &self,
        lease: &Lease,
        report: &SyncReport,
        error: Option<&str>,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Returns how far the inbox is read.
    fn progress(&self, lease: &Lease) -> impl Future<Output = Result<Progress>> + Send;

    /// Stores where an unfinished first walk is.
    fn put_position(
        &self,
        lease: &Lease,
        position: &WalkPosition,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Stores that a walk is complete: sets the watermark, unless it is `None`, and removes the
    /// position.
    fn complete_walk(
        &self,
        lease: &Lease,
        watermark: Option<Timestamp>,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Returns what is known of conversations, and marks them as listed in this run. Those that
    /// are not known are left out.
    fn listed(
        &self,
        lease: &Lease,
        thread_ids: &[String],
    ) -> impl Future<Output = Result<HashMap<String, KnownThread>>> + Send;

    /// Returns some conversations that are neither listed in this run nor vanished, at most as
    /// many as `limit`.
    fn unlisted(
        &self,
        lease: &Lease,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<String>>> + Send;

    /// Returns whether the store has a message.
    fn has_message(
        &self,
        lease: &Lease,
        thread_id: &str,
        message_id: &str,
    ) -> impl Future<Output = Result<bool>> + Send;

    /// Stores a conversation with messages. Returns what changed.
    fn put_thread(
        &self,
        lease: &Lease,
        thread: &ThreadRow,
        messages: &[MessageRow],
    ) -> impl Future<Output = Result<Changes>> + Send;

    /// Marks a conversation and its messages as vanished. Returns whether it was there.
    fn thread_vanished(
        &self,
        lease: &Lease,
        thread_id: &str,
    ) -> impl Future<Output = Result<bool>> + Send;

    /// Records that a conversation or a message cannot be read, and schedules the next attempt,
    /// later each time.
    fn put_unreadable(
        &self,
        lease: &Lease,
        node: &UnreadableRow,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Returns the conversations that have something unreadable which is due, at most as many
    /// as `limit`.
    fn due(&self, lease: &Lease, limit: usize) -> impl Future<Output = Result<Vec<String>>> + Send;
}

/// The right to write to an inbox.
///
/// Each time a worker takes an inbox over, its number grows, so that the writes of the worker
/// before are refused even if it does not know yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The inbox.
    pub inbox: Inbox,
    /// Number of the inbox in the store.
    pub inbox_key: i64,
    /// Number of the lease.
    pub token: i64,
    /// Number of the run.
    pub run: i64,
}

/// How far an inbox is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Time of the newest conversation at the beginning of the last complete walk. `None` if
    /// there is none yet.
    pub watermark: Option<Timestamp>,
    /// Where the first walk stopped.
    pub position: Option<WalkPosition>,
    /// Nothing before this time is kept.
    pub keep_since: Option<Timestamp>,
}

/// Where an unfinished walk is: a hint, which need not be accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalkPosition {
    /// Time of the newest conversation at the beginning of the walk.
    pub newest: Option<Timestamp>,
    /// Cursor before the last page that was stored.
    pub cursor: Option<String>,
    /// A conversation of that page.
    pub thread_id: String,
}

/// What a store knows of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KnownThread {
    /// It is stored.
    Stored {
        /// Its time when it was read.
        updated_time: Option<Timestamp>,
        /// Whether a later change also changes its time.
        is_settled: bool,
        /// Whether all of its messages are stored that can be read.
        is_complete: bool,
        /// Whether it was marked as vanished.
        is_vanished: bool,
    },
    /// It cannot be read, and is not due.
    Unreadable {
        /// Its time when it was listed.
        updated_time: Option<Timestamp>,
    },
    /// It is to be forgotten.
    Forgotten,
}

/// A conversation to store.
///
/// `Debug` does not show the data of people, here and in the other rows.
#[derive(Clone, Default)]
pub struct ThreadRow {
    /// Id.
    pub id: String,
    /// Time of the last change.
    pub updated_time: Option<Timestamp>,
    /// Whether a later change also changes the time.
    pub is_settled: bool,
    /// Whether all messages are stored that can be read.
    pub is_complete: bool,
    /// Participants.
    pub participants: Vec<PersonRow>,
    /// JSON without the messages.
    pub raw: String,
    /// Which messages vanished.
    pub vanished: Vanished,
    /// Messages that Graph does not let read.
    pub gap: Option<Gap>,
    /// The parts that cannot be read now. If the conversation is complete, there are no others.
    pub unreadable: Vec<UnreadableRow>,
}

/// Which of the messages that are stored have vanished.
#[derive(Clone, Default)]
pub enum Vanished {
    /// None is marked.
    #[default]
    Unknown,
    /// All that were not read.
    NotIn {
        /// Ids of the messages that were read.
        ids: Vec<String>,
    },
    /// Those that were not read, and are newer than the oldest message that was.
    NewerThan {
        /// Ids of the messages that were read.
        ids: Vec<String>,
        /// Time of the oldest of them.
        oldest: Timestamp,
        /// If the store has at most so many messages of the conversation, also those that are
        /// older.
        or_all_of: usize,
    },
}

/// Messages of a conversation that Graph does not let read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Time of the oldest message after the gap.
    pub to: Timestamp,
}

/// A person.
#[derive(Clone, Default)]
pub struct PersonRow {
    /// Page-scoped or Instagram-scoped id.
    pub id: String,
    /// Name.
    pub name: Option<String>,
    /// Username on Instagram.
    pub username: Option<String>,
    /// Address, which Messenger makes up.
    pub email: Option<String>,
}

/// A message to store.
#[derive(Clone, Default)]
pub struct MessageRow {
    /// Id.
    pub id: String,
    /// Time at which it was sent.
    pub created_time: Option<Timestamp>,
    /// Sender.
    pub sender: Option<PersonRow>,
    /// Text, with U+FFFD in place of what Unicode does not have.
    pub text: Option<String>,
    /// Metadata of attachments.
    pub attachments: Vec<AttachmentRow>,
    /// JSON.
    pub raw: String,
}

/// Metadata of an attachment.
#[derive(Clone, Default)]
pub struct AttachmentRow {
    /// Id.
    pub id: Option<String>,
    /// Type, such as `image/jpeg`.
    pub mime_type: Option<String>,
    /// Name of the file.
    pub name: Option<String>,
    /// Size in bytes.
    pub size: Option<i64>,
}

/// A conversation or message that cannot be read.
#[derive(Clone, Debug)]
pub struct UnreadableRow {
    /// Its id.
    pub id: String,
    /// The conversation: the same id, or that of the message's conversation.
    pub thread_id: String,
    /// Time of the conversation.
    pub updated_time: Option<Timestamp>,
    /// Graph's error code, if there is one.
    pub code: Option<i64>,
    /// The error, without texts of messages.
    pub error: String,
}

/// What a write changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Changes {
    /// Whether the conversation is new.
    pub is_new_thread: bool,
    /// Whether it was not stored, because it is to be forgotten.
    pub is_left_out: bool,
    /// Number of messages that are new.
    pub messages_new: u64,
    /// Number of messages that are different now.
    pub messages_changed: u64,
    /// Number of messages that vanished.
    pub messages_vanished: u64,
    /// Number of gaps that are new.
    pub gaps: u64,
}

/// Implements `Debug` for rows without the data of people.
macro_rules! hide {
    ($($name:ident { $($field:ident),* })*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name))
                    $(.field(stringify!($field), &self.$field))*
                    .finish_non_exhaustive()
            }
        }
    )*};
}

hide! {
    ThreadRow { id, updated_time, is_settled, is_complete }
    PersonRow {}
    MessageRow { id, created_time }
    AttachmentRow {}
}

impl fmt::Debug for Vanished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "Unknown",
            Self::NotIn { .. } => "NotIn",
            Self::NewerThan { .. } => "NewerThan",
        })
    }
}

//! What a store has.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::inbox::Inbox;
use super::report::SyncReport;
use crate::types::timestamp::Timestamp;

/// What a store has, and what it lacks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct StoreStatus {
    /// Nothing before this time is kept.
    pub keep_since: Option<Timestamp>,
    /// The inboxes, in the order in which they were added.
    pub inboxes: Vec<InboxStatus>,
}

/// What a store has of an inbox. Its lists are limited, its counts are not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct InboxStatus {
    /// The inbox.
    #[serde(flatten)]
    pub inbox: Inbox,
    /// Whether [`run_due`](super::run_due) reads it.
    pub is_scheduled: bool,
    /// Everything until this time is stored, except for `gaps` and `unreadable`. `None` until
    /// the first run is complete.
    pub watermark: Option<Timestamp>,
    /// When the lease of the worker that syncs it now ends, unless it is renewed.
    pub leased_until: Option<Timestamp>,
    /// Number of conversations, without those that vanished.
    pub threads: u64,
    /// Number of conversations that vanished.
    pub threads_vanished: u64,
    /// Number of messages, without those that vanished.
    pub messages: u64,
    /// Number of messages that vanished.
    pub messages_vanished: u64,
    /// Number of people who take part in conversations, or did, each counted once.
    pub participants: u64,
    /// Number of attachments.
    pub attachments: u64,
    /// Time of the newest message.
    pub newest_message: Option<Timestamp>,
    /// Number of gaps.
    pub gap_count: u64,
    /// Gaps: the last 100 that were found, the last one first.
    pub gaps: Vec<GapStatus>,
    /// Number of conversations and messages that cannot be read.
    pub unreadable_count: u64,
    /// What cannot be read: the 100 that are tried again first.
    pub unreadable: Vec<UnreadableStatus>,
    /// The last 10 runs, the last one first.
    pub runs: Vec<RunStatus>,
}

impl InboxStatus {
    /// Returns the status of an inbox of which nothing is stored.
    pub(super) fn empty(inbox: Inbox) -> Self {
        Self {
            inbox,
            is_scheduled: false,
            watermark: None,
            leased_until: None,
            threads: 0,
            threads_vanished: 0,
            messages: 0,
            messages_vanished: 0,
            participants: 0,
            attachments: 0,
            newest_message: None,
            gap_count: 0,
            gaps: Vec::new(),
            unreadable_count: 0,
            unreadable: Vec::new(),
            runs: Vec::new(),
        }
    }
}

/// Messages of a conversation that Graph does not let read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct GapStatus {
    /// The conversation.
    pub thread_id: String,
    /// Time of the message before them. `None` if they are the first ones.
    pub from: Option<Timestamp>,
    /// Time of the message after them.
    pub to: Timestamp,
    /// When they were found to be missing.
    pub found_at: Timestamp,
}

/// A conversation or a message that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct UnreadableStatus {
    /// Its id.
    pub id: String,
    /// The conversation: the same id, or that of the message's conversation.
    pub thread_id: String,
    /// Graph's error code, if there is one.
    pub code: Option<i64>,
    /// The last error.
    pub error: String,
    /// How often it was tried.
    pub attempts: u64,
    /// When it was tried first.
    pub first_at: Timestamp,
    /// When it was tried last.
    pub last_at: Timestamp,
    /// When it is tried again.
    pub next_at: Timestamp,
}

/// A run of an inbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RunStatus {
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended. For one that was stopped, when the next one began.
    pub ended_at: Option<Timestamp>,
    /// How it ended.
    pub outcome: RunOutcome,
    /// The error, if it failed.
    pub error: Option<String>,
    /// What it did, if it ended by itself.
    #[serde(flatten)]
    pub report: SyncReport,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RunOutcome {
    /// It has not.
    Running,
    /// It read everything.
    Complete,
    /// It ended with an error.
    Failed,
    /// It was killed, or another worker took the inbox over.
    Stopped,
}

impl RunOutcome {
    const ALL: [(Self, &str); 4] = [
        (Self::Running, "running"),
        (Self::Complete, "complete"),
        (Self::Failed, "failed"),
        (Self::Stopped, "stopped"),
    ];
}

/// Shows the outcome as it is stored, such as `complete`.
impl fmt::Display for RunOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = Self::ALL.iter().find(|(outcome, _)| outcome == self);
        f.pad(known.map_or("", |(_, name)| name))
    }
}

/// Serializes as it is shown.
impl Serialize for RunOutcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl FromStr for RunOutcome {
    type Err = ParseOutcomeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.iter().find(|(_, name)| *name == text);
        known
            .map(|(outcome, _)| *outcome)
            .ok_or(ParseOutcomeError(()))
    }
}

/// An error from parsing a [`RunOutcome`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseOutcomeError(());

impl fmt::Display for ParseOutcomeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected `running`, `complete`, `failed` or `stopped`")
    }
}

impl std::error::Error for ParseOutcomeError {}

//! What a run did.

/// What a run of [`Sync`](crate::sync::Sync) did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SyncReport {
    /// Conversations that were listed. One that moved while pages were read counts twice.
    pub threads_listed: u64,
    /// Conversations that were read, because they may have changed.
    pub threads_read: u64,
    /// Conversations that are new in the store.
    pub threads_new: u64,
    /// Conversations that Graph no longer has.
    pub threads_vanished: u64,
    /// Messages that are new in the store.
    pub messages_new: u64,
    /// Messages that were in the store and are different now, such as by a reaction.
    pub messages_changed: u64,
    /// Messages that Graph no longer has.
    pub messages_vanished: u64,
    /// Gaps that were found: messages that Graph does not let read.
    pub gaps: u64,
    /// Conversations and messages that cannot be read. They are tried again in later runs.
    pub unreadable: u64,
    /// Conversations that were left out because a person or a time in them is to be
    /// forgotten.
    pub left_out: u64,
    /// Calls to Graph, each attempt and each request of a batch.
    pub calls: u64,
    /// Listings that had to start again, because Graph refused a cursor.
    pub listed_again: u64,
}

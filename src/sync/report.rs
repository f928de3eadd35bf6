//! What a run did.

use serde::Serialize;

/// What a run of [`Sync`](crate::sync::Sync) did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
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
    /// Listed conversations that were left out because they have no id, or are no objects. The
    /// next run lists them again.
    pub threads_without_id: u64,
    /// Values that no column can hold, in what was read: of another type than the contract states,
    /// or times before Facebook began. Their columns are empty: the store has them in `raw`.
    pub values_of_other_types: u64,
    /// Calls to Graph, each attempt and each request of a batch.
    pub calls: u64,
    /// Listings that had to start again, because Graph refused a cursor.
    pub listed_again: u64,
}

/// Lists the counts with the columns that have them.
macro_rules! columns {
    ($($name:ident),* $(,)?) => {
        impl SyncReport {
            /// The columns of the counts.
            pub(super) const COLUMNS: &[&str] = &[$(stringify!($name)),*];

            /// Returns the counts with their columns.
            pub(super) fn columns(&self) -> [(&'static str, u64); Self::COLUMNS.len()] {
                [$((stringify!($name), self.$name)),*]
            }

            /// Returns the counts with their columns, to set them.
            pub(super) fn columns_mut(
                &mut self,
            ) -> [(&'static str, &mut u64); Self::COLUMNS.len()] {
                [$((stringify!($name), &mut self.$name)),*]
            }
        }
    };
}

columns! {
    threads_listed, threads_read, threads_new, threads_vanished, messages_new, messages_changed,
    messages_vanished, gaps, unreadable, left_out, threads_without_id,
    values_of_other_types, calls, listed_again,
}

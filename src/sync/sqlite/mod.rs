//! A store in one SQLite file.

mod error;
mod forget;
mod lease;
mod open;
mod progress;
mod put_messages;
mod put_thread;
mod threads;
mod unreadable;

use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use sqlx::{Sqlite, SqlitePool, Transaction};

use self::error::while_;
use super::error::StoreError;
use super::inbox::Inbox;
use super::report::SyncReport;
use super::store::{
    Changes, KnownThread, Lease, MessageRow, Progress, Store, ThreadRow, UnreadableRow,
    WalkPosition,
};
use crate::types::timestamp::Timestamp;

type Result<T> = std::result::Result<T, StoreError>;
type Write = Transaction<'static, Sqlite>;

/// A store in one SQLite file. Clones share it.
///
/// The [module](super) has its tables. Any number of inboxes can be synced into it at the same
/// time, and other programs can read it meanwhile.
#[derive(Clone)]
pub struct SqliteStore {
    pool: SqlitePool,
    path: Arc<Path>,
}

impl SqliteStore {
    /// Opens a file, or creates it. A file that is created is readable and writable for its
    /// owner alone; the permissions of others stay as they are.
    ///
    /// # Errors
    ///
    /// Returns an error if the file is not a store, if a newer version of this crate wrote it,
    /// or if it cannot be opened.
    pub async fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path: Arc<Path> = path.as_ref().into();
        let pool = open::open(&path).await?;
        Ok(Self { pool, path })
    }

    /// Closes the file. Writes that have begun end before.
    pub async fn close(self) {
        self.pool.close().await;
    }

    /// Removes all that is stored of a person: the conversations in which the person takes
    /// part, wrote or is mentioned by id, with all messages. A later sync does not bring them
    /// back.
    ///
    /// To recognize the person and these conversations, keyed hashes of their ids are kept.
    /// The key is in the file: who has it can find out whether a known id was forgotten, and
    /// nothing else. Freed space of the file is overwritten.
    ///
    /// Returns the number of conversations that were removed.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError::OwnAccount`] for the id of a Page or account whose inbox is stored,
    /// or another error if the store fails.
    pub async fn forget(&self, person_id: &str) -> Result<u64> {
        forget::forget(self, person_id).await
    }

    /// Removes messages that were sent before a time, and conversations without a later one.
    /// Later syncs store nothing older than that either. Returns the number of messages that
    /// were removed.
    ///
    /// # Errors
    ///
    /// Returns an error if the store fails.
    pub async fn expire(&self, older_than: impl Into<Timestamp>) -> Result<u64> {
        forget::expire(self, older_than.into()).await
    }

    /// Limits the size of the file, in bytes, while this store and its clones are open. A run
    /// that reaches it ends with [`StoreError::Full`]. A file that is larger does not grow.
    ///
    /// # Errors
    ///
    /// Returns an error if the store fails.
    pub async fn limit_size(&self, bytes: u64) -> Result<()> {
        open::limit_size(&self.pool, bytes).await
    }

    /// Begins a transaction that writes.
    async fn write(&self) -> Result<Write> {
        let begun = self.pool.begin_with("BEGIN IMMEDIATE").await;
        begun.map_err(while_("beginning to write"))
    }

    /// Begins a transaction that writes to the inbox of a lease, and extends the lease.
    async fn write_as(&self, lease: &Lease) -> Result<Write> {
        let mut write = self.write().await?;
        lease::check(&mut write, lease).await?;
        Ok(write)
    }
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// Ends a transaction.
async fn commit(write: Write) -> Result<()> {
    write.commit().await.map_err(while_("committing"))
}

/// Returns the current time, in Unix seconds.
fn now() -> i64 {
    Timestamp::now().unix_seconds()
}

fn seconds(time: Option<Timestamp>) -> Option<i64> {
    time.map(Timestamp::unix_seconds)
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Returns a list as JSON, which `json_each` reads: SQLite has no parameters that are lists.
fn json(list: &[String]) -> String {
    serde_json::Value::from(list).to_string()
}

impl Store for SqliteStore {
    async fn begin(&self, inbox: &Inbox) -> Result<Lease> {
        lease::begin(self, inbox).await
    }

    async fn renew(&self, lease: &Lease) -> Result<()> {
        commit(self.write_as(lease).await?).await
    }

    async fn end(&self, lease: &Lease, report: &SyncReport, error: Option<&str>) -> Result<()> {
        lease::end(self, lease, report, error).await
    }

    async fn progress(&self, lease: &Lease) -> Result<Progress> {
        progress::read(self, lease).await
    }

    async fn put_position(&self, lease: &Lease, position: &WalkPosition) -> Result<()> {
        progress::put_position(self, lease, position).await
    }

    async fn complete_walk(&self, lease: &Lease, watermark: Option<Timestamp>) -> Result<()> {
        progress::complete_walk(self, lease, watermark).await
    }

    async fn listed(
        &self,
        lease: &Lease,
        thread_ids: &[String],
    ) -> Result<HashMap<String, KnownThread>> {
        threads::listed(self, lease, thread_ids).await
    }

    async fn unlisted(&self, lease: &Lease, limit: usize) -> Result<Vec<String>> {
        threads::unlisted(self, lease, limit).await
    }

    async fn has_message(&self, lease: &Lease, thread_id: &str, message_id: &str) -> Result<bool> {
        threads::has_message(self, lease, thread_id, message_id).await
    }

    async fn put_thread(
        &self,
        lease: &Lease,
        thread: &ThreadRow,
        messages: &[MessageRow],
    ) -> Result<Changes> {
        put_thread::put_thread(self, lease, thread, messages).await
    }

    async fn thread_vanished(&self, lease: &Lease, thread_id: &str) -> Result<bool> {
        threads::vanished(self, lease, thread_id).await
    }

    async fn put_unreadable(&self, lease: &Lease, node: &UnreadableRow) -> Result<()> {
        unreadable::put(self, lease, node).await
    }

    async fn due(&self, lease: &Lease, limit: usize) -> Result<Vec<String>> {
        unreadable::due(self, lease, limit).await
    }
}

//! A store in one SQLite file.

mod connection;
mod error;
mod open;
mod write;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use self::connection::SharedConnection;
use super::sql::database::{Result, new_worker};

/// A store in one SQLite file. Clones share it.
///
/// The [module](super) has its tables. Any number of inboxes can be synced into it at the same
/// time, and other programs can read it meanwhile.
///
/// A person or a message that is removed is overwritten in the file.
#[derive(Clone)]
pub struct SqliteStore {
    connection: SharedConnection,
    path: Arc<Path>,
    worker: Arc<str>,
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
        let connection = open::open(&path).await?;
        Ok(Self {
            connection: SharedConnection::new(connection),
            path,
            worker: new_worker().into(),
        })
    }

    /// Closes the file. Writes that have begun end before.
    pub async fn close(self) {
        self.connection.close().await;
    }

    /// Limits the size of the file, in bytes, while this store and its clones are open. A run
    /// that reaches it ends with [`StoreError::Full`](super::StoreError::Full). A file that is
    /// larger does not grow.
    ///
    /// # Errors
    ///
    /// Returns an error if the store fails.
    pub async fn limit_size(&self, bytes: u64) -> Result<()> {
        let mut connection = self.connection.lock(open::LIMITING).await?;
        open::limit_size(&mut connection, bytes).await
    }
}

super::sql::store!(SqliteStore);

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

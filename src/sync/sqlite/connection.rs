//! The connection to a SQLite file, and transactions on it.

use std::sync::Arc;
use std::time::Duration;

use sqlx::{Connection, Database, Sqlite, SqliteConnection, TransactionManager};
use tokio::sync::{Mutex, OwnedMappedMutexGuard, OwnedMutexGuard};
use tokio::time::timeout;

use super::error::while_;
use crate::sync::sql::database::Result;

type Manager = <Sqlite as Database>::TransactionManager;

/// How long a write waits for those of the same process, of which there may be many.
const QUEUE_TIMEOUT: Duration = Duration::from_secs(600);

/// The connection that a store and its clones share, one after the other: SQLite has one writer
/// at a time.
///
/// A pool would test it before and after each use, and open another one from time to time.
#[derive(Clone)]
pub(super) struct SharedConnection(Arc<Mutex<Option<SqliteConnection>>>);

/// The connection while nobody else uses it.
pub(super) type Locked = OwnedMappedMutexGuard<Option<SqliteConnection>, SqliteConnection>;

impl SharedConnection {
    pub(super) fn new(connection: SqliteConnection) -> Self {
        Self(Arc::new(Mutex::new(Some(connection))))
    }

    /// Waits until nobody else uses the connection.
    pub(super) async fn lock(&self, doing: &'static str) -> Result<Locked> {
        let locked = timeout(QUEUE_TIMEOUT, self.0.clone().lock_owned()).await;
        let locked = locked.map_err(|_| while_(doing)(sqlx::Error::PoolTimedOut))?;
        OwnedMutexGuard::try_map(locked, Option::as_mut)
            .map_err(|_| while_(doing)(sqlx::Error::PoolClosed))
    }

    /// Closes the connection after those who wait for it have used it.
    pub(super) async fn close(&self) {
        if let Some(connection) = self.0.lock().await.take() {
            // What was committed is in the file, whether or not it can be closed.
            let _ = connection.close().await;
        }
    }
}

/// A transaction that writes. It is rolled back if it is dropped.
pub(in crate::sync) struct Transaction {
    connection: Locked,
    is_committed: bool,
}

impl Transaction {
    /// Begins with a statement, or with `BEGIN`, after which the first statement has to write:
    /// SQLite waits for the writes of other processes only before it has read.
    pub(super) async fn begin(connection: Locked, statement: Option<&'static str>) -> Result<Self> {
        // Made before, so that it is rolled back if this future is dropped.
        let mut transaction = Self {
            connection,
            is_committed: false,
        };
        let connection = &mut transaction.connection;
        let begun = Manager::begin(connection, statement.map(Into::into)).await;
        let begun = match end_left(connection, begun.as_ref().err()).await {
            Ok(false) => begun,
            Ok(true) => Manager::begin(connection, statement.map(Into::into)).await,
            Err(error) => Err(error),
        };
        begun.map_err(while_("beginning to write"))?;
        Ok(transaction)
    }

    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }

    pub(super) async fn commit(mut self) -> Result<()> {
        let committed = Manager::commit(&mut self.connection).await;
        committed.map_err(while_("committing"))?;
        self.is_committed = true;
        Ok(())
    }
}

/// Ends a transaction that SQLite ended by itself, as it does where a disk is full. sqlx, whose
/// rollback fails then, takes it for one that goes on, and what begins next for a part of it.
/// Returns whether there was one, so that the next one has to begin again.
async fn end_left(
    connection: &mut SqliteConnection,
    error: Option<&sqlx::Error>,
) -> sqlx::Result<bool> {
    if matches!(error, Some(sqlx::Error::InvalidSavePointStatement)) {
        // A savepoint, without which there is nothing that could be rolled back.
        Manager::begin(connection, None).await?;
    }
    let is_left = Manager::get_transaction_depth(connection) > 1;
    while is_left && Manager::get_transaction_depth(connection) > 0 {
        Manager::rollback(connection).await?;
    }
    Ok(is_left)
}

impl Drop for Transaction {
    fn drop(&mut self) {
        if !self.is_committed {
            // Before anything else that the connection does.
            Manager::start_rollback(&mut self.connection);
        }
    }
}

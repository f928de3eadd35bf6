//! The stores of tests, each with a database of its own.

use std::fmt::Debug;
use std::future::Future;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use page_conversations::Timestamp;
use page_conversations::sync::{SqliteStore, Store, StoreError, StoreStatus};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Executor, Row, SqliteConnection};
use tempfile::TempDir;

/// The rows of a query, each value as text.
pub type Rows = Vec<Vec<Option<String>>>;

/// What stores of this crate have in common besides [`Store`].
pub trait TestStore: Store + Clone + Debug {
    fn forget(&self, person_id: &str) -> impl Future<Output = Result<u64, StoreError>> + Send;
    fn expire(&self, older_than: Timestamp)
    -> impl Future<Output = Result<u64, StoreError>> + Send;
    fn status(&self) -> impl Future<Output = Result<StoreStatus, StoreError>> + Send;
}

macro_rules! test_store {
    ($store:ty) => {
        impl $crate::sync::database::TestStore for $store {
            async fn forget(&self, person_id: &str) -> Result<u64, StoreError> {
                self.forget(person_id).await
            }

            async fn expire(&self, older_than: Timestamp) -> Result<u64, StoreError> {
                self.expire(older_than).await
            }

            async fn status(&self) -> Result<StoreStatus, StoreError> {
                self.status().await
            }
        }
    };
}

pub(super) use test_store;

test_store!(SqliteStore);

/// A database for one test.
pub trait TestDatabase: Clone + Send + std::marker::Sync + 'static {
    type Store: TestStore;

    /// Creates an empty one.
    fn create() -> impl Future<Output = Self> + Send;

    /// Opens the store in it, as a worker of its own.
    fn open(&self) -> impl Future<Output = Result<Self::Store, StoreError>> + Send;

    /// Runs a statement as another program does, and returns its rows. It is one of SQLite.
    fn query(&self, statement: &str) -> impl Future<Output = Rows> + Send;

    /// Returns one without inboxes.
    fn emptied(self) -> impl Future<Output = Self> + Send;

    /// Returns its files, if they are its own.
    fn files(&self) -> Vec<PathBuf> {
        Vec::new()
    }

    /// Returns a text as the database has it.
    fn as_stored(text: &str) -> String;

    /// Returns the query of the columns of all tables: table and column.
    fn columns() -> String;
}

/// A file.
#[derive(Clone)]
pub struct Sqlite(Arc<TempDir>);

impl Sqlite {
    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    pub fn path(&self) -> PathBuf {
        self.0.path().join("mirror.db")
    }
}

pub async fn connect(path: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(path);
    options.connect().await.unwrap()
}

/// Runs a statement on a file.
pub async fn query_file(path: &Path, statement: &str) -> Rows {
    let mut connection = connect(path).await;
    let rows = connection.fetch_all(statement).await;
    let value = |row: &sqlx::sqlite::SqliteRow, n| row.get_unchecked(n);
    let rows = rows.unwrap();
    rows.iter()
        .map(|row| (0..row.len()).map(|n| value(row, n)).collect())
        .collect()
}

impl TestDatabase for Sqlite {
    type Store = SqliteStore;

    async fn create() -> Self {
        Self(Arc::new(tempfile::tempdir().unwrap()))
    }

    async fn open(&self) -> Result<SqliteStore, StoreError> {
        SqliteStore::open(self.path()).await
    }

    async fn query(&self, statement: &str) -> Rows {
        query_file(&self.path(), statement).await
    }

    async fn emptied(self) -> Self {
        Self::create().await
    }

    fn files(&self) -> Vec<PathBuf> {
        let files = std::fs::read_dir(self.folder()).unwrap();
        files.map(|file| file.unwrap().path()).collect()
    }

    fn as_stored(text: &str) -> String {
        text.to_owned()
    }

    fn columns() -> String {
        "SELECT tables.name, columns.name FROM sqlite_master AS tables
         JOIN pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'"
            .to_owned()
    }
}

/// Says that tests are skipped. What a test prints is not shown if it succeeds, so this is
/// written past it.
pub fn skip(what: &str) {
    let message = format!(
        "skipped: {what} on PostgreSQL, because TEST_POSTGRES_URL is not set; \
         `.ci/postgres cargo test ...` starts a server\n"
    );
    std::io::stderr().write_all(message.as_bytes()).unwrap();
}

/// Runs tests that are generic over [`TestDatabase`] on all databases.
macro_rules! on_all_databases {
    ($($test:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $test() {
                super::$test::<$crate::sync::database::Sqlite>().await;
            })*
        }

        $crate::sync::database::on_postgres!($($test),*);
    };
}
pub(super) use on_all_databases;

#[cfg(not(feature = "postgres"))]
macro_rules! on_postgres {
    ($($test:ident),*) => {};
}

#[cfg(feature = "postgres")]
macro_rules! on_postgres {
    ($($test:ident),*) => {
        mod postgres {
            $(#[tokio::test]
            async fn $test() {
                match $crate::sync::postgres::url() {
                    Some(_) => super::$test::<$crate::sync::postgres::Postgres>().await,
                    None => $crate::sync::database::skip(stringify!($test)),
                }
            })*
        }
    };
}
pub(super) use on_postgres;

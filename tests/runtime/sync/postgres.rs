//! Schemas of a PostgreSQL server, which `.ci/postgres` starts.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use page_conversations::Timestamp;
use page_conversations::sync::{PostgresStore, StoreError, StoreStatus};
use sqlx::postgres::{PgPoolOptions, PgRow};
use sqlx::{Executor, PgPool, Row};

use super::database::{Rows, TestDatabase, test_store};

test_store!(PostgresStore);

/// Returns the address of the server, if there is one.
pub fn url() -> Option<String> {
    std::env::var("TEST_POSTGRES_URL").ok()
}

/// A schema.
#[derive(Clone)]
pub struct Postgres {
    schema: Arc<str>,
    pool: PgPool,
}

impl Postgres {
    /// Returns its name.
    pub fn schema(&self) -> &str {
        &self.schema
    }

    /// Opens the store by another address of the server.
    pub async fn open_at(&self, url: &str) -> Result<PostgresStore, StoreError> {
        let store = PostgresStore::builder(url).schema(&*self.schema);
        let store = store.max_connections(4);
        let store = store.connect_timeout(std::time::Duration::from_secs(5));
        store.connect().await
    }
}

/// Schemas stay until the server ends.
impl TestDatabase for Postgres {
    type Store = PostgresStore;

    async fn create() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let schema = format!("test {} {number}", std::process::id());
        let pool = PgPoolOptions::new().max_connections(1);
        let pool = pool.connect_lazy(&url().unwrap()).unwrap();
        let removal = format!("DROP SCHEMA IF EXISTS \"{schema}\" CASCADE");
        pool.execute(&*removal).await.unwrap();
        Self {
            schema: schema.into(),
            pool,
        }
    }

    /// Removes the rows, because to create the tables takes longer.
    async fn emptied(self) -> Self {
        // All other tables refer to it, but for what is set for the whole store.
        self.query("TRUNCATE inboxes CASCADE").await;
        self
    }

    async fn open(&self) -> Result<PostgresStore, StoreError> {
        self.open_at(&url().unwrap()).await
    }

    async fn query(&self, statement: &str) -> Rows {
        let now = "floor(extract(epoch FROM clock_timestamp()))::bigint";
        let statement = format!(
            "SET search_path TO \"{}\"; {}",
            self.schema,
            statement.replace("unixepoch()", now)
        );
        // As texts, because nothing is prepared.
        let rows = self.pool.fetch_all(&*statement).await;
        let value = |row: &PgRow, n| row.get_unchecked(n);
        let rows = rows.unwrap();
        rows.iter()
            .map(|row| (0..row.len()).map(|n| value(row, n)).collect())
            .collect()
    }

    fn as_stored(text: &str) -> String {
        text.replace('\0', "\u{2400}")
    }

    fn columns() -> String {
        "SELECT table_name, column_name FROM information_schema.columns
         WHERE table_schema = current_schema()"
            .to_owned()
    }
}

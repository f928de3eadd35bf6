//! A store in a PostgreSQL database.

mod error;
mod open;
mod write;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use sqlx::PgPool;

use super::sql::database::{Result, new_worker};

/// The schema of a store, unless another one is set.
const SCHEMA: &str = "page_conversations";

/// A store in a PostgreSQL database, which any number of machines can share. Clones share its
/// connections.
///
/// The [module](super) has its tables. They are in a schema of their own, `page_conversations`,
/// so that a database can have others.
///
/// PostgreSQL does not store U+0000: in columns, U+2400 (␀) is in its place, and `raw` has it as
/// `\u0000`. So `raw::json` reads everything, while `raw::jsonb` refuses such values.
///
/// What is removed stays in the files of the server until they are vacuumed, and in its logs and
/// backups for as long as these are kept.
#[derive(Clone)]
pub struct PostgresStore {
    pool: PgPool,
    schema: Arc<str>,
    worker: Arc<str>,
}

impl PostgresStore {
    /// Connects to a database, and creates the store if there is none.
    ///
    /// The address is a URL such as `postgres://user:password@host/database`. It appears in no
    /// error. `sslmode` and the other parameters of
    /// [libpq](https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS)
    /// are those of sqlx.
    ///
    /// TLS is that of the crate's features `rustls`, `rustls-ring` and `native-tls`, the last
    /// one if there are several. By default it is used if the server has it, without checking
    /// who the server is: over a network, add `sslmode=verify-full`, and `sslrootcert` with a
    /// file of certificates if its authority is not a public one. Without these features, a
    /// mode that requires TLS is an error.
    ///
    /// # Errors
    ///
    /// Returns an error if the database cannot be reached, if its schema is not a store, or if a
    /// newer version of this crate wrote it.
    pub async fn connect(url: impl Into<String>) -> Result<Self> {
        Self::builder(url).connect().await
    }

    /// Returns a builder, to choose the schema and the number of connections.
    pub fn builder(url: impl Into<String>) -> PostgresStoreBuilder {
        PostgresStoreBuilder {
            url: SecretString::from(url.into()),
            schema: SCHEMA.to_owned(),
            connections: 10,
            timeout: Duration::from_secs(30),
        }
    }

    /// Closes all connections. Writes that have begun end before.
    pub async fn close(self) {
        self.pool.close().await;
    }
}

super::sql::store!(PostgresStore);

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStore")
            .field("schema", &self.schema)
            .finish_non_exhaustive()
    }
}

/// A builder of a [`PostgresStore`].
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until it connects"]
pub struct PostgresStoreBuilder {
    url: SecretString,
    schema: String,
    connections: u32,
    timeout: Duration,
}

impl PostgresStoreBuilder {
    /// Sets the schema of the tables. The default is `page_conversations`.
    pub fn schema(mut self, schema: impl Into<String>) -> Self {
        self.schema = schema.into();
        self
    }

    /// Sets the maximum number of connections, at least 1. The default is 10. A run takes one
    /// while it writes.
    pub fn max_connections(mut self, connections: u32) -> Self {
        self.connections = connections;
        self
    }

    /// Sets how long to wait for a connection, also while the server starts again. The default
    /// is 30 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Connects.
    ///
    /// # Errors
    ///
    /// Returns an error as [`PostgresStore::connect`] does.
    pub async fn connect(self) -> Result<PostgresStore> {
        Ok(PostgresStore {
            pool: open::open(&self.url, &self.schema, self.connections, self.timeout).await?,
            schema: self.schema.into(),
            worker: new_worker().into(),
        })
    }
}

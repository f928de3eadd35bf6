//! Connects to a database, and creates the store in it.

use std::time::Duration;

use futures_util::FutureExt;
use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, Executor, PgConnection, Row};

use super::error::while_;
use crate::sync::error::StoreError;
use crate::sync::sql::database::{KEPT_STATEMENTS, Result};
use crate::sync::sql::migrations::{Scripts, migration_error, migrator};

/// The scripts of the schema, the first of version 1.
const SCRIPTS: Scripts = &[
    ("first version", include_str!("schema.sql")),
    (
        "conversations without an id",
        "ALTER TABLE runs ADD COLUMN threads_without_id BIGINT",
    ),
    (
        "values of other types",
        "ALTER TABLE runs ADD COLUMN values_of_other_types BIGINT",
    ),
];

/// How long a connection is used again without a test, which takes as long as a statement.
const TRUSTED_FOR: Duration = Duration::from_secs(1);

/// Connects, creates the schema if there is none, and brings it up to date.
pub(super) async fn open(
    url: &SecretString,
    schema: &str,
    connections: u32,
    timeout: Duration,
) -> Result<PgPool> {
    let doing = while_("reading the address of the database");
    let options: PgConnectOptions = url.expose_secret().parse().map_err(doing)?;
    let options = options
        .application_name("page-conversations")
        .statement_cache_capacity(KEPT_STATEMENTS)
        .disable_statement_logging();
    let session = session(schema);
    // If this future is dropped, the connection ends, and with it its locks.
    let mut connection = connect(&options, timeout).await?;
    execute(&mut connection, &session).await?;
    update(&mut connection, schema).await?;
    connection.close().await.map_err(while_("connecting"))?;
    let pool = PgPoolOptions::new()
        .max_connections(connections.max(1))
        .acquire_timeout(timeout)
        .test_before_acquire(false)
        .before_acquire(|connection, state| {
            async move {
                if state.idle_for > TRUSTED_FOR {
                    connection.ping().await?;
                }
                Ok(true)
            }
            .boxed()
        })
        .after_connect(move |connection, _| {
            let session = session.clone();
            async move {
                connection.execute(&*session).await?;
                Ok(())
            }
            .boxed()
        });
    Ok(pool.connect_lazy_with(options))
}

/// Returns what is set in each session. The server ends those of machines that are gone, so that
/// their locks do not stay.
fn session(schema: &str) -> String {
    format!(
        "SET search_path TO {}; SET idle_in_transaction_session_timeout TO '60s'; \
         SET lock_timeout TO '10s'",
        quoted(schema)
    )
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

async fn connect(options: &PgConnectOptions, timeout: Duration) -> Result<PgConnection> {
    match tokio::time::timeout(timeout, options.connect()).await {
        Ok(connected) => connected.map_err(while_("connecting")),
        Err(elapsed) => Err(StoreError::Unavailable {
            source: Box::new(elapsed),
        }),
    }
}

async fn execute(connection: &mut PgConnection, statement: &str) -> Result<()> {
    let done = connection.execute(statement).await;
    done.map_err(while_("opening the store")).map(drop)
}

/// Creates the schema, or brings it up to date. Others that do so at the same time wait.
async fn update(connection: &mut PgConnection, schema: &str) -> Result<()> {
    let opening = while_("opening the store");
    let locked = sqlx::query("SELECT pg_advisory_lock(1885565814, hashtext($1))");
    let locked = locked.bind(schema).execute(&mut *connection).await;
    locked.map_err(&opening)?;
    let found = sqlx::query(
        "SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = $1) AS has_schema,
             count(*) FILTER (WHERE relname <> '_sqlx_migrations') > 0 AS has_tables,
             count(*) FILTER (WHERE relname = 'inboxes'
                 AND obj_description(pg_class.oid, 'pg_class') LIKE '%page-conversations%') > 0
                 AS is_store
         FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm')
             AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)",
    );
    let found = found.bind(schema).fetch_one(&mut *connection).await;
    let found = found.and_then(|row| {
        Ok((
            row.try_get("has_schema")?,
            row.try_get("has_tables")?,
            row.try_get("is_store")?,
        ))
    });
    let (has_schema, has_tables, is_store): (bool, bool, bool) = found.map_err(&opening)?;
    if has_tables && !is_store {
        return Err(StoreError::Foreign {
            place: format!("schema {schema}"),
        });
    }
    if !has_schema {
        let created = format!("CREATE SCHEMA {}", quoted(schema));
        execute(connection, &created).await?;
    }
    let migrated = async { migrator(SCRIPTS).await?.run_direct(&mut *connection).await };
    let migrated = migrated.await;
    migrated.map_err(|error| migration_error(error, while_("updating the schema")))
}

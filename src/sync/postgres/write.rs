//! Statements on a PostgreSQL database.

use std::borrow::Cow;

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::{Postgres, Row, Transaction};

use super::PostgresStore;
use super::error::while_;
use crate::sync::error::StoreError;
use crate::sync::sql::database::{Database, Dialect, Result, SqlRow, Value, Write};

/// What fails while a row is read.
const READING: &str = "reading a row";

/// In place of U+0000, which PostgreSQL does not store: its symbol.
const NUL: char = '\u{2400}';

impl Database for PostgresStore {
    type Write = Transaction<'static, Postgres>;

    fn worker(&self) -> &str {
        &self.worker
    }

    async fn write(&self) -> Result<Self::Write> {
        let doing = "beginning to write";
        let pool = self.pool.clone();
        // A task goes on if this future is dropped. sqlx would not know of a transaction whose
        // `BEGIN` was sent but not answered, and leave it open.
        let begun = tokio::spawn(async move { pool.begin().await });
        let begun = begun.await.map_err(|error| StoreError::Other {
            doing,
            source: Box::new(error),
        })?;
        begun.map_err(while_(doing))
    }

    async fn rows(
        &self,
        doing: &'static str,
        statement: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<PgRow>> {
        let query = query(statement, values).fetch_all(&self.pool);
        query.await.map_err(while_(doing))
    }

    async fn clean(&self) -> Result<()> {
        // The server's autovacuum frees space.
        Ok(())
    }
}

impl Write for Transaction<'static, Postgres> {
    type Row = PgRow;

    async fn execute(
        &mut self,
        doing: &'static str,
        statement: &str,
        values: &[Value<'_>],
    ) -> Result<u64> {
        let done = query(statement, values).execute(&mut **self).await;
        Ok(done.map_err(while_(doing))?.rows_affected())
    }

    async fn rows(
        &mut self,
        doing: &'static str,
        statement: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<PgRow>> {
        let rows = query(statement, values).fetch_all(&mut **self).await;
        rows.map_err(while_(doing))
    }

    async fn optional_row(
        &mut self,
        doing: &'static str,
        statement: &str,
        values: &[Value<'_>],
    ) -> Result<Option<PgRow>> {
        let row = query(statement, values).fetch_optional(&mut **self).await;
        row.map_err(while_(doing))
    }

    async fn commit(self) -> Result<()> {
        self.commit().await.map_err(while_("committing"))
    }
}

fn query<'a>(statement: &'a str, values: &'a [Value<'a>]) -> Query<'a, Postgres, PgArguments> {
    let mut query = sqlx::query(statement);
    for value in values {
        query = match *value {
            Value::Integer(integer) => query.bind(integer),
            Value::Flag(flag) => query.bind(flag),
            Value::Text(text) => query.bind(text.map(without_nul)),
            Value::Bytes(bytes) => query.bind(bytes),
            Value::Texts(texts) => {
                let texts = texts.iter().map(|text| without_nul(text).into_owned());
                query.bind(texts.collect::<Vec<_>>())
            }
        };
    }
    query
}

fn without_nul(text: &str) -> Cow<'_, str> {
    match text.contains('\0') {
        true => text.replace('\0', NUL.encode_utf8(&mut [0; 4])).into(),
        false => text.into(),
    }
}

macro_rules! dialect {
    ($($type:ty),*) => {$(
        impl Dialect for $type {
            const NOW: &str = "floor(extract(epoch FROM clock_timestamp()))::bigint";
            const LOCKED: &str = "FOR UPDATE";
            const SKIP_LOCKED: &str = "FOR UPDATE SKIP LOCKED";
            // The number is of this program's own choice.
            const DECIDING: Option<&str> =
                Some("SELECT pg_advisory_xact_lock(1885565814, hashtext(current_schema()))");
            const POSITION: &str = "strpos";

            fn key(id: &str) -> String {
                format!("md5({id})")
            }

            fn add_parameter(statement: &mut String, number: usize) {
                statement.push('$');
                statement.push_str(&number.to_string());
            }

            fn list(parameter: &str) -> String {
                format!("unnest({parameter}::text[]) AS list (value)")
            }
        }
    )*};
}

dialect!(PostgresStore, Transaction<'static, Postgres>);

impl SqlRow for PgRow {
    fn optional_integer(&self, column: &str) -> Result<Option<i64>> {
        self.try_get(column).map_err(while_(READING))
    }

    fn optional_text(&self, column: &str) -> Result<Option<String>> {
        let text: Option<String> = self.try_get(column).map_err(while_(READING))?;
        Ok(text.map(|text| match text.contains(NUL) {
            true => text.replace(NUL, "\0"),
            false => text,
        }))
    }

    fn flag(&self, column: &str) -> Result<bool> {
        self.try_get(column).map_err(while_(READING))
    }

    fn bytes(&self, column: &str) -> Result<Vec<u8>> {
        self.try_get(column).map_err(while_(READING))
    }
}

//! Statements on a SQLite file.

use futures_util::TryStreamExt;
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Either, Executor, Row, Sqlite};

use super::SqliteStore;
use super::connection::Transaction;
use super::error::while_;
use crate::sync::sql::database::{Database, Dialect, Result, SqlRow, Value, Write};

/// What fails while a transaction begins.
const BEGINNING: &str = "beginning to write";

/// What fails while a row is read.
const READING: &str = "reading a row";

impl Database for SqliteStore {
    type Write = Transaction;

    fn worker(&self) -> &str {
        &self.worker
    }

    async fn write(&self) -> Result<Self::Write> {
        let connection = self.connection.lock(BEGINNING).await?;
        Transaction::begin(connection, Some("BEGIN IMMEDIATE")).await
    }

    // sqlx asks whether a `BEGIN` of its caller began a transaction, which takes as long as a
    // statement.
    async fn write_first(
        &self,
        doing: &'static str,
        statement: &str,
        values: &[Value<'_>],
    ) -> Result<(Self::Write, u64)> {
        let connection = self.connection.lock(BEGINNING).await?;
        let mut write = Transaction::begin(connection, None).await?;
        let rows = write.execute(doing, statement, values).await?;
        Ok((write, rows))
    }

    async fn rows(
        &self,
        doing: &'static str,
        statement: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<SqliteRow>> {
        let mut connection = self.connection.lock(doing).await?;
        let rows = query(statement, values).fetch_all(&mut *connection);
        rows.await.map_err(while_(doing))
    }

    async fn clean(&self) -> Result<()> {
        const EMPTYING: &str = "emptying the journal";
        let mut connection = self.connection.lock(EMPTYING).await?;
        // The journal has what was removed too.
        let emptied = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)");
        let emptied = emptied.execute(&mut *connection).await;
        emptied.map_err(while_(EMPTYING))?;
        Ok(())
    }
}

impl Write for Transaction {
    type Row = SqliteRow;

    async fn execute(
        &mut self,
        doing: &'static str,
        statement: &str,
        values: &[Value<'_>],
    ) -> Result<u64> {
        // The first result is that of the only statement. To wait for the end of the results takes
        // another switch to the thread of the connection.
        let mut results = self.connection().fetch_many(query(statement, values));
        while let Some(result) = results.try_next().await.map_err(while_(doing))? {
            if let Either::Left(done) = result {
                return Ok(done.rows_affected());
            }
        }
        Ok(0)
    }

    async fn rows(
        &mut self,
        doing: &'static str,
        statement: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<SqliteRow>> {
        let rows = query(statement, values).fetch_all(self.connection()).await;
        rows.map_err(while_(doing))
    }

    async fn optional_row(
        &mut self,
        doing: &'static str,
        statement: &str,
        values: &[Value<'_>],
    ) -> Result<Option<SqliteRow>> {
        let row = query(statement, values).fetch_optional(self.connection());
        row.await.map_err(while_(doing))
    }

    async fn commit(self) -> Result<()> {
        Self::commit(self).await
    }
}

fn query<'a>(
    statement: &'a str,
    values: &'a [Value<'a>],
) -> Query<'a, Sqlite, SqliteArguments<'a>> {
    let mut query = sqlx::query(statement);
    for value in values {
        query = match *value {
            Value::Integer(integer) => query.bind(integer),
            Value::Flag(flag) => query.bind(flag),
            Value::Text(text) => query.bind(text),
            Value::Bytes(bytes) => query.bind(bytes),
            // SQLite has no parameters that are lists.
            Value::Texts(texts) => query.bind(serde_json::Value::from(texts).to_string()),
        };
    }
    query
}

macro_rules! dialect {
    ($($type:ty),*) => {$(
        impl Dialect for $type {
            const NOW: &str = "unixepoch()";
            // There is one transaction that writes at a time.
            const LOCKED: &str = "";
            const SKIP_LOCKED: &str = "";
            const DECIDING: Option<&str> = None;
            const POSITION: &str = "instr";

            fn key(id: &str) -> String {
                id.to_owned()
            }

            // SQLite searches a name in a list of all names, for each parameter that has one.
            fn add_parameter(statement: &mut String, _: usize) {
                statement.push('?');
            }

            fn list(parameter: &str) -> String {
                format!("json_each({parameter})")
            }
        }
    )*};
}

dialect!(SqliteStore, Transaction);

impl SqlRow for SqliteRow {
    fn optional_integer(&self, column: &str) -> Result<Option<i64>> {
        self.try_get(column).map_err(while_(READING))
    }

    fn optional_text(&self, column: &str) -> Result<Option<String>> {
        self.try_get(column).map_err(while_(READING))
    }

    fn flag(&self, column: &str) -> Result<bool> {
        self.try_get(column).map_err(while_(READING))
    }

    fn bytes(&self, column: &str) -> Result<Vec<u8>> {
        self.try_get(column).map_err(while_(READING))
    }
}

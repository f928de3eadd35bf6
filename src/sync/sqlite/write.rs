//! Statements on a SQLite file.

use futures_util::TryStreamExt;
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Either, Executor, Row, Sqlite};

use super::SqliteStore;
use super::connection::Transaction;
use super::error::while_;
use crate::sync::sql::database::{
    Database, Dialect, Result, SqlRow, Statement, Value, Write, is_missing,
};

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

    async fn write_first(
        &self,
        doing: &'static str,
        statement: &str,
        values: &[Value<'_>],
    ) -> Result<(Self::Write, u64)> {
        let mut write = self.begin_writing().await?;
        let rows = write.execute(doing, statement, values).await?;
        Ok((write, rows))
    }

    async fn write_and_read(
        &self,
        doing: &'static str,
        statement: &str,
        values: &[Value<'_>],
        read: &str,
    ) -> Result<(Self::Write, u64, SqliteRow)> {
        let mut write = self.begin_writing().await?;
        let both = format!("{statement};\n{read}");
        let (counts, row) = write.results(doing, &both, values, 2).await?;
        let row = row.ok_or_else(|| is_missing(doing))?;
        Ok((write, counts.first().copied().unwrap_or_default(), row))
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

impl SqliteStore {
    /// Begins a transaction whose first statement writes.
    async fn begin_writing(&self) -> Result<Transaction> {
        let connection = self.connection.lock(BEGINNING).await?;
        // sqlx asks whether a `BEGIN` of its caller began a transaction, which takes as long as
        // a statement.
        Transaction::begin(connection, None).await
    }
}

impl Transaction {
    /// Runs one or more statements together, because each command takes two switches between
    /// threads. Returns the number of rows of each, and the last row that is returned.
    async fn results(
        &mut self,
        doing: &'static str,
        statements: &str,
        values: &[Value<'_>],
        count: usize,
    ) -> Result<(Vec<u64>, Option<SqliteRow>)> {
        let (mut counts, mut row) = (Vec::with_capacity(count), None);
        let mut results = self.connection().fetch_many(query(statements, values));
        // To wait for the end of the results after the last one takes another switch.
        while counts.len() < count
            && let Some(result) = results.try_next().await.map_err(while_(doing))?
        {
            match result {
                Either::Left(done) => counts.push(done.rows_affected()),
                Either::Right(returned) => row = Some(returned),
            }
        }
        Ok((counts, row))
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
        let (counts, _) = self.results(doing, statement, values, 1).await?;
        Ok(counts.first().copied().unwrap_or_default())
    }

    async fn execute_all(
        &mut self,
        doing: &'static str,
        statements: &[Statement<'_>],
    ) -> Result<Vec<u64>> {
        // Parameters with numbers would be counted from the first statement on.
        debug_assert!(statements.iter().all(|one| !one.text.contains('$')));
        let texts: Vec<_> = statements.iter().map(|one| &*one.text).collect();
        let values = statements.iter().flat_map(|one| &one.values);
        let values: Vec<_> = values.copied().collect();
        let (count, text) = (texts.len(), texts.join(";\n"));
        let (counts, _) = self.results(doing, &text, &values, count).await?;
        Ok(counts)
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

//! What the stores of this crate need of a database.
//!
//! SQLite and PostgreSQL understand the same statements but for a few names, which
//! [`Dialect`] has.

use std::future::Future;

use crate::sync::error::StoreError;
use crate::types::timestamp::Timestamp;

pub(in crate::sync) type Result<T> = std::result::Result<T, StoreError>;

/// A value of a parameter, in the order `$1`, `$2`.
#[derive(Clone, Copy)]
pub(in crate::sync) enum Value<'a> {
    Integer(Option<i64>),
    Flag(bool),
    Text(Option<&'a str>),
    Bytes(&'a [u8]),
    /// A list, as [`Dialect::list`] reads it.
    Texts(&'a [String]),
}

macro_rules! value {
    ($($from:ty => $value:ident($convert:expr)),* $(,)?) => {$(
        impl<'a> From<$from> for Value<'a> {
            fn from(value: $from) -> Self {
                Self::$value($convert(value))
            }
        }
    )*};
}

value! {
    i64 => Integer(Some),
    Option<i64> => Integer(|value| value),
    Option<Timestamp> => Integer(|time: Option<Timestamp>| time.map(Timestamp::unix_seconds)),
    Timestamp => Integer(|time: Timestamp| Some(time.unix_seconds())),
    usize => Integer(|count: usize| Some(i64::try_from(count).unwrap_or(i64::MAX))),
    u64 => Integer(|count: u64| Some(i64::try_from(count).unwrap_or(i64::MAX))),
    bool => Flag(|value| value),
    &'a str => Text(Some),
    &'a String => Text(|text: &'a String| Some(text.as_str())),
    Option<&'a str> => Text(|text| text),
    Option<&'a String> => Text(|text: Option<&'a String>| text.map(String::as_str)),
    &'a Option<String> => Text(Option::as_deref),
    &'a [u8] => Bytes(|bytes| bytes),
    &'a [String] => Texts(|texts| texts),
    &'a Vec<String> => Texts(Vec::as_slice),
}

/// Returns the values of a statement.
macro_rules! values {
    ($($value:expr),* $(,)?) => {
        &[$($crate::sync::sql::database::Value::from($value)),*]
    };
}
pub(in crate::sync) use values;

/// Names that databases do not share.
pub(in crate::sync) trait Dialect {
    /// The time now, in Unix seconds, by the clock of the database.
    const NOW: &str;

    /// Ends a `SELECT` of rows that are written to next: waits for others that write to them.
    const LOCKED: &str;

    /// The same, but leaves out rows that others write to.
    const SKIP_LOCKED: &str;

    /// A statement that lets one transaction at a time decide, where several can write.
    const DECIDING: Option<&str>;

    /// The function that returns where a text is in another one, from 1, or 0.
    const POSITION: &str;

    /// Returns what an id is found by in an index.
    fn key(id: &str) -> String;

    /// Adds the parameter with a number to a statement that has each parameter once, in order.
    fn add_parameter(statement: &mut String, number: usize);

    /// Returns a table with the column `value`, of a parameter that is a list.
    fn list(parameter: &str) -> String;
}

/// The most rows that an `INSERT` stores. A statement is prepared for each number up to it, and
/// kept, because what a conversation takes depends on its statements more than on its rows.
pub(in crate::sync) const MOST_ROWS: usize = 64;

/// Prepared statements that a connection keeps: those of all numbers of rows, and the others.
pub(in crate::sync) const KEPT_STATEMENTS: usize = 256;

/// Returns the rows of an `INSERT`, each with so many parameters.
pub(in crate::sync) fn rows<D: Dialect>(count: usize, parameters: usize) -> String {
    let mut rows = String::new();
    for number in 1..=count * parameters {
        rows.push_str(match (number - 1) % parameters {
            0 if number == 1 => "(",
            0 => "), (",
            _ => ", ",
        });
        D::add_parameter(&mut rows, number);
    }
    rows.push(')');
    rows
}

/// A statement with its values.
pub(in crate::sync) struct Statement<'a> {
    pub(in crate::sync) text: String,
    pub(in crate::sync) values: Vec<Value<'a>>,
}

/// A row of a result.
pub(in crate::sync) trait SqlRow: Send {
    fn optional_integer(&self, column: &str) -> Result<Option<i64>>;

    fn optional_text(&self, column: &str) -> Result<Option<String>>;

    fn flag(&self, column: &str) -> Result<bool>;

    fn bytes(&self, column: &str) -> Result<Vec<u8>>;

    fn integer(&self, column: &str) -> Result<i64> {
        self.optional_integer(column)?
            .ok_or_else(|| is_null(column))
    }

    fn text(&self, column: &str) -> Result<String> {
        self.optional_text(column)?.ok_or_else(|| is_null(column))
    }

    fn optional_time(&self, column: &str) -> Result<Option<Timestamp>> {
        let seconds = self.optional_integer(column)?;
        Ok(seconds.map(Timestamp::from_unix_seconds))
    }

    fn time(&self, column: &str) -> Result<Timestamp> {
        self.integer(column).map(Timestamp::from_unix_seconds)
    }

    /// Returns a number of rows.
    fn count(&self, column: &str) -> Result<u64> {
        Ok(self.optional_integer(column)?.map_or(0, i64::unsigned_abs))
    }
}

fn is_null(column: &str) -> StoreError {
    StoreError::Broken {
        message: format!("column `{column}` has no value"),
    }
}

/// Returns the error of a statement without the row that it should have.
pub(in crate::sync) fn is_missing(doing: &str) -> StoreError {
    StoreError::Broken {
        message: format!("a row is missing while {doing}"),
    }
}

/// A transaction that writes. Dropped, it is undone.
pub(in crate::sync) trait Write: Dialect + Send + Sized {
    type Row: SqlRow;

    /// Runs a statement, and returns the number of its rows. `doing` is part of its error.
    fn execute(
        &mut self,
        doing: &'static str,
        statement: &str,
        values: &[Value<'_>],
    ) -> impl Future<Output = Result<u64>> + Send;

    /// Runs statements that have each parameter once, as [`rows`] writes them, and returns the
    /// number of rows of each.
    fn execute_all(
        &mut self,
        doing: &'static str,
        statements: &[Statement<'_>],
    ) -> impl Future<Output = Result<Vec<u64>>> + Send {
        async move {
            let mut counts = Vec::with_capacity(statements.len());
            for Statement { text, values } in statements {
                counts.push(self.execute(doing, text, values).await?);
            }
            Ok(counts)
        }
    }

    /// Returns the rows of a statement.
    fn rows(
        &mut self,
        doing: &'static str,
        statement: &str,
        values: &[Value<'_>],
    ) -> impl Future<Output = Result<Vec<Self::Row>>> + Send;

    /// Returns the row of a statement that has at most one.
    fn optional_row(
        &mut self,
        doing: &'static str,
        statement: &str,
        values: &[Value<'_>],
    ) -> impl Future<Output = Result<Option<Self::Row>>> + Send;

    fn commit(self) -> impl Future<Output = Result<()>> + Send;

    /// Returns the only row of a statement.
    fn row(
        &mut self,
        doing: &'static str,
        statement: &str,
        values: &[Value<'_>],
    ) -> impl Future<Output = Result<Self::Row>> + Send {
        async move {
            let row = self.optional_row(doing, statement, values).await?;
            row.ok_or_else(|| is_missing(doing))
        }
    }
}

/// A store in a database.
pub(in crate::sync) trait Database: Dialect + Send + Sync {
    type Write: Write;

    /// Returns what identifies the worker: this store and its clones.
    fn worker(&self) -> &str;

    /// Begins a transaction that writes.
    fn write(&self) -> impl Future<Output = Result<Self::Write>> + Send;

    /// Begins a transaction with a statement that writes, and returns the number of its rows.
    fn write_first(
        &self,
        doing: &'static str,
        statement: &str,
        values: &[Value<'_>],
    ) -> impl Future<Output = Result<(Self::Write, u64)>> + Send {
        async move {
            let mut write = self.write().await?;
            let rows = write.execute(doing, statement, values).await?;
            Ok((write, rows))
        }
    }

    /// Begins a transaction with a statement that writes, and reads a row with a second statement,
    /// which has no parameters. Returns the number of rows of the first one, and the row.
    fn write_and_read(
        &self,
        doing: &'static str,
        statement: &str,
        values: &[Value<'_>],
        read: &str,
    ) -> impl Future<Output = Result<(Self::Write, u64, RowOf<Self>)>> + Send {
        async move {
            let (mut write, rows) = self.write_first(doing, statement, values).await?;
            let row = write.row(doing, read, &[]).await?;
            Ok((write, rows, row))
        }
    }

    /// Returns the rows of a statement that only reads.
    fn rows(
        &self,
        doing: &'static str,
        statement: &str,
        values: &[Value<'_>],
    ) -> impl Future<Output = Result<Vec<RowOf<Self>>>> + Send;

    /// Removes what is left of rows that were removed.
    fn clean(&self) -> impl Future<Output = Result<()>> + Send;
}

/// A row of a database.
pub(in crate::sync) type RowOf<D> = <<D as Database>::Write as Write>::Row;

/// Returns what identifies a new worker.
pub(in crate::sync) fn new_worker() -> String {
    format!("{:016x}", fastrand::Rng::new().u64(..))
}

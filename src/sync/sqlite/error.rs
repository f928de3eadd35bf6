//! Errors of SQLite, by their codes.

use crate::sync::error::StoreError;

/// SQLite's primary error codes.
mod code {
    pub(super) const BUSY: i64 = 5;
    pub(super) const LOCKED: i64 = 6;
    pub(super) const READONLY: i64 = 8;
    pub(super) const CORRUPT: i64 = 11;
    pub(super) const FULL: i64 = 13;
    pub(super) const NOTADB: i64 = 26;
}

/// Returns a function that converts errors of SQLite.
pub(super) fn while_(doing: &'static str) -> impl Fn(sqlx::Error) -> StoreError {
    move |error| convert(error, doing)
}

fn convert(error: sqlx::Error, doing: &'static str) -> StoreError {
    match primary_code(&error) {
        Some(code::BUSY | code::LOCKED) => StoreError::Locked,
        Some(code::READONLY) => StoreError::ReadOnly,
        Some(code::FULL) => StoreError::Full,
        Some(code::CORRUPT | code::NOTADB) => StoreError::Broken {
            message: "the file is not a complete database".to_owned(),
        },
        _ => match error {
            sqlx::Error::ColumnDecode { index, .. } => StoreError::Broken {
                message: format!("column {index} has a value of another type"),
            },
            error => StoreError::Other {
                doing,
                source: Box::new(error),
            },
        },
    }
}

/// Returns the code of an error without its extension.
fn primary_code(error: &sqlx::Error) -> Option<i64> {
    let code: i64 = error.as_database_error()?.code()?.parse().ok()?;
    Some(code & 0xff)
}

/// Returns whether a file is no database.
pub(super) fn is_no_database(error: &sqlx::Error) -> bool {
    primary_code(error) == Some(code::NOTADB)
}

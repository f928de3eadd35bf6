//! Errors of PostgreSQL, by their codes.

use std::fmt;

use sqlx::error::DatabaseError;

use crate::sync::error::StoreError;

/// Returns a function that converts errors of PostgreSQL.
pub(super) fn while_(doing: &'static str) -> impl Fn(sqlx::Error) -> StoreError {
    move |error| convert(error, doing)
}

fn convert(error: sqlx::Error, doing: &'static str) -> StoreError {
    match error {
        sqlx::Error::Database(error) => of_server(&*error, doing),
        error @ (sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::Protocol(_)) => StoreError::Unavailable {
            source: Box::new(error),
        },
        sqlx::Error::ColumnDecode { index, .. } => StoreError::Broken {
            message: format!("column {index} has a value of another type"),
        },
        error => StoreError::Other {
            doing,
            source: Box::new(error),
        },
    }
}

/// Converts an error that the server sent.
fn of_server(error: &dyn DatabaseError, doing: &'static str) -> StoreError {
    let source = ServerError {
        code: error.code().unwrap_or_default().into_owned(),
        message: error.message().to_owned(),
    };
    match &*source.code {
        "53100" => StoreError::Full,
        // Also where the user may not write.
        "25006" | "42501" => StoreError::ReadOnly,
        // Waited for another transaction for too long, or each for the other.
        "55P03" | "40001" | "40P01" => StoreError::Locked,
        "42P01" | "42703" => StoreError::Broken {
            message: source.message,
        },
        code if is_connection(code) => StoreError::Unavailable {
            source: Box::new(source),
        },
        _ => StoreError::Other {
            doing,
            source: Box::new(source),
        },
    }
}

/// Returns whether an error is one of the connection: it was refused, or it ended because the
/// server did, or because a transaction took too long.
fn is_connection(code: &str) -> bool {
    let classes = ["08", "28", "57P"];
    classes.iter().any(|class| code.starts_with(class))
        || ["25P03", "3D000", "53300"].contains(&code)
}

/// An error that the server sent, without its details: they may have the values of a row.
#[derive(Debug)]
struct ServerError {
    code: String,
    message: String,
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (SQLSTATE {})", self.message, self.code)
    }
}

impl std::error::Error for ServerError {}

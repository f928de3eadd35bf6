//! Errors of a sync.

use std::error::Error as StdError;
use std::fmt;

use super::inbox::Inbox;
use crate::error::Error;
use crate::types::timestamp::Timestamp;

/// An error that ended a run. All that was read before it is stored, and the next run
/// continues there.
#[derive(Debug)]
#[non_exhaustive]
pub enum SyncError {
    /// A call failed. [`Error::advice`] says what to do.
    Graph(Error),
    /// The store failed.
    Store(StoreError),
}

impl fmt::Display for SyncError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Graph(error) => error.fmt(f),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl StdError for SyncError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Graph(error) => error.source(),
            Self::Store(error) => error.source(),
        }
    }
}

impl From<Error> for SyncError {
    fn from(error: Error) -> Self {
        Self::Graph(error)
    }
}

impl From<StoreError> for SyncError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// An error of a store. It has no text of a message.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreError {
    /// Another worker syncs the inbox.
    Leased {
        /// The inbox.
        inbox: Inbox,
        /// When its lease ends, unless it is renewed.
        until: Timestamp,
    },
    /// Another worker took the inbox over, so that nothing more was written.
    LeaseLost,
    /// A newer version of this crate wrote the store.
    TooNew {
        /// The version of the schema that is not known.
        version: i64,
    },
    /// The file or the schema of a database is of another application, or the file is no
    /// database.
    Foreign {
        /// The file or the schema.
        place: String,
    },
    /// The schema or the data of the store is damaged.
    Broken {
        /// What is damaged.
        message: String,
    },
    /// The person to forget is the account of an inbox, with which all of it would be removed.
    OwnAccount,
    /// The store cannot be written to.
    ReadOnly,
    /// The database cannot be reached, refused the connection, or ended it.
    Unavailable {
        /// The error.
        source: Box<dyn StdError + Send + Sync>,
    },
    /// There is no space left.
    Full,
    /// Another process or transaction has locked the store for too long.
    Locked,
    /// Another error of the database or of the file.
    Other {
        /// What failed.
        doing: &'static str,
        /// The error.
        source: Box<dyn StdError + Send + Sync>,
    },
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Leased { inbox, until } => write!(
                f,
                "another worker syncs inbox {inbox}; if it was killed, its lease ends at {until}"
            ),
            Self::LeaseLost => f.write_str(
                "another worker took the inbox over; nothing more was written by this one",
            ),
            Self::TooNew { version } => write!(
                f,
                "store has schema version {version}, which a newer version of this program \
                 wrote; update this program"
            ),
            Self::Foreign { place } => write!(
                f,
                "{place} is not a store of this program; choose another one"
            ),
            Self::Broken { message } => write!(
                f,
                "store is damaged: {message}; restore a backup, or sync into a new store"
            ),
            Self::OwnAccount => f.write_str(
                "this is the id of an account with an inbox; to forget a person, pass the id that \
                 `participants` has of the person",
            ),
            Self::ReadOnly => f.write_str(
                "store is read-only; allow writing to the file and its folder, or allow the user of \
                 the database to write",
            ),
            Self::Unavailable { .. } => f.write_str(
                "cannot connect to the database, or the connection was lost; check address, user \
                 and password, and that the server runs, then run the sync again",
            ),
            Self::Full => {
                f.write_str("no space left for the store; free some, then run the sync again")
            }
            Self::Locked => f.write_str(
                "another process has locked the store; run the sync again once it is done",
            ),
            Self::Other { doing, .. } => write!(f, "store failed while {doing}"),
        }
    }
}

impl StdError for StoreError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Other { source, .. } | Self::Unavailable { source } => Some(&**source),
            _ => None,
        }
    }
}

//! What the commands read of the tables of a mirror.

use std::path::Path;

use serde_json::value::RawValue;
use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};

use crate::failure::Failure;

/// Conversations that are read together.
const THREADS: i64 = 200;

/// Implements `FromRow` by the names of the fields.
macro_rules! from_row {
    ($name:ident { $($field:ident),* $(,)? }) => {
        impl sqlx::FromRow<'_, sqlx::sqlite::SqliteRow> for $name {
            fn from_row(row: &sqlx::sqlite::SqliteRow) -> sqlx::Result<Self> {
                Ok(Self { $($field: sqlx::Row::try_get(row, stringify!($field))?),* })
            }
        }
    };
}

/// A mirror to read from.
pub struct Rows {
    pool: SqlitePool,
}

/// A conversation.
pub struct Thread {
    pub key: i64,
    pub id: String,
    pub platform: String,
    pub account_id: String,
    pub vanished_at: Option<i64>,
    pub raw: String,
}

/// A message.
pub struct Message {
    pub key: i64,
    pub id: String,
    pub thread_id: String,
    pub platform: String,
    pub created_time: Option<i64>,
    pub sender_id: Option<String>,
    pub sender_name: Option<String>,
    pub text: Option<String>,
    pub attachments: i64,
    pub vanished_at: Option<i64>,
    pub raw: String,
}

from_row!(Thread {
    key,
    id,
    platform,
    account_id,
    vanished_at,
    raw
});

from_row!(Message {
    key,
    id,
    thread_id,
    platform,
    created_time,
    sender_id,
    sender_name,
    text,
    attachments,
    vanished_at,
    raw,
});

const MESSAGES: &str = "
    SELECT messages.key, messages.id, threads.id AS thread_id, platform, created_time, sender_id,
        sender_name, text, messages.vanished_at, messages.raw,
        (SELECT count(*) FROM attachments WHERE message = messages.key) AS attachments
    FROM messages JOIN threads ON threads.key = messages.thread
        JOIN inboxes ON inboxes.key = threads.inbox";

impl Rows {
    /// Opens a mirror to read.
    pub async fn open(path: &Path) -> Result<Self, Failure> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .read_only(true)
            .disable_statement_logging();
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(options)
            .await;
        Ok(Self {
            pool: pool.map_err(|error| unreadable(&error))?,
        })
    }

    /// Closes it.
    pub async fn close(self) {
        self.pool.close().await;
    }

    /// Copies the whole mirror into an empty file. Returns the number of conversations.
    pub async fn copy_to(&self, path: &Path) -> Result<u64, Failure> {
        let copied = sqlx::query("VACUUM INTO ?").bind(path.to_string_lossy());
        let copied = copied.execute(&self.pool).await;
        copied.map_err(|error| Failure::file("the mirror cannot be copied", &error))?;
        let count = sqlx::query_scalar("SELECT count(*) FROM threads");
        let count: i64 = count
            .fetch_one(&self.pool)
            .await
            .map_err(|error| unreadable(&error))?;
        Ok(count.unsigned_abs())
    }

    /// Returns the highest keys of conversations and of messages.
    pub async fn highest_keys(&self) -> Result<(i64, i64), Failure> {
        let keys = sqlx::query_as(
            "SELECT coalesce((SELECT max(key) FROM threads), 0),
                 coalesce((SELECT max(key) FROM messages), 0)",
        );
        keys.fetch_one(&self.pool)
            .await
            .map_err(|error| unreadable(&error))
    }

    /// Returns some conversations after one, in the order of their keys.
    pub async fn threads_after(&self, key: i64) -> Result<Vec<Thread>, Failure> {
        let threads = sqlx::query_as(
            "SELECT threads.key, id, platform, account_id, vanished_at, raw
             FROM threads JOIN inboxes ON inboxes.key = inbox
             WHERE threads.key > ? ORDER BY threads.key LIMIT ?",
        );
        let threads = threads.bind(key).bind(THREADS).fetch_all(&self.pool).await;
        threads.map_err(|error| unreadable(&error))
    }

    /// Returns the messages of a conversation, oldest first.
    pub async fn messages_of(&self, thread: i64) -> Result<Vec<Message>, Failure> {
        let query = format!("{MESSAGES} WHERE thread = ? ORDER BY created_time, messages.key DESC");
        let messages = sqlx::query_as(&query)
            .bind(thread)
            .fetch_all(&self.pool)
            .await;
        messages.map_err(|error| unreadable(&error))
    }

    /// Returns the messages that were stored after one, oldest first.
    pub async fn messages_after(&self, key: i64) -> Result<Vec<Message>, Failure> {
        let query =
            format!("{MESSAGES} WHERE messages.key > ? ORDER BY created_time, messages.key DESC");
        let messages = sqlx::query_as(&query).bind(key).fetch_all(&self.pool).await;
        messages.map_err(|error| unreadable(&error))
    }
}

/// Returns JSON of the store as it is.
pub fn raw(json: String) -> Result<Box<RawValue>, Failure> {
    RawValue::from_string(json).map_err(|error| Failure::file("the mirror is damaged", &error))
}

/// Returns the failure to read a mirror.
fn unreadable(error: &sqlx::Error) -> Failure {
    Failure::file("the mirror cannot be read", error)
}

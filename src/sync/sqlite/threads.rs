//! What is known of conversations.

use std::collections::HashMap;

use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::error::while_;
use super::forget::Forgotten;
use super::{Result, SqliteStore, Write, commit, count, json, now, unreadable};
use crate::sync::store::{KnownThread, Lease};
use crate::types::timestamp::Timestamp;

const READING: &str = "reading conversations";

pub(super) async fn listed(
    store: &SqliteStore,
    lease: &Lease,
    ids: &[String],
) -> Result<HashMap<String, KnownThread>> {
    let mut write = store.write_as(lease).await?;
    let rows = sqlx::query(
        "UPDATE threads SET listed_run = ?
         WHERE inbox = ? AND id IN (SELECT value FROM json_each(?))
         RETURNING id, updated_time, is_settled, is_complete, vanished_at IS NOT NULL AS vanished",
    );
    let rows = rows.bind(lease.run).bind(lease.inbox_key).bind(json(ids));
    let rows = rows.fetch_all(&mut *write).await;
    let mut known: HashMap<_, _> = rows
        .and_then(|rows| rows.iter().map(stored).collect())
        .map_err(while_(READING))?;
    known.extend(not_due(&mut write, lease, ids).await?);
    let forgotten = Forgotten::load(&mut write).await?;
    for id in ids {
        if forgotten.has_thread(&mut write, id).await? {
            known.insert(id.clone(), KnownThread::Forgotten);
        }
    }
    commit(write).await?;
    Ok(known)
}

fn stored(row: &SqliteRow) -> sqlx::Result<(String, KnownThread)> {
    let known = KnownThread::Stored {
        updated_time: time(row)?,
        is_settled: row.try_get("is_settled")?,
        is_complete: row.try_get("is_complete")?,
        is_vanished: row.try_get("vanished")?,
    };
    Ok((row.try_get("id")?, known))
}

fn time(row: &SqliteRow) -> sqlx::Result<Option<Timestamp>> {
    let seconds: Option<i64> = row.try_get("updated_time")?;
    Ok(seconds.map(Timestamp::from_unix_seconds))
}

/// Returns the conversations that cannot be read, and are not due.
async fn not_due(
    write: &mut Write,
    lease: &Lease,
    ids: &[String],
) -> Result<Vec<(String, KnownThread)>> {
    let rows = sqlx::query(
        "SELECT id, updated_time FROM unreadable WHERE inbox = ? AND next_at > ?
             AND id = thread_id AND id IN (SELECT value FROM json_each(?))",
    );
    let rows = rows.bind(lease.inbox_key).bind(now()).bind(json(ids));
    let known = |row: &SqliteRow| {
        let updated_time = time(row)?;
        Ok((row.try_get("id")?, KnownThread::Unreadable { updated_time }))
    };
    let rows = rows.fetch_all(&mut **write).await;
    rows.and_then(|rows| rows.iter().map(known).collect())
        .map_err(while_(READING))
}

pub(super) async fn unlisted(
    store: &SqliteStore,
    lease: &Lease,
    limit: usize,
) -> Result<Vec<String>> {
    let rows = sqlx::query(
        "SELECT id FROM threads WHERE inbox = ? AND vanished_at IS NULL
             AND listed_run IS NOT ? LIMIT ?",
    );
    let rows = rows
        .bind(lease.inbox_key)
        .bind(lease.run)
        .bind(count(limit));
    let rows = rows.fetch_all(&store.pool).await;
    rows.and_then(|rows| rows.iter().map(|row| row.try_get("id")).collect())
        .map_err(while_(READING))
}

pub(super) async fn has_message(
    store: &SqliteStore,
    lease: &Lease,
    thread_id: &str,
    message_id: &str,
) -> Result<bool> {
    let row = sqlx::query(
        "SELECT EXISTS (SELECT 1 FROM threads JOIN messages ON thread = threads.key
             WHERE inbox = ? AND threads.id = ? AND messages.id = ?) AS has",
    );
    let row = row.bind(lease.inbox_key).bind(thread_id).bind(message_id);
    let row = row.fetch_one(&store.pool).await;
    row.and_then(|row| row.try_get("has"))
        .map_err(while_("reading messages"))
}

pub(super) async fn vanished(store: &SqliteStore, lease: &Lease, id: &str) -> Result<bool> {
    let doing = while_("marking a conversation");
    let mut write = store.write_as(lease).await?;
    let marked = sqlx::query(
        "UPDATE threads SET vanished_at = ?
         WHERE inbox = ? AND id = ? AND vanished_at IS NULL RETURNING key",
    );
    let marked = marked.bind(now()).bind(lease.inbox_key).bind(id);
    let marked = marked.fetch_optional(&mut *write).await.map_err(&doing)?;
    unreadable::replace(&mut write, lease, id, &[]).await?;
    if let Some(row) = &marked {
        let thread: i64 = row.try_get("key").map_err(&doing)?;
        let messages =
            "UPDATE messages SET vanished_at = ? WHERE thread = ? AND vanished_at IS NULL";
        let messages = sqlx::query(messages).bind(now()).bind(thread);
        messages.execute(&mut *write).await.map_err(&doing)?;
    }
    commit(write).await?;
    Ok(marked.is_some())
}

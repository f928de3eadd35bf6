//! What is known of conversations.

use std::collections::HashMap;

use super::database::{Database, Result, SqlRow, Write, values};
use super::forget::Forgotten;
use super::lease::write_as;
use super::unreadable;
use crate::sync::store::{KnownThread, Lease};

const READING: &str = "reading conversations";
const MARKING: &str = "marking a conversation";

pub(in crate::sync) async fn listed<D: Database>(
    store: &D,
    lease: &Lease,
    ids: &[String],
) -> Result<HashMap<String, KnownThread>> {
    let (mut write, forgotten) = Forgotten::write_as(store, lease).await?;
    let statement = format!(
        "UPDATE threads SET listed_run = $1
         WHERE inbox = $2 AND {} IN (SELECT {} FROM {})
         RETURNING id, updated_time, is_settled, is_complete, vanished_at IS NOT NULL AS vanished",
        D::key("id"),
        D::key("value"),
        D::list("$3")
    );
    let values = values![lease.run, lease.inbox_key, ids];
    let rows = write.rows(READING, &statement, values).await?;
    let mut known: HashMap<_, _> = rows.iter().map(stored).collect::<Result<_>>()?;
    known.extend(not_due(&mut write, lease, ids).await?);
    for id in ids {
        if forgotten.has_thread(&mut write, id).await? {
            known.insert(id.clone(), KnownThread::Forgotten);
        }
    }
    write.commit().await?;
    Ok(known)
}

fn stored(row: &impl SqlRow) -> Result<(String, KnownThread)> {
    let known = KnownThread::Stored {
        updated_time: row.optional_time("updated_time")?,
        is_settled: row.flag("is_settled")?,
        is_complete: row.flag("is_complete")?,
        is_vanished: row.flag("vanished")?,
    };
    Ok((row.text("id")?, known))
}

/// Returns the conversations that cannot be read, and are not due.
async fn not_due<W: Write>(
    write: &mut W,
    lease: &Lease,
    ids: &[String],
) -> Result<Vec<(String, KnownThread)>> {
    let statement = format!(
        "SELECT id, updated_time FROM unreadable WHERE inbox = $1 AND next_at > {}
             AND id = thread_id AND {} IN (SELECT {} FROM {})",
        W::NOW,
        W::key("id"),
        W::key("value"),
        W::list("$2")
    );
    let values = values![lease.inbox_key, ids];
    let rows = write.rows(READING, &statement, values).await?;
    let known = |row: &W::Row| {
        let updated_time = row.optional_time("updated_time")?;
        Ok((row.text("id")?, KnownThread::Unreadable { updated_time }))
    };
    rows.iter().map(known).collect()
}

pub(in crate::sync) async fn unlisted(
    store: &impl Database,
    lease: &Lease,
    limit: usize,
) -> Result<Vec<String>> {
    let statement = "SELECT id FROM threads WHERE inbox = $1 AND vanished_at IS NULL
             AND listed_run IS DISTINCT FROM $2 LIMIT $3";
    let values = values![lease.inbox_key, lease.run, limit];
    let rows = store.rows(READING, statement, values).await?;
    rows.iter().map(|row| row.text("id")).collect()
}

pub(in crate::sync) async fn has_message<D: Database>(
    store: &D,
    lease: &Lease,
    thread_id: &str,
    message_id: &str,
) -> Result<bool> {
    let statement = format!(
        "SELECT key FROM messages WHERE {} = {} AND thread = (
             SELECT key FROM threads WHERE inbox = $1 AND {} = {})",
        D::key("id"),
        D::key("$3"),
        D::key("id"),
        D::key("$2")
    );
    let values = values![lease.inbox_key, thread_id, message_id];
    let rows = store.rows("reading messages", &statement, values).await?;
    Ok(!rows.is_empty())
}

pub(in crate::sync) async fn vanished<D: Database>(
    store: &D,
    lease: &Lease,
    id: &str,
) -> Result<bool> {
    let mut write = write_as(store, lease).await?;
    let now = D::NOW;
    let statement = format!(
        "UPDATE threads SET vanished_at = {now}
         WHERE inbox = $1 AND {} = {} AND vanished_at IS NULL RETURNING key",
        D::key("id"),
        D::key("$2")
    );
    let values = values![lease.inbox_key, id];
    let marked = write.rows(MARKING, &statement, values).await?;
    unreadable::replace(&mut write, lease, id, &[]).await?;
    for row in &marked {
        let messages = format!(
            "UPDATE messages SET vanished_at = {now} WHERE thread = $1 AND vanished_at IS NULL"
        );
        let thread = row.integer("key")?;
        write.execute(MARKING, &messages, values![thread]).await?;
    }
    write.commit().await?;
    Ok(!marked.is_empty())
}

//! Stores a conversation with messages.

use sqlx::Row;

use super::error::while_;
use super::forget::Forgotten;
use super::put_messages::put_messages;
use super::{Result, SqliteStore, Write, commit, count, json, now, seconds, unreadable};
use crate::sync::store::{Changes, Gap, Lease, MessageRow, ThreadRow, Vanished};

const STORING: &str = "storing a conversation";

pub(super) async fn put_thread(
    store: &SqliteStore,
    lease: &Lease,
    thread: &ThreadRow,
    messages: &[MessageRow],
) -> Result<Changes> {
    let mut write = store.write_as(lease).await?;
    let forgotten = Forgotten::load(&mut write).await?;
    let is_left_out = forgotten
        .refuse(&mut write, lease.inbox_key, thread, messages)
        .await?;
    let mut changes = Changes {
        is_left_out,
        ..Changes::default()
    };
    if !is_left_out {
        put(&mut write, lease, thread, messages, &mut changes).await?;
    }
    commit(write).await?;
    Ok(changes)
}

async fn put(
    write: &mut Write,
    lease: &Lease,
    thread: &ThreadRow,
    messages: &[MessageRow],
    changes: &mut Changes,
) -> Result<()> {
    let (key, is_new) = put_row(write, lease, thread).await?;
    changes.is_new_thread = is_new;
    if let Some(gap) = thread.gap {
        changes.gaps += put_gap(write, key, gap).await?;
    }
    put_participants(write, key, thread).await?;
    put_messages(write, key, messages, changes).await?;
    changes.messages_vanished = mark_vanished(write, key, &thread.vanished).await?;
    if thread.is_complete {
        unreadable::replace(write, lease, &thread.id, &thread.unreadable).await?;
    }
    Ok(())
}

/// Stores a conversation without its messages. Returns its key, and whether it is new.
async fn put_row(write: &mut Write, lease: &Lease, thread: &ThreadRow) -> Result<(i64, bool)> {
    let known = sqlx::query("SELECT 1 FROM threads WHERE inbox = ? AND id = ?");
    let known = known.bind(lease.inbox_key).bind(&thread.id);
    let known = known.fetch_optional(&mut **write).await;
    let is_new = known.map_err(while_(STORING))?.is_none();
    let row = sqlx::query(
        "INSERT INTO threads (inbox, id, updated_time, is_settled, is_complete, listed_run,
             synced_at, raw)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (inbox, id) DO UPDATE SET updated_time = ?3, is_settled = ?4,
             is_complete = ?5, listed_run = ?6, synced_at = ?7, raw = ?8, vanished_at = NULL
         RETURNING key",
    );
    let row = row
        .bind(lease.inbox_key)
        .bind(&thread.id)
        .bind(seconds(thread.updated_time))
        .bind(thread.is_settled)
        .bind(thread.is_complete)
        .bind(lease.run)
        .bind(now())
        .bind(&thread.raw)
        .fetch_one(&mut **write)
        .await;
    let key = row.and_then(|row| row.try_get("key"));
    Ok((key.map_err(while_(STORING))?, is_new))
}

/// Stores a gap before a time, after the newest message that is stored. Returns 1 if it is new.
async fn put_gap(write: &mut Write, thread: i64, gap: Gap) -> Result<u64> {
    let added = sqlx::query(
        "INSERT INTO gaps (thread, from_time, to_time, found_at)
         VALUES (?1, (SELECT max(created_time) FROM messages
             WHERE thread = ?1 AND created_time < ?2), ?2, ?3)
         ON CONFLICT DO NOTHING",
    );
    let added = added.bind(thread).bind(gap.to.unix_seconds()).bind(now());
    let added = added.execute(&mut **write).await.map_err(while_(STORING))?;
    Ok(added.rows_affected())
}

/// Stores participants. Those who have left stay.
async fn put_participants(write: &mut Write, key: i64, thread: &ThreadRow) -> Result<()> {
    for person in &thread.participants {
        sqlx::query(
            "INSERT INTO participants (thread, person_id, name, username, email)
             VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (thread, person_id) DO UPDATE SET name = coalesce(?3, name),
                 username = coalesce(?4, username), email = coalesce(?5, email)",
        )
        .bind(key)
        .bind(&person.id)
        .bind(&person.name)
        .bind(&person.username)
        .bind(&person.email)
        .execute(&mut **write)
        .await
        .map_err(while_(STORING))?;
    }
    Ok(())
}

/// Marks messages as vanished. Returns their number.
async fn mark_vanished(write: &mut Write, thread: i64, which: &Vanished) -> Result<u64> {
    let (ids, newer_than, or_all_of) = match which {
        Vanished::Unknown => return Ok(0),
        Vanished::NotIn { ids } => (ids, None, 0),
        Vanished::NewerThan {
            ids,
            oldest,
            or_all_of,
        } => (ids, Some(oldest.unix_seconds()), *or_all_of),
    };
    let marked = sqlx::query(
        "UPDATE messages SET vanished_at = ?1
         WHERE thread = ?2 AND vanished_at IS NULL
             AND id NOT IN (SELECT value FROM json_each(?3))
             AND (?4 IS NULL OR created_time > ?4
                 OR (SELECT count(*) FROM messages WHERE thread = ?2) <= ?5)",
    );
    let marked = marked
        .bind(now())
        .bind(thread)
        .bind(json(ids))
        .bind(newer_than)
        .bind(count(or_all_of))
        .execute(&mut **write)
        .await
        .map_err(while_("marking messages"))?;
    Ok(marked.rows_affected())
}

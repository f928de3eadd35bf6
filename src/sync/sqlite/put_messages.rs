//! Stores messages, many with one statement.

use std::collections::HashMap;
use std::sync::OnceLock;

use sqlx::Row;

use super::error::while_;
use super::{Result, Write, count, now};
use crate::sync::store::{Changes, MessageRow};

/// Numbers of messages that a statement stores. Each statement is prepared once.
const SIZES: [usize; 3] = [64, 8, 1];

/// Stores messages of a conversation. Those that are stored and the same are left as they are.
pub(super) async fn put_messages(
    write: &mut Write,
    thread: i64,
    mut messages: &[MessageRow],
    changes: &mut Changes,
) -> Result<()> {
    static STATEMENTS: [OnceLock<String>; SIZES.len()] = [const { OnceLock::new() }; SIZES.len()];
    let now = now();
    for (size, statement) in SIZES.into_iter().zip(&STATEMENTS) {
        let statement = statement.get_or_init(|| upsert(size));
        while messages.len() >= size {
            let (some, others) = messages.split_at(size);
            put_some(write, thread, some, (statement, now), changes).await?;
            messages = others;
        }
    }
    Ok(())
}

/// Returns the statement that stores so many messages, and returns those that changed.
fn upsert(messages: usize) -> String {
    let rows = vec!["(?, ?, ?, ?, ?, ?, ?, ?)"; messages].join(", ");
    format!(
        "INSERT INTO messages (thread, id, created_time, sender_id, sender_name, text, raw,
             stored_at)
         VALUES {rows}
         ON CONFLICT (thread, id) DO UPDATE SET
             created_time = coalesce(excluded.created_time, created_time),
             sender_id = coalesce(excluded.sender_id, sender_id),
             sender_name = coalesce(excluded.sender_name, sender_name),
             text = excluded.text, raw = excluded.raw, changed_at = excluded.stored_at,
             vanished_at = NULL
         WHERE raw <> excluded.raw OR vanished_at IS NOT NULL
         RETURNING key, id, changed_at IS NULL AS is_new"
    )
}

async fn put_some(
    write: &mut Write,
    thread: i64,
    messages: &[MessageRow],
    (statement, now): (&str, i64),
    changes: &mut Changes,
) -> Result<()> {
    let doing = while_("storing messages");
    let mut query = sqlx::query(statement);
    for message in messages {
        let sender = message.sender.as_ref();
        let name = sender.and_then(|sender| sender.name.as_ref().or(sender.username.as_ref()));
        query = query
            .bind(thread)
            .bind(&message.id)
            .bind(message.created_time.map(|time| time.unix_seconds()))
            .bind(sender.map(|sender| &sender.id))
            .bind(name)
            .bind(&message.text)
            .bind(&message.raw)
            .bind(now);
    }
    let rows = query.fetch_all(&mut **write).await.map_err(&doing)?;
    let by_id = messages.iter().map(|message| (&*message.id, message));
    let by_id: HashMap<_, _> = by_id.collect();
    for row in rows {
        let read = (|| sqlx::Result::Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?)))();
        let (key, id, is_new): (i64, String, bool) = read.map_err(&doing)?;
        match is_new {
            true => changes.messages_new += 1,
            false => changes.messages_changed += 1,
        }
        if let Some(message) = by_id.get(&*id) {
            put_attachments(write, key, message, is_new).await?;
        }
    }
    Ok(())
}

async fn put_attachments(
    write: &mut Write,
    message: i64,
    row: &MessageRow,
    is_new: bool,
) -> Result<()> {
    let doing = while_("storing attachments");
    if !is_new {
        let removed = sqlx::query("DELETE FROM attachments WHERE message = ?");
        let removed = removed.bind(message).execute(&mut **write);
        removed.await.map_err(&doing)?;
    }
    for (position, attachment) in row.attachments.iter().enumerate() {
        sqlx::query(
            "INSERT INTO attachments (message, position, id, mime_type, name, size)
             VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(message)
        .bind(count(position))
        .bind(&attachment.id)
        .bind(&attachment.mime_type)
        .bind(&attachment.name)
        .bind(attachment.size)
        .execute(&mut **write)
        .await
        .map_err(&doing)?;
    }
    Ok(())
}

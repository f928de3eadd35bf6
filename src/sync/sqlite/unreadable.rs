//! Conversations and messages that cannot be read.

use sqlx::Row;

use super::error::while_;
use super::{Result, SqliteStore, Write, commit, count, json, now, seconds};
use crate::sync::store::{Lease, UnreadableRow};

pub(super) async fn put(store: &SqliteStore, lease: &Lease, node: &UnreadableRow) -> Result<()> {
    let mut write = store.write_as(lease).await?;
    put_in(&mut write, lease, node).await?;
    commit(write).await
}

/// Stores a node. After a minute it is due again, then after twice as long each time, at most
/// after a day.
async fn put_in(write: &mut Write, lease: &Lease, node: &UnreadableRow) -> Result<()> {
    sqlx::query(
        "INSERT INTO unreadable (inbox, id, thread_id, updated_time, code, error, attempts,
             first_at, last_at, next_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?7, ?7 + 60)
         ON CONFLICT (inbox, id) DO UPDATE SET thread_id = ?3, updated_time = ?4, code = ?5,
             error = ?6, attempts = attempts + 1, last_at = ?7,
             next_at = ?7 + min(60 << min(attempts, 11), 86400)",
    )
    .bind(lease.inbox_key)
    .bind(&node.id)
    .bind(&node.thread_id)
    .bind(seconds(node.updated_time))
    .bind(node.code)
    .bind(&node.error)
    .bind(now())
    .execute(&mut **write)
    .await
    .map_err(while_("storing what is unreadable"))?;
    Ok(())
}

/// Stores what of a conversation is unreadable, and removes the rest.
pub(super) async fn replace(
    write: &mut Write,
    lease: &Lease,
    thread_id: &str,
    nodes: &[UnreadableRow],
) -> Result<()> {
    let ids: Vec<_> = nodes.iter().map(|node| node.id.clone()).collect();
    sqlx::query(
        "DELETE FROM unreadable WHERE inbox = ? AND thread_id = ?
             AND id NOT IN (SELECT value FROM json_each(?))",
    )
    .bind(lease.inbox_key)
    .bind(thread_id)
    .bind(json(&ids))
    .execute(&mut **write)
    .await
    .map_err(while_("storing what is unreadable"))?;
    for node in nodes {
        put_in(write, lease, node).await?;
    }
    Ok(())
}

pub(super) async fn due(store: &SqliteStore, lease: &Lease, limit: usize) -> Result<Vec<String>> {
    let doing = while_("reading what is unreadable");
    let rows = sqlx::query(
        "SELECT DISTINCT thread_id FROM unreadable WHERE inbox = ? AND next_at <= ? LIMIT ?",
    );
    let rows = rows.bind(lease.inbox_key).bind(now()).bind(count(limit));
    let rows = rows.fetch_all(&store.pool).await.map_err(&doing)?;
    rows.iter()
        .map(|row| row.try_get("thread_id").map_err(&doing))
        .collect()
}

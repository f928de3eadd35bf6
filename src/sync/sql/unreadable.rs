//! Conversations and messages that cannot be read.

use super::database::{Database, Result, SqlRow, Write, values};
use super::lease::write_as;
use crate::sync::store::{Lease, UnreadableRow};

const STORING: &str = "storing what is unreadable";

pub(in crate::sync) async fn put(
    store: &impl Database,
    lease: &Lease,
    node: &UnreadableRow,
) -> Result<()> {
    let mut write = write_as(store, lease).await?;
    put_in(&mut write, lease, node).await?;
    write.commit().await
}

/// Stores a node. After a minute it is due again, then after twice as long each time, at most
/// after a day.
async fn put_in<W: Write>(write: &mut W, lease: &Lease, node: &UnreadableRow) -> Result<()> {
    let (now, id) = (W::NOW, W::key("id"));
    let statement = format!(
        "INSERT INTO unreadable (inbox, id, thread_id, updated_time, code, error, attempts,
             first_at, last_at, next_at)
         VALUES ($1, $2, $3, $4, $5, $6, 1, {now}, {now}, {now} + 60)
         ON CONFLICT (inbox, {id}) DO UPDATE SET thread_id = $3, code = $5, error = $6,
             updated_time = coalesce($4, unreadable.updated_time),
             attempts = unreadable.attempts + 1, last_at = {now},
             next_at = {now} + CASE WHEN unreadable.attempts > 10 THEN 86400
                 ELSE 60 << CAST(unreadable.attempts AS INTEGER) END"
    );
    let values = values![
        lease.inbox_key,
        &node.id,
        &node.thread_id,
        node.updated_time,
        node.code,
        &node.error,
    ];
    write.execute(STORING, &statement, values).await?;
    Ok(())
}

/// Stores what of a conversation is unreadable, and removes the rest.
pub(super) async fn replace<W: Write>(
    write: &mut W,
    lease: &Lease,
    thread_id: &str,
    nodes: &[UnreadableRow],
) -> Result<()> {
    let ids: Vec<_> = nodes.iter().map(|node| node.id.clone()).collect();
    let (thread, of_thread) = (W::key("thread_id"), W::key("$2"));
    let others = W::list("$3");
    let statement = format!(
        "DELETE FROM unreadable WHERE inbox = $1 AND {thread} = {of_thread}
             AND id NOT IN (SELECT value FROM {others})"
    );
    let values = values![lease.inbox_key, thread_id, &ids];
    write.execute(STORING, &statement, values).await?;
    for node in nodes {
        put_in(write, lease, node).await?;
    }
    Ok(())
}

pub(in crate::sync) async fn due<D: Database>(
    store: &D,
    lease: &Lease,
    limit: usize,
) -> Result<Vec<String>> {
    let statement = format!(
        "SELECT DISTINCT thread_id FROM unreadable WHERE inbox = $1 AND next_at <= {} LIMIT $2",
        D::NOW
    );
    let values = values![lease.inbox_key, limit];
    let rows = store.rows("reading what is unreadable", &statement, values);
    let rows = rows.await?;
    rows.iter().map(|row| row.text("thread_id")).collect()
}

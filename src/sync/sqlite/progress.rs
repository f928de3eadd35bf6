//! How far an inbox is read.

use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::error::while_;
use super::{Result, SqliteStore, commit, seconds};
use crate::sync::store::{Lease, Progress, WalkPosition};
use crate::types::timestamp::Timestamp;

pub(super) async fn read(store: &SqliteStore, lease: &Lease) -> Result<Progress> {
    let row = sqlx::query(
        "SELECT watermark, walk_newest, walk_cursor, walk_thread,
             (SELECT keep_since FROM settings) AS keep_since
         FROM inboxes WHERE key = ?",
    );
    let row = row.bind(lease.inbox_key).fetch_one(&store.pool).await;
    row.and_then(|row| from_row(&row))
        .map_err(while_("reading the progress"))
}

fn from_row(row: &SqliteRow) -> sqlx::Result<Progress> {
    let time = |column| -> sqlx::Result<Option<Timestamp>> {
        let seconds: Option<i64> = row.try_get(column)?;
        Ok(seconds.map(Timestamp::from_unix_seconds))
    };
    let thread_id: Option<String> = row.try_get("walk_thread")?;
    let position = match thread_id {
        None => None,
        Some(thread_id) => Some(WalkPosition {
            newest: time("walk_newest")?,
            cursor: row.try_get("walk_cursor")?,
            thread_id,
        }),
    };
    Ok(Progress {
        watermark: time("watermark")?,
        position,
        keep_since: time("keep_since")?,
    })
}

pub(super) async fn put_position(
    store: &SqliteStore,
    lease: &Lease,
    position: &WalkPosition,
) -> Result<()> {
    let mut write = store.write_as(lease).await?;
    sqlx::query(
        "UPDATE inboxes SET walk_newest = ?, walk_cursor = ?, walk_thread = ? WHERE key = ?",
    )
    .bind(seconds(position.newest))
    .bind(&position.cursor)
    .bind(&position.thread_id)
    .bind(lease.inbox_key)
    .execute(&mut *write)
    .await
    .map_err(while_("storing the progress"))?;
    commit(write).await
}

pub(super) async fn complete_walk(
    store: &SqliteStore,
    lease: &Lease,
    watermark: Option<Timestamp>,
) -> Result<()> {
    let mut write = store.write_as(lease).await?;
    // `max` of a value and NULL is NULL.
    sqlx::query(
        "UPDATE inboxes SET watermark = max(coalesce(watermark, ?1), coalesce(?1, watermark)),
             walk_newest = NULL, walk_cursor = NULL, walk_thread = NULL
         WHERE key = ?2",
    )
    .bind(seconds(watermark))
    .bind(lease.inbox_key)
    .execute(&mut *write)
    .await
    .map_err(while_("storing the progress"))?;
    commit(write).await
}

//! How far an inbox is read.

use super::database::{Database, Result, SqlRow, Write, values};
use super::lease::write_as;
use crate::sync::store::{Lease, Progress, WalkPosition};
use crate::types::timestamp::Timestamp;

const READING: &str = "reading the progress";
const STORING: &str = "storing the progress";

pub(in crate::sync) async fn read(store: &impl Database, lease: &Lease) -> Result<Progress> {
    let statement = "SELECT watermark, walk_newest, walk_cursor, walk_thread,
             (SELECT keep_since FROM settings) AS keep_since
         FROM inboxes WHERE key = $1";
    let values = values![lease.inbox_key];
    let rows = store.rows(READING, statement, values).await?;
    rows.first().map_or(Ok(Progress::default()), progress)
}

fn progress(row: &impl SqlRow) -> Result<Progress> {
    let position = match row.optional_text("walk_thread")? {
        None => None,
        Some(thread_id) => Some(WalkPosition {
            newest: row.optional_time("walk_newest")?,
            cursor: row.optional_text("walk_cursor")?,
            thread_id,
        }),
    };
    Ok(Progress {
        watermark: row.optional_time("watermark")?,
        position,
        keep_since: row.optional_time("keep_since")?,
    })
}

pub(in crate::sync) async fn put_position(
    store: &impl Database,
    lease: &Lease,
    position: &WalkPosition,
) -> Result<()> {
    let mut write = write_as(store, lease).await?;
    write
        .execute(
            STORING,
            "UPDATE inboxes SET walk_newest = $1, walk_cursor = $2, walk_thread = $3
             WHERE key = $4",
            values![
                position.newest,
                &position.cursor,
                &position.thread_id,
                lease.inbox_key
            ],
        )
        .await?;
    write.commit().await
}

pub(in crate::sync) async fn complete_walk(
    store: &impl Database,
    lease: &Lease,
    watermark: Option<Timestamp>,
) -> Result<()> {
    let mut write = write_as(store, lease).await?;
    write
        .execute(
            STORING,
            "UPDATE inboxes SET watermark = coalesce($1, watermark),
                 walk_newest = NULL, walk_cursor = NULL, walk_thread = NULL
             WHERE key = $2",
            values![watermark, lease.inbox_key],
        )
        .await?;
    write.commit().await
}

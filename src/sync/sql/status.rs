//! Reads what a store has.

use super::database::{Database, Result, RowOf, SqlRow, values};
use super::lease::{is_leased, leased_until, stored_inbox};
use crate::sync::error::StoreError;
use crate::sync::report::SyncReport;
use crate::sync::status::{GapStatus, InboxStatus, RunStatus, StoreStatus, UnreadableStatus};

const READING: &str = "reading the status";

/// Entries of the lists of an inbox.
const LISTED: usize = 100;

/// Runs of an inbox.
const RUNS: usize = 10;

pub(in crate::sync) async fn read<D: Database>(store: &D) -> Result<StoreStatus> {
    let settings = "SELECT keep_since FROM settings";
    let settings = store.rows(READING, settings, &[]).await?;
    let mut status = StoreStatus {
        keep_since: match settings.first() {
            Some(row) => row.optional_time("keep_since")?,
            None => None,
        },
        inboxes: Vec::new(),
    };
    let statement = format!(
        "SELECT key, account_id, platform, is_scheduled, watermark, lease_until,
             {} AS is_leased FROM inboxes ORDER BY key",
        is_leased("inboxes", D::NOW)
    );
    for row in store.rows(READING, &statement, &[]).await? {
        let inbox = stored_inbox(&row)?;
        let mut read = InboxStatus {
            is_scheduled: row.flag("is_scheduled")?,
            watermark: row.optional_time("watermark")?,
            leased_until: leased_until(&row)?,
            ..InboxStatus::empty(inbox)
        };
        let key = row.integer("key")?;
        count(store, key, &mut read).await?;
        read.gaps = gaps(store, key).await?;
        read.unreadable = unreadable(store, key).await?;
        read.runs = runs(store, key).await?;
        status.inboxes.push(read);
    }
    Ok(status)
}

/// Reads the counts of an inbox.
async fn count(store: &impl Database, inbox: i64, status: &mut InboxStatus) -> Result<()> {
    let statement = "WITH of_inbox AS (SELECT key, vanished_at FROM threads WHERE inbox = $1),
             sent AS (SELECT count(*) AS number, count(vanished_at) AS vanished,
                 max(created_time) AS newest
                 FROM messages WHERE thread IN (SELECT key FROM of_inbox))
         SELECT (SELECT count(*) FROM of_inbox) AS threads,
             (SELECT count(vanished_at) FROM of_inbox) AS threads_vanished,
             number AS messages, vanished AS messages_vanished, newest,
             (SELECT count(DISTINCT person_id) FROM participants
                 WHERE thread IN (SELECT key FROM of_inbox)) AS participants,
             (SELECT count(*) FROM attachments JOIN messages ON message = key
                 WHERE thread IN (SELECT key FROM of_inbox)) AS attachments,
             (SELECT count(*) FROM gaps WHERE thread IN (SELECT key FROM of_inbox)) AS gaps,
             (SELECT count(*) FROM unreadable WHERE inbox = $1) AS unreadable
         FROM sent";
    let rows = store.rows(READING, statement, values![inbox]).await?;
    for row in rows {
        status.threads_vanished = row.count("threads_vanished")?;
        status.threads = row.count("threads")? - status.threads_vanished;
        status.messages_vanished = row.count("messages_vanished")?;
        status.messages = row.count("messages")? - status.messages_vanished;
        status.newest_message = row.optional_time("newest")?;
        status.participants = row.count("participants")?;
        status.attachments = row.count("attachments")?;
        status.gap_count = row.count("gaps")?;
        status.unreadable_count = row.count("unreadable")?;
    }
    Ok(())
}

async fn gaps<D: Database>(store: &D, inbox: i64) -> Result<Vec<GapStatus>> {
    let statement = "SELECT id, from_time, to_time, found_at FROM gaps
             JOIN threads ON thread = key
         WHERE inbox = $1 ORDER BY found_at DESC, to_time DESC LIMIT $2";
    let rows = store
        .rows(READING, statement, values![inbox, LISTED])
        .await?;
    let gap = |row: &RowOf<D>| {
        Ok(GapStatus {
            thread_id: row.text("id")?,
            from: row.optional_time("from_time")?,
            to: row.time("to_time")?,
            found_at: row.time("found_at")?,
        })
    };
    rows.iter().map(gap).collect()
}

async fn unreadable<D: Database>(store: &D, inbox: i64) -> Result<Vec<UnreadableStatus>> {
    let statement = "SELECT id, thread_id, code, error, attempts, first_at, last_at, next_at
         FROM unreadable WHERE inbox = $1 ORDER BY next_at, id LIMIT $2";
    let rows = store
        .rows(READING, statement, values![inbox, LISTED])
        .await?;
    let node = |row: &RowOf<D>| {
        Ok(UnreadableStatus {
            id: row.text("id")?,
            thread_id: row.text("thread_id")?,
            code: row.optional_integer("code")?,
            error: row.text("error")?,
            attempts: row.count("attempts")?,
            first_at: row.time("first_at")?,
            last_at: row.time("last_at")?,
            next_at: row.time("next_at")?,
        })
    };
    rows.iter().map(node).collect()
}

async fn runs<D: Database>(store: &D, inbox: i64) -> Result<Vec<RunStatus>> {
    let statement = "SELECT * FROM runs WHERE inbox = $1 ORDER BY key DESC LIMIT $2";
    let rows = store.rows(READING, statement, values![inbox, RUNS]).await?;
    let run = |row: &RowOf<D>| {
        let outcome = row.text("outcome")?;
        let mut report = SyncReport::default();
        for (column, count) in report.columns_mut() {
            *count = row.count(column)?;
        }
        Ok(RunStatus {
            started_at: row.time("started_at")?,
            ended_at: row.optional_time("ended_at")?,
            outcome: outcome.parse().map_err(|_| StoreError::Broken {
                message: format!("a run has the outcome `{outcome}`"),
            })?,
            error: row.optional_text("error")?,
            report,
        })
    };
    rows.iter().map(run).collect()
}

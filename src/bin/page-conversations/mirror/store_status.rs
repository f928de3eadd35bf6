//! What a mirror has, read from its tables.

use std::path::Path;

use page_conversations::Timestamp;
use serde::Serialize;
use sqlx::Result;
use sqlx::sqlite::SqlitePool;

use super::rows::{Rows, from_row, unreadable};
use crate::failure::Failure;

/// Gaps and unreadable nodes of an inbox that are listed.
const LISTED: i64 = 100;

/// Runs of an inbox that are listed.
const RUNS: i64 = 10;

/// What an inbox of a mirror has.
#[derive(Serialize)]
pub struct InboxStatus {
    pub account_id: String,
    pub platform: String,
    pub watermark: Option<Timestamp>,
    pub threads: i64,
    pub threads_vanished: i64,
    pub messages: i64,
    pub messages_vanished: i64,
    pub participants: i64,
    pub attachments: i64,
    pub newest_message: Option<Timestamp>,
    pub gap_count: i64,
    pub gaps: Vec<GapStatus>,
    pub unreadable_count: i64,
    pub unreadable: Vec<UnreadableStatus>,
    pub runs: Vec<RunStatus>,
}

#[derive(Serialize)]
pub struct GapStatus {
    pub thread_id: String,
    pub from: Option<Timestamp>,
    pub to: Timestamp,
}

#[derive(Serialize)]
pub struct UnreadableStatus {
    pub id: String,
    pub thread_id: String,
    pub code: Option<i64>,
    pub error: String,
    pub attempts: i64,
    pub next_at: Timestamp,
}

#[derive(Serialize)]
pub struct RunStatus {
    pub started_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub outcome: String,
    pub error: Option<String>,
    pub calls: i64,
    pub messages_new: i64,
}

/// Reads what each inbox of a mirror has, in the order in which they were added.
pub async fn read(path: &Path) -> std::result::Result<Vec<InboxStatus>, Failure> {
    let rows = Rows::open(path).await?;
    let inboxes = inboxes(rows.pool()).await;
    rows.close().await;
    inboxes.map_err(|error| unreadable(&error))
}

struct Counts {
    key: i64,
    account_id: String,
    platform: String,
    watermark: Option<i64>,
    threads: i64,
    threads_vanished: i64,
    messages: i64,
    messages_vanished: i64,
    participants: i64,
    attachments: i64,
    newest_message: Option<i64>,
    gaps: i64,
    unreadable: i64,
}

from_row!(Counts {
    key,
    account_id,
    platform,
    watermark,
    threads,
    threads_vanished,
    messages,
    messages_vanished,
    participants,
    attachments,
    newest_message,
    gaps,
    unreadable,
});

const COUNTS: &str = "
    SELECT key, account_id, platform, watermark,
        (SELECT count(*) FROM threads WHERE inbox = inboxes.key) AS threads,
        (SELECT count(vanished_at) FROM threads WHERE inbox = inboxes.key) AS threads_vanished,
        (SELECT count(*) FROM messages JOIN threads ON threads.key = thread
            WHERE inbox = inboxes.key) AS messages,
        (SELECT count(messages.vanished_at) FROM messages JOIN threads ON threads.key = thread
            WHERE inbox = inboxes.key) AS messages_vanished,
        (SELECT count(DISTINCT person_id) FROM participants JOIN threads ON threads.key = thread
            WHERE inbox = inboxes.key) AS participants,
        (SELECT count(*) FROM attachments JOIN messages ON messages.key = message
            JOIN threads ON threads.key = thread WHERE inbox = inboxes.key) AS attachments,
        (SELECT max(created_time) FROM messages JOIN threads ON threads.key = thread
            WHERE inbox = inboxes.key) AS newest_message,
        (SELECT count(*) FROM gaps JOIN threads ON threads.key = thread
            WHERE inbox = inboxes.key) AS gaps,
        (SELECT count(*) FROM unreadable WHERE inbox = inboxes.key) AS unreadable
    FROM inboxes ORDER BY key";

async fn inboxes(pool: &SqlitePool) -> Result<Vec<InboxStatus>> {
    let counts: Vec<Counts> = sqlx::query_as(COUNTS).fetch_all(pool).await?;
    let mut inboxes = Vec::with_capacity(counts.len());
    for counts in counts {
        inboxes.push(InboxStatus {
            watermark: time(counts.watermark),
            newest_message: time(counts.newest_message),
            gaps: gaps(pool, counts.key).await?,
            unreadable: unreadable_of(pool, counts.key).await?,
            runs: runs(pool, counts.key).await?,
            account_id: counts.account_id,
            platform: counts.platform,
            threads: counts.threads,
            threads_vanished: counts.threads_vanished,
            messages: counts.messages,
            messages_vanished: counts.messages_vanished,
            participants: counts.participants,
            attachments: counts.attachments,
            gap_count: counts.gaps,
            unreadable_count: counts.unreadable,
        });
    }
    Ok(inboxes)
}

async fn gaps(pool: &SqlitePool, inbox: i64) -> Result<Vec<GapStatus>> {
    let rows = sqlx::query_as(
        "SELECT id, from_time, to_time FROM gaps JOIN threads ON threads.key = thread
         WHERE inbox = ? ORDER BY to_time DESC, id LIMIT ?",
    );
    let rows: Vec<(String, Option<i64>, i64)> =
        rows.bind(inbox).bind(LISTED).fetch_all(pool).await?;
    let gaps = rows.into_iter().map(|(thread_id, from, to)| GapStatus {
        thread_id,
        from: time(from),
        to: Timestamp::from_unix_seconds(to),
    });
    Ok(gaps.collect())
}

async fn unreadable_of(pool: &SqlitePool, inbox: i64) -> Result<Vec<UnreadableStatus>> {
    let rows = sqlx::query_as(
        "SELECT id, thread_id, code, error, attempts, next_at FROM unreadable
         WHERE inbox = ? ORDER BY next_at, id LIMIT ?",
    );
    let rows: Vec<(String, String, Option<i64>, String, i64, i64)> =
        rows.bind(inbox).bind(LISTED).fetch_all(pool).await?;
    let nodes = rows.into_iter();
    let nodes = nodes.map(
        |(id, thread_id, code, error, attempts, next_at)| UnreadableStatus {
            id,
            thread_id,
            code,
            error,
            attempts,
            next_at: Timestamp::from_unix_seconds(next_at),
        },
    );
    Ok(nodes.collect())
}

async fn runs(pool: &SqlitePool, inbox: i64) -> Result<Vec<RunStatus>> {
    type Row = (i64, Option<i64>, String, Option<String>, i64, i64);
    let rows = sqlx::query_as(
        "SELECT started_at, ended_at, outcome, error, coalesce(calls, 0), coalesce(messages_new, 0)
         FROM runs WHERE inbox = ? ORDER BY key DESC LIMIT ?",
    );
    let rows: Vec<Row> = rows.bind(inbox).bind(RUNS).fetch_all(pool).await?;
    let runs = rows.into_iter();
    let runs = runs.map(
        |(started_at, ended_at, outcome, error, calls, messages_new)| RunStatus {
            started_at: Timestamp::from_unix_seconds(started_at),
            ended_at: time(ended_at),
            outcome,
            error,
            calls,
            messages_new,
        },
    );
    Ok(runs.collect())
}

fn time(seconds: Option<i64>) -> Option<Timestamp> {
    seconds.map(Timestamp::from_unix_seconds)
}

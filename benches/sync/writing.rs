//! Messages that SQLite stores in a second, against one `INSERT` for each commit.

use std::ops::Range;
use std::path::Path;
use std::time::Instant;

use page_conversations::Timestamp;
use page_conversations::sync::{
    Inbox, Lease, MessageRow, PersonRow, SqliteStore, Store, ThreadRow,
};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, SqliteConnection};

use crate::Result;
use crate::table::Row;

/// Messages of a conversation.
const MESSAGES: usize = 50;

/// Rounds, in which both ways take turns.
const ROUNDS: usize = 20;

/// Conversations of a round, so that there are a million messages in all.
const THREADS: usize = 1_000;

/// Messages of a round that are stored with a commit each.
const SINGLE: usize = 1_000;

/// Messages a second, at least.
const RATE: f64 = 50_000.0;

/// How much faster it is than a commit for each, at least.
const FACTOR: f64 = 5.0;

pub async fn rows() -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let mut single = SingleCommits::open(&folder.path().join("single.db")).await?;
    let mut mirror = Mirror::open(&folder.path().join("mirror.db")).await?;
    let (mut times, mut rounds) = ([0.0; 2], Vec::new());
    for round in 0..ROUNDS {
        let one_by_one = single.store(round * SINGLE..(round + 1) * SINGLE).await?;
        let together = mirror.store(round * THREADS..(round + 1) * THREADS).await?;
        times = [times[0] + one_by_one, times[1] + together];
        // Seconds of a message, one way against the other.
        rounds.push(together / (THREADS * MESSAGES) as f64 / (one_by_one / SINGLE as f64));
    }
    rounds.sort_by(f64::total_cmp);
    let ratio = rounds[ROUNDS / 2];
    let one_by_one = (ROUNDS * SINGLE) as f64 / times[0];
    let stored = (ROUNDS * THREADS * MESSAGES) as f64 / times[1];
    let what = format!("{} messages into SQLite", ROUNDS * THREADS * MESSAGES);
    let per_second = |rate: f64| format!("{rate:.0} a second");
    Ok(vec![
        Row {
            what: what.clone(),
            against: "time of one".to_owned(),
            figure: format!("{:.1} µs", 1e6 / stored),
            spread: per_second(stored),
            bound: format!("{:.1} µs", 1e6 / RATE),
            floor: String::new(),
            kept: stored >= RATE,
        },
        Row::ratio(
            what,
            format!("one INSERT a commit, {}", per_second(one_by_one)),
            ratio,
            format!("{:.1} times as many, in {ROUNDS} rounds", 1.0 / ratio),
            1.0 / FACTOR,
        ),
    ])
}

fn message(thread: usize, message: usize) -> MessageRow {
    let id = format!("m_AqAtY2Zj0xQvS8kLrTz5{thread:08}x{message:04}");
    let text = "Hello! Where is my order? It was to arrive on Monday, and I have not seen it yet.";
    let time = 1_785_000_000 + (thread * MESSAGES + message) as i64;
    let raw = format!(
        r#"{{"id":"{id}","created_time":"2026-07-29T10:00:00+0000","from":{{"name":"Robin","email":"7@facebook.com","id":"7{thread}"}},"to":{{"data":[{{"name":"A Page","email":"1@facebook.com","id":"1"}}]}},"message":"{text}","tags":{{"data":[{{"name":"inbox"}},{{"name":"read"}}]}}}}"#
    );
    MessageRow {
        id,
        created_time: Some(Timestamp::from_unix_seconds(time)),
        sender: Some(PersonRow {
            id: format!("7{thread}"),
            name: Some("Robin".to_owned()),
            ..PersonRow::default()
        }),
        text: Some(text.to_owned()),
        raw,
        ..MessageRow::default()
    }
}

/// Messages as the store writes them.
struct Mirror {
    store: SqliteStore,
    lease: Lease,
}

impl Mirror {
    async fn open(path: &Path) -> Result<Self> {
        let store = SqliteStore::open(path).await?;
        let lease = store.begin(&Inbox::messenger("1")).await?;
        Ok(Self { store, lease })
    }

    /// Stores conversations, and returns the seconds that it takes.
    async fn store(&mut self, threads: Range<usize>) -> Result<f64> {
        let mut time = 0.0;
        for number in threads {
            let messages: Vec<_> = (0..MESSAGES).map(|n| message(number, n)).collect();
            let thread = ThreadRow {
                id: format!("t_{number}"),
                updated_time: messages[MESSAGES - 1].created_time,
                is_settled: true,
                is_complete: true,
                participants: messages[0].sender.clone().into_iter().collect(),
                raw: format!(r#"{{"id":"t_{number}","message_count":50,"can_reply":true}}"#),
                ..ThreadRow::default()
            };
            let start = Instant::now();
            let stored = self.store.put_thread(&self.lease, &thread, &messages);
            let changes = stored.await?;
            time += start.elapsed().as_secs_f64();
            assert_eq!(changes.messages_new, MESSAGES as u64);
        }
        Ok(time)
    }
}

/// Messages as a program stores them that knows no better: as durable and as well erased as by
/// the store, and otherwise with the settings that SQLite has.
struct SingleCommits(SqliteConnection);

impl SingleCommits {
    async fn open(path: &Path) -> Result<Self> {
        let store = SqliteStore::open(path).await?;
        store.begin(&Inbox::messenger("1")).await?;
        store.close().await;
        let options = SqliteConnectOptions::new().filename(path);
        let options = options
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .pragma("secure_delete", "ON");
        let mut connection = options.connect().await?;
        let thread = "INSERT INTO threads (inbox, id, is_settled, is_complete, synced_at, raw)
             VALUES (1, 't_0', 1, 1, 0, '{}')";
        sqlx::query(thread).execute(&mut connection).await?;
        Ok(Self(connection))
    }

    /// Stores messages, and returns the seconds that it takes.
    async fn store(&mut self, messages: Range<usize>) -> Result<f64> {
        let mut time = 0.0;
        for number in messages {
            let row = message(number / MESSAGES, number % MESSAGES);
            let start = Instant::now();
            insert(&mut self.0, &row).await?;
            time += start.elapsed().as_secs_f64();
        }
        Ok(time)
    }
}

async fn insert(connection: &mut SqliteConnection, row: &MessageRow) -> Result<()> {
    let statement = "INSERT INTO messages (thread, id, created_time, sender_id, sender_name,
             text, raw, stored_at) VALUES (1, $1, $2, $3, $4, $5, $6, unixepoch())";
    let sender = row.sender.as_ref();
    sqlx::query(statement)
        .bind(&row.id)
        .bind(row.created_time.map(Timestamp::unix_seconds))
        .bind(sender.map(|sender| &sender.id))
        .bind(sender.and_then(|sender| sender.name.as_ref()))
        .bind(&row.text)
        .bind(&row.raw)
        .execute(connection)
        .await?;
    Ok(())
}

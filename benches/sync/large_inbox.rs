//! Calls for an inbox of 10,000 conversations, against the fewest that are possible.

use std::time::{Duration, Instant};

use page_conversations::sync::{Inbox, SqliteStore, Sync, SyncReport};
use page_conversations::{Graph, Pacing};

use crate::Result;
use crate::simulated::Simulated;
use crate::table::Row;

const THREADS: usize = 10_000;

/// Conversations of a call, at most.
const IDS: usize = 50;

/// Numbers of conversations that change before a run.
const CHANGED: [usize; 4] = [0, 1, 10, 100];

pub async fn rows() -> Result<Vec<Row>> {
    let mut simulated = Simulated::start(1, THREADS, Duration::ZERO)?;
    let graph = Graph::builder(&simulated.access_token)
        .host(&simulated.url)
        .pacing(Pacing::off())
        .build()?;
    let folder = tempfile::tempdir()?;
    let store = SqliteStore::open(folder.path().join("mirror.db")).await?;
    let sync = Sync::new(graph, store);
    let page_id = simulated.page_ids[0].clone();
    let inbox = Inbox::messenger(&page_id);

    let (report, time) = run(&sync, &inbox).await?;
    assert_eq!(report.threads_new, THREADS as u64);
    let fewest = THREADS.div_ceil(IDS);
    let seconds = |time: Duration| format!("{:.2} s", time.as_secs_f64());
    let mut rows = vec![Row::ratio(
        format!("first run, {THREADS} threads, {} calls", report.calls),
        format!("{IDS} threads a call, {fewest} calls"),
        report.calls as f64 / fewest as f64,
        format!("{} messages, {}", report.messages_new, seconds(time)),
        1.1,
    )];
    for changed in CHANGED {
        simulated.change(&page_id, changed, 1)?;
        let (report, time) = run(&sync, &inbox).await?;
        assert_eq!(report.messages_new, changed as u64);
        let most = 2 + changed as u64;
        rows.push(Row {
            what: format!("a run with {changed} of {THREADS} threads changed"),
            against: "calls".to_owned(),
            figure: report.calls.to_string(),
            spread: seconds(time),
            bound: most.to_string(),
            floor: String::new(),
            kept: report.calls <= most,
        });
    }
    Ok(rows)
}

async fn run(sync: &Sync<SqliteStore>, inbox: &Inbox) -> Result<(SyncReport, Duration)> {
    let start = Instant::now();
    let report = sync.run(inbox).await?;
    Ok((report, start.elapsed()))
}

//! Two workers that keep 1,000 Pages up to date, of which 50 changed.

use std::collections::HashMap;
use std::fs;
use std::time::{Duration, Instant};

use futures_util::TryStreamExt;
use futures_util::future::try_join;
use page_conversations::sync::{Inbox, Store, Sync, SyncReport, run_due};
use page_conversations::{Graph, Pacing};

use crate::simulated::Simulated;
use crate::table::Row;
use crate::{Result, proc_status};

const PAGES: usize = 1_000;

/// Conversations of each Page.
const THREADS: usize = 12;

/// Pages that change. Every one has a conversation with so many new messages that a run waits
/// for the pace of its token.
const CHANGED: usize = 50;
const NEW_MESSAGES: usize = 230;

/// Runs of a worker at the same time.
const AT_ONCE: usize = 20;

/// Time that Graph takes for a call.
const LATENCY: Duration = Duration::from_millis(150);

/// Calls a second and token, as by default.
const PACE: u64 = 2;

/// Memory of the process at most, in MiB.
const MEMORY: usize = 128;

/// How often the Pages are due: less often than what two runs of all take.
const EVERY: Duration = Duration::from_secs(20);
const HOUR: Duration = Duration::from_secs(3_600);

type Reports = Vec<SyncReport>;

pub async fn rows<S: Store + Clone>(database: &str, workers: [S; 2]) -> Result<Vec<Row>> {
    let mut simulated = Simulated::start(PAGES, THREADS, LATENCY)?;
    let inboxes: Vec<_> = simulated.page_ids.iter().map(Inbox::messenger).collect();
    workers[0].schedule(&inboxes, true).await?;
    run(&workers, &graphs(&simulated, Pacing::off())?, HOUR).await?;
    for page_id in simulated.page_ids.clone().iter().take(CHANGED) {
        simulated.change(page_id, 1, NEW_MESSAGES)?;
    }
    tokio::time::sleep(EVERY).await;

    // From here on, the maximum is that of the measured run.
    fs::write("/proc/self/clear_refs", "5")?;
    let graphs = graphs(&simulated, Pacing::default())?;
    let start = Instant::now();
    let [mine, theirs] = run(&workers, &graphs, EVERY).await?;
    let time = start.elapsed();
    let memory = proc_status::kib("self", "VmHWM")?.div_ceil(1024);
    let shares = format!("{} and {} Pages", mine.len(), theirs.len());
    let all = [mine, theirs].concat();
    assert_eq!(all.len(), PAGES);
    let new: u64 = all.iter().map(|report| report.messages_new).sum();
    assert_eq!(new, (CHANGED * NEW_MESSAGES) as u64);
    let calls: u64 = all.iter().map(|report| report.calls).sum();
    let allowed = all
        .iter()
        .map(|report| alone(report.calls))
        .sum::<Duration>();
    let allowed = allowed / (2 * AT_ONCE) as u32;
    let what = format!("{PAGES} Pages, {CHANGED} changed, 2 workers, {database}");
    Ok(vec![
        Row::ratio(
            format!("{what}: {:.2} s", time.as_secs_f64()),
            format!(
                "{calls} calls of {} ms at the pace, {} runs at once: {:.2} s",
                LATENCY.as_millis(),
                2 * AT_ONCE,
                allowed.as_secs_f64()
            ),
            time.as_secs_f64() / allowed.as_secs_f64(),
            shares,
            1.2,
        )
        .floor(1.0),
        Row {
            what,
            against: "memory of both workers".to_owned(),
            figure: format!("{memory} MiB"),
            spread: String::new(),
            bound: format!("{MEMORY} MiB"),
            floor: String::new(),
            kept: memory <= MEMORY,
        },
    ])
}

/// Returns how long the calls of a run take at the pace of its token, one after the other.
fn alone(calls: u64) -> Duration {
    // Each second begins with the first of its calls.
    let windows = calls.saturating_sub(1) / PACE;
    let in_last = calls - windows * PACE;
    let paced = Duration::from_secs(windows) + LATENCY * in_last as u32;
    paced.max(LATENCY * calls as u32)
}

/// Returns a client for each Page, with a pace of its own.
fn graphs(simulated: &Simulated, pacing: Pacing) -> Result<HashMap<Inbox, Graph>> {
    let client = Graph::builder(&simulated.access_token)
        .host(&simulated.url)
        .pacing(pacing)
        .build()?;
    let graph_of = |page_id: &String| {
        // The simulator has one token for all, and each `Graph` a pace.
        let graph = client.with_token(&*simulated.access_token)?;
        Ok((Inbox::messenger(page_id), graph))
    };
    simulated.page_ids.iter().map(graph_of).collect()
}

/// Runs both workers until nothing is due.
async fn run<S: Store + Clone>(
    workers: &[S; 2],
    graphs: &HashMap<Inbox, Graph>,
    every: Duration,
) -> Result<[Reports; 2]> {
    let work = async |store: &S| -> Result<Reports> {
        let sync_of = |inbox: &Inbox| Sync::new(graphs[inbox].clone(), store.clone());
        let runs = run_due(store, every, AT_ONCE, sync_of);
        let results: Vec<_> = runs.try_collect().await?;
        let reports = results.into_iter().map(|(_, result)| Ok(result?));
        reports.collect()
    };
    let [mine, theirs] = workers;
    let (mine, theirs) = try_join(work(mine), work(theirs)).await?;
    Ok([mine, theirs])
}

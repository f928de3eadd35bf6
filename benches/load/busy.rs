//! Busy connections: errors, response times, and memory.

use std::error::Error;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::connection::{self, Connection};
use super::server_process::ServerProcess;
use super::table::Row;
use super::{Options, duration_row, memory};

/// Calls of the warm-up, which fill the simulator's log of calls.
const WARM_UP: usize = 100_000;

/// Threads of a page.
const LIMIT: usize = 25;

/// Maximum response time of 99 in 100 calls.
const SLOWEST: Duration = Duration::from_millis(100);

/// Maximum growth of memory.
const GROWTH: f64 = 1.1;

/// What the tasks share.
struct Load {
    request: String,
    answered: AtomicUsize,
}

/// Returns the rows for errors, response times and memory.
pub async fn rows(server: &ServerProcess, options: &Options) -> Result<[Row; 3], Box<dyn Error>> {
    let address = connection::address(server)?;
    let load = Arc::new(Load {
        request: connection::list_request(server, LIMIT),
        answered: AtomicUsize::new(0),
    });
    let mut tasks = JoinSet::new();
    let warm_up = Instant::now();
    let duration = Duration::from_secs(options.seconds);
    for _ in 0..options.busy {
        tasks.spawn(calls(
            Connection::open(address).await?,
            load.clone(),
            duration,
        ));
    }
    while load.answered.load(Ordering::Relaxed) < WARM_UP && !tasks.is_empty() {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    println!("Warm-up of {WARM_UP} calls: {:.0?}", warm_up.elapsed());
    let before = memory(server)?;
    let mut highest = before;
    let end = Instant::now() + duration;
    while Instant::now() < end {
        tokio::time::sleep(Duration::from_secs(1)).await;
        highest = highest.max(memory(server)?);
    }
    let (times, errors) = results(tasks).await?;
    if let Some(error) = errors.first() {
        println!("First error: {error}");
    }
    let what = format!("{} connections for {} s", options.busy, options.seconds);
    let count = times.len();
    let rate = count as f64 / duration.as_secs_f64();
    let in_thousand = |share: usize| times.get(count * share / 1000).copied().unwrap_or_default();
    let [half, most, all] = [500, 990, 999].map(in_thousand);
    Ok([
        Row {
            what: format!("{what}: errors"),
            against: format!("{count} calls"),
            figure: errors.len().to_string(),
            spread: String::new(),
            bound: "0".to_owned(),
            floor: String::new(),
            kept: errors.is_empty() && count > 0,
        },
        duration_row(
            format!("{what}: response time of 99 in 100 calls"),
            format!("{rate:.0} calls a second"),
            most,
            format!("half {half:.1?}, 999 in 1000 {all:.1?}"),
            SLOWEST,
        ),
        Row::ratio(
            format!("{what}: peak memory, {highest} KiB"),
            format!("after {WARM_UP} calls, {before} KiB"),
            highest as f64 / before as f64,
            String::new(),
            GROWTH,
        ),
    ])
}

/// Calls until the time is over, which starts after the warm-up. Returns the response
/// times of the calls after the warm-up.
async fn calls(
    mut connection: Connection,
    load: Arc<Load>,
    duration: Duration,
) -> io::Result<Vec<Duration>> {
    let mut times = Vec::new();
    let mut end = None;
    loop {
        let start = Instant::now();
        if end.is_some_and(|end| start >= end) {
            return Ok(times);
        }
        connection.call(&load.request).await?;
        match load.answered.fetch_add(1, Ordering::Relaxed) {
            count if count < WARM_UP => {}
            _ => {
                end.get_or_insert_with(|| Instant::now() + duration);
                times.push(start.elapsed());
            }
        }
    }
}

/// Returns all response times, the shortest first, and the errors of connections.
async fn results(
    mut tasks: JoinSet<io::Result<Vec<Duration>>>,
) -> Result<(Vec<Duration>, Vec<io::Error>), Box<dyn Error>> {
    let (mut times, mut errors) = (Vec::new(), Vec::new());
    while let Some(result) = tasks.join_next().await {
        match result? {
            Ok(of_connection) => times.extend(of_connection),
            Err(error) => errors.push(error),
        }
    }
    times.sort_unstable();
    Ok((times, errors))
}

//! The cost of serving a list page, compared with the cost of reading it.
//!
//! `cargo bench --bench simulator --features simulator` prints a table, and fails if the
//! bound is exceeded. The simulator is a process of its own, so that the processor time of
//! each side is measured apart. On Linux, both run on one core: on two, which may share
//! more than memory, each slows down the other when both have work.

#![allow(missing_docs)]

mod server_process;
mod table;

use std::env;
use std::error::Error;
use std::process::{ExitCode, id as own_id};
use std::time::Duration;

use futures_util::future::try_join_all;
use futures_util::{StreamExt, TryStreamExt};
use page_conversations::v26_0::{ListConversations, UnifiedThreadFields};
use page_conversations::{Graph, Pacing};

use crate::server_process::ServerProcess;
use crate::table::Row;

/// Measured rounds. They are short, so that other load affects both sides.
const ROUNDS: usize = 301;

/// List pages that a round reads.
const PAGES: usize = 200;

/// Walks at the same time. With one, both sides would mostly wait for each other.
const WALKS: usize = 8;

/// Threads of a page.
const PAGE_SIZE: usize = 25;

/// Maximum cost of serving, as a share of the cost of reading.
const BOUND: f64 = 0.5;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [server_process::ROLE, threads] => server_process::run(threads.parse()?).await?,
        // Cargo passes `--bench`.
        _ => return Ok(table::print(vec![measure().await?])),
    }
    Ok(ExitCode::SUCCESS)
}

/// Compares the processor time that the simulator and the client take for the same pages.
/// Each round yields a ratio, of which the median counts.
async fn measure() -> Result<Row, Box<dyn Error>> {
    stay_on_one_core()?;
    let server = ServerProcess::start(PAGES * PAGE_SIZE)?;
    let graph = Graph::builder(&server.access_token)
        .host(&server.url)
        .pacing(Pacing::off())
        .build()?;
    // Connections and tables are made once for all calls.
    round(&graph, &server).await?;
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        rounds.push(round(&graph, &server).await?);
    }
    let [served, read] = [0, 1].map(|side| sorted(rounds.iter().map(|round| round[side])));
    let ratios = sorted(rounds.iter().map(|[served, read]| served / read));
    let [low, middle, high] = [1, 5, 9].map(|tenth| ratios[ROUNDS * tenth / 10]);
    Ok(Row::ratio(
        format!("serving a list page, {:.1} µs", served[ROUNDS / 2]),
        format!("reading it, {:.1} µs", read[ROUNDS / 2]),
        middle,
        format!("{low:.2} to {high:.2} in 8 of 10 of {ROUNDS} rounds"),
        BOUND,
    ))
}

fn sorted(figures: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut figures = Vec::from_iter(figures);
    figures.sort_by(f64::total_cmp);
    figures
}

/// Returns the microseconds of a page on the server's side and on the client's.
async fn round(graph: &Graph, server: &ServerProcess) -> Result<[f64; 2], Box<dyn Error>> {
    let times =
        || Ok::<_, Box<dyn Error>>([processor_time(server.id())?, processor_time(own_id())?]);
    let before = times()?;
    let walks = (0..WALKS).map(|_| read(graph, &server.page_id, PAGE_SIZE * PAGES / WALKS));
    try_join_all(walks).await?;
    let after = times()?;
    Ok([0, 1].map(|side| (after[side] - before[side]).as_secs_f64() * 1e6 / PAGES as f64))
}

/// Reads threads, with the fields that an inbox needs.
async fn read(graph: &Graph, page_id: &str, threads: usize) -> Result<(), Box<dyn Error>> {
    let fields = UnifiedThreadFields::new().updated_time().participants();
    let request = ListConversations::new(page_id.to_owned()).fields(fields);
    let read = graph.items(request).take(threads);
    let people = read.try_fold(0, |people, thread| async move {
        let participants = thread.participants.map_or(0, |edge| edge.data.len());
        Ok(people + participants)
    });
    assert_eq!(people.await?, 2 * threads, "participants received");
    Ok(())
}

/// Keeps this process, and those that it starts, on the last core that it may use.
#[cfg(target_os = "linux")]
fn stay_on_one_core() -> nix::Result<()> {
    use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
    use nix::unistd::Pid;

    let this = Pid::from_raw(0);
    let allowed = sched_getaffinity(this)?;
    let mut core = CpuSet::new();
    let last = (0..CpuSet::count()).rfind(|one| allowed.is_set(*one) == Ok(true));
    core.set(last.unwrap_or(0))?;
    sched_setaffinity(this, &core)
}

#[cfg(not(target_os = "linux"))]
fn stay_on_one_core() -> Result<(), Box<dyn Error>> {
    Ok(())
}

/// Returns the processor time of a process so far.
#[cfg(any(target_os = "linux", target_os = "freebsd"))]
fn processor_time(process: u32) -> Result<Duration, Box<dyn Error>> {
    use nix::time::ClockId;
    use nix::unistd::Pid;

    let process = Pid::from_raw(process.try_into()?);
    Ok(ClockId::pid_cpu_clock_id(process)?.now()?.into())
}

#[cfg(not(any(target_os = "linux", target_os = "freebsd")))]
fn processor_time(_: u32) -> Result<Duration, Box<dyn Error>> {
    Err("processor time of another process is measured on Linux and FreeBSD only".into())
}

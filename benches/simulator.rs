//! What the simulator costs, against the client that reads it.
//!
//! `cargo bench --bench simulator --features simulator` prints a table and fails
//! where the bound is broken. The simulator is a process of its own, so that
//! each side's time on the processor is measured apart.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used)]

mod table;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;

use futures_util::future::join_all;
use futures_util::{StreamExt, TryStreamExt};
use page_conversations::simulator::{Simulator, World};
use page_conversations::v26_0::{ListConversations, UnifiedThreadFields};
use page_conversations::{Graph, Pacing};

use crate::table::Row;

/// What tells the bench that it is the simulator.
const SERVE: &str = "--serve";

/// Rounds that count. They are short, so that other work falls on both sides.
const ROUNDS: usize = 301;

/// List pages that a round reads.
const PAGES: usize = 200;

/// Walks that read at the same time: with one, each side would mostly be woken
/// and put to sleep.
const WALKS: usize = 8;

/// Threads of a page.
const PAGE_SIZE: usize = 25;

/// What the simulator may cost, as a share of what the client does.
const BOUND: f64 = 0.5;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    if std::env::args().any(|arg| arg == SERVE) {
        runtime.block_on(serve());
        return ExitCode::SUCCESS;
    }
    table::print(vec![runtime.block_on(measure())])
}

/// Serves until it is ended, and says where.
async fn serve() {
    let world = World::seeded(1).page_threads(PAGES * PAGE_SIZE);
    // What packing costs says nothing of the simulator.
    let simulator = Simulator::builder().world(world).compress(false);
    let simulator = simulator.start().await.unwrap();
    println!(
        "{} {} {}",
        simulator.url(),
        simulator.access_token(),
        simulator.page_ids()[0]
    );
    simulator.run().await;
}

/// The processor's time that the simulator and the client take for the same
/// pages. Each round gives a ratio, and the one in the middle counts.
async fn measure() -> Row {
    let server = Server::start();
    let graph = Graph::builder(&server.access_token)
        .host(&server.url)
        .pacing(Pacing::off())
        .build()
        .unwrap();
    // What is done once for all calls is done before.
    round(&graph, &server).await;
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        rounds.push(round(&graph, &server).await);
    }
    let [served, read] = [0, 1].map(|side| sorted(rounds.iter().map(|round| round[side])));
    let ratios = sorted(rounds.iter().map(|[served, read]| served / read));
    let [low, middle, high] = [1, 5, 9].map(|tenth| ratios[ROUNDS * tenth / 10]);
    Row::ratio(
        format!("serving a list page, {:.1} µs", served[ROUNDS / 2]),
        format!("reading it, {:.1} µs", read[ROUNDS / 2]),
        middle,
        format!("{low:.2} to {high:.2} in 8 of 10 of {ROUNDS} rounds"),
        BOUND,
    )
}

fn sorted(figures: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut figures = Vec::from_iter(figures);
    figures.sort_by(f64::total_cmp);
    figures
}

/// Microseconds that a page takes of the server and of the client.
async fn round(graph: &Graph, server: &Server) -> [f64; 2] {
    let processes = [server.process.id(), std::process::id()];
    let before = processes.map(processor_time);
    let walks = (0..WALKS).map(|_| read(graph, &server.page_id, PAGE_SIZE * PAGES / WALKS));
    join_all(walks).await;
    let after = processes.map(processor_time);
    [0, 1].map(|side| (after[side] - before[side]).as_secs_f64() * 1e6 / PAGES as f64)
}

/// Reads threads, with the fields that an inbox needs.
async fn read(graph: &Graph, page_id: &str, threads: usize) {
    let fields = UnifiedThreadFields::new().updated_time().participants();
    let request = ListConversations::new(page_id.to_owned()).fields(fields);
    let read = graph.items(request).take(threads);
    let people = read.try_fold(0, |people, thread| async move {
        let participants = thread.participants.map_or(0, |edge| edge.data.len());
        Ok(people + participants)
    });
    assert_eq!(people.await.unwrap(), 2 * threads);
}

/// The simulator, in a process of its own, which ends with it.
struct Server {
    process: Child,
    url: String,
    access_token: String,
    page_id: String,
}

impl Server {
    fn start() -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .arg(SERVE)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let output = process.stdout.take().unwrap();
        BufReader::new(output).read_line(&mut line).unwrap();
        let mut words = line.split_whitespace().map(str::to_owned);
        let mut word = || words.next().unwrap();
        Self {
            url: word(),
            access_token: word(),
            page_id: word(),
            process,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be over already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What a process took of the processor.
#[cfg(target_os = "linux")]
fn processor_time(process: u32) -> Duration {
    use nix::time::ClockId;
    use nix::unistd::Pid;

    let process = Pid::from_raw(process.try_into().unwrap());
    let clock = ClockId::pid_cpu_clock_id(process).unwrap();
    clock.now().unwrap().into()
}

#[cfg(not(target_os = "linux"))]
fn processor_time(_: u32) -> Duration {
    unimplemented!("it is asked the way of Linux what another process takes")
}

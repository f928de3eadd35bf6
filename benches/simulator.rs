//! What the simulator costs, against the client that reads it.
//!
//! `cargo bench --bench simulator --features simulator` prints a table and fails
//! where the bound is broken. The simulator is a process of its own, so that
//! each side's time on the processor is measured apart.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;

use comfy_table::Table;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use futures_util::future::join_all;
use futures_util::{StreamExt, TryStreamExt};
use page_conversations::simulator::{Simulator, World};
use page_conversations::v26_0::{ListConversations, UnifiedThreadFields};
use page_conversations::{Graph, Pacing};

/// What tells the bench that it is the simulator.
const SERVE: &str = "--serve";

/// List pages that a run reads, of 25 threads each.
const PAGES: usize = 20_000;

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
    let (served, read) = runtime.block_on(measure());
    let ratio = served.as_secs_f64() / read.as_secs_f64();
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED);
    table.set_header(["What", "Against", "Ratio", "At most"]);
    table.add_row([
        format!("serving a list page, {:.0} µs", per_page(served)),
        format!("reading it, {:.0} µs", per_page(read)),
        format!("{ratio:.2}"),
        format!("{BOUND}"),
    ]);
    println!("{table}");
    if ratio <= BOUND {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
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
/// pages.
async fn measure() -> (Duration, Duration) {
    let server = Server::start();
    let graph = Graph::builder(&server.access_token)
        .host(&server.url)
        .pacing(Pacing::off())
        .build()
        .unwrap();
    // What is done once for all calls is done before.
    read(&graph, &server.page_id, PAGE_SIZE * 200).await;
    let (id, own) = (server.process.id(), std::process::id());
    let before = (processor_time(id), processor_time(own));
    let walks = (0..WALKS).map(|_| read(&graph, &server.page_id, PAGE_SIZE * PAGES / WALKS));
    join_all(walks).await;
    let after = (processor_time(id), processor_time(own));
    (after.0 - before.0, after.1 - before.1)
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

/// What a process took of the processor. Linux says it in hundredths of a
/// second; there is no other system whose way is used here.
fn processor_time(process: u32) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    // The name in parentheses may hold spaces.
    let (_, fields) = stat.rsplit_once(')').unwrap();
    let mut times = fields.split_whitespace().skip(11).take(2);
    let mut time = || times.next().unwrap().parse::<u64>().unwrap();
    Duration::from_millis((time() + time()) * 10)
}

fn per_page(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6 / PAGES as f64
}

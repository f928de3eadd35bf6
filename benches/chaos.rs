//! Walks through the conversations of many Pages, of which a fifth of all calls fail, and which
//! are killed and resumed at random.
//!
//! `cargo chaos` reads 100,000 pages, compares all nodes with what the simulator has, and fails if
//! one is lost or out of order, if more than a page is read again after a resume, or if memory
//! grows. `cargo chaos --pages 5000 --seed 2` is a shorter run, with other faults and kills. Linux
//! only.

#![allow(missing_docs)]

#[path = "chaos/place.rs"]
mod place;
mod proc_status;
mod table;
#[path = "chaos/walk.rs"]
mod walk;

use std::error::Error;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use clap::Parser;
use futures_util::{StreamExt, stream};
use indicatif::{ProgressBar, ProgressStyle};
use page_conversations::simulator::Simulator;
use page_conversations::{Attempt, AttemptOutcome, Hook};

use crate::table::Row;
use crate::walk::{Tally, Walk};

/// Nodes of a page.
const LIMIT: usize = 10;

/// Pages that are read at the same time.
const AT_ONCE: usize = 8;

/// What to read.
#[derive(Clone, Parser)]
struct Options {
    /// Pages of results, of all inboxes.
    #[arg(long, default_value_t = 100_000)]
    pages: usize,
    /// Inboxes.
    #[arg(long, default_value_t = 50)]
    inboxes: usize,
    /// Faults and kills depend on it.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Serves instead, for a process that reads.
    #[arg(long, hide = true)]
    serve: bool,
    /// Cargo passes it.
    #[arg(long, hide = true)]
    bench: bool,
}

impl Options {
    /// Conversations of each Page.
    fn threads(&self) -> usize {
        self.pages * LIMIT / self.inboxes
    }
}

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let options = Options::parse();
    match options.serve {
        true => serve(&options).await,
        false => read(&options).await,
    }
}

/// Serves until the process is stopped, and prints where.
async fn serve(options: &Options) -> Result<ExitCode, Box<dyn Error>> {
    let simulator = Simulator::builder()
        .exact_estimates(true)
        .world(place::world(options.inboxes, options.threads()))
        .fail_at_rate(options.seed, place::RATE, place::faults(LIMIT as u64))
        .compress(false);
    let simulator = simulator.start().await?;
    println!("{} {}", simulator.url(), simulator.access_token());
    simulator.run().await;
    Ok(ExitCode::SUCCESS)
}

/// The process of the simulator, whose memory is not that of the client.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have stopped already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the simulator. Returns its URL and its access token, too.
fn start(options: &Options) -> Result<(Server, String, String), Box<dyn Error>> {
    let arguments = [
        format!("--pages={}", options.pages),
        format!("--inboxes={}", options.inboxes),
        format!("--seed={}", options.seed),
        "--serve".to_owned(),
    ];
    let mut server = Command::new(std::env::current_exe()?)
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()?;
    let mut line = String::new();
    BufReader::new(server.stdout.take().ok_or("no pipe")?).read_line(&mut line)?;
    let (url, token) = line.trim().split_once(' ').ok_or("no simulator")?;
    Ok((Server(server), url.to_owned(), token.to_owned()))
}

/// Counts attempts.
#[derive(Clone, Default)]
struct Attempts(Arc<AtomicUsize>, Arc<AtomicUsize>);

impl Hook for Attempts {
    fn after_attempt(&self, _: &Attempt, outcome: &AttemptOutcome<'_>) {
        self.0.fetch_add(1, Ordering::Relaxed);
        self.1
            .fetch_add(usize::from(outcome.result.is_err()), Ordering::Relaxed);
    }
}

async fn read(options: &Options) -> Result<ExitCode, Box<dyn Error>> {
    let (_server, url, token) = start(options)?;
    let world = place::world(options.inboxes, options.threads());
    let attempts = Attempts::default();
    let client = place::client(&url, &token).hook(attempts.clone()).build()?;
    let nodes = options.inboxes * options.threads();
    let bar = ProgressBar::new(nodes as u64);
    bar.set_style(ProgressStyle::with_template(
        "{bar:40} {human_pos}/{human_len} nodes, {per_sec}, {eta}",
    )?);
    let page_ids: Vec<_> = world.page_ids().map(str::to_owned).collect();
    let walks = page_ids.into_iter().enumerate().map(|(place, page_id)| {
        // Each inbox has limits of its own.
        let (graph, world, bar) = (client.with_token(token.as_str()), &world, bar.clone());
        let seed = options.seed.wrapping_mul(1_000).wrapping_add(place as u64);
        async move {
            let walk = Walk::new(graph?, world, &page_id, LIMIT, seed);
            let tally = walk.run(|nodes| bar.inc(nodes as u64)).await;
            tally.map_err(|wrong| Box::<dyn Error>::from(format!("{page_id}: {wrong}")))
        }
    });
    let start = Instant::now();
    let (mut tally, mut memory) = (Tally::default(), Vec::new());
    let mut walks = stream::iter(walks).buffer_unordered(AT_ONCE);
    while let Some(walk) = walks.next().await {
        tally += walk?;
        memory.push(proc_status::kib("self", "VmRSS")?);
    }
    bar.finish_and_clear();
    let Attempts(sent, failed) = &attempts;
    let (sent, failed) = (sent.load(Ordering::Relaxed), failed.load(Ordering::Relaxed));
    println!(
        "{} pages of {} inboxes in {:.0} s: {sent} attempts, of which {failed} failed, {} kills, \
         {} errors",
        options.pages,
        options.inboxes,
        start.elapsed().as_secs_f64(),
        tally.kills,
        tally.errors
    );
    Ok(table::print(rows(nodes, tally, &memory)))
}

fn rows(nodes: usize, tally: Tally, memory: &[usize]) -> Vec<Row> {
    let (early, late) = (memory[memory.len() / 10], memory[memory.len() - 1]);
    let count = |what: &str, against, figure: usize, bound: usize| Row {
        what: what.to_owned(),
        against,
        figure: figure.to_string(),
        spread: String::new(),
        bound: bound.to_string(),
        floor: String::new(),
        kept: figure <= bound,
    };
    vec![
        count(
            "Nodes lost, or out of order",
            format!("{nodes} of the simulator"),
            nodes - tally.nodes,
            0,
        ),
        count(
            "Nodes read again after a resume, at most",
            format!("{} in all", tally.again),
            tally.most_again,
            LIMIT,
        ),
        Row::ratio(
            format!("Memory at the end, {late} KiB"),
            format!("after a tenth, {early} KiB"),
            late as f64 / early as f64,
            String::new(),
            1.2,
        ),
    ]
}

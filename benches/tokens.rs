//! The cost of serving many tokens from one client: the processor time to create a `Graph` for
//! each, which is the time that it takes on an idle machine, and the memory that they take.
//!
//! `cargo bench --bench tokens` prints a table, and fails if a bound is exceeded. The binary
//! starts itself again as the server and as the processes that are measured.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used)]

mod proc_status;
#[path = "reading/server.rs"]
mod server;
mod table;

use std::env;
use std::error::Error;
use std::process::{Command, ExitCode};
use std::time::Duration;

use page_conversations::Graph;
use page_conversations::v26_0::ListConversations;

use crate::server::{ACCESS_TOKEN, PAGE_ID, Server};
use crate::table::Row;

/// The first arguments of a process that is measured.
const CREATE: &str = "create";
const CALL: &str = "call";

const TOKENS: usize = 1_000;

/// So many tokens that their memory does not fit into what was freed before.
const MANY: usize = 100_000;

const MAX_MS: f64 = 50.0;
const MAX_KIB: f64 = 8.0 * 1024.0;

/// Processes that are measured for each row. The worst counts.
const ROUNDS: usize = 5;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [server::ROLE, pages, threads] => server::run(pages.parse()?, threads.parse()?)?,
        [CREATE, tokens] => create(tokens.parse()?)?,
        [CALL, tokens, host] => call(tokens.parse()?, host).await?,
        // Cargo passes `--bench`.
        _ => return measure(),
    }
    Ok(ExitCode::SUCCESS)
}

fn measure() -> Result<ExitCode, Box<dyn Error>> {
    let server = Server::start(1, 1)?;
    let tokens = TOKENS.to_string();
    let created = worst(&[CREATE, &tokens])?;
    let many = worst(&[CREATE, &MANY.to_string()])?;
    let called = worst(&[CALL, &tokens, &server.host])?;
    let per_thousand = many.kib * TOKENS as f64 / MANY as f64;
    Ok(table::print(vec![
        row("creating 1,000 `Graph`s", created.ms, "ms", MAX_MS),
        row("memory of 1,000", created.kib, "KiB", MAX_KIB),
        row(
            "memory of each 1,000 of 100,000",
            per_thousand,
            "KiB",
            MAX_KIB,
        ),
        row(
            "memory of 1,000 after a call of each",
            called.kib,
            "KiB",
            MAX_KIB,
        ),
    ]))
}

/// Compares a figure with its bound.
fn row(what: &str, figure: f64, unit: &str, bound: f64) -> Row {
    Row::ratio(
        format!("{what}, {figure:.1} {unit}"),
        format!("bound, {bound} {unit}"),
        figure / bound,
        format!("the worst of {ROUNDS} processes"),
        1.0,
    )
}

/// What tokens take.
struct Cost {
    ms: f64,
    kib: f64,
}

/// Returns the highest cost that one of several processes measures.
fn worst(arguments: &[&str]) -> Result<Cost, Box<dyn Error>> {
    let mut worst = Cost { ms: 0.0, kib: 0.0 };
    for _ in 0..ROUNDS {
        let process = Command::new(env::current_exe()?).args(arguments).output()?;
        let printed = String::from_utf8(process.stdout)?;
        let Some((ms, kib)) = printed.trim().split_once(' ') else {
            return Err(String::from_utf8_lossy(&process.stderr).into());
        };
        worst.ms = worst.ms.max(ms.parse()?);
        worst.kib = worst.kib.max(kib.parse()?);
    }
    Ok(worst)
}

/// Returns a token as long as those of Pages.
fn token(number: usize) -> String {
    format!("EAAB{number:0>180}")
}

/// Creates a `Graph` for each of so many tokens, and prints the time and the memory.
fn create(tokens: usize) -> Result<(), Box<dyn Error>> {
    let client = Graph::builder(ACCESS_TOKEN).build()?;
    let before = proc_status::kib("self", "VmRSS")?;
    let start = processor_time()?;
    let graphs = create_all(&client, tokens)?;
    print_cost(start, before)?;
    drop(graphs);
    Ok(())
}

/// As [`create`], with a call of each.
async fn call(tokens: usize, host: &str) -> Result<(), Box<dyn Error>> {
    let client = Graph::builder(ACCESS_TOKEN).host(host).build()?;
    let request = ListConversations::new(PAGE_ID);
    // What is done once for all calls is done before.
    client.page(&request).await?;
    let before = proc_status::kib("self", "VmRSS")?;
    let start = processor_time()?;
    let graphs = create_all(&client, tokens)?;
    for graph in &graphs {
        graph.page(&request).await?;
    }
    print_cost(start, before)
}

fn create_all(client: &Graph, tokens: usize) -> Result<Vec<Graph>, page_conversations::Error> {
    let tokens = 0..tokens;
    tokens
        .map(|number| client.with_token(token(number)))
        .collect()
}

fn print_cost(start: Duration, before: usize) -> Result<(), Box<dyn Error>> {
    let ms = (processor_time()? - start).as_secs_f64() * 1000.0;
    let more = proc_status::kib("self", "VmRSS")?.saturating_sub(before);
    println!("{ms} {more}");
    Ok(())
}

/// Returns the processor time of this process.
#[cfg(target_os = "linux")]
fn processor_time() -> Result<Duration, Box<dyn Error>> {
    use nix::time::ClockId;
    Ok(ClockId::CLOCK_PROCESS_CPUTIME_ID.now()?.into())
}

#[cfg(not(target_os = "linux"))]
fn processor_time() -> Result<Duration, Box<dyn Error>> {
    Err("processor time and memory are read as Linux states them".into())
}

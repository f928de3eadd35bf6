//! The simulator under load: many busy connections, then many idle and slow ones.
//!
//! `cargo bench --bench load --features simulator` prints a table, and fails if a bound is
//! exceeded. The simulator is a process of its own, and connections are plain sockets.
//! `-- --seconds 5 --idle 1000 --slow 500` is a short form.

#![allow(missing_docs)]

#[path = "load/busy.rs"]
mod busy;
#[path = "load/connection.rs"]
mod connection;
#[path = "load/held.rs"]
mod held;
mod proc_status;
mod server_process;
mod table;

use std::env;
use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use nix::sys::resource::{Resource, getrlimit, setrlimit};

use crate::server_process::ServerProcess;
use crate::table::Row;

/// Threads of each Page.
const PAGE_THREADS: usize = 5_000;

/// Open files of each process besides those of the connections.
const OTHER_FILES: usize = 100;

/// What to measure.
#[derive(Parser)]
struct Options {
    /// Duration of the load, in seconds, without the warm-up.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Busy connections. Each sends a call when the one before it is answered.
    #[arg(long, default_value_t = 200)]
    busy: usize,
    /// Connections without a request.
    #[arg(long, default_value_t = 10_000)]
    idle: usize,
    /// Connections with slow heads, slow bodies, and unread responses, a third each.
    #[arg(long, default_value_t = 5_000)]
    slow: usize,
    /// Cargo passes it.
    #[arg(long, hide = true)]
    bench: bool,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [server_process::ROLE, threads] => {
            server_process::run(threads.parse()?).await?;
            Ok(ExitCode::SUCCESS)
        }
        _ => measure(&Options::parse()).await,
    }
}

async fn measure(options: &Options) -> Result<ExitCode, Box<dyn Error>> {
    allow_files(options.busy.max(options.idle + options.slow) + OTHER_FILES)?;
    let server = ServerProcess::start(PAGE_THREADS)?;
    let mut rows = Vec::from(busy::rows(&server, options).await?);
    drop(server);
    let server = ServerProcess::start(PAGE_THREADS)?;
    rows.extend(held::rows(&server, options).await?);
    Ok(table::print(rows))
}

/// Raises the limit of open files for this process and the simulator, if necessary.
fn allow_files(files: usize) -> Result<(), Box<dyn Error>> {
    let files = files.try_into()?;
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE)?;
    if hard < files {
        return Err(format!(
            "{files} open files are needed, and the limit is {hard}: raise it with \
             `ulimit -n {files}`, or measure fewer connections with `--idle` and `--slow`"
        )
        .into());
    }
    if soft < files {
        setrlimit(Resource::RLIMIT_NOFILE, files, hard)?;
    }
    Ok(())
}

/// Returns the resident memory of the simulator, in KiB.
fn memory(server: &ServerProcess) -> Result<usize, Box<dyn Error>> {
    proc_status::kib(&server.id().to_string(), "VmRSS")
}

/// A row for a duration with a bound, in milliseconds.
fn duration_row(
    what: String,
    against: String,
    duration: Duration,
    spread: String,
    bound: Duration,
) -> Row {
    Row {
        what,
        against,
        figure: format!("{:.1} ms", duration.as_secs_f64() * 1e3),
        spread,
        bound: format!("{} ms", bound.as_millis()),
        floor: String::new(),
        kept: duration <= bound,
    }
}

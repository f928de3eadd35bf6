//! Peak memory of streaming, measured in separate processes.

use std::env;
use std::error::Error;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use futures_util::TryStreamExt;

use super::server::Server;
use super::{bar, full_threads, graph, proc_status};

/// The first argument of a process that streams.
pub const ROLE: &str = "stream-threads";

/// Processes that are measured for each number of threads.
pub const PROCESSES: usize = 3;

/// Threads of a page.
const LIMIT: usize = 100;

/// Threads between two progress messages.
const STRIDE: usize = 10_000;

/// Streams so many threads, then prints the peak memory of the process.
pub async fn run(host: &str, threads: usize) -> Result<(), Box<dyn Error>> {
    let mut items = graph(host)?.items(full_threads(LIMIT));
    let mut count = 0;
    while items.try_next().await?.is_some() {
        count += 1;
        if count % STRIDE == 0 {
            println!("{count}");
        }
    }
    assert_eq!(count, threads, "threads received");
    println!("peak {}", peak()?);
    Ok(())
}

/// Returns the peak resident memory of this process, in KiB.
///
/// Unlike the peak of `getrusage`, it is not inherited from the parent process.
fn peak() -> Result<usize, Box<dyn Error>> {
    proc_status::kib("self", "VmHWM")
}

/// Returns whether the system reports the peak of a process.
pub fn can_measure() -> bool {
    peak().is_ok()
}

/// Returns the lowest peak memory of some processes that stream so many threads, in KiB. How
/// much the allocator takes more than it needs differs from process to process.
pub fn lowest_of_streaming(threads: usize) -> Result<usize, Box<dyn Error>> {
    let peaks: Result<Vec<_>, _> = (0..PROCESSES).map(|_| of_streaming(threads)).collect();
    peaks?.into_iter().min().ok_or_else(|| "no process".into())
}

/// Returns the peak memory of streaming so many threads, in KiB.
fn of_streaming(threads: usize) -> Result<usize, Box<dyn Error>> {
    let server = Server::start(threads / LIMIT, LIMIT)?;
    let mut process = Command::new(env::current_exe()?)
        .args([ROLE, &server.host, &threads.to_string()])
        .stdout(Stdio::piped())
        .spawn()?;
    let bar = bar(threads, "threads")?;
    let mut peak = None;
    for line in BufReader::new(process.stdout.take().ok_or("no pipe")?).lines() {
        let line = line?;
        match line.strip_prefix("peak ") {
            Some(size) => peak = Some(size.parse()?),
            None => bar.set_position(line.parse()?),
        }
    }
    bar.finish_and_clear();
    process.wait()?;
    peak.ok_or_else(|| "the process that streams failed".into())
}

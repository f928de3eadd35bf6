//! Counts the instructions of decoding a page with valgrind: other load does not change them.
//!
//! `cargo run --release -p page-conversations-instructions` prints a table, and fails if a bound
//! is exceeded. It is a package of its own, because an optimized build of all that other
//! benchmarks and tests need takes minutes, and `.ci/run` runs it. The binary starts itself again
//! under valgrind.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
#[path = "../decoding/bodies.rs"]
mod bodies;
#[path = "../decoding/decoders.rs"]
mod decoders;
#[path = "../decoding/derived.rs"]
mod derived;
#[path = "../table.rs"]
mod table;

use std::error::Error;
use std::process::{Command, ExitCode};
use std::{env, fs};

use crate::decoders::{page, skip};
use crate::table::Row;

/// Threads of a page.
const LIMIT: usize = 25;

/// The first argument of a process that decodes. What decodes, and how often, follow.
const ROLE: &str = "decode";

/// Pages that are decoded in two processes. What they have in common, such as starting, does not
/// count.
const PAGES: [u64; 2] = [20, 120];

/// What decodes a page.
const OURS: &str = "ours";
const BY_HAND: &str = "by-hand";
const SKIPPING: &str = "skipping";

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    if let [ROLE, decoder, pages] = arguments[..] {
        run(decoder, pages.parse()?)?;
        return Ok(ExitCode::SUCCESS);
    }
    if !can_count() {
        println!("Instructions are not counted: valgrind is missing.");
        return Ok(ExitCode::SUCCESS);
    }
    Ok(table::print(rows()?))
}

/// Decodes so many pages.
fn run(decoder: &str, pages: u64) -> Result<(), Box<dyn Error>> {
    let body = bodies::full_threads(LIMIT);
    for _ in 0..pages {
        match decoder {
            OURS => drop(page(&body)),
            BY_HAND => drop(derived::decode(&body)?),
            SKIPPING => skip(&body),
            _ => return Err(format!("unknown decoder {decoder:?}").into()),
        }
    }
    Ok(())
}

/// Returns whether there is valgrind.
fn can_count() -> bool {
    Command::new("valgrind").arg("--version").output().is_ok()
}

/// Counts, and returns the rows.
fn rows() -> Result<Vec<Row>, Box<dyn Error>> {
    let [ours, by_hand, skipping] = [of_page(OURS)?, of_page(BY_HAND)?, of_page(SKIPPING)?];
    let thousands = |instructions: f64| format!("{:.0} thousand", instructions / 1e3);
    let row = |against: &str, theirs: f64, bound| {
        Row::ratio(
            format!("instructions of that page, {}", thousands(ours)),
            format!("{against}, {}", thousands(theirs)),
            ours / theirs,
            String::new(),
            bound,
        )
    };
    Ok(vec![
        row("serde's derive on the same shape", by_hand, 0.85).floor(skipping / by_hand),
        row("serde_json skipping all of it", skipping, 3.0).floor(1.0),
    ])
}

/// Returns the instructions that a page takes.
fn of_page(decoder: &str) -> Result<f64, Box<dyn Error>> {
    let [few, many] = PAGES;
    let more = count(decoder, many)? - count(decoder, few)?;
    Ok(more as f64 / (many - few) as f64)
}

/// Returns the instructions of a process that decodes so many pages.
fn count(decoder: &str, pages: u64) -> Result<u64, Box<dyn Error>> {
    let counts = tempfile::NamedTempFile::new()?;
    let output = Command::new("valgrind")
        .args(["--tool=cachegrind", "--cache-sim=no"])
        .arg(format!("--cachegrind-out-file={}", counts.path().display()))
        .arg(env::current_exe()?)
        .args([ROLE, decoder, &pages.to_string()])
        .output()
        .map_err(|error| format!("valgrind cannot be run: {error}"))?;
    if !output.status.success() {
        let report = String::from_utf8_lossy(&output.stderr);
        return Err(format!("valgrind failed: {report}").into());
    }
    let counts = fs::read_to_string(counts.path())?;
    let summary = counts
        .lines()
        .find_map(|line| line.strip_prefix("summary:"));
    let figure = summary.ok_or("valgrind wrote no summary")?;
    Ok(figure.trim().parse()?)
}

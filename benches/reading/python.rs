//! Processor time per page, compared with Meta's SDK for Python.

use std::env;
use std::error::Error;
use std::process::Command;

use super::processor::{LIMIT, PAGES, micros_of_page};
use super::server::{ACCESS_TOKEN, PAGE_ID, Server};
use super::table::Row;
use super::{by_hand, graph};

/// How many times as much the SDK takes, at least.
const FACTOR: f64 = 25.0;

/// The variable with an interpreter that has the package `facebook-business`.
const PYTHON: &str = "BENCH_PYTHON";

/// Runs of the SDK. The fastest counts.
const RUNS: usize = 3;

/// Compares the two clients; `None` if the SDK is not installed.
pub async fn row() -> Result<Option<Row>, Box<dyn Error>> {
    let python = env::var(PYTHON).unwrap_or_else(|_| "python3".to_owned());
    let import = ["-c", "import facebook_business"];
    let imported = Command::new(&python).args(import).output();
    if !imported.is_ok_and(|imported| imported.status.success()) {
        println!(
            "skipped: Meta's SDK, because `{python}` cannot import `facebook_business`; set \
             {PYTHON} to one that can"
        );
        return Ok(None);
    }
    let server = Server::start(PAGES, LIMIT)?;
    let ours = micros_of_page(&graph(&server.host)?).await?;
    let mut theirs = f64::MAX;
    for _ in 0..RUNS {
        theirs = theirs.min(micros_of_sdk(&python, &server.host)?);
    }
    let row = Row::ratio(
        format!("processor time of a page of {LIMIT} full threads, {ours:.0} µs"),
        format!("Meta's SDK for Python, {theirs:.0} µs"),
        ours / theirs,
        format!("{:.0} times as fast", theirs / ours),
        1.0 / FACTOR,
    );
    Ok(Some(row))
}

/// Returns the processor time that the SDK takes for a page.
fn micros_of_sdk(python: &str, host: &str) -> Result<f64, Box<dyn Error>> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/reading/python_sdk.py");
    let [pages, limit] = [PAGES, LIMIT].map(|number| number.to_string());
    let done = Command::new(python)
        .args(["-W", "ignore", script, host, PAGE_ID, ACCESS_TOKEN])
        .args([&*pages, &*limit, by_hand::FIELDS])
        .output()?;
    if !done.status.success() {
        return Err(String::from_utf8_lossy(&done.stderr).into());
    }
    Ok(String::from_utf8(done.stdout)?.trim().parse()?)
}

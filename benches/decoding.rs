//! The cost of decoding: a page without mismatches compared with serde's derive, one with
//! a mismatch compared with one without, and pages full of mismatches compared with
//! smaller ones.
//!
//! `cargo bench --bench decoding` prints a table, and fails if a bound is exceeded. Bodies
//! are decoded without HTTP.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used)]

#[path = "decoding/bodies.rs"]
mod bodies;
#[path = "decoding/decoders.rs"]
mod decoders;
#[path = "decoding/derived.rs"]
mod derived;
mod table;
#[path = "decoding/times.rs"]
mod times;

use std::error::Error;
use std::hint::black_box;
use std::process::ExitCode;

use page_conversations::__rt::decode_value;
use page_conversations::Report;
use page_conversations::v26_0::UnifiedThread;

use crate::bodies::{HOSTILE, Hostile};
use crate::decoders::{page, skip};
use crate::table::Row;
use crate::times::{Compared, compare};

/// Threads of a page.
const LIMIT: usize = 25;

/// Bytes of a mebibyte.
const MEBI: usize = 1 << 20;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut rows = vec![against_derive()?, against_skipping()?];
    rows.extend([one_wrong()?, one_wrong_of_ids()?]);
    for hostile in &HOSTILE {
        rows.push(many_wrong(hostile)?);
        rows.push(all_wrong(hostile)?);
    }
    Ok(table::print(rows))
}

/// Decodes a response with nodes by their ids.
fn ids(body: &[u8]) -> u64 {
    type Nodes = std::collections::HashMap<String, UnifiedThread>;
    let (nodes, report): (Nodes, Report) = decode_value(body).unwrap();
    black_box(nodes);
    report.mismatch_count()
}

fn row(what: String, against: String, compared: &Compared, bound: f64) -> Row {
    let [low, middle, high] = compared.ratios;
    let spread = format!(
        "{low:.2} to {high:.2} in 8 of 10 of {} rounds",
        compared.rounds
    );
    Row::ratio(what, against, middle, spread, bound)
}

fn against_derive() -> Result<Row, Box<dyn Error>> {
    let body = bodies::full_threads(LIMIT);
    assert_eq!(page(&body), 0);
    let derived = || derived::decode(&body).unwrap();
    assert_eq!(derived(), LIMIT);
    let compared = compare(301, 20, || page(&body), derived)?;
    let [ours, theirs] = compared.micros();
    let floor = compare(101, 20, || skip(&body), derived)?;
    let row = row(
        format!("a page of {LIMIT} full threads, {ours:.0} µs"),
        format!("serde's derive on the same shape, {theirs:.0} µs"),
        &compared,
        1.25,
    );
    Ok(row.floor(floor.ratios[1]))
}

fn against_skipping() -> Result<Row, Box<dyn Error>> {
    let body = bodies::full_threads(LIMIT);
    let compared = compare(301, 20, || page(&body), || skip(&body))?;
    let [ours, theirs] = compared.micros();
    let row = row(
        format!("a page of {LIMIT} full threads, {ours:.0} µs"),
        format!("serde_json skipping all of it, {theirs:.0} µs"),
        &compared,
        3.0,
    );
    Ok(row.floor(1.0))
}

fn one_wrong() -> Result<Row, Box<dyn Error>> {
    let (fits, wrong) = (
        bodies::full_threads(LIMIT),
        bodies::full_threads_with_one_wrong(LIMIT),
    );
    assert_eq!((page(&fits), page(&wrong)), (0, 1));
    let compared = compare(301, 20, || page(&wrong), || page(&fits))?;
    let [ours, theirs] = compared.micros();
    Ok(row(
        format!("the page with one wrong value at its end, {ours:.0} µs"),
        format!("the page, {theirs:.0} µs"),
        &compared,
        4.0,
    ))
}

fn one_wrong_of_ids() -> Result<Row, Box<dyn Error>> {
    let fits = bodies::by_id(&bodies::full_threads(LIMIT));
    let wrong = bodies::by_id(&bodies::full_threads_with_one_wrong(LIMIT));
    assert_eq!((ids(&fits), ids(&wrong)), (0, 1));
    let compared = compare(101, 20, || ids(&wrong), || ids(&fits))?;
    let [ours, theirs] = compared.micros();
    Ok(row(
        format!("{LIMIT} full threads by id, one wrong value, {ours:.0} µs"),
        format!("the same, {theirs:.0} µs"),
        &compared,
        4.0,
    ))
}

fn many_wrong(hostile: &Hostile) -> Result<Row, Box<dyn Error>> {
    let [many, few] = [10_000, 1_000].map(|count| hostile.of_count(count));
    assert_eq!(
        (page(&many), page(&few)),
        (10_000, 1_000),
        "{}",
        hostile.name
    );
    let compared = compare(31, 1, || page(&many), || page(&few))?;
    let [many, few] = compared.micros();
    Ok(row(
        format!("10,000 {}, {:.1} ms", hostile.name, many / 1e3),
        format!("1,000, {:.1} ms", few / 1e3),
        &compared,
        12.0,
    ))
}

fn all_wrong(hostile: &Hostile) -> Result<Row, Box<dyn Error>> {
    let [large, small] = [16, 4].map(|mebi| hostile.of_size(mebi * MEBI));
    let compared = compare(5, 1, || page(&large), || page(&small))?;
    let [large, small] = compared.micros().map(|micros| micros / 1e3);
    Ok(row(
        format!("16 MiB of {}, {:.0} ms a MiB", hostile.name, large / 16.0),
        format!("4 MiB, {:.0} ms a MiB", small / 4.0),
        &compared,
        5.0,
    ))
}

//! The table that a benchmark prints.

use std::env;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::process::ExitCode;

use comfy_table::Table;
use comfy_table::presets::ASCII_MARKDOWN;
use serde::{Deserialize, Serialize};

/// The variable with the file that the rows are added to, a line of JSON each, for the table of
/// all benchmarks.
pub const ROWS_FILE: &str = "BENCH_ROWS";

/// A figure with its bound.
#[derive(Deserialize, Serialize)]
pub struct Row {
    /// What is measured.
    pub what: String,
    /// What it is compared with.
    pub against: String,
    pub figure: String,
    pub spread: String,
    pub bound: String,
    /// The figure that no implementation could beat, if it is known.
    pub floor: String,
    pub kept: bool,
}

#[allow(dead_code, reason = "not each benchmark has all kinds of rows")]
impl Row {
    /// The ratio of a measured value to its reference.
    pub fn ratio(what: String, against: String, ratio: f64, spread: String, bound: f64) -> Self {
        Self {
            what,
            against,
            figure: format!("{ratio:.2}"),
            spread,
            bound: format!("{bound:.2}"),
            floor: String::new(),
            kept: ratio <= bound,
        }
    }

    /// The same row with its floor, as a ratio to the same reference.
    pub fn floor(self, floor: f64) -> Self {
        let floor = format!("{floor:.2}");
        Self { floor, ..self }
    }
}

/// Prints the figures as Markdown. An exceeded bound is a failure.
pub fn print(rows: Vec<Row>) -> ExitCode {
    if let Some(error) = save(&rows).err() {
        eprintln!("the rows cannot be saved: {error}");
        return ExitCode::FAILURE;
    }
    let kept = rows.iter().all(|row| row.kept);
    let mut table = Table::new();
    table.load_style(ASCII_MARKDOWN);
    table.set_header([
        "What", "Against", "Figure", "Spread", "At most", "Floor", "Kept",
    ]);
    for row in rows {
        let kept = if row.kept { "yes" } else { "no" };
        table.add_row([
            &*row.what,
            &row.against,
            &row.figure,
            &row.spread,
            &row.bound,
            &row.floor,
            kept,
        ]);
    }
    println!("{table}");
    match kept {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

fn save(rows: &[Row]) -> io::Result<()> {
    let Some(path) = env::var_os(ROWS_FILE) else {
        return Ok(());
    };
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    for row in rows {
        writeln!(file, "{}", serde_json::to_string(row)?)?;
    }
    Ok(())
}

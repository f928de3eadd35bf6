//! The table that a benchmark prints.

use std::process::ExitCode;

use comfy_table::Table;
use comfy_table::presets::UTF8_FULL_CONDENSED;

/// A figure with its bound.
pub struct Row {
    pub what: String,
    pub against: String,
    pub figure: String,
    pub spread: String,
    pub bound: String,
    pub kept: bool,
}

impl Row {
    /// The ratio of a measured value to its reference.
    pub fn ratio(what: String, against: String, ratio: f64, spread: String, bound: f64) -> Self {
        Self {
            what,
            against,
            figure: format!("{ratio:.2}"),
            spread,
            bound: format!("{bound:.2}"),
            kept: ratio <= bound,
        }
    }
}

/// Prints the figures. An exceeded bound is a failure.
pub fn print(rows: Vec<Row>) -> ExitCode {
    let kept = rows.iter().all(|row| row.kept);
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED);
    table.set_header(["What", "Against", "Figure", "Spread", "At most"]);
    for row in rows {
        table.add_row([row.what, row.against, row.figure, row.spread, row.bound]);
    }
    println!("{table}");
    if kept {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

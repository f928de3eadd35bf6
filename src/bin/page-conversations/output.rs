//! What is printed, and where: stdout has results alone, everything else is on stderr.

use std::io::{self, Write};
use std::time::Duration;

use comfy_table::{ColumnConstraint, ContentArrangement, Table, presets};
use indicatif::{ProgressBar, ProgressStyle};
use page_conversations::{Outcome as Handling, Report};
use serde::Serialize;

use crate::failure::{Failure, Outcome};
use crate::node::is_control;

/// How results are printed.
#[derive(Clone, Copy, clap::Args)]
pub struct Output {
    /// Print JSON for programs, one value per line
    #[arg(long, global = true)]
    pub json: bool,
}

impl Output {
    /// Prints text.
    pub fn text(self, text: &str) -> Result<(), Failure> {
        let mut stdout = io::stdout().lock();
        writeln!(stdout, "{}", text.trim_end_matches('\n'))?;
        Ok(stdout.flush()?)
    }

    /// Prints a value in one line.
    pub fn line(self, value: &impl Serialize) -> Result<(), Failure> {
        self.text(&json_line(value)?)
    }

    /// Prints a value, for people with line breaks.
    pub fn value(self, value: &impl Serialize) -> Result<(), Failure> {
        match self.json {
            true => self.line(value),
            false => {
                let text = serde_json::to_string_pretty(value).map_err(io::Error::from)?;
                self.text(&escaped(&text))
            }
        }
    }

    /// Prints values as lines, or rows of them as a table, if there are any.
    pub fn table<T: Serialize, const N: usize>(
        self,
        header: [&str; N],
        values: &[T],
        row: impl Fn(&T) -> [String; N],
    ) -> Result<(), Failure> {
        match self.json {
            _ if values.is_empty() => Ok(()),
            true => values.iter().try_for_each(|value| self.line(value)),
            false => self.text(&table(header, values.iter().map(row))),
        }
    }
}

/// Returns JSON in one line.
pub fn json_line(value: &impl Serialize) -> Result<String, Failure> {
    let line = serde_json::to_string(value).map_err(io::Error::from)?;
    // JSON as Graph sent it may have line breaks, outside of its strings.
    Ok(line.replace(['\n', '\r'], " "))
}

/// Returns JSON with escapes for what could change the rest of a terminal.
fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        match c != '\n' && is_control(c) {
            true => text.push_str(&format!("\\u{:04x}", u32::from(c))),
            false => text.push(c),
        }
    }
    text
}

/// Returns rows in columns, as wide as the terminal if they can be.
pub fn table<const N: usize>(
    header: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let rows: Vec<[String; N]> = rows.into_iter().collect();
    let is_word: [bool; N] =
        std::array::from_fn(|at| rows.iter().all(|row| !row[at].contains(' ')));
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(header.map(str::to_uppercase));
    table.add_rows(rows);
    for (column, is_word) in table.column_iter_mut().zip(is_word) {
        column.set_padding((0, 2));
        if is_word {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    table.set_content_arrangement(arrangement(&table, is_word));
    table.trim_fmt()
}

/// Returns how a table fits a terminal: texts are wrapped, and words, such as ids, are not, which
/// could not be copied then. If they leave no room for texts, the terminal wraps the lines.
fn arrangement<const N: usize>(table: &Table, is_word: [bool; N]) -> ContentArrangement {
    let Some(width) = table.width() else {
        return ContentArrangement::Disabled;
    };
    let columns = table.column_max_content_widths().into_iter().zip(is_word);
    let words = columns.filter(|(_, is_word)| *is_word);
    let words: usize = words.map(|(column, _)| usize::from(column) + 2).sum();
    match words <= usize::from(width) * 2 / 3 {
        true => ContentArrangement::Dynamic,
        false => ContentArrangement::Disabled,
    }
}

/// Returns a number of things, such as `1 message` and `2 messages`.
pub fn counted(number: u64, thing: &str) -> String {
    match number {
        1 => format!("1 {thing}"),
        number => format!("{number} {thing}s"),
    }
}

/// Prints a line on stderr. If that is closed, there is nobody to read it.
pub fn note(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// Lists on stderr what cannot be read.
pub fn outcome(report: &Report) -> Outcome {
    for node in report.unreadable() {
        note(&format!("cannot be read: {node}"));
    }
    for id in report.missing_ids() {
        note(&format!(
            "cannot be read: {id}: Graph returned nothing for it"
        ));
    }
    let mut is_whole = report.unreadable().is_empty() && report.missing_ids().is_empty();
    for (group, count) in report.groups() {
        note(&format!("unexpected value ({count} times): {group}"));
        is_whole &= !matches!(group.outcome, Handling::LeftOut | Handling::LeftEmpty);
    }
    match is_whole {
        true => Outcome::Complete,
        false => Outcome::Incomplete,
    }
}

/// Returns a spinner on stderr, which is shown on a terminal only, with a message before it.
pub fn progress(message: impl Into<String>) -> ProgressBar {
    let progress = ProgressBar::new_spinner().with_message(message.into());
    let style = ProgressStyle::with_template("{spinner} {msg} ({elapsed})");
    progress.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    progress.enable_steady_tick(Duration::from_millis(200));
    progress
}

/// Returns a spinner that also shows a count.
pub fn counter(what: &'static str) -> ProgressBar {
    let progress = progress(what);
    let style = ProgressStyle::with_template("{spinner} {pos} {msg} ({elapsed})");
    progress.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    progress
}

//! A page of Markdown.

use std::fmt::Write;

use crate::docs::{markdown, one_line};

/// The text so far.
pub(super) struct Page(pub(super) String);

impl Page {
    /// A line, and an empty one after it.
    pub(super) fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push_str("\n\n");
    }

    /// A table; nothing where it has no rows.
    pub(super) fn table(&mut self, header: &[String], rows: Vec<Vec<String>>) {
        if rows.is_empty() {
            return;
        }
        self.row(header.iter().map(|cell| markdown(cell)));
        self.row(header.iter().map(|_| "---".to_owned()));
        for row in rows {
            self.row(row.iter().map(|cell| one_line(&markdown(cell))));
        }
        self.0.push('\n');
    }

    fn row(&mut self, cells: impl Iterator<Item = String>) {
        let cells: Vec<_> = cells.map(|cell| cell.replace('|', "\\|")).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(self.0, "| {} |", cells.join(" | "));
    }
}

/// Cells that are known here.
pub(super) fn strings<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

/// A cell, or a part of one, that is code.
pub(super) fn code(name: impl std::fmt::Display) -> String {
    format!("`{name}`")
}

/// Several, with commas.
pub(super) fn codes<T: std::fmt::Display>(names: &[T]) -> String {
    let names: Vec<_> = names.iter().map(code).collect();
    names.join(", ")
}

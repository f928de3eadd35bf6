//! A page of Markdown.

use std::fmt::Write;

use crate::emit::docs::{markdown, one_line};

/// The text of a page.
pub(super) struct Page(pub(super) String);

impl Page {
    /// Adds a line and an empty line.
    pub(super) fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push_str("\n\n");
    }

    /// Adds a table, unless it has no rows.
    pub(super) fn table(&mut self, header: &[String], rows: Vec<Vec<String>>) {
        let text = |row: &[String]| row.iter().map(|cell| markdown(cell)).collect();
        let rows = rows.iter().map(|row| text(row)).collect();
        self.table_of_markdown(text(header), rows);
    }

    /// Adds a table whose cells are Markdown, unless it has no rows.
    pub(super) fn table_of_markdown(&mut self, header: Vec<String>, rows: Vec<Vec<String>>) {
        if rows.is_empty() {
            return;
        }
        let rule = header.iter().map(|_| "---".to_owned()).collect();
        self.row(header);
        self.row(rule);
        for row in rows {
            self.row(row);
        }
        self.0.push('\n');
    }

    fn row(&mut self, cells: Vec<String>) {
        let cells = cells.iter().map(|cell| one_line(cell).replace('|', "\\|"));
        let cells: Vec<_> = cells.collect();
        // Writing to a string cannot fail.
        let _ = writeln!(self.0, "| {} |", cells.join(" | "));
    }
}

/// Constant cells.
pub(super) fn strings<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

/// A name as code.
pub(super) fn code(name: impl std::fmt::Display) -> String {
    format!("`{name}`")
}

/// Names as code, separated by commas.
pub(super) fn codes<T: std::fmt::Display>(names: &[T]) -> String {
    let names: Vec<_> = names.iter().map(code).collect();
    names.join(", ")
}

//! The report for a terminal: a column of verbs with their texts.

use anstyle::{AnsiColor, Style};
use textwrap::Options;

use super::words::{Group, count, effects, groups, unused};
use super::{ChangeReport, verdict};
use crate::contract::diff::{Change, Opened};

/// Width of the column of verbs, as in Cargo.
const COLUMN: usize = 12;

/// Width of a line.
const WIDTH: usize = 100;

/// Renders the report, with colors if `styled`.
pub fn render(report: &ChangeReport, styled: bool) -> String {
    let mut page = Page {
        text: String::new(),
        styled,
        report,
    };
    let sides = format!("{} with {}", report.base, report.head);
    page.verb("Comparing", AnsiColor::Green, &sides);
    for note in &report.notes {
        page.verb("Note", AnsiColor::Cyan, note);
    }
    for group in groups(report.reported()) {
        page.group(&group);
    }
    for opened in &report.opened {
        page.opened(opened);
    }
    for waiver in &report.unused_waivers {
        page.blank();
        page.verb("Unused", AnsiColor::Yellow, &unused(waiver));
        page.detail(
            2,
            &format!("at {}:{}", waiver.location.file, waiver.location.line),
        );
    }
    for text in &report.texts {
        page.blank();
        page.verb(text.verb, AnsiColor::Cyan, &text.intro);
        page.blank();
        page.copy(&text.markdown);
    }
    page.blank();
    let row = report.verdict().map(verdict::row);
    let (verb, colour) = match row.filter(|row| row.decides) {
        Some(row) => (row.verb, row.color),
        None => ("Finished", AnsiColor::Green),
    };
    page.verb(verb, colour, &report.summary);
    for next in &report.next {
        page.verb("Next", AnsiColor::Cyan, next);
    }
    page.text
}

struct Page<'a> {
    text: String,
    styled: bool,
    report: &'a ChangeReport,
}

impl Page<'_> {
    fn blank(&mut self) {
        self.text.push('\n');
    }

    /// Adds a verb and its text.
    fn verb(&mut self, verb: &str, colour: AnsiColor, about: &str) {
        let style = colour.on_default().bold();
        let verb = self.paint(&format!("{verb:>COLUMN$}"), style);
        let indent = " ".repeat(COLUMN + 1);
        let lines = textwrap::fill(about, options(&indent));
        // Lines without words have no indentation.
        let about = lines.get(indent.len()..).unwrap_or_default();
        self.text.push_str(&format!("{verb} {about}\n"));
    }

    /// Adds indented lines.
    fn detail(&mut self, depth: usize, text: &str) {
        let indent = " ".repeat(COLUMN + 1 + depth);
        self.text.push_str(&textwrap::fill(text, options(&indent)));
        self.text.push('\n');
    }

    /// Adds lines to copy, unchanged.
    fn copy(&mut self, text: &str) {
        for line in text.lines() {
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    fn group(&mut self, group: &Group<'_>) {
        let row = verdict::row(group.verdict);
        let changes = count(group.changes.len(), "change");
        self.blank();
        self.verb(row.verb, row.color, &format!("{changes}{}", row.about));
        for change in &group.changes {
            self.change(change);
        }
    }

    fn opened(&mut self, opened: &Opened) {
        let changes = count(opened.changes.len(), "change");
        let against = match opened.previous {
            Some(previous) => format!("{}: {changes} against {previous}", opened.version),
            None => format!("{}, the oldest version", opened.version),
        };
        self.blank();
        self.verb("Opened", AnsiColor::Green, &against);
        if let Some(change) = self.report.opening(opened.version) {
            self.change(change);
        }
        for group in groups(&opened.changes) {
            for change in group.changes {
                self.change(change);
            }
        }
    }

    fn change(&mut self, change: &Change) {
        let bold = self.paint(&change.item.to_string(), Style::new().bold());
        let rule = self.paint(change.rule.id, Style::new().dimmed());
        let versions = self.report.range_of(change);
        let versions = versions.map_or(String::new(), |versions| format!(", {versions}"));
        let indent = " ".repeat(COLUMN + 1);
        self.text
            .push_str(&format!("{indent}{bold}{versions} [{rule}]\n"));
        self.detail(2, &change.predicate);
        for effect in effects(change, &self.report.versions) {
            self.detail(2, &effect);
        }
        if let Some(reason) = &change.waiver {
            let reason: Vec<_> = reason.split_whitespace().collect();
            self.detail(2, &format!("waived: {}", reason.join(" ")));
        }
        if let Some(at) = &change.location {
            self.detail(2, &format!("at {}:{}", at.file, at.line));
        }
    }

    fn paint(&self, text: &str, style: Style) -> String {
        match self.styled {
            true => format!("{style}{text}{style:#}"),
            false => text.to_owned(),
        }
    }
}

/// Indented lines. Paths are not broken.
fn options(indent: &str) -> Options<'_> {
    Options::new(WIDTH)
        .initial_indent(indent)
        .subsequent_indent(indent)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
}

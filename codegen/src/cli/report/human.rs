//! The report for a terminal: a column of verbs, and what they are about.

use anstyle::{AnsiColor, Style};
use textwrap::Options;

use super::Comparison;
use super::words::{Group, count, groups, unused};
use crate::contract::diff::{Change, Opened, Severity};

/// Characters of the column of verbs, as `cargo` and `cargo codegen` have it.
const COLUMN: usize = 12;

/// Characters of a line.
const WIDTH: usize = 100;

/// The report as a terminal shows it, with colour when `styled`.
pub fn render(comparison: &Comparison, styled: bool) -> String {
    let mut page = Page {
        text: String::new(),
        styled,
        comparison,
    };
    let sides = format!("{} with {}", comparison.base, comparison.head);
    page.verb("Comparing", AnsiColor::Green, &sides);
    for note in &comparison.notes {
        page.verb("Note", AnsiColor::Cyan, note);
    }
    for group in groups(comparison.told()) {
        page.group(&group);
    }
    for opened in &comparison.opened {
        page.opened(opened);
    }
    for waiver in &comparison.unused_waivers {
        page.blank();
        page.verb("Unused", AnsiColor::Yellow, &unused(waiver));
        page.detail(2, &format!("at {}:{}", waiver.at.file, waiver.at.line));
    }
    for text in &comparison.texts {
        page.blank();
        page.verb(text.verb, AnsiColor::Cyan, &text.intro);
        page.blank();
        page.copy(&text.markdown);
    }
    page.blank();
    let mut failing = comparison.changes.iter().filter(|change| change.breaks());
    let (verb, colour) = match comparison.breaks() {
        true if failing.all(|change| change.rule.severity == Severity::Drift) => {
            ("Drifted", AnsiColor::Red)
        }
        true => ("Breaking", AnsiColor::Red),
        false => ("Finished", AnsiColor::Green),
    };
    page.verb(verb, colour, &comparison.summary);
    for next in &comparison.next {
        page.verb("Next", AnsiColor::Cyan, next);
    }
    page.text
}

struct Page<'a> {
    text: String,
    styled: bool,
    comparison: &'a Comparison,
}

impl Page<'_> {
    fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A verb, and what it is about.
    fn verb(&mut self, verb: &str, colour: AnsiColor, about: &str) {
        let style = colour.on_default().bold();
        let verb = self.paint(&format!("{verb:>COLUMN$}"), style);
        let indent = " ".repeat(COLUMN + 1);
        let lines = textwrap::fill(about, options(&indent));
        self.text
            .push_str(&format!("{verb} {}\n", &lines[indent.len()..]));
    }

    /// Lines below, further in.
    fn detail(&mut self, depth: usize, text: &str) {
        let indent = " ".repeat(COLUMN + 1 + depth);
        self.text.push_str(&textwrap::fill(text, options(&indent)));
        self.text.push('\n');
    }

    /// Lines to copy, as they are.
    fn copy(&mut self, text: &str) {
        for line in text.lines() {
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    fn group(&mut self, group: &Group<'_>) {
        let (verb, colour, about) = verb(group.severity);
        let changes = count(group.changes.len(), "change");
        self.blank();
        self.verb(verb, colour, &format!("{changes}{about}"));
        for change in &group.changes {
            self.change(change);
        }
    }

    fn opened(&mut self, opened: &Opened) {
        let changes = count(opened.changes.len(), "change");
        let against = match opened.previous {
            Some(previous) => format!("{}: {changes} against {previous}", opened.version),
            None => format!("{}, before all others", opened.version),
        };
        self.blank();
        self.verb("Opened", AnsiColor::Green, &against);
        if let Some(change) = self.comparison.opening(opened.version) {
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
        let versions = self.comparison.range_of(change);
        let versions = versions.map_or(String::new(), |versions| format!(", {versions}"));
        let indent = " ".repeat(COLUMN + 1);
        self.text
            .push_str(&format!("{indent}{bold}{versions} [{rule}]\n"));
        self.detail(2, &change.predicate);
        if let Some(excuse) = &change.waiver {
            let excuse: Vec<_> = excuse.split_whitespace().collect();
            self.detail(2, &format!("may stand: {}", excuse.join(" ")));
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

fn verb(severity: Option<Severity>) -> (&'static str, AnsiColor, &'static str) {
    use AnsiColor::{Cyan, Green, Red, Yellow};
    match severity {
        Some(Severity::BreakingSend) => ("Breaking", Red, " of what callers send"),
        Some(Severity::BreakingRead) => ("Breaking", Red, " of what callers read"),
        Some(Severity::Drift) => ("Drifted", Red, ", Meta's files say otherwise"),
        None => (
            "Excused",
            Yellow,
            " that breaks callers, with a stated reason",
        ),
        Some(Severity::Compatible) => ("Compatible", Green, ""),
        Some(Severity::DocsOnly) => ("Docs", Cyan, " of words alone"),
    }
}

/// Lines that stand below each other. A path is never cut.
fn options(indent: &str) -> Options<'_> {
    Options::new(WIDTH)
        .initial_indent(indent)
        .subsequent_indent(indent)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
}

//! The entry for `CHANGELOG.md`.

use std::collections::BTreeMap;

use textwrap::Options;

use super::summary::list;
use crate::cli::report::{Text, effects, range};
use crate::contract::Contracts;
use crate::contract::diff::{Change, Effect, Opened, Severity, Verdict};
use crate::contract::spec::VersionName;

/// Characters of a line of the changelog.
const WIDTH: usize = 88;

/// Headings of Keep a Changelog, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Heading {
    Added,
    Changed,
    Removed,
}

/// Returns the entry; `None` if no change concerns callers.
pub(super) fn text(
    changes: &[Change],
    opened: &[Opened],
    head: &Contracts,
    all: &[VersionName],
) -> Option<Text> {
    let mut entries: BTreeMap<Heading, Vec<Entry>> = BTreeMap::new();
    let versions = opened
        .iter()
        .map(|opened| (Heading::Added, Entry::new(version(opened, head))));
    let rest = changes.iter().filter(|change| is_listed(change, opened));
    let rest = rest.map(|change| (heading(change), entry(change, all)));
    for (heading, entry) in versions.chain(rest) {
        entries.entry(heading).or_default().push(entry);
    }
    if entries.is_empty() {
        return None;
    }
    let sections = entries.iter().map(|(heading, entries)| {
        let lines: Vec<_> = entries.iter().map(Entry::markdown).collect();
        format!("### {heading:?}\n\n{}\n", lines.join("\n"))
    });
    Some(Text {
        key: "changelog",
        verb: "Changelog",
        title: "Entry for the changelog".to_owned(),
        intro: "Put it under `Unreleased` in `CHANGELOG.md`.".to_owned(),
        markdown: sections.collect::<Vec<_>>().join("\n"),
        language: Some("markdown"),
    })
}

/// Returns whether the entry lists a change: one that callers can see, and that
/// is not listed with a new version.
fn is_listed(change: &Change, opened: &[Opened]) -> bool {
    let opens = |opened: &Opened| change.opens(opened.version);
    change.rule.severity != Severity::DocsOnly && !opened.iter().any(opens)
}

/// Returns the heading of a change. Whatever changes behavior is listed as a change:
/// to callers, a new error code is an error that is handled in another way.
fn heading(change: &Change) -> Heading {
    if change.verdict() == Verdict::BEHAVIOR {
        return Heading::Changed;
    }
    kind(change)
}

/// Returns the heading that states what happened to the item.
fn kind(change: &Change) -> Heading {
    match change.rule.effect {
        Effect::Added | Effect::Gained => Heading::Added,
        Effect::Removed | Effect::Lost => Heading::Removed,
        _ => Heading::Changed,
    }
}

fn entry(change: &Change, all: &[VersionName]) -> Entry {
    let versions = range(&change.versions, all);
    let label = match change.verdict() {
        verdict if verdict.is_breaking() => "Breaking",
        Verdict::BEHAVIOR => "Behavior",
        _ => "",
    };
    let start = match (label, versions.is_empty()) {
        ("", true) => String::new(),
        ("", false) => format!("In {versions}: "),
        (label, true) => format!("{label}: "),
        (label, false) => format!("{label}, in {versions}: "),
    };
    let reason = change.waiver.as_deref().map(str::trim);
    let reason = reason.map_or(String::new(), |reason| format!(" {reason}"));
    Entry {
        text: format!("{start}{}{reason}", change.message()),
        details: effects(change, all).map(|effect| effect + ".").collect(),
    }
}

/// Returns the line of a new version, with its changes.
fn version(opened: &Opened, head: &Contracts) -> String {
    let mut contracts = head.versions.iter();
    let released = contracts.find(|contract| contract.version == opened.version);
    let released = released.map_or(String::new(), |contract| {
        format!(", released on {}", contract.released)
    });
    let Some(previous) = opened.previous else {
        return format!("Graph {}{released}.", opened.version);
    };
    let mut kinds: BTreeMap<Heading, Vec<String>> = BTreeMap::new();
    let listed = opened
        .changes
        .iter()
        .filter(|change| change.rule.severity != Severity::DocsOnly);
    for change in listed {
        let items = kinds.entry(kind(change)).or_default();
        let item = format!("`{}`", change.item);
        if !items.contains(&item) {
            items.push(item);
        }
    }
    let parts = kinds.iter().map(|(heading, items)| {
        let (verb, verbs) = match heading {
            Heading::Added => ("is new", "are new"),
            Heading::Changed => ("is another", "are others"),
            Heading::Removed => ("is gone", "are gone"),
        };
        let verb = if items.len() == 1 { verb } else { verbs };
        format!("{} {verb}", list(items))
    });
    let parts: Vec<_> = parts.collect();
    let summary = match parts.is_empty() {
        true => "nothing differs".to_owned(),
        false => parts.join("; "),
    };
    format!(
        "Graph {}{released}. Against {previous}, {summary}.",
        opened.version
    )
}

/// An item of a list, with a list of details.
struct Entry {
    text: String,
    details: Vec<String>,
}

impl Entry {
    fn new(text: String) -> Self {
        let details = Vec::new();
        Self { text, details }
    }

    fn markdown(&self) -> String {
        let details = self.details.iter().map(|detail| item(detail, "  "));
        let lines = [item(&self.text, "")].into_iter().chain(details);
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// Formats a wrapped item of a list.
fn item(text: &str, indent: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (first, rest) = (format!("{indent}- "), format!("{indent}  "));
    let options = Options::new(WIDTH)
        .initial_indent(&first)
        .subsequent_indent(&rest)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(&text, options)
}

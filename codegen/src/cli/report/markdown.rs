//! The report for a pull request: GitHub's Markdown, for someone who may never
//! have seen the project.

use super::words::{Group, count, groups, unused};
use super::{Comparison, Text};
use crate::contract::diff::{Change, Location, Opened, Severity, Side};

/// What a newcomer has to know.
const CONTRACT: &str = "This library is generated from a contract, which says for each version of \
    Meta's Graph API what can be called, sent and read.";

/// The report as Markdown.
pub fn render(comparison: &Comparison) -> String {
    let mut blocks = vec![
        format!("## {}", prose(&comparison.summary)),
        format!(
            "{CONTRACT} Compared: {} with {}.",
            prose(&comparison.base),
            prose(&comparison.head)
        ),
    ];
    let notes = comparison.notes.iter();
    blocks.extend(notes.map(|note| format!("> [!NOTE]\n> {}", prose(note))));
    let (grave, rest): (Vec<_>, Vec<_>) =
        groups(comparison.told()).into_iter().partition(|group| {
            !matches!(
                group.severity,
                Some(Severity::Compatible | Severity::DocsOnly)
            )
        });
    for group in grave {
        blocks.push(section(&group, comparison));
    }
    for opened in &comparison.opened {
        blocks.push(opening(opened, comparison));
    }
    for group in rest {
        blocks.push(section(&group, comparison));
    }
    if !comparison.unused_waivers.is_empty() {
        let waivers = comparison.unused_waivers.iter();
        let lines = waivers.map(|waiver| {
            let text = prose(&unused(waiver));
            format!("- {}: {text}.", place(Some(&waiver.at)))
        });
        let lines: Vec<_> = lines.collect();
        blocks.push(format!("### Unused waivers\n\n{}", lines.join("\n")));
    }
    blocks.extend(comparison.texts.iter().map(hand_on));
    if !comparison.next.is_empty() {
        let next = comparison
            .next
            .iter()
            .map(|next| format!("- {}", prose(next)));
        let next: Vec<_> = next.collect();
        blocks.push(format!("### What to do next\n\n{}", next.join("\n")));
    }
    blocks.join("\n\n") + "\n"
}

fn section(group: &Group<'_>, comparison: &Comparison) -> String {
    let title = group.title();
    let intro = format!(
        "{}. {}",
        count(group.changes.len(), "change"),
        group.explanation()
    );
    let mut rows = vec![head(["What", "Change", "Graph versions", "Rule", "Where"])];
    for change in &group.changes {
        rows.push(vec![
            code(&change.item.to_string()),
            told(change),
            comparison.range_of(change).unwrap_or("–".to_owned()),
            code(change.rule.id),
            place(change.location.as_ref()),
        ]);
    }
    // Between two versions it is always the newer one.
    if group
        .changes
        .iter()
        .all(|change| comparison.range_of(change).is_none())
    {
        rows.iter_mut().for_each(|row| drop(row.remove(2)));
    }
    format!("### {title}\n\n{intro}\n\n{}", table(&rows))
}

/// What a version changes, for whoever moves to it.
fn opening(opened: &Opened, comparison: &Comparison) -> String {
    let version = opened.version;
    let stated = comparison.opening(version);
    let stated = stated.map_or(String::new(), |change| prose(&change.message()) + " ");
    let Some(previous) = opened.previous else {
        return format!("### {version} is opened\n\n{stated}It is the oldest version.");
    };
    let title = format!("### What {version} changes against {previous}");
    if opened.changes.is_empty() {
        return format!("{title}\n\n{stated}It changes nothing: callers can move as they are.");
    }
    let intro = format!(
        "{stated}It touches nobody until they ask for {version}; the third column is what they \
         have to look at then."
    );
    let mut rows = vec![head([
        "What",
        "Change",
        "Callers who move look at",
        "Rule",
        "Where",
    ])];
    for group in groups(&opened.changes) {
        for change in group.changes {
            rows.push(vec![
                code(&change.item.to_string()),
                told(change),
                moving(change.rule.severity).to_owned(),
                code(change.rule.id),
                place(change.location.as_ref()),
            ]);
        }
    }
    format!("{title}\n\n{intro}\n\n{}", table(&rows))
}

fn head(columns: [&str; 5]) -> Vec<String> {
    columns.map(str::to_owned).to_vec()
}

fn moving(severity: Severity) -> &'static str {
    match severity {
        Severity::BreakingSend => "**what they send**",
        Severity::BreakingRead => "**what they read**",
        Severity::Drift => "**Meta's files**",
        Severity::Compatible | Severity::DocsOnly => "nothing",
    }
}

fn told(change: &Change) -> String {
    match &change.waiver {
        Some(excuse) => format!(
            "{}. **May stand:** {}",
            prose(&change.predicate),
            prose(excuse)
        ),
        None => prose(&change.predicate),
    }
}

fn place(at: Option<&Location>) -> String {
    let Some(at) = at else {
        return "–".to_owned();
    };
    let removed = match at.side {
        Side::Base => " (before)",
        Side::Head => "",
    };
    format!("{}{removed}", code(&format!("{}:{}", at.file, at.line)))
}

fn hand_on(text: &Text) -> String {
    let intro = prose(&text.intro);
    let body = match text.language {
        Some(language) => fenced(&text.markdown, language),
        None => text.markdown.trim_end().to_owned(),
    };
    format!("### {}\n\n{intro}\n\n{body}", prose(&text.title))
}

/// A block of code, in a fence that no line of it can end.
fn fenced(text: &str, language: &str) -> String {
    let runs = text.split(|c| c != '`').map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or(0).max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}", text.trim_end())
}

/// A table whose first row is the head.
fn table(rows: &[Vec<String>]) -> String {
    let mut lines: Vec<_> = rows
        .iter()
        .map(|row| format!("| {} |", row.join(" | ")))
        .collect();
    let columns = rows.first().map_or(0, Vec::len);
    lines.insert(1, format!("|{}", " --- |".repeat(columns)));
    lines.join("\n")
}

/// A name between backticks. In a table a bar ends even code.
fn code(text: &str) -> String {
    let text = one_line(text).replace('|', "\\|");
    match text.contains('`') {
        true => format!("`` {text} ``"),
        false => format!("`{text}`"),
    }
}

/// A text that stands in one line or cell: what is between backticks stays, and
/// nothing else is taken for Markdown or HTML.
pub fn prose(text: &str) -> String {
    let text = one_line(text);
    if text.matches('`').count() % 2 == 1 || text.contains("``") {
        return escaped(&text).replace('`', "\\`");
    }
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(index, part)| match index % 2 {
        0 => escaped(part),
        _ => format!("`{}`", part.replace('|', "\\|")),
    });
    parts.collect()
}

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '|' | '*' | '_' | '[' | ']' | '~' | '#' => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
    }
    escaped
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

//! The report for a pull request, in GitHub's Markdown, for readers who may not
//! know the project.

use super::words::{Group, count, effects, groups, unused};
use super::{ChangeReport, Problems, Text, verdict};
use crate::contract::diff::{Change, Location, Opened, Side, Verdict};

/// What a newcomer needs to know.
const CONTRACT: &str = "This library is generated from a contract, which states for each version of \
    Meta's Graph API what can be called, sent and read.";

/// The size limit that GitHub has for the summary of a step, with some reserve.
pub const SUMMARY: usize = 1_000_000;

/// Renders the report as Markdown, for the summary of a step.
pub fn render(report: &ChangeReport) -> String {
    render_within(report, SUMMARY)
}

/// Renders the report as Markdown of at most `limit` bytes.
pub fn render_within(report: &ChangeReport, limit: usize) -> String {
    let mut blocks = vec![
        format!("## {}", prose(&report.summary)),
        format!(
            "{CONTRACT} Compared: {} with {}.",
            prose(&report.base),
            prose(&report.head)
        ),
    ];
    let notes = report.notes.iter();
    blocks.extend(notes.map(|note| format!("> [!NOTE]\n> {}", prose(note))));
    let (severe, rest): (Vec<_>, Vec<_>) = groups(report.reported())
        .into_iter()
        .partition(|group| verdict::row(group.verdict).is_severe);
    for group in severe {
        blocks.push(section(&group, report));
    }
    for opened in &report.opened {
        blocks.push(opening(opened, report));
    }
    for group in rest {
        blocks.push(section(&group, report));
    }
    if !report.unused_waivers.is_empty() {
        let waivers = report.unused_waivers.iter();
        let lines = waivers.map(|waiver| {
            let text = prose(&unused(waiver));
            format!("- {}: {text}.", place(Some(&waiver.location)))
        });
        let lines: Vec<_> = lines.collect();
        blocks.push(format!("### Unused waivers\n\n{}", lines.join("\n")));
    }
    blocks.extend(report.texts.iter().map(copied));
    if !report.next.is_empty() {
        let next = report.next.iter().map(|next| format!("- {}", prose(next)));
        let next: Vec<_> = next.collect();
        blocks.push(format!("### What to do next\n\n{}", next.join("\n")));
    }
    limited(blocks, limit)
}

/// Renders problems as Markdown of at most `limit` bytes.
pub fn problems(problems: &Problems, limit: usize) -> String {
    let mut blocks = vec![format!("## {}", prose(&problems.summary))];
    for finding in &problems.findings {
        let at = finding.at.as_ref();
        let place = at.and_then(|at| Some(format!("{}:{}", at.file, at.line?)));
        let place = place.map_or(String::new(), |place| format!("{}: ", code(&place)));
        blocks.push(format!("- {place}{}", prose(&finding.message)));
        if let Some(shown) = &finding.shown {
            blocks.push(fenced(shown, "text"));
        }
    }
    let next = problems.next.iter();
    blocks.extend(next.map(|next| prose(next)));
    limited(blocks, limit)
}

/// Joins blocks. Those from the first on that does not fit are left out, except
/// for the lines of a table or a text that fit.
fn limited(blocks: Vec<String>, limit: usize) -> String {
    const CUT: &str = "> [!WARNING]\n> The report is too long to be shown here, and ends here. \
                       Run the command of this job in a checkout to read all of it.\n";
    let whole = blocks.join("\n\n") + "\n";
    if whole.len() <= limit {
        return whole;
    }
    // The notice is ASCII, and a part of it says more than nothing.
    let Some(room) = limit.checked_sub(CUT.len() + 1) else {
        return CUT.chars().take(limit).collect();
    };
    let mut text = String::new();
    for block in blocks {
        if text.len() + block.len() + 2 <= room {
            text.push_str(&block);
            text.push_str("\n\n");
            continue;
        }
        // A code block that is cut would swallow what follows.
        if !block.contains("```") {
            for line in block.lines() {
                if text.len() + line.len() + 1 > room {
                    break;
                }
                text.push_str(line);
                text.push('\n');
            }
            text.push('\n');
        }
        break;
    }
    text + CUT
}

fn section(group: &Group<'_>, report: &ChangeReport) -> String {
    let verdict::Row {
        title, explanation, ..
    } = verdict::row(group.verdict);
    let intro = format!("{}. {explanation}", count(group.changes.len(), "change"));
    let mut rows = vec![head(["What", "Change", "Graph versions", "Rule", "Where"])];
    for change in &group.changes {
        rows.push(vec![
            code(&change.item.to_string()),
            predicate(change, report),
            report.range_of(change).unwrap_or("–".to_owned()),
            code(change.rule.id),
            place(change.location.as_ref()),
        ]);
    }
    // Between two versions, it is always the newer one.
    if group
        .changes
        .iter()
        .all(|change| report.range_of(change).is_none())
    {
        rows.iter_mut().for_each(|row| drop(row.remove(2)));
    }
    format!("### {title}\n\n{intro}\n\n{}", table(&rows))
}

/// The changes of a version, for callers who move to it.
fn opening(opened: &Opened, report: &ChangeReport) -> String {
    let version = opened.version;
    let stated = report.opening(version);
    let stated = stated.map_or(String::new(), |change| prose(&change.message()) + " ");
    let Some(previous) = opened.previous else {
        return format!("### {version} was opened\n\n{stated}It is the oldest version.");
    };
    let title = format!("### What {version} changes against {previous}");
    if opened.changes.is_empty() {
        return format!("{title}\n\n{stated}It changes nothing: callers can move without changes.");
    }
    let intro = format!(
        "{stated}It affects only callers who move to {version}; the third column shows what they \
         have to check."
    );
    let mut rows = vec![head([
        "What",
        "Change",
        "Check before moving",
        "Rule",
        "Where",
    ])];
    for group in groups(&opened.changes) {
        for change in group.changes {
            rows.push(vec![
                code(&change.item.to_string()),
                predicate(change, report),
                to_check(group.verdict),
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

fn to_check(verdict: Verdict) -> String {
    let check = verdict::row(verdict).check;
    check.map_or("nothing".to_owned(), |check| format!("**{check}**"))
}

/// The change as a cell, with a line for each effect.
fn predicate(change: &Change, report: &ChangeReport) -> String {
    let effects = effects(change, &report.versions);
    let effects = effects.map(|effect| format!("<br>{}.", prose(&effect)));
    let mut text = prose(&change.predicate) + &effects.collect::<String>();
    if let Some(reason) = &change.waiver {
        let end = if change.effects.is_empty() {
            "."
        } else {
            "<br>"
        };
        text.push_str(&format!("{end} **Waived:** {}", prose(reason)));
    }
    text
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

fn copied(text: &Text) -> String {
    let intro = prose(&text.intro);
    let body = match text.language {
        Some(language) => fenced(&text.markdown, language),
        None => text.markdown.trim_end().to_owned(),
    };
    format!("### {}\n\n{intro}\n\n{body}", prose(&text.title))
}

/// A code block, with a fence that no line of it can end.
fn fenced(text: &str, language: &str) -> String {
    let fence = "`".repeat(longest_run(text).max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}", text.trim_end())
}

/// A table whose first row is the header.
fn table(rows: &[Vec<String>]) -> String {
    let mut lines: Vec<_> = rows
        .iter()
        .map(|row| format!("| {} |", row.join(" | ")))
        .collect();
    let columns = rows.first().map_or(0, Vec::len);
    lines.insert(1, format!("|{}", " --- |".repeat(columns)));
    lines.join("\n")
}

/// A name in backticks. In a table, a bar ends even code.
fn code(text: &str) -> String {
    let text = one_line(text).replace('|', "\\|");
    match longest_run(&text) {
        0 => format!("`{text}`"),
        longest => {
            let fence = "`".repeat(longest + 1);
            format!("{fence} {text} {fence}")
        }
    }
}

/// Returns the number of backticks in the longest run of them.
fn longest_run(text: &str) -> usize {
    let runs = text.split(|c| c != '`').map(str::len);
    runs.max().unwrap_or(0)
}

/// Text for one line or cell: code in backticks is kept, and everything else is
/// escaped as Markdown and HTML.
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
            // Nobody is notified of a text.
            '@' => escaped.push_str("@&#8203;"),
            c => escaped.push(c),
        }
    }
    escaped
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

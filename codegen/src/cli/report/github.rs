//! The report as commands of a GitHub workflow, which annotate lines of the pull
//! request.

use super::finding::Finding;
use super::level::Level;
use super::words::count;

/// Annotations of a level that GitHub shows for one step.
const SHOWN: usize = 10;

/// Renders the commands, one per line, and a line about those that GitHub would
/// not show. The findings are sorted, most severe first.
pub fn render(findings: &[Finding]) -> String {
    let mut lines = Vec::new();
    let mut left = Vec::new();
    for level in [Level::Error, Level::Warning, Level::Notice] {
        let of_level = findings.iter().filter(|finding| finding.level == level);
        let commands: Vec<_> = of_level.map(command).collect();
        if commands.len() > SHOWN {
            left.push(count(
                commands.len() - SHOWN,
                &format!("more {}", name(level)),
            ));
        }
        lines.extend(commands.into_iter().take(SHOWN));
    }
    if !left.is_empty() {
        lines.push(format!(
            "{}: GitHub shows {SHOWN} of each level; `--format markdown` and the job summary have all",
            left.join(", ")
        ));
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn command(finding: &Finding) -> String {
    let mut properties = Vec::new();
    if let Some(at) = &finding.at {
        properties.push(format!("file={}", property(&at.file)));
        properties.extend(at.line.map(|line| format!("line={line}")));
        if let (Some(line), Some((column, end_line, end_column))) = (at.line, at.span) {
            properties.push(format!("endLine={end_line}"));
            // GitHub takes columns of a single line only.
            if line == end_line {
                let last = end_column.saturating_sub(1).max(column);
                properties.push(format!("col={column},endColumn={last}"));
            }
        }
    }
    properties.push(format!("title={}", property(finding.rule)));
    let mut message = finding.message.clone();
    if let Some(help) = &finding.help {
        message.push_str(&format!("\nHelp: {help}"));
    }
    let (level, properties) = (name(finding.level), properties.join(","));
    format!("::{level} {properties}::{}", data(&message))
}

fn name(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Notice => "notice",
    }
}

/// Escapes what ends a command.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes what ends a property of a command, too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

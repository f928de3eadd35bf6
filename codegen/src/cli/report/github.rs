//! The report as commands of a GitHub workflow, which annotate lines of the pull
//! request.

use super::words::{effects, unused};
use super::{Change, ChangeReport, Location, verdict};

/// Renders the commands, one per line.
///
/// `place` returns the file, relative to the root of the repository, and the line
/// to annotate; `None` if the working tree has no such file.
pub fn render(
    report: &ChangeReport,
    place: impl Fn(&Location) -> Option<(String, usize)>,
) -> String {
    let mut commands = String::new();
    let mut annotate = |level: &str, at: Option<&Location>, title: &str, message: &str| {
        let mut properties = Vec::new();
        if let Some((file, line)) = at.and_then(&place) {
            properties.push(format!("file={}", property(&file)));
            properties.push(format!("line={line}"));
        }
        properties.push(format!("title={}", property(title)));
        let properties = properties.join(",");
        commands.push_str(&format!("::{level} {properties}::{}\n", data(message)));
    };
    let mut changes: Vec<_> = report.changes.iter().collect();
    // GitHub shows the first few of a level.
    changes.sort_by_key(|change| change.verdict().rank());
    for change in changes {
        let message = message(change, report);
        annotate(
            verdict::row(change.verdict()).level,
            change.location.as_ref(),
            change.rule.id,
            &message,
        );
    }
    for waiver in &report.unused_waivers {
        annotate(
            "warning",
            Some(&waiver.location),
            "unused-waiver",
            &unused(waiver),
        );
    }
    for opened in &report.opened {
        for change in &opened.changes {
            let message = message(change, report);
            annotate("notice", change.location.as_ref(), change.rule.id, &message);
        }
    }
    commands
}

fn message(change: &Change, report: &ChangeReport) -> String {
    let versions = report.range_of(change);
    let versions = versions.map_or(String::new(), |versions| format!(" ({versions})"));
    let mut text = format!("`{}` {}{versions}.", change.item, change.predicate);
    for effect in effects(change, &report.versions) {
        text.push_str(&format!("\n{effect}."));
    }
    if let Some(reason) = &change.waiver {
        text.push_str(&format!("\nWaived: {reason}"));
    }
    text
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

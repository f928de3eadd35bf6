//! How each verdict is reported: one row per verdict, for all forms of a report.

use anstyle::AnsiColor;

use super::level::Level;
use crate::contract::diff::{Severity, Verdict};

/// How changes of a verdict are reported.
pub(super) struct Row {
    /// Label on a terminal.
    pub verb: &'static str,
    /// Color of the label.
    pub color: AnsiColor,
    /// What follows the number of changes on a terminal.
    pub about: &'static str,
    /// Title of their section.
    pub title: &'static str,
    /// What the section means.
    pub explanation: &'static str,
    /// Level of their annotations in a GitHub workflow.
    pub level: Level,
    /// What callers check before they move to a version with them.
    pub check: Option<&'static str>,
    /// Whether a pull request shows them before the versions that it adds.
    pub is_severe: bool,
    /// Whether the label of the most severe of them is that of the summary.
    pub decides: bool,
}

/// Returns how changes of a verdict are reported.
pub(super) fn row(verdict: Verdict) -> Row {
    let severity = match verdict {
        Verdict::Of(severity) => severity,
        Verdict::Waived => {
            return Row {
                verb: "Waived",
                color: AnsiColor::Yellow,
                about: " that would break callers",
                title: "Breaks callers, waived",
                explanation: "Each is accepted for the stated reason.",
                level: Level::Warning,
                check: Some("the stated reason"),
                is_severe: true,
                decides: false,
            };
        }
    };
    match severity {
        Severity::BreakingSend => Row {
            verb: "Breaking",
            color: AnsiColor::Red,
            about: " of what callers send",
            title: "Breaks what callers send",
            explanation: "Graph refuses calls that worked, or callers can no longer send them.",
            level: Level::Error,
            check: Some("what they send"),
            is_severe: true,
            decides: true,
        },
        Severity::BreakingRead => Row {
            verb: "Breaking",
            color: AnsiColor::Red,
            about: " of what callers read",
            title: "Breaks what callers read",
            explanation: "Callers lose something that they read from responses, or it has another \
                          type.",
            level: Level::Error,
            check: Some("what they read"),
            is_severe: true,
            decides: true,
        },
        Severity::BreakingCode => Row {
            verb: "Breaking",
            color: AnsiColor::Red,
            about: " of code: no call is refused",
            title: "Breaks code, not calls",
            explanation: "No call is refused, but code that worked may no longer compile.",
            level: Level::Error,
            check: Some("whether it compiles"),
            is_severe: true,
            decides: true,
        },
        Severity::Drift => Row {
            verb: "Drifted",
            color: AnsiColor::Red,
            about: ": Meta's files disagree",
            title: "Differs from Meta's files",
            explanation: "The contract disagrees, and nothing explains it.",
            level: Level::Error,
            check: Some("Meta's files"),
            is_severe: true,
            decides: true,
        },
        Severity::Behavior => Row {
            verb: "Behavior",
            color: AnsiColor::Yellow,
            about: " of behavior: all code compiles",
            title: "Changes behavior",
            explanation: "All code compiles, but calls are handled in another way at run time.",
            level: Level::Warning,
            check: Some("what calls do"),
            is_severe: true,
            decides: true,
        },
        Severity::Compatible => Row {
            verb: "Compatible",
            color: AnsiColor::Green,
            about: "",
            title: "Compatible",
            explanation: "No caller has to act.",
            level: Level::Notice,
            check: None,
            is_severe: false,
            decides: false,
        },
        Severity::DocsOnly => Row {
            verb: "Docs",
            color: AnsiColor::Cyan,
            about: " of documentation only",
            title: "Documentation only",
            explanation: "Only documentation changed.",
            level: Level::Notice,
            check: None,
            is_severe: false,
            decides: false,
        },
    }
}

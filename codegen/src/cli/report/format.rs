//! Formats of reports, and the choice of one.

use clap::ValueEnum;

use super::{ChangeReport, Finding, Problems, github, human, json, markdown, sarif};
use crate::contract::diff::Location;

/// Format of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a terminal.
    #[default]
    Human,
    /// For a pull request.
    Markdown,
    /// For programs: a JSON object.
    Json,
    /// For GitHub workflows: annotations of lines.
    Github,
    /// For code scanning: SARIF 2.1.0.
    Sarif,
}

impl Format {
    /// Renders the comparison. `place` returns the file, relative to the root of
    /// the repository, and the line of a location; `None` if the working tree has
    /// no such file. `limit` is the size limit of Markdown, in bytes.
    pub fn changes(
        self,
        report: &ChangeReport,
        place: impl Fn(&Location) -> Option<(String, usize)>,
        limit: usize,
    ) -> String {
        match self {
            Self::Human => human::render(report, true),
            Self::Markdown => markdown::render_within(report, limit),
            Self::Json => json::render(report),
            Self::Github => github::render(&Finding::of_changes(report, place)),
            Self::Sarif => sarif::render(&Finding::of_changes(report, place)),
        }
    }

    /// Renders problems. They are shown on a terminal as they occur, so there is
    /// nothing to render for one.
    pub fn problems(self, problems: &Problems, limit: usize) -> String {
        match self {
            Self::Human => String::new(),
            Self::Markdown => markdown::problems(problems, limit),
            Self::Json => json::problems(problems),
            Self::Github => github::render(&problems.findings),
            Self::Sarif => sarif::render(&problems.findings),
        }
    }
}

//! What reports say about lines of files, in a form that [`github`] and
//! [`sarif`] render.
//!
//! [`github`]: super::github
//! [`sarif`]: super::sarif

use super::level::Level;
use super::words::{effects, unused};
use super::{ChangeReport, verdict};
use crate::contract::diagnostic::{Region, SpecError};
use crate::contract::diff::{Change, Location};

/// A finding about a line, or about a run as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How severe it is.
    pub level: Level,
    /// Stable id of what it is.
    pub rule: &'static str,
    /// What the rule finds.
    pub doc: &'static str,
    /// What is wrong or different.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Where it is; the file is relative to the root of the repository.
    pub at: Option<Place>,
    /// What makes it the same finding in the next run, apart from its line.
    pub identity: String,
    /// Why it is accepted.
    pub waived: Option<String>,
    /// The finding as on a terminal.
    pub shown: Option<String>,
}

/// A place in a file. Lines and columns are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Path relative to the root of the repository, with `/`.
    pub file: String,
    /// The line; `None` for the whole file.
    pub line: Option<usize>,
    /// First column, last line, and the column after the last character.
    pub span: Option<(usize, usize, usize)>,
}

impl Finding {
    /// Makes an error without a place.
    pub fn error(rule: &'static str, doc: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            level: Level::Error,
            rule,
            doc,
            identity: message.clone(),
            message,
            help: None,
            at: None,
            waived: None,
            shown: None,
        }
    }

    /// Makes an error about an invalid spec. `file` returns a file of the spec
    /// relative to the root of the repository.
    pub fn of_spec(error: SpecError, file: impl Fn(&str) -> String) -> Self {
        let name = error.region.as_ref().map(|region| region.file.as_str());
        Self {
            identity: format!("{} {}", name.unwrap_or_default(), error.message),
            help: error.help,
            at: error.region.map(|region| Place::of_region(&region, &file)),
            shown: Some(error.shown),
            ..Self::error(
                "invalid-spec",
                "The spec does not have the form that it must have, or contradicts itself.",
                error.message,
            )
        }
    }

    /// The findings of a comparison, most severe first.
    pub fn of_changes(
        report: &ChangeReport,
        place: impl Fn(&Location) -> Option<(String, usize)>,
    ) -> Vec<Self> {
        let place = |at: &Location| {
            let (file, line) = place(at)?;
            let line = Some(line);
            let span = None;
            Some(Place { file, line, span })
        };
        let mut changes: Vec<_> = report.changes.iter().collect();
        changes.sort_by_key(|change| (level(change), change.verdict().rank()));
        let changes = changes.into_iter().map(|change| (level(change), change));
        let opened = report.opened.iter().flat_map(|opened| &opened.changes);
        let opened = opened.map(|change| (Level::Notice, change));
        let of_change = |(level, change): (Level, &Change)| Self {
            level,
            at: change.location.as_ref().and_then(place),
            waived: change.waiver.clone(),
            identity: identity(change),
            ..Self::error(change.rule.id, change.rule.doc, message(change, report))
        };
        let unused = report.unused_waivers.iter().map(|waiver| Self {
            level: Level::Warning,
            at: place(&waiver.location),
            ..Self::error(
                "unused-waiver",
                "No change needs the waiver.",
                unused(waiver),
            )
        });
        let changes = changes.map(of_change);
        let mut findings: Vec<_> = changes.chain(unused).chain(opened.map(of_change)).collect();
        findings.sort_by_key(|finding| finding.level);
        findings
    }
}

impl Place {
    /// A whole file.
    pub fn of_file(file: String) -> Self {
        let (line, span) = (None, None);
        Self { file, line, span }
    }

    fn of_region(region: &Region, file: impl Fn(&str) -> String) -> Self {
        Self {
            file: file(&region.file),
            line: Some(region.start.0),
            span: Some((region.start.1, region.end.0, region.end.1)),
        }
    }
}

fn level(change: &Change) -> Level {
    verdict::row(change.verdict()).level
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

/// A predicate may name what moves, such as a line, and is not part of it.
fn identity(change: &Change) -> String {
    let versions = change.versions.iter().map(ToString::to_string);
    let versions: Vec<_> = versions.collect();
    format!("{} {} {}", change.rule.id, change.item, versions.join(","))
}

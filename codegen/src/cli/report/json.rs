//! The report for programs: one JSON object.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{ChangeReport, Finding, Level, Problems};
use crate::contract::diff::{Bump, Change, ErrorEffect, Location, Severity, Side};
use crate::contract::spec::VersionName;

#[derive(Serialize)]
struct Document<'a> {
    base: &'a str,
    head: &'a str,
    summary: &'a str,
    notes: &'a [String],
    breaking: bool,
    behavior: usize,
    bump: Option<Bump>,
    changes: Vec<Entry<'a>>,
    opened: Vec<Opened<'a>>,
    unused_waivers: Vec<Unused<'a>>,
    #[serde(flatten)]
    texts: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
struct Entry<'a> {
    rule: &'a str,
    severity: Severity,
    item: String,
    versions: &'a [VersionName],
    file: Option<&'a str>,
    line: Option<usize>,
    side: Option<Side>,
    message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    effects: Vec<Effect<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    waived: Option<&'a str>,
}

#[derive(Serialize)]
struct Effect<'a> {
    text: String,
    #[serde(flatten)]
    effect: &'a ErrorEffect,
}

#[derive(Serialize)]
struct Opened<'a> {
    version: VersionName,
    previous: Option<VersionName>,
    changes: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Unused<'a> {
    rule: &'a str,
    item: &'a str,
    versions: &'a [VersionName],
    file: &'a str,
    line: usize,
}

/// Renders the report as one object.
pub fn render(report: &ChangeReport) -> String {
    let opened = report.opened.iter().map(|opened| Opened {
        version: opened.version,
        previous: opened.previous,
        changes: opened.changes.iter().map(entry).collect(),
    });
    let unused = report.unused_waivers.iter().map(|waiver| Unused {
        rule: &waiver.rule,
        item: &waiver.item,
        versions: &waiver.versions,
        file: &waiver.location.file,
        line: waiver.location.line,
    });
    let mut texts = BTreeMap::new();
    for text in &report.texts {
        let parts: &mut Vec<_> = texts.entry(text.key).or_default();
        parts.push(text.markdown.as_str());
    }
    let texts = texts.into_iter();
    let document = Document {
        base: &report.base,
        head: &report.head,
        summary: &report.summary,
        notes: &report.notes,
        breaking: report.breaks(),
        behavior: report.behavior().count(),
        bump: report.bump,
        changes: report.changes.iter().map(entry).collect(),
        opened: opened.collect(),
        unused_waivers: unused.collect(),
        texts: texts.map(|(key, parts)| (key, parts.join("\n"))).collect(),
    };
    // All keys are strings, so this cannot fail.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn entry(change: &Change) -> Entry<'_> {
    let at = change.location.as_ref();
    Entry {
        rule: change.rule.id,
        severity: change.rule.severity,
        item: change.item.to_string(),
        versions: &change.versions,
        file: at.map(|at| at.file.as_str()),
        line: at.map(|at| at.line),
        side: at.map(|at: &Location| at.side),
        message: change.message(),
        effects: change.effects.iter().map(effect).collect(),
        waived: change.waiver.as_deref(),
    }
}

fn effect(effect: &ErrorEffect) -> Effect<'_> {
    Effect {
        text: effect.to_string(),
        effect,
    }
}

#[derive(Serialize)]
struct Failed<'a> {
    summary: &'a str,
    problems: Vec<Problem<'a>>,
}

#[derive(Serialize)]
struct Problem<'a> {
    rule: &'a str,
    level: Level,
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    message: &'a str,
    help: Option<&'a str>,
}

/// Renders problems as one object.
pub fn problems(problems: &Problems) -> String {
    let document = Failed {
        summary: &problems.summary,
        problems: problems.findings.iter().map(problem).collect(),
    };
    // Every key is text, so there is nothing that could fail.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn problem(finding: &Finding) -> Problem<'_> {
    let at = finding.at.as_ref();
    let span = at.and_then(|at| at.span);
    Problem {
        rule: finding.rule,
        level: finding.level,
        file: at.map(|at| at.file.as_str()),
        line: at.and_then(|at| at.line),
        column: span.map(|(column, ..)| column),
        end_line: span.map(|(_, line, _)| line),
        end_column: span.map(|(.., column)| column),
        message: &finding.message,
        help: finding.help.as_deref(),
    }
}

//! Reports about comparisons with Meta's files.

use serde::Serialize;

use super::compare::Comparison;
use super::finding::Finding;
use crate::cli::report::{self};
use crate::contract::diff::Severity;
use crate::contract::spec::VersionName;

/// The comparison as a terminal or a pull request shows it.
pub fn report(comparison: &Comparison, folder: &str) -> report::ChangeReport {
    let version = comparison.version;
    let changes = comparison.findings.iter().map(|finding| {
        let mut change = finding.change.clone();
        let upstream = finding.upstream.iter();
        let upstream = upstream.map(|at| format!("Meta's files: {}:{}", at.file, at.line));
        let question = finding.question().into_iter();
        let question = question.map(|question| format!("to decide: {question}"));
        let details: Vec<_> = upstream.chain(question).collect();
        if !details.is_empty() {
            change.predicate += &format!(" ({})", details.join("; "));
        }
        change
    });
    report::ChangeReport {
        base: format!("Meta's files in {folder}"),
        head: format!("the contract of {version}"),
        versions: vec![version],
        summary: summary(comparison),
        notes: comparison.notes.clone(),
        changes: changes.collect(),
        next: next(comparison, folder),
        ..report::ChangeReport::default()
    }
}

/// The comparison with pinned facts.
pub fn of_pinned(comparison: &Comparison) -> report::ChangeReport {
    report::ChangeReport {
        base: "the pinned facts of Meta's spec".to_owned(),
        ..report(comparison, "<folder of Meta's files>")
    }
}

/// A summary in a sentence.
pub fn summary(comparison: &Comparison) -> String {
    let drift = comparison.drift().count();
    let explained = comparison.findings.len() - drift;
    let version = comparison.version;
    let explained = match explained {
        1 => "1 difference is explained".to_owned(),
        many => format!("{many} differences are explained"),
    };
    match drift {
        0 => format!("the contract of {version} agrees with Meta's files; {explained}"),
        1 => format!(
            "nothing explains 1 difference between Meta's files and the contract of {version}; \
             {explained}"
        ),
        many => format!(
            "nothing explains {many} differences between Meta's files and the contract of \
             {version}; {explained}"
        ),
    }
}

fn next(comparison: &Comparison, folder: &str) -> Vec<String> {
    let drift = comparison.drift();
    let drift: Vec<_> = drift.map(|finding| finding.question().is_some()).collect();
    let judged = drift.iter().filter(|judged| **judged).count();
    let mut next = Vec::new();
    if drift.len() > judged {
        next.push(format!(
            "run `cargo codegen upstream {folder} --graph-version {} --apply`: it edits the spec, \
             and fixes {} of them",
            comparison.version,
            drift.len() - judged
        ));
    }
    if judged > 0 {
        next.push(format!(
            "decide on {judged} of them, and edit the spec by hand"
        ));
    }
    next
}

#[derive(Serialize)]
struct Document<'a> {
    version: VersionName,
    folder: &'a str,
    summary: String,
    drift: bool,
    notes: &'a [String],
    changes: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    rule: &'a str,
    severity: Severity,
    item: String,
    versions: &'a [VersionName],
    file: Option<&'a str>,
    line: Option<usize>,
    upstream_file: Option<&'a str>,
    upstream_line: Option<usize>,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_decide: Option<&'a str>,
}

/// The comparison for programs: one object.
pub fn json(comparison: &Comparison, folder: &str) -> String {
    let document = Document {
        version: comparison.version,
        folder,
        summary: summary(comparison),
        drift: comparison.drift().next().is_some(),
        notes: &comparison.notes,
        changes: comparison.findings.iter().map(entry).collect(),
    };
    // Every key is text, so there is nothing that could fail.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn entry(finding: &Finding) -> Entry<'_> {
    let change = &finding.change;
    let upstream = finding.upstream.as_ref();
    Entry {
        rule: change.rule.id,
        severity: change.rule.severity,
        item: change.item.to_string(),
        versions: &change.versions,
        file: change.location.as_ref().map(|at| at.file.as_str()),
        line: change.location.as_ref().map(|at| at.line),
        upstream_file: upstream.map(|at| at.file.as_str()),
        upstream_line: upstream.map(|at| at.line),
        message: change.message(),
        to_decide: finding.question(),
    }
}

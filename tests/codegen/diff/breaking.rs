//! Every rule, broken on purpose in a copy of the real contract: the files of
//! `broken/` say what is replaced by what.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use page_conversations_codegen::contract::diff::rules;
use page_conversations_codegen::contract::diff::{Change, Side};
use serde::Deserialize;

use crate::diff::spec::{Read, line};
use crate::support::CONTRACT;

/// What breaks a rule.
#[derive(Deserialize)]
struct Broken {
    rule: String,
    item: String,
    /// Whether the contract as it is comes after the edited one.
    #[serde(default)]
    reversed: bool,
    /// What else changes with it.
    #[serde(default)]
    others: Vec<String>,
    /// Text of the line of the change, in the head.
    at: Option<String>,
    /// Or in the base.
    gone: Option<String>,
    edits: Vec<Edit>,
}

#[derive(Deserialize)]
struct Edit {
    file: String,
    /// The beginning of a line that goes, with all that is indented under it.
    without: Option<String>,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

impl Edit {
    fn apply(&self, text: &str) -> String {
        let Some(without) = &self.without else {
            assert_eq!(text.matches(&self.from).count(), 1, "{}", self.from);
            return text.replacen(&self.from, &self.to, 1);
        };
        let indent = |line: &str| line.len() - line.trim_start().len();
        let mut gone = false;
        let kept = text.lines().filter(|line| {
            let under = line.is_empty() || indent(line) > indent(without);
            gone = line.starts_with(without.as_str()) || gone && under;
            !gone
        });
        let kept: String = kept.flat_map(|line| [line, "\n"]).collect();
        assert_ne!(kept, text, "{without}");
        kept
    }
}

fn broken() -> Vec<Broken> {
    let files = fs::read_dir("../tests/codegen/diff/broken").unwrap();
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    let entries = files.iter().flat_map(|file| {
        let text = fs::read_to_string(file).unwrap();
        serde_saphyr::from_str::<Vec<Broken>>(&text).unwrap()
    });
    entries.collect()
}

/// The contract with the edits made.
fn edited(edits: &[Edit], folder: &Path) -> Read {
    fs::create_dir(folder).unwrap();
    for file in fs::read_dir(CONTRACT).unwrap() {
        let file = file.unwrap();
        let mut text = fs::read_to_string(file.path()).unwrap();
        for edit in edits.iter().filter(|edit| file.file_name() == *edit.file) {
            text = edit.apply(&text);
        }
        fs::write(folder.join(file.file_name()), text).unwrap();
    }
    Read::new(folder)
}

/// The line that a change is told at.
fn text_at(change: &Change, base: &Path, head: &Path) -> String {
    let at = change.location.as_ref().unwrap();
    let folder = match at.side {
        Side::Base => base,
        Side::Head => head,
    };
    let text = fs::read_to_string(folder.join(at.file.strip_prefix("spec/").unwrap())).unwrap();
    text.lines().nth(at.line - 1).unwrap().to_owned()
}

#[test]
fn the_real_contract_broken_by_each_rule_is_told_so_at_the_line() {
    let real = Read::new(Path::new(CONTRACT));
    let mut wrong = Vec::new();
    for broken in broken() {
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("spec");
        let edited = edited(&broken.edits, &copy);
        let (diff, [base, head]) = match broken.reversed {
            false => (edited.against(&real), [Path::new(CONTRACT), &copy]),
            true => (real.against(&edited), [&copy, Path::new(CONTRACT)]),
        };
        let told: Vec<_> = diff.changes.iter().map(line).collect();
        let named = |change: &&Change| {
            change.rule.id == broken.rule && change.item.to_string() == broken.item
        };
        let rest = diff.changes.iter().filter(|change| !named(change));
        let mut others: Vec<_> = rest.map(|change| change.rule.id).collect();
        // What changes in some versions alone is shared by others than it was.
        others.retain(|rule| !rule.ends_with("-shared"));
        others.sort_unstable();
        let found: Vec<_> = diff.changes.iter().filter(named).collect();
        let (side, text) = match (&broken.at, &broken.gone) {
            (Some(at), _) => (Side::Head, at),
            (None, gone) => (Side::Base, gone.as_ref().unwrap()),
        };
        let right = |change: &&Change| {
            change.location.as_ref().is_some_and(|at| at.side == side)
                && text_at(change, base, head).contains(text)
        };
        if others != broken.others || found.len() != 1 || !found.iter().all(right) {
            let lines: Vec<_> = diff
                .changes
                .iter()
                .map(|change| text_at(change, base, head))
                .collect();
            wrong.push(format!(
                "{} {}: {told:#?} {lines:#?}",
                broken.rule, broken.item
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_rule_is_broken_that_the_real_contract_has_a_case_for() {
    let rules: BTreeSet<_> = rules::all().map(|rule| rule.id.to_owned()).collect();
    let broken: BTreeSet<_> = broken().into_iter().map(|broken| broken.rule).collect();
    let without: Vec<_> = rules.difference(&broken).map(String::as_str).collect();
    // Every enum of the contract can be sent.
    assert_eq!(without, ["read-enum-value-removed"]);
    assert!(broken.is_subset(&rules));
}

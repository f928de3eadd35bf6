//! Each rule finds what it is for, and nothing else does. A folder of `rules/`
//! holds a rule's two specs; the comment `here` marks the line that it names.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use page_conversations_codegen::diff::{Diff, rules};
use page_conversations_codegen::report::{Change, Side};

use crate::spec::{Read, line};

const FOLDER: &str = "../tests/codegen/diff/rules";

/// A side of a rule's fixture, and the line that is marked in it.
fn side(rule: &str, side: &str) -> (Read, Option<usize>) {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("spec");
    fs::create_dir(&spec).unwrap();
    fs::copy(
        Path::new(FOLDER).join("common.yaml"),
        spec.join("common.yaml"),
    )
    .unwrap();
    let text = fs::read_to_string(Path::new(FOLDER).join(rule).join(format!("{side}.yaml")));
    let text = text.unwrap_or_else(|error| panic!("{rule}/{side}.yaml: {error}"));
    let file = spec.join("fixture.yaml");
    fs::write(&file, &text).unwrap();
    let marked = text.lines().position(|line| line.ends_with("# here"));
    (Read::new(&spec), marked.map(|line| line + 1))
}

/// Versions share a type no longer because something else changed: that is not
/// what the fixture is for.
fn meant(rule: &str, diff: Diff) -> Vec<Change> {
    let shared = |change: &Change| change.rule.id.ends_with("-shared");
    let is_meant = |change: &Change| shared(change) || !rule.ends_with("-shared");
    diff.changes.into_iter().filter(is_meant).collect()
}

#[test]
fn each_rule_finds_what_its_fixture_has_at_the_marked_line() {
    let mut wrong = Vec::new();
    for rule in rules::all() {
        let (base, in_base) = side(rule.id, "base");
        let (head, in_head) = side(rule.id, "head");
        let diff = head.against(&base);
        let told: Vec<_> = diff.changes.iter().map(line).collect();
        insta::with_settings!({ snapshot_path => "rules/snapshots", prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(rule.id, told.join("\n"));
        });
        let found: Vec<_> = meant(rule.id, diff).iter().map(named).collect();
        let in_base = in_base.map(|line| (rule.id, Side::Base, line));
        let in_head = in_head.map(|line| (rule.id, Side::Head, line));
        if found != [in_base.or(in_head)] {
            wrong.push(format!("{}: {told:#?}", rule.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A change of the fixture's own file: its rule and its line.
fn named(change: &Change) -> Option<(&'static str, Side, usize)> {
    let at = change
        .at
        .as_ref()
        .filter(|at| at.file == "spec/fixture.yaml")?;
    Some((change.rule.id, at.side, at.line))
}

#[test]
fn each_fixture_is_of_a_rule() {
    let rules: BTreeSet<_> = rules::all().map(|rule| rule.id.to_owned()).collect();
    let folders = fs::read_dir(FOLDER).unwrap().map(Result::unwrap);
    let folders = folders.filter(|entry| entry.file_name() != "snapshots");
    let folders = folders.filter(|entry| entry.path().is_dir());
    let names = folders.map(|entry| entry.file_name().into_string().unwrap());
    assert_eq!(names.collect::<BTreeSet<_>>(), rules);
}

#[test]
fn no_two_rules_have_one_id() {
    let ids: Vec<_> = rules::all().map(|rule| rule.id).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
}

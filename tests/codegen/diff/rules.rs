//! Each rule finds what it is for, and nothing else does. A folder of `rules/`
//! holds a rule's two specs; the comment `here` marks the line that it names.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use page_conversations_codegen::contract::diagnostic::{Source, Sources};
use page_conversations_codegen::contract::diff::{Change, Rule, Severity, Side};
use page_conversations_codegen::contract::diff::{Diff, rules};
use page_conversations_codegen::generate;

use crate::diff::spec::{Read, line};

const FOLDER: &str = "../tests/codegen/diff/rules";

/// What every fixture needs.
const COMMON: &str = include_str!("rules/common.yaml");

/// The two specs of a folder.
pub struct Fixture {
    pub base: Read,
    pub head: Read,
    /// The line that is marked, with its side.
    marked: Option<(Side, usize)>,
}

impl Fixture {
    /// The fixture of a rule.
    pub fn of(rule: &str) -> Self {
        Self::new(&Path::new(FOLDER).join(rule))
    }

    pub fn new(folder: &Path) -> Self {
        let text = |file: &str| {
            let file = folder.join(file);
            let text = fs::read_to_string(&file);
            text.unwrap_or_else(|error| panic!("{}: {error}", file.display()))
        };
        let read = |text: &str| {
            let source = |name: &str, text: &str| Source {
                name: format!("spec/{name}.yaml"),
                text: text.to_owned(),
            };
            Read::of(Sources(vec![
                source("common", COMMON),
                source("fixture", text),
            ]))
        };
        let marked = |text: &str| {
            let line = text.lines().position(|line| line.ends_with("# here"));
            line.map(|line| line + 1)
        };
        let (base, head) = (text("base.yaml"), text("head.yaml"));
        let in_base = marked(&base).map(|line| (Side::Base, line));
        let in_head = marked(&head).map(|line| (Side::Head, line));
        Self {
            base: read(&base),
            head: read(&head),
            marked: in_base.or(in_head),
        }
    }
}

/// What the fixture of a rule is for. Versions may share a type no longer because
/// something else changed, and the bindings follow from other facts.
fn meant(rule: &Rule, diff: Diff) -> Vec<Change> {
    let shared = |change: &Change| change.rule.id.ends_with("-shared");
    let is_meant = |change: &Change| match rule.properties {
        ["sharing"] => shared(change),
        _ => !rule.is_of_bindings() || change.rule.is_of_bindings(),
    };
    diff.changes.into_iter().filter(is_meant).collect()
}

#[test]
fn each_rule_finds_what_its_fixture_has_at_the_marked_line() {
    let mut wrong = Vec::new();
    for rule in rules::all() {
        let fixture = Fixture::of(rule.id);
        let diff = fixture.head.against(&fixture.base);
        let told: Vec<_> = diff.changes.iter().map(line).collect();
        insta::with_settings!({ snapshot_path => "rules/snapshots", prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(rule.id, told.join("\n"));
        });
        let found: Vec<_> = meant(rule, diff).iter().map(named).collect();
        let wanted = fixture.marked.map(|(side, line)| (rule.id, side, line));
        if found != [wanted] {
            wrong.push(format!("{}: {told:#?}", rule.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A change of the fixture's own file: its rule and its line.
fn named(change: &Change) -> Option<(&'static str, Side, usize)> {
    let at = change
        .location
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

/// The name is not sent, but callers of the getter do not compile.
#[test]
fn a_renamed_placeholder_breaks_code_as_its_getter_is_renamed() {
    let id = "path-parameter-renamed";
    let has_getter = |side: &str, getter: &str| {
        let text = fs::read_to_string(Path::new(FOLDER).join(id).join(side)).unwrap();
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("common.yaml"), COMMON).unwrap();
        fs::write(folder.path().join("fixture.yaml"), text).unwrap();
        let files = generate(folder.path(), "crate").unwrap().files;
        let mut requests = files
            .iter()
            .filter(|file| file.path == "requests/list_posts.rs");
        requests.any(|file| file.text.contains(&format!(" {getter}: ")))
    };
    assert!(has_getter("base.yaml", "get_thing"));
    assert!(!has_getter("head.yaml", "get_thing"));
    let rule = rules::all().find(|rule| rule.id == id).unwrap();
    assert_eq!(rule.severity, Severity::BreakingCode);
}

//! A version that is opened.

use std::path::Path;

use page_conversations_codegen::cli::edit::{Claim, Editor, NewVersion, drop_version, new_version};
use page_conversations_codegen::contract::resolve;

use crate::support::CONTRACT;
use crate::version_commands::specs::{HISTORY, contracts, diff, said, specs, texts};

pub fn opened(version: &str, released: &str, source: &str) -> NewVersion {
    NewVersion {
        version: version.parse().unwrap(),
        released: released.parse().unwrap(),
        expires: None,
        source: source.to_owned(),
        claim: Claim::Nothing,
    }
}

/// For each spec a version after the newest, one before the oldest, and one
/// between two, with the name of a source.
fn openings(editor: &Editor) -> Vec<NewVersion> {
    let spec = editor.spec().unwrap();
    let source = spec.sources.names().next().unwrap().value.clone();
    let mut all = vec![
        opened("v99.0", "2099-01-01", &source),
        opened("v0.1", "1999-01-01", &source),
    ];
    let contracts = resolve(&spec);
    if let [one, other, ..] = contracts.versions.as_slice() {
        let between = chrono::Days::new(1);
        let day = one.released.0.checked_add_days(between).unwrap();
        assert!(day < other.released.0);
        let name = one.version.to_string().replace(".0", ".7");
        all.push(opened(&name, &day.to_string(), &source));
    }
    all
}

#[test]
fn a_version_that_is_opened_and_dropped_leaves_every_byte() {
    for path in specs() {
        let mut editor = Editor::open(&path).unwrap();
        let before = texts(&editor);
        for new in openings(&editor) {
            for claim in [Claim::Nothing, Claim::Same] {
                if claim == Claim::Same && new.version.to_string() == "v99.0" {
                    continue;
                }
                let new = NewVersion {
                    claim,
                    ..new.clone()
                };
                new_version(&mut editor, &new).unwrap();
                assert_ne!(texts(&editor), before, "{}", path.display());
                drop_version(&mut editor, new.version).unwrap();
                let left = diff(&before, &texts(&editor));
                assert_eq!(left, "", "{} {}", path.display(), new.version);
                assert_eq!(texts(&editor), before, "{}", path.display());
            }
        }
    }
}

#[test]
fn opening_a_version_changes_no_other() {
    for path in specs() {
        for new in openings(&Editor::open(&path).unwrap()) {
            let mut editor = Editor::open(&path).unwrap();
            let before = contracts(&editor);
            new_version(&mut editor, &new).unwrap();
            let after = contracts(&editor);
            assert_eq!(after.versions.len(), before.versions.len() + 1);
            for old in &before.versions {
                let now = after.versions.iter().find(|one| one.version == old.version);
                assert_eq!(
                    said(now.unwrap()),
                    said(old),
                    "{} {}",
                    path.display(),
                    new.version
                );
            }
        }
    }
}

#[test]
fn a_version_before_the_oldest_claims_nothing() {
    let mut editor = Editor::open(Path::new(CONTRACT)).unwrap();
    let before = texts(&editor);
    new_version(&mut editor, &opened("v18.0", "2023-09-12", "versions")).unwrap();
    let contracts = contracts(&editor);
    let oldest = &contracts.versions[0];
    assert_eq!(oldest.version.to_string(), "v18.0");
    assert!(oldest.operations.is_empty());
    assert!(oldest.types.iter().all(|ty| ty.runtime));
    assert!(!oldest.errors.is_empty());
    insta::assert_snapshot!(diff(&before, &texts(&editor)));
}

#[test]
fn a_version_before_the_oldest_may_be_assumed_to_be_the_same() {
    let mut editor = Editor::open(Path::new(HISTORY)).unwrap();
    let new = NewVersion {
        claim: Claim::Same,
        ..opened("v0.1", "1999-01-01", "page")
    };
    new_version(&mut editor, &new).unwrap();
    let [oldest, next, ..] = &contracts(&editor).versions[..] else {
        panic!("two versions");
    };
    assert_eq!(oldest.operations.len(), next.operations.len());
    assert_eq!(oldest.types.len(), next.types.len());
}

//! The contract of today with its oldest version dropped, the next one opened,
//! and one after that with every kind of change. `.ci/rehearsal` writes it to a
//! copy of the repository, and runs all tests there.

mod kinds;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use page_conversations_codegen::cli::edit::{
    Claim, Editor, NewVersion, drop_outer_version, new_version,
};
use page_conversations_codegen::contract::Contracts;
use page_conversations_codegen::contract::diagnostic::Sources;
use page_conversations_codegen::contract::diff::{against, between};
use page_conversations_codegen::contract::spec::{Date, VersionName};
use page_conversations_codegen::generate_loaded;

use crate::diff::spec::Read;
use crate::support::every_change::{Corrections, EveryChange};

const SPEC: &str = "../spec";

/// What a version can change for those who call another.
const BETWEEN: [&str; 20] = [
    "enum-value-added",
    "enum-value-removed",
    "error-advice-changed",
    "error-code-added",
    "error-code-removed",
    "field-added",
    "field-made-required",
    "field-removed",
    "field-renamed",
    "field-type-changed",
    "operation-added",
    "operation-removed",
    "optional-parameter-added",
    "parameter-made-required",
    "parameter-removed",
    "parameter-renamed",
    "parameter-type-changed",
    "required-parameter-added",
    "type-added",
    "type-removed",
];

/// What comes with it, and holds in every version.
const BESIDE: [&str; 6] = [
    "enum-added",
    "header-added",
    "host-added",
    "id-added",
    "source-added",
    "version-added",
];

fn contracts(editor: &Editor) -> Contracts {
    Read::of(editor.sources()).contracts
}

fn drop_oldest(editor: &mut Editor) {
    let oldest = contracts(editor).versions[0].version;
    drop_outer_version(editor, oldest).unwrap();
}

/// Opens the version after the newest, whatever that is.
fn open_next(editor: &mut Editor) -> VersionName {
    let contracts = contracts(editor);
    let newest = contracts.versions.last().unwrap();
    let name = newest.version.to_string();
    let major: u16 = name[1..].split('.').next().unwrap().parse().unwrap();
    let spec = editor.spec().unwrap();
    let (_, newest_entry) = spec.versions.find(&name).unwrap();
    let next = NewVersion {
        version: format!("v{}.0", major + 1).parse().unwrap(),
        released: Date(newest.released.0 + chrono::Days::new(150)),
        expires: None,
        source: newest_entry.source.value.0[0].value.clone(),
        claim: Claim::Nothing,
    };
    new_version(editor, &next).unwrap();
    next.version
}

/// Fails with what the contract is refused for.
fn generates(editor: &Editor, what: &str) {
    if let Err(error) = generate_loaded(editor.load(), "crate") {
        panic!("{what}: {error}");
    }
}

#[test]
fn the_next_version_and_the_oldest_one_dropped_generate() {
    let mut editor = Editor::open(Path::new(SPEC)).unwrap();
    let before = contracts(&editor).versions;
    let next = open_next(&mut editor);
    generates(&editor, "with the next version");
    let read = Read::of(editor.sources());
    let [.., newest, opened] = &read.contracts.versions[..] else {
        panic!("two versions");
    };
    assert_eq!(opened.version, next);
    assert!(between(read.revision(), newest, opened).is_empty());

    let mut editor = Editor::open(Path::new(SPEC)).unwrap();
    drop_oldest(&mut editor);
    generates(&editor, "without the oldest version");
    assert_eq!(contracts(&editor).versions.len(), before.len() - 1);
}

#[test]
fn a_version_with_every_kind_of_change_generates_and_shows_each() {
    let before = Read::new(Path::new(SPEC));
    let rehearsed = rehearsed();
    for sources in [&rehearsed.added, &rehearsed.corrected] {
        let editor = Editor::new(sources.clone()).unwrap();
        generates(&editor, "with every kind of change");
    }
    let after = Read::of(rehearsed.corrected);
    let [.., plain, changed] = &after.contracts.versions[..] else {
        panic!("two versions");
    };
    let found = between(after.revision(), plain, changed);
    let found: BTreeSet<_> = found.iter().map(|change| change.rule.id).collect();
    let missing: Vec<_> = BETWEEN
        .iter()
        .filter(|rule| !found.contains(*rule))
        .collect();
    assert!(
        missing.is_empty(),
        "not rehearsed: {missing:?} of {found:?}"
    );
    let diff = against(before.revision(), after.revision());
    let found: BTreeSet<_> = diff.changes.iter().map(|change| change.rule.id).collect();
    let missing: Vec<_> = BESIDE
        .iter()
        .filter(|rule| !found.contains(*rule))
        .collect();
    assert!(
        missing.is_empty(),
        "not rehearsed: {missing:?} of {found:?}"
    );
}

/// The contract before the rehearsal, with all that is added, and with that corrected.
struct Rehearsed {
    before: Sources,
    added: Sources,
    corrected: Sources,
}

fn rehearsed() -> Rehearsed {
    let mut editor = Editor::open(Path::new(SPEC)).unwrap();
    let before = editor.sources();
    drop_oldest(&mut editor);
    open_next(&mut editor);
    let next = open_next(&mut editor);
    EveryChange::new(&mut editor, next).make();
    let added = editor.sources();
    Corrections {
        editor: &mut editor,
        version: next,
    }
    .make();
    Rehearsed {
        before,
        added,
        corrected: editor.sources(),
    }
}

#[test]
#[ignore = "`.ci/rehearsal` runs it, and names the folder to write"]
fn write() {
    let folder = std::env::var_os("REHEARSAL_SPEC").expect("the variable REHEARSAL_SPEC");
    let folder = PathBuf::from(folder);
    for source in rehearsed().corrected.0 {
        let name = source.name.rsplit('/').next().unwrap();
        fs::write(folder.join(name), source.text).unwrap();
    }
}

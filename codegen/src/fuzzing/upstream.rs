//! Comparing a contract with Meta's files.

use std::sync::LazyLock;

use super::input::{repository_file, text};
use super::spec::{assert_plain, assert_shown};
use crate::Error;
use crate::cli::edit::Editor;
use crate::cli::upstream::apply::apply;
use crate::cli::upstream::compare::compare;
use crate::cli::upstream::draft::merge::merge;
use crate::cli::upstream::draft::{Catalogue, Wanted, draft};
use crate::cli::upstream::meta_spec::MetaSpec;
use crate::cli::upstream::{pinned, report};
use crate::contract::check::check;
use crate::contract::diagnostic::{Source, Sources};
use crate::contract::load::load_sources;
use crate::contract::spec::VersionName;

/// The contract that the files are compared with.
static CONTRACT: LazyLock<String> = LazyLock::new(|| repository_file("pinned/spec.yaml"));

/// Reads files of Meta's, each below a line `=== name`, and compares the contract with them.
/// What they change in it is valid, and repeating it changes nothing.
pub fn upstream(input: &[u8]) {
    let text = text(input);
    let Ok(files) = MetaSpec::parse(files(&text)) else {
        return;
    };
    for version in ["v3.0", "v2.0", "v4.0"] {
        let version = version.parse().expect("a version");
        let is_known = assert_compared(&files, version);
        assert_steady("apply", |editor| {
            let released = Some("2023-01-01".parse().expect("a date"));
            apply(editor, &files, version, released).map(drop)
        });
        if is_known {
            assert_steady("pin", |editor| pin(editor, &files, version));
        }
    }
    assert_drafted(&files);
}

/// Returns names and texts.
fn files(text: &str) -> Vec<(String, String)> {
    let files = text.split("=== ").skip(1);
    let files = files.filter_map(|file| file.split_once('\n'));
    let files = files.map(|(name, text)| (name.trim().to_owned(), text.to_owned()));
    files.collect()
}

fn editor() -> Editor {
    let source = Source {
        name: "spec.yaml".to_owned(),
        text: CONTRACT.clone(),
    };
    Editor::new(Sources(vec![source])).expect("a valid contract")
}

fn pin(editor: &mut Editor, files: &MetaSpec, version: VersionName) -> Result<(), Error> {
    let origin = pinned::Origin {
        named: Some("a release".to_owned()),
        read: "2023-01-01".parse().expect("a date"),
    };
    pinned::pin(editor, files, version, &origin).map(drop)
}

/// Returns whether the contract has the version, and the files what it covers.
fn assert_compared(files: &MetaSpec, version: VersionName) -> bool {
    let (spec, sources) = (editor().spec().expect("valid"), editor().sources());
    let found = compare(&spec, &sources, files, version);
    match &found {
        Err(error) => assert_plain(&error.to_string()),
        Ok(found) => {
            let json = report::json(found, "folder");
            assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok());
            for finding in &found.findings {
                assert_plain(&finding.change.message());
            }
        }
    }
    found.is_ok()
}

/// Fails unless a command leaves a valid contract, which repeating it does not change.
fn assert_steady(what: &str, command: impl Fn(&mut Editor) -> Result<(), Error>) {
    let mut editor = editor();
    match command(&mut editor) {
        Err(Error::Spec(report)) => panic!("{what}: {report}"),
        Err(error) => return assert_plain(&error.to_string()),
        Ok(()) => {}
    }
    let once = texts(&editor);
    if let Err(report) = editor.spec() {
        panic!("{what}: {report}\n{once}");
    }
    if let Err(error) = command(&mut editor) {
        panic!("{what} again: {error}\n{once}");
    }
    assert_eq!(texts(&editor), once, "{what} again");
}

fn texts(editor: &Editor) -> String {
    let sources = editor.sources().0.into_iter();
    sources.map(|source| source.text).collect()
}

/// Fails unless drafts of all calls are contracts, alone and merged with another.
fn assert_drafted(files: &MetaSpec) {
    let catalogue = Catalogue::new(files);
    for (depth, assume_same) in [(0, false), (2, true)] {
        let wanted = Wanted {
            targets: vec!["*".to_owned()],
            depth,
            version: "v3.0".parse().expect("a version"),
            released: None,
            assume_same,
        };
        if let Ok(draft) = draft(&catalogue, &wanted) {
            let source = Source {
                name: "draft.yaml".to_owned(),
                text: draft.whole(),
            };
            if let Err(report) = check(load_sources(Sources(vec![source]))) {
                assert_shown(&report);
                panic!("{report}\n{}", draft.whole());
            }
        }
        assert_steady("merge", |editor| {
            merge(editor, &catalogue, &wanted, Some("spec.yaml")).map(drop)
        });
    }
}

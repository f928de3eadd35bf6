//! The command, as a person runs it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::support::CONTRACT;
use crate::support::catalogues::Made;

fn run(folder: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_page-conversations-codegen"))
        .args(["upstream", "--spec", CONTRACT])
        .arg(folder)
        .args(more)
        .output()
        .unwrap()
}

#[test]
fn exit_codes_are_those_of_diff() {
    let folder = tempfile::tempdir().unwrap();
    Made::v26().write(folder.path());
    let code = |version: &str| {
        run(folder.path(), &["--graph-version", version])
            .status
            .code()
    };
    assert_eq!(code("v26.0"), Some(0));
    assert_eq!(code("v25.0"), Some(1));
    assert_eq!(code("v99.0"), Some(2));
    assert_eq!(run(folder.path(), &[]).status.code(), Some(2));
}

#[test]
fn json_is_one_object_with_both_places() {
    let folder = tempfile::tempdir().unwrap();
    Made::v26().field("archived", "bool").write(folder.path());
    let output = run(
        folder.path(),
        &["--graph-version", "v26.0", "--format", "json"],
    );
    assert_eq!(output.status.code(), Some(1));
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let changes = document["changes"].as_array().unwrap();
    let change = &changes[0];
    assert_eq!(change["rule"], "upstream-field-missing");
    assert_eq!(change["severity"], "drift");
    assert_eq!(change["item"], "UnifiedThread.archived");
    assert_eq!(change["versions"][0], "v26.0");
    assert_eq!(change["file"], "spec/unified_thread.yaml");
    assert!(
        change["upstream_file"]
            .as_str()
            .unwrap()
            .ends_with("specs/UnifiedThread.json")
    );
    let text = fs::read_to_string(change["upstream_file"].as_str().unwrap()).unwrap();
    let line = change["upstream_line"].as_u64().unwrap() as usize;
    let entry: Vec<_> = text.lines().skip(line - 1).take(4).collect();
    assert!(
        entry[0].contains('{') && entry.concat().contains("\"archived\""),
        "{entry:?}"
    );
    assert!(
        changes
            .iter()
            .skip(1)
            .all(|change| change["severity"] == "compatible")
    );
}

//! What drafts leave to a person: warnings while a contract is written, errors
//! to `--check`.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const BASE: &str = include_str!("wrong_specs/base.yaml");

fn run(folder: &Path, check: bool) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_page-conversations-codegen"));
    command.arg("--spec").arg(folder.join("spec.yaml"));
    command.arg("--out").arg(folder.join("generated"));
    command.args(check.then_some("--check"));
    let Output { status, stderr, .. } = command.output().unwrap();
    (status.code(), String::from_utf8(stderr).unwrap())
}

#[test]
fn placeholders_fail_the_check_with_their_lines() {
    let folder = tempfile::tempdir().unwrap();
    let text = BASE
        .replace("doc: A tone.", "doc: To be written.")
        .replace("released: 2020-01-01", "released: 2000-01-01")
        .replace("low: Low.", "low: TODO")
        .replace(
            "doc: Something., source: page",
            "doc: Something., source: guess",
        )
        .replace(
            "    doc: Lists bases.\n",
            "    doc: Lists bases.\n    permissions:\n      someone: { token: TODO, scopes: \
             [read_things, To be written.], doc: Someone., source: page }\n",
        )
        .replace(
            "advice: wait, doc: Something.",
            "advice: use_token, token: TBD, doc: Something.",
        )
        .replace(
            "  page: {",
            "  guess: { certainty: inferred, doc: To be confirmed. }\n  page: {",
        );
    fs::write(folder.path().join("spec.yaml"), text).unwrap();

    let (code, warned) = run(folder.path(), false);
    assert_eq!(code, Some(0), "{warned}");
    assert!(!warned.contains("error"), "{warned}");
    assert!(folder.path().join("generated/mod.rs").exists());
    insta::assert_snapshot!("placeholders_warned", warned);

    let (code, refused) = run(folder.path(), true);
    assert_eq!(code, Some(1), "{refused}");
    insta::assert_snapshot!("placeholders_refused", refused);
}

#[test]
fn a_contract_without_placeholders_passes_the_check() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("spec.yaml"), BASE).unwrap();
    assert_eq!(run(folder.path(), false).0, Some(0));
    assert_eq!(run(folder.path(), true), (Some(0), String::new()));
}

/// Without Cargo, and in any folder of the workspace.
#[test]
fn the_contract_is_found_from_any_folder() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("src/deep");
    fs::create_dir_all(&inner).unwrap();
    fs::create_dir(folder.path().join("spec")).unwrap();
    fs::write(folder.path().join("Cargo.toml"), "[workspace]\n").unwrap();
    fs::write(folder.path().join("spec/base.yaml"), BASE).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_page-conversations-codegen"))
        .env_remove("CARGO_MANIFEST_DIR")
        .current_dir(&inner)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(folder.path().join("generated/mod.rs").exists());
    assert!(!inner.join("generated").exists());
}

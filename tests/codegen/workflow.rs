//! The workflow `contract`: what its script does in a pull request.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::repository::{MORE, NO_LIKES, Repository, SPEC, git};

const WORKFLOW: &str = include_str!("../../.github/workflows/contract.yml");

/// The script of the step that compares.
fn script() -> String {
    let workflow: Value = serde_saphyr::from_str(WORKFLOW).unwrap();
    let steps = workflow["jobs"]["review"]["steps"].as_array().unwrap();
    let scripts = steps.iter().filter_map(|step| step["run"].as_str());
    let mut scripts = scripts.filter(|script| script.contains("cargo codegen diff"));
    scripts.next().unwrap().to_owned()
}

/// What the script leaves behind: its exit code, the summary and the log.
fn run(checkout: &Path, target: &str) -> (Option<i32>, String, String) {
    // `cargo codegen` is built already.
    let tools = tempfile::tempdir().unwrap();
    let cargo = tools.path().join("cargo");
    let codegen = env!("CARGO_BIN_EXE_page-conversations-codegen");
    let call = format!("#!/bin/sh\nshift\nexec '{codegen}' \"$@\" --spec spec --out generated\n");
    fs::write(&cargo, call).unwrap();
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).unwrap();
    let summary = tools.path().join("summary.md");
    let path = std::env::var("PATH").unwrap();
    // As GitHub runs a step.
    let output = Command::new("bash")
        .args(["-e", "-c", &script()])
        .current_dir(checkout)
        .env("PATH", format!("{}:{path}", tools.path().display()))
        .env("GITHUB_STEP_SUMMARY", &summary)
        .env("TARGET", target)
        .output()
        .unwrap();
    let log = [output.stdout, output.stderr].concat();
    let summary = fs::read_to_string(summary).unwrap_or_default();
    (
        output.status.code(),
        summary,
        String::from_utf8(log).unwrap(),
    )
}

/// A pull request that changes the spec, while its target goes on; gives the
/// target. The checkout is of the merge, as on GitHub.
fn pull_request((from, to): (&str, &str)) -> (Repository, String) {
    let repository = Repository::with(SPEC);
    repository.git(&["checkout", "--quiet", "-b", "change"]);
    repository.edit("spec/contract.yaml", from, to);
    repository.commit("The change");
    repository.git(&["checkout", "--quiet", "main"]);
    repository.write("README.md", "Something else.");
    let target = repository.commit("Something else");
    repository.git(&["merge", "--quiet", "--no-edit", "change"]);
    (repository, target)
}

#[test]
fn a_change_that_breaks_nobody_passes() {
    let (repository, target) = pull_request(MORE);
    let (code, summary, log) = run(&repository.path(), &target);
    assert_eq!(code, Some(0), "{log}");
    assert!(
        summary.starts_with("## This change breaks nobody."),
        "{summary}"
    );
    assert!(
        summary.contains(&format!("`{}`", &target[..10])),
        "{summary}"
    );
    assert!(
        log.starts_with("::notice file=spec/contract.yaml,line="),
        "{log}"
    );
}

#[test]
fn a_change_that_breaks_callers_fails_and_says_why() {
    let (repository, target) = pull_request(NO_LIKES);
    let (code, summary, log) = run(&repository.path(), &target);
    assert_eq!(code, Some(1), "{log}");
    assert!(
        summary.starts_with("## This change breaks callers in 1 place."),
        "{summary}"
    );
    assert!(
        log.starts_with("::error file=spec/contract.yaml,line=23,title=field-removed::"),
        "{log}"
    );
}

#[test]
fn a_clone_without_the_history_fails_and_says_what_to_do() {
    let repository = Repository::with(SPEC);
    repository.commit("More");
    let target = repository.git(&["rev-parse", "HEAD~1"]);
    let root = repository.path();
    let url = format!("file://{}", root.display());
    git(
        &root,
        &["clone", "--quiet", "--depth", "1", &url, "shallow"],
    );
    let (code, summary, log) = run(&root.join("shallow"), target.trim());
    assert_eq!(code, Some(2), "{log}");
    assert_eq!(summary, "");
    assert!(log.contains("fetch-depth: 0"), "{log}");
}

//! `cargo codegen diff` where there is nothing to compare: a message that says
//! what to do, and exit code 2.

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::support::repository::{Repository, code, command, complained, diff, git, said};

const SPEC: &str = include_str!("wrong_specs/base.yaml");

/// What a person is told, without this machine's folders.
fn told(output: &Output, repository: &Repository) -> String {
    assert_eq!(code(output), Some(2), "{}", complained(output));
    assert_eq!(said(output), "", "nothing is reported");
    let root = fs::canonicalize(repository.path()).unwrap();
    complained(output)
        .replace(root.to_str().unwrap(), "…")
        .replace(repository.path().to_str().unwrap(), "…")
}

#[test]
fn a_revision_that_does_not_exist() {
    let repository = Repository::with(SPEC);
    insta::assert_snapshot!(told(
        &repository.diff(&["--base", "no-such-branch"]),
        &repository
    ));
    // A hash that has the right form.
    let hash = "0123456789012345678901234567890123456789";
    let output = repository.diff(&["--base", hash]);
    assert!(
        told(&output, &repository).contains("unknown revision `0123"),
        "{}",
        complained(&output)
    );
    // A tree is no commit.
    let tree = repository.git(&["rev-parse", "HEAD^{tree}"]);
    let output = repository.diff(&["--base", tree.trim()]);
    assert!(
        told(&output, &repository).contains("unknown revision"),
        "{}",
        complained(&output)
    );
}

#[test]
fn a_repository_without_a_commit() {
    let repository = Repository::new();
    repository.write("spec/contract.yaml", SPEC);
    insta::assert_snapshot!(told(&repository.diff(&["--base", "HEAD"]), &repository));
}

#[test]
fn a_revision_is_never_an_option() {
    let repository = Repository::with(SPEC);
    for revision in [
        "--all",
        "-h",
        "--git-dir",
        "",
        " ",
        "--output=/tmp/x",
        "@{-1}^{/x",
    ] {
        let output = repository.diff(&[&format!("--base={revision}")]);
        let said = told(&output, &repository);
        assert!(said.starts_with("error: "), "{revision}: {said}");
    }
    insta::assert_snapshot!(told(&repository.diff(&["--base="]), &repository));
}

#[test]
fn a_revision_before_the_spec() {
    let repository = Repository::new();
    repository.write("README.md", "Before.");
    repository.commit("Before the contract");
    repository.write("spec/contract.yaml", SPEC);
    repository.commit("The contract");
    insta::assert_snapshot!(told(&repository.diff(&["--base", "HEAD~1"]), &repository));
}

#[test]
fn a_spec_that_does_not_load_says_which_side() {
    let wrong = SPEC.replace("type: BaseId", "type: Nothing");
    let repository = Repository::with(&wrong);
    repository.write("spec/contract.yaml", SPEC);
    let base = told(&repository.diff(&["--base", "main"]), &repository);
    insta::assert_snapshot!(base);

    repository.commit("Right");
    repository.write("spec/contract.yaml", &wrong);
    let head = told(&repository.diff(&["--base", "main"]), &repository);
    assert!(
        head.ends_with("1 error in the spec in the working tree (head); nothing was compared\n"),
        "{head}"
    );
    let versions = told(&repository.diff(&["v1.0", "v2.0"]), &repository);
    assert!(
        versions.ends_with("1 error in the spec; nothing was compared\n"),
        "{versions}"
    );
}

#[test]
fn no_git() {
    let repository = Repository::with(SPEC);
    let empty = repository.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let root = repository.path();
    let output = command(&root, &root.join("spec"), &["--base", "main"])
        .env("PATH", empty)
        .output()
        .unwrap();
    insta::assert_snapshot!(told(&output, &repository));
}

#[test]
fn no_repository() {
    let repository = Repository::new();
    repository.write("spec/contract.yaml", SPEC);
    fs::remove_dir_all(repository.path().join(".git")).unwrap();
    let root = repository.path();
    // Whatever the folder of temporary files is in.
    let output = command(&root, &root.join("spec"), &["--base", "main"])
        .env("GIT_CEILING_DIRECTORIES", root.parent().unwrap())
        .output()
        .unwrap();
    insta::assert_snapshot!(told(&output, &repository));
}

#[test]
fn a_shallow_clone() {
    let repository = Repository::with(SPEC);
    let first = repository.commit("First");
    repository.commit("Second");
    let root = repository.path();
    let url = format!("file://{}", root.display());
    git(
        &root,
        &["clone", "--quiet", "--depth", "1", &url, "shallow"],
    );
    let clone = root.join("shallow");
    let shallow = |arguments: &[&str]| diff(&clone, &clone.join("spec"), arguments);
    let output = shallow(&["--base", &first]);
    let said = told(&output, &repository).replace(&first, "FIRST");
    insta::assert_snapshot!(said);
    assert_eq!(code(&shallow(&["--base", "HEAD"])), Some(0));
    git(&clone, &["fetch", "--quiet", "--unshallow"]);
    assert_eq!(
        code(&shallow(&["--base", &first])),
        Some(0),
        "the advice helps"
    );
}

#[test]
fn a_version_that_the_spec_does_not_have() {
    let repository = Repository::with(SPEC);
    insta::assert_snapshot!(told(&repository.diff(&["v1.0", "v7.0"]), &repository));
    let output = repository.diff(&["0.9", "v1.0"]);
    assert!(
        told(&output, &repository).contains("write it as Meta does"),
        "{}",
        complained(&output)
    );
}

#[test]
fn versions_and_a_revision_at_once() {
    let repository = Repository::with(SPEC);
    for arguments in [&["v1.0", "v2.0", "--base", "main"][..], &["v1.0"], &[]] {
        let output = repository.diff(arguments);
        assert!(
            told(&output, &repository).contains("Usage: "),
            "{}",
            complained(&output)
        );
    }
}

/// A hook of git names its own repository; the spec's is meant.
#[test]
fn a_hook_of_git_changes_nothing() {
    let repository = Repository::with(SPEC);
    let root = repository.path();
    let output = command(&root, &root.join("spec"), &["--base", "main"])
        .env("GIT_DIR", "elsewhere/.git")
        .env("GIT_INDEX_FILE", "elsewhere/index")
        .output()
        .unwrap();
    assert_eq!(code(&output), Some(0), "{}", complained(&output));
}

/// A part of the repository's history may be missing.
#[test]
fn a_repository_that_lacks_the_files() {
    let repository = Repository::with(SPEC);
    let blob = repository.git(&["rev-parse", "HEAD:spec/contract.yaml"]);
    let (folder, file) = blob.trim().split_at(2);
    fs::remove_file(
        repository
            .path()
            .join(".git/objects")
            .join(folder)
            .join(file),
    )
    .unwrap();
    let output = repository.diff(&["--base", "main"]);
    let said = told(&output, &repository);
    assert!(said.starts_with("error: `git cat-file blob "), "{said}");
    assert!(!Path::new(&repository.path().join("generated")).exists());
}

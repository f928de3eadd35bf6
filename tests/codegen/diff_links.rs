//! `cargo codegen diff --base` where files of the spec are symbolic links.

use std::fs;
use std::os::unix::fs::symlink;

use crate::support::repository::{MORE, Repository, SPEC, changes, code, complained, found};

/// In a commit, a link is a file with the path of another one.
#[test]
fn a_spec_that_is_a_symbolic_link_is_compared_with_what_it_was() {
    let repository = Repository::new();
    repository.write("real/deep/contract.yaml", SPEC);
    fs::create_dir_all(repository.path().join("spec")).unwrap();
    // Over another link, and up.
    symlink(
        "deep/contract.yaml",
        repository.path().join("real/link.yaml"),
    )
    .unwrap();
    let link = repository.path().join("spec/contract.yaml");
    symlink("../real/./link.yaml", &link).unwrap();
    // No part of the spec.
    symlink("/nowhere", repository.path().join("spec/README")).unwrap();
    symlink(
        "nobody@here",
        repository.path().join("spec/.#contract.yaml"),
    )
    .unwrap();
    repository.commit("The contract");
    repository.edit("real/deep/contract.yaml", MORE.0, MORE.1);
    let report = found(&repository);
    assert_eq!(changes(&report), ["field-added Post.more v10.0 -"]);

    // What is not in the commit cannot be compared.
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("contract.yaml");
    fs::write(&file, SPEC).unwrap();
    for target in [file, "../../up.yaml".into(), "contract.yaml".into()] {
        let repository = Repository::with(SPEC);
        let link = repository.path().join("spec/contract.yaml");
        fs::remove_file(&link).unwrap();
        symlink(&target, &link).unwrap();
        repository.commit("A link");
        fs::remove_file(&link).unwrap();
        fs::write(&link, SPEC).unwrap();
        let output = repository.diff(&["--base", "HEAD"]);
        assert_eq!(code(&output), Some(2), "{target:?}");
        let message = complained(&output);
        assert!(
            message.contains("`spec/contract.yaml` is a symbolic link"),
            "{message}"
        );
    }
}

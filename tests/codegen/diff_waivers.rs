//! Waivers: which breaking changes may stand, and for how long.

use std::process::Command;

use serde_json::Value;

use crate::support::repository::{
    MORE, NO_LIKES, Repository, SPEC, WAIVER, changes, code, complained, edited, found, said, waive,
};

#[test]
fn a_waiver_excuses_the_change_that_adds_it() {
    let repository = edited(&[NO_LIKES]);
    waive(&repository, &[WAIVER]);
    let output = repository.diff(&["--base", "main"]);
    assert_eq!(code(&output), Some(0), "{}", said(&output));
    insta::assert_snapshot!(said(&output));
    let report = found(&repository);
    assert_eq!(
        changes(&report),
        ["field-removed Post.likes v1.0,v2.0 Graph never sent it."]
    );
    assert_eq!(report["bump"], "major", "the bump stays what it is");
    assert_eq!(report["breaking"], false);
    assert_eq!(report["unused_waivers"], Value::Array(Vec::new()));
}

#[test]
fn a_waiver_excuses_no_other_change() {
    for other in [
        "rule: field-type-changed, item: Post.likes, reason: Another rule.",
        "rule: field-removed, item: Post.like, reason: Another item.",
        "rule: field-removed, item: Post.likes, versions: [v3.0], reason: Another version.",
    ] {
        let repository = edited(&[NO_LIKES]);
        waive(&repository, &[other]);
        let output = repository.diff(&["--base", "main"]);
        assert_eq!(code(&output), Some(1), "{other}");
        let report = found(&repository);
        assert_eq!(changes(&report), ["field-removed Post.likes v1.0,v2.0 -"]);
        assert_eq!(
            report["unused_waivers"].as_array().unwrap().len(),
            1,
            "{other}"
        );
        assert_eq!(report["unused_waivers"][0]["file"], "spec/waivers.yaml");
        assert_eq!(report["unused_waivers"][0]["line"], 3);
    }
}

#[test]
fn a_waiver_of_one_version_leaves_the_other() {
    let repository = edited(&[NO_LIKES]);
    waive(
        &repository,
        &["rule: field-removed, item: Post.likes, versions: [v2.0], reason: Not here."],
    );
    assert_eq!(code(&repository.diff(&["--base", "main"])), Some(1));
    assert_eq!(
        changes(&found(&repository)),
        [
            "field-removed Post.likes v1.0 -",
            "field-removed Post.likes v2.0 Not here."
        ]
    );
    // Two waivers may share the versions.
    waive(
        &repository,
        &[
            "rule: field-removed, item: Post.likes, versions: [v2.0], reason: Not here.",
            "rule: field-removed, item: Post.likes, versions: [v1.0], reason: Nor here.",
        ],
    );
    let output = repository.diff(&["--base", "main"]);
    assert_eq!(code(&output), Some(0), "{}", said(&output));
}

#[test]
fn a_waiver_that_nothing_needs_is_told_and_fails_nothing() {
    let repository = edited(&[MORE]);
    waive(
        &repository,
        &[
            WAIVER,
            "rule: field-added, item: Post.more, reason: It breaks nobody.",
        ],
    );
    let output = repository.diff(&["--base", "main"]);
    assert_eq!(code(&output), Some(0));
    assert_eq!(
        found(&repository)["unused_waivers"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    insta::assert_snapshot!(said(&output));
    let annotations = said(&repository.diff(&["--base", "main", "--format", "github"]));
    assert!(annotations.contains("::warning file=spec/waivers.yaml,line=3,title=unused-waiver::"));
}

#[test]
fn a_waiver_that_is_merged_is_history() {
    let repository = Repository::with(SPEC);
    waive(&repository, &[WAIVER]);
    repository.commit("An excuse too early");
    // It bothers nobody.
    let report = found(&repository);
    assert_eq!(report["unused_waivers"], Value::Array(Vec::new()));
    // It excuses nothing more.
    repository.edit("spec/contract.yaml", NO_LIKES.0, NO_LIKES.1);
    assert_eq!(code(&repository.diff(&["--base", "main"])), Some(1));
    // Nor with more spaces, which reports do not show.
    let spaced = WAIVER.replace("reason: Graph never", "reason: \"Graph  never") + "  \"";
    waive(&repository, &[&spaced]);
    assert_eq!(code(&repository.diff(&["--base", "main"])), Some(1));
    // One that is written anew does.
    waive(
        &repository,
        &["rule: field-removed, item: Post.likes, reason: Graph stopped in May."],
    );
    assert_eq!(code(&repository.diff(&["--base", "main"])), Some(0));
}

#[test]
fn a_reason_that_is_reworded_is_no_news() {
    let repository = Repository::with(SPEC);
    waive(&repository, &[WAIVER]);
    repository.commit("History");
    waive(
        &repository,
        &["rule: field-removed, item: Post.likes, reason: Graph has never sent it."],
    );
    assert_eq!(
        found(&repository)["unused_waivers"],
        Value::Array(Vec::new())
    );
}

/// What the report suggests is a file that excuses all once reasons are in.
fn suggestion_excuses(repository: &Repository) {
    let report = found(repository);
    assert_eq!(report["breaking"], true);
    let waivers = report["waivers"].as_str().unwrap();
    repository.write("spec/waivers.yaml", waivers);
    let output = repository.diff(&["--base", "main"]);
    assert_eq!(code(&output), Some(2), "a reason is missing");
    repository.write(
        "spec/waivers.yaml",
        &waivers.replace("reason:", "reason: Because."),
    );
    let output = repository.diff(&["--base", "main"]);
    assert_eq!(
        code(&output),
        Some(0),
        "{}{}",
        said(&output),
        complained(&output)
    );
    assert_eq!(
        found(repository)["unused_waivers"],
        Value::Array(Vec::new())
    );
}

#[test]
fn the_waivers_that_the_report_suggests_excuse_everything() {
    let repository = edited(&[
        NO_LIKES,
        ("advice: wait, since: v10.0", "advice: log_in, since: v10.0"),
        ("ListPosts:", "ListAll:"),
    ]);
    suggestion_excuses(&repository);
}

/// A waiver cannot name the version, which the spec has no longer.
#[test]
fn a_version_that_is_dropped_can_be_waived() {
    let repository = Repository::with(SPEC);
    let root = repository.path();
    let dropped = Command::new(env!("CARGO_BIN_EXE_page-conversations-codegen"))
        .args(["drop-version", "v1.0", "--spec"])
        .arg(root.join("spec"))
        .arg("--out")
        .arg(root.join("generated"))
        .output()
        .unwrap();
    assert_eq!(code(&dropped), Some(0), "{}", complained(&dropped));
    let report = found(&repository);
    assert!(
        changes(&report).contains(&"version-removed v1.0 v1.0 -".to_owned()),
        "{report}"
    );
    suggestion_excuses(&repository);
}

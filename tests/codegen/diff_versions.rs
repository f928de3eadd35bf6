//! `cargo codegen diff OLD NEW`: what a caller of one version meets in another.

use crate::support::CONTRACT;
use crate::support::repository;
use crate::support::sarif;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

use crate::support::repository::{Repository, code, complained, said, without_lines};

fn ours(arguments: &[&str]) -> Output {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    repository::diff(&folder, Path::new(CONTRACT), arguments)
}

fn json(old: &str, new: &str) -> Value {
    serde_json::from_str(&said(&ours(&[old, new, "--format", "json"]))).unwrap()
}

#[test]
fn the_readme_shows_what_differs() {
    let said = said(&ours(&["v22.0", "v23.0"]));
    let (differs, _) = said.split_once("\n\n       Guide").unwrap();
    let readme = include_str!("../../README.md");
    assert!(readme.contains(differs), "{differs}");
}

#[test]
fn each_form_shows_what_differs() {
    for format in ["human", "markdown", "github"] {
        let output = ours(&["v22.0", "v23.0", "--format", format]);
        assert_eq!(code(&output), Some(1), "{}", complained(&output));
        insta::assert_snapshot!(format!("v22_v23_{format}"), without_lines(&said(&output)));
    }
    sarif::valid(&said(&ours(&["v22.0", "v23.0", "--format", "sarif"])));
    let report = json("v22.0", "v23.0");
    assert_eq!(report["base"], "v22.0");
    assert_eq!(report["head"], "v23.0");
    assert_eq!(report["breaking"], true);
    assert_eq!(report["bump"], Value::Null, "the library does not change");
    let removed = report["changes"].as_array().unwrap().iter();
    let removed = removed.filter(|change| change["rule"] == "field-removed");
    let removed: Vec<_> = removed.collect();
    assert_eq!(removed.len(), 1);
    assert_eq!(removed[0]["item"], "UnifiedThread.subject");
    assert_eq!(removed[0]["severity"], "breaking-read");
    assert_eq!(removed[0]["versions"][0], "v23.0");
    assert_eq!(removed[0]["file"], "spec/unified_thread.yaml");
    let line = removed[0]["line"].as_u64().unwrap() as usize;
    let spec = include_str!("frozen/spec/unified_thread.yaml");
    assert!(
        spec.lines()
            .nth(line - 1)
            .unwrap()
            .contains("removed_in: v23.0")
    );
}

/// The guide from each version to the next, and back over all of them.
#[test]
fn the_guide_says_what_to_do() {
    let versions = [
        "v19.0", "v20.0", "v21.0", "v22.0", "v23.0", "v24.0", "v25.0", "v26.0",
    ];
    let next = versions.windows(2).map(|pair| (pair[0], pair[1]));
    let guides = next
        .chain([("v26.0", "v22.0"), ("v24.0", "v24.0")])
        .map(|(old, new)| {
            let report = json(old, new);
            let (summary, guide) = (&report["summary"], &report["guide"]);
            format!(
                "# {}\n\n{}",
                summary.as_str().unwrap(),
                guide.as_str().unwrap()
            )
        });
    insta::assert_snapshot!(guides.collect::<Vec<_>>().join("\n"));
}

#[test]
fn versions_that_are_the_same_need_nothing() {
    for (old, new) in [("v24.0", "v25.0"), ("v25.0", "v24.0"), ("v26.0", "v26.0")] {
        let output = ours(&[old, new]);
        assert_eq!(code(&output), Some(0), "{old} {new}: {}", said(&output));
        assert_eq!(json(old, new)["changes"], Value::Array(Vec::new()));
    }
}

/// A spec in which things also came back and changed their types.
#[test]
fn the_guide_of_a_longer_history() {
    let repository = Repository::with(include_str!("specs/history.yaml"));
    let guides = [("v1.0", "v3.0"), ("v10.0", "v1.0")].map(|(old, new)| {
        let output = repository.diff(&[old, new, "--format", "json"]);
        let report: Value = serde_json::from_str(&said(&output)).unwrap();
        report["guide"].as_str().unwrap().to_owned()
    });
    insta::assert_snapshot!(guides.join("\n"));
}

#[test]
fn no_colours_where_nobody_sees_them() {
    let output = ours(&["v22.0", "v23.0"]);
    assert!(!said(&output).contains('\u{1b}'));
    let forced = repository::command(
        Path::new(env!("CARGO_MANIFEST_DIR")),
        Path::new(CONTRACT),
        &["v22.0", "v23.0"],
    )
    .env("CLICOLOR_FORCE", "1")
    .env_remove("NO_COLOR")
    .output()
    .unwrap();
    assert!(said(&forced).contains("\u{1b}[1m"));
}

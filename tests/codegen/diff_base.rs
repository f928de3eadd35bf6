//! `cargo codegen diff --base`: what a change of the spec does to callers, in
//! real git repositories.

use crate::support::CONTRACT;
use crate::support::next_version;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::repository::{
    MORE, NO_LIKES, Repository, SPEC, WAIVER, changes, code, complained, diff, edited, found, json,
    said, waive, without_lines,
};

const FORMATS: [&str; 4] = ["human", "markdown", "json", "github"];

#[test]
fn nothing_changed() {
    let repository = Repository::with(SPEC);
    for base in [
        "main",
        "HEAD",
        "@",
        repository.git(&["rev-parse", "--short", "HEAD"]).trim(),
    ] {
        for format in FORMATS {
            let output = repository.diff(&["--base", base, "--format", format]);
            assert_eq!(code(&output), Some(0), "{}", complained(&output));
        }
    }
    let report = found(&repository);
    assert_eq!(report["bump"], "none");
    assert_eq!(report["breaking"], false);
    assert_eq!(report["changes"], Value::Array(Vec::new()));
    assert_eq!(report.get("changelog"), None);
    insta::assert_snapshot!(said(&repository.diff(&["--base", "main"])));
    assert_eq!(
        said(&repository.diff(&["--base", "main", "--format", "github"])),
        ""
    );
}

#[test]
fn what_breaks_nobody() {
    let repository = edited(&[MORE]);
    let output = repository.diff(&["--base", "main"]);
    assert_eq!(code(&output), Some(0));
    insta::assert_snapshot!(said(&output));
    let report = found(&repository);
    assert_eq!(changes(&report), ["field-added Post.more v10.0 -"]);
    assert_eq!(report["bump"], "minor");
}

#[test]
fn what_only_words_change_needs_no_entry_in_the_changelog() {
    let repository = edited(&[("doc: A post.", "doc: What someone posts.")]);
    let output = repository.diff(&["--base", "main"]);
    assert_eq!(code(&output), Some(0));
    insta::assert_snapshot!(said(&output));
    let report = found(&repository);
    assert_eq!(report["bump"], "patch");
    assert_eq!(report.get("changelog"), None);
}

#[test]
fn what_breaks_callers() {
    let repository = edited(&[NO_LIKES, MORE]);
    for format in FORMATS {
        let output = repository.diff(&["--base", "main", "--format", format]);
        assert_eq!(code(&output), Some(1), "{format}: {}", complained(&output));
        if format != "json" {
            insta::assert_snapshot!(format!("breaking_{format}"), said(&output));
        }
    }
    let report = found(&repository);
    assert_eq!(report["bump"], "major");
    assert_eq!(report["breaking"], true);
    assert_eq!(
        changes(&report),
        [
            "field-removed Post.likes v1.0,v2.0 -",
            "field-added Post.more v10.0 -"
        ]
    );
}

#[test]
fn from_any_folder_and_for_any_spec() {
    let repository = Repository::new();
    let file = "teams/ä b/contract/contract.yaml";
    repository.write(file, SPEC);
    repository.write("docs/README.md", "Docs.");
    repository.commit("The contract");
    repository.edit(file, NO_LIKES.0, NO_LIKES.1);
    let root = repository.path();
    let arguments = ["--base", "main", "--format", "github"];
    let expected = "::error file=teams/ä b/contract/contract.yaml,line=23,title=field-removed::\
                    `Post.likes` was removed (v1.0 to v2.0).\n";
    let whole = root.join("teams/ä b/contract");
    let only = root.join(file);
    for (from, spec) in [
        (root.clone(), whole.as_path()),
        (root.join("docs"), whole.as_path()),
        (root.join("docs"), Path::new("../teams/ä b/contract")),
        (root.clone(), Path::new("teams/ä b/contract/")),
        (whole.clone(), Path::new(".")),
        (root.clone(), only.as_path()),
        (whole.clone(), Path::new("contract.yaml")),
    ] {
        let output = diff(&from, spec, &arguments);
        let told = said(&output);
        assert!(
            told.starts_with(expected),
            "{spec:?}: {told}{}",
            complained(&output)
        );
    }
}

#[test]
fn a_spec_in_the_root_of_its_repository() {
    let repository = Repository::new();
    repository.write("contract.yaml", SPEC);
    repository.commit("The contract");
    repository.edit("contract.yaml", NO_LIKES.0, NO_LIKES.1);
    let root = repository.path();
    let output = diff(&root, &root, &["--base", "main", "--format", "github"]);
    assert!(
        said(&output).starts_with("::error file=contract.yaml,line=23,"),
        "{}",
        said(&output)
    );
}

/// What is gone is annotated at the line before it, which is there.
#[test]
fn annotations_stand_where_the_working_tree_has_lines() {
    let repository = Repository::with(SPEC);
    repository.write(
        "spec/more.yaml",
        "format: 1\nids:\n  PostId: { doc: Id., source: page }\n",
    );
    repository.commit("More");
    // Three lines more before what is gone, and one other thing gone with its file.
    repository.edit(
        "spec/contract.yaml",
        "format: 1\n",
        "# One.\n# Two.\n# Three.\nformat: 1\n",
    );
    repository.edit("spec/contract.yaml", NO_LIKES.0, NO_LIKES.1);
    fs::remove_file(repository.path().join("spec/more.yaml")).unwrap();
    let told = said(&repository.diff(&["--base", "main", "--format", "github"]));
    let text = fs::read_to_string(repository.path().join("spec/contract.yaml")).unwrap();
    assert!(
        text.lines().nth(25).unwrap().starts_with("      author:"),
        "{text}"
    );
    assert!(
        told.contains("::error file=spec/contract.yaml,line=26,title=field-removed::"),
        "{told}"
    );
    assert!(told.contains("::error title=id-removed::"), "{told}");
}

/// A spec that this generator does not read, and its contract.
fn older(spec: &str) -> Repository {
    let repository = Repository::new();
    repository.write("spec/contract.yaml", SPEC);
    let root = repository.path();
    let generated = Command::new(env!("CARGO_BIN_EXE_page-conversations-codegen"))
        .arg("--spec")
        .arg(root.join("spec"))
        .arg("--out")
        .arg(root.join("generated"))
        .output()
        .unwrap();
    assert_eq!(code(&generated), Some(0), "{}", complained(&generated));
    repository.write("spec/contract.yaml", spec);
    repository.commit("Of another format");
    repository.write("spec/contract.yaml", SPEC);
    repository
}

#[test]
fn where_the_format_is_another_the_contract_serves() {
    let formats = [
        SPEC.replace("format: 1", "format: 0"),
        SPEC.replace("format: 1", "format: 0")
            .replace("hosts:", "servers:"),
    ];
    for spec in formats {
        let repository = older(&spec);
        // The revision has it, whatever the working tree has.
        fs::remove_dir_all(repository.path().join("generated")).unwrap();
        let output = repository.diff(&["--base", "main", "--format", "json"]);
        assert_eq!(code(&output), Some(0), "{}", complained(&output));
        assert_eq!(
            json(&output)["changes"],
            Value::Array(Vec::new()),
            "the same contract"
        );

        repository.edit("spec/contract.yaml", NO_LIKES.0, NO_LIKES.1);
        waive(
            &repository,
            &[
                WAIVER,
                "rule: field-removed, item: Post.x, reason: Of some day.",
            ],
        );
        let output = repository.diff(&["--base", "main"]);
        assert_eq!(code(&output), Some(0), "{}", complained(&output));
        insta::assert_snapshot!("older_format", said(&output));
        let output = repository.diff(&["--base", "main", "--format", "github"]);
        assert!(
            said(&output).starts_with("::warning title=field-removed::"),
            "{}",
            said(&output)
        );
    }
}

/// The `contract.json` of a wrong spec is that of the one before it.
#[test]
fn a_wrong_spec_of_this_format_is_told_whatever_contract_there_is() {
    for wrong in [
        SPEC.replace("hosts:", "servers:"),
        format!("{SPEC}x: ["),
        SPEC.replace("type: string", "type: Nobody"),
    ] {
        let repository = older(&wrong);
        let output = repository.diff(&["--base", "main"]);
        assert_eq!(code(&output), Some(2), "{}", said(&output));
        let told = complained(&output);
        assert!(told.contains("the spec at `main` (base)"), "{told}");
    }
}

/// An older generator wrote less into it.
#[test]
fn a_contract_that_lacks_what_came_later_serves() {
    let repository = older("format: 0\n");
    let path = repository.path().join("generated/contract.json");
    let text = fs::read_to_string(&path).unwrap();
    let mut contract: Value = serde_json::from_str(&text).unwrap();
    contract["headers"].take();
    contract.as_object_mut().unwrap().remove("headers");
    for version in contract["versions"].as_array_mut().unwrap() {
        for operation in version["operations"].as_array_mut().unwrap() {
            for newer in ["limitations", "notes", "permissions", "unsupported"] {
                operation.as_object_mut().unwrap().remove(newer).unwrap();
            }
        }
    }
    repository.write("generated/contract.json", &contract.to_string());
    repository.commit("Less");
    repository.write("spec/contract.yaml", "format: 0\n");
    repository.commit("Older");
    repository.write("spec/contract.yaml", SPEC);
    let output = repository.diff(&["--base", "main", "--format", "json"]);
    assert_eq!(code(&output), Some(0), "{}", complained(&output));
    assert_eq!(json(&output)["changes"], Value::Array(Vec::new()));

    for (text, why) in [("{", "EOF"), ("{\"format\": 99}", "it has format 99")] {
        repository.write("generated/contract.json", text);
        repository.write("spec/contract.yaml", "format: 0\n");
        repository.commit("Broken");
        repository.write("spec/contract.yaml", SPEC);
        let output = repository.diff(&["--base", "main"]);
        assert_eq!(code(&output), Some(2));
        let told = complained(&output);
        assert!(
            told.contains("the spec at `main` (base)") && told.contains(why),
            "{told}"
        );
    }
}

/// The real contract, with a v27.0 that three changes came with.
#[test]
fn a_pull_request_that_opens_a_version() {
    let repository = Repository::new();
    let spec = repository.path().join("spec");
    fs::create_dir(&spec).unwrap();
    for file in fs::read_dir(CONTRACT).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), spec.join(file.file_name())).unwrap();
    }
    repository.commit("The contract");
    next_version::open(Path::new(CONTRACT), &spec).unwrap();
    for format in FORMATS {
        let output = repository.diff(&["--base", "main", "--format", format]);
        assert_eq!(
            code(&output),
            Some(0),
            "{}{}",
            said(&output),
            complained(&output)
        );
        if format != "json" {
            insta::assert_snapshot!(format!("v27_{format}"), without_lines(&said(&output)));
        }
    }
    let report = found(&repository);
    assert_eq!(report["bump"], "minor");
    assert_eq!(report["opened"][0]["changes"].as_array().unwrap().len(), 3);
}

/// The history of the edge as a series of commits, each of which opens the next
/// version: every one is a minor release, and breaks nobody.
#[test]
fn the_history_replayed_asks_for_a_minor_release_at_each_step() {
    let repository = Repository::new();
    let spec = repository.path().join("spec");
    fs::create_dir(&spec).unwrap();
    for file in fs::read_dir(CONTRACT).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), spec.join(file.file_name())).unwrap();
    }
    let versions = [
        "v20.0", "v21.0", "v22.0", "v23.0", "v24.0", "v25.0", "v26.0",
    ];
    let drop = |version: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_page-conversations-codegen"))
            .args(["drop-version", version, "--spec"])
            .arg(&spec)
            .arg("--out")
            .arg(repository.path().join("generated"))
            .output()
            .unwrap();
        assert_eq!(code(&output), Some(0), "{version}: {}", complained(&output));
    };
    // From the newest back: each state is a commit on a branch of its own.
    repository.commit("v26.0");
    repository.git(&["tag", "v26.0"]);
    for pair in versions.windows(2).rev() {
        drop(pair[1]);
        repository.commit(pair[0]);
        repository.git(&["tag", pair[0]]);
    }
    drop("v20.0");
    repository.commit("v19.0");
    repository.git(&["tag", "v19.0"]);
    let mut before = "v19.0";
    for version in versions {
        repository.git(&["checkout", "--quiet", version]);
        let output = repository.diff(&["--base", before, "--format", "json"]);
        let report = json(&output);
        assert_eq!(code(&output), Some(0), "{version}: {report:#}");
        assert_eq!(report["bump"], "minor", "{version}: {report:#}");
        assert_eq!(report["breaking"], false, "{version}");
        let opened = report["opened"].as_array().unwrap();
        assert_eq!(opened.len(), 1, "{version}");
        assert_eq!(opened[0]["version"], version);
        assert_eq!(opened[0]["previous"], before);
        let summary = format!(
            "This change opens {version} and breaks nobody. The library needs a minor release."
        );
        assert_eq!(report["summary"], summary);
        before = version;
    }
}

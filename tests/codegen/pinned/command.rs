//! What `cargo codegen` says about pinned facts.

use std::fs;

use crate::pinned::files::{SPEC, Workplace, files, older, retype};

/// A contract with pinned facts, and its generated files.
fn pinned() -> Workplace {
    let workplace = Workplace::new(SPEC);
    workplace.pin("v1.0", &older());
    workplace.pin("v3.0", &files());
    assert!(workplace.run(&[]).status.success());
    workplace
}

#[test]
fn a_contract_without_pinned_facts_notices_nothing() {
    let workplace = Workplace::new(SPEC);
    workplace.run(&[]);
    let (code, said) = workplace.said(&["--check", "--today", "2022-01-01"]);
    assert_eq!(code, 0, "{said}");
    assert!(
        !said.contains("pinned") && !said.contains("verified"),
        "{said}"
    );
}

#[test]
fn drift_is_reported_with_its_line_and_fails_the_check() {
    let workplace = pinned();
    let today = ["--today", "2022-01-01"];
    let check = [&["--check"][..], &today].concat();
    let (code, said) = workplace.said(&check);
    assert_eq!(code, 0, "{said}");
    assert!(!said.contains("warning"), "{said}");

    workplace.edit(
        "contract.yaml",
        "        corrects: Object\n",
        "        corrects: string\n",
    );
    workplace.edit(
        "contract.yaml",
        "since: v2.0",
        "since: v2.0, removed_in: v3.0",
    );
    workplace.edit(
        "contract.yaml",
        "      comments:",
        "      shares: { type: int, doc: Shares., source: meta-spec }\n      comments:",
    );
    let (code, written) = workplace.said(&today);
    assert_eq!(code, 0, "{written}");
    let (code, said) = workplace.said(&check);
    assert_eq!(code, 1);
    assert!(said.contains("nothing to change"), "{said}");
    insta::assert_snapshot!("drift", said);
    // The files are written all the same, and the findings are warnings.
    assert!(written.contains("Finished") && written.contains("warning: spec/contract.yaml:"));
}

#[test]
fn a_correction_that_nothing_verifies_is_named_and_fails_nothing() {
    let workplace = pinned();
    workplace.edit(
        "contract.yaml",
        "        corrects: Object\n",
        "        corrects: Object\n        since: v2.0\n        removed_in: v3.0\n",
    );
    workplace.edit(
        "contract.yaml",
        "name: { type: string,",
        "name: { type: string, corrects: int,",
    );
    let without = |mut files| {
        crate::pinned::files::fields(&mut files).retain(|field| field["name"] != "author");
        files
    };
    workplace.pin("v1.0", &without(older()));
    workplace.pin("v3.0", &without(files()));
    workplace.run(&[]);
    let (code, said) = workplace.said(&["--check", "--today", "2022-01-01"]);
    assert_eq!(code, 0, "{said}");
    insta::assert_snapshot!("unverified", said);
}

#[test]
fn upstream_without_a_folder_compares_with_the_pinned_facts() {
    let workplace = pinned();
    let (code, said) = workplace.said(&["upstream"]);
    assert_eq!(code, 0, "{said}");
    for version in ["v1.0", "v3.0"] {
        assert!(
            said.contains(&format!("the contract of {version} agrees")),
            "{said}"
        );
    }
    let mut other = files();
    retype(&mut other, "likes", "string");
    workplace.pin("v3.0", &other);
    let (code, said) = workplace.said(&["upstream", "--graph-version", "v3.0"]);
    assert_eq!(code, 1);
    insta::assert_snapshot!("upstream", said);
    let (code, _) = workplace.said(&["upstream", "--graph-version", "v1.0"]);
    assert_eq!(code, 0);

    let json = workplace.run(&["upstream", "--format", "json"]);
    let all: Vec<serde_json::Value> = serde_json::from_slice(&json.stdout).unwrap();
    let drift: Vec<_> = all
        .iter()
        .map(|one| (&one["version"], &one["drift"]))
        .collect();
    assert_eq!(
        format!("{drift:?}"),
        "[(String(\"v1.0\"), Bool(false)), (String(\"v3.0\"), Bool(true))]"
    );
    let json = workplace.run(&["upstream", "--format", "json", "--graph-version", "v3.0"]);
    let one: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(one["changes"][0]["upstream_file"], "spec/meta_spec.yaml");
}

#[test]
fn what_cannot_be_compared_or_pinned_says_what_to_do() {
    let workplace = Workplace::new(SPEC);
    let folder = workplace.folder(&files());
    let folder = folder.as_str();
    let before = fs::read_dir(workplace.spec()).unwrap().count();
    let mut all = Vec::new();
    let mut refused = |args: &[&str]| {
        let (code, said) = workplace.said(args);
        assert_eq!(code, 2, "{args:?} {said}");
        let args = args.join(" ").replace(folder, "…/meta");
        all.push(format!("$ {args}\n{said}"));
    };
    refused(&["upstream"]);
    refused(&["upstream", "--graph-version", "v3.0"]);
    refused(&["upstream", "--pin", "--graph-version", "v3.0"]);
    refused(&["upstream", folder, "--pin"]);
    refused(&["upstream", folder, "--pin", "--graph-version", "v3.0"]);
    refused(&[
        "upstream",
        folder,
        "--pin",
        "--graph-version",
        "v9.0",
        "--origin",
        "x",
    ]);
    refused(&[
        "upstream",
        folder,
        "--origin",
        "x",
        "--graph-version",
        "v3.0",
    ]);
    refused(&["upstream", folder, "--pin", "--origin", "a \u{E9}"]);
    refused(&["upstream", "--apply", "--graph-version", "v3.0"]);
    insta::assert_snapshot!("refused", all.join("\n"));
    assert_eq!(fs::read_dir(workplace.spec()).unwrap().count(), before);
}

#[test]
fn facts_are_pinned_from_the_command_line() {
    let workplace = Workplace::new(SPEC);
    let folder = workplace.folder(&files());
    let args = [
        "upstream",
        &folder,
        "--graph-version",
        "v3.0",
        "--pin",
        "--origin",
        "release of v3.0",
        "--read",
        "2026-11-26",
    ];
    let (code, said) = workplace.said(&args);
    assert_eq!(code, 0, "{said}");
    insta::assert_snapshot!("pin", said);
    let text = fs::read_to_string(workplace.pins()).unwrap();
    let other = Workplace::new(SPEC);
    other.pin("v3.0", &files());
    assert_eq!(text, fs::read_to_string(other.pins()).unwrap());

    // With `--apply`, the facts cover what was added.
    let mut more = files();
    crate::pinned::files::fields(&mut more)
        .push(serde_json::json!({ "name": "views", "type": "int" }));
    let folder = workplace.folder(&more);
    let args = [
        "upstream",
        &folder,
        "--graph-version",
        "v3.0",
        "--apply",
        "--pin",
        "--origin",
        "a later one",
    ];
    let (code, said) = workplace.said(&args);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("Pinned the facts of v3.0"), "{said}");
    assert!(
        fs::read_to_string(workplace.pins())
            .unwrap()
            .contains("views: int")
    );
    // The added field has a doc that a person has to write.
    let (code, said) = workplace.said(&["--check"]);
    assert_eq!(code, 1, "{said}");
    workplace.edit(
        "contract.yaml",
        "\"To be written: Meta's spec has it, and does not say what it is.\"",
        "Views.",
    );
    workplace.said(&[]);
    let (code, said) = workplace.said(&["--check"]);
    assert_eq!(code, 0, "{said}");
}

/// A wrong fact is told with its place, as every mistake in a spec.
#[test]
fn pinned_facts_that_lack_a_node_which_a_call_reads_are_refused() {
    let workplace = pinned();
    let text = fs::read_to_string(workplace.pins()).unwrap();
    let start = text.rfind("      Page:\n").unwrap();
    let end = text.rfind("      Post:\n").unwrap();
    fs::write(
        workplace.pins(),
        format!("{}{}", &text[..start], &text[end..]),
    )
    .unwrap();
    let (code, said) = workplace.said(&["--check"]);
    assert_eq!(code, 2);
    assert!(
        said.contains("the pinned facts have no node `Page`, which `ListPosts` reads"),
        "{said}"
    );
    assert!(said.contains("spec/meta_spec.yaml:"), "{said}");
}

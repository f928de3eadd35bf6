//! Corrections that change what is published.

use crate::pinned::files::{SPEC, files, older, pin_at, retype};
use crate::support::repository::{Repository, changes, code, found, json};

/// The contract copied Meta's type, and now corrects it.
fn corrected() -> Repository {
    let correct = "        type: Author\n        corrects: Object\n";
    assert!(SPEC.contains(correct));
    let repository = Repository::with(&SPEC.replace(correct, "        type: Object\n"));
    repository.edit("spec/contract.yaml", "        type: Object\n", correct);
    repository
}

fn excused(versions: &str, by: &str) -> String {
    format!(
        "field-type-changed Post.author {versions} a correction of `Object`, which Meta's spec has in {by}"
    )
}

#[test]
fn a_correction_without_pinned_facts_needs_a_waiver() {
    let repository = corrected();
    let report = found(&repository);
    assert_eq!(
        changes(&report),
        ["field-type-changed Post.author v1.0,v2.0,v3.0 -"]
    );
    assert_eq!(code(&repository.diff(&["--base", "main"])), Some(1));
    let notes = report["notes"].to_string();
    assert!(notes.contains("`Post.author` states a correction of `Object` that is not confirmed"));
    assert!(notes.contains("no facts of Meta's spec are pinned for its versions"));

    repository.write(
        "spec/waivers.yaml",
        "format: 1\nwaivers:\n  - { rule: field-type-changed, item: Post.author, reason: Seen. }\n",
    );
    assert_eq!(code(&repository.diff(&["--base", "main"])), Some(0));
}

#[test]
fn a_correction_that_pinned_facts_confirm_needs_none() {
    let repository = corrected();
    pin_at(&repository.path().join("spec"), "v3.0", &files());
    let report = found(&repository);
    assert_eq!(changes(&report), [excused("v1.0,v2.0,v3.0", "`v3.0`")]);
    assert_eq!(code(&repository.diff(&["--base", "main"])), Some(0));
    assert_eq!(report["bump"], "major");
    pin_at(&repository.path().join("spec"), "v1.0", &older());
    let report = found(&repository);
    assert_eq!(
        changes(&report),
        [excused("v1.0,v2.0,v3.0", "`v1.0` and `v3.0`")]
    );
    assert_eq!(report["notes"], serde_json::json!([]));
}

#[test]
fn a_correction_that_pinned_facts_refute_needs_a_waiver() {
    for ty in ["Author", "string", "list<Object>"] {
        let repository = corrected();
        let mut other = files();
        retype(&mut other, "author", ty);
        pin_at(&repository.path().join("spec"), "v1.0", &older());
        pin_at(&repository.path().join("spec"), "v3.0", &other);
        let report = found(&repository);
        assert_eq!(
            changes(&report),
            ["field-type-changed Post.author v1.0,v2.0,v3.0 -"]
        );
        assert!(report["notes"].to_string().contains("have another type"));
    }
}

/// The entries of a field are corrections of their own.
#[test]
fn only_the_versions_of_a_confirmed_entry_are_accepted() {
    let repository = corrected();
    let entry = "        type: Author\n        corrects: Object\n        doc: Who wrote it.\n        source: meta-spec\n";
    let two = "\n        - { type: Author, corrects: Object, removed_in: v3.0, doc: Who wrote it., source: meta-spec }\
               \n        - { type: string, corrects: Object, since: v3.0, doc: Who wrote it., source: meta-spec }\n";
    repository.edit("spec/contract.yaml", &format!("\n{entry}"), two);
    pin_at(&repository.path().join("spec"), "v1.0", &older());
    let report = found(&repository);
    let mut retyped = changes(&report);
    retyped.retain(|change| change.starts_with("field-type-changed"));
    retyped.sort();
    assert_eq!(
        retyped,
        [
            excused("v1.0,v2.0", "`v1.0`"),
            "field-type-changed Post.author v3.0 -".to_owned(),
        ]
    );
}

/// What the base corrected already is no error of Meta's.
#[test]
fn a_correction_that_is_changed_needs_a_waiver() {
    let repository = Repository::with(SPEC);
    repository.edit(
        "spec/contract.yaml",
        "        type: Author\n",
        "        type: list<Author>\n",
    );
    pin_at(&repository.path().join("spec"), "v3.0", &files());
    assert_eq!(
        changes(&found(&repository)),
        ["field-type-changed Post.author v1.0,v2.0,v3.0 -"]
    );
    // Nor is a type that the base did not copy.
    let base = SPEC.replace(
        "        type: Author\n        corrects: Object\n",
        "        type: string\n",
    );
    let repository = Repository::with(&base);
    repository.edit(
        "spec/contract.yaml",
        "        type: string\n",
        "        type: Author\n        corrects: Object\n",
    );
    pin_at(&repository.path().join("spec"), "v3.0", &files());
    let output = repository.diff(&["--base", "main", "--format", "json"]);
    let report = json(&output);
    assert_eq!(
        changes(&report),
        [
            "correction-stated Post.author v1.0,v2.0,v3.0 -",
            "field-type-changed Post.author v1.0,v2.0,v3.0 -"
        ]
    );
    assert_eq!(code(&output), Some(1));
}

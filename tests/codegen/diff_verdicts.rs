//! `cargo codegen diff --base`: verdicts that a reviewer relies on.

use std::fs;
use std::path::Path;

use page_conversations_codegen::contract::{check, load};
use serde_json::Value;

use crate::support::CONTRACT;
use crate::support::repository::{Repository, changes, code, complained, edited, found, said};

/// The real contract in a repository, committed.
fn real() -> Repository {
    let repository = Repository::new();
    for file in fs::read_dir(CONTRACT).unwrap() {
        let file = file.unwrap();
        let name = file.file_name().into_string().unwrap();
        repository.write(
            &format!("spec/{name}"),
            &fs::read_to_string(file.path()).unwrap(),
        );
    }
    repository.commit("The contract");
    repository
}

fn newest() -> String {
    let (spec, _) = check::check(load::load(Path::new(CONTRACT))).unwrap();
    spec.versions.names().last().unwrap().value.clone()
}

/// The rules of the changes, each once.
fn rules(report: &Value) -> Vec<String> {
    let changes = report["changes"].as_array().unwrap().iter();
    let mut rules: Vec<_> = changes
        .map(|change| change["rule"].as_str().unwrap().to_owned())
        .collect();
    rules.sort();
    rules.dedup();
    rules
}

#[test]
fn advice_that_changes_is_a_change_of_behavior_in_every_form() {
    let repository = edited(&[(
        "advice: wait, since: v10.0",
        "advice: give_up, since: v10.0",
    )]);
    for format in ["human", "markdown", "github"] {
        let output = repository.diff(&["--base", "main", "--format", format]);
        assert_eq!(code(&output), Some(0), "{}", complained(&output));
        insta::assert_snapshot!(format!("behavior_{format}"), said(&output));
    }
    let report = found(&repository);
    assert_eq!(report["bump"], "minor");
    assert_eq!(report["breaking"], false);
    assert_eq!(report["behavior"], 1);
    let change = &report["changes"][0];
    assert_eq!(change["severity"], "behavior");
    let effect = &change["effects"][0];
    assert_eq!(effect["before"]["advice"], "wait");
    assert_eq!(effect["now"]["advice"], "give_up");
    assert!(
        effect["text"]
            .as_str()
            .unwrap()
            .contains("the call is never retried")
    );
}

#[test]
fn a_blocked_call_that_would_be_repeated_is_reported() {
    let repository = real();
    repository.edit(
        "spec/errors.yaml",
        "name: ActionBlocked\n    advice: give_up",
        "name: ActionBlocked\n    advice: wait",
    );
    let output = repository.diff(&["--base", "main"]);
    assert_eq!(code(&output), Some(0));
    let told = said(&output)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    for text in [
        "Behavior 1 change of behavior",
        "Code 368 (`ActionBlocked`): was `give_up`, is now `wait`: the call is retried until the \
         retry budget is used",
        "Behavior This change breaks no code, but changes behavior in 1 place. The library needs a \
         minor release.",
    ] {
        assert!(told.contains(text), "{text}: {told}");
    }
}

#[test]
fn a_widened_parameter_breaks_code_everywhere_in_the_report() {
    let repository = real();
    let file = repository.path().join("spec/conversations.yaml");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("type: PageId"));
    repository.write(
        "spec/conversations.yaml",
        &text.replace("type: PageId", "type: string"),
    );
    let output = repository.diff(&["--base", "main", "--format", "markdown"]);
    assert_eq!(code(&output), Some(1));
    let page = said(&output);
    assert!(
        page.starts_with("## This change breaks callers in "),
        "{page}"
    );
    assert!(
        page.contains("The library needs a major release.\n"),
        "{page}"
    );
    assert!(page.contains("### Breaks code, not calls\n"), "{page}");
    assert!(page.contains("- Breaking, in "), "{page}");
    assert!(!page.contains("### Compatible"), "{page}");
    let github = said(&repository.diff(&["--base", "main", "--format", "github"]));
    assert!(
        github.lines().all(|line| line.starts_with("::error ")),
        "{github}"
    );
    assert_eq!(rules(&found(&repository)), ["parameter-type-widened"]);
}

/// A field that the newest version alone has splits the type, which then is one
/// type no longer; and the reverse.
#[test]
fn a_type_that_is_shared_or_not_breaks_nobody() {
    let apart = format!(
        "      topic: {{ type: string, since: {}, doc: Its topic., source: meta-spec }}\n",
        newest()
    );
    let before = "      wallpaper:\n";
    for is_split in [true, false] {
        let repository = real();
        let split = || {
            repository.edit(
                "spec/unified_thread.yaml",
                before,
                &format!("{apart}{before}"),
            )
        };
        match is_split {
            true => split(),
            false => {
                split();
                repository.commit("Split");
                repository.edit(
                    "spec/unified_thread.yaml",
                    &apart,
                    &apart.replace(&format!("since: {}, ", newest()), ""),
                );
            }
        }
        let base = if is_split { "main" } else { "HEAD" };
        let output = repository.diff(&["--base", base, "--format", "json"]);
        assert_eq!(code(&output), Some(0), "{}", said(&output));
        let report: Value = serde_json::from_str(&said(&output)).unwrap();
        let rule = if is_split {
            "type-no-longer-shared"
        } else {
            "type-now-shared"
        };
        assert_eq!(rules(&report), ["field-added", rule]);
        assert_eq!(report["bump"], "minor");
        assert_eq!(report["breaking"], false);
        assert_eq!(report.get("waivers"), None);
        let summary = "This change breaks nobody. The library needs a minor release.";
        assert_eq!(report["summary"], summary);
        let changelog = report["changelog"].as_str().unwrap();
        assert!(changelog.contains("### Changed\n\n- In "), "{changelog}");
        assert!(!changelog.contains("Removed"), "{changelog}");
        assert!(!changes(&report).is_empty());
    }
}

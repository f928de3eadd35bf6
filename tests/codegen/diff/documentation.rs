//! `RULES.md` says what the table of rules says.

use std::fmt::Write;
use std::fs;

use page_conversations_codegen::cli::upstream;
use page_conversations_codegen::contract::diff::Rule;
use page_conversations_codegen::contract::diff::rules;
use serde_json::json;

const PATH: &str = "RULES.md";

const HEAD: &str =
    "<!-- Written from codegen/src/contract/diff/rules.rs by `INSTA_UPDATE=always cargo test -p \
page-conversations-codegen --test codegen`. -->

# Rules of `cargo codegen diff`

Each rule has a stable id. Its severity states who is affected: `breaking-send`, calls that worked
are refused or no longer compile; `breaking-read`, callers lose something that they read from
responses, or it has another type; `compatible`, no caller has to act; `docs-only`, only
documentation changed. The bump is what SemVer requires of the library.
";

const UPSTREAM: &str = "
# Rules of `cargo codegen upstream`

`drift` is a difference that no entry of the spec explains, `compatible` one that an entry explains.
The bump is what the library needs once the contract follows Meta's files.
";

fn document() -> String {
    let mut text = HEAD.to_owned();
    for (heading, rules) in rules::by_heading() {
        writeln!(text, "\n## {heading}").unwrap();
        table(&mut text, *rules);
    }
    text.push_str(UPSTREAM);
    table(&mut text, upstream::rules::ALL.iter().copied());
    text
}

fn table<'r>(text: &mut String, rules: impl IntoIterator<Item = &'r Rule>) {
    writeln!(text, "\n| Rule | Severity | Bump | Finds |").unwrap();
    writeln!(text, "| --- | --- | --- | --- |").unwrap();
    for rule in rules {
        let word = |value| format!("{value}").replace('"', "`");
        let (severity, bump) = (word(json!(rule.severity)), word(json!(rule.bump)));
        writeln!(
            text,
            "| `{}` | {severity} | {bump} | {} |",
            rule.id, rule.doc
        )
        .unwrap();
    }
}

#[test]
fn the_documentation_of_rules_is_the_table_of_rules() {
    let text = document();
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(PATH, &text).unwrap();
    }
    let written = fs::read_to_string(PATH).unwrap_or_default();
    assert!(
        written == text,
        "codegen/RULES.md is stale; run `INSTA_UPDATE=always cargo test -p \
         page-conversations-codegen --test codegen`"
    );
}

#[test]
fn what_breaks_callers_is_a_major_release() {
    for rule in rules::all() {
        let major = rule.bump == page_conversations_codegen::contract::diff::Bump::Major;
        assert!(major || !rule.severity.fails(), "{}", rule.id);
    }
}

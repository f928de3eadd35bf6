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

# What `cargo codegen diff` finds

Each rule has a stable id. Its severity says whom a change concerns: `breaking-send`, a call that
was right is refused or does not compile; `breaking-read`, what is read from a response is gone or
has another type; `compatible`, nobody has to do anything; `docs-only`, only words changed. The
bump is what SemVer asks of the library.
";

const UPSTREAM: &str = "
# What `cargo codegen upstream` finds

`drift` is what no entry of the spec explains, `compatible` what one does. The bump is what the
library needs once the contract follows Meta's files.
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

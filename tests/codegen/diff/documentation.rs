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

Each rule has a stable id. Its severity states who is affected, and decides everything that a report
states: its headline, its section, the label in the changelog, the level of annotations, and the exit
code.

| Severity | Means | Changelog | Bump | Exit code |
| --- | --- | --- | --- | --- |
| `breaking-send` | Graph refuses calls that worked, or callers can no longer send them. | `Breaking` | `major` | 1, or 0 with a waiver |
| `breaking-read` | Callers lose something that they read from responses, or it has another type. | `Breaking` | `major` | 1, or 0 with a waiver |
| `breaking-code` | No call is refused, but code that worked may no longer compile. | `Breaking` | `major` | 1, or 0 with a waiver |
| `behavior` | All code compiles, but calls are handled in another way at run time. | `Behavior`, under `Changed` | `minor` | 0 |
| `compatible` | No caller has to act, except where code mixes the types of several Graph versions. | listed | `minor` or less | 0 |
| `docs-only` | Only documentation changed. | not listed | `patch` or less | 0 |

A change of behavior needs no waiver: the contract follows Graph, and a wrong advice is corrected by
changing it. It is never reported as one that needs nothing: the headline counts it, and it has a
section, a changelog entry, and a warning at its line. For error codes, the report states the errors
that are handled in another way, by code, subcode and message, and what callers see of it. Which
versions share a Rust type is not promised: a change of that is reported as `compatible`.
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

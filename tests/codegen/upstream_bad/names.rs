//! Names that the spec or the bindings cannot hold as they are.

use serde_json::Value;

use crate::support::catalogues::Made;
use crate::upstream_bad::workplace::{Workplace, complained};

/// Names that are no identifiers: what the generator takes is added, what it
/// does not take is listed.
#[test]
fn names_that_are_no_identifiers_are_added_or_listed() {
    let workplace = Workplace::new();
    let odd = [
        "1st_party",
        "a-b",
        "$x",
        "action.type",
        "a b",
        "…",
        "a_b",
        "type",
        "self",
        "#hash",
        "k\"q",
        "-dash",
        "\u{1b}[31m",
    ];
    let mut made = Made::v26();
    for name in odd {
        made = made.field(name, "string").param(name, "string");
    }
    let made = made.values(
        "edge_platform_enum_param",
        &[
            "INSTAGRAM",
            "MESSENGER",
            "1d",
            "",
            "+",
            "a-b",
            "A_B",
            "no",
            "x: y",
            "# z",
            "\"q\"",
            "[a2]",
            "&b2",
            "*c2",
            "!d2",
            "- e2",
            "\u{1b}[31m",
        ],
    );
    made.write(&workplace.0.path().join("v26.0"));
    let before = workplace.spec().concat();
    let output = workplace.run(&["--apply"]);
    assert_eq!(output.status.code(), Some(1), "{}", complained(&output));
    let after = workplace.spec().concat();
    let added = after
        .lines()
        .filter(|line| !before.lines().any(|old| old == *line));
    insta::assert_snapshot!("odd_names", added.collect::<Vec<_>>().join("\n"));
    let said = String::from_utf8(output.stdout).unwrap();
    // Lines of the spec move.
    let decide = said.lines().skip_while(|line| !line.contains("Decide"));
    let decide = decide.map(|line| match line.split_once("yaml:") {
        Some((file, rest)) => format!("{file}yaml{}", rest.trim_start_matches(char::is_numeric)),
        None => line.to_owned(),
    });
    insta::assert_snapshot!("odd_names_left", decide.collect::<Vec<_>>().join("\n"));
    // A second run has nothing more to add.
    workplace.run(&["--apply"]);
    assert_eq!(workplace.spec().concat(), after);
}

#[test]
fn a_type_that_nobody_defines_is_told_and_added_as_an_object() {
    let workplace = Workplace::new();
    let made = Made::v26()
        .field("mood", "UnifiedMood")
        .field("snippet", "UnifiedSnippet");
    made.write(&workplace.0.path().join("v26.0"));
    let output = workplace.run(&["--format", "json"]);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let messages: Vec<_> = document["changes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|change| change["severity"] == "drift")
        .map(|change| change["message"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(messages.len(), 2);
    assert!(
        messages[1].contains("`UnifiedSnippet` in Meta's files, which these files do not define"),
        "{messages:?}"
    );
    let output = workplace.run(&["--apply"]);
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stdout).unwrap();
    let told = told
        .lines()
        .find(|line| line.contains("Added UnifiedThread.mood"));
    let told = told.unwrap();
    assert!(
        told.contains("UnifiedThread.json:") && told.contains("`UnifiedMood`"),
        "{told}"
    );
    assert!(
        workplace
            .spec()
            .concat()
            .contains("type: Object\n        corrects: UnifiedMood\n")
    );
}

/// A file that was cut short, more likely than a node that lost all it had.
#[test]
fn a_node_that_has_no_fields_any_more_takes_none_away() {
    let workplace = Workplace::new();
    Made::v26().write(&workplace.0.path().join("v26.0"));
    let file = workplace.0.path().join("v26.0/specs/UnifiedThread.json");
    let text = std::fs::read_to_string(&file).unwrap();
    let mut node: Value = serde_json::from_str(&text).unwrap();
    node["fields"] = Value::Array(Vec::new());
    std::fs::write(&file, node.to_string()).unwrap();
    let before = workplace.spec();
    let output = workplace.run(&["--apply"]);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        told.contains("UnifiedThread.json") && told.contains("`fields` is empty"),
        "{told}"
    );
    assert_eq!(workplace.spec(), before);
}

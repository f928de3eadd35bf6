//! What a report looks like, in each of its forms.

mod example;

use page_conversations_codegen::cli::report::{
    ChangeReport, Finding, Problems, github, human, json, markdown, sarif,
};
use page_conversations_codegen::contract::diff::{Change, Location, Side};
use serde_json::{Value, json};

use self::example::{ADDED, NARROWED, REMOVED, at, change, place, report};
use crate::support::sarif::{errors, valid};

#[test]
fn for_a_terminal() {
    insta::assert_snapshot!(human::render(&report(), false));
}

#[test]
fn for_a_terminal_without_colour_it_is_the_same_text() {
    let styled = human::render(&report(), true);
    assert!(
        styled.contains("\u{1b}[1m\u{1b}[31m    Breaking\u{1b}[0m"),
        "{styled:?}"
    );
    let plain = anstream::adapter::strip_str(&styled).to_string();
    assert_eq!(plain, human::render(&report(), false));
}

#[test]
fn for_a_pull_request() {
    insta::assert_snapshot!(markdown::render(&report()));
}

#[test]
fn for_a_workflow() {
    insta::assert_snapshot!(github::render(&Finding::of_changes(&report(), place)));
}

#[test]
fn for_programs() {
    let document: Value = serde_json::from_str(&json::render(&report())).unwrap();
    insta::assert_snapshot!(sorted(&document));
}

/// JSON whose keys are in order, whatever serde_json's map does.
fn sorted(value: &Value) -> String {
    fn sort(value: &Value) -> Value {
        match value {
            Value::Object(object) => {
                let mut entries: Vec<_> = object.iter().collect();
                entries.sort_by_key(|(key, _)| key.as_str());
                let entries = entries.into_iter();
                Value::Object(
                    entries
                        .map(|(key, value)| (key.clone(), sort(value)))
                        .collect(),
                )
            }
            Value::Array(items) => Value::Array(items.iter().map(sort).collect()),
            other => other.clone(),
        }
    }
    serde_json::to_string_pretty(&sort(value)).unwrap()
}

#[test]
fn nothing_that_differs_makes_a_short_report() {
    let nothing = ChangeReport {
        base: "v1.0".to_owned(),
        head: "v2.0".to_owned(),
        summary: "Nothing differs.".to_owned(),
        ..ChangeReport::default()
    };
    assert!(!nothing.breaks());
    assert_eq!(
        human::render(&nothing, false),
        "   Comparing v1.0 with v2.0\n\n    Finished Nothing differs.\n"
    );
    assert_eq!(
        markdown::render(&nothing),
        "## Nothing differs.\n\nThis library is generated from a contract, which states for each \
         version of Meta's Graph API what can be called, sent and read. \
         Compared: v1.0 with v2.0.\n"
    );
    assert_eq!(github::render(&Finding::of_changes(&nothing, place)), "");
}

#[test]
fn for_code_scanning() {
    let findings = Finding::of_changes(&report(), place);
    let document = valid(&sarif::render(&findings));
    insta::assert_snapshot!(sorted(&document));
}

/// Each part that a log may get wrong.
#[test]
fn sarif_that_is_wrong_is_noticed() {
    let right = valid(&sarif::render(&problems().findings));
    let result = "/runs/0/results/0";
    let place = "/runs/0/results/0/locations/0/physicalLocation";
    for (owner, key, wrong) in [
        ("", "version", json!("2.1")),
        ("", "runs", json!({})),
        ("", "schema", json!("x")),
        ("/runs/0", "tool", json!({})),
        ("/runs/0", "columnKind", json!("bytes")),
        ("/runs/0/tool/driver", "semanticVersion", json!("1")),
        ("/runs/0/tool/driver/rules/0", "id", json!(1)),
        (result, "level", json!("notice")),
        (result, "message", json!({})),
        (result, "ruleIndex", json!(null)),
        (result, "partialFingerprints", json!({ "finding/v1": 1 })),
        (result, "suppressions", json!([{ "status": "accepted" }])),
        (place, "artifactLocation", json!({ "uri": "a b.yaml" })),
        (place, "region", json!({ "startLine": 0 })),
        (place, "region", json!({ "startColumn": 1 })),
    ] {
        let mut log = right.clone();
        let owner = log.pointer_mut(owner).unwrap();
        owner[key] = wrong;
        assert_eq!(errors(&log).len(), 1, "{key}: {:?}", errors(&log));
    }
}

/// What the format requires, and what code scanning requires of it.
#[test]
fn sarif_has_the_parts_that_its_readers_need() {
    let ours = page_conversations_codegen::cli::review::Head::read("../spec".as_ref()).unwrap();
    let versions = &ours.contracts.versions;
    let (old, new) = (&versions[0], &versions[versions.len() - 1]);
    let diff = page_conversations_codegen::cli::review::of_versions(&ours, old, new);
    let here = |at: &Location| Some((at.file.clone(), at.line));
    for (findings, located) in [
        (Finding::of_changes(&report(), place), false),
        (Finding::of_changes(&diff, here), true),
        (problems().findings, true),
        (Vec::new(), true),
    ] {
        let log = valid(&sarif::render(&findings));
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), findings.len());
        let ids: std::collections::BTreeSet<_> = rules
            .iter()
            .map(|rule| rule["id"].as_str().unwrap())
            .collect();
        assert_eq!(ids.len(), rules.len(), "a rule is listed once");
        for rule in rules {
            assert!(
                !rule["shortDescription"]["text"]
                    .as_str()
                    .unwrap()
                    .is_empty()
            );
        }
        for result in results {
            let index = result["ruleIndex"].as_u64().unwrap();
            assert_eq!(
                rules[usize::try_from(index).unwrap()]["id"],
                result["ruleId"]
            );
            assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
            assert!(!result["message"]["text"].as_str().unwrap().is_empty());
            let locations = result["locations"].as_array().unwrap();
            assert!(!located || locations.len() == 1, "{result}");
            for location in locations {
                let file = &location["physicalLocation"]["artifactLocation"];
                assert_eq!(file["uriBaseId"], "%SRCROOT%");
                let uri = file["uri"].as_str().unwrap();
                assert!(
                    !uri.starts_with('/') && !uri.contains([' ', ':', ',']),
                    "{uri}"
                );
            }
        }
    }
}

/// A finding is the same one if lines above it are added.
#[test]
fn a_fingerprint_does_not_depend_on_lines() {
    let fingerprints = |line: usize| {
        let report = ChangeReport {
            changes: vec![
                Change {
                    location: at("spec/thing.yaml", line, Side::Head),
                    ..change(&REMOVED, "Thing.size", &["v1.0"], "was removed")
                },
                change(&REMOVED, "Thing.size", &["v2.0"], "was removed"),
            ],
            ..ChangeReport::default()
        };
        let findings = Finding::of_changes(&report, place);
        let log = valid(&sarif::render(&findings));
        let results = log["runs"][0]["results"].as_array().unwrap().iter();
        let prints = results.map(|result| result["partialFingerprints"]["finding/v1"].clone());
        prints.collect::<Vec<_>>()
    };
    assert_eq!(fingerprints(3), fingerprints(30));
    assert_ne!(fingerprints(3)[0], fingerprints(3)[1]);
}

/// A spec with an error in the middle of a line that is not ASCII.
fn problems() -> Problems {
    let text = "format: 1\napi: { title: \"Über\", dok: A, doc: B }\n";
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("a b, c.yaml");
    std::fs::write(&spec, text).unwrap();
    let Err(page_conversations_codegen::Error::Spec(report)) =
        page_conversations_codegen::generate(&spec, "crate")
    else {
        panic!("the spec is wrong");
    };
    Problems::of_spec(&report, &spec)
}

#[test]
fn an_invalid_spec_in_each_format() {
    let problems = problems();
    insta::assert_snapshot!(
        "problems_markdown",
        markdown::problems(&problems, markdown::SUMMARY)
    );
    insta::assert_snapshot!("problems_github", github::render(&problems.findings));
    insta::assert_snapshot!("problems_json", json::problems(&problems));
    valid(&sarif::render(&problems.findings));
    insta::assert_snapshot!("problems_sarif", sarif::render(&problems.findings));
}

/// GitHub shows ten of each level for a step.
#[test]
fn github_gets_the_ten_gravest_of_a_level() {
    let changes = (0..25).map(|number| {
        let rule = [&ADDED, &REMOVED][number % 2];
        change(rule, &format!("Thing.field{number}"), &[], "differs")
    });
    let mut changes: Vec<_> = changes.collect();
    // Calls are graver than what is read.
    changes.push(change(&NARROWED, "Thing.last", &[], "differs"));
    let report = ChangeReport {
        changes,
        ..ChangeReport::default()
    };
    let text = github::render(&Finding::of_changes(&report, place));
    let lines: Vec<_> = text.lines().collect();
    let of = |level: &str| lines.iter().filter(|line| line.starts_with(level)).count();
    assert_eq!((of("::error "), of("::notice "), lines.len()), (10, 10, 21));
    assert!(lines[0].contains("title=parameter-narrowed"), "{text}");
    assert!(
        lines[20].starts_with("3 more errors, 3 more notices: "),
        "{text}"
    );
}

#[test]
fn markdown_ends_before_its_limit_and_says_so() {
    let changes =
        (0..500).map(|number| change(&ADDED, &format!("Thing.field{number}"), &[], "was added"));
    let report = ChangeReport {
        summary: "Much.".to_owned(),
        changes: changes.collect(),
        texts: report().texts,
        ..ChangeReport::default()
    };
    let whole = markdown::render_within(&report, usize::MAX);
    assert!(whole.len() > 20_000 && !whole.contains("too long"));
    assert_eq!(markdown::render_within(&report, whole.len()), whole);
    for limit in [0, 1, 100, 150] {
        let cut = markdown::render_within(&report, limit);
        assert!(cut.len() <= limit, "{} of {limit}", cut.len());
        assert!("> [!WARNING]\n> The report is too long".starts_with(&cut) || limit >= 100);
    }
    for limit in [300, 1_000, 5_000, whole.len() - 1] {
        let cut = markdown::render_within(&report, limit);
        assert!(cut.len() <= limit, "{} of {limit}", cut.len());
        assert!(
            cut.contains("The report is too long to be shown here"),
            "{cut}"
        );
        assert_eq!(cut.matches("```").count() % 2, 0, "no code block is open");
        let mut rows = cut.lines().filter(|line| line.starts_with("| `"));
        assert!(rows.all(|row| row.ends_with(" |")), "no row is cut");
    }
}

/// What stands in a spec comes from others. In a table it stays text.
#[test]
fn texts_of_the_spec_stay_text() {
    let wild = [
        ("a | b", "a \\| b"),
        ("code `a | b`", "code `a \\| b`"),
        ("a `lone tick", "a \\`lone tick"),
        (
            "<script>alert(1)</script> & co",
            "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co",
        ),
        (
            "**bold** _it_ [x](y) #1",
            "\\*\\*bold\\*\\* \\_it\\_ \\[x\\](y) \\#1",
        ),
        ("line\r\n| cell |\n# title", "line \\| cell \\| \\# title"),
        ("``two``", "\\`\\`two\\`\\`"),
        ("@someone and `@code`", "@&#8203;someone and `@code`"),
    ];
    for (text, cell) in wild {
        let report = ChangeReport {
            changes: vec![change(&ADDED, "Thing.age", &[], text)],
            ..ChangeReport::default()
        };
        let text = markdown::render(&report);
        let row = text
            .lines()
            .find(|line| line.contains("Thing.age"))
            .unwrap();
        assert_eq!(row, format!("| `Thing.age` | {cell} | `field-added` | – |"));
    }
}

#[test]
fn a_command_of_a_workflow_cannot_be_ended_by_a_text() {
    let report = ChangeReport {
        changes: vec![Change {
            location: at("spec/a,b:c.yaml", 1, Side::Head),
            ..change(&REMOVED, "Thing.size", &[], "50%\r\n::error::forged")
        }],
        ..ChangeReport::default()
    };
    let here = |at: &Location| Some((at.file.clone(), at.line));
    let commands = github::render(&Finding::of_changes(&report, here));
    assert_eq!(
        commands,
        "::error file=spec/a%2Cb%3Ac.yaml,line=1,title=field-removed::\
         `Thing.size` 50%25%0D%0A::error::forged.\n"
    );
}

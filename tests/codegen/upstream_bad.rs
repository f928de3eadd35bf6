//! Files of Meta's that make no sense: what is said, and that nothing is
//! written.

#![allow(clippy::unwrap_used)]

mod catalogues;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use catalogues::Made;
use serde_json::{Value, json};

type Files = BTreeMap<String, Value>;

struct Workplace(tempfile::TempDir);

impl Workplace {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let spec = folder.path().join("spec");
        fs::create_dir(&spec).unwrap();
        for entry in fs::read_dir("../spec").unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, spec.join(path.file_name().unwrap())).unwrap();
        }
        Made::v26().write(&folder.path().join("v26.0"));
        Self(folder)
    }

    fn specs(&self) -> std::path::PathBuf {
        self.0.path().join("v26.0/specs")
    }

    fn file(&self, name: &str) -> std::path::PathBuf {
        self.specs().join(format!("{name}.json"))
    }

    fn run(&self, more: &[&str]) -> Output {
        let version = ["--graph-version", "v26.0"];
        let version = if more.contains(&"--draft") {
            &[][..]
        } else {
            &version
        };
        Command::new(env!("CARGO_BIN_EXE_page-conversations-codegen"))
            .current_dir(self.0.path())
            .args(["upstream", "v26.0", "--spec", "spec", "--out", "generated"])
            .args(version)
            .args(more)
            .output()
            .unwrap()
    }

    fn spec(&self) -> Vec<String> {
        let mut texts: Vec<_> = fs::read_dir(self.0.path().join("spec"))
            .unwrap()
            .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
            .collect();
        texts.sort();
        texts
    }

    /// Compares and applies: both refuse, in the same words, and write nothing.
    fn refused(&self) -> String {
        let before = self.spec();
        let compared = self.run(&[]);
        assert_eq!(compared.status.code(), Some(2), "{}", complained(&compared));
        let applied = self.run(&["--apply"]);
        assert_eq!(applied.status.code(), Some(2), "{}", complained(&applied));
        assert_eq!(complained(&compared), complained(&applied));
        assert!(!self.0.path().join("generated").exists());
        assert_eq!(self.spec(), before);
        assert!(compared.stdout.is_empty());
        complained(&compared)
    }
}

fn complained(output: &Output) -> String {
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(!said.contains("panicked"), "{said}");
    said
}

/// What is said of files that are wrong in one place.
fn said_of(wrong: impl FnOnce(&mut Files)) -> String {
    let workplace = Workplace::new();
    let mut files = Made::v26().files();
    wrong(&mut files);
    catalogues::write(&files, &workplace.0.path().join("v26.0"));
    workplace.refused()
}

fn fields(files: &mut Files) -> &mut Vec<Value> {
    files.get_mut("UnifiedThread").unwrap()["fields"]
        .as_array_mut()
        .unwrap()
}

fn params(files: &mut Files) -> &mut Vec<Value> {
    files.get_mut("Page").unwrap()["apis"][0]["params"]
        .as_array_mut()
        .unwrap()
}

fn platform(files: &mut Files) -> &mut Value {
    &mut files.get_mut("enum_types").unwrap()[0]
}

#[test]
fn entries_that_make_no_sense_are_told_with_their_lines() {
    let said: Vec<(&str, String)> = vec![
        (
            "a name that is null",
            said_of(|files| fields(files)[3]["name"] = Value::Null),
        ),
        (
            "an empty name",
            said_of(|files| fields(files)[3]["name"] = "".into()),
        ),
        (
            "no type",
            said_of(|files| fields(files)[3] = json!({ "name": "id" })),
        ),
        (
            "a type that is a list",
            said_of(|files| fields(files)[3]["type"] = json!(["string"])),
        ),
        (
            "a field that is text",
            said_of(|files| fields(files)[3] = "id".into()),
        ),
        (
            "two types of one field",
            said_of(|files| fields(files).push(json!({ "name": "id", "type": "int" }))),
        ),
        (
            "required that is text",
            said_of(|files| params(files)[1]["required"] = "no".into()),
        ),
        (
            "a parameter that is null",
            said_of(|files| params(files)[1] = Value::Null),
        ),
        (
            "a call without a method",
            said_of(|files| files.get_mut("Page").unwrap()["apis"][0] = json!({ "params": [] })),
        ),
        (
            "a call without parameters",
            said_of(|files| {
                let call = &mut files.get_mut("Page").unwrap()["apis"][0];
                call.as_object_mut().unwrap().remove("params");
            }),
        ),
        (
            "a node without fields",
            said_of(|files| {
                let node = files.get_mut("UnifiedThread").unwrap();
                node.as_object_mut().unwrap().remove("fields");
            }),
        ),
        (
            "fields that are null",
            said_of(|files| files.get_mut("UnifiedThread").unwrap()["fields"] = Value::Null),
        ),
        (
            "fields that are an object",
            said_of(|files| files.get_mut("UnifiedThread").unwrap()["fields"] = json!({})),
        ),
        (
            "a file that is a list",
            said_of(|files| files.insert("Page".into(), json!([])).map(drop).unwrap()),
        ),
        (
            "an enum without values",
            said_of(|files| platform(files)["values"] = json!([])),
        ),
        (
            "a value that is null",
            said_of(|files| platform(files)["values"][0] = Value::Null),
        ),
        (
            "values that are text",
            said_of(|files| platform(files)["values"] = "ALL".into()),
        ),
        (
            "an enum without a name",
            said_of(|files| platform(files)["name"] = Value::Null),
        ),
        (
            "an enum twice",
            said_of(|files| {
                let first = platform(files).clone();
                files
                    .get_mut("enum_types")
                    .unwrap()
                    .as_array_mut()
                    .unwrap()
                    .push(first);
            }),
        ),
    ];
    let said = said
        .into_iter()
        .map(|(what, said)| format!("{what}:\n{said}"));
    insta::assert_snapshot!(said.collect::<Vec<_>>().join("\n"));
}

#[test]
fn files_that_cannot_be_read_are_told() {
    let mut said = Vec::new();
    let mut note = |what: &str, wrong: &dyn Fn(&Workplace)| {
        let workplace = Workplace::new();
        wrong(&workplace);
        said.push(format!("{what}:\n{}", workplace.refused()));
    };
    note("no folder", &|workplace| {
        fs::remove_dir_all(workplace.0.path().join("v26.0")).unwrap()
    });
    note("an empty folder", &|workplace| {
        fs::remove_dir_all(workplace.specs()).unwrap()
    });
    note("no enums", &|workplace| {
        fs::remove_file(workplace.file("enum_types")).unwrap()
    });
    note("no Page", &|workplace| {
        fs::remove_file(workplace.file("Page")).unwrap()
    });
    note("no thread", &|workplace| {
        fs::remove_file(workplace.file("UnifiedThread")).unwrap()
    });
    note("no JSON", &|workplace| {
        fs::write(workplace.file("Page"), "{\n  \"apis\": [,]\n}").unwrap()
    });
    note("cut off", &|workplace| {
        let text = fs::read_to_string(workplace.file("Page")).unwrap();
        fs::write(workplace.file("Page"), &text[..text.len() / 2]).unwrap();
    });
    note("empty", &|workplace| {
        fs::write(workplace.file("Page"), "").unwrap()
    });
    note("not UTF-8", &|workplace| {
        fs::write(workplace.file("Page"), b"{\n\"\xff\": 1}").unwrap()
    });
    note("a folder", &|workplace| {
        fs::remove_file(workplace.file("Page")).unwrap();
        fs::create_dir(workplace.file("Page")).unwrap();
    });
    note("huge", &|workplace| {
        let file = fs::File::create(workplace.file("Page")).unwrap();
        file.set_len(40 * 1024 * 1024).unwrap();
    });
    note("enums that are no JSON", &|workplace| {
        fs::write(workplace.file("enum_types"), "[{]").unwrap();
    });
    let deep = "[".repeat(100_000);
    note("deep", &|workplace| {
        fs::write(workplace.file("Page"), format!("{{\"fields\": {deep}")).unwrap();
    });
    insta::assert_snapshot!(said.join("\n"));
}

/// A file that the contract has nothing to do with may be wrong.
#[test]
fn what_nobody_asks_for_may_be_wrong() {
    let workplace = Workplace::new();
    fs::write(workplace.file("AdAccount"), "{").unwrap();
    fs::write(workplace.file("Ad"), "{\"fields\": [{\"name\": null}]}").unwrap();
    let mut enums = Made::v26().files().remove("enum_types").unwrap();
    let more = json!({ "name": "other", "values": [] });
    enums.as_array_mut().unwrap().push(more);
    fs::write(workplace.file("enum_types"), enums.to_string()).unwrap();
    let output = workplace.run(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", complained(&output));

    for (target, said) in [
        ("AdAccount", "AdAccount.json:1: is not JSON"),
        ("Ad", "`name` is null"),
    ] {
        let refused = workplace.run(&["--draft", target]);
        assert_eq!(refused.status.code(), Some(2));
        assert!(
            complained(&refused).contains(said),
            "{}",
            complained(&refused)
        );
    }
}

#[test]
fn harmless_doubles_are_passed_over() {
    let workplace = Workplace::new();
    let mut files = Made::v26().files();
    let again = fields(&mut files)[3].clone();
    fields(&mut files).push(again);
    let values = platform(&mut files)["values"].as_array_mut().unwrap();
    values.push(values[0].clone());
    catalogues::write(&files, &workplace.0.path().join("v26.0"));
    assert_eq!(workplace.run(&[]).status.code(), Some(0));
}

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
        messages[1].contains("`UnifiedSnippet`, which these files define nowhere"),
        "{messages:?}"
    );
    assert_eq!(workplace.run(&["--apply"]).status.code(), Some(1));
    assert!(
        workplace
            .spec()
            .concat()
            .contains("type: Object\n        corrects: UnifiedMood\n")
    );
}

#[test]
fn drafts_of_what_is_not_there_are_refused() {
    let workplace = Workplace::new();
    let mut files = Made::v26().files();
    files.get_mut("Page").unwrap()["apis"]
        .as_array_mut()
        .unwrap()
        .extend([
            json!({ "method": "POST", "endpoint": "feed", "return": "Page", "params": [] }),
            json!({ "method": "GET", "endpoint": "null", "return": "NullNode", "params": [] }),
            json!({ "method": "GET", "endpoint": "odd", "return": "list<string>", "params": [] }),
        ]);
    files.insert("NullNode".into(), json!({ "fields": [] }));
    catalogues::write(&files, &workplace.0.path().join("v26.0"));
    let mut said = Vec::new();
    for target in [
        "Page.feed",
        "Page.conversation",
        "Pag.feed",
        "Page",
        "Page.null",
        "Page.odd",
        ".",
        "",
    ] {
        let refused = workplace.run(&["--draft", target]);
        assert_eq!(refused.status.code(), Some(2), "{target}");
        said.push(format!("{target}:\n{}", complained(&refused)));
    }
    insta::assert_snapshot!(said.join("\n"));
    assert!(!workplace.0.path().join("generated").exists());
}

#[test]
fn a_draft_does_not_overwrite() {
    let workplace = Workplace::new();
    let draft = ["--draft", "Page.conversations"];
    assert_eq!(workplace.run(&draft).status.code(), Some(0));
    let file = Path::new("generated/page_conversations.yaml");
    let text = fs::read_to_string(workplace.0.path().join(file)).unwrap();
    let refused = workplace.run(&draft);
    assert_eq!(refused.status.code(), Some(2));
    assert!(complained(&refused).contains("is already there"));
    assert_eq!(
        fs::read_to_string(workplace.0.path().join(file)).unwrap(),
        text
    );
}

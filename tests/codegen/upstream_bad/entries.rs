//! Files with an entry that is wrong.

use serde_json::{Value, json};

use crate::support::catalogues::{self, Made};
use crate::upstream_bad::workplace::{Files, Workplace, fields, platform};

/// What is said of files that are wrong in one place.
fn said_of(wrong: impl FnOnce(&mut Files)) -> String {
    let workplace = Workplace::new();
    let mut files = Made::v26().files();
    wrong(&mut files);
    catalogues::write(&files, &workplace.0.path().join("v26.0"));
    workplace.refused()
}

fn params(files: &mut Files) -> &mut Vec<Value> {
    files.get_mut("Page").unwrap()["apis"][0]["params"]
        .as_array_mut()
        .unwrap()
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
            "a type without its last bracket",
            said_of(|files| fields(files)[3]["type"] = "list<string".into()),
        ),
        (
            "a parameter with an empty type",
            said_of(|files| params(files)[1]["type"] = "".into()),
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

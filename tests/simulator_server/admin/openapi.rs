//! The OpenAPI document: it has what the API has, and responses are as it says.

use super::{admin, admin_json, ok, start};
use crate::plain::call;
use serde_json::{Value, json};

/// Follows a reference within the document.
fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(path) => document.pointer(path.trim_start_matches('#')).unwrap(),
        None => value,
    }
}

/// Checks a response against the document.
fn check(document: &Value, (method, path): (&str, &str), status: u16, body: &Value) {
    let operation = &document["paths"][path][method.to_lowercase()];
    let response = resolve(document, &operation["responses"][status.to_string()]);
    let mut schema = response["content"]["application/json"]["schema"].clone();
    assert!(
        !schema.is_null(),
        "{method} {path}: {status} is not in the document"
    );
    if let Value::Object(schema) = &mut schema {
        schema.insert("components".to_owned(), document["components"].clone());
    }
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<_> = validator
        .iter_errors(body)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{method} {path}: {body}\n{errors:?}");
}

#[tokio::test]
async fn responses_are_as_the_document_says() {
    let simulator = start().await;
    let document = ok(&simulator, "GET", "openapi.json", &Value::Null).await;
    let page = simulator.page_ids()[0].clone();
    call(&simulator, "/me/conversations?limit=1&limit=2").await;
    call(&simulator, "/nothing").await;
    let thread = json!({ "id": "t_1", "updated_time": 1_785_319_200 });
    let message = json!({ "id": "m_1", "created_time": 1_785_319_200 });
    let fault = json!({ "type": "poison", "id": "t_1", "of": "thread" });
    let requests = [
        ("GET", "status", Value::Null),
        ("GET", "calls", Value::Null),
        ("POST", "faults/always", fault.clone()),
        (
            "POST",
            "faults/next",
            json!([null, { "type": "wrong_value", "id": "1", "path": "", "value": null }]),
        ),
        (
            "PUT",
            "faults/rate",
            json!({ "rate": 0.0, "faults": [{ "type": "empty_page" }] }),
        ),
        ("GET", "faults", Value::Null),
        ("DELETE", "faults/always", Value::Null),
        ("DELETE", "faults/next", Value::Null),
        ("DELETE", "faults/rate", Value::Null),
        ("DELETE", "faults", Value::Null),
        ("POST", "clock/advance", json!({ "seconds": 0.25 })),
        ("POST", "pages/{id}/threads", thread),
        ("POST", "threads/{id}/messages", message),
        (
            "POST",
            "changes",
            json!([{ "type": "new_message", "thread": "t_nothing" }]),
        ),
        (
            "POST",
            "changes",
            json!([{ "type": "read_thread", "thread": "t_1" }, { "type": "add_token", "token": "x" }]),
        ),
        ("POST", "changes", json!([{ "type": "read" }, 5])),
        ("DELETE", "calls", Value::Null),
        ("POST", "reset", Value::Null),
        ("GET", "openapi.json", Value::Null),
        ("GET", "world.schema.json", Value::Null),
    ];
    let mut seen = std::collections::BTreeSet::new();
    for (method, template, body) in requests {
        let id = if template.starts_with("pages") {
            &*page
        } else {
            "t_1"
        };
        let path = template.replace("{id}", id);
        let answer = match &body {
            Value::Null => admin(&simulator, method, &path).await,
            body => admin_json(&simulator, method, &path, body).await,
        };
        let template = format!("/__admin/{template}");
        check(&document, (method, &template), answer.status, &answer.body);
        seen.insert((template, method.to_lowercase()));
    }
    // The document has these operations, and no others.
    let paths = document["paths"].as_object().unwrap();
    let stated = paths.iter().flat_map(|(path, methods)| {
        let methods = methods.as_object().unwrap().keys();
        methods.map(|method| (path.clone(), method.clone()))
    });
    assert_eq!(stated.collect::<std::collections::BTreeSet<_>>(), seen);
}

/// Each reference leads somewhere, and each name of an operation is its own.
#[tokio::test]
async fn the_document_is_whole() {
    let simulator = start().await;
    let document = ok(&simulator, "GET", "openapi.json", &Value::Null).await;
    let mut values = vec![&document];
    let (mut names, mut references) = (Vec::new(), 0);
    while let Some(value) = values.pop() {
        if let Some(path) = value["$ref"].as_str() {
            references += 1;
            assert!(
                document.pointer(path.trim_start_matches('#')).is_some(),
                "{path}"
            );
        }
        names.extend(value["operationId"].as_str());
        match value {
            Value::Array(items) => values.extend(items),
            Value::Object(object) => values.extend(object.values()),
            _ => {}
        }
    }
    assert!(references > 50, "{references}");
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
}

/// For tools that make a client of it.
#[tokio::test]
async fn the_document_is_exported() {
    let simulator = start().await;
    let document = ok(&simulator, "GET", "openapi.json", &Value::Null).await;
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/admin.openapi.json");
    let text = serde_json::to_string_pretty(&document).unwrap() + "\n";
    if std::env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
        std::fs::write(&path, &text).unwrap();
    }
    assert!(
        std::fs::read_to_string(&path).unwrap_or_default() == text,
        "{} is stale: run this test with INSTA_UPDATE=always",
        path.display()
    );
}

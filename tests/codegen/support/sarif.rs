//! What SARIF 2.1.0 requires of the parts that we write, as a JSON Schema of our own.
//! The standard's schema has all other parts too, which we do not write: here, a part
//! that is not listed is an error.

#![allow(clippy::unwrap_used)]

use std::sync::LazyLock;

use serde_json::{Value, json};

/// Parses a log, and fails if it is not as the standard requires.
#[track_caller]
pub fn valid(text: &str) -> Value {
    let log: Value = serde_json::from_str(text).unwrap();
    let errors = errors(&log);
    assert!(errors.is_empty(), "{errors:#?} in {text}");
    log
}

static VALIDATOR: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let options = jsonschema::options().should_validate_formats(true);
    options.build(&schema()).unwrap()
});

pub fn errors(log: &Value) -> Vec<String> {
    let errors = VALIDATOR.iter_errors(log);
    errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// An object with these properties, of which some are required.
fn object(required: &[&str], properties: Value) -> Value {
    json!({
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": false,
    })
}

fn all_different(items: Value) -> Value {
    json!({ "type": "array", "uniqueItems": true, "items": items })
}

fn schema() -> Value {
    let text = json!({ "type": "string" });
    let message = object(&["text"], json!({ "text": text, "markdown": text }));
    let rule = object(
        &["id"],
        json!({ "id": text, "shortDescription": message, "help": message }),
    );
    let driver = object(
        &["name"],
        json!({
            "name": text,
            // As SemVer requires: three numbers, and what may follow them.
            "semanticVersion": { "type": "string", "pattern": r"^\d+\.\d+\.\d+([-+].+)?$" },
            "rules": all_different(rule),
        }),
    );
    let base = object(
        &[],
        json!({ "uri": { "type": "string", "format": "uri" }, "description": message }),
    );
    let run = object(
        &["tool", "results"],
        json!({
            "tool": object(&["driver"], json!({ "driver": driver })),
            "columnKind": { "enum": ["utf16CodeUnits", "unicodeCodePoints"] },
            "originalUriBaseIds": { "type": "object", "additionalProperties": base },
            "results": { "type": "array", "items": result(&message) },
        }),
    );
    object(
        &["version", "runs"],
        json!({
            "$schema": { "type": "string", "format": "uri" },
            "version": { "const": "2.1.0" },
            "runs": { "type": "array", "items": run },
        }),
    )
}

fn result(message: &Value) -> Value {
    let text = json!({ "type": "string" });
    let suppression = object(
        &["kind"],
        json!({
            "kind": { "enum": ["inSource", "external"] },
            "status": { "enum": ["accepted", "underReview", "rejected"] },
            "justification": text,
        }),
    );
    object(
        &["message"],
        json!({
            "ruleId": text,
            "ruleIndex": { "type": "integer", "minimum": -1 },
            "level": { "enum": ["none", "note", "warning", "error"] },
            "message": message,
            "locations": all_different(location()),
            "partialFingerprints": {
                "type": "object",
                // A name, and the version of how it is made.
                "propertyNames": { "pattern": r"^[^/]+/v\d+$" },
                "additionalProperties": text,
            },
            "suppressions": all_different(suppression),
        }),
    )
}

fn location() -> Value {
    let artifact = object(
        &["uri"],
        json!({
            "uri": { "type": "string", "format": "uri-reference" },
            "uriBaseId": { "type": "string" },
        }),
    );
    let number = json!({ "type": "integer", "minimum": 1 });
    let region = object(
        &["startLine"],
        json!({
            "startLine": number,
            "startColumn": number,
            "endLine": number,
            "endColumn": number,
        }),
    );
    let physical = object(
        &["artifactLocation"],
        json!({ "artifactLocation": artifact, "region": region }),
    );
    object(
        &["physicalLocation"],
        json!({ "physicalLocation": physical }),
    )
}

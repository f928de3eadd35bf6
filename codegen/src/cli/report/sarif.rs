//! The report for code scanning: SARIF 2.1.0.

use serde_json::{Value, json};

use super::finding::{Finding, Place};
use super::level::Level;

/// The schema of the format, which some readers ask for.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Renders the findings as one run.
pub fn render(findings: &[Finding]) -> String {
    let mut rules: Vec<(&str, &str)> = Vec::new();
    for finding in findings {
        if rules.iter().all(|(id, _)| *id != finding.rule) {
            rules.push((finding.rule, finding.doc));
        }
    }
    let results = findings.iter().map(|finding| {
        let index = rules.iter().position(|(id, _)| *id == finding.rule);
        result(finding, index)
    });
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(rule).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {
                "%SRCROOT%": { "description": { "text": "The root of the repository." } },
            },
            "results": results.collect::<Vec<_>>(),
        }],
    });
    // Every key is text, so there is nothing that could fail.
    serde_json::to_string_pretty(&log).unwrap_or_default() + "\n"
}

fn rule((id, doc): &(&str, &str)) -> Value {
    json!({
        "id": id,
        "shortDescription": { "text": doc },
        "help": {
            "text": doc,
            "markdown": format!("`{id}`: {doc}"),
        },
    })
}

fn result(finding: &Finding, index: Option<usize>) -> Value {
    let mut text = finding.message.clone();
    if let Some(help) = &finding.help {
        text.push_str(&format!("\nHelp: {help}"));
    }
    let mut result = json!({
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": level(finding.level),
        "message": { "text": text },
        "locations": finding.at.iter().map(location).collect::<Vec<_>>(),
        // GitHub adds one of the line's text.
        "partialFingerprints": { "finding/v1": finding.identity },
    });
    if let Some(reason) = &finding.waived {
        result["suppressions"] = json!([
            { "kind": "external", "status": "accepted", "justification": reason },
        ]);
    }
    result
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Notice => "note",
    }
}

fn location(at: &Place) -> Value {
    let mut location = json!({
        "artifactLocation": { "uri": uri(&at.file), "uriBaseId": "%SRCROOT%" },
    });
    if let Some(line) = at.line {
        location["region"] = json!({ "startLine": line });
    }
    if let Some((column, end_line, end_column)) = at.span {
        location["region"]["startColumn"] = column.into();
        location["region"]["endLine"] = end_line.into();
        location["region"]["endColumn"] = end_column.into();
    }
    json!({ "physicalLocation": location })
}

/// Escapes what a URI's path cannot have.
fn uri(path: &str) -> String {
    let escaped = path.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
            char::from(byte).to_string()
        }
        byte => format!("%{byte:02X}"),
    });
    escaped.collect()
}

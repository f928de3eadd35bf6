//! Specs that are edited, and what they say then.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use page_conversations_codegen::cli::edit::Editor;
use page_conversations_codegen::contract::{Contracts, resolve};

pub const HISTORY: &str = "../tests/codegen/specs/history.yaml";

/// The contract as it is now: what holds of versions holds of new ones, too.
pub const OURS: &str = "../spec";

/// Every folder or file that holds a spec which is right.
pub fn specs() -> Vec<PathBuf> {
    let folder = fs::read_dir("../tests/codegen/specs").unwrap();
    let mut paths: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    paths.push(OURS.into());
    paths.sort();
    paths
}

pub fn texts(editor: &Editor) -> Vec<String> {
    let sources = editor.sources().0.into_iter();
    sources.map(|source| source.text).collect()
}

pub fn contracts(editor: &Editor) -> Contracts {
    resolve(&editor.spec().unwrap())
}

/// The lines that differ, a minus before those that were and a plus before those
/// that are.
pub fn diff(before: &[String], after: &[String]) -> String {
    let mut diff = String::new();
    for (one, other) in before.iter().zip(after) {
        let (one, other): (Vec<_>, Vec<_>) = (one.lines().collect(), other.lines().collect());
        let (mut i, mut k) = (0, 0);
        let mut within = false;
        while i < one.len() || k < other.len() {
            let same = one.get(i) == other.get(k);
            if !same && !within {
                let lines = if k < other.len() {
                    (&other, k)
                } else {
                    (&one, i)
                };
                diff.push_str(&format!("@ {}\n", owners(lines.0, lines.1)));
            }
            within = !same;
            let next = |line: Option<&&str>, lines: &[&str]| {
                line.and_then(|line| lines.iter().position(|other| other == line))
            };
            match (one.get(i), other.get(k)) {
                (Some(left), Some(right)) if left == right => (i, k) = (i + 1, k + 1),
                (Some(left), right) if right.is_none() || next(right, &one[i..]).is_some() => {
                    diff.push_str(&format!("-{left}\n"));
                    i += 1;
                }
                (_, Some(right)) => {
                    diff.push_str(&format!("+{right}\n"));
                    k += 1;
                }
                (Some(left), None) => {
                    diff.push_str(&format!("-{left}\n"));
                    i += 1;
                }
                (None, None) => break,
            }
        }
    }
    diff
}

/// The keys that a line stands under.
fn owners(lines: &[&str], line: usize) -> String {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut deepest = indent(lines[line]);
    let mut owners = Vec::new();
    for above in lines[..line]
        .iter()
        .rev()
        .filter(|line| !line.trim().is_empty())
    {
        if indent(above) < deepest {
            deepest = indent(above);
            owners.push(above.trim());
        }
    }
    owners.reverse();
    owners.join(" ")
}

/// What a version has, without since and until when, and what is used then.
pub fn said(contract: &page_conversations_codegen::contract::Contract) -> String {
    let text = serde_json::to_value(contract).unwrap();
    without_availability(text).to_string()
}

fn without_availability(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Object(map) => {
            let kept = map
                .into_iter()
                .filter(|(key, _)| !["available", "replaced_by"].contains(&key.as_str()));
            let sorted: BTreeMap<_, _> = kept
                .map(|(key, value)| (key, without_availability(value)))
                .collect();
            serde_json::to_value(sorted).unwrap()
        }
        Value::Array(items) => items.into_iter().map(without_availability).collect(),
        other => other,
    }
}

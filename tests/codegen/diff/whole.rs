//! Nothing that `contract.json` holds can differ unseen: every value of it is
//! changed, and every entry left out, one at a time.

use std::path::Path;

use page_conversations_codegen::contract::Contracts;
use page_conversations_codegen::contract::diff::{Revision, against};
use serde_json::{Value, json};

use crate::diff::spec::Read;

/// Values of which at least one is another value of the same type.
const OTHERS: [&str; 14] = [
    "v77.0",
    "2001-01-01",
    "bool",
    "int",
    "field",
    "type",
    "give_up",
    "wait",
    "inferred",
    "documented",
    "json",
    "comma",
    "down",
    "up",
];

/// Where a value stands in a document, and what it is replaced by.
struct Mutation {
    pointer: String,
    values: Vec<Value>,
}

/// Every way in which one value differs.
fn mutations(value: &Value, pointer: String, found: &mut Vec<Mutation>) {
    let values = match value {
        Value::Null => Vec::new(),
        Value::Bool(value) => vec![json!(!value)],
        Value::Number(number) => vec![json!(number.as_i64().unwrap() + 1)],
        Value::String(text) => {
            let others = OTHERS.iter().filter(|other| *other != text);
            let others = others.map(|other| json!(other));
            [json!(format!("{text}x"))]
                .into_iter()
                .chain(others)
                .collect()
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                mutations(item, format!("{pointer}/{index}"), found);
            }
            let without = (0..items.len()).map(|index| {
                let mut items = items.clone();
                items.remove(index);
                Value::Array(items)
            });
            for without in without {
                found.push(Mutation {
                    pointer: pointer.clone(),
                    values: vec![without],
                });
            }
            Vec::new()
        }
        Value::Object(entries) => {
            for (key, value) in entries {
                let key = key.replace('~', "~0").replace('/', "~1");
                mutations(value, format!("{pointer}/{key}"), found);
            }
            Vec::new()
        }
    };
    if !values.is_empty() {
        found.push(Mutation { pointer, values });
    }
}

/// The contracts with one value replaced, by the first that fits its type.
fn mutated(document: &Value, mutation: &Mutation) -> Contracts {
    let read = |value: &Value| {
        let mut document = document.clone();
        *document.pointer_mut(&mutation.pointer).unwrap() = value.clone();
        serde_json::from_value::<Contracts>(document).ok()
    };
    let mut contracts = mutation.values.iter().filter_map(read);
    contracts
        .next()
        .unwrap_or_else(|| panic!("{} has one value", mutation.pointer))
}

fn revision(contracts: &Contracts) -> Revision<'_> {
    Revision {
        contracts,
        places: None,
    }
}

#[test]
fn whatever_a_contract_holds_is_compared() {
    let specs = [
        "edge",
        "every_type",
        "history",
        "node",
        "removed",
        "reuse",
        "wrapped",
    ];
    let (mut count, mut unseen) = (0, Vec::new());
    for spec in specs {
        let base = Read::new(Path::new(&format!("../tests/codegen/specs/{spec}.yaml"))).contracts;
        let document = serde_json::to_value(&base).unwrap();
        let mut all = Vec::new();
        mutations(&document, String::new(), &mut all);
        for mutation in all {
            let head = mutated(&document, &mutation);
            for (base, head) in [(&base, &head), (&head, &base)] {
                let diff = against(revision(base), revision(head));
                count += 1;
                if diff.changes.is_empty() && diff.opened.is_empty() {
                    unseen.push(format!("{spec} {}", mutation.pointer));
                }
            }
        }
    }
    println!("{count} differences");
    assert!(unseen.is_empty(), "unseen: {unseen:#?}");
    assert!(count > 1_000, "{count} differences");
}

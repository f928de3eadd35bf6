//! What holds of any contract and of any edits.

use std::collections::BTreeSet;

use page_conversations_codegen::contract::diagnostic::{Source, Sources};
use page_conversations_codegen::contract::diff::Change;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop, prop_assert_eq, proptest};
use proptest::sample::Index;
use serde_json::Value;

use crate::diff::edits::{Edit, edits, spec};
use crate::diff::spec::{Read, line};

/// The spec as YAML, whose maps have their keys in an order that the seed
/// gives.
fn yaml(value: &Value, seed: u64, text: &mut String) {
    match value {
        Value::Object(entries) => {
            let mut entries: Vec<_> = entries.iter().collect();
            // Any order that differs by seed will do.
            let rank = |key: &str| {
                let bytes = key.bytes().map(u64::from);
                bytes.fold(seed, |rank, byte| {
                    (rank ^ byte).wrapping_mul(0x100_0000_01b3)
                })
            };
            entries.sort_by_key(|(key, _)| (rank(key), key.as_str().to_owned()));
            text.push('{');
            for (key, value) in entries {
                text.push_str(&format!("\"{key}\": "));
                yaml(value, seed, text);
                text.push_str(",\n");
            }
            text.push('}');
        }
        other => text.push_str(&other.to_string()),
    }
}

fn read(spec: &Value, seed: u64) -> Read {
    let mut text = String::new();
    yaml(spec, seed, &mut text);
    let name = "spec.yaml".to_owned();
    Read::of(Sources(vec![Source { name, text }]))
}

fn edited<'a>(spec: &Value, edits: impl IntoIterator<Item = &'a Edit>) -> Value {
    let mut spec = spec.clone();
    edits.into_iter().for_each(|edit| edit.apply(&mut spec));
    spec
}

/// A change without its line and its message.
fn told(change: &Change) -> (String, String, Vec<String>) {
    let versions = change.versions.iter().map(ToString::to_string);
    (
        change.rule.id.to_owned(),
        change.item.to_string(),
        versions.collect(),
    )
}

fn expected(edit: &Edit) -> (String, String, Vec<String>) {
    let versions = edit.versions.iter().map(|version| (*version).to_owned());
    (edit.rule.to_owned(), edit.item.clone(), versions.collect())
}

fn specs() -> impl Strategy<Value = Value> {
    let sizes = (
        1..4_usize,
        1..5_usize,
        prop::collection::vec(0..3_usize, 1..12),
    );
    sizes.prop_map(|(types, fields, spans)| spec(types, fields, &spans))
}

/// Edits of a spec that can be made together, and the same in another order.
fn some_edits() -> impl Strategy<Value = (Value, Vec<Edit>, Vec<Edit>)> {
    let picks = prop::collection::vec(any::<Index>(), 1..12);
    let chosen = (specs(), picks).prop_map(|(spec, picks)| {
        let all = edits(&spec);
        let mut chosen: Vec<Edit> = Vec::new();
        for edit in picks.iter().map(|pick| pick.get(&all)) {
            if chosen.iter().all(|other| edit.is_apart(other)) {
                chosen.push(edit.clone());
            }
        }
        (spec, chosen)
    });
    chosen.prop_flat_map(|(spec, edits)| {
        let shuffled = Just(edits.clone()).prop_shuffle();
        (Just(spec), Just(edits), shuffled)
    })
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 96,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_contract_does_not_differ_from_itself(spec in specs(), seed in any::<u64>()) {
        let (one, other) = (read(&spec, 0), read(&spec, seed));
        let diff = other.against(&one);
        let told: Vec<_> = diff.changes.iter().map(line).collect();
        prop_assert_eq!(told, Vec::<String>::new());
        prop_assert_eq!(diff.opened, vec![]);
    }

    #[test]
    fn each_edit_is_told_once_whatever_the_order((spec, edits, shuffled) in some_edits(), seed in any::<u64>()) {
        let base = read(&spec, 0);
        let diff = read(&edited(&spec, &edits), 0).against(&base);
        // What the bindings have follows from the edits, and is no edit.
        let is_edit = |change: &&Change| !change.rule.is_of_bindings();
        let found: Vec<_> = diff.changes.iter().filter(is_edit).map(told).collect();
        let wanted: BTreeSet<_> = edits.iter().map(expected).collect();
        prop_assert_eq!(found.len(), edits.len(), "{:#?}", diff.changes.iter().map(line).collect::<Vec<_>>());
        prop_assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), wanted);

        let other = read(&edited(&spec, &shuffled), seed).against(&read(&spec, seed));
        let said = |changes: &[Change]| -> Vec<_> {
            changes.iter().map(|change| (told(change), change.message())).collect()
        };
        prop_assert_eq!(said(&other.changes), said(&diff.changes));
    }
}

//! Every kind of fact, and every kind of change, is rehearsed: the lists come from the
//! schema of the spec and from the rules of the diff, so that a new kind fails here
//! until it is rehearsed, or excepted with a reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use page_conversations_codegen::contract::diagnostic::Sources;
use page_conversations_codegen::contract::diff::{Diff, against, between, rules};
use serde_json::Value;

use super::{Rehearsed, rehearsed};
use crate::diff::spec::Read;

/// Keys that no rehearsal writes.
const NOT_WRITTEN: [(&str, &[&str]); 4] = [
    ("the contract has it already", &["Spec.format"]),
    (
        "all reads of all versions change with it",
        &[
            "Spec.api",
            "Api.title",
            "Api.doc",
            "Spec.common_params",
            "CommonParam.on",
            "CommonParam.type",
            "CommonParam.doc",
            "CommonParam.source",
        ],
    ),
    (
        "it states what files of Meta's have",
        &[
            "Pinned.origin",
            "Pinned.read",
            "Pinned.covers",
            "Pinned.nodes",
            "Pinned.enums",
            "PinnedNode.fields",
            "PinnedNode.get",
            "PinnedNode.edges",
            "PinnedCall.returns",
            "PinnedCall.params",
            "PinnedCall.required",
            "Operation.upstream",
            "Type.upstream",
            "Type.partial",
        ],
    ),
    ("it asks for code in the runtime", &["Type.runtime"]),
];

/// A key that a rehearsal writes if the version that it drops has pinned facts.
const IF_PINNED: &str = "Spec.meta_spec";

/// Rules that find something or nothing, which depends on what the contract states: on the
/// versions of an entry, and on the hosts of the calls that read nodes.
const DEPENDENT: [&str; 2] = ["availability-restated", "operation-nodes-changed"];

/// Keys of several kinds of entries that mean the same in each: one of them suffices.
const ALIKE: [&str; 6] = [
    "since",
    "removed_in",
    "ranges",
    "replaced_by",
    "params_of",
    "default_fields",
];

#[test]
fn each_key_that_a_spec_can_have_is_rehearsed() {
    let schema = fs::read_to_string("../generated/spec.schema.json").unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let mut all = BTreeSet::from_iter(named("Spec", &schema));
    for (name, definition) in schema["$defs"].as_object().unwrap() {
        all.extend(named(name, definition));
    }
    let rehearsed = rehearsed();
    let before = texts(&rehearsed.before);
    let mut written = BTreeSet::new();
    for sources in [&rehearsed.added, &rehearsed.corrected] {
        for (name, after) in texts(sources) {
            let mut walk = Walk {
                schema: &schema,
                written: &mut written,
            };
            walk.visit("Spec", &schema, before.get(&name), &after);
        }
    }
    let excepted: BTreeSet<_> = NOT_WRITTEN
        .iter()
        .flat_map(|(_, keys)| keys.iter().map(|key| (*key).to_owned()))
        .collect();
    let key_of = |key: &String| key.split('.').nth(1).unwrap_or_default().to_owned();
    let alike = |key: &String| {
        let name = key_of(key);
        ALIKE.contains(&name.as_str()) && written.iter().any(|other| key_of(other) == name)
    };
    let missing: Vec<_> = all
        .iter()
        .filter(|key| !written.contains(*key) && !excepted.contains(*key) && !alike(key))
        .filter(|key| *key != IF_PINNED)
        .collect();
    assert!(missing.is_empty(), "not rehearsed: {missing:#?}");
    let stale: Vec<_> = excepted
        .iter()
        .filter(|key| written.contains(*key) || !all.contains(*key))
        .collect();
    assert!(stale.is_empty(), "excepted, and rehearsed: {stale:#?}");
}

fn named(name: &str, definition: &Value) -> Vec<String> {
    let properties = definition["properties"].as_object().into_iter().flatten();
    properties.map(|(key, _)| format!("{name}.{key}")).collect()
}

fn texts(sources: &Sources) -> BTreeMap<String, Value> {
    let files = sources.0.iter();
    files
        .map(|file| {
            (
                file.name.clone(),
                serde_saphyr::from_str(&file.text).unwrap(),
            )
        })
        .collect()
}

/// Collects the keys that one text has, and another has not.
struct Walk<'a> {
    schema: &'a Value,
    written: &'a mut BTreeSet<String>,
}

impl<'a> Walk<'a> {
    fn visit(&mut self, name: &str, schema: &'a Value, before: Option<&Value>, after: &Value) {
        if before == Some(after) {
            return;
        }
        if let Some(reference) = schema["$ref"].as_str() {
            let name = reference.rsplit('/').next().unwrap();
            return self.visit(name, &self.schema["$defs"][name], before, after);
        }
        for kind in ["anyOf", "oneOf", "allOf"] {
            for one in schema[kind].as_array().into_iter().flatten() {
                self.visit(name, one, before, after);
            }
        }
        for (key, value) in after.as_object().into_iter().flatten() {
            let before = before.and_then(|before| before.get(key));
            if let Some(property) = schema["properties"].get(key) {
                if before != Some(value) {
                    self.written.insert(format!("{name}.{key}"));
                }
                self.visit(name, property, before, value);
            } else {
                self.visit(name, &schema["additionalProperties"], before, value);
            }
        }
        let known = before.and_then(Value::as_array);
        for item in after.as_array().into_iter().flatten() {
            if known.is_none_or(|known| !known.contains(item)) {
                self.visit(name, &schema["items"], None, item);
            }
        }
    }
}

/// Rules that find nothing in the rehearsal.
const NOT_FOUND: [(&str, &[&str]); 5] = [
    (
        "the reverse is found",
        &[
            "correction-stated",
            "default-field-removed",
            "field-made-optional",
            "parameter-limit-lowered",
            "parameter-made-optional",
            "parameter-type-narrowed",
            "permission-alternative-removed",
            "permission-removed",
            "permission-tasks-widened",
        ],
    ),
    (
        "code of other versions names it, such as tests of the runtime",
        &[
            "enum-renamed",
            "field-modifiers-added",
            "field-modifiers-changed",
            "host-renamed",
            "id-renamed",
            "operation-parameters-moved",
            "operation-renamed",
            "operation-returns-changed",
            "path-parameter-renamed",
            "read-enum-value-removed",
            "required-field-added",
            "source-renamed",
            "type-left-to-runtime",
            "type-now-generated",
            "type-renamed",
        ],
    ),
    (
        "it is found beside a change that is rehearsed, where that meets others",
        &[
            "enum-case-changed",
            "field-boxing-changed",
            "operation-continuation-gained",
            "operation-continuation-lost",
            "operation-ids-gained",
            "operation-ids-lost",
            "permission-calls-refused",
            "request-traits-gained",
            "request-traits-lost",
            "type-traits-gained",
            "type-traits-lost",
        ],
    ),
    (
        "it states what holds already in another way",
        &[
            "forms-restated",
            "header-renamed",
            "limitation-renamed",
            "permission-order-changed",
            "permission-renamed",
            "type-no-longer-shared",
            "type-now-shared",
        ],
    ),
    (
        "it is a range that is widened, in reverse or with entries for the rest",
        &[
            "error-range-narrowed",
            "error-range-restated",
            "error-range-split",
        ],
    ),
];

#[test]
fn each_rule_finds_something_in_the_rehearsal() {
    let Rehearsed {
        before,
        added,
        corrected,
    } = rehearsed();
    let [before, added, corrected] = [before, added, corrected].map(Read::of);
    let [.., plain, changed] = &corrected.contracts.versions[..] else {
        panic!("two versions");
    };
    let mut found: BTreeSet<_> = between(corrected.revision(), plain, changed)
        .iter()
        .map(|change| change.rule.id)
        .collect();
    for pair in [[&before, &added], [&added, &corrected]] {
        let Diff { changes, opened } = against(pair[0].revision(), pair[1].revision());
        found.extend(changes.iter().map(|change| change.rule.id));
        drop(opened);
    }
    let excepted: BTreeSet<_> = NOT_FOUND
        .iter()
        .flat_map(|(_, rules)| *rules)
        .copied()
        .collect();
    let all: BTreeSet<_> = rules::all().map(|rule| rule.id).collect();
    let missing: Vec<_> = all
        .iter()
        .filter(|id| !found.contains(*id) && !excepted.contains(*id))
        .collect();
    let missing: Vec<_> = missing
        .iter()
        .filter(|id| !DEPENDENT.contains(**id))
        .collect();
    assert!(missing.is_empty(), "not rehearsed: {missing:#?}");
    let stale: Vec<_> = excepted
        .iter()
        .filter(|id| found.contains(*id) || !all.contains(*id))
        .collect();
    assert!(stale.is_empty(), "excepted, and rehearsed: {stale:#?}");
}

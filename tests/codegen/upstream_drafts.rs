//! A first YAML of an edge, and of every edge of Meta's spec.

use crate::support::catalogues;
use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use crate::support::catalogues::{Made, shared};
use crate::support::scratch::compiles;
use page_conversations_codegen::cli::upstream::compare::compare;
use page_conversations_codegen::cli::upstream::draft::{Catalogue, Draft, Wanted, draft};
use page_conversations_codegen::cli::upstream::meta_spec::{Call, MetaSpec};
use page_conversations_codegen::contract::check;
use page_conversations_codegen::contract::diagnostic::{Source, Sources};
use page_conversations_codegen::contract::load::load_sources;
use page_conversations_codegen::generate_loaded;
use rayon::prelude::*;
use serde_json::{Value, json};

fn wanted(target: &str, depth: usize) -> Wanted {
    Wanted {
        targets: vec![target.to_owned()],
        depth,
        version: "v25.0".parse().unwrap(),
        released: None,
        assume_same: false,
    }
}

fn sources(draft: &Draft) -> Sources {
    Sources(vec![Source {
        name: draft.file.clone(),
        text: draft.whole(),
    }])
}

fn generated(draft: &Draft) -> Result<(), String> {
    let generated = generate_loaded(load_sources(sources(draft)), "crate");
    generated.map(drop).map_err(|error| error.to_string())
}

/// What a comparison of a draft with the files that it was made of finds.
fn drift(draft: &Draft, meta_spec: &MetaSpec) -> Vec<String> {
    let (spec, sources) = check::check(load_sources(sources(draft))).unwrap();
    let found = compare(&spec, &sources, meta_spec, "v25.0".parse().unwrap()).unwrap();
    let drift = found.drift();
    drift
        .map(|one| format!("{} {}", one.change.rule.id, one.change.item))
        .collect()
}

/// Nodes of all kinds, and names of all kinds.
fn odd_files() -> BTreeMap<String, Value> {
    let mut files = Made::v26().files();
    let fields = |fields: &[(&str, &str)]| -> Value {
        let fields = fields
            .iter()
            .map(|(name, ty)| json!({ "name": name, "type": ty }));
        fields.collect()
    };
    let odd = [
        ("id", "string"),
        ("1st_party", "bool"),
        ("a-b", "int"),
        ("a_b", "int"),
        ("$x", "map<string, list<Error>>"),
        ("action.type", "string"),
        ("type", "Page_type"),
        ("empty", "Page_empty"),
        ("self", "list<Value>"),
        ("owner", "Page"),
        ("nobody", "list<Nobody>"),
        ("odd", "map<int, string>"),
        ("note", "map<string, list<string>>"),
        ("nameless", "Nameless"),
    ];
    let params = json!([
        { "name": "page_id", "required": true, "type": "string" },
        { "name": "id", "required": false, "type": "list<int>" },
        { "name": "limit", "required": false, "type": "int" },
        { "name": "access_token", "required": true, "type": "string" },
        { "name": "encode_path", "required": false, "type": "bool" },
        { "name": "type", "required": false, "type": "Page_type" },
        { "name": "new", "required": false, "type": "Targeting" },
        { "name": "when", "required": false, "type": "datetime" },
        { "name": "how", "required": false, "type": "map" },
    ]);
    let page = json!({
        "apis": [
            { "method": "GET", "endpoint": "edge", "return": "Page", "params": params },
            { "method": "GET", "endpoint": "media", "return": "Media", "params": [] },
            { "method": "GET", "name": "#get", "return": "User", "params": [] },
        ],
        "fields": fields(&odd),
    });
    files.insert("Page".into(), page);
    files.insert(
        "Value".into(),
        json!({ "fields": fields(&[("value", "string"), ("error", "Error")]) }),
    );
    files.insert(
        "Error".into(),
        json!({ "fields": fields(&[("page", "Page")]) }),
    );
    files.insert(
        "Nameless".into(),
        json!({ "fields": fields(&[("a b", "string")]) }),
    );
    files.insert(
        "Targeting".into(),
        json!({ "fields": fields(&[("geo", "string")]) }),
    );
    let enums = files.get_mut("enum_types").unwrap().as_array_mut().unwrap();
    enums.push(
        json!({ "name": "Page_type", "values": ["", "0", "no", "A-B", "a_b", "UNKNOWN", "é"] }),
    );
    enums.push(json!({ "name": "Page_empty", "values": ["", "+"] }));
    files
}

fn odd() -> (tempfile::TempDir, MetaSpec) {
    let folder = tempfile::tempdir().unwrap();
    catalogues::write(&odd_files(), folder.path());
    let meta_spec = MetaSpec::load(folder.path()).unwrap();
    (folder, meta_spec)
}

#[test]
fn a_draft_says_what_the_files_say_and_what_they_do_not() {
    let (_folder, meta_spec) = odd();
    let draft = draft(&Catalogue::new(&meta_spec), &wanted("Page.edge", 0)).unwrap();
    insta::assert_snapshot!(draft.whole());
    generated(&draft).unwrap();
}

#[test]
fn a_draft_follows_nodes_as_far_as_is_asked_for() {
    let (_folder, meta_spec) = odd();
    let catalogue = Catalogue::new(&meta_spec);
    let drafts = [0, 1, 2, 3].map(|depth| draft(&catalogue, &wanted("Page.edge", depth)).unwrap());
    let types = drafts.each_ref().map(|draft| {
        generated(draft).unwrap();
        let (spec, _) = check::check(load_sources(sources(draft))).unwrap();
        let names = spec.types.names().map(|name| name.value.clone());
        names.collect::<Vec<_>>()
    });
    assert_eq!(types[0], ["Page"]);
    assert_eq!(types[1], ["ErrorNode", "Page", "ValueNode"]);
    assert_eq!(types[2], types[1]);
    insta::assert_snapshot!("deep", drafts[3].whole());
}

#[test]
fn nodes_and_what_has_no_file_are_drafted_too() {
    let (_folder, meta_spec) = odd();
    let catalogue = Catalogue::new(&meta_spec);
    for target in [
        "Page",
        "Page.media",
        "UnifiedThread",
        "UnifiedThread.messages",
    ] {
        let draft = draft(&catalogue, &wanted(target, 1)).unwrap();
        generated(&draft).unwrap();
        insta::assert_snapshot!(format!("draft_{target}"), draft.whole());
    }
}

/// The edge that the contract has, as a draft: what it says is what the
/// contract says, corrections aside.
#[test]
fn a_draft_of_our_edge_is_found_right_by_the_comparison() {
    let folder = tempfile::tempdir().unwrap();
    Made::v26().write(folder.path());
    let meta_spec = MetaSpec::load(folder.path()).unwrap();
    let catalogue = Catalogue::new(&meta_spec);
    for target in [
        "Page.conversations",
        "UnifiedThread.messages",
        "UnifiedThread",
    ] {
        let draft = draft(&catalogue, &wanted(target, 1)).unwrap();
        assert_eq!(drift(&draft, &meta_spec), Vec::<String>::new(), "{target}");
    }
}

#[test]
fn a_draft_goes_into_a_folder_that_generates() {
    let folder = tempfile::tempdir().unwrap();
    Made::v26().write(&folder.path().join("v26.0"));
    let run = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_page-conversations-codegen"));
        command
            .current_dir(folder.path())
            .args(more)
            .output()
            .unwrap()
    };
    let drafted = run(&[
        "upstream",
        "v26.0",
        "--draft",
        "Page.conversations",
        "--out",
        "first",
        "--spec",
        "none",
    ]);
    assert_eq!(drafted.status.code(), Some(0));
    let said = String::from_utf8(drafted.stdout).unwrap();
    assert!(said.contains("first/page_conversations.yaml"), "{said}");
    assert!(said.contains("When v26.0 was released."), "{said}");
    let done = run(&["--spec", "first", "--out", "bindings"]);
    assert_eq!(
        done.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    assert!(folder.path().join("bindings/v26_0.rs").exists());

    // The newest version of the contract is the draft's where the folder does
    // not say another.
    fs::rename(folder.path().join("v26.0"), folder.path().join("files")).unwrap();
    let printed = run(&[
        "upstream",
        "files",
        "--draft",
        "Page.conversations",
        "--spec",
        "first",
    ]);
    let text = String::from_utf8(printed.stdout).unwrap();
    assert!(text.contains("v26.0: { released: 2000-01-01"), "{text}");
    let refused = run(&[
        "upstream",
        "files",
        "--draft",
        "Page.conversations",
        "--spec",
        "none",
    ]);
    assert_eq!(refused.status.code(), Some(2));
}

fn target(node: &str, call: &Call) -> String {
    match &call.endpoint {
        Some(endpoint) => format!("{node}.{endpoint}"),
        None => node.to_owned(),
    }
}

/// All calls of Meta's spec.
fn calls(meta_spec: &MetaSpec) -> Vec<(&str, &Call)> {
    let nodes = meta_spec.nodes.iter();
    let calls =
        nodes.flat_map(|(name, node)| node.calls.iter().map(move |call| (name.as_str(), call)));
    calls.collect()
}

#[test]
fn every_edge_of_the_catalogue_is_drafted_or_refused_with_a_reason() {
    let Some(folder) = shared("v25.0") else {
        return;
    };
    let meta_spec = MetaSpec::load(&folder).unwrap();
    let nodes = &meta_spec.nodes;
    let fields: usize = nodes.values().map(|node| node.fields.len()).sum();
    let calls = calls(&meta_spec);
    assert_eq!((nodes.len(), fields, calls.len()), (993, 8_593, 1_469));

    let catalogue = Catalogue::new(&meta_spec);
    let outcomes = calls.par_iter().enumerate().map(|(index, (node, call))| {
        if call.method != "GET" {
            return format!("{} is not a read", call.method);
        }
        let draft = match draft(&catalogue, &wanted(&target(node, call), 0)) {
            Ok(draft) => draft,
            Err(error) => return error.to_string(),
        };
        if index % 20 == 0 {
            is_complete(&draft, &meta_spec);
        }
        "drafted".to_owned()
    });
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for outcome in outcomes.collect::<Vec<_>>() {
        *counts.entry(outcome).or_default() += 1;
    }
    let counts: Vec<_> = counts
        .iter()
        .map(|(outcome, count)| format!("{count} {outcome}"))
        .collect();
    insta::assert_snapshot!("catalogue", counts.join("\n"));
}

/// What was left out is all that the comparison misses.
fn is_complete(draft: &Draft, meta_spec: &MetaSpec) {
    let drift = drift(draft, meta_spec);
    let left_out = &draft.notes.left_out;
    assert!(
        drift.len() <= left_out.len(),
        "{}: {drift:?} {left_out:?}",
        draft.file
    );
}

#[test]
#[ignore = "takes minutes"]
fn the_generator_accepts_every_draft() {
    let Some(folder) = shared("v25.0") else {
        return;
    };
    let meta_spec = MetaSpec::load(&folder).unwrap();
    let calls = calls(&meta_spec);
    let catalogue = Catalogue::new(&meta_spec);
    for depth in [0, 1] {
        let outcomes = calls.par_iter().filter(|(_, call)| call.method == "GET");
        let outcomes = outcomes.filter_map(|(node, call)| {
            let draft = draft(&catalogue, &wanted(&target(node, call), depth)).ok()?;
            generated(&draft).unwrap();
            is_complete(&draft, &meta_spec);
            Some(())
        });
        assert_eq!(outcomes.count(), 963, "depth {depth}");
    }
}

#[test]
#[ignore = "takes minutes"]
fn twenty_five_drafts_compile() {
    let Some(folder) = shared("v25.0") else {
        return;
    };
    let meta_spec = MetaSpec::load(&folder).unwrap();
    let catalogue = Catalogue::new(&meta_spec);
    let mut reads = calls(&meta_spec);
    reads.retain(|(_, call)| call.method == "GET" && call.returns != "NullNode");
    let mut random = fastrand::Rng::with_seed(25);
    let specs: Vec<_> = random
        .choose_multiple(reads, 25)
        .into_iter()
        .map(|(node, call)| {
            let target = target(node, call);
            println!("{target}");
            let draft = draft(&catalogue, &wanted(&target, 1)).unwrap();
            (
                draft.file.trim_end_matches(".yaml").to_owned(),
                sources(&draft),
            )
        })
        .collect();
    assert_eq!(specs.len(), 25);
    compiles(&specs);
}

#[test]
#[ignore = "takes minutes"]
fn drafts_of_odd_names_compile() {
    let (_folder, meta_spec) = odd();
    let catalogue = Catalogue::new(&meta_spec);
    let specs = ["Page.edge", "Page.media", "Page", "UnifiedThread.messages"].map(|target| {
        let draft = draft(&catalogue, &wanted(target, 2)).unwrap();
        (
            draft.file.trim_end_matches(".yaml").to_owned(),
            sources(&draft),
        )
    });
    compiles(&specs);
}

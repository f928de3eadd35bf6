//! What each feature of the spec gives: one small spec for each, and a snapshot
//! of every artefact that it yields.

use std::path::Path;

use page_conversations_codegen::contract::{Shapes, resolve};
use page_conversations_codegen::contract::{check, load};
use page_conversations_codegen::emit::contract_json;
use page_conversations_codegen::emit::openapi::lower::lower;
use page_conversations_codegen::emit::output::File;
use page_conversations_codegen::read;
use serde_json::Value;

use crate::support::made::files_of;

/// The schema of the spec is the same for every spec; `generated/` guards it.
const SHARED: &str = "spec.schema.json";

#[test]
fn each_spec_yields_its_artefacts() {
    insta::glob!("specs/*.yaml", |path| {
        let (rust, others): (Vec<_>, Vec<_>) = files_of(path)
            .iter()
            .cloned()
            .partition(|file| file.path.ends_with(".rs"));
        insta::assert_snapshot!("rust", in_one(&rust));
        for file in others.iter().filter(|file| file.path != SHARED) {
            insta::assert_snapshot!(file.path.replace('/', "_"), file.text);
        }
        insta::assert_snapshot!("lowered", lowered(path));
    });
}

/// A later generator compares with what an earlier one wrote.
#[test]
fn the_contract_reads_back_as_it_was() {
    let specs = std::fs::read_dir("../tests/codegen/specs").unwrap();
    let specs = specs.map(|spec| spec.unwrap().path());
    for spec in specs.chain(["../spec".into()]) {
        let (contracts, _) = read(&spec).unwrap();
        let text = serde_json::to_string(&contract_json::document(&contracts)).unwrap();
        let back = contract_json::read(&text).unwrap();
        assert!(back == contracts, "{}", spec.display());
    }
}

#[test]
fn every_reference_in_openapi_leads_somewhere() {
    let specs = std::fs::read_dir("../tests/codegen/specs").unwrap();
    let specs = specs.map(|spec| spec.unwrap().path());
    for spec in specs.chain(["../spec".into()]) {
        let files = files_of(&spec);
        for file in files
            .iter()
            .filter(|file| file.path.starts_with("openapi/"))
        {
            let document: Value = serde_json::from_str(&file.text).unwrap();
            for reference in references(&document) {
                let pointer = reference.strip_prefix('#').unwrap();
                let leads = document.pointer(pointer).is_some();
                assert!(leads, "{} {}: {reference}", spec.display(), file.path);
            }
        }
    }
}

/// Two operations of one path are one in OpenAPI, which states what both have in common, and
/// beside it what each states for itself. Numbers are listed as numbers.
#[test]
fn what_operations_of_one_path_state_apart_stays_apart() {
    let operation = |name: &str, host: &str, most: u8| {
        format!(
            "
  Get{name}: {{ get: \"/{{{name}_id}}\", returns: {name}, hosts: [{host}], doc: Reads one., source: page,
    path: {{ {name}_id: {{ type: string, doc: Its id., source: page }} }},
    permissions: {{ people: {{ token: Page, scopes: [read_{host}], doc: People., source: page }} }} }}
  Get{name}s: {{ get: /, returns: \"map<string, {name}>\", doc: Reads several., source: page, params: {{
    ids: {{ type: list<string>, style: comma, max_items: {most}, required: true, doc: Ids., source: page }} }} }}"
        )
    };
    let ty = |name: &str| {
        format!(
            "  {name}: {{ doc: One., source: page, fields: {{ id: {{ type: string, doc: Id., source: page }} }} }}"
        )
    };
    let text = format!(
        "format: 1
hosts: {{ other: {{ url: \"https://other.example.com\", doc: Others., source: page }} }}
types:
{}
{}
operations:{}{}
errors:
  190:
    name: WrongToken
    advice: log_in
    doc: A token.
    source: page
    subcodes:
      1000: {{ name: LaterToken, advice: log_in, since: v2.0, doc: New., source: page }}
      463: {{ name: EarlierToken, advice: log_in, since: v2.0, doc: Old., source: page }}
",
        ty("A"),
        ty("B"),
        operation("A", "graph", 5),
        operation("B", "other", 9),
    );
    let folder = tempfile::tempdir().unwrap();
    let base = include_str!("wrong_specs/base.yaml");
    std::fs::write(folder.path().join("base.yaml"), base).unwrap();
    std::fs::write(folder.path().join("more.yaml"), text).unwrap();
    let files = page_conversations_codegen::generate(folder.path(), "crate")
        .unwrap()
        .files;
    let file = |path: &str| &files.iter().find(|file| file.path == path).unwrap().text;

    let document: Value = serde_json::from_str(file("openapi/v1.0.json")).unwrap();
    let get = &document["paths"]["/{id}"]["get"];
    assert_eq!(get["x-permissions"], Value::Null);
    let scopes = |place: usize| &get["x-operations"][place]["x-permissions"][0]["scopes"][0];
    assert_eq!([scopes(0), scopes(1)], ["read_graph", "read_other"]);
    assert_eq!(get["servers"].as_array().unwrap().len(), 2);
    let ids = &document["paths"]["/"]["get"]["parameters"][0];
    assert_eq!(
        (&ids["name"], &ids["schema"]["maxItems"]),
        (&"ids".into(), &9.into())
    );

    let reference = file("REFERENCE.md");
    let row = |subcode: u16| reference.find(&format!("| `190`, subcode `{subcode}`"));
    assert!(row(463).unwrap() < row(1000).unwrap(), "{reference}");
}

fn references(value: &Value) -> Vec<String> {
    match value {
        Value::Object(map) => {
            let own = map.get("$ref").and_then(Value::as_str).map(str::to_owned);
            own.into_iter()
                .chain(map.values().flat_map(references))
                .collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

fn in_one(files: &[File]) -> String {
    let texts = files
        .iter()
        .map(|file| format!("==> {} <==\n{}", file.path, file.text));
    texts.collect::<Vec<_>>().join("\n")
}

/// What progenitor is given, version by version.
fn lowered(path: &Path) -> String {
    let (spec, _) = check::check(load::load(path)).unwrap();
    let contracts = resolve(&spec);
    let shapes = Shapes::new(&contracts);
    let views = contracts
        .versions
        .iter()
        .enumerate()
        .flat_map(|(index, contract)| {
            let views = lower(&contracts, &shapes, index).into_iter();
            views.map(|view| {
                let view = serde_json::to_string_pretty(&view).unwrap();
                format!("==> {} <==\n{view}\n", contract.version)
            })
        });
    views.collect()
}

#[test]
fn every_spec_satisfies_the_schema_for_editors() {
    let files = files_of("../tests/codegen/specs/edge.yaml");
    let schema = files.iter().find(|file| file.path == SHARED).unwrap();
    let schema = serde_json::from_str(&schema.text).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let folders = ["../tests/codegen/specs", "../spec"];
    let files = folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).unwrap());
    for file in files {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let value: serde_json::Value = serde_saphyr::from_str(&text).unwrap();
        let errors: Vec<_> = validator
            .iter_errors(&value)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", path.display());
    }
}

#[test]
fn the_schema_for_editors_refuses_what_the_loader_refuses() {
    let files = files_of("../tests/codegen/specs/edge.yaml");
    let schema = files.iter().find(|file| file.path == SHARED).unwrap();
    let schema = serde_json::from_str(&schema.text).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spec.yaml");
    for wrong in [
        "formt: 1",
        "format: one",
        "format: 1\nids: [PageId]",
        "format: 1\nids: { PageId: { doc: A Page. } }",
        "format: 1\nversions: { v19.0: { released: 2024-01-23, expires: soon, source: page, x: 1 } }",
        "format: 1\nerrors: { 1: { name: A, advice: pray, doc: A., source: page } }",
        "format: 1\nheaders: { X-A: { doc: A., source: page } }",
        "format: 1\ntypes: { A: { doc: A., source: page, runtime: no idea, fields: {} } }",
        "format: 1\ntypes: { A: { doc: A., source: page, since: 19, fields: {} } }",
    ] {
        let value: serde_json::Value = serde_saphyr::from_str(wrong).unwrap();
        assert!(!validator.is_valid(&value), "{wrong}");
        std::fs::write(&path, wrong).unwrap();
        // Of the loader alone: it leaves no spec, or has something to say.
        let loaded = load::load(&path);
        assert!(!loaded.diagnostics.is_empty(), "{wrong}");
    }
}

/// It is compared with the one that it replaces, but a version adds it.
#[test]
fn a_field_that_replaces_another_one_is_added() {
    let text = include_str!("specs/history.yaml");
    let fields =
        "      length: { type: int, removed_in: v3.0, replaced_by: size, doc: A., source: page }
      size: { type: string, since: v3.0, doc: A., source: page }
      stable:";
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("spec.yaml");
    std::fs::write(&spec, text.replacen("      stable:", fields, 1)).unwrap();
    let files = files_of(&spec);
    let mut files = files.iter();
    let reference = files.find(|file| file.path == "REFERENCE.md").unwrap();
    for row in [
        "| field | `length` of `Post`; instead `size` | ✔ | ✔ | **removed** |  |  |",
        "| field | `size` of `Post` |  |  | **added** | ✔ | ✔ |",
    ] {
        assert!(reference.text.contains(row), "{}", reference.text);
    }
}

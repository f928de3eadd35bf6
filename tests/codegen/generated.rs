//! `generated/` is what the contract gives, and nothing else decides what that
//! is.

mod completeness;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use page_conversations_codegen::contract::{Contract, Contracts, ErrorCode, Shapes, resolve};
use page_conversations_codegen::contract::{check, load};
use page_conversations_codegen::emit::output::{self, File};
use page_conversations_codegen::emit::rust;
use page_conversations_codegen::{generate, read};
use serde_json::Value;

use crate::support::CONTRACT;
use crate::support::made::files_of;

const SPEC: &str = "../spec";

#[test]
fn generated_is_what_the_contract_gives() {
    let files = files_of(SPEC);
    let changes = output::compare(Path::new("../generated"), files).unwrap();
    assert!(changes.is_empty(), "run `cargo codegen`: {changes:#?}");
    for file in files {
        let committed = fs::read(Path::new("../generated").join(&file.path)).unwrap();
        assert_eq!(committed, file.text.as_bytes(), "{}", file.path);
    }
}

#[test]
fn the_order_of_maps_in_the_spec_does_not_matter() {
    let specs: Vec<_> = fs::read_dir("../tests/codegen/specs").unwrap().collect();
    let specs = specs.into_iter().map(|spec| spec.unwrap().path());
    for spec in specs.chain([PathBuf::from(SPEC)]) {
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join(spec.file_name().unwrap());
        reorder(&spec, &copy);
        let before = files_of(&spec);
        let after = generate(&copy, "crate").unwrap().files;
        assert_same(before, &after);
    }
}

/// Copies a spec with the entries of every map the other way round. JSON is
/// YAML, so the copy is written as JSON.
fn reorder(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir(to).unwrap();
        for file in fs::read_dir(from).unwrap() {
            let file = file.unwrap().path();
            reorder(&file, &to.join(file.file_name().unwrap()));
        }
        return;
    }
    let text = fs::read_to_string(from).unwrap();
    let reversed = reverse(serde_saphyr::from_str(&text).unwrap());
    fs::write(to, serde_json::to_string_pretty(&reversed).unwrap()).unwrap();
}

fn reverse(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let entries = map.into_iter().rev();
            entries.map(|(key, value)| (key, reverse(value))).collect()
        }
        Value::Array(items) => items.into_iter().map(reverse).collect(),
        other => other,
    }
}

fn assert_same(before: &[File], after: &[File]) {
    let paths = |files: &[File]| {
        files
            .iter()
            .map(|file| file.path.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(paths(before), paths(after));
    for (before, after) in before.iter().zip(after) {
        assert_eq!(before.text, after.text, "{}", before.path);
    }
}

#[test]
fn how_the_spec_is_divided_into_files_matters_to_headers_only() {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("spec");
    fs::create_dir(&spec).unwrap();
    fs::write(spec.join("all.yaml"), whole_spec()).unwrap();
    let one = without_headers(generate(&spec, "crate").unwrap().files);
    let many = without_headers(files_of(SPEC).to_vec());
    assert_same(&many, &one);
}

/// All files of the spec as one.
fn whole_spec() -> String {
    let mut whole = serde_json::Map::new();
    for file in fs::read_dir(SPEC).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let Value::Object(sections) = serde_saphyr::from_str(&text).unwrap() else {
            panic!("a file of the spec is a map");
        };
        for (name, section) in sections {
            match (whole.get_mut(&name), section) {
                (Some(Value::Object(whole)), Value::Object(section)) => whole.extend(section),
                (_, section) => {
                    whole.insert(name, section);
                }
            }
        }
    }
    serde_json::to_string(&whole).unwrap()
}

fn without_headers(files: Vec<File>) -> Vec<File> {
    let files = files.into_iter().map(|file| {
        let text = match file.path.ends_with(".rs") {
            true => file.text.split_once('\n').unwrap().1.to_owned(),
            false => file.text,
        };
        File::new(file.path, text)
    });
    files.collect()
}

fn contracts(path: &str) -> Contracts {
    let (spec, _) = check::check(load::load(Path::new(path))).unwrap();
    resolve(&spec)
}

/// The fields of every struct of a name.
fn struct_fields(files: &[syn::File], name: &str) -> Vec<BTreeSet<String>> {
    let items = files.iter().flat_map(|file| &file.items);
    let structs = items.filter_map(|item| match item {
        syn::Item::Struct(item) if item.ident == name => Some(item),
        _ => None,
    });
    let names = structs.map(|item| {
        let names = item.fields.iter().map(wire_name);
        // What holds the members that the contract does not know.
        names.filter(|name| name != "unknown").collect()
    });
    names.collect()
}

/// Name of a field in JSON, from `#[serde(rename = "…")]` where there is one.
fn wire_name(field: &syn::Field) -> String {
    let mut name = field.ident.as_ref().unwrap().to_string();
    for attr in field
        .attrs
        .iter()
        .filter(|attr| attr.path().is_ident("serde"))
    {
        let _ = attr.parse_nested_meta(|meta| {
            let value: syn::LitStr = meta.value()?.parse()?;
            if meta.path.is_ident("rename") {
                name = value.value();
            }
            Ok(())
        });
    }
    name
}

fn variant_counts(files: &[syn::File], name: &str) -> Vec<usize> {
    let items = files.iter().flat_map(|file| &file.items);
    let enums = items.filter_map(|item| match item {
        syn::Item::Enum(item) if item.ident == name => Some(item.variants.len()),
        _ => None,
    });
    enums.collect()
}

/// Emitters that see a part of the contract leave out the rest, as broken ones
/// would.
#[test]
fn every_item_that_callers_see_is_documented() {
    let files = files_of(SPEC);
    for file in files.iter().filter(|file| file.path.ends_with(".rs")) {
        let lines: Vec<_> = file.text.lines().collect();
        for (index, line) in lines.iter().enumerate() {
            let item = line.trim_start();
            if item.starts_with("pub ")
                && !item.starts_with("pub use")
                && !item.starts_with("pub mod")
            {
                let before = lines[..index].iter().rev();
                let mut before = before.skip_while(|line| line.trim_start().starts_with("#["));
                let doc = before
                    .next()
                    .is_some_and(|line| line.trim_start().starts_with("///"));
                assert!(doc, "{}: {line}", file.path);
            }
        }
        assert!(lines.len() < 400, "{} has {} lines", file.path, lines.len());
    }
}

/// The compiler prints paths of what versions share, and names it after the first module.
#[test]
fn what_versions_share_is_named_after_none_of_them_and_the_newest_comes_first() {
    for spec in ["../spec", "../tests/codegen/specs/history.yaml"] {
        let (contracts, files) = (contracts(spec), files_of(spec));
        let idents = contracts.versions.iter().map(|one| one.version.ident());
        let idents: Vec<_> = idents.collect();
        let folders = ["client/", "fields/", "requests/", "types/"];
        for file in files {
            let is_shared = folders.iter().any(|folder| file.path.starts_with(folder));
            let is_named = |ident: &String| file.path.contains(&format!("{ident}."));
            assert!(!is_shared || !idents.iter().any(is_named), "{}", file.path);
        }
        let root = files.iter().find(|file| file.path == "mod.rs");
        let modules = root.unwrap().text.lines();
        let modules = modules.filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
        let modules = modules.filter(|module| idents.iter().any(|ident| ident == module));
        assert!(modules.eq(idents.iter().rev()), "{spec}");
    }
}

#[test]
fn openapi_documents_are_openapi_and_hold_unified_thread_inline() {
    let contracts = contracts(SPEC);
    let files = files_of(SPEC);
    for contract in &contracts.versions {
        let path = format!("openapi/{}.json", contract.version);
        let file = files.iter().find(|file| file.path == path).unwrap();
        let document: openapiv3::OpenAPI = serde_json::from_str(&file.text).unwrap();
        assert_eq!(document.openapi, "3.0.3");
        assert_eq!(document.info.version, contract.version.to_string());
        let value: Value = serde_json::from_str(&file.text).unwrap();
        let thread = &value["components"]["schemas"]["UnifiedThread"];
        let properties = thread["properties"].as_object().unwrap();
        let expected = contract
            .types
            .iter()
            .find(|ty| ty.name == "UnifiedThread")
            .unwrap();
        assert_eq!(properties.len(), expected.fields.len());
    }
}

/// What the runtime reads by hand.
const WRAPPERS: [&str; 5] = [
    "BusinessUseCaseUsage",
    "Cursors",
    "GraphError",
    "Paging",
    "Usage",
];

#[test]
fn what_answers_are_wrapped_in_is_in_every_version_and_nowhere_in_rust() {
    let contracts = contracts(SPEC);
    let headers: BTreeSet<_> = contracts
        .headers
        .iter()
        .map(|header| header.name.as_str())
        .collect();
    assert_eq!(self::contracts(CONTRACT).headers.len(), 5);
    let files = files_of(SPEC);
    for contract in &contracts.versions {
        for name in WRAPPERS {
            assert!(contract.runtime_type(name).is_some(), "{name}");
        }
        let path = format!("openapi/{}.json", contract.version);
        let file = files.iter().find(|file| file.path == path).unwrap();
        let document: Value = serde_json::from_str(&file.text).unwrap();
        let paths = document["paths"].as_object().unwrap().values();
        let answers = paths.map(|path| &path["get"]["responses"]["200"]);
        for response in answers.chain([&document["components"]["responses"]["Error"]]) {
            let sent = response["headers"].as_object().unwrap();
            assert_eq!(
                sent.keys().map(String::as_str).collect::<BTreeSet<_>>(),
                headers
            );
        }
        let edge = "/paths/~1{page_id}~1conversations/get/responses/200/content/\
                    application~1json/schema/properties/paging/$ref";
        let error = "/components/responses/Error/content/\
                     application~1json/schema/properties/error/$ref";
        let text = |pointer| document.pointer(pointer).and_then(Value::as_str);
        assert_eq!(text(edge), Some("#/components/schemas/Paging"));
        assert_eq!(text(error), Some("#/components/schemas/GraphError"));
    }
    let rust = files.iter().filter(|file| file.path.ends_with(".rs"));
    let rust: Vec<_> = rust
        .map(|file| syn::parse_file(&file.text).unwrap())
        .collect();
    for name in WRAPPERS {
        assert!(struct_fields(&rust, name).is_empty(), "{name}");
    }
}

#[test]
fn version_19_holds_what_the_reference_page_says() {
    let contracts = contracts(CONTRACT);
    let contract = &contracts.versions[0];
    assert_eq!(contract.version.to_string(), "v19.0");
    let mut operations = contract.operations.iter();
    let operation = operations
        .find(|operation| operation.name == "ListConversations")
        .unwrap();
    assert_eq!(
        operation.errors,
        [100, 104, 190, 200, 230, 368, 613, 2500, 80006]
    );
    assert_eq!(operation.path, "/{page_id}/conversations");
    let params: Vec<_> = operation
        .params
        .iter()
        .map(|param| param.name.as_str())
        .collect();
    assert_eq!(params, ["folder", "platform", "tags", "user_id"]);
    let thread = contract
        .types
        .iter()
        .find(|ty| ty.name == "UnifiedThread")
        .unwrap();
    // The edge `messages` is no field in Meta's spec.
    let fields = thread
        .fields
        .iter()
        .filter(|field| field.name != "messages");
    assert_eq!(fields.count(), 17);
    let values = |name: &str| {
        let entry = contract
            .enums
            .iter()
            .find(|entry| entry.name == name)
            .unwrap();
        entry
            .values
            .iter()
            .map(|value| value.value.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(values("Folder"), ["inbox", "other", "page_done", "spam"]);
    assert_eq!(values("Platform"), ["INSTAGRAM", "MESSENGER"]);
}

//! Made-up files and contracts, and drafts of them.

#![allow(clippy::unwrap_used, dead_code)]

use std::collections::BTreeMap;

use page_conversations_codegen::cli::edit::Editor;
use page_conversations_codegen::cli::upstream::draft::merge::merge;
use page_conversations_codegen::cli::upstream::draft::{Catalogue, Draft, Wanted};
use page_conversations_codegen::cli::upstream::meta_spec::MetaSpec;
use page_conversations_codegen::contract::diagnostic::{Source, Sources};
use page_conversations_codegen::contract::load::load_sources;
use page_conversations_codegen::generate_loaded;
use serde_json::{Value, json};

use super::catalogues;

/// Meta's files, made up of nodes with fields and edges.
#[derive(Clone, Default)]
pub struct Files(BTreeMap<String, Value>, Vec<Value>);

impl Files {
    pub fn node(mut self, name: &str, fields: &[(&str, &str)]) -> Self {
        let fields: Value = fields
            .iter()
            .map(|(name, ty)| json!({ "name": name, "type": ty }))
            .collect();
        let node = self.0.entry(name.to_owned());
        node.or_insert_with(|| json!({ "apis": [] }))["fields"] = fields;
        self
    }

    /// A read of an edge, or of the node itself; `!` marks required parameters.
    pub fn read(mut self, node: &str, edge: &str, returns: &str, params: &[(&str, &str)]) -> Self {
        let params: Value = params
            .iter()
            .map(|(name, ty)| {
                let required = name.starts_with('!');
                json!({ "name": name.trim_start_matches('!'), "required": required, "type": ty })
            })
            .collect();
        let call = match edge {
            "" => json!({ "method": "GET", "name": "#get", "return": returns, "params": params }),
            edge => {
                json!({ "method": "GET", "endpoint": edge, "return": returns, "params": params })
            }
        };
        let node = self.0.entry(node.to_owned());
        let node = node.or_insert_with(|| json!({ "apis": [], "fields": [] }));
        node["apis"].as_array_mut().unwrap().push(call);
        self
    }

    pub fn values(mut self, name: &str, values: &[&str]) -> Self {
        let node = name.split('_').next();
        self.1
            .push(json!({ "name": name, "node": node, "field_or_param": name, "values": values }));
        self
    }

    pub fn write(&self, folder: &std::path::Path) {
        let mut files = self.0.clone();
        files.insert("enum_types".to_owned(), self.1.clone().into());
        catalogues::write(&files, folder);
    }

    pub fn load(&self) -> (tempfile::TempDir, MetaSpec) {
        let folder = tempfile::tempdir().unwrap();
        self.write(folder.path());
        let meta_spec = MetaSpec::load(folder.path()).unwrap();
        (folder, meta_spec)
    }
}

pub fn wanted(targets: &[&str]) -> Wanted {
    Wanted {
        targets: targets.iter().map(|target| (*target).to_owned()).collect(),
        depth: 0,
        version: "v2.0".parse().unwrap(),
        released: None,
        assume_same: false,
    }
}

/// A contract of v1.0, v2.0 and v3.0, with more in its file `own.yaml`.
pub fn contract(own: &str) -> Sources {
    let common = "# yaml-language-server: $schema=../generated/spec.schema.json
format: 1
api: { title: Made up, doc: Made up. }
sources:
  page: { certainty: documented, doc: A page. }
  meta-spec: { certainty: documented, doc: Meta's files. }
versions:
  v1.0: { released: 2020-01-01, source: page }
  v2.0: { released: 2021-01-01, source: page }
  v3.0: { released: 2022-01-01, source: page }
hosts:
  graph: { url: https://graph.example.com, doc: Everyone., source: page }
";
    let file = |name: &str, text: String| Source {
        name: format!("spec/{name}.yaml"),
        text,
    };
    let common = file("graph", common.to_owned());
    let own = file("own", format!("format: 1\n{own}"));
    Sources(vec![common, own])
}

/// Merges, and returns the draft with the texts.
pub fn merged(sources: &Sources, meta_spec: &MetaSpec, wanted: &Wanted) -> (Draft, Sources) {
    let mut editor = Editor::new(sources.clone()).unwrap();
    let draft = merge(&mut editor, &Catalogue::new(meta_spec), wanted, None);
    let draft = draft.unwrap_or_else(|error| panic!("{error}"));
    let mut sources = editor.sources();
    sources.0.sort_by(|one, other| one.name.cmp(&other.name));
    (draft, sources)
}

pub fn generates(sources: &Sources) {
    let generated = generate_loaded(load_sources(sources.clone()), "crate");
    let generated = generated.unwrap_or_else(|error| panic!("{error}\n{}", texts(sources)));
    let rust = generated
        .files
        .iter()
        .filter(|file| file.path.ends_with(".rs"));
    for file in rust {
        if let Err(error) = syn::parse_file(&file.text) {
            panic!("{}: {error}\n{}", file.path, file.text);
        }
    }
}

pub fn text(sources: &Sources, file: &str) -> String {
    let name = format!("spec/{file}.yaml");
    let source = sources.0.iter().find(|source| source.name == name);
    source.map(|source| source.text.clone()).unwrap_or_default()
}

pub fn texts(sources: &Sources) -> String {
    let texts = sources.0.iter();
    texts
        .map(|source| format!("--- {}\n{}", source.name, source.text))
        .collect()
}

/// Panics at the first line in which two contracts differ.
#[track_caller]
pub fn same(one: &Sources, other: &Sources, what: &str) {
    let (one, other) = (texts(one), texts(other));
    let lines = one.lines().zip(other.lines()).enumerate();
    for (number, (left, right)) in lines {
        assert_eq!(left, right, "{what}, line {number} of\n{one}");
    }
    assert_eq!(one.lines().count(), other.lines().count(), "{what}: {one}");
}

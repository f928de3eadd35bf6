//! A contract, and files in the format of Meta's beside it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use page_conversations_codegen::cli::edit::Editor;
use page_conversations_codegen::cli::upstream::meta_spec::MetaSpec;
use page_conversations_codegen::cli::upstream::pinned::{Origin, pin};
use serde_json::{Value, json};

use crate::support::catalogues;

pub const SPEC: &str = include_str!("spec.yaml");

/// What the contract says of v2.0 and v3.0, as Meta would have it.
pub fn files() -> BTreeMap<String, Value> {
    let param = |name: &str, ty: &str, required: bool| json!({ "name": name, "type": ty, "required": required });
    let posts = json!({
        "method": "GET", "endpoint": "posts", "return": "Post",
        "params": [param("since_id", "string", true), param("order", "order_enum", false)],
    });
    let field = |name: &str, ty: &str| json!({ "name": name, "type": ty });
    let comments = json!({
        "method": "GET", "endpoint": "comments", "return": "Comment", "params": [],
    });
    let write = json!({ "method": "POST", "return": "Post", "params": [] });
    let post = json!({
        "apis": [write, comments],
        "fields": [field("likes", "int"), field("author", "Object"), field("id", "string")],
    });
    let page = json!({ "apis": [posts], "fields": [field("id", "string")] });
    let enums = json!([{ "name": "order_enum", "values": ["OLDEST", "NEWEST"] }]);
    BTreeMap::from([
        ("Page".to_owned(), page.clone()),
        ("User".to_owned(), page),
        ("Post".to_owned(), post),
        ("enum_types".to_owned(), enums),
    ])
}

/// Those of v1.0.
pub fn older() -> BTreeMap<String, Value> {
    let mut files = files();
    fields(&mut files).remove(0);
    files
}

pub fn fields(files: &mut BTreeMap<String, Value>) -> &mut Vec<Value> {
    files.get_mut("Post").unwrap()["fields"]
        .as_array_mut()
        .unwrap()
}

/// Sets the type of a field.
pub fn retype(files: &mut BTreeMap<String, Value>, name: &str, ty: &str) {
    let mut fields = fields(files).iter_mut();
    if let Some(field) = fields.find(|field| field["name"] == name) {
        field["type"] = ty.into();
    }
}

pub fn meta_spec(files: &BTreeMap<String, Value>) -> MetaSpec {
    let folder = tempfile::tempdir().unwrap();
    catalogues::write(files, folder.path());
    MetaSpec::load(folder.path()).unwrap()
}

/// A folder with a contract.
pub struct Workplace(tempfile::TempDir);

impl Workplace {
    pub fn new(spec: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("spec")).unwrap();
        fs::write(folder.path().join("spec/contract.yaml"), spec).unwrap();
        Self(folder)
    }

    pub fn spec(&self) -> PathBuf {
        self.0.path().join("spec")
    }

    pub fn pins(&self) -> PathBuf {
        self.spec().join("meta_spec.yaml")
    }

    pub fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.spec().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.matches(from).count(), 1, "`{from}` in {file}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    }

    /// Writes Meta's files, and returns their folder.
    pub fn folder(&self, files: &BTreeMap<String, Value>) -> String {
        let folder = self.0.path().join("meta");
        catalogues::write(files, &folder);
        folder.display().to_string()
    }

    /// Pins files of a version.
    pub fn pin(&self, version: &str, files: &BTreeMap<String, Value>) {
        pin_at(&self.spec(), version, files);
    }

    pub fn run(&self, args: &[&str]) -> Output {
        std::process::Command::new(env!("CARGO_BIN_EXE_page-conversations-codegen"))
            .args(args)
            .arg("--spec")
            .arg(self.spec())
            .arg("--out")
            .arg(self.0.path().join("generated"))
            .output()
            .unwrap()
    }

    /// The exit code, and what was printed, without the path of the folder.
    pub fn said(&self, args: &[&str]) -> (i32, String) {
        let output = self.run(args);
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8(text).unwrap();
        let folder = self.0.path().display().to_string();
        (output.status.code().unwrap(), text.replace(&folder, "…"))
    }
}

/// Pins files of a version in a spec.
pub fn pin_at(spec: &Path, version: &str, files: &BTreeMap<String, Value>) {
    let mut editor = Editor::open(spec).unwrap();
    let origin = Origin {
        named: Some(format!("release of {version}")),
        read: "2026-11-26".parse().unwrap(),
    };
    pin(
        &mut editor,
        &meta_spec(files),
        version.parse().unwrap(),
        &origin,
    )
    .unwrap();
    editor.stage().unwrap().commit().unwrap();
}

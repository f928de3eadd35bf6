//! Made-up files in the format of Meta's, and those of Meta's that stand beside
//! the repository, if they do.

#![allow(clippy::unwrap_used, dead_code)]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Once;

use serde_json::{Value, json};

/// The files of a version of Meta's; `None` where they are not there.
pub fn shared(version: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/upstream");
    let folder = folder.join(version);
    if folder.is_dir() {
        return Some(folder);
    }
    skipped(&folder);
    None
}

/// Says once that tests are skipped. What a test prints is not shown if it succeeds, so this is
/// written past it.
fn skipped(folder: &Path) {
    static SAID: Once = Once::new();
    SAID.call_once(|| {
        let folder = folder.display();
        let message =
            format!("skipped: all that reads Meta's files, because {folder} is missing\n");
        std::io::stderr().write_all(message.as_bytes()).unwrap();
    });
}

/// Files that are made up.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// Fields of the thread, with their types.
    pub fields: BTreeMap<String, String>,
    /// Parameters of the list call: type, and whether it is required.
    pub params: BTreeMap<String, (String, bool)>,
    /// Enums by name.
    pub enums: BTreeMap<String, Vec<String>>,
    /// Edges that are the call, as node and endpoint.
    pub edges: Vec<(&'static str, &'static str)>,
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

impl Made {
    /// What the contract says of v26.0, as Meta would have it.
    pub fn v26() -> Self {
        let fields = [
            ("can_reply", "bool"),
            ("folder", "string"),
            ("former_participants", "Object"),
            ("id", "string"),
            ("is_owner", "bool"),
            ("is_subscribed", "bool"),
            ("link", "string"),
            ("linked_group", "Group"),
            ("message_count", "int"),
            ("name", "string"),
            ("participants", "Object"),
            ("scoped_thread_key", "string"),
            ("senders", "Object"),
            ("snippet", "string"),
            ("unread_count", "int"),
            ("updated_time", "datetime"),
            ("wallpaper", "string"),
        ];
        let params = [
            ("folder", "string"),
            ("platform", "edge_platform_enum_param"),
            ("tags", "list<string>"),
            ("updated_after_ms", "unsigned int"),
            ("updated_before_ms", "unsigned int"),
            ("user_id", "string"),
        ];
        let platforms = owned(&["INSTAGRAM", "MESSENGER"]);
        let sources = owned(&["ALL", "PARTICIPANTS"]);
        let pairs = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
            let pairs = pairs.iter();
            pairs
                .map(|(name, ty)| ((*name).into(), (*ty).into()))
                .collect()
        };
        Self {
            fields: pairs(&fields),
            params: pairs(&params)
                .into_iter()
                .map(|(name, ty)| (name, (ty, false)))
                .collect(),
            enums: BTreeMap::from([
                ("edge_platform_enum_param".to_owned(), platforms),
                ("source_enum_param".to_owned(), sources),
            ]),
            edges: vec![("Page", "conversations"), ("Page", "threads")],
        }
    }

    /// What the contract says of v19.0, as Meta would have it.
    pub fn v19() -> Self {
        let with_subject = Self::v26()
            .field("subject", "string")
            .without_field("is_owner");
        with_subject
            .without_param("updated_after_ms")
            .without_param("updated_before_ms")
    }

    pub fn field(mut self, name: &str, ty: &str) -> Self {
        self.fields.insert(name.to_owned(), ty.to_owned());
        self
    }

    pub fn without_field(mut self, name: &str) -> Self {
        self.fields.remove(name).unwrap();
        self
    }

    pub fn param(mut self, name: &str, ty: &str) -> Self {
        self.params.insert(name.to_owned(), (ty.to_owned(), false));
        self
    }

    pub fn without_param(mut self, name: &str) -> Self {
        self.params.remove(name).unwrap();
        self
    }

    pub fn values(mut self, name: &str, values: &[&str]) -> Self {
        self.enums.insert(name.to_owned(), owned(values));
        self
    }

    fn node(fields: Vec<Value>, apis: Vec<Value>) -> Value {
        json!({ "apis": apis, "fields": fields })
    }

    /// The files by their names, ready for more that is wrong in them.
    pub fn files(&self) -> BTreeMap<String, Value> {
        let fields = self.fields.iter();
        let fields = fields.map(|(name, ty)| json!({ "name": name, "type": ty }));
        let messages = json!({
            "method": "GET", "endpoint": "messages", "return": "UnifiedMessage",
            "params": [{ "name": "source", "required": false, "type": "source_enum_param" }],
        });
        let own =
            json!({ "name": "#get", "method": "GET", "return": "UnifiedThread", "params": [] });
        let thread = Self::node(fields.collect(), vec![messages, own]);
        let params: Vec<_> = self
            .params
            .iter()
            .map(|(name, (ty, required))| json!({ "name": name, "required": required, "type": ty }))
            .collect();
        let enums = self.enums.iter().map(|(name, values)| {
            json!({ "name": name, "node": "UnifiedThread", "field_or_param": name, "values": values })
        });
        let mut files = BTreeMap::from([
            ("UnifiedThread".to_owned(), thread),
            ("enum_types".to_owned(), Value::Array(enums.collect())),
        ]);
        for (node, endpoint) in &self.edges {
            let edge = json!({
                "method": "GET", "endpoint": endpoint, "return": "UnifiedThread", "params": params,
            });
            let file = files.entry((*node).to_owned()).or_insert_with(|| {
                Self::node(vec![json!({"name": "id", "type": "string"})], vec![])
            });
            file["apis"].as_array_mut().unwrap().push(edge);
        }
        files
    }

    /// Writes the files below a folder, as a release has them.
    pub fn write(&self, folder: &Path) {
        write(&self.files(), folder);
    }
}

pub fn write(files: &BTreeMap<String, Value>, folder: &Path) {
    let specs = folder.join("specs");
    fs::create_dir_all(&specs).unwrap();
    for (name, file) in files {
        let text = serde_json::to_string_pretty(file).unwrap();
        fs::write(specs.join(format!("{name}.json")), text).unwrap();
    }
}

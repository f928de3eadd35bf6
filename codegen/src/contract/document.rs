//! Reads other documents than a spec: YAML and JSON, with the same diagnostics.
//!
//! All errors are found at once, each with its place, the nearest known name and
//! what to write instead.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::diagnostic::{Diagnostic, Place, Report, Source, Sources};
use super::load::skipped::Skipped;
use super::load::{characters, files, not_yaml, read};
use super::messages::reading as messages;
use super::yaml::json::JsonTree;
use super::yaml::{Document as Tree, Node, ParseError, Scalar, Shape};

pub use super::messages::{list, most_similar};
pub use super::spec::located::{Located, Name, OneOrMany};
pub use super::spec::tagged::Tagged;

/// What could be read of a document.
#[derive(Debug)]
pub struct Document<T> {
    /// The value without what is wrong in it; `None` where nothing is left.
    pub value: Option<T>,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
    origin: Origin,
}

/// What the places of diagnostics point into.
#[derive(Debug)]
enum Origin {
    Text(Sources),
    /// The JSON pointers of the nodes.
    Json(Vec<String>),
}

/// An error in a JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// JSON pointer to the wrong member; empty for the whole value.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

/// Reads a YAML file.
pub fn read_file<T: DeserializeOwned>(path: &Path) -> Document<T> {
    let mut diagnostics = Vec::new();
    let sources = files::read_source(path, &mut diagnostics);
    read_sources(sources, diagnostics)
}

/// Reads a YAML text; diagnostics show `name` as its file.
pub fn read_text<T: DeserializeOwned>(name: &str, text: &str) -> Document<T> {
    let source = Source {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    read_sources(Sources(vec![source]), Vec::new())
}

/// Reads a JSON value.
pub fn read_json<T: DeserializeOwned>(value: &Value) -> Document<T> {
    let JsonTree { document, pointers } = JsonTree::new(value);
    let mut diagnostics = Vec::new();
    let skipped = Skipped::new(&document);
    Document {
        value: read::read(&document.root, &skipped, &mut diagnostics),
        diagnostics,
        origin: Origin::Json(pointers),
    }
}

fn read_sources<T: DeserializeOwned>(
    sources: Sources,
    mut diagnostics: Vec<Diagnostic>,
) -> Document<T> {
    let text = sources.0.first().map(|source| source.text.as_str());
    let text = text.filter(|_| diagnostics.is_empty());
    let tree = text.and_then(|text| match Tree::parse(text, 0) {
        Ok(tree) => Some(tree),
        Err(error) => {
            diagnostics.extend(not_a_tree(text, &error));
            None
        }
    });
    let value = tree.and_then(|tree| {
        let skipped = Skipped::new(&tree);
        if tree.root.is_empty() && tree.root.is_null() {
            diagnostics.push(messages::empty_document(tree.root.place));
            return None;
        }
        check_numbers(&tree.root, &mut diagnostics);
        skipped.skip_duplicate_keys(&tree.root, &mut diagnostics);
        read::read(&tree.root, &skipped, &mut diagnostics)
    });
    Document {
        value,
        diagnostics,
        origin: Origin::Text(sources),
    }
}

/// Reports numbers that JSON does not have, or that change when they are read: an id
/// without quotes, for example.
fn check_numbers(node: &Node, diagnostics: &mut Vec<Diagnostic>) {
    match &node.shape {
        Shape::Scalar {
            value: Scalar::Float(number),
            text,
            ..
        } => {
            let is_whole = text.bytes().all(|byte| byte.is_ascii_digit());
            if !number.is_finite() || is_whole {
                diagnostics.push(messages::inexact_number(text, node.place));
            }
        }
        Shape::Scalar { .. } => {}
        Shape::Seq { items, .. } => {
            for item in items {
                check_numbers(item, diagnostics);
            }
        }
        Shape::Map { entries, .. } => {
            for entry in entries {
                check_numbers(&entry.value, diagnostics);
            }
        }
    }
}

/// Reports why a text cannot be parsed: characters that cannot be seen, if it has
/// some outside of its values.
fn not_a_tree(text: &str, error: &ParseError) -> Vec<Diagnostic> {
    let unseen = match characters::indent(text) {
        true => characters::find(text, 0),
        false => Vec::new(),
    };
    match unseen.is_empty() {
        true => vec![not_yaml(text, 0, error)],
        false => unseen,
    }
}

impl<T> Document<T> {
    /// Returns the value if nothing is wrong, and otherwise what is.
    ///
    /// # Errors
    ///
    /// Everything that is wrong; `subject` and `outcome` end the report, such as
    /// "the world" and "nothing was loaded".
    pub fn into_value(self, subject: &str, outcome: &'static str) -> Result<T, Report> {
        match (self.value, self.diagnostics.is_empty()) {
            (Some(value), true) => Ok(value),
            _ => {
                let none = Sources::default();
                let sources = match &self.origin {
                    Origin::Text(sources) => sources,
                    Origin::Json(_) => &none,
                };
                Err(Report::new(sources, self.diagnostics).about(subject, outcome))
            }
        }
    }

    /// Returns what is wrong in a JSON value, in its order.
    pub fn findings(&self) -> Vec<Finding> {
        let pointer = |place: Place| match &self.origin {
            Origin::Json(pointers) => pointers.get(place.start).cloned().unwrap_or_default(),
            Origin::Text(_) => String::new(),
        };
        let mut diagnostics: Vec<_> = self.diagnostics.iter().collect();
        diagnostics.sort_by_key(|diagnostic| diagnostic.place());
        let findings = diagnostics.into_iter().map(|diagnostic| Finding {
            pointer: diagnostic.place().map(pointer).unwrap_or_default(),
            message: diagnostic.message().to_owned(),
            help: diagnostic.advice().map(str::to_owned),
        });
        findings.collect()
    }
}

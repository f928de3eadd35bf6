//! The values of YAML texts, by their paths.

use crate::cli::edit::{Address, Editor};
use crate::contract::yaml::{Document, Node, Shape};

/// A step on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Item(usize),
}

/// The way to a value.
pub(super) type Path = Vec<Step>;

/// A value of a text; of a map or a list, only its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) path: Path,
    pub(super) scalar: Option<String>,
    /// The scalar as it is read, such as a number.
    kind: String,
}

pub(super) fn address(path: &[Step]) -> Address {
    path.iter()
        .fold(Address::new([""; 0]), |address, step| match step {
            Step::Key(key) => address.key(key.as_str()),
            Step::Item(index) => address.item(*index),
        })
}

/// Returns the values of all texts of an editor, in their order.
pub(super) fn values(editor: &Editor) -> Vec<Value> {
    let mut values = Vec::new();
    for (file, source) in editor.sources().0.iter().enumerate() {
        let document = Document::parse(&source.text, file);
        let document = document.unwrap_or_else(|error| panic!("{error:?} in {}", source.text));
        collect(&document.root, &mut Vec::new(), &mut values);
    }
    values
}

fn collect(node: &Node, path: &mut Path, values: &mut Vec<Value>) {
    let (scalar, kind) = match &node.shape {
        Shape::Scalar { value, text, .. } => (Some(text.clone()), format!("{value:?}")),
        _ => (None, String::new()),
    };
    values.push(Value {
        path: path.clone(),
        scalar,
        kind,
    });
    let items = node.items().iter().enumerate();
    let items = items.map(|(index, item)| (Step::Item(index), item));
    let entries = node.entries().iter();
    let entries = entries.map(|entry| (Step::Key(entry.name().to_owned()), &entry.value));
    for (step, node) in items.chain(entries) {
        path.push(step);
        collect(node, path, values);
        path.pop();
    }
}

/// Returns the scalars that are not within a path.
pub(super) fn outside<'a>(values: &'a [Value], path: &[Step]) -> Vec<&'a Value> {
    let values = values.iter();
    let outside = |value: &&Value| value.scalar.is_some() && !value.path.starts_with(path);
    values.filter(outside).collect()
}

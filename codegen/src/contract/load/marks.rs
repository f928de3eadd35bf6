//! What reading a file noted of its nodes.

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap};

use crate::contract::diagnostic::Diagnostic;
use crate::contract::yaml::{Document, Node, Shape};

/// Notes on the nodes of a document. What was reported as wrong is dropped:
/// later reads pass over it.
pub(super) struct Marks(Vec<Mark>);

#[derive(Default)]
struct Mark {
    dropped: Cell<bool>,
    /// Whether dropping the node lost something that others may refer to.
    lost: Cell<bool>,
    /// Whether the node was read as a name or a value with a place, not as one
    /// of the keys that the format has.
    named: Cell<bool>,
}

impl Marks {
    pub(super) fn new(document: &Document) -> Self {
        Self((0..document.nodes).map(|_| Mark::default()).collect())
    }

    /// Passes over the node from now on.
    pub(super) fn drop(&self, node: &Node, loses: bool) {
        self.0[node.id].dropped.set(true);
        self.0[node.id].lost.set(loses);
    }

    pub(super) fn is_dropped(&self, node: &Node) -> bool {
        self.0[node.id].dropped.get()
    }

    pub(super) fn name(&self, node: &Node) {
        self.0[node.id].named.set(true);
    }

    fn is_lost(&self, node: &Node) -> bool {
        self.0[node.id].lost.get()
    }

    /// Collects the names on the way to everything lost, and tells whether there
    /// is any.
    pub(super) fn lost_names(&self, node: &Node, names: &mut BTreeSet<String>) -> bool {
        let mut any = self.is_lost(node);
        for item in node.items() {
            any |= self.lost_names(item, names);
        }
        for entry in node.merged() {
            if self.lost_names(&entry.key, names) | self.lost_names(&entry.value, names) {
                any = true;
                let named = self.0[entry.key.id].named.get();
                let name = entry.key.text().filter(|_| named);
                names.extend(name.map(str::to_owned));
            }
        }
        any
    }

    /// Whether a whole section of the document is lost.
    pub(super) fn lost_section(&self, root: &Node) -> bool {
        let lost = |node| self.is_lost(node);
        match &root.shape {
            Shape::Map { entries, .. } => entries
                .iter()
                .any(|entry| lost(&entry.key) || lost(&entry.value)),
            _ => true,
        }
    }

    /// Reports keys that stand twice in a map, and drops all but the first.
    pub(super) fn drop_duplicate_keys(&self, node: &Node, found: &mut Vec<Diagnostic>) {
        for item in node.items() {
            self.drop_duplicate_keys(item, found);
        }
        let mut seen = HashMap::new();
        for entry in node.merged() {
            let Some(name) = entry.key.text() else {
                continue;
            };
            let place = entry.key.place;
            if let Some(first) = seen.get(name) {
                self.drop(&entry.key, true);
                found.push(
                    Diagnostic::new(format!("the key `{name}` stands twice in one map"))
                        .at(place, "again here")
                        .at(*first, "first here")
                        .help("keep one of the two, or give this one another name"),
                );
            } else {
                seen.insert(name, place);
                self.drop_duplicate_keys(&entry.value, found);
            }
        }
    }
}

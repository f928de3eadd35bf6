//! The nodes of a document that reading skips.

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use crate::contract::diagnostic::Diagnostic;
use crate::contract::messages::reading as messages;
use crate::contract::yaml::{Document, Entry, Node, Shape};

/// The nodes that were reported as wrong, by their ids. Later reads skip them.
pub(crate) struct Skipped(Vec<State>);

#[derive(Default)]
struct State {
    skipped: Cell<bool>,
    /// Whether others may refer to something that is skipped with the node.
    loses_names: Cell<bool>,
    /// Whether the node was read as a name or a value with a place, not as a
    /// key of the format.
    is_name: Cell<bool>,
}

impl Skipped {
    pub(crate) fn new(document: &Document) -> Self {
        Self((0..document.nodes).map(|_| State::default()).collect())
    }

    /// Skips the node from now on.
    pub(crate) fn skip(&self, node: &Node, loses_names: bool) {
        self.0[node.id].skipped.set(true);
        self.0[node.id].loses_names.set(loses_names);
    }

    pub(crate) fn has(&self, node: &Node) -> bool {
        self.0[node.id].skipped.get()
    }

    /// Whether the key or the value of an entry is skipped.
    pub(crate) fn has_entry(&self, entry: &Entry) -> bool {
        self.has(&entry.key) || self.has(&entry.value)
    }

    /// Notes that the node was read as a name.
    pub(crate) fn set_name(&self, node: &Node) {
        self.0[node.id].is_name.set(true);
    }

    fn loses_names(&self, node: &Node) -> bool {
        self.0[node.id].loses_names.get()
    }

    /// Collects the names of everything that is incomplete, and returns whether
    /// anything is.
    pub(crate) fn incomplete_names(&self, node: &Node, names: &mut BTreeSet<String>) -> bool {
        let mut any = self.loses_names(node);
        for item in node.items() {
            any |= self.incomplete_names(item, names);
        }
        for entry in node.merged() {
            if self.incomplete_names(&entry.key, names) | self.incomplete_names(&entry.value, names)
            {
                any = true;
                let is_name = self.0[entry.key.id].is_name.get();
                let name = entry.key.text().filter(|_| is_name);
                names.extend(name.map(str::to_owned));
            }
        }
        any
    }

    /// Whether something in a section of the document is skipped that others
    /// may refer to.
    pub(crate) fn is_incomplete(&self, root: &Node, section: &str) -> bool {
        let mut sections = root.merged().filter(|entry| entry.name() == section);
        sections.any(|entry| self.incomplete_names(&entry.value, &mut BTreeSet::new()))
    }

    /// Returns the bytes of the items of a section in which something is skipped.
    pub(crate) fn incomplete_items(
        &self,
        root: &Node,
        section: &str,
    ) -> impl Iterator<Item = Range<usize>> {
        let sections = root.merged().filter(move |entry| entry.name() == section);
        let items = sections.flat_map(|entry| entry.value.items());
        let incomplete = items.filter(|item| self.incomplete_names(item, &mut BTreeSet::new()));
        incomplete.map(|item| item.span.clone())
    }

    /// Whether a whole section of the document is skipped.
    pub(crate) fn loses_section(&self, root: &Node) -> bool {
        match &root.shape {
            Shape::Map { entries, .. } => entries
                .iter()
                .any(|entry| self.loses_names(&entry.key) || self.loses_names(&entry.value)),
            _ => true,
        }
    }

    /// Reports repeated keys of a map, and skips all but the first.
    pub(crate) fn skip_duplicate_keys(&self, node: &Node, diagnostics: &mut Vec<Diagnostic>) {
        for item in node.items() {
            self.skip_duplicate_keys(item, diagnostics);
        }
        let mut seen = HashMap::new();
        for entry in node.merged() {
            let Some(key) = entry.key.text() else {
                continue;
            };
            let place = entry.key.place;
            if let Some(first) = seen.get(key) {
                self.skip(&entry.key, true);
                diagnostics.push(messages::duplicate_key(key, place, *first));
            } else {
                seen.insert(key, place);
                self.skip_duplicate_keys(&entry.value, diagnostics);
            }
        }
    }
}

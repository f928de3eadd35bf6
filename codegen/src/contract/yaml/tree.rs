//! A YAML text as a tree, with the place and the style of every node.

use std::ops::Range;

use super::scalar::Scalar;
use crate::contract::diagnostic::Place;

/// A parsed YAML text.
#[derive(Debug)]
pub(crate) struct Document {
    /// The value; an unwritten null where the text has none.
    pub root: Node,
    /// The number of nodes: their ids are below it.
    pub nodes: usize,
}

/// A value.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// Unique in the document.
    pub id: usize,
    /// The bytes of it; empty where nothing is written.
    pub span: Range<usize>,
    /// The place that a diagnostic points at: a scalar itself; the key of a
    /// map, a list or a null, or where it begins.
    pub place: Place,
    pub reference: Reference,
    pub shape: Shape,
}

/// Whether several nodes share the text of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reference {
    /// No other node does.
    None,
    /// Aliases may refer to it.
    Anchor,
    /// It is an alias, and the node a copy of what the alias refers to. All
    /// nodes of the copy have the place of the alias.
    Alias,
}

#[derive(Clone, Debug)]
pub(crate) enum Shape {
    Scalar {
        value: Scalar,
        text: String,
        /// Whether it is written without quotes.
        plain: bool,
    },
    Seq {
        flow: bool,
        items: Vec<Node>,
    },
    Map {
        flow: bool,
        entries: Vec<Entry>,
    },
}

/// A key with its value.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub key: Node,
    pub value: Node,
    /// The end of the value, or of the colon where nothing is written.
    pub end: usize,
}

impl Entry {
    pub(crate) fn name(&self) -> &str {
        self.key.text().unwrap_or_default()
    }

    /// Whether it merges its value into the map.
    fn is_merge(&self) -> bool {
        let Shape::Scalar { text, plain, .. } = &self.key.shape else {
            return false;
        };
        *plain && text == "<<" && (self.value.is_map() || self.value.is_seq())
    }
}

impl Node {
    /// Returns the text of a scalar that is not null.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.shape {
            Shape::Scalar { text, .. } if !self.is_null() => Some(text),
            _ => None,
        }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(
            self.shape,
            Shape::Scalar {
                value: Scalar::Null,
                ..
            }
        )
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.span.is_empty()
    }

    /// Returns the entries as written.
    pub(crate) fn entries(&self) -> &[Entry] {
        match &self.shape {
            Shape::Map { entries, .. } => entries,
            _ => &[],
        }
    }

    /// Returns the entries, followed by those that `<<` merges into the map.
    pub(crate) fn merged(&self) -> impl Iterator<Item = &Entry> {
        let own = self.entries();
        let maps = own
            .iter()
            .filter(|entry| entry.is_merge())
            .flat_map(|entry| match &entry.value.shape {
                Shape::Seq { items, .. } => items.as_slice(),
                _ => std::slice::from_ref(&entry.value),
            });
        let added = maps.flat_map(|map| map.entries());
        let added = added.filter(|entry| !own.iter().any(|known| known.name() == entry.name()));
        own.iter().filter(|entry| !entry.is_merge()).chain(added)
    }

    /// Returns the entry of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Entry> {
        self.merged().find(|entry| entry.name() == key)
    }

    pub(crate) fn items(&self) -> &[Self] {
        match &self.shape {
            Shape::Seq { items, .. } => items,
            _ => &[],
        }
    }

    pub(crate) fn is_scalar(&self) -> bool {
        matches!(self.shape, Shape::Scalar { .. })
    }

    pub(crate) fn is_map(&self) -> bool {
        matches!(self.shape, Shape::Map { .. })
    }

    pub(crate) fn is_seq(&self) -> bool {
        matches!(self.shape, Shape::Seq { .. })
    }

    pub(crate) fn is_alias(&self) -> bool {
        self.reference == Reference::Alias
    }

    pub(crate) fn is_flow(&self) -> bool {
        matches!(
            self.shape,
            Shape::Map { flow: true, .. } | Shape::Seq { flow: true, .. }
        )
    }

    /// Returns the index of a key among the entries as written.
    pub(crate) fn index_of(&self, key: &str) -> Option<usize> {
        self.entries().iter().position(|entry| entry.name() == key)
    }

    /// Returns whether aliases may refer to this or to something in it.
    pub(crate) fn holds_anchor(&self) -> bool {
        self.holds(&|node| node.reference == Reference::Anchor)
    }

    /// Returns whether it or something in it is an alias.
    pub(crate) fn holds_alias(&self) -> bool {
        self.holds(&Self::is_alias)
    }

    fn holds(&self, wanted: &impl Fn(&Self) -> bool) -> bool {
        let parts = self
            .entries()
            .iter()
            .flat_map(|entry| [&entry.key, &entry.value]);
        wanted(self)
            || self
                .items()
                .iter()
                .chain(parts)
                .any(|part| part.holds(wanted))
    }
}

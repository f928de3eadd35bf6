//! A YAML text as a tree that knows where everything in it stands, and in which
//! style.

use std::ops::Range;

use super::scalar::Kind;
use crate::contract::diagnostic::Place;

/// A YAML text, read.
#[derive(Debug)]
pub(crate) struct Document {
    /// Its value; an empty scalar where the text has none.
    pub root: Node,
    /// How many nodes it has: their ids are below this.
    pub nodes: usize,
}

/// A value.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// Tells it from the other nodes of its document.
    pub id: usize,
    /// From its first byte to behind its last; empty where nothing is written.
    pub span: Range<usize>,
    /// What a message about it points at: of a scalar itself, of a map, a list
    /// or nothing its key, or where it begins.
    pub place: Place,
    pub reference: Reference,
    pub shape: Shape,
}

/// Whether the text of a node is written once for several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reference {
    /// It is written for this node alone.
    None,
    /// An alias may refer to it.
    Anchor,
    /// It is an alias, and this a copy of what the alias refers to. All of the
    /// copy stands where the alias does.
    Alias,
}

#[derive(Clone, Debug)]
pub(crate) enum Shape {
    Scalar {
        kind: Kind,
        text: String,
        /// Whether it is written without quotes, on one or more lines.
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
    /// Behind the last byte of the entry, a colon or its value.
    pub end: usize,
}

impl Entry {
    pub(crate) fn name(&self) -> &str {
        self.key.text().unwrap_or_default()
    }

    /// Whether its value is merged into the map that it is in.
    fn is_merge(&self) -> bool {
        let Shape::Scalar { text, plain, .. } = &self.key.shape else {
            return false;
        };
        *plain && text == "<<" && (self.value.is_map() || self.value.is_seq())
    }
}

impl Node {
    /// The text of a scalar; `None` where it is YAML's null.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.shape {
            Shape::Scalar { kind, text, .. } if *kind != Kind::Null => Some(text),
            _ => None,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.span.is_empty()
    }

    /// The entries as they are written.
    pub(crate) fn entries(&self) -> &[Entry] {
        match &self.shape {
            Shape::Map { entries, .. } => entries,
            _ => &[],
        }
    }

    /// The entries, those that `<<` merges into the map behind its own.
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

    /// The entry of a key.
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

    /// Where a key stands among the entries.
    pub(crate) fn index_of(&self, key: &str) -> Option<usize> {
        self.entries().iter().position(|entry| entry.name() == key)
    }

    /// Whether an alias may refer to this or to something in it.
    pub(crate) fn holds_anchor(&self) -> bool {
        let entries = self.entries().iter();
        self.reference == Reference::Anchor
            || self.items().iter().any(Self::holds_anchor)
            || entries
                .flat_map(|entry| [&entry.key, &entry.value])
                .any(Self::holds_anchor)
    }
}

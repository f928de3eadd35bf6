//! How much a call of a plan reads.

use crate::request::field_set::DEFAULT_LIMIT;
use crate::request::selected_field::SelectedField;

/// Nodes of a call. Graph accepts at most 50 ids; a maximum for the pages of an edge is not
/// documented.
const NODES: usize = 50;

/// Nested nodes of all nodes of a call. Not documented: Graph asks for less data where it is
/// too much, after which pages are smaller.
const NESTED: u64 = 500;

/// Nested nodes of a node, and nodes of a page on which a nested edge is read on. Not
/// documented either.
const NESTED_OF_NODE: u64 = 100;

/// How much each call reads.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    /// Nodes of a call.
    pub(super) nodes: usize,
    /// Nested nodes to read of each node; `None` if no nested edge is selected.
    pub(super) wanted: Option<u64>,
}

impl Limits {
    /// Returns the limits for a selected edge, if one is.
    pub(super) fn new(edge: Option<SelectedField<'_>>) -> Self {
        let limit = |edge: SelectedField<'_>| edge.modifier("limit").unwrap_or(DEFAULT_LIMIT);
        let wanted = edge.map(limit);
        let nested = wanted.map_or(1, nested).max(1);
        let nodes = usize::try_from(NESTED / nested).unwrap_or(NODES);
        Self {
            nodes: nodes.clamp(1, NODES),
            wanted,
        }
    }

    /// Returns how many nested nodes to read of each node.
    pub(super) fn wanted(&self) -> usize {
        usize::try_from(self.wanted.unwrap_or(0)).unwrap_or(usize::MAX)
    }

    /// Returns how many nested nodes a call reads of each node.
    pub(super) fn nested(&self) -> Option<u64> {
        self.wanted.map(nested)
    }

    /// Returns the number of further calls for each node, at most, if no page is shorter than it
    /// may be.
    pub(super) fn further_calls(&self) -> usize {
        let left = self.wanted.map_or(0, |wanted| wanted - nested(wanted));
        usize::try_from(left.div_ceil(NESTED_OF_NODE)).unwrap_or(usize::MAX)
    }
}

/// Returns how many of so many nested nodes one call reads.
pub(super) fn nested(wanted: u64) -> u64 {
    wanted.min(NESTED_OF_NODE)
}

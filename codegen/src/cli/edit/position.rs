//! Finds addresses in the texts.

use super::address::{Address, Step};
use super::editor::{EditError, Editor};
use super::flow::Flow;
use crate::contract::yaml::{Entry, Node, Reference};

/// A node in a text, and what contains it.
pub(super) struct Position<'t> {
    pub file: usize,
    pub node: &'t Node,
    /// The map and the index of the innermost entry whose value it is or is in.
    pub owner: Option<(&'t Node, usize)>,
    /// The list and the index, for an item.
    pub item: Option<(&'t Node, usize)>,
    /// The start of the first node on the way that is an anchor or an alias.
    pub shared: Option<usize>,
    /// The outermost braces or brackets around it.
    pub flow: Option<Flow<'t>>,
}

impl<'t> Position<'t> {
    pub(super) fn entry(&self) -> Option<&'t Entry> {
        self.owner.map(|(map, index)| &map.entries()[index])
    }

    /// Returns whether it is inside of braces or brackets.
    pub(super) fn is_in_flow(&self) -> bool {
        self.flow.is_some()
    }

    /// Returns the position with its own braces or brackets as `flow`, if there
    /// are none around it.
    pub(super) fn with_own_flow(self) -> Self {
        let empty = self.node.entries().is_empty() && self.node.items().is_empty();
        let own = (self.node.is_flow() && !empty).then(|| self.own());
        let flow = self.flow.or(own);
        Self { flow, ..self }
    }

    fn own(&self) -> Flow<'t> {
        let owner = self.entry().filter(|_| self.item.is_none());
        Flow {
            node: self.node,
            owner,
        }
    }
}

impl Editor {
    /// Finds an address whose text is not shared.
    pub(super) fn find(&self, address: &Address) -> Result<Position<'_>, EditError> {
        let position = self.locate(address)?;
        match position.shared {
            Some(at) => Err(self.shared_error(address, position.file, at)),
            None => Ok(position),
        }
    }

    /// Finds an address.
    pub(super) fn locate(&self, address: &Address) -> Result<Position<'_>, EditError> {
        for (file, part) in self.files.iter().enumerate() {
            if let Some(position) = self.walk(address, file, &part.text.root)? {
                return Ok(position);
            }
        }
        Err(EditError::Missing(address.clone()))
    }

    fn walk<'t>(
        &self,
        address: &Address,
        file: usize,
        root: &'t Node,
    ) -> Result<Option<Position<'t>>, EditError> {
        let mut position = Position {
            file,
            node: root,
            owner: None,
            item: None,
            shared: None,
            flow: None,
        };
        for step in address.steps() {
            if position.node.is_alias() {
                return Err(self.shared_error(address, file, position.node.span.start));
            }
            let flow = position
                .flow
                .or(position.node.is_flow().then(|| position.own()));
            match step {
                Step::Key(key) => {
                    let Some(index) = position.node.index_of(key) else {
                        return Ok(None);
                    };
                    position.owner = Some((position.node, index));
                    position.item = None;
                    position.flow = flow;
                    position.node = &position.node.entries()[index].value;
                }
                Step::Item(index) if position.node.is_seq() => {
                    let Some(item) = position.node.items().get(*index) else {
                        return Ok(None);
                    };
                    position.item = Some((position.node, *index));
                    position.flow = flow;
                    position.node = item;
                }
                Step::Item(0) => {}
                Step::Item(_) => return Ok(None),
            }
            if position.node.reference != Reference::None {
                position.shared.get_or_insert(position.node.span.start);
            }
        }
        Ok(Some(position))
    }

    /// Returns an error if an alias elsewhere may refer to the node.
    pub(super) fn refuse_anchors(
        &self,
        address: &Address,
        node: &Node,
        file: usize,
    ) -> Result<(), EditError> {
        match node.holds_anchor() {
            true => Err(self.shared_error(address, file, node.span.start)),
            false => Ok(()),
        }
    }

    pub(super) fn unfit_error(
        &self,
        address: &Address,
        position: &Position<'_>,
        expected: &'static str,
    ) -> EditError {
        let address = address.clone();
        let place = self.line(position.file, position.node.span.start);
        EditError::Unfit {
            address,
            place,
            expected,
        }
    }
}

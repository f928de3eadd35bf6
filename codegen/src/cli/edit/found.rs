//! What an edit concerns: where it stands, and in what.

use super::address::{Address, Step};
use super::draft::{Draft, EditError};
use super::flow::Flow;
use crate::contract::yaml::{Entry, Node, Reference};

/// Something in a text, and what it is in.
pub(super) struct Found<'t> {
    pub file: usize,
    pub node: &'t Node,
    /// The map and the index of the entry that it is the value of, or in.
    pub owner: Option<(&'t Node, usize)>,
    /// The list and the index of it there.
    pub item: Option<(&'t Node, usize)>,
    /// The first place on the way there that is written for others too.
    pub shared: Option<usize>,
    /// The outermost braces or brackets around it.
    pub flow: Option<Flow<'t>>,
}

impl<'t> Found<'t> {
    pub(super) fn entry(&self) -> Option<&'t Entry> {
        self.owner.map(|(map, index)| &map.entries()[index])
    }

    /// Whether it stands inside of braces or brackets.
    pub(super) fn in_flow(&self) -> bool {
        self.flow.is_some()
    }

    /// The same, with its own braces or brackets for those around it, if there
    /// are no others.
    pub(super) fn within(self) -> Self {
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

impl Draft {
    /// What stands at an address, if it is written for that alone.
    pub(super) fn find(&self, address: &Address) -> Result<Found<'_>, EditError> {
        let found = self.locate(address)?;
        match found.shared {
            Some(at) => Err(self.shared(address, found.file, at)),
            None => Ok(found),
        }
    }

    /// What stands at an address.
    pub(super) fn locate(&self, address: &Address) -> Result<Found<'_>, EditError> {
        for (file, part) in self.files.iter().enumerate() {
            if let Some(found) = self.walk(address, file, &part.text.root)? {
                return Ok(found);
            }
        }
        Err(EditError::Missing(address.clone()))
    }

    fn walk<'t>(
        &self,
        address: &Address,
        file: usize,
        root: &'t Node,
    ) -> Result<Option<Found<'t>>, EditError> {
        let mut found = Found {
            file,
            node: root,
            owner: None,
            item: None,
            shared: None,
            flow: None,
        };
        for step in address.steps() {
            if found.node.is_alias() {
                return Err(self.shared(address, file, found.node.span.start));
            }
            let flow = found.flow.or(found.node.is_flow().then(|| found.own()));
            match step {
                Step::Key(key) => {
                    let Some(index) = found.node.index_of(key) else {
                        return Ok(None);
                    };
                    found.owner = Some((found.node, index));
                    found.item = None;
                    found.flow = flow;
                    found.node = &found.node.entries()[index].value;
                }
                Step::Item(index) if found.node.is_seq() => {
                    let Some(item) = found.node.items().get(*index) else {
                        return Ok(None);
                    };
                    found.item = Some((found.node, *index));
                    found.flow = flow;
                    found.node = item;
                }
                Step::Item(0) => {}
                Step::Item(_) => return Ok(None),
            }
            if found.node.reference != Reference::None {
                found.shared.get_or_insert(found.node.span.start);
            }
        }
        Ok(Some(found))
    }

    /// Refuses to take away what an alias elsewhere may refer to.
    pub(super) fn whole(
        &self,
        address: &Address,
        node: &Node,
        file: usize,
    ) -> Result<(), EditError> {
        match node.holds_anchor() {
            true => Err(self.shared(address, file, node.span.start)),
            false => Ok(()),
        }
    }
}

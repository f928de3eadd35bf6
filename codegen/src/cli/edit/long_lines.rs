//! Edits that open braces and brackets that become too long for one line.

use super::address::Address;
use super::editor::{EditError, Editor};
use super::position::Position;

impl Editor {
    /// Makes an edit inside of the node at an address.
    pub(super) fn edit(
        &mut self,
        address: &Address,
        edit: impl Fn(&Self, &Position<'_>) -> Result<String, EditError>,
    ) -> Result<(), EditError> {
        self.edit_with(
            |editor| editor.find(address).map(Position::with_own_flow),
            edit,
        )
    }

    /// Makes an edit of the whole node at an address.
    pub(super) fn edit_whole(
        &mut self,
        address: &Address,
        edit: impl Fn(&Self, &Position<'_>) -> Result<String, EditError>,
    ) -> Result<(), EditError> {
        self.edit_with(|editor| editor.find(address), edit)
    }

    /// Makes an edit of the node that `find` returns. If that makes braces or
    /// brackets too long for one line, they are opened and the edit is repeated.
    pub(super) fn edit_with(
        &mut self,
        find: impl Fn(&Self) -> Result<Position<'_>, EditError>,
        edit: impl Fn(&Self, &Position<'_>) -> Result<String, EditError>,
    ) -> Result<(), EditError> {
        loop {
            let position = find(self)?;
            let file = position.file;
            let new = edit(self, &position)?;
            let Some(flow) = position
                .flow
                .filter(|flow| !flow.fits(self.text(file), &new))
            else {
                return self.replace_text(file, new);
            };
            let opened = flow.opened(self.text(file));
            self.replace_text(file, opened)?;
        }
    }

    /// Opens braces at an address that do not fit on one line.
    pub(super) fn open_if_long(&mut self, address: &Address) -> Result<(), EditError> {
        let position = self.find(address)?.with_own_flow();
        let text = self.text(position.file);
        match position.flow.filter(|flow| !flow.fits(text, &text.text)) {
            Some(flow) => {
                let opened = flow.opened(text);
                self.replace_text(position.file, opened)
            }
            None => Ok(()),
        }
    }
}

//! The edits.

use super::address::{Address, Step};
use super::editor::{EditError, Editor};
use super::position::Position;
use super::{forms, order};
use crate::contract::yaml::Value;

/// Maps that are removed when they become empty.
const LEFT_OUT_EMPTY: [&str; 19] = [
    "sources",
    "versions",
    "hosts",
    "common_params",
    "operations",
    "ids",
    "enums",
    "types",
    "headers",
    "errors",
    "meta_spec",
    "params",
    "path",
    "permissions",
    "limitations",
    "notes",
    "unsupported",
    "subcodes",
    "messages",
];

impl Editor {
    /// Adds an entry to a map, in the style of its neighbours: in order if they
    /// are sorted, else at the end. A missing map or section is created.
    ///
    /// # Errors
    ///
    /// The name exists, or the map is not a map or is shared.
    pub fn add(
        &mut self,
        map: &Address,
        name: &str,
        value: impl Into<Value>,
    ) -> Result<(), EditError> {
        let value = value.into();
        if let Some(place) = self.place(&map.key(name)) {
            let address = map.key(name);
            return Err(EditError::Taken { address, place });
        }
        match self.find(map) {
            Err(EditError::Missing(_)) if map.steps().len() > 1 => {
                return self.set(&map.parent(), map.name(), Value::map([(name, value)]));
            }
            Err(EditError::Missing(_)) if !self.files.is_empty() => {
                let text = self.files[0].text.append(map.name(), name, &value);
                return self.replace_text(0, text);
            }
            _ => {}
        }
        self.edit(map, |editor, position| {
            let text = editor.text(position.file);
            let entries = position.node.entries();
            match position.entry() {
                _ if !entries.is_empty() => {
                    let index = order::place_of_name(entries, name);
                    Ok(text.insert(position.node, index, name, &value))
                }
                Some(owner) if position.node.is_map() || position.node.is_empty() => {
                    Ok(text.fill(owner, name, &value, position.is_in_flow()))
                }
                _ => Err(editor.unfit_error(map, position, "a map")),
            }
        })
    }

    /// Sets a key of an entry; a new key is added at its usual place. An entry
    /// that is only a doc becomes a map.
    ///
    /// # Errors
    ///
    /// The entry does not exist, is a list or is shared.
    pub fn set(
        &mut self,
        entry: &Address,
        key: &str,
        value: impl Into<Value>,
    ) -> Result<(), EditError> {
        let value = value.into();
        let position = self.find(entry)?;
        let bare =
            position.node.is_scalar() && !position.node.is_empty() && position.item.is_none();
        if bare && position.entry().is_some() {
            self.edit_whole(entry, |editor, position| {
                let text = editor.text(position.file);
                let map = position
                    .entry()
                    .map(|owner| forms::to_map(text, owner, position.is_in_flow()));
                map.ok_or_else(|| editor.unfit_error(entry, position, "one entry"))
            })?;
        }
        self.edit(entry, |editor, position| {
            editor.with_key(entry, position, key, &value)
        })
    }

    /// Returns the text with another value of a key.
    fn with_key(
        &self,
        entry: &Address,
        position: &Position<'_>,
        key: &str,
        value: &Value,
    ) -> Result<String, EditError> {
        let text = self.text(position.file);
        let entries = position.node.entries();
        match (position.node.index_of(key), position.entry()) {
            (Some(index), _) => {
                self.refuse_anchors(&entry.key(key), &entries[index].value, position.file)?;
                Ok(text.replace(&entries[index], value, position.node.is_flow()))
            }
            (None, _) if !entries.is_empty() => {
                let index = order::place_of_key(entries, key);
                Ok(text.insert_key(position.node, index, key, value))
            }
            (None, Some(owner)) if !position.node.is_seq() && position.item.is_none() => {
                Ok(text.fill(owner, key, value, position.is_in_flow()))
            }
            _ => Err(self.unfit_error(entry, position, "one entry")),
        }
    }

    /// Removes a key from an entry, if it has it. A value of an enum of which
    /// only the doc is left becomes that doc.
    ///
    /// # Errors
    ///
    /// The entry does not exist or is shared.
    pub fn unset(&mut self, entry: &Address, key: &str) -> Result<(), EditError> {
        if self.find(entry)?.node.index_of(key).is_none() {
            return Ok(());
        }
        self.remove(&entry.key(key))?;
        let position = self.find(entry)?;
        let only = matches!(position.node.entries(), [one] if one.name() == "doc");
        let value = position.item.is_none() && entry.is_enum_value();
        match position.entry() {
            Some(_) if only && value => self.edit_whole(entry, |editor, position| {
                let text = editor.text(position.file);
                let doc = position.entry().map(|owner| forms::to_doc(text, owner));
                doc.ok_or_else(|| editor.unfit_error(entry, position, "one entry"))
            }),
            _ => Ok(()),
        }
    }

    /// Removes something, with the comment directly above it. A list of two
    /// entries becomes the other entry.
    ///
    /// # Errors
    ///
    /// The address does not exist or is shared.
    pub fn remove(&mut self, address: &Address) -> Result<(), EditError> {
        let position = self.removable(address)?;
        let file = position.file;
        if let Some((list, _)) = position.item {
            if list.items().len() == 1 {
                return self.remove(&address.parent());
            }
            self.cut(address)?;
            return self.unwrap_list(&address.parent());
        }
        if matches!(address.steps().last(), Some(Step::Item(_))) {
            return self.remove(&address.parent());
        }
        let Some((map, _)) = position.owner else {
            return Err(EditError::Missing(address.clone()));
        };
        if map.entries().len() > 1 {
            return self.cut(address);
        }
        let parent = address.parent();
        if LEFT_OUT_EMPTY.contains(&parent.name()) {
            return self.remove(&parent);
        }
        let position = self.find(&parent)?;
        let new = match position.entry() {
            Some(owner) => {
                self.text(file)
                    .replace(owner, &Value::Map(Vec::new()), position.is_in_flow())
            }
            None => return Err(self.unfit_error(address, &position, "one of several entries")),
        };
        self.replace_text(file, new)
    }

    /// Removes an item of a list, which stays a list. With its only item, the list goes.
    ///
    /// # Errors
    ///
    /// As [`remove`](Self::remove).
    pub fn remove_item(&mut self, list: &Address, index: usize) -> Result<(), EditError> {
        match self.find(list)?.node.items().len() {
            1 => self.remove(list),
            _ => self.cut(&list.item(index)),
        }
    }

    /// Removes one of several entries or items.
    pub(super) fn cut(&mut self, address: &Address) -> Result<(), EditError> {
        let cut = |editor: &Self, position: &Position<'_>| {
            let text = editor.text(position.file);
            match (position.item, position.owner) {
                (Some((list, index)), _) => Ok(text.remove_item(list, index)),
                (None, Some((map, index))) => Ok(text.remove(map, index)),
                (None, None) => Err(EditError::Missing(address.clone())),
            }
        };
        self.edit_with(|editor| editor.removable(address), cut)
    }

    /// Finds an address that may be removed.
    fn removable(&self, address: &Address) -> Result<Position<'_>, EditError> {
        let position = match self.locate(address)? {
            // No other node shares the alias itself.
            alias if alias.shared == Some(alias.node.span.start) && alias.node.is_alias() => alias,
            _ => self.find(address)?,
        };
        self.refuse_anchors(address, position.node, position.file)?;
        Ok(position)
    }

    /// Adds an item to a list, or to an entry, which becomes a list.
    ///
    /// # Errors
    ///
    /// The address does not exist or is shared.
    pub fn push(&mut self, address: &Address, value: impl Into<Value>) -> Result<(), EditError> {
        let value = value.into();
        if !self.find(address)?.node.is_seq() {
            self.edit_whole(address, |editor, position| {
                let text = editor.text(position.file);
                match position.entry() {
                    Some(entry) if position.item.is_none() && !position.node.is_empty() => {
                        Ok(forms::to_list(text, entry, position.is_in_flow()))
                    }
                    _ => Err(editor.unfit_error(address, position, "an entry")),
                }
            })?;
            self.open_if_long(&address.item(0))?;
        }
        self.edit(address, |editor, position| {
            let (text, list) = (editor.text(position.file), position.node);
            Ok(forms::insert_item(text, list, list.items().len(), &value))
        })
    }

    /// Writes a list of one map as that map.
    fn unwrap_list(&mut self, address: &Address) -> Result<(), EditError> {
        let position = self.find(address)?;
        let value = address.is_enum_value();
        let one = matches!(position.node.items(), [one] if one.is_map() || value);
        let file = position.file;
        let list = position.entry().filter(|_| one);
        match list.and_then(|entry| forms::from_list(self.text(file), entry)) {
            Some(text) => self.replace_text(file, text),
            None => Ok(()),
        }
    }
}

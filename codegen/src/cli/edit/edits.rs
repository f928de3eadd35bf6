//! The edits.

use super::address::{Address, Step};
use super::draft::{Draft, EditError};
use super::found::Found;
use super::{forms, order};
use crate::contract::spec::VersionName;
use crate::contract::spec::timeline::Span;
use crate::contract::yaml::{Node, Shape, Value};

/// Maps that nobody writes without something in them.
const LEFT_OUT_EMPTY: [&str; 18] = [
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
    "params",
    "path",
    "permissions",
    "limitations",
    "notes",
    "unsupported",
    "subcodes",
    "messages",
];

impl Draft {
    /// Adds an entry to a map, in the style of its neighbours: in its place
    /// where they are in order, else at the end. A map or a section that is not
    /// there is made.
    ///
    /// # Errors
    ///
    /// The name is taken, or the map is no map or shared.
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
                return self.put(0, text);
            }
            _ => {}
        }
        self.edit(map, |draft, found| {
            let text = draft.text(found.file);
            let entries = found.node.entries();
            match found.entry() {
                _ if !entries.is_empty() => {
                    let index = order::place_of_name(entries, name);
                    Ok(text.insert(found.node, index, name, &value))
                }
                Some(owner) if found.node.is_map() || found.node.is_empty() => {
                    Ok(text.fill(owner, name, &value, found.in_flow()))
                }
                _ => Err(draft.unfit(map, found, "a map")),
            }
        })
    }

    /// Writes a key of an entry, as a new one in its usual place. An entry that
    /// is a bare doc becomes a map.
    ///
    /// # Errors
    ///
    /// There is no such entry, or it is a list or shared.
    pub fn set(
        &mut self,
        entry: &Address,
        key: &str,
        value: impl Into<Value>,
    ) -> Result<(), EditError> {
        let value = value.into();
        let found = self.find(entry)?;
        let bare = found.node.is_scalar() && !found.node.is_empty() && found.item.is_none();
        if bare && found.entry().is_some() {
            self.reform(entry, |draft, found| {
                let text = draft.text(found.file);
                let map = found
                    .entry()
                    .map(|owner| forms::to_map(text, owner, found.in_flow()));
                map.ok_or_else(|| draft.unfit(entry, found, "one entry"))
            })?;
        }
        self.edit(entry, |draft, found| {
            draft.with_key(entry, found, key, &value)
        })
    }

    /// The text with another value of a key.
    fn with_key(
        &self,
        entry: &Address,
        found: &Found<'_>,
        key: &str,
        value: &Value,
    ) -> Result<String, EditError> {
        let text = self.text(found.file);
        let entries = found.node.entries();
        match (found.node.index_of(key), found.entry()) {
            (Some(index), _) => {
                self.whole(&entry.key(key), &entries[index].value, found.file)?;
                Ok(text.replace(&entries[index], value, found.node.is_flow()))
            }
            (None, _) if !entries.is_empty() => {
                let index = order::place_of_key(entries, key);
                Ok(text.insert_key(found.node, index, key, value))
            }
            (None, Some(owner)) if !found.node.is_seq() && found.item.is_none() => {
                Ok(text.fill(owner, key, value, found.in_flow()))
            }
            _ => Err(self.unfit(entry, found, "one entry")),
        }
    }

    /// Takes a key from an entry, if it has it. A value of an enum that has
    /// nothing but its doc left is written as that.
    ///
    /// # Errors
    ///
    /// There is no such entry, or it is shared.
    pub fn unset(&mut self, entry: &Address, key: &str) -> Result<(), EditError> {
        if self.find(entry)?.node.index_of(key).is_none() {
            return Ok(());
        }
        self.remove(&entry.key(key))?;
        let found = self.find(entry)?;
        let only = matches!(found.node.entries(), [one] if one.name() == "doc");
        let value = found.item.is_none() && entry.is_enum_value();
        match found.entry() {
            Some(_) if only && value => self.reform(entry, |draft, found| {
                let text = draft.text(found.file);
                let doc = found.entry().map(|owner| forms::to_doc(text, owner));
                doc.ok_or_else(|| draft.unfit(entry, found, "one entry"))
            }),
            _ => Ok(()),
        }
    }

    /// Takes something out, with the comment right above it. Of a list of two
    /// entries the other one is left, without the list.
    ///
    /// # Errors
    ///
    /// Nothing stands there, or it is shared.
    pub fn remove(&mut self, address: &Address) -> Result<(), EditError> {
        let found = self.removable(address)?;
        let file = found.file;
        if let Some((list, _)) = found.item {
            if list.items().len() == 1 {
                return self.remove(&address.parent());
            }
            self.cut(address)?;
            return self.unwrap(&address.parent());
        }
        if matches!(address.steps().last(), Some(Step::Item(_))) {
            return self.remove(&address.parent());
        }
        let Some((map, _)) = found.owner else {
            return Err(EditError::Missing(address.clone()));
        };
        if map.entries().len() > 1 {
            return self.cut(address);
        }
        let parent = address.parent();
        if LEFT_OUT_EMPTY.contains(&parent.name()) {
            return self.remove(&parent);
        }
        let found = self.find(&parent)?;
        let new = match found.entry() {
            Some(owner) => self
                .text(file)
                .replace(owner, &Value::Map(Vec::new()), found.in_flow()),
            None => return Err(self.unfit(address, &found, "one of several entries")),
        };
        self.put(file, new)
    }

    /// Takes out one of several entries or items.
    fn cut(&mut self, address: &Address) -> Result<(), EditError> {
        let cut = |draft: &Self, found: &Found<'_>| {
            let text = draft.text(found.file);
            match (found.item, found.owner) {
                (Some((list, index)), _) => Ok(text.remove_item(list, index)),
                (None, Some((map, index))) => Ok(text.remove(map, index)),
                (None, None) => Err(EditError::Missing(address.clone())),
            }
        };
        self.edit_in(|draft| draft.removable(address), cut)
    }

    /// What stands at an address, if it may go.
    fn removable(&self, address: &Address) -> Result<Found<'_>, EditError> {
        let found = match self.locate(address)? {
            // An alias itself is nobody else's.
            alias if alias.shared == Some(alias.node.span.start) && alias.node.is_alias() => alias,
            _ => self.find(address)?,
        };
        self.whole(address, found.node, found.file)?;
        Ok(found)
    }

    /// Adds an entry to what differs between versions, which becomes a list, or
    /// an item to a list.
    ///
    /// # Errors
    ///
    /// Nothing stands there, or it is shared.
    pub fn push(&mut self, address: &Address, value: impl Into<Value>) -> Result<(), EditError> {
        let value = value.into();
        if !self.find(address)?.node.is_seq() {
            self.reform(address, |draft, found| {
                let text = draft.text(found.file);
                match found.entry() {
                    Some(entry) if found.item.is_none() && !found.node.is_empty() => {
                        Ok(forms::to_list(text, entry, found.in_flow()))
                    }
                    _ => Err(draft.unfit(address, found, "an entry")),
                }
            })?;
            self.fit(&address.item(0))?;
        }
        self.edit(address, |draft, found| {
            Ok(forms::push(draft.text(found.file), found.node, &value))
        })
    }

    /// States in which versions an entry is there, in the shortest form:
    /// nothing, `since` and `removed_in`, or `ranges`. What is not gone for good
    /// is replaced by nothing.
    ///
    /// # Errors
    ///
    /// There is no such entry, it is shared, or there is no span.
    pub fn available(&mut self, entry: &Address, spans: &[Span]) -> Result<(), EditError> {
        let text =
            |version: Option<VersionName>| version.map(|version| Value::from(version.to_string()));
        let bounds = |span: &Span| {
            [
                ("since", text(span.since)),
                ("removed_in", text(span.removed_in)),
            ]
        };
        let (one, ranges) = match spans {
            [] => {
                let message = format!("`{entry}` would be in no version; remove it instead");
                return Err(EditError::Refused(message));
            }
            [span] => (bounds(span), None),
            many => {
                let range = |span| {
                    let bounds = bounds(span).into_iter();
                    Value::map(bounds.filter_map(|(key, value)| Some((key, value?))))
                };
                let ranges = Value::List(many.iter().map(range).collect());
                ([("since", None), ("removed_in", None)], Some(ranges))
            }
        };
        let wanted: Vec<_> = one.into_iter().chain([("ranges", ranges)]).collect();
        for (key, value) in wanted
            .iter()
            .filter_map(|(key, value)| Some((key, value.as_ref()?)))
        {
            if self.written(entry, key)?.as_ref() != Some(value) {
                self.set(entry, key, value.clone())?;
            }
        }
        for (key, _) in wanted.iter().filter(|(_, value)| value.is_none()) {
            self.unset(entry, key)?;
        }
        match spans.last().and_then(|span| span.removed_in) {
            Some(_) => Ok(()),
            None => self.unset(entry, "replaced_by"),
        }
    }

    /// A list of one map is written as that map.
    fn unwrap(&mut self, address: &Address) -> Result<(), EditError> {
        let found = self.find(address)?;
        let value = address.is_enum_value();
        let one = matches!(found.node.items(), [one] if one.is_map() || value);
        let file = found.file;
        let list = found.entry().filter(|_| one);
        match list.and_then(|entry| forms::from_list(self.text(file), entry)) {
            Some(text) => self.put(file, text),
            None => Ok(()),
        }
    }

    /// The value of a key of an entry.
    fn written(&self, entry: &Address, key: &str) -> Result<Option<Value>, EditError> {
        let node = self.find(entry)?.node;
        Ok(node
            .index_of(key)
            .map(|index| value_of(&node.entries()[index].value)))
    }
}

impl Draft {
    /// Makes an edit inside of what stands at an address.
    pub(super) fn edit(
        &mut self,
        address: &Address,
        edit: impl Fn(&Self, &Found<'_>) -> Result<String, EditError>,
    ) -> Result<(), EditError> {
        self.edit_in(|draft| draft.find(address).map(Found::within), edit)
    }

    /// Makes an edit of the whole of what stands at an address.
    pub(super) fn reform(
        &mut self,
        address: &Address,
        edit: impl Fn(&Self, &Found<'_>) -> Result<String, EditError>,
    ) -> Result<(), EditError> {
        self.edit_in(|draft| draft.find(address), edit)
    }

    /// Makes an edit of what is found. Where that makes braces or brackets too
    /// long for one line, they are opened, and the edit is made in the lines.
    pub(super) fn edit_in(
        &mut self,
        find: impl Fn(&Self) -> Result<Found<'_>, EditError>,
        edit: impl Fn(&Self, &Found<'_>) -> Result<String, EditError>,
    ) -> Result<(), EditError> {
        loop {
            let found = find(self)?;
            let file = found.file;
            let new = edit(self, &found)?;
            let Some(flow) = found.flow.filter(|flow| !flow.fits(self.text(file), &new)) else {
                return self.put(file, new);
            };
            let opened = flow.opened(self.text(file));
            self.put(file, opened)?;
        }
    }

    /// Opens the braces that stand at an address where they do not fit on one
    /// line.
    pub(super) fn fit(&mut self, address: &Address) -> Result<(), EditError> {
        let found = self.find(address)?.within();
        let text = self.text(found.file);
        match found.flow.filter(|flow| !flow.fits(text, &text.text)) {
            Some(flow) => {
                let opened = flow.opened(text);
                self.put(found.file, opened)
            }
            None => Ok(()),
        }
    }
}

fn value_of(node: &Node) -> Value {
    match &node.shape {
        Shape::Scalar { text, .. } => Value::Text(text.clone()),
        Shape::Seq { items, .. } => Value::List(items.iter().map(value_of).collect()),
        Shape::Map { entries, .. } => Value::map(
            entries
                .iter()
                .map(|entry| (entry.name(), value_of(&entry.value))),
        ),
    }
}

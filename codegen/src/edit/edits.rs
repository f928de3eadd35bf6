//! The edits.

use super::address::{Address, Step};
use super::draft::{Draft, EditError};
use super::{flow, forms, order};
use crate::spec::timeline::Span;
use crate::spec::words::VersionName;
use crate::yaml::{Node, Shape, Value};

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
        let found = match self.find(map) {
            Err(EditError::Missing(_)) if map.steps().len() > 1 => {
                return self.set(&map.parent(), map.name(), Value::map([(name, value)]));
            }
            Err(EditError::Missing(_)) if !self.files.is_empty() => {
                let text = self.files[0].text.append(map.name(), name, &value);
                return self.put(0, text);
            }
            found => found?,
        };
        let text = self.text(found.file);
        let entries = found.node.entries();
        let new = match found.entry() {
            _ if !entries.is_empty() => {
                let index = order::place_of_name(entries, name);
                text.insert(found.node, index, name, &value)
            }
            Some(owner) if found.node.is_map() || found.node.is_empty() => {
                text.fill(owner, name, &value, found.in_flow())
            }
            _ => return Err(self.unfit(map, &found, "a map")),
        };
        let file = found.file;
        self.put(file, new)
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
        let (file, braces) = (found.file, found.in_flow());
        let text = self.text(file);
        let new = match (&found.node.shape, found.entry()) {
            (Shape::Map { flow, entries }, _) if !entries.is_empty() => {
                match found.node.index_of(key) {
                    Some(index) => {
                        self.whole(&entry.key(key), &entries[index].value, file)?;
                        if *flow {
                            flow::replace(text, found.node, &entries[index], &value)
                        } else {
                            text.replace(&entries[index], &value, false)
                        }
                    }
                    None => {
                        let index = order::place_of_key(entries, key);
                        text.insert_key(found.node, index, key, &value)
                    }
                }
            }
            (Shape::Scalar { .. }, Some(owner))
                if !found.node.is_empty() && found.item.is_none() =>
            {
                let more = format!(", {key}: {}", value.in_flow()).chars().count();
                let map = forms::to_map(text, owner, braces, more);
                self.put(file, map)?;
                return self.set(entry, key, value);
            }
            (Shape::Map { .. } | Shape::Scalar { .. }, Some(owner)) if found.item.is_none() => {
                text.fill(owner, key, &value, braces)
            }
            _ => return Err(self.unfit(entry, &found, "one entry")),
        };
        self.put(file, new)
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
            Some(owner) if only && value => {
                let file = found.file;
                let text = forms::to_doc(self.text(file), owner);
                self.put(file, text)
            }
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
        let found = match self.locate(address)? {
            // An alias itself is nobody else's.
            alias if alias.shared == Some(alias.node.span.start) && alias.node.is_alias() => alias,
            _ => self.find(address)?,
        };
        let file = found.file;
        self.whole(address, found.node, file)?;
        let text = self.text(file);
        if let Some((list, index)) = found.item {
            if list.items().len() == 1 {
                return self.remove(&address.parent());
            }
            let new = text.remove_item(list, index);
            self.put(file, new)?;
            return self.unwrap(&address.parent());
        }
        if matches!(address.steps().last(), Some(Step::Item(_))) {
            return self.remove(&address.parent());
        }
        let Some((map, index)) = found.owner else {
            return Err(EditError::Missing(address.clone()));
        };
        if map.entries().len() > 1 {
            let new = text.remove(map, index);
            return self.put(file, new);
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

    /// Adds an entry to what differs between versions, which becomes a list, or
    /// an item to a list.
    ///
    /// # Errors
    ///
    /// Nothing stands there, or it is shared.
    pub fn push(&mut self, address: &Address, value: impl Into<Value>) -> Result<(), EditError> {
        let value = value.into();
        let found = self.find(address)?;
        let file = found.file;
        let text = self.text(file);
        if found.node.is_seq() {
            let new = forms::push(text, found.node, &value);
            return self.put(file, new);
        }
        match found.entry() {
            Some(entry) if found.item.is_none() && !found.node.is_empty() => {
                let list = forms::to_list(text, entry, found.in_flow());
                self.put(file, list)?;
                self.push(address, value)
            }
            _ => Err(self.unfit(address, &found, "an entry")),
        }
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

//! Access to the values of objects and lists.

use std::borrow::Cow;

use serde::de::value::{StrDeserializer, U64Deserializer};
use serde::de::{Deserialize, DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::TolerantDeserializer;
use crate::decode::error::MismatchError;
use crate::decode::path::Path;

/// What the names of an object are.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Names {
    /// Those of fields, of which one that does not match is left empty.
    Fields,
    /// Keys of nodes, of which one that does not match is left out.
    Keys,
    /// Those of JSON of any shape, of which a value that cannot be held becomes null.
    Any,
}

/// The members of an object.
pub(super) struct Object<'a, 'de> {
    parent: TolerantDeserializer<'a, 'de>,
    pub(super) members: std::vec::IntoIter<(Cow<'de, str>, &'de RawValue)>,
    /// The member whose name was read, but not its value.
    value: Option<(Cow<'de, str>, &'de RawValue)>,
    /// The names of the contract, of which other members may be kept.
    pub(super) known: Option<&'static [&'static str]>,
    unknown: Vec<(Cow<'de, str>, &'de RawValue)>,
    pub(super) names: Names,
    /// Whether it is an edge, whose nodes were selected as it was.
    pub(super) is_edge: bool,
    /// Whether it is a page, of which nothing but nodes may be left out.
    pub(super) is_page: bool,
}

impl<'a, 'de> Object<'a, 'de> {
    pub(super) fn new(
        parent: TolerantDeserializer<'a, 'de>,
        members: Vec<(Cow<'de, str>, &'de RawValue)>,
    ) -> Self {
        Self {
            parent,
            members: members.into_iter(),
            value: None,
            known: None,
            unknown: Vec::new(),
            names: Names::Fields,
            is_edge: false,
            is_page: false,
        }
    }

    /// Reads the value of the member whose name was read.
    fn read_value<T>(
        &mut self,
        read: impl FnOnce(TolerantDeserializer<'_, 'de>) -> Result<T, MismatchError>,
    ) -> Result<T, MismatchError> {
        let (name, value) = self.value.take().ok_or_else(MismatchError::out_of_order)?;
        let is_field = self.names == Names::Fields;
        let path = match is_field {
            true => Path::Member(self.parent.path, &name),
            false => Path::Key(self.parent.path, &name),
        };
        let keep = match is_field && !self.is_edge {
            true => self.parent.keep.within(&name),
            false => self.parent.keep,
        };
        read(TolerantDeserializer {
            keep,
            ..self.parent.nested(value.get(), &path)
        })
    }

    /// Reads the members that the contract does not list.
    fn read_unknown<T: Deserialize<'de>>(&mut self) -> Result<T, MismatchError> {
        let mut members = Map::new();
        self.names = Names::Any;
        for member in std::mem::take(&mut self.unknown) {
            let name = member.0.clone().into_owned();
            self.value = Some(member);
            let value = self.read_value(|value| Ok(value.read_or_leave_out()))?;
            if let Some(value) = value {
                members.insert(name, value);
            }
        }
        let read = T::deserialize(Value::Object(members));
        read.map_err(|_| MismatchError::expected("members of any kind"))
    }

    /// Advances to the next member that the contract lists.
    fn advance(&mut self) -> bool {
        for member in self.members.by_ref() {
            match self.known {
                Some(known) if !known.contains(&&*member.0) => {
                    if self.parent.keep.keeps(&member.0) {
                        self.unknown.push(member);
                    }
                }
                _ => {
                    self.value = Some(member);
                    return true;
                }
            }
        }
        false
    }
}

impl<'de> MapAccess<'de> for Object<'_, 'de> {
    type Error = MismatchError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, MismatchError> {
        if self.advance() {
            let name = self.value.as_ref().map_or("", |(name, _)| name);
            let name: StrDeserializer<'_, MismatchError> = name.into_deserializer();
            return seed.deserialize(name).map(Some);
        }
        if self.unknown.is_empty() {
            return Ok(None);
        }
        // Visitors of member names take a number for the unknown members.
        self.known = None;
        let number: U64Deserializer<MismatchError> = 0u64.into_deserializer();
        seed.deserialize(number).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, MismatchError> {
        self.read_value(|value| seed.deserialize(value))
    }

    fn next_value<V: Deserialize<'de>>(&mut self) -> Result<V, MismatchError> {
        if self.value.is_none() && !self.unknown.is_empty() {
            return self.read_unknown();
        }
        match (self.is_page, self.is_edge) {
            (true, _) => self.read_value(|value| value.page_member()),
            (false, true) => self.read_value(|value| value.edge_member()),
            (false, false) => self.read_value(|value| value.read_or_empty()),
        }
    }

    fn next_entry<K: Deserialize<'de>, V: Deserialize<'de>>(
        &mut self,
    ) -> Result<Option<(K, V)>, MismatchError> {
        while let Some(name) = self.next_key()? {
            let value = match self.names {
                Names::Keys => self.read_value(|value| Ok(value.read_node()))?,
                Names::Fields | Names::Any => Some(self.next_value()?),
            };
            if let Some(value) = value {
                return Ok(Some((name, value)));
            }
        }
        Ok(None)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.members.len())
    }
}

/// An edge that was received as a bare list, or as a single node.
pub(super) struct BareEdge<'a, 'de>(pub(super) Option<TolerantDeserializer<'a, 'de>>);

impl<'de> MapAccess<'de> for BareEdge<'_, 'de> {
    type Error = MismatchError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, MismatchError> {
        if self.0.is_none() {
            return Ok(None);
        }
        let name: StrDeserializer<'_, MismatchError> = "data".into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, MismatchError> {
        seed.deserialize(self.0.take().ok_or_else(MismatchError::out_of_order)?)
    }
}

/// The elements of a list.
pub(super) struct List<'a, 'de> {
    parent: TolerantDeserializer<'a, 'de>,
    elements: std::vec::IntoIter<&'de str>,
    index: usize,
    /// Whether the parent is the only element, instead of a list.
    is_parent: bool,
    /// Whether elements that do not match are left out.
    leaves_out: bool,
}

impl<'a, 'de> List<'a, 'de> {
    pub(super) fn new(
        parent: TolerantDeserializer<'a, 'de>,
        elements: Vec<&'de str>,
        leaves_out: bool,
    ) -> Self {
        Self {
            parent,
            elements: elements.into_iter(),
            index: 0,
            is_parent: false,
            leaves_out,
        }
    }

    /// Returns a list with the parent as its only element.
    pub(super) fn of_one(parent: TolerantDeserializer<'a, 'de>, leaves_out: bool) -> Self {
        Self {
            is_parent: true,
            ..Self::new(parent, vec![parent.value], leaves_out)
        }
    }

    /// Reads the next element.
    fn read_element<T>(
        &mut self,
        read: impl FnOnce(TolerantDeserializer<'_, 'de>) -> T,
    ) -> Option<T> {
        let element = self.elements.next()?;
        let path = match self.is_parent {
            true => *self.parent.path,
            false => Path::Element(self.parent.path, self.index),
        };
        self.index += 1;
        Some(read(TolerantDeserializer {
            is_sole_element: self.is_parent && self.parent.is_sole_element,
            ..self.parent.nested(element, &path)
        }))
    }
}

impl<'de> SeqAccess<'de> for List<'_, 'de> {
    type Error = MismatchError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, MismatchError> {
        self.read_element(|element| seed.deserialize(element))
            .transpose()
    }

    fn next_element<T: Deserialize<'de>>(&mut self) -> Result<Option<T>, MismatchError> {
        if !self.leaves_out {
            return self.read_element(|value| value.read()).transpose();
        }
        while let Some(element) = self.read_element(|value| value.read_or_leave_out()) {
            if element.is_some() {
                return Ok(element);
            }
        }
        Ok(None)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.elements.len())
    }
}

//! How objects and lists give their values to what reads them with care.

use std::borrow::Cow;

use serde::de::value::{StrDeserializer, U64Deserializer};
use serde::de::{Deserialize, DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::Careful;
use crate::decode::error::Wrong;
use crate::decode::path::Path;

/// The members of an object.
pub(super) struct Object<'a, 'de> {
    pub(super) of: Careful<'a, 'de>,
    pub(super) members: std::vec::IntoIter<(Cow<'de, str>, &'de RawValue)>,
    /// The member whose name was read and whose value was not.
    pub(super) value: Option<(Cow<'de, str>, &'de RawValue)>,
    /// The names that the contract knows, where the others are kept.
    pub(super) known: Option<&'static [&'static str]>,
    pub(super) unknown: Vec<(Cow<'de, str>, &'de RawValue)>,
    /// Whether the names are data.
    pub(super) is_map: bool,
    /// Whether it is a page, of which only nodes may be left out.
    pub(super) is_page: bool,
}

impl<'de> Object<'_, 'de> {
    /// Takes the value of the member whose name was read, and does with it.
    fn take<T>(
        &mut self,
        read: impl FnOnce(Careful<'_, 'de>) -> Result<T, Wrong>,
    ) -> Result<T, Wrong> {
        let (name, value) = self.value.take().ok_or_else(Wrong::out_of_order)?;
        let path = match self.is_map {
            true => Path::Key(self.of.path, &name),
            false => Path::Member(self.of.path, &name),
        };
        read(self.of.within(value.get(), &path))
    }

    /// Reads the members that the contract does not know.
    fn unknown<T: Deserialize<'de>>(&mut self) -> Result<T, Wrong> {
        let mut members = Map::new();
        self.is_map = true;
        for member in std::mem::take(&mut self.unknown) {
            let name = member.0.clone().into_owned();
            self.value = Some(member);
            let value = self.take(|value| Ok(value.read_or_leave_out()))?;
            if let Some(value) = value {
                members.insert(name, value);
            }
        }
        let read = T::deserialize(Value::Object(members));
        read.map_err(|_| Wrong::expected("members of any kind"))
    }

    /// Puts the next member aside whose name the contract knows.
    fn next(&mut self) -> bool {
        for member in self.members.by_ref() {
            match self.known {
                Some(known) if !known.contains(&&*member.0) => self.unknown.push(member),
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
    type Error = Wrong;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Wrong> {
        if self.next() {
            let name = self.value.as_ref().map_or("", |(name, _)| name);
            let name: StrDeserializer<'_, Wrong> = name.into_deserializer();
            return seed.deserialize(name).map(Some);
        }
        if self.unknown.is_empty() {
            return Ok(None);
        }
        // What the names of members are read with takes a number as «the others».
        self.known = None;
        let number: U64Deserializer<Wrong> = 0u64.into_deserializer();
        seed.deserialize(number).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Wrong> {
        self.take(|value| seed.deserialize(value))
    }

    fn next_value<V: Deserialize<'de>>(&mut self) -> Result<V, Wrong> {
        if self.value.is_none() && !self.unknown.is_empty() {
            return self.unknown();
        }
        match self.is_page {
            true => self.take(|value| value.part_of_page()),
            false => self.take(|value| value.read_or_empty()),
        }
    }

    fn next_entry<K: Deserialize<'de>, V: Deserialize<'de>>(
        &mut self,
    ) -> Result<Option<(K, V)>, Wrong> {
        while let Some(name) = self.next_key()? {
            let value = self.take(|value| Ok(value.read_node()))?;
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

/// An edge of which only the list came, or a node in place of the list.
pub(super) struct Bare<'a, 'de>(pub(super) Option<Careful<'a, 'de>>);

impl<'de> MapAccess<'de> for Bare<'_, 'de> {
    type Error = Wrong;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Wrong> {
        if self.0.is_none() {
            return Ok(None);
        }
        let name: StrDeserializer<'_, Wrong> = "data".into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Wrong> {
        seed.deserialize(self.0.take().ok_or_else(Wrong::out_of_order)?)
    }
}

/// The elements of a list.
pub(super) struct List<'a, 'de> {
    of: Careful<'a, 'de>,
    elements: std::vec::IntoIter<&'de str>,
    place: usize,
    /// Whether the list is its only element.
    is_element: bool,
}

impl<'a, 'de> List<'a, 'de> {
    pub(super) fn of(of: Careful<'a, 'de>, elements: Vec<&'de str>) -> Self {
        Self {
            of,
            elements: elements.into_iter(),
            place: 0,
            is_element: false,
        }
    }

    /// A list of one, the element itself.
    pub(super) fn of_one(of: Careful<'a, 'de>) -> Self {
        Self {
            is_element: true,
            ..Self::of(of, vec![of.value])
        }
    }

    /// Takes the next element, and does with it.
    fn take<T>(&mut self, read: impl FnOnce(Careful<'_, 'de>) -> T) -> Option<T> {
        let element = self.elements.next()?;
        let path = match self.is_element {
            true => *self.of.path,
            false => Path::Element(self.of.path, self.place),
        };
        self.place += 1;
        Some(read(Careful {
            is_for_list: self.is_element && self.of.is_for_list,
            ..self.of.within(element, &path)
        }))
    }
}

impl<'de> SeqAccess<'de> for List<'_, 'de> {
    type Error = Wrong;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Wrong> {
        self.take(|element| seed.deserialize(element)).transpose()
    }

    fn next_element<T: Deserialize<'de>>(&mut self) -> Result<Option<T>, Wrong> {
        while let Some(element) = self.take(|value| value.read_or_leave_out()) {
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

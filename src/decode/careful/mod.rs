//! A deserializer that reads on after a value that does not fit.
//!
//! serde asks a list or an object for its next value by type
//! (`next_element::<T>`, `next_value::<T>`), so a value that fails can be tried
//! again as `null`, which leaves an optional field empty, or be left out. One
//! deserializer serves all types in this way, and each value is tried once and
//! as `null` once: the time is linear in the body, for each level at which the
//! contract knows a type.
//!
//! It works on text that is known to be JSON, one level at a time, so that a
//! value that is not valid by itself, such as half a surrogate pair, is as local
//! as one of another type.

mod access;
mod deserializer;

use std::borrow::Cow;
use std::collections::HashMap;

use serde::de::{Deserialize, Error as _, IntoDeserializer, Unexpected, Visitor};
use serde_json::value::RawValue;

use self::access::{Bare, Object};
use super::error::Wrong;
use super::notes::Notes;
use super::path::Path;
use super::raw::{Members, Text};
use super::report::{JsonKind, Outcome};

/// A value to read.
#[derive(Clone, Copy)]
pub(super) struct Careful<'a, 'de> {
    value: &'de str,
    path: &'a Path<'a>,
    notes: &'a Notes,
    /// How many values it is within.
    depth: u8,
    /// Whether it came where a list is meant, and is read as its only element.
    is_for_list: bool,
}

/// Values within values that are read at most, as serde_json has it.
const DEPTH: u8 = 128;

impl<'a, 'de> Careful<'a, 'de> {
    pub(super) fn new(value: &'de str, path: &'a Path<'a>, notes: &'a Notes) -> Self {
        Self {
            value,
            path,
            notes,
            depth: 0,
            is_for_list: false,
        }
    }

    /// A value within this one.
    fn within<'b>(self, value: &'de str, path: &'b Path<'b>) -> Careful<'b, 'de>
    where
        'a: 'b,
    {
        Careful {
            value,
            path,
            notes: self.notes,
            depth: self.depth + 1,
            is_for_list: false,
        }
    }

    /// Reads the value as a `T`.
    pub(super) fn read<T: Deserialize<'de>>(self) -> Result<T, Wrong> {
        let read = match self.depth < DEPTH {
            true => T::deserialize(self),
            false => Err(Wrong::expected("JSON that is less deeply nested")),
        };
        read.map_err(|wrong| wrong.at(self.path, self.value))
    }

    /// Reads the value as a `T`; `None`, and a note, where it does not fit.
    fn read_or_leave_out<T: Deserialize<'de>>(self) -> Option<T> {
        match self.read() {
            Ok(value) => Some(value),
            Err(wrong) => {
                self.notes.add(wrong, Outcome::LeftOut);
                None
            }
        }
    }

    /// Reads one node of several as a `T`; `None`, and a note, where it does not
    /// fit.
    pub(super) fn read_node<T: Deserialize<'de>>(self) -> Option<T> {
        // Most nodes fit, and are read faster so.
        let fast = (!self.notes.keeps_unknown).then(|| serde_json::from_str(self.value).ok());
        fast.flatten().or_else(|| self.read_or_leave_out())
    }

    /// Reads the value as a `T`, or as an empty one where it does not fit.
    fn read_or_empty<T: Deserialize<'de>>(self) -> Result<T, Wrong> {
        self.read().or_else(|wrong| {
            let null: Result<T, Wrong> = T::deserialize(().into_deserializer());
            let Ok(empty) = null else { return Err(wrong) };
            self.notes.add(wrong, Outcome::LeftEmpty);
            Ok(empty)
        })
    }

    fn kind(self) -> JsonKind {
        JsonKind::of(self.value)
    }

    /// Reads a value of another form as what it means. That is noted, unless a
    /// value within it does not fit either.
    fn read_as<T>(
        self,
        expected: &'static str,
        read: impl FnOnce() -> Result<T, Wrong>,
    ) -> Result<T, Wrong> {
        let before = self.notes.count();
        let value = read()?;
        if self.notes.count() == before {
            let wrong = Wrong::expected(expected).at(self.path, self.value);
            self.notes.add(wrong, Outcome::Read);
        }
        Ok(value)
    }

    /// Returns the members of the object, each name once: the last one counts.
    /// That is noted where a struct has a field of the name, as nobody else minds.
    fn members(self, fields: &[&str]) -> Result<Vec<(Cow<'de, str>, &'de RawValue)>, Wrong> {
        let Members(members) = serde_json::from_str(self.value)
            .map_err(|_| Wrong::expected("an object with names that are valid Unicode"))?;
        let mut last = HashMap::with_capacity(members.len());
        for (place, (name, _)) in members.iter().enumerate() {
            last.insert(name.clone(), place);
        }
        if last.len() == members.len() {
            return Ok(members);
        }
        let mut kept = Vec::with_capacity(last.len());
        for (place, (name, value)) in members.into_iter().enumerate() {
            if last.get(&name) == Some(&place) {
                kept.push((name, value));
            } else if fields.contains(&&*name) {
                let path = Path::Member(self.path, &name);
                let wrong = Wrong::expected("one member of this name").at(&path, value.get());
                self.notes.add(wrong, Outcome::LeftOut);
            }
        }
        Ok(kept)
    }

    /// The object as one of a struct with such fields.
    fn object(self, fields: &'static [&'static str]) -> Result<Object<'a, 'de>, Wrong> {
        Ok(Object {
            members: self.members(fields)?.into_iter(),
            ..self.nothing()
        })
    }

    /// The object as one of the contract, whose unknown members may be kept.
    fn contract_object(self, fields: &'static [&'static str]) -> Result<Object<'a, 'de>, Wrong> {
        let object = self.object(fields)?;
        let mut names = object.members.as_slice().iter().map(|(name, _)| &**name);
        if self.is_for_list && !names.any(|name| fields.contains(&name)) {
            // Nothing says that it is an element.
            return Err(Wrong::expected("a list"));
        }
        Ok(Object {
            known: self.notes.keeps_unknown.then_some(fields),
            ..object
        })
    }

    /// An object without members.
    fn nothing(self) -> Object<'a, 'de> {
        Object {
            of: self,
            members: Vec::new().into_iter(),
            value: None,
            known: None,
            unknown: Vec::new(),
            is_map: false,
            is_page: false,
        }
    }

    fn is_empty_list(self) -> bool {
        self.kind() == JsonKind::List && self.value[1..].trim_start() == "]"
    }

    /// Reads an edge, also where PHP or Graph left out what holds the list.
    fn edge<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        const EXPECTED: &str = "an edge: an object with `data`";
        match self.kind() {
            JsonKind::Object if self.is_body() => self.page(fields, visitor),
            _ if self.is_body() => Err(Wrong::expected(EXPECTED)),
            JsonKind::List => self.read_as(EXPECTED, || visitor.visit_map(Bare(Some(self)))),
            JsonKind::Object => {
                let object = self.object(fields)?;
                let mut names = object.members.as_slice().iter().map(|(name, _)| &**name);
                if names.clone().any(|name| name == "data") || names.all(|name| name == "paging") {
                    return visitor.visit_map(object);
                }
                // The node itself, where a list of nodes is meant.
                self.read_as(EXPECTED, || visitor.visit_map(Bare(Some(self))))
            }
            _ => Err(Wrong::expected(EXPECTED)),
        }
    }

    fn is_body(self) -> bool {
        matches!(self.path, Path::Body)
    }

    /// Reads an edge that is the whole body. What is wrong outside of its nodes is
    /// an error.
    fn page<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        let object = self.without_loss(|| self.object(fields))?;
        visitor.visit_map(Object {
            is_page: true,
            ..object
        })
    }

    /// Reads a part of a page.
    fn part_of_page<T: Deserialize<'de>>(self) -> Result<T, Wrong> {
        match self.path {
            Path::Member(_, "data") => match self.kind() {
                JsonKind::List | JsonKind::Null => self.read(),
                _ => Err(Wrong::expected("a list")),
            },
            _ => self.without_loss(|| self.read()),
        }
    }

    /// Reads something of which nothing may be left out.
    fn without_loss<T>(self, read: impl FnOnce() -> Result<T, Wrong>) -> Result<T, Wrong> {
        let before = self.notes.losses();
        let value = read()?;
        match self.notes.losses() == before {
            true => Ok(value),
            false => Err(Wrong::expected("a page of which nothing is left out")),
        }
    }

    fn scalar<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.kind() {
            JsonKind::Null => visitor.visit_unit(),
            JsonKind::Boolean => visitor.visit_bool(self.value == "true"),
            JsonKind::Number => self.number(visitor),
            JsonKind::String => match serde_json::from_str(self.value) {
                Ok(Text(Cow::Borrowed(text))) => visitor.visit_borrowed_str(text),
                Ok(Text(Cow::Owned(text))) => visitor.visit_string(text),
                Err(_) => Err(Wrong::expected("text that is valid Unicode")),
            },
            JsonKind::List => Err(Wrong::invalid_type(Unexpected::Seq, &visitor)),
            JsonKind::Object => Err(Wrong::invalid_type(Unexpected::Map, &visitor)),
        }
    }

    /// The value as a signed integer. As for serde_json, `-0` is none.
    fn integer(self) -> Option<i64> {
        let number = self.value.parse().ok();
        number.filter(|_| self.value != "-0")
    }

    fn number<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        if let Ok(number) = self.value.parse() {
            return visitor.visit_u64(number);
        }
        if let Some(number) = self.integer() {
            return visitor.visit_i64(number);
        }
        let number: f64 = self.value.parse().unwrap_or(f64::INFINITY);
        match number.is_finite() {
            true => visitor.visit_f64(number),
            false => Err(Wrong::expected(
                "a number of a size that a computer can hold",
            )),
        }
    }

    /// Text, or an integer as its digits. One of any length is read, and noted
    /// where a number of 64 bits would not hold it.
    fn text<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let digits = self.value.strip_prefix('-').unwrap_or(self.value);
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return self.scalar(visitor);
        }
        let read = || visitor.visit_borrowed_str(self.value);
        match self.value.parse::<u64>().is_ok() || self.integer().is_some() {
            true => read(),
            false => self.read_as("text, or an integer of 64 bits", read),
        }
    }
}

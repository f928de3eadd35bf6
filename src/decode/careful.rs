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

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;

use serde::de::value::StrDeserializer;
use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, Error as _, Expected, IntoDeserializer,
    MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::error::Wrong;
use super::object::OBJECT;
use super::path::Path;
use super::raw::{Elements, Members, Text};
use super::report::{JsonKind, Outcome, Report};
use crate::edge::EDGE;
use crate::one_or_many::ONE_OR_MANY;
use crate::text::TEXT;

/// What is noted while a body is read.
pub(super) struct Notes {
    report: RefCell<Report>,
    /// Whether members that the contract does not know are kept.
    keeps_unknown: bool,
}

impl Notes {
    pub(super) fn new(keeps_unknown: bool) -> Self {
        Self {
            report: RefCell::default(),
            keeps_unknown,
        }
    }

    pub(super) fn into_report(self) -> Report {
        self.report.into_inner()
    }

    fn add(&self, wrong: Wrong, outcome: Outcome) {
        self.report.borrow_mut().add_wrong(wrong, outcome);
    }

    /// Notes that bytes of a body were replaced.
    pub(super) fn add_text(&self, path: String) {
        let wrong = Wrong::expected("text in UTF-8").at_text(path);
        self.add(wrong, Outcome::Replaced);
    }

    /// How many values were lost.
    pub(super) fn losses(&self) -> u64 {
        let report = self.report.borrow();
        let groups = report.groups();
        let lost = groups
            .filter(|(group, _)| matches!(group.outcome, Outcome::LeftEmpty | Outcome::LeftOut));
        lost.map(|(_, count)| count).sum()
    }

    fn count(&self) -> u64 {
        self.report.borrow().mismatch_count()
    }
}

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

/// The list within an edge.
fn within_edge<'de>(members: &[(Cow<'de, str>, &'de RawValue)]) -> Option<&'de str> {
    let mut names = members.iter().map(|(name, _)| &**name);
    if !names.all(|name| name == "data" || name == "paging") {
        return None;
    }
    let mut data = members.iter().filter(|(name, _)| name == "data");
    let (_, data) = data.next()?;
    (JsonKind::of(data.get()) == JsonKind::List).then(|| data.get())
}

/// Reads scalars, and says what the contract expects in its own words.
macro_rules! scalars {
    ($($method:ident: $expected:literal,)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
            self.scalar(visitor).map_err(|wrong| wrong.expecting($expected))
        }
    )*};
}

impl<'de> Deserializer<'de> for Careful<'_, 'de> {
    type Error = Wrong;

    scalars! {
        deserialize_bool: "a boolean",
        deserialize_i8: "an integer",
        deserialize_i16: "an integer",
        deserialize_i32: "an integer",
        deserialize_i64: "an integer",
        deserialize_u8: "an unsigned integer",
        deserialize_u16: "an unsigned integer",
        deserialize_u32: "an unsigned integer",
        deserialize_u64: "an unsigned integer",
        deserialize_f32: "a number",
        deserialize_f64: "a number",
        deserialize_char: "a character",
        deserialize_str: "text",
        deserialize_string: "text",
        deserialize_bytes: "text",
        deserialize_byte_buf: "text",
        deserialize_unit: "null",
    }

    /// JSON of any shape, which the contract does not describe.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.kind() {
            JsonKind::List | JsonKind::Object => {
                let expected = (&visitor as &dyn Expected).to_string();
                let mut json = serde_json::Deserializer::from_str(self.value);
                let read = json.deserialize_any(visitor);
                read.map_err(|error| match error.is_data() {
                    true => Wrong::expected(expected),
                    false => {
                        Wrong::expected("JSON of fewer levels, and of valid numbers and texts")
                    }
                })
            }
            _ => self.scalar(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.kind() {
            JsonKind::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        match name {
            TEXT => self.text(visitor),
            ONE_OR_MANY => match self.kind() {
                JsonKind::Object => visitor.visit_seq(List::of_one(self)),
                JsonKind::List => self.deserialize_seq(visitor),
                _ => Err(Wrong::expected("an object or a list")),
            },
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        match self.kind() {
            _ if name == EDGE => self.edge(fields, visitor),
            JsonKind::Object if name == OBJECT => visitor.visit_map(self.contract_object(fields)?),
            JsonKind::Object => visitor.visit_map(self.object(fields)?),
            // PHP writes an empty object so.
            JsonKind::List if self.is_empty_list() => {
                self.read_as("an object", || visitor.visit_map(self.nothing()))
            }
            _ => Err(Wrong::expected("an object")),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.kind() {
            JsonKind::Object => {
                let object = self.object(&[])?;
                visitor.visit_map(Object {
                    is_map: true,
                    ..object
                })
            }
            // Graph answers so where it knows none of the ids.
            JsonKind::Null => self.read_as("an object", || visitor.visit_map(self.nothing())),
            JsonKind::List if self.is_empty_list() => {
                self.read_as("an object", || visitor.visit_map(self.nothing()))
            }
            _ => Err(Wrong::expected("an object")),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.kind() {
            JsonKind::List => {
                let elements = serde_json::from_str(self.value);
                let Elements(elements) = elements.map_err(|_| Wrong::expected("a list"))?;
                visitor.visit_seq(List::of(self, elements))
            }
            JsonKind::Object => {
                let members = self.members(&[])?;
                if let Some(list) = within_edge(&members) {
                    let elements = serde_json::from_str(list);
                    let Elements(elements) = elements.map_err(|_| Wrong::expected("a list"))?;
                    let list = List::of(self, elements);
                    return self.read_as("a list", || visitor.visit_seq(list));
                }
                // PHP writes a list with gaps as an object with numbers as names.
                let is_digits = |name: &str| name.bytes().all(|byte| byte.is_ascii_digit());
                let number = |name: &str| !name.is_empty() && is_digits(name);
                let list = match members.iter().all(|(name, _)| number(name)) {
                    true => {
                        let elements = members.iter().map(|(_, element)| element.get());
                        List::of(self, elements.collect())
                    }
                    false => List::of_one(Self {
                        is_for_list: true,
                        ..self
                    }),
                };
                self.read_as("a list", || visitor.visit_seq(list))
            }
            _ => Err(Wrong::expected("a list")),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Wrong> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        let mut json = serde_json::Deserializer::from_str(self.value);
        let read = json.deserialize_enum(name, variants, visitor);
        read.map_err(|_| Wrong::expected("one of the values that the contract lists"))
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.scalar(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_unit()
    }
}

/// The members of an object.
struct Object<'a, 'de> {
    of: Careful<'a, 'de>,
    members: std::vec::IntoIter<(Cow<'de, str>, &'de RawValue)>,
    /// The member whose name was read and whose value was not.
    value: Option<(Cow<'de, str>, &'de RawValue)>,
    /// The names that the contract knows, where the others are kept.
    known: Option<&'static [&'static str]>,
    unknown: Vec<(Cow<'de, str>, &'de RawValue)>,
    /// Whether the names are data.
    is_map: bool,
    /// Whether it is a page, of which only nodes may be left out.
    is_page: bool,
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
        let number: de::value::U64Deserializer<Wrong> = 0u64.into_deserializer();
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
struct Bare<'a, 'de>(Option<Careful<'a, 'de>>);

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
    fn of(of: Careful<'a, 'de>, elements: Vec<&'de str>) -> Self {
        Self {
            of,
            elements: elements.into_iter(),
            place: 0,
            is_element: false,
        }
    }

    /// A list of one, the element itself.
    fn of_one(of: Careful<'a, 'de>) -> Self {
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

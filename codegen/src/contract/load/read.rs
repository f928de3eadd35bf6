//! Reads a tree into the types of the spec, past errors.
//!
//! A derived `Deserialize` stops at its first error, and a reviewer wants all
//! of them. So an error is noted, the node that holds it is skipped, and the
//! tree is read again until nothing more is wrong.

use serde::de::{self, DeserializeSeed, Error as _, IntoDeserializer, Visitor};

use super::error::ReadError;
use super::skipped::Skipped;
use super::tagged::TaggedReader;
use crate::contract::diagnostic::{Diagnostic, Place};
use crate::contract::messages::reading as messages;
use crate::contract::messages::values::Expected;
use crate::contract::spec::ScalarKind;
use crate::contract::spec::enum_value::TEXT_OR_MAP;
use crate::contract::spec::located::{LOCATED, ONE_OR_MANY};
use crate::contract::spec::tagged::TAGGED;
use crate::contract::yaml::{Entry, Node, Scalar, Shape};

/// Errors after which reading a file stops.
const MOST_ERRORS: usize = 100;

/// Reads `root` into a `T`, and reports errors to `diagnostics`.
///
/// Returns `None` where no `T` is left once everything wrong is skipped.
pub(crate) fn read<T: de::DeserializeOwned>(
    root: &Node,
    skipped: &Skipped,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<T> {
    for _ in 0..MOST_ERRORS {
        let reader = Reader {
            node: root,
            skipped,
        };
        let error = match T::deserialize(reader) {
            Ok(value) => return Some(value),
            Err(error) => error,
        };
        let node = error.node.unwrap_or(root);
        skipped.skip(node, error.loses_names());
        diagnostics.extend(error.diagnostic(node, skipped));
        if node.id == root.id {
            return None;
        }
    }
    diagnostics.push(messages::too_many_errors(root.place));
    None
}

/// Deserializes a node.
#[derive(Clone, Copy)]
pub(super) struct Reader<'t> {
    pub(super) node: &'t Node,
    pub(super) skipped: &'t Skipped,
}

impl<'t> Reader<'t> {
    pub(super) fn of(self, node: &'t Node) -> Self {
        Self { node, ..self }
    }

    fn visit<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError<'t>> {
        match &self.node.shape {
            Shape::Seq { items, .. } => visitor.visit_seq(Items {
                rest: items.iter(),
                reader: self,
            }),
            Shape::Map { .. } => {
                visitor.visit_map(Entries::new(self, Box::new(self.node.merged())))
            }
            Shape::Scalar { value, text, .. } => match *value {
                Scalar::Null => visitor.visit_unit(),
                Scalar::Bool(value) => visitor.visit_bool(value),
                Scalar::Int(value) => visitor.visit_i64(value),
                Scalar::UInt(value) => visitor.visit_u64(value),
                Scalar::Float(value) => visitor.visit_f64(value),
                Scalar::Text => visitor.visit_str(text),
            },
        }
    }
}

/// Deserializes a node of which the type of the spec tells what it should be.
macro_rules! expecting {
    ($($deserialize:ident: $expected:ident),* $(,)?) => {$(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            self.visit(visitor)
                .map_err(|error| error.expecting(Expected::$expected, self.node))
        }
    )*};
}

impl<'de, 't> de::Deserializer<'de> for Reader<'t> {
    type Error = ReadError<'t>;

    expecting! {
        deserialize_bool: Boolean,
        deserialize_f64: Number,
        deserialize_i64: WholeNumber,
        deserialize_u32: WholeNumber,
        deserialize_u64: WholeNumber,
        deserialize_seq: List,
        deserialize_map: Map,
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.visit(visitor).map_err(|error| error.at(self.node))
    }

    /// Any scalar is text where text is expected: `200` and `true` are names too.
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.node.text() {
            Some(text) => visitor.visit_str(text),
            None => Err(ReadError::unexpected(Expected::Text)),
        }
        .map_err(|error| error.at(self.node))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.node.is_null() {
            true => visitor.visit_none(),
            false => visitor.visit_some(self),
        }
        .map_err(|error| error.at(self.node))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        // A derived visitor would also read a list.
        match self.node.is_map() {
            true => self.visit(visitor),
            false => Err(de::Error::invalid_type(de::Unexpected::Other(""), &visitor)),
        }
        .map_err(|error| error.at(self.node))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        if name != LOCATED {
            return self.deserialize_any(visitor);
        }
        self.skipped.set_name(self.node);
        let parts = Located {
            reader: self,
            next: 0,
        };
        visitor
            .visit_seq(parts)
            .map_err(|error| error.at(self.node))
    }

    /// Reads what takes several forms, and scalars with a syntax of their own.
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        let shape = &self.node.shape;
        if let Some(kind) = ScalarKind::of_struct(name) {
            let read = visitor.visit_newtype_struct(self);
            return read.map_err(|error| error.instead(Expected::Scalar(kind), self.node));
        }
        match (name, shape) {
            (TAGGED, _) => visitor.visit_newtype_struct(TaggedReader(self)),
            (ONE_OR_MANY, Shape::Seq { .. }) | (TEXT_OR_MAP, Shape::Map { .. }) => {
                self.visit(visitor)
            }
            (TEXT_OR_MAP, shape) if !is_text(shape) => {
                Err(de::Error::invalid_type(de::Unexpected::Other(""), &visitor))
            }
            _ => visitor.visit_newtype_struct(self),
        }
        .map_err(|error| error.at(self.node))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        match self.node.text() {
            Some(text) => {
                visitor.visit_enum(IntoDeserializer::<ReadError<'t>>::into_deserializer(text))
            }
            None => Err(ReadError::unexpected(Expected::OneOf(known))),
        }
        .map_err(|error| error.at(self.node))
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i128 u8 u16 u128 f32 char bytes byte_buf
        unit unit_struct tuple ignored_any
    }
}

fn is_text(shape: &Shape) -> bool {
    matches!(
        shape,
        Shape::Scalar {
            value: Scalar::Text,
            ..
        }
    )
}

struct Items<'t> {
    rest: std::slice::Iter<'t, Node>,
    reader: Reader<'t>,
}

impl<'de, 't> de::SeqAccess<'de> for Items<'t> {
    type Error = ReadError<'t>;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Self::Error> {
        let skipped = self.reader.skipped;
        let node = self.rest.find(|node| !skipped.has(node));
        node.map(|node| seed.deserialize(self.reader.of(node)))
            .transpose()
    }
}

/// The entries of a map.
pub(super) struct Entries<'t> {
    rest: Box<dyn Iterator<Item = &'t Entry> + 't>,
    value: Option<&'t Node>,
    reader: Reader<'t>,
}

impl<'t> Entries<'t> {
    pub(super) fn new(
        reader: Reader<'t>,
        entries: Box<dyn Iterator<Item = &'t Entry> + 't>,
    ) -> Self {
        Self {
            rest: entries,
            value: None,
            reader,
        }
    }
}

impl<'de, 't> de::MapAccess<'de> for Entries<'t> {
    type Error = ReadError<'t>;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Self::Error> {
        let skipped = self.reader.skipped;
        let Some(entry) = self.rest.find(|entry| !skipped.has_entry(entry)) else {
            return Ok(None);
        };
        self.value = Some(&entry.value);
        seed.deserialize(self.reader.of(&entry.key)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<S::Value, Self::Error> {
        match self.value.take() {
            Some(node) => seed.deserialize(self.reader.of(node)),
            None => Err(ReadError::custom("a value was read before its key")),
        }
    }
}

/// The parts of a [`Located`](crate::contract::spec::located::Located): file,
/// start, end, value.
struct Located<'t> {
    reader: Reader<'t>,
    next: usize,
}

impl<'de, 't> de::SeqAccess<'de> for Located<'t> {
    type Error = ReadError<'t>;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Self::Error> {
        let Place { file, start, end } = self.reader.node.place;
        let numbers = [file, start, end];
        let Some(number) = numbers.get(self.next) else {
            return seed.deserialize(self.reader).map(Some);
        };
        self.next += 1;
        let number: de::value::UsizeDeserializer<ReadError<'t>> = number.into_deserializer();
        seed.deserialize(number).map(Some)
    }
}

//! Reads a tree into the types of the spec, past mistakes.
//!
//! A derived `Deserialize` stops at its first mistake, and a reviewer wants all
//! of them. So a mistake is noted, the node that holds it is dropped from the
//! tree, and the tree is read again until nothing more is wrong.

use serde::de::{self, DeserializeSeed, Error as _, Expected, IntoDeserializer, Visitor};

use super::marks::Marks;
use super::mistake::{Found, Mistake};
use crate::contract::diagnostic::{Diagnostic, Place};
use crate::contract::spec::located::LOCATED;
use crate::contract::yaml::{Entry, Kind, Node, Shape};

/// Mistakes after which reading a file stops: more would not be read either.
const MOST_MISTAKES: usize = 100;

/// Reads `root` into a `T`; mistakes go to `found`.
///
/// `None` where no `T` is left once everything wrong was dropped.
pub(super) fn read<T: de::DeserializeOwned>(
    root: &Node,
    marks: &Marks,
    found: &mut Vec<Diagnostic>,
) -> Option<T> {
    for _ in 0..MOST_MISTAKES {
        let mistake = match T::deserialize(Reader { node: root, marks }) {
            Ok(value) => return Some(value),
            Err(mistake) => mistake,
        };
        let node = mistake.node.unwrap_or(root);
        marks.drop(node, mistake.loses());
        found.extend(mistake.diagnostic(node, marks));
        if node.id == root.id {
            return None;
        }
    }
    let more = "there is more that is wrong in this file";
    found.push(Diagnostic::new(more).at(root.place, "").help(format!(
        "mend the {MOST_MISTAKES} mistakes above, and run again"
    )));
    None
}

/// Hands a node to serde.
#[derive(Clone, Copy)]
struct Reader<'t> {
    node: &'t Node,
    marks: &'t Marks,
}

impl<'t> Reader<'t> {
    fn of(self, node: &'t Node) -> Self {
        Self { node, ..self }
    }

    fn wrong(self, expected: &dyn Expected) -> Mistake<'t> {
        let found = match &self.node.shape {
            Shape::Seq { .. } => Found::List,
            Shape::Map { .. } => Found::Map,
            Shape::Scalar { kind, .. } => match kind {
                Kind::Null => Found::Nothing,
                Kind::Bool(_) => Found::Boolean,
                Kind::Int(_) | Kind::UInt(_) => Found::WholeNumber,
                Kind::Float(_) => Found::Number,
                Kind::Str => Found::Text,
            },
        };
        Mistake::instead(expected, found)
    }

    fn visit<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake<'t>> {
        match &self.node.shape {
            Shape::Seq { items, .. } => visitor.visit_seq(Items {
                rest: items.iter(),
                reader: self,
            }),
            Shape::Map { .. } => visitor.visit_map(Entries {
                rest: Box::new(self.node.merged()),
                value: None,
                reader: self,
            }),
            Shape::Scalar { kind, text, .. } => match *kind {
                Kind::Null => visitor.visit_unit(),
                Kind::Bool(value) => visitor.visit_bool(value),
                Kind::Int(value) => visitor.visit_i64(value),
                Kind::UInt(value) => visitor.visit_u64(value),
                Kind::Float(value) => visitor.visit_f64(value),
                Kind::Str => visitor.visit_str(text),
            },
        }
    }

    /// Any scalar is text where text is wanted: `200` and `true` are names too.
    fn visit_text<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake<'t>> {
        match self.node.text() {
            Some(text) => visitor.visit_str(text),
            None => Err(self.wrong(&visitor)),
        }
    }

    fn is_null(self) -> bool {
        self.node.text().is_none() && !self.node.is_map() && !self.node.is_seq()
    }
}

impl<'de, 't> de::Deserializer<'de> for Reader<'t> {
    type Error = Mistake<'t>;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.visit(visitor).map_err(|mistake| mistake.at(self.node))
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.visit_text(visitor)
            .map_err(|mistake| mistake.at(self.node))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.is_null() {
            true => visitor.visit_none(),
            false => visitor.visit_some(self),
        }
        .map_err(|mistake| mistake.at(self.node))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        match self.node.is_map() {
            true => self.visit(visitor),
            false => Err(self.wrong(&visitor)),
        }
        .map_err(|mistake| mistake.at(self.node))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        if name == LOCATED {
            self.marks.name(self.node);
            let parts = Located {
                reader: self,
                given: 0,
            };
            return visitor
                .visit_seq(parts)
                .map_err(|mistake| mistake.at(self.node));
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        match self.node.text() {
            Some(text) => {
                visitor.visit_enum(IntoDeserializer::<Mistake<'t>>::into_deserializer(text))
            }
            None => Err(self.wrong(&"one word")),
        }
        .map_err(|mistake| mistake.at(self.node))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf
        unit unit_struct newtype_struct seq tuple map ignored_any
    }
}

struct Items<'t> {
    rest: std::slice::Iter<'t, Node>,
    reader: Reader<'t>,
}

impl<'de, 't> de::SeqAccess<'de> for Items<'t> {
    type Error = Mistake<'t>;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Self::Error> {
        let marks = self.reader.marks;
        let node = self.rest.find(|node| !marks.is_dropped(node));
        node.map(|node| seed.deserialize(self.reader.of(node)))
            .transpose()
    }
}

struct Entries<'t> {
    rest: Box<dyn Iterator<Item = &'t Entry> + 't>,
    value: Option<&'t Node>,
    reader: Reader<'t>,
}

impl<'de, 't> de::MapAccess<'de> for Entries<'t> {
    type Error = Mistake<'t>;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Self::Error> {
        let marks = self.reader.marks;
        let dropped = |node| marks.is_dropped(node);
        let entry = self
            .rest
            .find(|entry| !dropped(&entry.key) && !dropped(&entry.value));
        let Some(Entry { key, value, .. }) = entry else {
            return Ok(None);
        };
        self.value = Some(value);
        seed.deserialize(self.reader.of(key)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<S::Value, Self::Error> {
        match self.value.take() {
            Some(node) => seed.deserialize(self.reader.of(node)),
            None => Err(Mistake::custom("a value was asked for before its key")),
        }
    }
}

/// The parts of a [`Located`](crate::contract::spec::located::Located): file, start, end, value.
struct Located<'t> {
    reader: Reader<'t>,
    given: usize,
}

impl<'de, 't> de::SeqAccess<'de> for Located<'t> {
    type Error = Mistake<'t>;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Self::Error> {
        let Place { file, start, end } = self.reader.node.place;
        self.given += 1;
        let number = match self.given {
            1 => file,
            2 => start,
            3 => end,
            _ => return seed.deserialize(self.reader).map(Some),
        };
        let number: de::value::UsizeDeserializer<Mistake<'t>> = number.into_deserializer();
        seed.deserialize(number).map(Some)
    }
}

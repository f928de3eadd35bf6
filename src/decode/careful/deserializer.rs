//! What a value is asked to be read as.

use std::borrow::Cow;

use serde::de::{Deserializer, Expected, Visitor};
use serde_json::value::RawValue;

use super::Careful;
use super::access::{List, Object};
use crate::decode::error::Wrong;
use crate::decode::object::OBJECT;
use crate::decode::raw::Elements;
use crate::decode::report::JsonKind;
use crate::types::edge::EDGE;
use crate::types::one_or_many::ONE_OR_MANY;
use crate::types::text::TEXT;

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

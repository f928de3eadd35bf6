//! The implementation of `Deserializer`.

use std::borrow::Cow;

use serde::de::{Deserializer, Visitor};
use serde_json::value::RawValue;

use super::TolerantDeserializer;
use super::access::{BareEdge, List, Names, Object};
use crate::decode::error::MismatchError;
use crate::decode::object::OBJECT;
use crate::decode::raw::Elements;
use crate::decode::report::JsonKind;
use crate::types::edge::EDGE;
use crate::types::one_or_many::ONE_OR_MANY;
use crate::types::text::TEXT;

/// The name by which serde_json's `RawValue` asks for text as it is. A test fails if it changes.
const RAW_VALUE: &str = "$serde_json::private::RawValue";

/// Returns the list in an edge.
fn list_of_edge<'de>(members: &[(Cow<'de, str>, &'de RawValue)]) -> Option<&'de str> {
    let mut names = members.iter().map(|(name, _)| &**name);
    if !names.all(|name| name == "data" || name == "paging") {
        return None;
    }
    let mut data = members.iter().filter(|(name, _)| name == "data");
    let (_, data) = data.next()?;
    (JsonKind::of(data.get()) == JsonKind::List).then(|| data.get())
}

/// Returns the elements of a list.
fn elements(list: &str) -> Result<Vec<&str>, MismatchError> {
    match serde_json::from_str(list) {
        Ok(Elements(elements)) => Ok(elements),
        Err(_) => Err(MismatchError::expected("a list")),
    }
}

/// Reads scalars, with expectations in the words of the contract.
macro_rules! scalars {
    ($($method:ident: $expected:literal,)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, MismatchError> {
            self.scalar(visitor).map_err(|error| error.or_expected($expected))
        }
    )*};
}

impl<'a, 'de> TolerantDeserializer<'a, 'de> {
    /// Returns the members for a struct with these fields.
    fn object(self, fields: &'static [&'static str]) -> Result<Object<'a, 'de>, MismatchError> {
        Ok(Object::new(self, self.members(fields)?))
    }

    /// Returns the members for a struct of the contract, which may keep unknown ones.
    fn contract_object(
        self,
        fields: &'static [&'static str],
    ) -> Result<Object<'a, 'de>, MismatchError> {
        let mut object = self.object(fields)?;
        let mut names = object.members.as_slice().iter().map(|(name, _)| &**name);
        if self.is_sole_element && !names.any(|name| fields.contains(&name)) {
            // No member shows that it is an element.
            return Err(MismatchError::expected("a list"));
        }
        object.known = Some(fields);
        Ok(object)
    }

    /// Reads a list, and leaves out what does not match if it may.
    fn list<V: Visitor<'de>>(
        self,
        visitor: V,
        leaves_out: bool,
    ) -> Result<V::Value, MismatchError> {
        match self.kind() {
            JsonKind::List => visitor.visit_seq(List::new(self, elements(self.value)?, leaves_out)),
            JsonKind::Object => {
                let members = self.members(&[])?;
                if let Some(list) = list_of_edge(&members) {
                    let list = List::new(self, elements(list)?, leaves_out);
                    return self.convert("a list", || visitor.visit_seq(list));
                }
                // PHP encodes a list with gaps as an object with numbers as names.
                let is_digits = |name: &str| name.bytes().all(|byte| byte.is_ascii_digit());
                let number = |name: &str| !name.is_empty() && is_digits(name);
                let list = match members.iter().all(|(name, _)| number(name)) {
                    true => {
                        let elements = members.iter().map(|(_, element)| element.get());
                        List::new(self, elements.collect(), leaves_out)
                    }
                    false => List::of_one(
                        Self {
                            is_sole_element: true,
                            ..self
                        },
                        leaves_out,
                    ),
                };
                self.convert("a list", || visitor.visit_seq(list))
            }
            _ => Err(MismatchError::expected("a list")),
        }
    }

    fn empty_object(self) -> Object<'a, 'de> {
        Object::new(self, Vec::new())
    }

    /// Reads an edge, also if the object around its list is missing.
    fn edge<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, MismatchError> {
        const EXPECTED: &str = "an edge: an object with `data`";
        match self.kind() {
            JsonKind::Object if self.is_body() => self.page(fields, visitor),
            _ if self.is_body() => Err(MismatchError::expected(EXPECTED)),
            JsonKind::List => self.convert(EXPECTED, || visitor.visit_map(BareEdge(Some(self)))),
            JsonKind::Object => {
                let mut object = self.object(fields)?;
                object.is_edge = true;
                let mut names = object.members.as_slice().iter().map(|(name, _)| &**name);
                if names.clone().any(|name| name == "data") || names.all(|name| name == "paging") {
                    return visitor.visit_map(object);
                }
                // The node itself instead of a list of nodes.
                self.convert(EXPECTED, || visitor.visit_map(BareEdge(Some(self))))
            }
            _ => Err(MismatchError::expected(EXPECTED)),
        }
    }

    /// Reads an edge that is the whole body. A mismatch outside of its nodes is an
    /// error.
    fn page<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, MismatchError> {
        let mut object = self.without_loss(|| self.object(fields))?;
        object.is_edge = true;
        object.is_page = true;
        visitor.visit_map(object)
    }
}

impl<'de> Deserializer<'de> for TolerantDeserializer<'_, 'de> {
    type Error = MismatchError;

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

    /// Reads JSON of any shape.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, MismatchError> {
        match self.kind() {
            // Visitors of any shape may read nested values without `read`.
            JsonKind::List | JsonKind::Object if self.is_too_deep() => Err(Self::too_deep()),
            JsonKind::List => visitor.visit_seq(List::new(self, elements(self.value)?, true)),
            JsonKind::Object => {
                let mut object = self.object(&[])?;
                object.names = Names::Any;
                visitor.visit_map(object)
            }
            _ => self.scalar(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, MismatchError> {
        match self.kind() {
            JsonKind::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, MismatchError> {
        match name {
            TEXT => self.text(visitor),
            ONE_OR_MANY => match self.kind() {
                JsonKind::Object => visitor.visit_seq(List::of_one(self, true)),
                JsonKind::List => self.deserialize_seq(visitor),
                _ => Err(MismatchError::expected("an object or a list")),
            },
            // Only serde_json's own deserializer can return text as it is.
            RAW_VALUE => serde_json::Deserializer::from_str(self.value)
                .deserialize_newtype_struct(name, visitor)
                .map_err(|_| MismatchError::expected("JSON")),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, MismatchError> {
        match self.kind() {
            _ if name == EDGE => self.edge(fields, visitor),
            JsonKind::Object if name == OBJECT => visitor.visit_map(self.contract_object(fields)?),
            JsonKind::Object => visitor.visit_map(self.object(fields)?),
            // PHP encodes an empty object as `[]`.
            JsonKind::List if self.is_empty_list() => {
                self.convert("an object", || visitor.visit_map(self.empty_object()))
            }
            _ => Err(MismatchError::expected("an object")),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, MismatchError> {
        match self.kind() {
            JsonKind::Object => {
                let mut object = self.object(&[])?;
                object.names = Names::Keys;
                visitor.visit_map(object)
            }
            // Graph sends this if it finds none of the ids.
            JsonKind::Null => self.convert("an object", || visitor.visit_map(self.empty_object())),
            JsonKind::List if self.is_empty_list() => {
                self.convert("an object", || visitor.visit_map(self.empty_object()))
            }
            _ => Err(MismatchError::expected("an object")),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, MismatchError> {
        self.list(visitor, true)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, MismatchError> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, MismatchError> {
        // The place of an element says what it is.
        self.list(visitor, false)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, MismatchError> {
        self.deserialize_tuple(length, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, MismatchError> {
        let mut json = serde_json::Deserializer::from_str(self.value);
        let read = json.deserialize_enum(name, variants, visitor);
        read.map_err(|_| MismatchError::expected("one of the values that the contract lists"))
    }

    fn deserialize_identifier<V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> Result<V::Value, MismatchError> {
        self.scalar(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> Result<V::Value, MismatchError> {
        visitor.visit_unit()
    }
}

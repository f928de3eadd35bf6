//! Objects whose member `type` says which further members they have.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Deserialize, Deserializer, Visitor};
use serde::ser::{self, Serialize, Serializer};
use serde_json::{Map, Value};

/// The name of the newtype struct that the loader reads as a [`Tagged`].
pub(crate) const TAGGED: &str = "page_conversations_codegen::Tagged";

/// The member that names the variant.
pub(crate) const TYPE: &str = "type";

/// An enum that is written as an object, with the name of the variant in the
/// member `type`.
///
/// Serde's own form of it, `#[serde(tag = "type")]`, loses the places of what is
/// in it. The enum derives serde's default form, and its schema with
/// `#[schemars(tag = "type")]`. Its variants are units or have named members.
#[derive(Clone, Debug, PartialEq)]
pub struct Tagged<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Tagged<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(TAGGED, TaggedVisitor(PhantomData))
    }
}

struct TaggedVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for TaggedVisitor<T> {
    type Value = Tagged<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map with `type`")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, map: D) -> Result<Self::Value, D::Error> {
        T::deserialize(map).map(Tagged)
    }
}

impl<T: Serialize> Serialize for Tagged<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = serde_json::to_value(&self.0).map_err(ser::Error::custom)?;
        let (name, members) = match value {
            Value::Object(object) => object.into_iter().next().unwrap_or_default(),
            Value::String(name) => (name, Value::Null),
            _ => return Err(ser::Error::custom("a tagged value is no enum")),
        };
        let mut object = Map::new();
        object.insert(TYPE.to_owned(), name.into());
        if let Value::Object(members) = members {
            object.extend(members);
        }
        object.serialize(serializer)
    }
}

impl<T: JsonSchema> JsonSchema for Tagged<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

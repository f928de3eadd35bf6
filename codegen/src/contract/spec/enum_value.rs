//! Reads an enum value: only its doc, or a map with more.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

use super::located::Name;
use super::{EnumValue, ValueEntry};

/// The name of the newtype struct that the loader reads from a map or from a
/// text.
pub(crate) const TEXT_OR_MAP: &str = "page_conversations_codegen::TextOrMap";

impl<'de> Deserialize<'de> for EnumValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(TEXT_OR_MAP, EnumValueVisitor)
    }
}

struct EnumValueVisitor;

impl<'de> Visitor<'de> for EnumValueVisitor {
    type Value = EnumValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the doc of the value, or a map with `doc`")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, doc: D) -> Result<EnumValue, D::Error> {
        Ok(EnumValue(ValueEntry {
            doc: Name::deserialize(doc)?,
            source: None,
            since: None,
            removed_in: None,
            ranges: None,
            replaced_by: None,
        }))
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<EnumValue, A::Error> {
        ValueEntry::deserialize(de::value::MapAccessDeserializer::new(access)).map(EnumValue)
    }
}

impl JsonSchema for EnumValue {
    fn schema_name() -> Cow<'static, str> {
        "EnumValue".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let entry = generator.subschema_for::<ValueEntry>();
        json_schema!({
            "description": "A known value: its doc, or a map with more.",
            "anyOf": [{ "type": "string", "minLength": 1 }, entry]
        })
    }
}

//! Lists, as Graph writes them and as people do.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::types::timestamp::Timestamp;

/// A list, or a map with the list as `data`.
#[derive(Clone, Debug)]
pub(crate) struct List<T>(pub(crate) Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// A list as Graph writes it. Where it ends is up to the simulator.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Data<T> {
    data: Vec<T>,
    #[serde(default, rename = "paging")]
    _paging: Value,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ListVisitor(PhantomData))
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = List<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list, or a map with `data`")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = access.next_element()? {
            list.push(item);
        }
        Ok(List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Self::Value, A::Error> {
        let data = Data::deserialize(MapAccessDeserializer::new(access))?;
        Ok(List(data.data))
    }
}

impl<T: JsonSchema> JsonSchema for List<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("List_of_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let item = generator.subschema_for::<T>();
        let list = json_schema!({ "type": "array", "items": item });
        json_schema!({
            "anyOf": [list, {
                "type": "object",
                "properties": { "data": list, "paging": true },
                "required": ["data"],
                "additionalProperties": false,
            }]
        })
    }
}

/// The schema of a text. YAML needs no quotes for one that looks like a number.
pub(crate) struct Text;

impl JsonSchema for Text {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number", "boolean"] })
    }
}

/// The schema of a text that may be absent.
pub(crate) struct OptionalText;

impl JsonSchema for OptionalText {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "OptionalText".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number", "boolean", "null"] })
    }
}

/// A time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Time(pub(crate) Timestamp);

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TimeVisitor)
    }
}

struct TimeVisitor;

impl Visitor<'_> for TimeVisitor {
    type Value = Time;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a time such as `2026-07-29T10:00:00+0000`")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Time, E> {
        // A number in quotes is a mistake.
        let has_day = text.as_bytes().get(10) == Some(&b'T');
        let time = text.parse().ok().filter(|_| has_day);
        let invalid = || E::invalid_value(de::Unexpected::Str(text), &self);
        time.map(Time).ok_or_else(invalid)
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Time, E> {
        let time = Timestamp::deserialize(number.into_deserializer());
        time.map(Time)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Time, E> {
        let time = Timestamp::deserialize(number.into_deserializer());
        time.map(Time)
    }
}

impl JsonSchema for Time {
    fn schema_name() -> Cow<'static, str> {
        "Time".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A time as Graph writes it, such as 2026-07-29T10:00:00+0000, or a \
                            Unix time in seconds or milliseconds.",
            "anyOf": [
                {
                    "type": "string",
                    "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T\
                                ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?\
                                (Z|[+-]([01][0-9]|2[0-3]):?[0-5][0-9])$"
                },
                // Beyond 100,000,000,000, they are milliseconds. The years are 0 to 9999.
                { "type": "integer", "minimum": -62_167_219_200_i64, "maximum": 253_402_300_799_999_u64 },
                { "type": "integer", "minimum": -62_167_219_200_000_i64, "maximum": -100_000_000_000_i64 }
            ]
        })
    }
}

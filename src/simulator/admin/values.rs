//! Values in requests with bounds of their own.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use page_conversations_codegen::contract::document::OneOrMany;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

/// 2 to the power of 64: durations have fewer seconds.
const MAX_SECONDS: f64 = 18_446_744_073_709_551_616.0;

/// A duration, written in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Seconds(pub(super) Duration);

impl Serialize for Seconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.subsec_nanos() {
            0 => serializer.serialize_u64(self.0.as_secs()),
            _ => serializer.serialize_f64(self.0.as_secs_f64()),
        }
    }
}

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SecondsVisitor)
    }
}

struct SecondsVisitor;

impl Visitor<'_> for SecondsVisitor {
    type Value = Seconds;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number of seconds, such as `0.5`")
    }

    fn visit_u64<E: de::Error>(self, seconds: u64) -> Result<Seconds, E> {
        Ok(Seconds(Duration::from_secs(seconds)))
    }

    fn visit_f64<E: de::Error>(self, seconds: f64) -> Result<Seconds, E> {
        let duration = Duration::try_from_secs_f64(seconds);
        let invalid = |_| E::invalid_value(de::Unexpected::Float(seconds), &self);
        duration.map(Seconds).map_err(invalid)
    }
}

impl JsonSchema for Seconds {
    fn schema_name() -> Cow<'static, str> {
        "Seconds".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A duration in seconds, which may have a fraction.",
            "type": "number",
            "minimum": 0,
            "exclusiveMaximum": MAX_SECONDS,
        })
    }
}

/// An HTTP status, as faults have it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct HttpStatus(pub(super) u16);

impl Serialize for HttpStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u16(self.0)
    }
}

impl<'de> Deserialize<'de> for HttpStatus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(HttpStatusVisitor)
    }
}

struct HttpStatusVisitor;

impl Visitor<'_> for HttpStatusVisitor {
    type Value = HttpStatus;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an HTTP status from 200 to 599")
    }

    fn visit_u64<E: de::Error>(self, status: u64) -> Result<HttpStatus, E> {
        let valid = u16::try_from(status).ok();
        let valid = valid.filter(|status| (200..=599).contains(status));
        let invalid = || E::invalid_value(de::Unexpected::Unsigned(status), &self);
        valid.map(HttpStatus).ok_or_else(invalid)
    }
}

impl JsonSchema for HttpStatus {
    fn schema_name() -> Cow<'static, str> {
        "HttpStatus".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "An HTTP status.",
            "type": "integer",
            "minimum": 200,
            "maximum": 599,
        })
    }
}

/// A part of one, such as 0.1 for one in ten.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rate(pub(super) f64);

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RateVisitor)
    }
}

struct RateVisitor;

impl Visitor<'_> for RateVisitor {
    type Value = Rate;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a rate from 0 to 1")
    }

    fn visit_u64<E: de::Error>(self, rate: u64) -> Result<Rate, E> {
        self.visit_f64(rate as f64)
    }

    fn visit_f64<E: de::Error>(self, rate: f64) -> Result<Rate, E> {
        match (0.0..=1.0).contains(&rate) {
            true => Ok(Rate(rate)),
            false => Err(E::invalid_value(de::Unexpected::Float(rate), &self)),
        }
    }
}

impl JsonSchema for Rate {
    fn schema_name() -> Cow<'static, str> {
        "Rate".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A part of one, such as 0.1 for one in ten.",
            "type": "number",
            "minimum": 0,
            "maximum": 1,
        })
    }
}

/// One value, or a list of them, which may be empty.
#[derive(Clone, Debug)]
pub(super) struct Several<T>(pub(super) Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Several<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let many = OneOrMany::deserialize(deserializer)?;
        Ok(Self(many.0))
    }
}

impl<T: JsonSchema> JsonSchema for Several<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Several_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [one, { "type": "array", "items": one }] })
    }
}

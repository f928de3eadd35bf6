//! Values in requests with bounds of their own.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

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

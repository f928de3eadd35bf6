//! A JSON value as a tree, so that it is read as YAML is.

use serde_json::Value;

use super::scalar::Scalar;
use super::tree::{Document, Entry, Node, Reference, Shape};
use crate::contract::diagnostic::Place;

/// A tree, and the JSON pointer of each of its nodes. A node's place is its index
/// among them.
pub(crate) struct JsonTree {
    pub document: Document,
    pub pointers: Vec<String>,
}

impl JsonTree {
    pub(crate) fn new(value: &Value) -> Self {
        let mut pointers = Vec::new();
        let root = node(value, String::new(), &mut pointers);
        let nodes = pointers.len();
        Self {
            document: Document { root, nodes },
            pointers,
        }
    }
}

fn node(value: &Value, pointer: String, pointers: &mut Vec<String>) -> Node {
    let id = pointers.len();
    pointers.push(pointer.clone());
    let shape = match value {
        Value::Array(values) => {
            let values = values.iter().enumerate();
            let items = values.map(|(at, item)| node(item, format!("{pointer}/{at}"), pointers));
            Shape::Seq {
                flow: true,
                items: items.collect(),
            }
        }
        Value::Object(object) => {
            let entries = object.iter().map(|(name, value)| {
                let escaped = name.replace('~', "~0").replace('/', "~1");
                let pointer = format!("{pointer}/{escaped}");
                let key = node(&Value::String(name.clone()), pointer.clone(), pointers);
                let value = node(value, pointer, pointers);
                let end = value.span.end;
                Entry { key, value, end }
            });
            Shape::Map {
                flow: true,
                entries: entries.collect(),
            }
        }
        scalar => Shape::Scalar {
            value: of_scalar(scalar),
            text: match scalar {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            },
            plain: !scalar.is_string(),
        },
    };
    Node {
        id,
        span: id..id + 1,
        place: Place {
            file: 0,
            start: id,
            end: id + 1,
        },
        reference: Reference::None,
        shape,
    }
}

fn of_scalar(value: &Value) -> Scalar {
    match value {
        Value::Null => Scalar::Null,
        Value::Bool(value) => Scalar::Bool(*value),
        Value::Number(number) => {
            let unsigned = number.as_u64().map(Scalar::UInt);
            let signed = || number.as_i64().map(Scalar::Int);
            let float = || of_float(number.as_f64().unwrap_or(f64::NAN));
            unsigned.or_else(signed).unwrap_or_else(float)
        }
        _ => Scalar::Text,
    }
}

/// The value of a number with a point. JSON has one kind of number: `5.0` is whole.
fn of_float(number: f64) -> Scalar {
    /// 2 to the power of 63.
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    match number.fract() == 0.0 && number.abs() < LIMIT {
        true if number < 0.0 => Scalar::Int(number as i64),
        true => Scalar::UInt(number as u64),
        false => Scalar::Float(number),
    }
}

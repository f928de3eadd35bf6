//! Pieces of JSON that the documents are put together from.

use serde_json::{Value, json};

/// An object of values that are already made, which `json!` would copy.
pub(super) fn members<const N: usize>(members: [(&str, Value); N]) -> Value {
    let members = members.map(|(name, value)| (name.to_owned(), value));
    Value::Object(members.into_iter().collect())
}

/// Content that is JSON, or JSON as text.
pub(super) fn json_text(schema: Value) -> Value {
    json!({ "application/json": { "schema": schema } })
}

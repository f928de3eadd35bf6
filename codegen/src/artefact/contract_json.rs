//! `contract.json`: the resolved contract, for the simulator and other tools.

use serde_json::{Value, json};

use crate::contract::Contracts;
use crate::output::MARK;
use crate::rust::Failure;
use crate::spec::FORMAT;

/// The document.
pub fn document(contracts: &Contracts) -> Result<Value, Failure> {
    let body = serde_json::to_value(contracts).map_err(|error| Failure::new(error.to_string()))?;
    let mut document = json!({ "$comment": MARK, "format": FORMAT });
    if let (Some(document), Value::Object(body)) = (document.as_object_mut(), body) {
        document.extend(body);
    }
    Ok(document)
}

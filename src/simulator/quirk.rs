//! Answers that are odd, on request.

use serde_json::{Value, json};

use super::call::Call;
use super::edge::Odd;
use super::fault::Fault;
use super::refusal::Refusal;

/// Nodes of a page where nobody says how many.
const DEFAULT_LIMIT: u64 = 25;

/// Refuses a call that asks for more nodes than these.
pub(crate) fn too_much_data(call: &Call, above: u64) -> Result<(), Refusal> {
    let limit = call.get("limit").and_then(|limit| limit.parse().ok());
    if limit.unwrap_or(DEFAULT_LIMIT) <= above {
        return Ok(());
    }
    let message = "Please reduce the amount of data you're asking for, then retry your request";
    Err(Refusal::new(500, 1, message))
}

/// The answer as a fault has it.
pub(crate) fn changed(json: String, fault: Option<&Fault>) -> String {
    if fault != Some(&Fault::Unknown) {
        return json;
    }
    match serde_json::from_str(&json) {
        Ok(mut answer) => {
            unknown(&mut answer);
            answer.to_string()
        }
        Err(_) => json,
    }
}

/// How a page is odd, if it is.
pub(crate) fn odd(fault: Option<&Fault>) -> Option<Odd> {
    match fault {
        Some(Fault::EmptyPage) => Some(Odd::Empty),
        Some(Fault::RepeatedCursor) => Some(Odd::Repeated),
        _ => None,
    }
}

/// Fields and values that nobody knows.
fn unknown(answer: &mut Value) {
    if let Some(nodes) = answer.get_mut("data").and_then(Value::as_array_mut) {
        for node in nodes {
            node["a_field_of_tomorrow"] = json!({ "nested": [1, null] });
            if node.get("folder").is_some() {
                node["folder"] = "a_folder_of_tomorrow".into();
            }
        }
    }
    answer["a_field_of_tomorrow"] = true.into();
}

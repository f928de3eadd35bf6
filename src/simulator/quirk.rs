//! Answers that are odd, on request.

use serde_json::{Value, json};

use super::call::Call;
use super::edge::Odd;
use super::fault::Fault;
use super::refusal::Refusal;

/// Nodes of a page where nobody says how many.
const DEFAULT_LIMIT: u64 = 25;

/// Refuses a call of an edge that asks for more nodes than these.
pub(crate) fn too_much_data(call: &Call, above: u64) -> Result<(), Refusal> {
    let limit = call.get("limit").and_then(|limit| limit.parse().ok());
    let is_edge = call.path.len() > 1;
    match is_edge && limit.unwrap_or(DEFAULT_LIMIT) > above {
        true => Err(Refusal::too_much_data()),
        false => Ok(()),
    }
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
    let Value::Object(object) = answer else {
        return;
    };
    let is_node = object.contains_key("id");
    match object.get_mut("data").and_then(Value::as_array_mut) {
        Some(nodes) => nodes.iter_mut().for_each(unknown),
        // Nodes by their ids.
        None if !is_node => return object.values_mut().for_each(unknown),
        None => {
            if let Some(folder) = object.get_mut("folder") {
                *folder = "a_folder_of_tomorrow".into();
            }
        }
    }
    let value = json!({ "nested": [1, null] });
    object.insert("a_field_of_tomorrow".to_owned(), value);
}

//! What the faults of a call do to its answer.

use serde_json::{Value, json};

use crate::simulator::faults::fault::{self, Fault};
use crate::simulator::faults::poison::LISTS;
use crate::simulator::render::contract::ErrorCode;
use crate::simulator::render::edge::Odd;
use crate::simulator::render::fields::{Kind, Selection};
use crate::simulator::render::json;
use crate::simulator::render::refusal::Refusal;
use crate::simulator::server::call::{self, Call};

/// Nodes of a page where nobody says how many.
const DEFAULT_LIMIT: u64 = 25;

/// Refuses a call that a fault refuses before it is answered.
pub(crate) fn check(call: &Call, faults: &[Fault], table: &[ErrorCode]) -> Result<(), Refusal> {
    for fault in faults {
        match fault {
            Fault::Error {
                code,
                subcode,
                is_transient,
            } => return Err(fault::refusal(table, *code, *subcode, *is_transient)),
            Fault::TooMuchData { above } => page_within(call, *above)?,
            Fault::TooMuchExpanded { above } if expands(call) => page_within(call, *above)?,
            Fault::TooMuchNested { above } => {
                if let Some(fields) = fields(call) {
                    nested_within(&fields, *above)?;
                }
            }
            Fault::Poison(poison) => poison.check(call)?,
            _ => {}
        }
    }
    Ok(())
}

/// The answer as the faults have it.
pub(crate) fn changed(json: String, call: &Call, faults: &[Fault]) -> Result<String, Refusal> {
    let changes = |fault: &Fault| {
        matches!(
            fault,
            Fault::Poison(_) | Fault::Unknown | Fault::WrongValue { .. }
        )
    };
    if !faults.iter().any(changes) {
        return Ok(json);
    }
    let Ok(mut answer) = serde_json::from_str::<Value>(&json) else {
        return Ok(json);
    };
    for fault in faults {
        if let Fault::Poison(poison) = fault {
            poison.check_answer(call, &answer)?;
        }
    }
    for fault in faults {
        match fault {
            Fault::Unknown => unknown(&mut answer),
            Fault::WrongValue { id, path, value } => replace(&mut answer, id, path, value),
            _ => {}
        }
    }
    Ok(json::to_string(&answer))
}

/// How a page is odd, if it is.
pub(crate) fn odd(faults: &[Fault]) -> Option<Odd> {
    faults.iter().find_map(|fault| match fault {
        Fault::EmptyPage => Some(Odd::Empty),
        Fault::RepeatedCursor => Some(Odd::Repeated),
        _ => None,
    })
}

/// Refuses a list that is asked for more nodes than these.
fn page_within(call: &Call, above: u64) -> Result<(), Refusal> {
    let is_list = call.path.len() > 1;
    within(&call.params, above).or_else(|refusal| match is_list {
        true => Err(refusal),
        false => Ok(()),
    })
}

/// Refuses fields with a list that is asked for more nodes than these.
fn nested_within(fields: &Selection, above: u64) -> Result<(), Refusal> {
    for choice in &fields.0 {
        if LISTS.contains(&choice.name.as_str()) {
            within(&choice.modifiers, above)?;
        }
        if let Some(fields) = &choice.fields {
            nested_within(fields, above)?;
        }
    }
    Ok(())
}

fn within(params: &[(String, String)], above: u64) -> Result<(), Refusal> {
    let limit = call::last(params, "limit").and_then(|limit| limit.parse().ok());
    match limit.unwrap_or(DEFAULT_LIMIT) > above {
        true => Err(Refusal::too_much_data()),
        false => Ok(()),
    }
}

/// Whether the fields of a list expand its nodes.
fn expands(call: &Call) -> bool {
    let kind = match call.path.last().map(String::as_str) {
        Some("messages") => Kind::Message,
        _ => Kind::Thread,
    };
    kind.expands(fields(call).as_ref())
}

/// The wanted fields. What cannot be parsed is refused where it is read.
fn fields(call: &Call) -> Option<Selection> {
    Selection::parse(call.get("fields")?).ok().flatten()
}

/// Puts a value into each node of an id.
fn replace(answer: &mut Value, id: &str, path: &str, value: &Value) {
    match answer {
        Value::Array(list) => {
            for one in list {
                replace(one, id, path, value);
            }
        }
        Value::Object(object) => {
            for one in object.values_mut() {
                replace(one, id, path, value);
            }
            if object.get("id").is_none_or(|found| found != id) {
                return;
            }
            let pointer = match path {
                "" => String::new(),
                path => format!("/{path}"),
            };
            if let Some(place) = answer.pointer_mut(&pointer) {
                place.clone_from(value);
            }
        }
        _ => {}
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

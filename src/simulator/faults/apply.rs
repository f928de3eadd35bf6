//! What the faults of a call do to it.

use serde_json::{Value, json};

use super::fault::Fault;
use super::poison::NodeKind;
use crate::simulator::call::{self, Call};
use crate::simulator::contract::{CONTRACT, VersionContract};
use crate::simulator::error_response::ErrorResponse;
use crate::simulator::render::json;
use crate::simulator::render::selection::Selection;
use crate::simulator::render::window::{DEFAULT_LIMIT, PagingFault};

/// Returns the error of a call that a fault fails before it is answered.
pub(crate) fn check_call(
    call: &Call,
    faults: &[Fault],
    contract: &VersionContract,
) -> Result<(), ErrorResponse> {
    for fault in faults {
        match fault {
            Fault::Error {
                code,
                subcode,
                is_transient,
            } => {
                let table = &contract.errors;
                let error = ErrorResponse::from_table(table, *code, *subcode, *is_transient);
                return Err(error);
            }
            Fault::TooMuchData { above } => check_page(call, *above)?,
            Fault::TooMuchExpanded { above } if is_expanded(call, contract) => {
                check_page(call, *above)?;
            }
            Fault::TooMuchNested { above } => {
                if let Some(selection) = selection(call) {
                    check_nested(&selection, *above)?;
                }
            }
            Fault::Poison(poison) => poison.check_call(call)?,
            _ => {}
        }
    }
    Ok(())
}

/// Returns the body of a response, as the faults change it.
pub(crate) fn change_body(
    body: String,
    call: &Call,
    faults: &[Fault],
) -> Result<String, ErrorResponse> {
    let reads_body = |fault: &Fault| {
        matches!(
            fault,
            Fault::Poison(_) | Fault::UnknownFields | Fault::WrongValue { .. }
        )
    };
    if !faults.iter().any(reads_body) {
        return Ok(body);
    }
    let Ok(mut value) = serde_json::from_str::<Value>(&body) else {
        return Ok(body);
    };
    for fault in faults {
        if let Fault::Poison(poison) = fault {
            poison.check_response(call, &value)?;
        }
    }
    for fault in faults {
        match fault {
            Fault::UnknownFields => add_unknown_fields(&mut value),
            Fault::WrongValue {
                id,
                path,
                value: new,
            } => replace(&mut value, id, path, new),
            _ => {}
        }
    }
    Ok(json::to_string(&value))
}

/// Returns the fault of the page, if there is one.
pub(crate) fn paging_fault(faults: &[Fault]) -> Option<PagingFault> {
    faults.iter().find_map(|fault| match fault {
        Fault::EmptyPage => Some(PagingFault::Empty),
        Fault::RepeatedCursor => Some(PagingFault::RepeatedCursor),
        _ => None,
    })
}

/// Returns how many requests of a batch are answered.
pub(crate) fn answered_of_batch(faults: &[Fault]) -> usize {
    let answered = faults.iter().filter_map(|fault| match fault {
        Fault::UnansweredAfter(answered) => Some(*answered),
        _ => None,
    });
    answered.min().unwrap_or(usize::MAX)
}

/// Refuses a list of more nodes than a maximum.
fn check_page(call: &Call, max: u64) -> Result<(), ErrorResponse> {
    match call.path.len() {
        0 | 1 => Ok(()),
        _ => check_limit(&call.params, max),
    }
}

/// Refuses fields with a list of more nodes than a maximum.
fn check_nested(selection: &Selection, max: u64) -> Result<(), ErrorResponse> {
    for choice in &selection.0 {
        if CONTRACT.is_paged(&choice.name) {
            check_limit(&choice.modifiers, max)?;
        }
        if let Some(selection) = &choice.fields {
            check_nested(selection, max)?;
        }
    }
    Ok(())
}

fn check_limit(params: &[(String, String)], max: u64) -> Result<(), ErrorResponse> {
    let limit = call::last(params, "limit").and_then(|limit| limit.parse().ok());
    match limit.unwrap_or(DEFAULT_LIMIT as u64) > max {
        true => Err(ErrorResponse::too_much_data()),
        false => Ok(()),
    }
}

/// Returns whether the fields of a list expand its nodes.
fn is_expanded(call: &Call, contract: &VersionContract) -> bool {
    let ty = match call.segments()[..] {
        [_, edge] => contract.edge_type(edge),
        _ => None,
    };
    let kind = match ty {
        Some("UnifiedMessage") => NodeKind::Message,
        _ => NodeKind::Thread,
    };
    kind.is_expanded(selection(call).as_ref())
}

/// Returns the selected fields. A syntax error is reported when the call is read.
fn selection(call: &Call) -> Option<Selection> {
    Selection::parse(call.get("fields")?).ok().flatten()
}

/// Replaces a value in each node with an id.
fn replace(body: &mut Value, id: &str, path: &str, new: &Value) {
    match body {
        Value::Array(values) => {
            for value in values {
                replace(value, id, path, new);
            }
        }
        Value::Object(object) => {
            for value in object.values_mut() {
                replace(value, id, path, new);
            }
            if object.get("id").is_none_or(|found| found != id) {
                return;
            }
            let pointer = match path {
                "" => String::new(),
                path if path.starts_with('/') => path.to_owned(),
                path => format!("/{path}"),
            };
            if let Some(value) = body.pointer_mut(&pointer) {
                value.clone_from(new);
            }
        }
        _ => {}
    }
}

/// Adds fields and values that the contract does not have.
fn add_unknown_fields(body: &mut Value) {
    let Value::Object(object) = body else {
        return;
    };
    let is_node = object.contains_key("id");
    match object.get_mut("data").and_then(Value::as_array_mut) {
        Some(nodes) => nodes.iter_mut().for_each(add_unknown_fields),
        // Nodes by id.
        None if !is_node => return object.values_mut().for_each(add_unknown_fields),
        None => {
            if let Some(folder) = object.get_mut("folder") {
                *folder = "a_folder_of_tomorrow".into();
            }
        }
    }
    let value = json!({ "nested": [1, null] });
    object.insert("a_field_of_tomorrow".to_owned(), value);
}

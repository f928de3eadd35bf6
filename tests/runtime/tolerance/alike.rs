//! Compares nodes as they are read before and after a value is replaced.

use serde_json::{Map, Value};

use crate::tolerance::json::Step;

/// Whether two values are the same, except for what is at a place. There an
/// element of a list may be missing.
pub fn is_alike(before: &Value, after: &Value, place: &[Step]) -> bool {
    let Some((step, rest)) = place.split_first() else {
        return true;
    };
    match (before, after, step) {
        (Value::Object(before), Value::Object(after), Step::Member(name)) => {
            let others_are_alike = |one: &Map<String, Value>, other: &Map<String, Value>| {
                let mut members = one.iter().filter(|(other, _)| *other != name);
                members.all(|(name, value)| other.get(name) == Some(value))
            };
            let is_within = match (before.get(name), after.get(name)) {
                (Some(before), Some(after)) => is_alike(before, after, rest),
                _ => rest.is_empty(),
            };
            is_within && others_are_alike(before, after) && others_are_alike(after, before)
        }
        (Value::Array(before), Value::Array(after), Step::Element(place)) => {
            if before[..*place] != after[..*place] {
                return false;
            }
            match (&before[*place..], &after[*place..]) {
                ([before, rests @ ..], [after, others @ ..]) if rests == others => {
                    is_alike(before, after, rest)
                }
                ([_, others @ ..], after) => rest.is_empty() && others == after,
                _ => false,
            }
        }
        _ => false,
    }
}

/// Whether nothing is at a place. A list is empty there, and a cursor may be
/// known from elsewhere.
pub fn is_empty(value: &Value, place: &[Step]) -> bool {
    let within = place.iter().try_fold(value, |value, step| match step {
        Step::Member(name) if name == "cursors" => None,
        Step::Member(name) => value.get(name),
        Step::Element(place) => value.get(place),
    });
    within.is_none_or(|value| value.is_null() || value.as_array().is_some_and(Vec::is_empty))
}

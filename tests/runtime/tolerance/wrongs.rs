//! How much of a value does not fit, by the contract alone: the test's own
//! opinion, which shares no code with the library, save for what a time is.

use page_conversations::Timestamp;
use serde_json::Value;

use crate::tolerance::contract::{CONTRACT, Type};
use crate::tolerance::json::Json;

/// Counts what does not fit in a value. A form of PHP's that is read as what it
/// means counts as one, unless a value within it does not fit.
pub fn wrongs(ty: &Type, value: &Json) -> usize {
    match ty {
        Type::Struct(name) => in_struct(name, value),
        Type::List(of) => in_list(of, value),
        Type::OneOrMany(of) => match value {
            Json::List(elements) => sum(of, elements),
            Json::Object(_) => wrongs(of, value),
            Json::Scalar(_) => 1,
        },
        Type::Edge(of) => in_edge(of, value),
        Type::Any => in_any(value),
        scalar => match value {
            Json::Scalar(text) => usize::from(!fits(scalar, text)),
            _ => 1,
        },
    }
}

/// Whether a scalar is text that is valid Unicode.
pub fn is_text(text: &str) -> bool {
    text.starts_with('"') && serde_json::from_str::<String>(text).is_ok()
}

/// Whether a scalar fits, as it is written.
fn fits(ty: &Type, text: &str) -> bool {
    // JSON's `-0` is no integer.
    let is_signed = text != "-0" && text.parse::<i64>().is_ok();
    match ty {
        Type::Bool => matches!(text, "true" | "false"),
        Type::Int => is_signed,
        Type::Text => is_text(text),
        Type::Id => is_text(text) || is_signed || text.parse::<u64>().is_ok(),
        Type::Time => serde_json::from_str::<Timestamp>(text).is_ok(),
        _ => false,
    }
}

fn sum(of: &Type, elements: &[Json]) -> usize {
    elements.iter().map(|element| wrongs(of, element)).sum()
}

fn in_any(value: &Json) -> usize {
    let within = match value {
        Json::Scalar(_) => 0,
        Json::List(elements) => sum(&Type::Any, elements),
        Json::Object(members) => members.iter().map(|(_, value)| in_any(value)).sum(),
    };
    // Nested too deeply, perhaps.
    within.max(usize::from(
        serde_json::from_str::<Value>(&value.to_string()).is_err(),
    ))
}

fn in_struct(name: &str, value: &Json) -> usize {
    let fields = CONTRACT.fields(name);
    let members = match value {
        Json::Object(members) => &members[..],
        Json::List(elements) if elements.is_empty() => &[],
        _ => return 1,
    };
    let of_members = members.iter().map(|(name, value)| {
        let field = fields.iter().find(|field| field.name == *name);
        match field {
            Some(field) if field.required || !value.is_null() => wrongs(&field.ty, value),
            _ => 0,
        }
    });
    let has = |wanted: &str| members.iter().any(|(name, _)| name == wanted);
    let lacks = fields
        .iter()
        .any(|field| field.required && !has(&field.name));
    let wrong = of_members.sum::<usize>() + usize::from(lacks);
    match value {
        Json::List(_) => wrong.max(1),
        _ => wrong,
    }
}

fn in_list(of: &Type, value: &Json) -> usize {
    match value {
        Json::List(elements) => sum(of, elements),
        Json::Object(members) => {
            let is_number =
                |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
            let within = match members.iter().all(|(name, _)| is_number(name)) {
                true => members.iter().map(|(_, element)| wrongs(of, element)).sum(),
                false => wrongs(of, value),
            };
            within.max(1)
        }
        Json::Scalar(_) => 1,
    }
}

fn in_edge(of: &Type, value: &Json) -> usize {
    let members = match value {
        Json::Object(members) => members,
        list => return in_list(of, list).max(1),
    };
    let is_edge = members.iter().any(|(name, _)| name == "data")
        || members.iter().all(|(name, _)| name == "paging");
    if !is_edge {
        return in_list(of, value);
    }
    let of_members = members.iter().filter(|(_, value)| !value.is_null());
    let of_members = of_members.map(|(name, value)| match name.as_str() {
        "data" => in_list(of, value),
        "paging" => in_struct("Paging", value),
        _ => 0,
    });
    of_members.sum()
}

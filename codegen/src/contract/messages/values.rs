//! Values of another kind or form than their key asks for.

use std::fmt;

use crate::contract::diagnostic::{Diagnostic, Place};
use crate::contract::messages::{list, most_similar};
use crate::contract::spec::{InvalidScalar, ScalarKind, nearest};
use crate::contract::yaml::{Node, Scalar, Shape};

/// The kind of value that is expected.
#[derive(Debug)]
pub(crate) enum Expected {
    Number,
    WholeNumber,
    Boolean,
    Text,
    List,
    Map,
    OneOf(&'static [&'static str]),
    Scalar(ScalarKind),
    /// As a type of the spec describes it.
    Other(String),
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Number => "a number",
            Self::WholeNumber => "a whole number",
            Self::Boolean => "`true` or `false`",
            Self::Text => "text",
            Self::List => "a list",
            Self::Map => "a map of names",
            Self::OneOf(known) => return write!(f, "one of {}", list(*known)),
            Self::Scalar(kind) => return write!(f, "a {}", kind.noun()),
            Self::Other(description) => description,
        })
    }
}

/// A value of which the loader says what it should be.
pub fn unexpected(node: &Node, expected: &Expected) -> Diagnostic {
    if let (Expected::Scalar(kind), Some(text)) = (expected, node.text()) {
        return invalid_scalar(*kind, text, node.place);
    }
    Diagnostic::new(format!("expected {expected}, found {}", found(node)))
        .at(node.place, "")
        .help(help(node, expected))
}

/// A text that its type refuses, with the reason.
pub fn invalid_value(message: String, place: Place) -> Diagnostic {
    Diagnostic::new(message)
        .at(place, "")
        .help("write another value")
}

/// The key of a version that is none.
pub fn invalid_key(error: &InvalidScalar, place: Place) -> Diagnostic {
    invalid_scalar(error.kind, &error.text, place)
}

fn invalid_scalar(kind: ScalarKind, text: &str, place: Place) -> Diagnostic {
    let help = match nearest(kind, text) {
        Some(nearest) => format!("did you mean `{nearest}`? If not, {}", kind.form()),
        None => kind.form().to_owned(),
    };
    let label = match kind {
        ScalarKind::Date if is_dated(text) => "no such day",
        _ => "",
    };
    Diagnostic::new(format!("invalid {} `{text}`", kind.noun()))
        .at(place, label)
        .help(help)
}

/// Whether a text has the form of a date.
fn is_dated(text: &str) -> bool {
    let form = text.replace(|c: char| c.is_ascii_digit(), "0");
    form == "0000-00-00"
}

/// What is written, in words.
fn found(node: &Node) -> String {
    match &node.shape {
        Shape::Seq { .. } => "a list".to_owned(),
        Shape::Map { .. } => "a map".to_owned(),
        Shape::Scalar { value, text, .. } => match value {
            Scalar::Null => "nothing".to_owned(),
            Scalar::Text => format!("the text `{text}`"),
            Scalar::Bool(_) => format!("`{text}`"),
            Scalar::Int(_) | Scalar::UInt(_) | Scalar::Float(_) => format!("the number `{text}`"),
        },
    }
}

fn help(node: &Node, expected: &Expected) -> String {
    if node.is_null() {
        return match expected {
            Expected::Scalar(kind) => format!("{}; or remove the key", kind.form()),
            expected => format!("write {expected}, or remove the key"),
        };
    }
    let text = node.text();
    match expected {
        Expected::Boolean => text.and_then(boolean).map_or_else(
            || "write `true` or `false`".to_owned(),
            |meant| format!("write `{meant}`, without quotes"),
        ),
        Expected::WholeNumber => match text.and_then(number) {
            None => format!("write digits, such as `25`, up to {}", i64::MAX),
            // It is out of bounds, since it is what is expected otherwise.
            Some(0..) if is_whole(node) => "write a smaller number".to_owned(),
            Some(_) if is_whole(node) => "write a number of at least 0".to_owned(),
            Some(meant) => format!("write `{meant}`, without quotes and separators"),
        },
        Expected::Number => "write digits, such as `0.5` or `25`, without quotes".to_owned(),
        Expected::List if node.is_map() => "write `- ` before each entry".to_owned(),
        Expected::List => match text {
            Some(text) => format!("write `[{}]`", text.trim_matches(['[', ']'])),
            None => "write `[…]`".to_owned(),
        },
        Expected::Map if node.is_seq() => {
            "write `name: …` for each entry, without dashes and brackets".to_owned()
        }
        Expected::Map => "write `name: …` for each entry, indented below the key".to_owned(),
        Expected::Text if node.is_seq() => "write one text, without brackets and dashes".to_owned(),
        Expected::Text => "write a text; put one that contains `: ` or braces in quotes".to_owned(),
        Expected::Scalar(kind) => kind.form().to_owned(),
        Expected::OneOf(_) => format!("write {expected}"),
        Expected::Other(_) if is_number(node) => {
            format!("write {expected}; put a text that looks like a number in quotes")
        }
        Expected::Other(_) => format!("write {expected}"),
    }
}

fn is_whole(node: &Node) -> bool {
    match &node.shape {
        Shape::Scalar { value, .. } => matches!(value, Scalar::Int(_) | Scalar::UInt(_)),
        _ => false,
    }
}

fn is_number(node: &Node) -> bool {
    match &node.shape {
        Shape::Scalar { value, .. } => !matches!(value, Scalar::Null | Scalar::Text),
        _ => false,
    }
}

/// Words for true and false outside of this format.
const BOOLEANS: [(&str, bool); 14] = [
    ("true", true),
    ("yes", true),
    ("on", true),
    ("y", true),
    ("t", true),
    ("1", true),
    ("required", true),
    ("false", false),
    ("no", false),
    ("off", false),
    ("n", false),
    ("f", false),
    ("0", false),
    ("optional", false),
];

fn boolean(text: &str) -> Option<bool> {
    let lower = text.trim().to_ascii_lowercase();
    let known = BOOLEANS.iter().find(|(word, _)| *word == lower);
    let near = || {
        let meant = most_similar(&lower, &["true", "false"])?;
        BOOLEANS.iter().find(|(word, _)| *word == meant)
    };
    known.or_else(near).map(|(_, meant)| *meant)
}

/// The whole number that a text with separators, quotes or a fraction of zero is.
fn number(text: &str) -> Option<i64> {
    let text = text.trim();
    let whole = text.trim_end_matches('0').strip_suffix('.').unwrap_or(text);
    let is_separator = |c: char| "_, '\u{2019}".contains(c);
    let digits: String = whole.chars().filter(|c| !is_separator(*c)).collect();
    digits.parse().ok()
}

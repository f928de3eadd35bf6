//! Errors of values that do not match the contract.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Expected, Unexpected};

use super::path::Path;
use super::report::JsonKind;

/// The error of a value that does not match.
#[derive(Debug)]
pub(super) struct MismatchError(Box<Parts>);

#[derive(Debug)]
struct Parts {
    expected: Cow<'static, str>,
    /// The location of the value, once it is known.
    location: Option<Location>,
}

/// The location of a value, and its kind of JSON.
#[derive(Clone, Debug)]
pub(super) struct Location {
    pub(super) exact: String,
    pub(super) pattern: String,
    pub(super) found: JsonKind,
}

impl Location {
    /// Returns the location of the body as a whole.
    fn body() -> Self {
        Self {
            exact: String::new(),
            pattern: String::new(),
            found: JsonKind::Object,
        }
    }
}

impl MismatchError {
    pub(super) fn expected(expected: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Parts {
            expected: expected.into(),
            location: None,
        }))
    }

    /// Replaces what is expected, unless the error is about a nested value.
    pub(super) fn or_expected(mut self, expected: &'static str) -> Self {
        if self.0.location.is_none() {
            self.0.expected = expected.into();
        }
        self
    }

    /// Sets the location, unless it is known.
    pub(super) fn at(mut self, path: &Path<'_>, value: &str) -> Self {
        self.0.location.get_or_insert_with(|| Location {
            exact: path.exact(),
            pattern: path.pattern(),
            found: JsonKind::of(value),
        });
        self
    }

    /// Sets the location of bytes that are not UTF-8. The pattern has no names: which
    /// of them are in the contract is not known.
    pub(super) fn at_invalid_utf8(mut self, path: String) -> Self {
        self.0.location = Some(Location {
            pattern: "*".to_owned(),
            exact: path,
            found: JsonKind::String,
        });
        self
    }

    /// Returns the error of a visitor that asks for a value before its name.
    pub(super) fn out_of_order() -> Self {
        Self::expected("a name before its value")
    }

    pub(super) fn into_parts(self) -> (Location, Cow<'static, str>) {
        let Parts { expected, location } = *self.0;
        (location.unwrap_or_else(Location::body), expected)
    }
}

/// Returns what is wrong, without the value, which may be private, and without the position,
/// which may be that of a temporary text.
pub(crate) fn message(error: &serde_json::Error) -> String {
    let position = format!(" at line {} column {}", error.line(), error.column());
    let message = error.to_string();
    let message = message.strip_suffix(&position).unwrap_or(&message);
    if !error.is_data() {
        return message.to_owned();
    }
    // serde writes the value between what is wrong and what is expected.
    let Some((wrong, expected)) = message.rsplit_once(", expected ") else {
        let names_member = ["missing field", "duplicate field"];
        let is_safe = names_member.iter().any(|start| message.starts_with(start));
        let other = "expected a value as the contract describes it";
        return if is_safe { message } else { other }.to_owned();
    };
    let found = wrong.strip_prefix("invalid type: ").and_then(|found| {
        let kind = found.split([' ', ',']).next()?;
        KINDS.iter().find(|(name, _)| *name == kind)
    });
    let expected = match expected {
        "a sequence" => "a list",
        "a map" => "an object",
        other => other,
    };
    match found {
        Some((_, found)) => format!("expected {expected}, found {found}"),
        None => format!("expected {expected}"),
    }
}

/// serde's names of kinds of JSON.
const KINDS: [(&str, JsonKind); 7] = [
    ("null", JsonKind::Null),
    ("boolean", JsonKind::Boolean),
    ("integer", JsonKind::Number),
    ("floating", JsonKind::Number),
    ("string", JsonKind::String),
    ("sequence", JsonKind::List),
    ("map", JsonKind::Object),
];

impl fmt::Display for MismatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}", self.0.expected)
    }
}

impl std::error::Error for MismatchError {}

impl de::Error for MismatchError {
    // Messages may contain the value.
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::expected("a value as the contract describes it")
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::expected(expected.to_string())
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::expected(expected.to_string())
    }

    fn invalid_length(_: usize, expected: &dyn Expected) -> Self {
        Self::expected(expected.to_string())
    }

    fn missing_field(member: &'static str) -> Self {
        Self::expected(format!("an object with `{member}`"))
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self::expected("one member of this name")
    }
}

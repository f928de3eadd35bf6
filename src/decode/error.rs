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
    let begins_with = |starts: &[&str]| starts.iter().any(|start| message.starts_with(start));
    if begins_with(&["missing field `", "duplicate field `"]) {
        return message.to_owned();
    }
    // serde writes the value between what is wrong and what is expected. Any other message may
    // quote it anywhere.
    let is_known = begins_with(&["invalid type: ", "invalid value: ", "invalid length "]);
    let parts = message.rsplit_once(", expected ").filter(|_| is_known);
    let Some((wrong, expected)) = parts else {
        return format!("expected {UNSPECIFIC}");
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

/// What is expected where nothing more specific is known not to quote the value.
const UNSPECIFIC: &str = "a value as the contract describes it";

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
        Self::expected(UNSPECIFIC)
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde::Deserialize;

    use super::message;

    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Row {
        id: u8,
        #[serde(default)]
        kind: Option<Kind>,
    }

    #[derive(Debug, Deserialize)]
    enum Kind {
        One,
    }

    #[test]
    fn no_message_has_the_value() {
        for (json, expected) in [
            (
                r#"{"id":"PRIVATE, expected x"}"#,
                "expected u8, found a string",
            ),
            (r#"{"id":-7777}"#, "expected u8"),
            (r#"{"id":[7777]}"#, "expected u8, found a list"),
            (r#"{"PRIVATE":1}"#, "missing field `id`"),
            (r#"{"id":1,"id":2}"#, "duplicate field `id`"),
            (
                r#"{"id":1,"kind":"PRIVATE"}"#,
                "expected a value as the contract describes it",
            ),
            (r#""PRIVATE""#, "expected struct Row, found a string"),
        ] {
            let error = serde_json::from_str::<Row>(json).unwrap_err();
            assert_eq!(message(&error), expected, "{json}");
        }
    }

    #[test]
    fn an_error_of_a_caller_may_have_the_value_anywhere() {
        #[derive(Debug)]
        struct Own;

        impl<'de> Deserialize<'de> for Own {
            fn deserialize<D: serde::Deserializer<'de>>(text: D) -> Result<Self, D::Error> {
                let text = String::deserialize(text)?;
                let error = format!("bad word, expected nothing like {text}");
                Err(serde::de::Error::custom(error))
            }
        }

        let error = serde_json::from_str::<Own>(r#""PRIVATE""#).unwrap_err();
        assert_eq!(
            message(&error),
            "expected a value as the contract describes it"
        );
    }
}

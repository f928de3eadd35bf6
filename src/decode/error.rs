//! Why a value does not fit.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Expected, Unexpected};

use super::path::Path;
use super::report::JsonKind;

/// A value that does not fit.
#[derive(Debug)]
pub(super) struct Wrong(Box<Parts>);

#[derive(Debug)]
struct Parts {
    expected: Cow<'static, str>,
    /// Where it is, once that is known.
    place: Option<Place>,
}

/// Where a value is, and what kind of JSON it is.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) exact: String,
    pub(super) pattern: String,
    pub(super) found: JsonKind,
}

impl Place {
    /// The body as a whole.
    fn body() -> Self {
        Self {
            exact: String::new(),
            pattern: String::new(),
            found: JsonKind::Object,
        }
    }
}

impl Wrong {
    pub(super) fn expected(expected: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Parts {
            expected: expected.into(),
            place: None,
        }))
    }

    /// Says in other words what is expected, unless a value within is wrong.
    pub(super) fn expecting(mut self, expected: &'static str) -> Self {
        if self.0.place.is_none() {
            self.0.expected = expected.into();
        }
        self
    }

    /// Says where the value is, unless it is known.
    pub(super) fn at(mut self, path: &Path<'_>, value: &str) -> Self {
        self.0.place.get_or_insert_with(|| Place {
            exact: path.exact(),
            pattern: path.pattern(),
            found: JsonKind::of(value),
        });
        self
    }

    /// Says that the text at a path is wrong. Which of its names the contract
    /// knows is not known, so the pattern has none.
    pub(super) fn at_text(mut self, path: String) -> Self {
        self.0.place = Some(Place {
            pattern: "*".to_owned(),
            exact: path,
            found: JsonKind::String,
        });
        self
    }

    /// The error of a map that is asked for a value before its name.
    pub(super) fn out_of_order() -> Self {
        Self::expected("a name before its value")
    }

    pub(super) fn into_parts(self) -> (Place, Cow<'static, str>) {
        let Parts { expected, place } = *self.0;
        (place.unwrap_or_else(Place::body), expected)
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}", self.0.expected)
    }
}

impl std::error::Error for Wrong {}

impl de::Error for Wrong {
    // Messages may hold the value.
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

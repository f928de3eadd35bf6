//! Reads Graph errors from bodies, in each form that Graph uses.
//!
//! The usual form is `{"error": {…}}`, with any status. Older forms are flat, as
//! `{"error_code": 190, "error_msg": "…"}`. In a success, what may be a field of a node is read
//! as an error only if it is unmistakably one.

use std::borrow::Cow;

use serde_json::Value;
use serde_json::value::RawValue;

use crate::decode::raw::{Members, Text};

/// The error that a body describes. Members of an unexpected type are left out, and
/// do not hide the others.
#[derive(Debug, Default)]
pub(crate) struct ErrorBody {
    pub(crate) code: Option<i64>,
    pub(crate) subcode: Option<i64>,
    pub(crate) error_type: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) user_title: Option<String>,
    pub(crate) user_message: Option<String>,
    pub(crate) error_data: Option<String>,
    pub(crate) is_transient: Option<bool>,
    pub(crate) trace_id: Option<String>,
}

impl ErrorBody {
    /// Reads the error from a body, if it describes one.
    pub(crate) fn read(body: &[u8], is_success: bool) -> Option<Self> {
        let text = String::from_utf8_lossy(body);
        let flat = ErrorMembers::parse(&text)?;
        let error = flat.raw("error").unwrap_or_default();
        if error.starts_with('{') {
            let members = ErrorMembers::parse(error)?;
            let error = Self::of(&members, None);
            let (has_type, has_message) = (error.error_type.is_some(), error.message.is_some());
            let says_anything = has_type || has_message || members.has("code");
            let may_be_of_a_node = is_success && flat.has("id");
            let is_error = match may_be_of_a_node {
                true => error.code.is_some() || (has_type && has_message),
                false => says_anything,
            };
            return is_error.then_some(error);
        }
        let error = value(error).and_then(|error| error.as_str().map(str::to_owned));
        let error = error.filter(|text| !text.trim().is_empty());
        let is_error = match is_success {
            true => flat.is_bare() && (error.is_some() || flat.is_error_in_success()),
            false => error.is_some() || flat.is_error(),
        };
        is_error.then(|| Self::of(&flat, error))
    }

    /// Reads the members of an error. `error` is the text that replaces its object: a
    /// class if there is a description beside it, otherwise the message.
    fn of(members: &ErrorMembers<'_>, error: Option<String>) -> Self {
        let text = |names: &[&str]| members.first(names).and_then(text);
        let class = text(&["type", "error_type"]);
        let message = text(&["message"]).or_else(|| text(&FLAT_MESSAGES));
        let (error_type, message) = match (class, message) {
            (None, None) => (None, error),
            (class, None) => (class, error),
            (class, message) => (class.or(error), message),
        };
        Self {
            code: members.first(&["code", "error_code"]).and_then(number),
            subcode: members.first(&["error_subcode"]).and_then(number),
            error_type,
            message,
            user_title: text(&["error_user_title"]),
            user_message: text(&["error_user_msg"]),
            error_data: text(&["error_data"]),
            is_transient: members.first(&["is_transient"]).and_then(boolean),
            trace_id: text(&["fbtrace_id"]),
        }
    }
}

/// Names of messages in the flat forms.
const FLAT_MESSAGES: [&str; 3] = ["error_message", "error_msg", "error_description"];

/// The members of an object that may be an error. They are parsed when they are needed,
/// so that one that is nested too deeply does not hide the others.
struct ErrorMembers<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> ErrorMembers<'a> {
    fn parse(object: &'a str) -> Option<Self> {
        let Members { members, .. } = serde_json::from_str(object).ok()?;
        Some(Self(members))
    }

    /// Returns the JSON of a member. Of duplicate names the last one counts.
    fn raw(&self, name: &str) -> Option<&'a str> {
        let (_, value) = self.0.iter().rfind(|(own, _)| own == name)?;
        Some(value.get())
    }

    /// Returns the first of some members that is present and not null.
    fn first(&self, names: &[&str]) -> Option<Value> {
        let values = names.iter().filter_map(|name| self.raw(name));
        let mut values = values.filter_map(value);
        values.find(|value: &Value| !value.is_null())
    }

    fn has(&self, name: &str) -> bool {
        self.raw(name).is_some_and(|value| value != "null")
    }

    /// Returns whether the body of a failed call is a flat error.
    fn is_error(&self) -> bool {
        let mut names = ["error_code", "error_type"]
            .into_iter()
            .chain(FLAT_MESSAGES);
        names.any(|name| self.has(name)) || (self.has("code") && self.has("message"))
    }

    /// Returns whether the body of a successful call, which is no node and no page, is a flat
    /// error.
    fn is_error_in_success(&self) -> bool {
        let code = self.first(&["error_code"]).and_then(number);
        code.is_some() && FLAT_MESSAGES.iter().any(|name| self.has(name))
    }

    /// Returns whether the body is neither a node nor a page.
    fn is_bare(&self) -> bool {
        !self.has("id") && !self.has("data")
    }
}

/// Returns a number, also one that is written as text or with a fraction of zero.
fn number(value: Value) -> Option<i64> {
    let text = match &value {
        Value::String(text) => text.trim().to_owned(),
        value => value.to_string(),
    };
    text.strip_suffix(".0").unwrap_or(&text).parse().ok()
}

/// Returns a value, with U+FFFD for each half of a surrogate pair in a text.
fn value(json: &str) -> Option<Value> {
    match json.starts_with('"') {
        true => serde_json::from_str::<Text<'_>>(json)
            .ok()
            .map(|text| text.text.into()),
        false => serde_json::from_str(json).ok(),
    }
}

fn boolean(value: Value) -> Option<bool> {
    let text = || value.as_str()?.trim().parse().ok();
    value.as_bool().or_else(text)
}

/// Returns text; other values as JSON.
fn text(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}

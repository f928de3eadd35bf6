//! Reads Graph errors from bodies, in each form that Graph uses.
//!
//! The usual form is `{"error": {…}}`, with any status. Older forms are flat, as
//! `{"error_code": 190, "error_msg": "…"}`. In a success they are read only if the
//! object is unmistakably an error, because a node may have such a field.

use std::fmt;

use serde::de::{self, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

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
        let Body { error, flat } = serde_json::from_slice(body).ok()?;
        match error {
            Some(ErrorMember::Object(members)) => {
                let error = Self::of(&members, None);
                let (has_type, has_message) = (error.error_type.is_some(), error.message.is_some());
                let is_error = error.code.is_some()
                    || match is_success {
                        true => has_type && has_message,
                        false => has_type || has_message,
                    };
                let error_data = error_data(body);
                is_error.then_some(Self {
                    error_data,
                    ..error
                })
            }
            _ if is_success => None,
            Some(ErrorMember::Text(text)) => Some(Self::of(&flat, Some(text))),
            _ => flat.are_of_an_error().then(|| Self::of(&flat, None)),
        }
    }

    /// Reads the members of an error. `error` is the text that replaces its object: a
    /// class if there is a description beside it, otherwise the message.
    fn of(members: &Members, error: Option<String>) -> Self {
        let text = |names: &[&str]| members.first(names).and_then(text);
        let class = text(&["type", "error_type"]);
        let message = text(&["message", "error_message", "error_msg", "error_description"]);
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
            error_data: None,
            is_transient: members.first(&["is_transient"]).and_then(boolean),
            trace_id: text(&["fbtrace_id"]),
        }
    }
}

/// A JSON object. Unlike a derived implementation, it is not read from a list.
struct Body {
    error: Option<ErrorMember>,
    /// The members beside `error`.
    flat: Members,
}

/// The member `error`.
enum ErrorMember {
    Object(Members),
    Text(String),
    Other,
}

/// Members that describe an error, by name.
#[derive(Default)]
struct Members(Vec<(&'static str, Value)>);

/// Names of the members. `error_data` is read separately.
const MEMBERS: [&str; 13] = [
    "code",
    "error_code",
    "error_subcode",
    "type",
    "error_type",
    "message",
    "error_message",
    "error_msg",
    "error_description",
    "error_user_title",
    "error_user_msg",
    "is_transient",
    "fbtrace_id",
];

/// Names of members that only errors have.
const DISTINCTIVE: [&str; 5] = [
    "error_code",
    "error_type",
    "error_message",
    "error_msg",
    "error_description",
];

impl Members {
    /// Returns the first of some members that is present and not null.
    fn first(&self, names: &[&str]) -> Option<&Value> {
        let find = |name: &&str| self.0.iter().rfind(|(own, _)| own == name);
        let values = names.iter().filter_map(find).map(|(_, value)| value);
        values.into_iter().find(|value| !value.is_null())
    }

    fn are_of_an_error(&self) -> bool {
        let has = |name| self.first(&[name]).is_some();
        DISTINCTIVE.into_iter().any(has) || (has("code") && has("message"))
    }

    /// Keeps a known member, and skips others, however deeply they are nested.
    fn take<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match MEMBERS.iter().find(|own| **own == name) {
            Some(own) => self.0.push((own, map.next_value()?)),
            None => drop(map.next_value::<IgnoredAny>()?),
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Body {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Whole;
        impl<'de> Visitor<'de> for Whole {
            type Value = Body;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Body, A::Error> {
                let mut body = Body {
                    error: None,
                    flat: Members::default(),
                };
                while let Some(name) = map.next_key::<String>()? {
                    match name.as_str() {
                        "error" => body.error = Some(map.next_value()?),
                        name => body.flat.take(name, &mut map)?,
                    }
                }
                Ok(body)
            }
        }
        deserializer.deserialize_map(Whole)
    }
}

impl<'de> Deserialize<'de> for ErrorMember {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Member;
        impl<'de> Visitor<'de> for Member {
            type Value = ErrorMember;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ErrorMember, A::Error> {
                let mut members = Members::default();
                while let Some(name) = map.next_key::<String>()? {
                    members.take(&name, &mut map)?;
                }
                Ok(ErrorMember::Object(members))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<ErrorMember, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(ErrorMember::Other)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<ErrorMember, E> {
                Ok(match text.trim() {
                    "" => ErrorMember::Other,
                    _ => ErrorMember::Text(text.to_owned()),
                })
            }

            fn visit_unit<E: de::Error>(self) -> Result<ErrorMember, E> {
                Ok(ErrorMember::Other)
            }

            fn visit_bool<E: de::Error>(self, _: bool) -> Result<ErrorMember, E> {
                Ok(ErrorMember::Other)
            }

            fn visit_i64<E: de::Error>(self, _: i64) -> Result<ErrorMember, E> {
                Ok(ErrorMember::Other)
            }

            fn visit_u64<E: de::Error>(self, _: u64) -> Result<ErrorMember, E> {
                Ok(ErrorMember::Other)
            }

            fn visit_f64<E: de::Error>(self, _: f64) -> Result<ErrorMember, E> {
                Ok(ErrorMember::Other)
            }
        }
        deserializer.deserialize_any(Member)
    }
}

/// Reads `error_data` separately: it may be nested too deeply to be read, which must
/// not hide the code.
fn error_data(body: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Whole {
        error: Beside,
    }

    #[derive(Deserialize)]
    struct Beside {
        error_data: Value,
    }

    let Whole { error } = serde_json::from_slice(body).ok()?;
    text(&error.error_data)
}

/// Returns a number, also one that is written as text.
fn number(value: &Value) -> Option<i64> {
    let text = || value.as_str()?.trim().parse().ok();
    value.as_i64().or_else(text)
}

fn boolean(value: &Value) -> Option<bool> {
    let text = || value.as_str()?.trim().parse().ok();
    value.as_bool().or_else(text)
}

/// Returns text; other values as JSON.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

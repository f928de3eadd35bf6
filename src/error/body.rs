//! Reads what Graph says in the body of an error, in any of its forms.
//!
//! The usual one is `{"error": {…}}`, with any status. Older ones have no object
//! of their own, as `{"error_code": 190, "error_msg": "…"}`; they are read where
//! the status says that the call failed, because a node may have such a field.

use std::fmt;

use serde::de::{self, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// What a body says went wrong. What is not as it should be is left out, and must
/// not hide the rest.
#[derive(Debug, Default)]
pub(crate) struct Said {
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

impl Said {
    /// Reads a body; `None` where it does not say what went wrong.
    pub(crate) fn read(body: &[u8], succeeded: bool) -> Option<Self> {
        let Body { error, flat } = serde_json::from_slice(body).ok()?;
        match error {
            Some(ErrorMember::Object(members)) => {
                let said = Self::of(&members, None);
                let enough = match succeeded {
                    true => said.code.is_some() || (said.names_type() && said.says_something()),
                    false => said.code.is_some() || said.names_type() || said.says_something(),
                };
                let error_data = error_data(body);
                enough.then_some(Self { error_data, ..said })
            }
            _ if succeeded => None,
            Some(ErrorMember::Text(text)) => Some(Self::of(&flat, Some(text))),
            _ => flat.are_of_an_error().then(|| Self::of(&flat, None)),
        }
    }

    /// The members of an error. `error` is what stands in place of its object: a
    /// class where there is a description beside it, else the message.
    fn of(members: &Members, error: Option<String>) -> Self {
        let text = |name| members.first(&[name]).and_then(text);
        let said = members.first(&["message", "error_message", "error_msg", "error_description"]);
        let said = said.and_then(self::text);
        let class = members.first(&["type", "error_type"]).and_then(self::text);
        let (class, message) = match (class, said) {
            (None, None) => (None, error),
            (class, None) => (class, error),
            (class, said) => (class.or(error), said),
        };
        Self {
            code: members.first(&["code", "error_code"]).and_then(number),
            subcode: members.first(&["error_subcode"]).and_then(number),
            error_type: class,
            message,
            user_title: text("error_user_title"),
            user_message: text("error_user_msg"),
            error_data: None,
            is_transient: members.first(&["is_transient"]).and_then(boolean),
            trace_id: text("fbtrace_id"),
        }
    }

    fn names_type(&self) -> bool {
        self.error_type.is_some()
    }

    fn says_something(&self) -> bool {
        self.message.is_some()
    }
}

/// A body. Only an object is one: a list of the same values is none.
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

/// Members that say what went wrong.
#[derive(Default)]
struct Members(Vec<(&'static str, Value)>);

/// Names of the members. `error_data` is read by itself.
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

/// Names that only an error has.
const TELLING: [&str; 5] = [
    "error_code",
    "error_type",
    "error_message",
    "error_msg",
    "error_description",
];

impl Members {
    /// The first of some members that is there and not null.
    fn first(&self, names: &[&str]) -> Option<&Value> {
        let find = |name: &&str| self.0.iter().rfind(|(own, _)| own == name);
        let values = names.iter().filter_map(find).map(|(_, value)| value);
        values.into_iter().find(|value| !value.is_null())
    }

    fn are_of_an_error(&self) -> bool {
        let has = |name| self.first(&[name]).is_some();
        TELLING.into_iter().any(has) || (has("code") && has("message"))
    }

    /// Keeps a member, or skips it. What is skipped may be nested as deeply as it
    /// likes.
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

/// What stands beside the error, read by itself: it may be nested too deeply to
/// be read, and must not hide the code.
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

/// A number, also one that is written as text.
fn number(value: &Value) -> Option<i64> {
    let text = || value.as_str()?.trim().parse().ok();
    value.as_i64().or_else(text)
}

fn boolean(value: &Value) -> Option<bool> {
    let text = || value.as_str()?.trim().parse().ok();
    value.as_bool().or_else(text)
}

/// Text, and what should be text as the JSON that it is.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

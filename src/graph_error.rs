//! What Graph says when it refuses a call, or fails.

use std::fmt;
use std::time::Duration;

use serde::de;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::advice::{self, Advice, AdviceKind, ErrorEntry};
use crate::permission::Permission;
use crate::request::Request;
use crate::session::Session;
use crate::usage::Usage;
use crate::version::GraphVersion;

/// Rest of a throttled token where Graph does not say how long. Its estimates
/// are in minutes, and this is the shortest.
const REST: Duration = Duration::from_secs(60);

/// Wait for what passes, where Graph does not say how long.
const PAUSE: Duration = Duration::from_secs(1);

/// Graph's own words for what went wrong.
///
/// Classify by [`code`](Self::code), not by [`status`](Self::status): Meta
/// documents no status for any code.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GraphError {
    /// HTTP status. It may be 200.
    pub status: u16,
    /// What kind of error it is; see [`errors`](crate::errors) for the codes.
    pub code: i64,
    /// What kind of error of that code it is.
    pub subcode: Option<i64>,
    /// Class of the error, such as `OAuthException`.
    pub error_type: Option<String>,
    /// What went wrong, in English.
    pub message: String,
    /// Title to show to a person, in their language.
    pub user_title: Option<String>,
    /// Text to show to a person, in their language.
    pub user_message: Option<String>,
    /// More of what went wrong, mostly as JSON.
    pub error_data: Option<String>,
    /// Whether Graph says that the error will pass.
    pub is_transient: Option<bool>,
    /// Id to give to Meta's support. It is forgotten after a while.
    pub trace_id: Option<String>,
    /// How much of its quota the token has used.
    pub usage: Usage,
    /// What the contract says of the code.
    pub entry: Option<&'static ErrorEntry>,
    /// What the call needs.
    pub(crate) permissions: &'static [Permission],
}

impl GraphError {
    /// Reads Graph's words from a body, which may come with any status.
    pub(crate) fn read<R: Request>(
        body: &[u8],
        status: u16,
        trace_id: Option<&str>,
        usage: &Usage,
        session: &Session,
    ) -> Option<Self> {
        let Envelope { error } = serde_json::from_slice(body).ok()?;
        let redact = |text: String| session.redact(&text);
        let message = redact(error.message.unwrap_or_default());
        let table = R::Version::errors();
        Some(Self {
            status,
            code: error.code,
            subcode: error.error_subcode,
            error_type: error.error_type.map(redact),
            user_title: error.error_user_title.map(redact),
            user_message: error.error_user_msg.map(redact),
            error_data: error_data(body).map(redact),
            is_transient: error.is_transient,
            trace_id: error
                .fbtrace_id
                .map(redact)
                .or_else(|| trace_id.map(str::to_owned)),
            usage: usage.clone(),
            entry: advice::find(table, error.code, error.error_subcode, &message),
            permissions: R::PERMISSIONS,
            message,
        })
    }

    /// What to do.
    pub fn advice(&self) -> Advice {
        match self.kind() {
            AdviceKind::Wait => Advice::Wait(self.usage.regain_access().unwrap_or(PAUSE)),
            AdviceKind::SlowDown => Advice::Wait(self.usage.regain_access().unwrap_or(REST)),
            AdviceKind::ShrinkPage => Advice::ShrinkPage,
            AdviceKind::LogIn => Advice::LogIn,
            AdviceKind::GetPermission => Advice::GetPermission {
                any_of: self.permissions,
            },
            AdviceKind::FixRequest => Advice::FixRequest {
                parameter: named_parameter(&self.message),
            },
            AdviceKind::GiveUp => Advice::GiveUp,
        }
    }

    /// What the contract advises. Graph's word on whether the error passes counts
    /// where the contract advises to wait, to change the request, or nothing: a
    /// permission, a login or a person is not waited for.
    pub(crate) fn kind(&self) -> AdviceKind {
        let known = self.entry.map(|entry| entry.advice);
        match (known, self.is_transient) {
            (Some(AdviceKind::FixRequest) | None, Some(true)) => AdviceKind::Wait,
            (Some(AdviceKind::Wait) | None, Some(false)) => AdviceKind::GiveUp,
            (Some(kind), _) => kind,
            (None, None) if self.status == 429 || self.status >= 500 => AdviceKind::Wait,
            (None, None) => AdviceKind::GiveUp,
        }
    }
}

/// The parameter of `Param limit must be …`, and the field of `Tried accessing
/// nonexisting field (subject)`.
fn named_parameter(message: &str) -> Option<String> {
    let after = |words: &str| Some(message.split_once(words)?.1);
    let rest = after("nonexisting field (").or_else(|| after("Param "))?;
    let name = rest
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .next();
    name.filter(|name| !name.is_empty()).map(str::to_owned)
}

impl fmt::Display for GraphError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Graph error {}", self.code)?;
        if let Some(subcode) = self.subcode {
            write!(f, "/{subcode}")?;
        }
        if let Some(entry) = self.entry {
            write!(f, " ({})", entry.name)?;
        }
        write!(f, ", HTTP {}: {}", self.status, self.message)?;
        match &self.trace_id {
            Some(id) => write!(f, " (trace id {id})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for GraphError {}

/// `{"error": {…}}`. Only the code is certain: what else is not as it should be
/// must not hide it.
#[derive(Deserialize)]
struct Envelope {
    error: WireError,
}

#[derive(Deserialize)]
struct WireError {
    #[serde(deserialize_with = "number")]
    code: i64,
    #[serde(default, deserialize_with = "maybe_number")]
    error_subcode: Option<i64>,
    #[serde(rename = "type", default, deserialize_with = "maybe_text")]
    error_type: Option<String>,
    #[serde(default, deserialize_with = "maybe_text")]
    message: Option<String>,
    #[serde(default, deserialize_with = "maybe_text")]
    error_user_title: Option<String>,
    #[serde(default, deserialize_with = "maybe_text")]
    error_user_msg: Option<String>,
    #[serde(default, deserialize_with = "maybe_bool")]
    is_transient: Option<bool>,
    #[serde(default, deserialize_with = "maybe_text")]
    fbtrace_id: Option<String>,
}

/// What stands beside the error, read by itself: it may be nested too deeply to
/// be read, and must not hide the code.
fn error_data(body: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Envelope {
        error: Beside,
    }

    #[derive(Deserialize)]
    struct Beside {
        #[serde(default, deserialize_with = "maybe_text")]
        error_data: Option<String>,
    }

    let Envelope { error } = serde_json::from_slice(body).ok()?;
    error.error_data
}

/// A number, also one that is written as text.
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let number = maybe_number(deserializer)?;
    number.ok_or_else(|| de::Error::custom("not a number"))
}

fn maybe_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let text = || value.as_str().and_then(|text| text.parse().ok());
    Ok(value.as_i64().or_else(text))
}

fn maybe_bool<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let text = || value.as_str().and_then(|text| text.parse().ok());
    Ok(value.as_bool().or_else(text))
}

/// Text, and what should be text as the JSON that it is.
fn maybe_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    })
}

//! Errors in the form that Graph returns.

use serde_json::{Value, json};

use super::contract::ErrorCode;

/// A Graph error, with the HTTP status of its response.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ErrorResponse {
    pub(crate) status: u16,
    pub(crate) code: i64,
    pub(crate) subcode: Option<i64>,
    pub(crate) error_type: &'static str,
    pub(crate) message: String,
    pub(crate) is_transient: Option<bool>,
}

impl ErrorResponse {
    pub(crate) fn new(status: u16, code: i64, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            subcode: None,
            error_type: "OAuthException",
            message: message.into(),
            is_transient: None,
        }
    }

    /// Creates an error of the contract's table.
    pub(crate) fn from_table(
        table: &[ErrorCode],
        code: i64,
        subcode: Option<i64>,
        is_transient: Option<bool>,
    ) -> Self {
        let entries = table.iter();
        let entries = entries.filter(|entry| entry.contains(code) && entry.message.is_none());
        // A single code precedes a range.
        let closest = |subcode| {
            let entries = entries.clone().filter(|entry| entry.subcode == subcode);
            entries.min_by_key(|entry| entry.through.is_some())
        };
        let entry = closest(subcode).or_else(|| closest(None));
        let doc = entry.map_or("An error.", |entry| entry.doc.as_str());
        // Meta documents no status; these were observed.
        let status = match (code, subcode, entry.map(|entry| entry.advice.as_str())) {
            (1 | 2, None, _) => 500,
            (3, ..) => 400,
            (4, ..) | (_, _, Some("get_permission")) => 403,
            _ => 400,
        };
        let error_type = match (code, subcode) {
            (100, Some(33)) => "GraphMethodException",
            _ => "OAuthException",
        };
        Self {
            subcode,
            is_transient,
            error_type,
            ..Self::new(status, code, format!("(#{code}) {doc}"))
        }
    }

    pub(crate) fn subcode(self, subcode: i64) -> Self {
        Self {
            subcode: Some(subcode),
            ..self
        }
    }

    /// Creates the error for an invalid parameter.
    pub(crate) fn parameter(message: &str) -> Self {
        Self::new(400, 100, format!("(#100) {message}"))
    }

    /// Creates the error for a syntax error in `fields`.
    pub(crate) fn syntax(problem: &str) -> Self {
        Self::new(400, 2500, format!("Syntax error \"{problem}.\" at fields"))
    }

    /// Creates the error for an unknown path.
    pub(crate) fn path(segment: &str) -> Self {
        Self::new(400, 2500, format!("Unknown path components: /{segment}"))
    }

    /// Creates the error for a response that would be too large.
    pub(crate) fn too_much_data() -> Self {
        let message = "Please reduce the amount of data you're asking for, then retry your request";
        Self::new(500, 1, message)
    }

    /// Creates the error for an invalid access token.
    pub(crate) fn token(message: &str) -> Self {
        Self::new(400, 190, message)
    }

    /// Creates the error for a node that does not exist.
    pub(crate) fn missing(id: &str) -> Self {
        Self::unsupported("get", id)
    }

    /// Creates the error for a method that a node does not support.
    pub(crate) fn unsupported(method: &str, id: &str) -> Self {
        let message = format!(
            "Unsupported {method} request. Object with ID '{id}' does not exist, cannot be loaded due \
             to missing permissions, or does not support this operation. Please read the Graph API \
             documentation at https://developers.facebook.com/docs/graph-api"
        );
        Self {
            error_type: "GraphMethodException",
            ..Self::new(400, 100, message).subcode(33)
        }
    }

    /// Returns the body of the response.
    pub(crate) fn body(&self, trace_id: &str) -> Value {
        let mut error = json!({
            "message": self.message,
            "type": self.error_type,
            "code": self.code,
        });
        if let Some(subcode) = self.subcode {
            error["error_subcode"] = subcode.into();
        }
        if let Some(is_transient) = self.is_transient {
            error["is_transient"] = is_transient.into();
        }
        error["fbtrace_id"] = trace_id.into();
        json!({ "error": error })
    }
}

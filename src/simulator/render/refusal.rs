//! Errors in Graph's own shape.

use serde_json::{Value, json};

/// Why a call gets no data.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: i64,
    pub(crate) subcode: Option<i64>,
    pub(crate) error_type: &'static str,
    pub(crate) message: String,
    pub(crate) is_transient: Option<bool>,
}

impl Refusal {
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

    pub(crate) fn subcode(self, subcode: i64) -> Self {
        Self {
            subcode: Some(subcode),
            ..self
        }
    }

    /// A parameter that cannot be what it is.
    pub(crate) fn parameter(message: &str) -> Self {
        Self::new(400, 100, format!("(#100) {message}"))
    }

    /// A query that cannot be parsed.
    pub(crate) fn syntax(what: &str) -> Self {
        Self::new(400, 2500, format!("Syntax error \"{what}.\" at fields"))
    }

    /// More than fits into an answer.
    pub(crate) fn too_much_data() -> Self {
        let message = "Please reduce the amount of data you're asking for, then retry your request";
        Self::new(500, 1, message)
    }

    /// A token that is not, or no more, taken.
    pub(crate) fn token(message: &str) -> Self {
        Self::new(400, 190, message)
    }

    /// A node that is not there, or not for this caller.
    pub(crate) fn missing(id: &str) -> Self {
        let message = format!(
            "Unsupported get request. Object with ID '{id}' does not exist, cannot be loaded due \
             to missing permissions, or does not support this operation. Please read the Graph API \
             documentation at https://developers.facebook.com/docs/graph-api"
        );
        Self {
            error_type: "GraphMethodException",
            ..Self::new(400, 100, message).subcode(33)
        }
    }

    /// The body.
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

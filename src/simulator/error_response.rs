//! Errors in the form that Graph returns.

use serde_json::{Value, json};

use super::contract::ErrorCode;

/// The type of most errors.
const OAUTH: &str = "OAuthException";

/// A Graph error, with the HTTP status of its response.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ErrorResponse {
    pub(crate) status: u16,
    /// Some errors of Graph have none.
    pub(crate) code: Option<i64>,
    pub(crate) subcode: Option<i64>,
    pub(crate) error_type: &'static str,
    pub(crate) message: String,
    pub(crate) is_transient: Option<bool>,
}

impl ErrorResponse {
    pub(crate) fn new(status: u16, code: i64, message: impl Into<String>) -> Self {
        Self {
            status,
            code: Some(code),
            subcode: None,
            error_type: OAUTH,
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
            _ => OAUTH,
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

    /// Creates the error for a cursor that is none of the list.
    pub(crate) fn cursor() -> Self {
        Self::parameter("Invalid cursors values")
    }

    /// Creates the error for a syntax error in `fields`.
    pub(crate) fn syntax(problem: &str) -> Self {
        Self::new(400, 2500, format!("Syntax error \"{problem}.\" at fields"))
    }

    /// Creates the error for a path with segments that mean nothing.
    pub(crate) fn path(segments: &[&str]) -> Self {
        let path = segments.join("/");
        Self::new(400, 2500, format!("Unknown path components: /{path}"))
    }

    /// Creates the error for a response that would be too large.
    pub(crate) fn too_much_data() -> Self {
        let message = "Please reduce the amount of data you're asking for, then retry your request";
        Self::new(500, 1, message)
    }

    /// Creates the error for a server that has too much to do.
    pub(crate) fn overloaded() -> Self {
        let message = "An unexpected error has occurred. Please retry your request later.";
        Self::new(500, 2, message)
    }

    /// Creates the error for an invalid access token.
    pub(crate) fn token(message: &str) -> Self {
        Self::new(400, 190, message)
    }

    /// Creates the error for a field or edge that a type does not have.
    pub(crate) fn field(name: &str, ty: &str) -> Self {
        let message = format!("Tried accessing nonexisting field ({name}) on node type ({ty})");
        Self::parameter(&message)
    }

    /// Creates the error for a call about oneself without a token.
    pub(crate) fn no_active_token() -> Self {
        let message = "An active access token must be used to query information about the \
                       current user.";
        Self::new(400, 2500, message)
    }

    /// Creates the error for the conversations of a Page with the token of a person.
    pub(crate) fn user_token() -> Self {
        let message = "(#190) User Access Token Is Not Supported";
        Self::token(message).subcode(2_069_032)
    }

    /// Creates the error for a conversation with the token of a person.
    pub(crate) fn not_page_token() -> Self {
        Self::token("(#190) This method must be called with a Page Access Token")
    }

    /// Creates the error for a Page with a token that is not of the Page.
    pub(crate) fn page_token_required() -> Self {
        let message = "(#210) A page access token is required to request this resource.";
        Self::new(400, 210, message)
    }

    /// Creates the error for a parameter that a call needs.
    pub(crate) fn required(name: &str) -> Self {
        Self::parameter(&format!("The parameter {name} is required"))
    }

    /// Creates the error for a batch, which has no code.
    pub(crate) fn batch(message: impl Into<String>) -> Self {
        Self {
            code: None,
            error_type: "GraphBatchException",
            ..Self::new(400, 0, message)
        }
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

    /// Names the type of the error as the host of Instagram does.
    pub(crate) fn on_instagram(self) -> Self {
        match self.code {
            Some(10 | 100 | 2500) if self.error_type == OAUTH => Self {
                error_type: "IGApiException",
                ..self
            },
            _ => self,
        }
    }

    /// Returns the body of the response.
    pub(crate) fn body(&self, trace_id: &str) -> Value {
        let mut error = json!({
            "message": self.message,
            "type": self.error_type,
        });
        if let Some(code) = self.code {
            error["code"] = code.into();
        }
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

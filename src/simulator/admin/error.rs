//! Errors of the admin API.

use axum::http::StatusCode;
use page_conversations_codegen::contract::document::Finding;
use schemars::JsonSchema;
use serde::Serialize;

/// Why a request was refused.
#[derive(Debug)]
pub(super) struct AdminError {
    pub(super) status: StatusCode,
    findings: Vec<Finding>,
}

/// The body of the response to a request that was refused.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Error")]
pub(super) struct ErrorBody {
    error: Problem,
    /// Further errors in the body of the request.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    others: Vec<Problem>,
}

/// What is wrong with a request.
#[derive(Serialize, JsonSchema)]
struct Problem {
    /// What is wrong, and what to do instead.
    message: String,
    /// JSON pointer to the wrong member of the body, or of the parameters as an object.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
}

impl AdminError {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        let finding = Finding {
            pointer: String::new(),
            message: message.into(),
            help: None,
        };
        Self::of_findings(status, vec![finding])
    }

    /// Creates the error for a body that is no valid request.
    pub(super) fn invalid(findings: Vec<Finding>) -> Self {
        Self::of_findings(StatusCode::BAD_REQUEST, findings)
    }

    /// Names the member of the body that is wrong.
    pub(super) fn at(mut self, pointer: String) -> Self {
        if let Some(finding) = self.findings.first_mut() {
            finding.pointer = pointer;
        }
        self
    }

    fn of_findings(status: StatusCode, findings: Vec<Finding>) -> Self {
        Self { status, findings }
    }

    /// Returns the body of the response.
    pub(super) fn body(&self) -> ErrorBody {
        let mut problems = self.findings.iter().map(Problem::new);
        let first = problems.next().unwrap_or_else(|| Problem {
            message: "the request is invalid".to_owned(),
            path: None,
        });
        ErrorBody {
            error: first,
            others: problems.collect(),
        }
    }
}

impl Problem {
    fn new(finding: &Finding) -> Self {
        let message = match &finding.help {
            Some(help) => format!("{}: {help}", finding.message),
            None => finding.message.clone(),
        };
        let path = Some(finding.pointer.clone());
        Self {
            message,
            path: path.filter(|path| !path.is_empty()),
        }
    }
}

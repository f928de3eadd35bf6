//! Batches: several calls in one request.

use axum::http::{HeaderMap, Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::form;
use crate::simulator::call::Call;
use crate::simulator::error_response::ErrorResponse;

/// Maximum number of calls of a batch.
const MAX_CALLS: usize = 50;

/// A call in a batch. References to the response of another call are not
/// simulated.
#[derive(Deserialize)]
struct Part {
    #[serde(default)]
    method: String,
    relative_url: String,
    #[serde(default)]
    body: String,
}

/// Returns the calls of a batch.
pub(crate) fn calls(call: &Call, batch: &str) -> Result<Vec<Call>, ErrorResponse> {
    let invalid = |_| ErrorResponse::parameter("The batch parameter must be a JSON array");
    let parts: Vec<Part> = serde_json::from_str(batch).map_err(invalid)?;
    if parts.len() > MAX_CALLS {
        let message =
            format!("Too many requests in batch message. Maximum batch size is {MAX_CALLS}");
        return Err(ErrorResponse {
            error_type: "GraphBatchException",
            ..ErrorResponse::new(400, 100, message)
        });
    }
    let calls = parts.iter().map(|part| {
        let method = Method::from_bytes(part.method.to_uppercase().as_bytes());
        let url = part.relative_url.as_str();
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let mut params = form::read_query(query);
        params.extend(form::read_query(&part.body));
        call.part(method.unwrap_or_default(), path, params)
    });
    Ok(calls.collect())
}

/// Returns the response to one call of a batch, as the batch contains it.
pub(crate) fn response(
    call: &Call,
    status: StatusCode,
    headers: &HeaderMap,
    body: String,
) -> Value {
    let mut response = json!({ "code": status.as_u16(), "body": body });
    if call.get("include_headers") != Some("false") {
        let headers = headers.iter().map(|(name, value)| {
            let value = value.to_str().unwrap_or_default();
            json!({ "name": name.as_str(), "value": value })
        });
        response["headers"] = headers.collect();
    }
    response
}

//! Several calls in one, as SDKs send them.

use axum::http::{HeaderMap, Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::simulator::render::refusal::Refusal;
use crate::simulator::server::call::Call;

/// Calls that one may hold.
const MOST_CALLS: usize = 50;

/// A call, as a batch has it. One that needs the answer of another is not
/// simulated: its placeholders are not filled in.
#[derive(Deserialize)]
struct Part {
    #[serde(default)]
    method: String,
    relative_url: String,
    #[serde(default)]
    body: String,
}

/// The calls of a batch.
pub(crate) fn parts(call: &Call, batch: &str) -> Result<Vec<Call>, Refusal> {
    let refusal = |_| Refusal::parameter("The batch parameter must be a JSON array");
    let parts: Vec<Part> = serde_json::from_str(batch).map_err(refusal)?;
    if parts.len() > MOST_CALLS {
        let message =
            format!("Too many requests in batch message. Maximum batch size is {MOST_CALLS}");
        return Err(Refusal {
            error_type: "GraphBatchException",
            ..Refusal::new(400, 100, message)
        });
    }
    let calls = parts.iter().map(|part| {
        let method = Method::from_bytes(part.method.to_uppercase().as_bytes());
        call.part(method.unwrap_or_default(), &part.relative_url, &part.body)
    });
    Ok(calls.collect())
}

/// One answer among those of a batch.
pub(crate) fn answer(call: &Call, status: StatusCode, headers: &HeaderMap, body: String) -> Value {
    let mut answer = json!({ "code": status.as_u16(), "body": body });
    if call.get("include_headers") != Some("false") {
        let headers = headers.iter().map(|(name, value)| {
            let value = value.to_str().unwrap_or_default();
            json!({ "name": name.as_str(), "value": value })
        });
        answer["headers"] = headers.collect();
    }
    answer
}

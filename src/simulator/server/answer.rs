//! The answer to a call: its status and body, in the form that the call asks for.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::{Method, StatusCode};

use crate::simulator::call::Call;
use crate::simulator::error_response::ErrorResponse;
use crate::simulator::render::json;
use crate::simulator::render::pretty;

/// The content type of Graph's responses.
pub(crate) const JSON: &str = "application/json; charset=UTF-8";

/// The content type of a response that is a script.
pub(crate) const JAVASCRIPT: &str = "text/javascript; charset=UTF-8";

/// The answer to a call, without headers.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) content_type: &'static str,
    pub(crate) body: String,
    pub(crate) error: Option<ErrorResponse>,
    pub(crate) trace_id: String,
    /// The tag of the body, which a client can return instead of reading it again.
    pub(crate) etag: Option<String>,
}

impl Answer {
    pub(crate) fn new(call: &Call, result: Result<String, ErrorResponse>) -> Self {
        let trace_id = trace_id();
        let callback = match call.get("callback") {
            None | Some("") => Ok(None),
            Some(name) if is_callback(name) => Ok(Some(name)),
            Some(_) => Err(ErrorResponse::parameter(
                "Param callback is not a valid name",
            )),
        };
        let result = callback.and_then(|callback| Ok((callback, result?)));
        let (callback, body, error) = match result {
            Ok((callback, body)) => (callback, body, None),
            Err(error) => {
                let callback = call.get("callback").filter(|name| is_callback(name));
                let body = json::to_string(&error.body(&trace_id));
                (callback, body, Some(error))
            }
        };
        let answer = Self {
            status: status(call, error.as_ref()),
            content_type: JSON,
            body: match is_true(call, "pretty") {
                true => pretty::of_json(&body),
                false => body,
            },
            error,
            trace_id,
            etag: None,
        };
        match callback {
            Some(name) => answer.into_script(name),
            None => answer.tagged(call),
        }
    }

    /// Returns the code of the error, if it has one.
    pub(crate) fn code(&self) -> Option<i64> {
        self.error.as_ref()?.code
    }

    /// Turns the body into a script that calls a function with it. Browsers run no
    /// script of a response that failed.
    fn into_script(self, callback: &str) -> Self {
        Self {
            status: StatusCode::OK,
            content_type: JAVASCRIPT,
            body: format!("/**/ {callback}({});", self.body),
            ..self
        }
    }

    /// Adds the tag of the body, which replaces the body if the client has it.
    fn tagged(mut self, call: &Call) -> Self {
        let is_read = [Method::GET, Method::HEAD].contains(&call.method);
        if self.error.is_some() || !is_read || call.batch.is_some() {
            return self;
        }
        let tag = format!("\"{:016x}\"", hash(self.body.as_bytes()));
        let known = call.if_none_match.as_deref().unwrap_or_default();
        let mut known = known.split(',').map(str::trim);
        if known.any(|known| known == "*" || known.trim_start_matches("W/") == tag) {
            self.status = StatusCode::NOT_MODIFIED;
            self.body.clear();
        }
        self.etag = Some(tag);
        self
    }
}

/// Returns the status of the response to a call.
fn status(call: &Call, error: Option<&ErrorResponse>) -> StatusCode {
    let mut parameters = ["suppress_response_codes", "suppress_http_code"].into_iter();
    match error {
        Some(error) if !parameters.any(|name| is_true(call, name)) => {
            StatusCode::from_u16(error.status).unwrap_or(StatusCode::BAD_REQUEST)
        }
        _ => StatusCode::OK,
    }
}

fn is_true(call: &Call, name: &str) -> bool {
    matches!(call.get(name), Some("1" | "true"))
}

/// Returns whether a text is the name of a function, or of one within objects.
fn is_callback(name: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "_$.[]".contains(c);
    !name.is_empty() && name.chars().all(is_allowed)
}

/// Returns an id for a response.
fn trace_id() -> String {
    static CALLS: AtomicU64 = AtomicU64::new(1);
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    format!("ASimulatedTrace{call:06}")
}

/// Returns a number for a text. Each page is hashed, so it takes four times eight bytes
/// in steps that do not wait for each other; it protects from nothing.
fn hash(bytes: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let step = |hash: u64, bytes: &[u8; 8]| {
        let number = u64::from_le_bytes(*bytes);
        (hash ^ number).wrapping_mul(FACTOR).rotate_left(31)
    };
    let (blocks, rest) = bytes.as_chunks::<32>();
    let mut hashes = [0, 1, 2, 3];
    for block in blocks {
        let (parts, _) = block.as_chunks();
        for (hash, part) in hashes.iter_mut().zip(parts) {
            *hash = step(*hash, part);
        }
    }
    let (parts, rest) = rest.as_chunks();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let hashes = hashes.map(u64::to_le_bytes);
    let parts = parts.iter().chain([&last]).chain(&hashes);
    parts.fold(bytes.len() as u64, step)
}

//! Headers of responses.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use chrono::DateTime;

use super::answer::Answer;
use crate::simulator::error_response::ErrorResponse;
use crate::simulator::render::json;
use crate::types::timestamp::Timestamp;

const API_VERSION: HeaderName = HeaderName::from_static("facebook-api-version");
const TRACE_ID: HeaderName = HeaderName::from_static("x-fb-trace-id");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-fb-request-id");
const REVISION: HeaderName = HeaderName::from_static("x-fb-rev");
const DEBUG: HeaderName = HeaderName::from_static("x-fb-debug");

/// Headers of every response.
const CONSTANT: [(HeaderName, &str); 4] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (header::EXPIRES, "Sat, 01 Jan 2000 00:00:00 GMT"),
    (header::PRAGMA, "no-cache"),
    (REVISION, "1030000000"),
];

/// How far a time may be from the machine's to be taken for it.
const MACHINE_TIME: Duration = Duration::from_secs(2);

/// Methods that a browser may use.
const METHODS: &str = "GET, POST, DELETE, OPTIONS";

/// For how long a browser may remember what it may do, in seconds.
const PREFLIGHT_LIFETIME: &str = "86400";

/// Returns the headers of an answer from a version, without those of the usage.
pub(crate) fn of_answer(version: &str, answer: &Answer) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(16);
    for (name, value) in CONSTANT {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let cache = match answer.error {
        None => "private, no-cache, no-store, must-revalidate",
        Some(_) => "no-store",
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    let mut put = |names: &[HeaderName], value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            for name in names {
                // Clones share the value.
                headers.insert(name, value.clone());
            }
        }
    };
    put(&[API_VERSION], version);
    put(&[DEBUG], &format!("{}==", answer.trace_id));
    put(&[REQUEST_ID, TRACE_ID], &answer.trace_id);
    if let Some(tag) = &answer.etag {
        put(&[header::ETAG], tag);
    }
    if let Some(error) = &answer.error {
        put(&[header::WWW_AUTHENTICATE], &challenge(error));
    }
    headers
}

/// Returns the value of `Date` at a time that is not the machine's; `None` at the machine's,
/// which the server states by itself.
pub(crate) fn date(time: Timestamp) -> Option<HeaderValue> {
    if time.abs_diff(Timestamp::now()) < MACHINE_TIME {
        return None;
    }
    let time = DateTime::from_timestamp_secs(time.unix_seconds())?;
    let date = time.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    HeaderValue::try_from(date).ok()
}

/// Returns the value of `WWW-Authenticate` for an error.
fn challenge(error: &ErrorResponse) -> String {
    let kind = match error.code {
        Some(190) => "invalid_token",
        _ => "invalid_request",
    };
    // In JSON a message is in quotes, and in one line of ASCII.
    let message = json::written(|json| json.string(&error.message)).replace("\\/", "/");
    format!("OAuth \"Facebook Platform\" \"{kind}\" {message}")
}

/// Returns the name of a header as Graph spells it in a batch.
pub(crate) fn spelling(name: &HeaderName) -> String {
    match name.as_str() {
        "etag" => "ETag".to_owned(),
        "www-authenticate" => "WWW-Authenticate".to_owned(),
        own if own.starts_with("x-") || own.starts_with("facebook-") => own.to_owned(),
        standard => {
            let words = standard.split('-').map(|word| {
                let (first, rest) = word.split_at(word.len().min(1));
                first.to_ascii_uppercase() + rest
            });
            words.collect::<Vec<_>>().join("-")
        }
    }
}

/// Returns the response to a browser that asks what it may send.
pub(crate) fn preflight(request: &HeaderMap) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::OK;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, METHODS),
        (header::ACCESS_CONTROL_MAX_AGE, PREFLIGHT_LIFETIME),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // A browser takes no `*` for `authorization`.
    if let Some(names) = request.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
    }
    response
}

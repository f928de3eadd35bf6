//! HTTP responses, intact or faulty.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use futures_util::{StreamExt, stream};

use super::answer::{Answer, JSON};
use crate::simulator::faults::fault::Fault;

/// The body of an HTML page.
const HTML_PAGE: &str = "<html><body>Something went wrong.</body></html>";

/// Marks a response that must not be compressed.
#[derive(Clone)]
pub(crate) struct Uncompressed;

/// Creates a response with headers and an answer, or what a fault makes of it.
pub(crate) fn new(headers: HeaderMap, answer: &Answer, json: Bytes, faults: &[Fault]) -> Response {
    let status = answer.status;
    let valid = |status| StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    for fault in faults {
        return match fault {
            // These have no body.
            Fault::Html(status @ (204 | 304)) => {
                with_body(headers, valid(*status), "text/html", "")
            }
            Fault::Html(status) => with_body(headers, valid(*status), "text/html", HTML_PAGE),
            Fault::EmptyBody(status) => with_body(headers, valid(*status), "text/html", ""),
            Fault::Disconnect => disconnecting(headers, status, json),
            Fault::WrongContentLength => wrong_length(headers, status, json),
            Fault::SlowBody(delay) => slow_body(headers, status, json, *delay),
            _ => continue,
        };
    }
    with_body(headers, status, answer.content_type, json)
}

/// Creates a response with a body of a content type.
pub(crate) fn plain(
    status: StatusCode,
    content_type: &'static str,
    body: impl Into<Body>,
) -> Response {
    with_body(HeaderMap::new(), status, content_type, body)
}

/// Creates a response with headers and a body of a content type.
fn with_body(
    mut headers: HeaderMap,
    status: StatusCode,
    content_type: &'static str,
    body: impl Into<Body>,
) -> Response {
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// Creates a response whose connection closes in the middle of the body.
fn disconnecting(headers: HeaderMap, status: StatusCode, json: Bytes) -> Response {
    let half = json.slice(..json.len().div_ceil(2));
    let error = std::io::Error::other("disconnected");
    uncompressed(headers, status, sent(half, Some(error)))
}

/// Creates a response that states one byte more than it has.
fn wrong_length(headers: HeaderMap, status: StatusCode, json: Bytes) -> Response {
    let length = json.len() + 1;
    // The server does not check the header against the length of a stream.
    let mut response = uncompressed(headers, status, sent(json, None));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    response
}

/// Returns a body that ends, with an error or without, after the server has sent it.
///
/// The server drops what it has not sent of a body that fails or is too short. It sends
/// what it has when the next part of a body is not there yet.
fn sent(bytes: Bytes, end: Option<std::io::Error>) -> Body {
    let end = stream::once(async {
        tokio::task::yield_now().await;
        end
    });
    let end = end.filter_map(|end| std::future::ready(end.map(Err)));
    Body::from_stream(stream::iter([Ok(bytes)]).chain(end))
}

/// Creates a response that is sent byte by byte.
fn slow_body(headers: HeaderMap, status: StatusCode, json: Bytes, delay: Duration) -> Response {
    let bytes = stream::iter(json).then(move |byte| async move {
        tokio::time::sleep(delay).await;
        Ok::<_, std::io::Error>(Bytes::from(vec![byte]))
    });
    uncompressed(headers, status, Body::from_stream(bytes))
}

fn uncompressed(headers: HeaderMap, status: StatusCode, body: Body) -> Response {
    let mut response = with_body(headers, status, JSON, body);
    response.extensions_mut().insert(Uncompressed);
    response
}

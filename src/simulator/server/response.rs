//! HTTP responses, intact or faulty.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use futures_util::{StreamExt, stream};

use super::answer::{Answer, JSON};
use crate::simulator::faults::fault::Fault;

/// The body of an HTML page.
const HTML_PAGE: &str = "<html><body>Something went wrong.</body></html>";

/// Marks a response that must not be compressed.
#[derive(Clone)]
pub(crate) struct Uncompressed;

/// Creates a response with an answer, or what a fault makes of it.
pub(crate) fn new(answer: Answer, faults: &[Fault]) -> Response {
    let (status, json) = (answer.status, answer.body);
    let valid = |status| StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    for fault in faults {
        return match fault {
            Fault::Html(status) => plain(valid(*status), "text/html", HTML_PAGE),
            Fault::EmptyBody(status) => plain(valid(*status), "text/html", ""),
            Fault::Disconnect => disconnecting(status, json),
            Fault::WrongContentLength => wrong_length(status, json),
            Fault::SlowBody(delay) => slow_body(status, json, *delay),
            _ => continue,
        };
    }
    plain(status, answer.content_type, json)
}

/// Creates a response with a body of a content type.
pub(crate) fn plain(
    status: StatusCode,
    content_type: &'static str,
    body: impl Into<Body>,
) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// Creates a response whose connection closes in the middle of the body.
fn disconnecting(status: StatusCode, json: String) -> Response {
    let mut body = Bytes::from(json);
    let half = body.split_to(body.len() / 2);
    let parts = [Ok(half), Err(std::io::Error::other("disconnected"))];
    uncompressed(status, Body::from_stream(stream::iter(parts)))
}

/// Creates a response that states one byte more than it has.
fn wrong_length(status: StatusCode, json: String) -> Response {
    let length = json.len() + 1;
    // The server does not check the header against the length of a stream.
    let parts = [Ok::<_, std::io::Error>(Bytes::from(json))];
    let mut response = uncompressed(status, Body::from_stream(stream::iter(parts)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    response
}

/// Creates a response that is sent byte by byte.
fn slow_body(status: StatusCode, json: String, delay: Duration) -> Response {
    let bytes = stream::iter(json.into_bytes()).then(move |byte| async move {
        tokio::time::sleep(delay).await;
        Ok::<_, std::io::Error>(Bytes::from(vec![byte]))
    });
    uncompressed(status, Body::from_stream(bytes))
}

fn uncompressed(status: StatusCode, body: Body) -> Response {
    let mut response = plain(status, JSON, body);
    response.extensions_mut().insert(Uncompressed);
    response
}

//! Responses on the wire, whole and broken.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use futures_util::{StreamExt, stream};

use crate::simulator::faults::fault::Fault;

/// The content type of Graph's answers.
pub(crate) const JSON: &str = "application/json; charset=UTF-8";

/// The body that an error page has.
const HTML: &str = "<html><body>Something went wrong.</body></html>";

/// Marks an answer whose bytes go out as they are.
#[derive(Clone)]
pub(crate) struct AsItIs;

/// The response with a JSON body, or what the faults make of it.
pub(crate) fn of(status: StatusCode, json: String, faults: &[Fault]) -> Response {
    let faulty = |status| StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    for fault in faults {
        return match fault {
            Fault::Html(status) => plain(faulty(*status), "text/html", HTML),
            Fault::Empty(status) => plain(faulty(*status), "text/html", ""),
            Fault::Cut => cut(status, json),
            Fault::WrongLength => wrong_length(status, json),
            Fault::SlowBody(slow) => slow_body(status, json, *slow),
            _ => continue,
        };
    }
    plain(status, JSON, json)
}

/// A response with a body of a type.
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

/// An answer that ends in the middle.
fn cut(status: StatusCode, json: String) -> Response {
    let mut half = json;
    half.truncate(
        (0..=half.len() / 2)
            .rev()
            .find(|end| half.is_char_boundary(*end))
            .unwrap_or(0),
    );
    let parts = [Ok(Bytes::from(half)), Err(std::io::Error::other("cut"))];
    as_it_is(status, Body::from_stream(stream::iter(parts)))
}

/// An answer that states a byte more than it has.
fn wrong_length(status: StatusCode, json: String) -> Response {
    let length = json.len() + 1;
    // The length of a stream is not known, so the header is believed.
    let parts = [Ok::<_, std::io::Error>(Bytes::from(json))];
    let mut response = as_it_is(status, Body::from_stream(stream::iter(parts)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    response
}

/// An answer that comes byte by byte.
fn slow_body(status: StatusCode, json: String, slow: Duration) -> Response {
    let bytes = stream::iter(json.into_bytes()).then(move |byte| async move {
        tokio::time::sleep(slow).await;
        Ok::<_, std::io::Error>(Bytes::from(vec![byte]))
    });
    as_it_is(status, Body::from_stream(bytes))
}

fn as_it_is(status: StatusCode, body: Body) -> Response {
    let mut response = plain(status, JSON, body);
    response.extensions_mut().insert(AsItIs);
    response
}

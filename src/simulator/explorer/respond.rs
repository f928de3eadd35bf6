//! Responses to requests of the page and its files.

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;

use super::{document, files};
use crate::simulator::server::{form, response};

/// Where the files of the page are.
const FOLDER: &str = "/__explorer/";

/// What the page may do: load what this server has, and call it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types 'none'";

/// Headers of every response.
const HEADERS: [(HeaderName, &str); 7] = [
    (header::CACHE_CONTROL, "no-cache"),
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::VARY, "accept"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

const JSON: &str = "application/json";
const TEXT: &str = "text/plain; charset=utf-8";

/// Returns the response to a request of the page or of one of its files; `None` if it
/// is a call of Graph.
pub(crate) fn respond(head: &Parts) -> Option<Response> {
    let path = head.uri.path();
    let response = match path.strip_prefix(FOLDER) {
        Some(_) if !is_read(&head.method) => {
            plain(StatusCode::METHOD_NOT_ALLOWED, TEXT, "only GET is possible")
        }
        Some(name) => file(name),
        None if is_page(head) => plain(StatusCode::OK, files::PAGE.content_type, files::PAGE.text),
        None => return None,
    };
    Some(response)
}

/// Returns the response with a file, or with what the page reads of a version.
fn file(name: &str) -> Response {
    if let Some(file) = files::find(name) {
        return plain(StatusCode::OK, file.content_type, file.text);
    }
    let document = match name.strip_prefix("contract/") {
        Some(name) => name.strip_suffix(".json").and_then(document::of_version),
        None => (name == "contract.json").then(document::newest).flatten(),
    };
    match document {
        Some(document) => plain(StatusCode::OK, JSON, document),
        None => plain(StatusCode::NOT_FOUND, TEXT, "the explorer has no such file"),
    }
}

/// Returns whether a request is that of a browser for the page. Without `ids`, Graph
/// has nothing at `/` either.
fn is_page(head: &Parts) -> bool {
    let accepts_html = || {
        let accepted = head.headers.get_all(header::ACCEPT).iter();
        let mut accepted = accepted.filter_map(|value| value.to_str().ok());
        accepted.any(|value| value.to_ascii_lowercase().contains("text/html"))
    };
    let query = || form::read_query(head.uri.query().unwrap_or_default());
    head.uri.path() == "/"
        && is_read(&head.method)
        && accepts_html()
        && !query().iter().any(|(name, _)| name == "ids")
}

fn is_read(method: &Method) -> bool {
    [Method::GET, Method::HEAD].contains(method)
}

fn plain(status: StatusCode, content_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = response::plain(status, content_type, body);
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

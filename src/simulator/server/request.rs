//! Reads a call from an HTTP request.

use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, Uri, header};

use super::form;
use crate::simulator::call::Call;

/// Reads a call from the parts of a request.
pub(crate) fn read(method: Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Call {
    let mut params = form::read_query(uri.query().unwrap_or_default());
    let content_type = header_text(headers, header::CONTENT_TYPE);
    params.extend(form::read(content_type.unwrap_or_default(), body));
    let token = bearer(headers).map(str::to_owned);
    let if_none_match = header_text(headers, header::IF_NONE_MATCH);
    Call {
        host: host(uri, headers),
        if_none_match: if_none_match.map(str::to_owned),
        ..Call::new(method, uri.path(), params, token)
    }
}

/// Returns the host and port of a request, if they are valid.
fn host(uri: &Uri, headers: &HeaderMap) -> Option<String> {
    if let Some(authority) = uri.authority() {
        return Some(authority.as_str().to_owned());
    }
    let host = header_text(headers, header::HOST)?;
    let authority: Authority = host.parse().ok()?;
    // Nobody logs in to a host.
    (!host.contains('@')).then(|| authority.as_str().to_owned())
}

/// Returns the token in the header `authorization`.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = header_text(headers, header::AUTHORIZATION)?;
    let (scheme, token) = value.split_once(' ')?;
    let mut schemes = ["bearer", "oauth"].into_iter();
    let is_known = schemes.any(|known| scheme.eq_ignore_ascii_case(known));
    is_known.then(|| token.trim())
}

fn header_text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

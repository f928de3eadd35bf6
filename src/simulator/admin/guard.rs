//! Who may use the admin API: no web page of others, and no one without the secret.
//!
//! A page in a browser can send requests to loopback, and one whose name leads to
//! loopback can read the responses.

use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};

use super::error::AdminError;
use super::state::AdminState;

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses a request that must not use the API.
pub(super) fn check(state: &AdminState, headers: &HeaderMap) -> Result<(), AdminError> {
    let host = text(headers, &header::HOST).and_then(|host| host.parse::<Authority>().ok());
    let Some(host) = host else {
        return Err(forbidden("the header `Host` is missing or invalid"));
    };
    if state.is_loopback && !is_loopback(host.host()) {
        return Err(forbidden(&format!(
            "`{}` is not a name of this server: use `localhost` or `127.0.0.1`",
            host.host()
        )));
    }
    if headers.contains_key(header::ORIGIN) && !is_own(text(headers, &header::ORIGIN), &host) {
        return Err(forbidden("pages of other origins cannot use the admin API"));
    }
    if let Some(site) = text(headers, &FETCH_SITE)
        && !["same-origin", "none"].contains(&site)
    {
        return Err(forbidden("pages of other origins cannot use the admin API"));
    }
    match state.admin.accepts(bearer(headers)) {
        true => Ok(()),
        false => Err(AdminError::new(
            StatusCode::UNAUTHORIZED,
            "the admin API needs its secret: send it as `Authorization: Bearer <secret>`",
        )),
    }
}

fn forbidden(message: &str) -> AdminError {
    AdminError::new(StatusCode::FORBIDDEN, message)
}

fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let address = host.parse::<std::net::IpAddr>();
    address.map_or_else(
        |_| {
            let name = host.trim_end_matches('.').to_ascii_lowercase();
            name == "localhost" || name.ends_with(".localhost")
        },
        |address| address.is_loopback(),
    )
}

/// Returns whether an origin is that of the server itself.
fn is_own(origin: Option<&str>, host: &Authority) -> bool {
    let origin = origin.and_then(|origin| origin.split_once("://"));
    origin.is_some_and(|(_, origin)| origin.eq_ignore_ascii_case(host.as_str()))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = text(headers, &header::AUTHORIZATION)?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

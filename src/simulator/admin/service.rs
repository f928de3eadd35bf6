//! Answers requests to the admin API.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request as HttpRequest;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use serde::Serialize;
use serde_json::{Map, Value};

use super::error::AdminError;
use super::guard;
use super::route::{Input, Request, Route};
use super::routes::ROUTES;
use crate::simulator::server::request_body::{self, BodyError};
use crate::simulator::server::state::State;

/// The first segment of all paths.
const ROOT: &str = "__admin";

/// Headers of every response. Nothing here is for caches, or for pages of others.
const HEADERS: [(header::HeaderName, &str); 4] = [
    (header::CONTENT_TYPE, "application/json"),
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (
        header::HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// Returns whether a path is one of the admin API.
pub(crate) fn is_admin(path: &str) -> bool {
    path.split('/').nth(1) == Some(ROOT)
}

/// Answers a request to the admin API.
pub(crate) async fn respond(state: &Arc<State>, request: HttpRequest) -> Response {
    let result = answer(state, request).await;
    let (status, body, allow) = match result {
        Ok((status, value)) => (status, text(&value), None),
        Err(Refusal { error, allow }) => (error.status, text(&error.body()), allow),
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if let Some(allow) = allow.and_then(|allow| HeaderValue::try_from(allow).ok()) {
        headers.insert(header::ALLOW, allow);
    }
    response
}

/// An error, and the methods that the path has.
struct Refusal {
    error: AdminError,
    allow: Option<String>,
}

impl From<AdminError> for Refusal {
    fn from(error: AdminError) -> Self {
        Self { error, allow: None }
    }
}

async fn answer(state: &Arc<State>, request: HttpRequest) -> Result<(StatusCode, Value), Refusal> {
    let Some(admin) = &state.admin else {
        let message = "the admin API is off: start the simulator with `SimulatorBuilder::admin`, \
                       or the program with `--admin`";
        return Err(AdminError::new(StatusCode::NOT_FOUND, message).into());
    };
    let (head, body) = request.into_parts();
    guard::check(admin, &head.headers)?;
    let (route, id) = find(&head.method, head.uri.path())?;
    let input = match route.input {
        Input::Nothing => Value::Null,
        Input::Query(_) => parameters(head.uri.query().unwrap_or_default())?,
        Input::Body(_) => read_body(state, &head.headers, body).await?,
    };
    let request = Request {
        state,
        admin,
        id: &id,
        is_list: input.is_array(),
    };
    Ok((route.status, route.run(&request, &input)?))
}

/// Returns the route of a path and a method, and the id in the path.
fn find(method: &Method, path: &str) -> Result<(&'static Route, String), Refusal> {
    let decode = |segment: &str| {
        let decoded = percent_encoding::percent_decode_str(segment);
        decoded.decode_utf8_lossy().into_owned()
    };
    let segments: Vec<_> = path.split('/').skip(1).map(decode).collect();
    let of_path = ROUTES.iter();
    let of_path = of_path.filter_map(|route| Some((route, route.match_path(&segments)?)));
    let of_path: Vec<_> = of_path.collect();
    if of_path.is_empty() {
        let message = "there is no such path: `/__admin/openapi.json` lists them";
        return Err(AdminError::new(StatusCode::NOT_FOUND, message).into());
    }
    let allowed = of_path.iter().map(|(route, _)| route.method.as_str());
    let allow = allowed.collect::<Vec<_>>().join(", ");
    // The server omits the body of a response to `HEAD`.
    let method = if *method == Method::HEAD {
        &Method::GET
    } else {
        method
    };
    let mut of_path = of_path.into_iter();
    of_path
        .find(|(route, _)| route.method == *method)
        .ok_or_else(|| Refusal {
            error: AdminError::new(
                StatusCode::METHOD_NOT_ALLOWED,
                format!("the path has no method {method}: use {allow}"),
            ),
            allow: Some(allow),
        })
}

/// Reads parameters. One that is written as a whole number is one.
fn parameters(query: &str) -> Result<Value, AdminError> {
    let mut object = Map::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let value = match value.parse::<u64>() {
            Ok(number) if value.bytes().all(|byte| byte.is_ascii_digit()) => number.into(),
            _ => Value::String(value.into_owned()),
        };
        if object.insert(name.to_string(), value).is_some() {
            let message = format!("the parameter `{name}` is repeated: remove one");
            return Err(AdminError::new(StatusCode::BAD_REQUEST, message));
        }
    }
    Ok(Value::Object(object))
}

/// Reads JSON.
async fn read_body(
    state: &Arc<State>,
    headers: &HeaderMap,
    body: Body,
) -> Result<Value, AdminError> {
    let content_type = headers.get(header::CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    let media_type = content_type.and_then(|value| value.split(';').next());
    if !media_type
        .is_some_and(|media_type| media_type.trim().eq_ignore_ascii_case("application/json"))
    {
        return Err(AdminError::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "the body has another type: send JSON with `content-type: application/json`",
        ));
    }
    let bytes = request_body::read_bytes(&state.body_budget, body).await;
    let bytes = bytes.map_err(|error| {
        let (status, message) = match error {
            BodyError::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "the body is larger than 1 MiB: send less, or in several requests",
            ),
            BodyError::TooSlow => (StatusCode::REQUEST_TIMEOUT, "the body took too long"),
            BodyError::NoBudget => (
                StatusCode::SERVICE_UNAVAILABLE,
                "too many bodies are being read: retry later",
            ),
        };
        AdminError::new(status, message)
    })?;
    serde_json::from_slice(&bytes).map_err(|error| {
        let message = format!("the body is not JSON: {error}");
        AdminError::new(StatusCode::BAD_REQUEST, message)
    })
}

fn text(value: &impl Serialize) -> String {
    // It has text keys alone, so that it always is JSON.
    let mut text = serde_json::to_string(value).unwrap_or_default();
    text.push('\n');
    text
}

//! Requests to the simulator without connections, and worlds in YAML, for the fuzz targets.

use std::cell::OnceCell;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::State as Shared;
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use serde_json::Value;
use tokio::runtime::Runtime;

use super::Admin;
use super::clock::Clock;
use super::render::selection::Selection;
use super::server::http::respond;
use super::server::simulator::Simulator;
use super::world_file::WorldFile;
use crate::types::timestamp::Timestamp;

/// The world that is served.
const WORLD: &str = include_str!("../../examples/worlds/unusual.yaml");

const TOKEN: &str = "EAAB-simulated-token";
const SECRET: &str = "admin-secret";

/// The time of the simulator, in seconds since 1970.
const NOW: i64 = 1_785_283_200;

/// Requests of one input.
const MOST_REQUESTS: usize = 8;

/// The longest that a response takes, by a clock that waits for nothing.
const TIMEOUT: Duration = Duration::from_secs(10 * 365 * 24 * 3600);

/// A simulator on the thread of its runtime.
struct Local {
    runtime: Runtime,
    simulator: Simulator,
}

thread_local! {
    static LOCAL: OnceCell<Local> = const { OnceCell::new() };
}

/// Answers requests, which lines `===` separate: calls of Graph and of the admin API. No
/// request panics, JSON is JSON, the API is closed without its secret, and the world stays one
/// that can be served. The clock of the runtime stands still; the caller makes it, because
/// that takes a feature of tokio that the package does not have.
pub fn simulator(input: &[u8], runtime: fn() -> Runtime) {
    let text = String::from_utf8_lossy(input);
    let requests = text.split("\n===\n").filter_map(read);
    LOCAL.with(|local| {
        let local = local.get_or_init(|| Local::new(runtime()));
        let mut has_faults = false;
        for request in requests.take(MOST_REQUESTS) {
            has_faults |= request.uri().path().starts_with("/__admin/faults");
            local.answer(request, has_faults);
        }
        let problems = local.simulator.state.world().problems();
        assert!(problems.is_empty(), "{problems:?}");
        let reset = read("POST /__admin/reset").expect("a request");
        local.answer(reset, true);
    });
}

impl Local {
    fn new(runtime: Runtime) -> Self {
        let simulator = Simulator::builder()
            .world_file(WorldFile::from_yaml(WORLD, "world.yaml").expect("a world"))
            .access_token(TOKEN)
            .clock(Clock::Fixed(Timestamp::from_unix_seconds(NOW)))
            .admin(Admin::new().secret(SECRET));
        let simulator = runtime.block_on(simulator.start()).expect("a simulator");
        Self { runtime, simulator }
    }

    /// Answers a request. Faults may break the body.
    fn answer(&self, request: Request<Body>, has_faults: bool) {
        let is_admin = request.uri().path().split('/').nth(1) == Some("__admin");
        let is_allowed = is_allowed(request.headers());
        let shown = format!("{request:?}");
        let state = Shared(self.simulator.state.clone());
        let (status, headers, body) = self.runtime.block_on(async {
            let (head, body) = respond(state, request).await.into_parts();
            let body = tokio::time::timeout(TIMEOUT, to_bytes(body, usize::MAX)).await;
            let body = body.ok().and_then(Result::ok);
            (head.status, head.headers, body)
        });
        if is_admin && !is_allowed {
            assert!(
                [StatusCode::FORBIDDEN, StatusCode::UNAUTHORIZED].contains(&status),
                "{shown}"
            );
        }
        let is_json = headers.get(header::CONTENT_TYPE).is_some_and(is_json);
        if is_json && (is_admin || !has_faults) && status != StatusCode::NOT_MODIFIED {
            let body = body.expect("a body");
            let json = serde_json::from_slice::<Value>(&body);
            assert!(json.is_ok(), "{shown}: {}", String::from_utf8_lossy(&body));
        }
    }
}

fn is_json(content_type: &HeaderValue) -> bool {
    content_type.as_bytes().starts_with(b"application/json")
}

/// Returns whether a request may use the admin API.
fn is_allowed(headers: &HeaderMap) -> bool {
    let authorization = headers.get(header::AUTHORIZATION);
    let token = authorization.and_then(|value| value.to_str().ok()?.split_once(' '));
    token.is_some_and(|(_, token)| token.trim() == SECRET)
}

/// Reads a request: `GET /v26.0/me`, headers, an empty line, and a body. Without headers for
/// it, it has the token or the secret.
fn read(text: &str) -> Option<Request<Body>> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let (line, headers) = head.split_once('\n').unwrap_or((head, ""));
    let (method, url) = line.split_once(' ')?;
    let method = Method::from_bytes(method.as_bytes()).ok()?;
    let mut request = Request::builder().method(method).uri(url.trim());
    for header in headers.lines() {
        let (name, value) = header.split_once(':')?;
        request = request.header(name.trim(), value.trim());
    }
    let mut request = request.body(Body::from(body.to_owned())).ok()?;
    let token = match request.uri().path().starts_with("/__admin") {
        true => SECRET,
        false => TOKEN,
    };
    let authorization = HeaderValue::try_from(format!("Bearer {token}")).expect("a header");
    let defaults = [
        (header::AUTHORIZATION, authorization),
        (header::HOST, HeaderValue::from_static("localhost")),
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        ),
    ];
    for (name, value) in defaults {
        request.headers_mut().entry(name).or_insert(value);
    }
    Some(request)
}

/// Reads a world. Its errors cannot change a terminal.
pub fn world(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    match WorldFile::from_yaml(&text, "world.yaml") {
        Ok(file) => {
            let problems = file.world().problems();
            assert!(problems.is_empty(), "{problems:?}");
        }
        Err(error) => {
            let shown = error.to_string();
            let control = shown.chars().find(|c| c.is_control() && *c != '\n');
            assert!(control.is_none(), "{control:?} in {shown:?}");
        }
    }
}

/// Returns whether a call may have a text as its `fields`.
pub(crate) fn selects(fields: &str) -> bool {
    Selection::parse(fields).is_ok()
}

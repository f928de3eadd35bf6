//! The server: from a request on the socket to the response on it.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode, Version, header};
use axum::response::Response;
use futures_util::{StreamExt, stream};
use tokio::net::TcpListener;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate};

use super::access::Access;
use super::answer::Answerer;
use super::batch;
use super::call::Call;
use super::contract::{CONTRACT, VersionContract};
use super::fault::{self, Fault, Faults};
use super::locked;
use super::node::Style;
use super::quirk;
use super::quota::{Quota, UseCase};
use super::refusal::Refusal;
use super::times::Times;
use super::world::World;
use crate::version::Date;

/// Headers of Graph's own.
const API_VERSION: HeaderName = HeaderName::from_static("facebook-api-version");
const TRACE_ID: HeaderName = HeaderName::from_static("x-fb-trace-id");

/// The content type of Graph's answers.
const JSON: &str = "application/json; charset=UTF-8";

/// Bytes that a body of a request may have.
const BODY_LIMIT: usize = 1024 * 1024;

/// Calls that are remembered, so that one that stays up does not grow.
const MOST_SEEN: usize = 100_000;

/// What all calls have in common.
pub(crate) struct Shared {
    pub(crate) world: World,
    pub(crate) access: Access,
    pub(crate) today: Date,
    pub(crate) latency: Duration,
    /// Whether answers are compressed for clients that take it.
    pub(crate) compresses: bool,
    pub(crate) url: String,
    pub(crate) quota: Mutex<Quota>,
    pub(crate) faults: Mutex<Faults>,
    pub(crate) seen: Mutex<VecDeque<Seen>>,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// A call that the simulator saw.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Seen {
    /// Method, such as `GET`.
    pub method: String,
    /// The version in the path, such as `v26.0`.
    pub version: Option<String>,
    /// The version that answered.
    pub answered_by: String,
    /// The path below the version, such as `/me/conversations`.
    pub path: String,
    /// Parameters, without the access token and the proof.
    pub params: Vec<(String, String)>,
    /// HTTP status of the answer.
    pub status: u16,
}

impl Seen {
    /// The value of a parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        let (_, value) = self.params.iter().find(|(other, _)| other == name)?;
        Some(value)
    }
}

/// Marks an answer whose bytes go out as they are.
#[derive(Clone)]
struct AsItIs;

/// Serves calls for as long as it is polled.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let mut router = Router::new().fallback(respond);
    if shared.compresses {
        let plain = |_: StatusCode, _: Version, _: &HeaderMap, marks: &Extensions| {
            marks.get::<AsItIs>().is_none()
        };
        let compression = CompressionLayer::new()
            .quality(CompressionLevel::Fastest)
            .compress_when(DefaultPredicate::new().and(plain));
        router = router.layer(compression);
    }
    let router = router.with_state(shared);
    // It ends only with the listener.
    let _ = axum::serve(listener, router).await;
}

async fn respond(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, BODY_LIMIT).await;
    let bytes = body.as_ref().map_or(&[][..], |bytes| bytes);
    let call = Call::read(head.method, &head.uri, &head.headers, bytes);
    let fault = locked(&shared.faults).next();
    let slow = match fault {
        Some(Fault::Slow(slow)) => slow,
        _ => Duration::ZERO,
    };
    let wait = shared.latency + slow;
    // The timer's tick is a millisecond: a sleep of nothing takes one too.
    if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
    let version = call.version.as_deref();
    let Some(contract) = CONTRACT.answering(version, shared.today) else {
        return plain(
            StatusCode::INTERNAL_SERVER_ERROR,
            "text/plain",
            "no version is usable",
        );
    };
    let result = match (body, &call.batch) {
        (Ok(_), None) => answer(&shared, contract, &call, fault.as_ref()),
        (Ok(_), Some(batch)) => answer_all(&shared, &call, batch, fault.as_ref()),
        (Err(_), _) => Err(Refusal::parameter("The request is too large")),
    };
    let response = response(&shared, contract, &call, result, fault.as_ref());
    note(&shared, contract, call, response.status());
    response
}

/// The JSON that answers the calls that a call holds.
fn answer_all(
    shared: &Shared,
    call: &Call,
    batch: &str,
    fault: Option<&Fault>,
) -> Result<String, Refusal> {
    shared.access.check(call)?;
    let parts = batch::parts(call, batch)?.into_iter().filter_map(|part| {
        let contract = CONTRACT.answering(part.version.as_deref(), shared.today)?;
        let trace_id = trace_id();
        let told = Told::new(&part, answer(shared, contract, &part, fault), &trace_id);
        let mut headers = headers(shared, contract, &part, &told, &trace_id);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(JSON));
        note(shared, contract, part, told.status);
        Some(batch::answer(call, told.status, &headers, told.json))
    });
    Ok(serde_json::Value::from_iter(parts).to_string())
}

/// The JSON that answers a call, or why there is none.
fn answer(
    shared: &Shared,
    contract: &VersionContract,
    call: &Call,
    fault: Option<&Fault>,
) -> Result<String, Refusal> {
    if let Some(version) = call
        .version
        .as_deref()
        .filter(|version| !CONTRACT.knows(version))
    {
        let message = format!("Unknown path components: /{version}");
        return Err(Refusal::new(400, 2500, message));
    }
    shared.access.check(call)?;
    let counts = match (locked(&shared.quota), fault) {
        (mut quota, Some(Fault::Throttle(rest))) => {
            quota.throttle(*rest);
            false
        }
        (mut quota, _) => quota.count(),
    };
    if !counts {
        let code = UseCase::of(&shared.world, call).code;
        return Err(fault::refusal(&contract.errors, code, None, None));
    }
    match fault {
        Some(Fault::Error {
            code,
            subcode,
            is_transient,
        }) => {
            return Err(fault::refusal(
                &contract.errors,
                *code,
                *subcode,
                *is_transient,
            ));
        }
        Some(Fault::TooMuchData { above }) => quirk::too_much_data(call, *above)?,
        _ => {}
    }
    let version = call.version.as_deref().unwrap_or(&contract.version);
    let json = Answerer {
        world: &shared.world,
        contract,
        call,
        odd: quirk::odd(fault),
        style: Style {
            base: format!("{}/{version}", shared.url),
            access_token: shared.access.access_token.clone(),
            times: Times::read(call.get("date_format"))?,
        },
    }
    .answer()?;
    Ok(quirk::changed(json, fault))
}

fn response(
    shared: &Shared,
    contract: &VersionContract,
    call: &Call,
    result: Result<String, Refusal>,
    fault: Option<&Fault>,
) -> Response {
    let trace_id = trace_id();
    let told = Told::new(call, result, &trace_id);
    let mut headers = headers(shared, contract, call, &told, &trace_id);
    let Told { status, json, .. } = told;
    let faulty = |status| StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    let html = "<html><body>Something went wrong.</body></html>";
    let mut response = match fault {
        Some(Fault::Html(status)) => plain(faulty(*status), "text/html", html),
        Some(Fault::Empty(status)) => plain(faulty(*status), "text/html", ""),
        Some(Fault::Cut) => cut(status, json),
        Some(Fault::WrongLength) => wrong_length(status, json),
        Some(Fault::SlowBody(slow)) => slow_body(status, json, *slow),
        _ => plain(status, JSON, json),
    };
    let own = response.headers_mut();
    headers.extend(own.drain());
    *own = headers;
    response
}

/// A result, as it is told.
struct Told {
    status: StatusCode,
    json: String,
    /// Whether the token is to blame.
    invalid_token: bool,
}

impl Told {
    fn new(call: &Call, result: Result<String, Refusal>, trace_id: &str) -> Self {
        match result {
            Ok(json) => Self {
                status: StatusCode::OK,
                json,
                invalid_token: false,
            },
            Err(refusal) => Self {
                status: match call.get("suppress_response_codes") {
                    Some("true" | "1") => StatusCode::OK,
                    _ => StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::BAD_REQUEST),
                },
                json: refusal.body(trace_id).to_string(),
                invalid_token: refusal.code == 190,
            },
        }
    }
}

fn headers(
    shared: &Shared,
    contract: &VersionContract,
    call: &Call,
    told: &Told,
    trace_id: &str,
) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(8);
    let mut put = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    put(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    let private = "private, no-cache, no-store, must-revalidate";
    put(header::CACHE_CONTROL, private);
    if told.invalid_token {
        let invalid = "OAuth \"Facebook Platform\" \"invalid_token\"";
        put(header::WWW_AUTHENTICATE, invalid);
    }
    let own = [
        (API_VERSION, contract.version.as_str()),
        (TRACE_ID, trace_id),
    ];
    for (name, value) in own {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(name, value);
        }
    }
    let id = call.path.first().map_or("", String::as_str);
    let id = shared.world.metered(id).unwrap_or_default();
    let use_case = UseCase::of(&shared.world, call);
    locked(&shared.quota).write(&mut headers, id, use_case.name);
    headers
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

fn plain(status: StatusCode, content_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

fn note(shared: &Shared, contract: &VersionContract, call: Call, status: StatusCode) {
    let secret = ["appsecret_proof", "appsecret_time"];
    let params = call.params.into_iter();
    let seen = Seen {
        method: call.method.to_string(),
        version: call.version,
        answered_by: contract.version.clone(),
        path: format!("/{}", call.path.join("/")),
        params: params
            .filter(|(name, _)| !secret.contains(&name.as_str()))
            .collect(),
        status: status.as_u16(),
    };
    let mut all = locked(&shared.seen);
    if all.len() == MOST_SEEN {
        all.pop_front();
    }
    all.push_back(seen);
}

/// An id of a call.
fn trace_id() -> String {
    static CALLS: AtomicU64 = AtomicU64::new(1);
    format!(
        "ASimulatedTrace{:06}",
        CALLS.fetch_add(1, Ordering::Relaxed)
    )
}

//! The HTTP server: reads requests, and writes responses with Graph's headers.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router as HttpRouter;
use axum::body::to_bytes;
use axum::extract::{Request, State as Shared};
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode, Version, header};
use axum::response::Response;
use serde_json::Value;
use tokio::net::TcpListener;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate};

use super::quota::{self, UseCase};
use super::response::{self, JSON, Uncompressed};
use super::router::Router;
use super::state::{State, lock};
use super::{batch, request};
use crate::simulator::call::Call;
use crate::simulator::contract::{CONTRACT, VersionContract};
use crate::simulator::error_response::ErrorResponse;
use crate::simulator::faults::apply;
use crate::simulator::faults::fault::Fault;
use crate::simulator::model::world::World;
use crate::simulator::render::Context;
use crate::simulator::render::date_format::DateFormat;
use crate::simulator::render::json;

const API_VERSION: HeaderName = HeaderName::from_static("facebook-api-version");
const TRACE_ID: HeaderName = HeaderName::from_static("x-fb-trace-id");

/// Maximum size of a request body, in bytes.
const BODY_LIMIT: usize = 1024 * 1024;

/// Serves calls until it is dropped.
pub(crate) async fn serve(listener: TcpListener, state: Arc<State>) {
    let mut router = HttpRouter::new().fallback(respond);
    if state.compresses {
        let is_allowed = |_: StatusCode, _: Version, _: &HeaderMap, marks: &Extensions| {
            marks.get::<Uncompressed>().is_none()
        };
        let compression = CompressionLayer::new()
            .quality(CompressionLevel::Fastest)
            .compress_when(DefaultPredicate::new().and(is_allowed));
        router = router.layer(compression);
    }
    let router = router.with_state(state);
    // It returns only if the listener fails.
    let _ = axum::serve(listener, router).await;
}

async fn respond(Shared(state): Shared<Arc<State>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, BODY_LIMIT).await;
    let bytes = body.as_ref().map_or(&[][..], |bytes| bytes);
    let call = request::read(head.method, &head.uri, &head.headers, bytes);
    let faults = lock(&state.faults).next();
    let delays = faults.iter().map(|fault| match fault {
        Fault::Delay(delay) => *delay,
        _ => Duration::ZERO,
    });
    let delay = delays.fold(state.latency, Duration::saturating_add);
    // Even a sleep of zero takes a tick of the timer, a millisecond.
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    for fault in &faults {
        if let Fault::NewMessage { thread_id } = fault {
            state.change_world(|world| world.add_message(thread_id));
        }
    }
    let exchange = Exchange {
        state: &state,
        world: &state.world(),
        faults: &faults,
    };
    exchange.respond(call, body.is_ok())
}

/// What a request is answered from.
struct Exchange<'a> {
    state: &'a State,
    world: &'a World,
    faults: &'a [Fault],
}

impl Exchange<'_> {
    /// Returns the response to a call. `has_body` is whether the body could be
    /// read.
    fn respond(&self, call: Call, has_body: bool) -> Response {
        let version = call.version.as_deref();
        let Some(contract) = CONTRACT.answering(version, self.state.today) else {
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            return response::plain(status, "text/plain", "all versions have expired");
        };
        let result = match (has_body, &call.batch) {
            (true, None) => self.answer(contract, &call),
            (true, Some(batch)) => self.answer_batch(&call, batch),
            (false, _) => Err(ErrorResponse::parameter("The request is too large")),
        };
        let answer = Answer::new(&call, result);
        let mut headers = self.headers(contract, &call, &answer);
        let mut response = response::new(answer.status, answer.body, self.faults);
        headers.extend(response.headers_mut().drain());
        *response.headers_mut() = headers;
        self.log(contract, call, response.status());
        response
    }

    /// Returns the body of the response to a batch.
    fn answer_batch(&self, call: &Call, batch: &str) -> Result<String, ErrorResponse> {
        self.state.access.check(call)?;
        let calls = batch::calls(call, batch)?.into_iter();
        let answered = apply::answered_of_batch(self.faults);
        let responses = calls.enumerate().filter_map(|(place, part)| {
            if place >= answered {
                return Some(Value::Null);
            }
            let version = part.version.as_deref();
            let contract = CONTRACT.answering(version, self.state.today)?;
            let answer = Answer::new(&part, self.answer(contract, &part));
            let mut headers = self.headers(contract, &part, &answer);
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(JSON));
            self.log(contract, part, answer.status);
            Some(batch::response(call, answer.status, &headers, answer.body))
        });
        Ok(json::to_string(&Value::from_iter(responses)))
    }

    /// Returns the body of the response to a call.
    fn answer(&self, contract: &VersionContract, call: &Call) -> Result<String, ErrorResponse> {
        let version = call.version.as_deref();
        if let Some(version) = version.filter(|version| !CONTRACT.knows(version)) {
            return Err(ErrorResponse::path(version));
        }
        self.state.access.check(call)?;
        if !self.count() {
            let code = UseCase::of(self.world, call).code;
            return Err(ErrorResponse::from_table(
                &contract.errors,
                code,
                None,
                None,
            ));
        }
        apply::check_call(call, self.faults, contract)?;
        let version = version.unwrap_or(&contract.version);
        let router = Router {
            contract,
            call,
            context: Context {
                world: self.world,
                base_url: format!("{}/{version}", self.state.url),
                access_token: call.access_token.as_deref().unwrap_or_default(),
                dates: DateFormat::new(call.get("date_format"))?,
            },
            paging_fault: apply::paging_fault(self.faults),
            omits_missing_ids: self.faults.contains(&Fault::OmitMissingIds),
        };
        apply::change_body(router.answer()?, call, self.faults)
    }

    /// Counts a call. Returns `false` if the token is rate limited.
    fn count(&self) -> bool {
        let mut quota = lock(&self.state.quota);
        let block = self.faults.iter().find_map(|fault| match fault {
            Fault::Throttle(duration) => Some(*duration),
            _ => None,
        });
        match block {
            Some(duration) => {
                quota.block(duration);
                false
            }
            None => quota.count(),
        }
    }

    fn headers(&self, contract: &VersionContract, call: &Call, answer: &Answer) -> HeaderMap {
        let mut headers = HeaderMap::with_capacity(8);
        let mut put = |name: HeaderName, value: &'static str| {
            headers.insert(name, HeaderValue::from_static(value));
        };
        put(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        let private = "private, no-cache, no-store, must-revalidate";
        put(header::CACHE_CONTROL, private);
        if answer.has_invalid_token {
            let invalid = "OAuth \"Facebook Platform\" \"invalid_token\"";
            put(header::WWW_AUTHENTICATE, invalid);
        }
        let own = [
            (API_VERSION, contract.version.as_str()),
            (TRACE_ID, answer.trace_id.as_str()),
        ];
        for (name, value) in own {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(name, value);
            }
        }
        let page_id = quota::metered_page(self.world, call);
        let use_case = UseCase::of(self.world, call);
        lock(&self.state.quota).write(&mut headers, page_id, &use_case);
        headers
    }

    fn log(&self, contract: &VersionContract, call: Call, status: StatusCode) {
        let mut calls = lock(&self.state.calls);
        calls.push(call, &contract.version, status.as_u16());
    }
}

/// The answer to a call, without headers.
struct Answer {
    status: StatusCode,
    body: String,
    has_invalid_token: bool,
    trace_id: String,
}

impl Answer {
    fn new(call: &Call, result: Result<String, ErrorResponse>) -> Self {
        let trace_id = trace_id();
        match result {
            Ok(body) => Self {
                status: StatusCode::OK,
                body,
                has_invalid_token: false,
                trace_id,
            },
            Err(error) => Self {
                status: match call.get("suppress_response_codes") {
                    Some("true" | "1") => StatusCode::OK,
                    _ => StatusCode::from_u16(error.status).unwrap_or(StatusCode::BAD_REQUEST),
                },
                body: json::to_string(&error.body(&trace_id)),
                has_invalid_token: error.code == 190,
                trace_id,
            },
        }
    }
}

/// Returns an id for a response.
fn trace_id() -> String {
    static CALLS: AtomicU64 = AtomicU64::new(1);
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    format!("ASimulatedTrace{call:06}")
}

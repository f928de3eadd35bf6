//! The server: from a request on the socket to the response on it.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode, Version, header};
use axum::response::Response;
use tokio::net::TcpListener;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate};

use crate::simulator::faults::fault::{self, Fault, Faults};
use crate::simulator::faults::quirk;
use crate::simulator::locked;
use crate::simulator::model::world::World;
use crate::simulator::render::contract::{CONTRACT, VersionContract};
use crate::simulator::render::json;
use crate::simulator::render::node::Style;
use crate::simulator::render::refusal::Refusal;
use crate::simulator::render::times::Times;
use crate::simulator::server::access::Access;
use crate::simulator::server::answer::Answerer;
use crate::simulator::server::batch;
use crate::simulator::server::call::Call;
use crate::simulator::server::quota::{Quota, UseCase};
use crate::simulator::server::reply::{self, AsItIs, JSON};
use crate::simulator::server::seen::{self, Seen};
use crate::version::Date;

/// Headers of Graph's own.
const API_VERSION: HeaderName = HeaderName::from_static("facebook-api-version");
const TRACE_ID: HeaderName = HeaderName::from_static("x-fb-trace-id");

/// Bytes that a body of a request may have.
const BODY_LIMIT: usize = 1024 * 1024;

/// What all calls have in common.
pub(crate) struct Shared {
    /// A call keeps the world that it began with.
    pub(crate) world: Mutex<Arc<World>>,
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

impl Shared {
    /// The world as it is now.
    pub(crate) fn world(&self) -> Arc<World> {
        locked(&self.world).clone()
    }

    /// Adds a message to a conversation; `false` where there is none.
    pub(crate) fn add_message(&self, thread_id: &str) -> bool {
        Arc::make_mut(&mut locked(&self.world)).add_message(thread_id)
    }
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

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
    let faults = locked(&shared.faults).next();
    let slow = faults.iter().map(|fault| match fault {
        Fault::Slow(slow) => *slow,
        _ => Duration::ZERO,
    });
    let wait = slow.fold(shared.latency, Duration::saturating_add);
    // The timer's tick is a millisecond: a sleep of nothing takes one too.
    if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
    for fault in &faults {
        if let Fault::NewMessage { thread_id } = fault {
            shared.add_message(thread_id);
        }
    }
    let now = Now {
        shared: &shared,
        world: &shared.world(),
        faults: &faults,
    };
    now.respond(call, body.is_ok())
}

/// What a request is answered from.
struct Now<'a> {
    shared: &'a Shared,
    world: &'a World,
    faults: &'a [Fault],
}

impl Now<'_> {
    /// The response to a call, whose body may have been too large to read.
    fn respond(&self, call: Call, is_read: bool) -> Response {
        let version = call.version.as_deref();
        let Some(contract) = CONTRACT.answering(version, self.shared.today) else {
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            return reply::plain(status, "text/plain", "no version is usable");
        };
        let result = match (is_read, &call.batch) {
            (true, None) => self.answer(contract, &call),
            (true, Some(batch)) => self.answer_all(&call, batch),
            (false, _) => Err(Refusal::parameter("The request is too large")),
        };
        let trace_id = trace_id();
        let told = Told::new(&call, result, &trace_id);
        let mut headers = self.headers(contract, &call, &told, &trace_id);
        let mut response = reply::of(told.status, told.json, self.faults);
        let own = response.headers_mut();
        headers.extend(own.drain());
        *own = headers;
        self.note(contract, call, response.status());
        response
    }

    /// The JSON that answers the calls that a call holds.
    fn answer_all(&self, call: &Call, batch: &str) -> Result<String, Refusal> {
        self.shared.access.check(call)?;
        let parts = batch::parts(call, batch)?.into_iter().filter_map(|part| {
            let version = part.version.as_deref();
            let contract = CONTRACT.answering(version, self.shared.today)?;
            let trace_id = trace_id();
            let told = Told::new(&part, self.answer(contract, &part), &trace_id);
            let mut headers = self.headers(contract, &part, &told, &trace_id);
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(JSON));
            self.note(contract, part, told.status);
            Some(batch::answer(call, told.status, &headers, told.json))
        });
        Ok(json::to_string(&serde_json::Value::from_iter(parts)))
    }

    /// The JSON that answers a call, or why there is none.
    fn answer(&self, contract: &VersionContract, call: &Call) -> Result<String, Refusal> {
        let version = call.version.as_deref();
        if let Some(version) = version.filter(|version| !CONTRACT.knows(version)) {
            let message = format!("Unknown path components: /{version}");
            return Err(Refusal::new(400, 2500, message));
        }
        self.shared.access.check(call)?;
        if !self.counts() {
            let code = UseCase::of(self.world, call).code;
            return Err(fault::refusal(&contract.errors, code, None, None));
        }
        quirk::check(call, self.faults, &contract.errors)?;
        let version = version.unwrap_or(&contract.version);
        let json = Answerer {
            world: self.world,
            contract,
            call,
            odd: quirk::odd(self.faults),
            leaves_out: self.faults.contains(&Fault::MissingIdsLeftOut),
            style: Style {
                base: format!("{}/{version}", self.shared.url),
                access_token: self.shared.access.access_token.clone(),
                times: Times::read(call.get("date_format"))?,
            },
        }
        .answer()?;
        quirk::changed(json, call, self.faults)
    }

    /// Counts a call; `false` where it is throttled.
    fn counts(&self) -> bool {
        let mut quota = locked(&self.shared.quota);
        let rest = self.faults.iter().find_map(|fault| match fault {
            Fault::Throttle(rest) => Some(*rest),
            _ => None,
        });
        match rest {
            Some(rest) => {
                quota.throttle(rest);
                false
            }
            None => quota.count(),
        }
    }

    fn headers(
        &self,
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
        let id = self.world.metered(id).unwrap_or_default();
        let use_case = UseCase::of(self.world, call);
        locked(&self.shared.quota).write(&mut headers, id, use_case.name);
        headers
    }

    fn note(&self, contract: &VersionContract, call: Call, status: StatusCode) {
        let version = &contract.version;
        seen::note(&self.shared.seen, call, version, status.as_u16());
    }
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
                json: json::to_string(&refusal.body(trace_id)),
                invalid_token: refusal.code == 190,
            },
        }
    }
}

/// An id of a call.
fn trace_id() -> String {
    static CALLS: AtomicU64 = AtomicU64::new(1);
    format!(
        "ASimulatedTrace{:06}",
        CALLS.fetch_add(1, Ordering::Relaxed)
    )
}

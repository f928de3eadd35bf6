//! The HTTP service: reads requests, and returns responses.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State as Shared};
use axum::handler::Handler;
use axum::http::{Extensions, HeaderMap, Method, StatusCode, Version, header};
use axum::response::Response;
use hyper::body::{Body as _, Incoming};
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use tower_http::CompressionLevel;
use tower_http::compression::Compression;
use tower_http::compression::predicate::{DefaultPredicate, Predicate};

use super::exchange::Exchange;
use super::response::Uncompressed;
use super::state::{State, lock};
use super::{headers, request, request_body};
use crate::simulator::faults::fault::Fault;
use crate::simulator::model::change::Change;
#[cfg(feature = "simulator-server")]
use crate::simulator::{admin, explorer};

/// The service of a connection.
#[derive(Clone)]
pub(crate) enum HttpService {
    Graph(Arc<State>),
    /// Answers requests without TLS where it is needed.
    #[cfg(feature = "simulator-server")]
    TlsRequired,
}

impl Service<Request<Incoming>> for HttpService {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        match self {
            Self::Graph(state) => Box::pin(answer(state.clone(), request)),
            #[cfg(feature = "simulator-server")]
            Self::TlsRequired => Box::pin(std::future::ready(Ok(tls_required()))),
        }
    }
}

/// Returns the response to a request without TLS.
#[cfg(feature = "simulator-server")]
fn tls_required() -> Response {
    let text = "this port expects TLS: use a URL that starts with https://\n";
    let mut response =
        super::response::plain(StatusCode::BAD_REQUEST, "text/plain; charset=utf-8", text);
    let close = axum::http::HeaderValue::from_static("close");
    response.headers_mut().insert(header::CONNECTION, close);
    response
}

/// Answers a request, with a body that is compressed where client and server want it.
async fn answer(state: Arc<State>, request: Request<Incoming>) -> Result<Response, Infallible> {
    let is_head = request.method() == Method::HEAD;
    let mut response = match state.compresses {
        true => compressed(state, request).await?,
        false => respond(Shared(state), request.map(Body::new)).await,
    };
    // The server states the length of a body only where it sends one.
    if let Some(length) = response.body().size_hint().exact() {
        let headers = response.headers_mut();
        headers
            .entry(header::CONTENT_LENGTH)
            .or_insert_with(|| length.into());
    }
    if is_head {
        *response.body_mut() = Body::empty();
    }
    Ok(response)
}

async fn compressed(state: Arc<State>, request: Request<Incoming>) -> Result<Response, Infallible> {
    let is_allowed = |_: StatusCode, _: Version, _: &HeaderMap, marks: &Extensions| {
        marks.get::<Uncompressed>().is_none()
    };
    let compression = Compression::new(respond.with_state(state))
        .quality(CompressionLevel::Fastest)
        .compress_when(DefaultPredicate::new().and(is_allowed));
    let response = TowerToHyperService::new(compression).call(request).await?;
    Ok(response.map(Body::new))
}

/// Answers a request.
pub(crate) async fn respond(Shared(state): Shared<Arc<State>>, request: Request) -> Response {
    #[cfg(feature = "simulator-server")]
    if admin::is_admin(request.uri().path()) {
        return admin::respond(&state, request).await;
    }
    let (head, body) = request.into_parts();
    #[cfg(feature = "simulator-server")]
    if let Some(response) = state
        .has_explorer
        .then(|| explorer::respond(&head))
        .flatten()
    {
        return response;
    }
    if head.method == Method::OPTIONS {
        return headers::preflight(&head.headers);
    }
    let body = request_body::read(&state.body_budget, body).await;
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
            let change = Change::message(thread_id, "One more question");
            // A fault about a conversation that is gone has no effect.
            let _ = lock(&state.living).change(change);
        }
    }
    let moment = lock(&state.living).call();
    let exchange = Exchange {
        state: &state,
        world: &moment.world,
        time: moment.time,
        faults: &faults,
    };
    exchange.respond(call, body.map(drop))
}

//! The HTTP service: reads requests, and returns responses.

use std::sync::Arc;
use std::time::Duration;

use axum::Router as HttpRouter;
use axum::extract::{Request, State as Shared};
use axum::http::{Extensions, HeaderMap, Method, StatusCode, Version};
use axum::response::Response;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate};

use super::exchange::Exchange;
use super::response::Uncompressed;
use super::state::{State, lock};
use super::{headers, request, request_body};
use crate::simulator::faults::fault::Fault;
use crate::simulator::model::change::Change;
#[cfg(feature = "simulator-server")]
use crate::simulator::{admin, explorer};

/// Returns the service that answers requests.
pub(crate) fn service(state: Arc<State>) -> HttpRouter {
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
    router.with_state(state)
}

/// Returns the service that answers requests without TLS where it is needed.
#[cfg(feature = "simulator-server")]
pub(crate) fn without_tls() -> HttpRouter {
    let close = [(axum::http::header::CONNECTION, "close")];
    let text = "this port expects TLS: use a URL that starts with https://\n";
    HttpRouter::new().fallback(move || async move { (StatusCode::BAD_REQUEST, close, text) })
}

async fn respond(Shared(state): Shared<Arc<State>>, request: Request) -> Response {
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

//! What `tracing` is told, with the feature of that name. No URL, no token and
//! no text of Graph's is among it.

use std::time::Duration;

use crate::error::Error;
use crate::request::Request;
use crate::response::ResponseInfo;
use crate::version::{GraphVersion, Version};

/// Runs a call within a span of its own.
pub(crate) fn within_call<R: Request, F: Future>(call: F) -> impl Future<Output = F::Output> {
    let (operation, version) = (R::NAME, R::Version::VERSION.name);
    #[cfg(feature = "tracing")]
    let call = tracing::Instrument::instrument(
        call,
        tracing::info_span!("graph_call", operation, version),
    );
    #[cfg(not(feature = "tracing"))]
    let _ = (operation, version);
    call
}

/// An attempt failed, and another follows.
pub(crate) fn again(error: &Error, attempts: u32, wait: Duration) {
    #[cfg(feature = "tracing")]
    tracing::warn!(
        attempts,
        ?wait,
        status = error.status(),
        code = error.graph().map(|error| error.code),
        subcode = error.graph().and_then(|error| error.subcode),
        "the call is sent again"
    );
    #[cfg(not(feature = "tracing"))]
    let _ = (error, attempts, wait);
}

/// Graph throttles the token.
pub(crate) fn throttled(rest: Duration) {
    #[cfg(feature = "tracing")]
    tracing::warn!(?rest, "the token is throttled");
    #[cfg(not(feature = "tracing"))]
    let _ = rest;
}

/// A page has to be smaller.
pub(crate) fn shrunk(limit: u64) {
    #[cfg(feature = "tracing")]
    tracing::info!(limit, "Graph asks for less data at once");
    #[cfg(not(feature = "tracing"))]
    let _ = limit;
}

/// A page was read.
pub(crate) fn page(items: usize, info: &ResponseInfo) {
    #[cfg(feature = "tracing")]
    tracing::debug!(
        items,
        status = info.status,
        usage = info.usage.highest(),
        "page"
    );
    #[cfg(not(feature = "tracing"))]
    let _ = (items, info);
}

/// Another version answered than the one asked for.
pub(crate) fn forwarded(asked: Version, answered: &str) {
    #[cfg(feature = "tracing")]
    tracing::warn!(asked = asked.name, answered, "another version answered");
    #[cfg(not(feature = "tracing"))]
    let _ = (asked, answered);
}

//! What `tracing` is told, with the feature of that name. No URL, no token and
//! no text of Graph's is among it.

use std::time::Duration;

use crate::client::response::ResponseInfo;
use crate::decode::{Report, UnreadableNode};
use crate::error::Error;
use crate::request::Request;
use crate::version::{GraphVersion, Version};

/// The target of all spans and events, whatever module they are in.
#[cfg(feature = "tracing")]
const TARGET: &str = "page_conversations";

/// Runs a call within a span of its own.
pub(crate) fn within_call<R: Request, F: Future>(call: F) -> impl Future<Output = F::Output> {
    let (operation, version) = (R::NAME, R::Version::VERSION.name);
    #[cfg(feature = "tracing")]
    let call = tracing::Instrument::instrument(
        call,
        tracing::info_span!(target: TARGET, "graph_call", operation, version),
    );
    #[cfg(not(feature = "tracing"))]
    let _ = (operation, version);
    call
}

/// An attempt failed, and another follows.
pub(crate) fn again(error: &Error, attempts: u32, wait: Duration) {
    #[cfg(feature = "tracing")]
    tracing::warn!(
        target: TARGET,
        attempts,
        ?wait,
        status = error.status(),
        code = error.graph().and_then(|error| error.code),
        subcode = error.graph().and_then(|error| error.subcode),
        "the call is sent again"
    );
    #[cfg(not(feature = "tracing"))]
    let _ = (error, attempts, wait);
}

/// Graph throttles the token.
pub(crate) fn throttled(rest: Duration) {
    #[cfg(feature = "tracing")]
    tracing::warn!(target: TARGET, ?rest, "the token is throttled");
    #[cfg(not(feature = "tracing"))]
    let _ = rest;
}

/// A page has to be smaller.
pub(crate) fn shrunk(limit: u64, halvings_within: u32) {
    #[cfg(feature = "tracing")]
    tracing::info!(target: TARGET, limit, halvings_within, "Graph asks for less data at once");
    #[cfg(not(feature = "tracing"))]
    let _ = (limit, halvings_within);
}

/// A page keeps failing, and the nodes that cause it are looked for.
pub(crate) fn isolating(error: &Error) {
    #[cfg(feature = "tracing")]
    tracing::warn!(
        target: TARGET,
        status = error.status(),
        code = error.graph().map(|error| error.code),
        subcode = error.graph().and_then(|error| error.subcode),
        "a page keeps failing; looking for the nodes that cause it"
    );
    #[cfg(not(feature = "tracing"))]
    let _ = error;
}

/// A node cannot be read.
pub(crate) fn unreadable(node: &UnreadableNode) {
    #[cfg(feature = "tracing")]
    tracing::warn!(
        target: TARGET,
        id = node.id,
        status = node.error.status(),
        code = node.error.graph().map(|error| error.code),
        subcode = node.error.graph().and_then(|error| error.subcode),
        "a node cannot be read"
    );
    #[cfg(not(feature = "tracing"))]
    let _ = node;
}

/// A page was read.
pub(crate) fn page(items: usize, info: &ResponseInfo) {
    #[cfg(feature = "tracing")]
    tracing::debug!(
        target: TARGET,
        items,
        status = info.status,
        usage = info.usage.highest(),
        "page"
    );
    #[cfg(not(feature = "tracing"))]
    let _ = (items, info);
}

/// Values of a response did not fit the contract.
pub(crate) fn mismatches(report: &Report) {
    #[cfg(feature = "tracing")]
    for (group, count) in report.groups() {
        tracing::warn!(
            target: TARGET,
            count,
            path = group.pattern,
            expected = &*group.expected,
            found = %group.found,
            outcome = %group.outcome,
            "a value does not fit the contract"
        );
    }
    #[cfg(not(feature = "tracing"))]
    let _ = report;
}

/// Another version answered than the one asked for.
pub(crate) fn forwarded(asked: Version, answered: &str) {
    #[cfg(feature = "tracing")]
    tracing::warn!(target: TARGET, asked = asked.name, answered, "another version answered");
    #[cfg(not(feature = "tracing"))]
    let _ = (asked, answered);
}

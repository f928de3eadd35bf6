//! Events for the feature `tracing`. They contain no URL, no token and no text that
//! Graph sent. The spans are in `span.rs`.

#![cfg_attr(not(feature = "tracing"), allow(unused_variables))]

use std::time::Duration;

use crate::client::response_info::ResponseInfo;
use crate::decode::Report;
use crate::error::{Error, UnreadableNode};
use crate::version::Version;

/// The target of all spans and events.
#[cfg(feature = "tracing")]
pub(crate) const TARGET: &str = "page_conversations";

/// Reports that a call failed for good.
pub(crate) fn failed(error: &Error, attempts: u32) {
    #[cfg(feature = "tracing")]
    tracing::warn!(
        target: TARGET,
        attempts,
        advice = error.advice().label(),
        "error.type" = &*error.label(),
        status = error.status(),
        code = error.graph().and_then(|error| error.code),
        subcode = error.graph().and_then(|error| error.subcode),
        "call failed"
    );
}

/// Reports that the response to a call cannot be decoded.
pub(crate) fn undecodable(error: &Error) {
    #[cfg(feature = "tracing")]
    tracing::warn!(
        target: TARGET,
        advice = error.advice().label(),
        "error.type" = &*error.label(),
        status = error.status(),
        "response cannot be decoded"
    );
}

/// Reports that an attempt failed and is retried.
pub(crate) fn retrying(error: &Error, attempts: u32, wait: Duration) {
    #[cfg(feature = "tracing")]
    tracing::warn!(
        target: TARGET,
        attempts,
        ?wait,
        status = error.status(),
        code = error.graph().and_then(|error| error.code),
        subcode = error.graph().and_then(|error| error.subcode),
        "call failed; retrying"
    );
}

/// Reports that requests of a batch failed and are repeated.
pub(crate) fn repeating(requests: usize, attempts: u32, wait: Duration) {
    #[cfg(feature = "tracing")]
    tracing::warn!(target: TARGET, requests, attempts, ?wait, "requests of a batch failed; repeating them");
}

/// Reports that requests of a batch could not be repeated. They keep their first errors.
pub(crate) fn repeating_failed(error: &Error) {
    #[cfg(feature = "tracing")]
    tracing::warn!(
        target: TARGET,
        status = error.status(),
        code = error.graph().and_then(|error| error.code),
        "repeating requests of a batch failed"
    );
}

/// Reports that Graph limits the rate of the token, and whether it states a longer wait than
/// the token pauses.
pub(crate) fn rate_limited(retry_after: Duration, stated: Duration) {
    #[cfg(feature = "tracing")]
    {
        tracing::warn!(target: TARGET, ?retry_after, "token is rate limited");
        if stated > retry_after {
            tracing::warn!(target: TARGET, ?stated, "stated wait is longer than the maximum");
        }
    }
}

/// Reports that the pacer did not take a pause over.
pub(crate) fn pause_failed(error: &Error) {
    #[cfg(feature = "tracing")]
    tracing::error!(target: TARGET, %error, "pacer failed to pause the token");
}

/// Reports that the token was renewed and the call is repeated.
pub(crate) fn token_renewed() {
    #[cfg(feature = "tracing")]
    tracing::info!(target: TARGET, "token was refused and renewed; repeating the call");
}

/// Reports that a hook panicked after an attempt.
pub(crate) fn hook_panicked(operation: &'static str) {
    #[cfg(feature = "tracing")]
    tracing::error!(target: TARGET, operation, "hook panicked after an attempt");
}

/// Reports that a call is not retried because too many were.
pub(crate) fn retry_budget_exhausted(error: &Error) {
    #[cfg(feature = "tracing")]
    tracing::warn!(
        target: TARGET,
        status = error.status(),
        code = error.graph().and_then(|error| error.code),
        "retry budget is exhausted; not retrying"
    );
}

/// Reports that pages are made smaller.
pub(crate) fn page_shrunk(limit: u64, nested_halvings: u32) {
    #[cfg(feature = "tracing")]
    tracing::info!(target: TARGET, limit, nested_halvings, "Graph asked for less data; requesting smaller pages");
}

/// Reports that a page keeps failing and is bisected.
pub(crate) fn bisecting(error: &Error) {
    #[cfg(feature = "tracing")]
    tracing::warn!(
        target: TARGET,
        status = error.status(),
        code = error.graph().and_then(|error| error.code),
        subcode = error.graph().and_then(|error| error.subcode),
        "page keeps failing; searching for unreadable nodes"
    );
}

/// Reports that a node cannot be read.
pub(crate) fn unreadable(node: &UnreadableNode) {
    #[cfg(feature = "tracing")]
    tracing::warn!(
        target: TARGET,
        id = node.id,
        status = node.error.status(),
        code = node.error.graph().and_then(|error| error.code),
        subcode = node.error.graph().and_then(|error| error.subcode),
        "node cannot be read"
    );
}

/// Reports that a response lacks a requested node.
pub(crate) fn missing(id: &str) {
    #[cfg(feature = "tracing")]
    tracing::warn!(target: TARGET, id, "node is missing in the response");
}

/// Reports that a page was read.
pub(crate) fn page(items: usize, info: &ResponseInfo) {
    #[cfg(feature = "tracing")]
    tracing::debug!(
        target: TARGET,
        items,
        status = info.status,
        usage = info.usage.highest(),
        "page read"
    );
}

/// Reports the values of a response that do not match the contract.
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
            "value does not match the contract"
        );
    }
}

/// Reports that another version answered than the requested one.
pub(crate) fn other_version(requested: Version, answered_by: &str) {
    #[cfg(feature = "tracing")]
    tracing::warn!(target: TARGET, requested = requested.name, answered_by, "another version answered");
}

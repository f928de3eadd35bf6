//! Spans for the feature `tracing`: one per call, and within it one per attempt, which
//! follows the conventions of OpenTelemetry for HTTP clients. They contain no token, no id
//! and no text that Graph sent.

#![cfg_attr(not(feature = "tracing"), allow(unused_variables))]

use std::time::Duration;

use crate::client::attempt::SentAttempt;
use crate::client::response_info::ResponseInfo;
use crate::error::Error;
use crate::version::Version;

#[cfg(feature = "tracing")]
use self::recorded::{attempt_span, call_span, record_error};

/// A span. Without the feature it is nothing.
#[derive(Clone)]
pub(crate) struct Span {
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

/// Runs a future within the span of the caller.
pub(crate) fn in_current<F: Future>(future: F) -> impl Future<Output = F::Output> {
    #[cfg(feature = "tracing")]
    let future = tracing::Instrument::in_current_span(future);
    future
}

impl Span {
    /// Returns the span of a call.
    pub(crate) fn of_call(operation: &'static str, version: Version) -> Self {
        Self {
            #[cfg(feature = "tracing")]
            span: call_span(operation, version),
        }
    }

    /// Returns the span of an attempt at a host, with the template of its path.
    pub(crate) fn of_attempt(attempt: &SentAttempt, host: &str, method: &str, path: &str) -> Self {
        Self {
            #[cfg(feature = "tracing")]
            span: attempt_span(attempt, host, method, path),
        }
    }

    /// Runs a future within the span.
    pub(crate) fn enclose<F: Future>(&self, future: F) -> impl Future<Output = F::Output> {
        #[cfg(feature = "tracing")]
        let future = tracing::Instrument::instrument(future, self.span.clone());
        future
    }

    /// Records how a call ended.
    pub(crate) fn end_call(&self, attempts: u32, error: Option<&Error>) {
        #[cfg(feature = "tracing")]
        {
            self.span.record("attempts", attempts);
            if let Some(error) = error {
                self.span.record("advice", error.advice().label());
                record_error(&self.span, error);
            }
        }
    }

    /// Records how an attempt ended.
    pub(crate) fn end_attempt(&self, duration: Duration, result: Result<&ResponseInfo, &Error>) {
        #[cfg(feature = "tracing")]
        {
            let info = result.map_or_else(Error::info, Some);
            if let Some(info) = info {
                self.span.record("http.response.status_code", info.status);
            }
            self.span.record("duration", duration.as_secs_f64());
            if let Err(error) = result {
                record_error(&self.span, error);
            }
        }
    }
}

#[cfg(feature = "tracing")]
mod recorded {
    use reqwest::Url;
    use tracing::field::Empty;
    use tracing::{Span, info_span};

    use crate::client::attempt::SentAttempt;
    use crate::client::trace::TARGET;
    use crate::error::Error;
    use crate::version::Version;

    pub(super) fn call_span(operation: &'static str, version: Version) -> Span {
        info_span!(
            target: TARGET,
            "graph_call",
            operation,
            version = version.name,
            attempts = Empty,
            otel.status_code = Empty,
            "error.type" = Empty,
            code = Empty,
            subcode = Empty,
            advice = Empty,
        )
    }

    pub(super) fn attempt_span(
        attempt: &SentAttempt,
        host: &str,
        method: &str,
        path: &str,
    ) -> Span {
        let span = info_span!(
            target: TARGET,
            "graph_attempt",
            otel.name = Empty,
            otel.kind = "client",
            http.request.method = method,
            server.address = Empty,
            server.port = Empty,
            url.full = Empty,
            url.template = Empty,
            attempt = attempt.number,
            http.request.resend_count = Empty,
            http.response.status_code = Empty,
            duration = Empty,
            otel.status_code = Empty,
            "error.type" = Empty,
            code = Empty,
            subcode = Empty,
        );
        // Only for a span that somebody reads.
        if !span.is_disabled() {
            let path = match path {
                "" => String::new(),
                path => format!("/{}{path}", attempt.version),
            };
            record_url(&span, method, host, &path);
        }
        if attempt.number > 1 {
            span.record("http.request.resend_count", attempt.number - 1);
        }
        span
    }

    /// Records where an attempt is sent to. Of the URL this is the template: its ids and its
    /// query are private.
    fn record_url(span: &Span, method: &str, host: &str, path: &str) {
        if path.is_empty() {
            span.record("otel.name", method);
        } else {
            span.record("otel.name", format!("{method} {path}").as_str());
            span.record("url.template", path);
        }
        span.record("url.full", format!("{host}{path}").as_str());
        let url = Url::parse(host).ok();
        if let Some(address) = url.as_ref().and_then(Url::host_str) {
            span.record("server.address", address);
        }
        if let Some(port) = url.as_ref().and_then(Url::port_or_known_default) {
            span.record("server.port", port);
        }
    }

    pub(super) fn record_error(span: &Span, error: &Error) {
        span.record("otel.status_code", "ERROR");
        span.record("error.type", &*error.label());
        if let Some(graph) = error.graph() {
            span.record("code", graph.code);
            span.record("subcode", graph.subcode);
        }
    }
}

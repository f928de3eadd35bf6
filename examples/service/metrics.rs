//! Metrics, written by a hook.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use page_conversations::{Attempt, AttemptOutcome, Hook, HookFuture};
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Upper bounds of the buckets of durations, in seconds.
const SECONDS: [f64; 9] = [0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0];

type Labels<const N: usize> = [(&'static str, Cow<'static, str>); N];

/// The metrics of all Pages. Clones share their values.
#[derive(Clone)]
pub struct Metrics {
    registry: Arc<Registry>,
    attempts: Family<Labels<2>, Counter>,
    seconds: Family<Labels<1>, Histogram, fn() -> Histogram>,
    in_flight: Gauge,
    quota: Family<Labels<1>, Gauge<f64, AtomicU64>>,
    pub renewals: Counter,
}

impl Metrics {
    pub fn new() -> Self {
        let histogram: fn() -> Histogram = || Histogram::new(SECONDS);
        let mut metrics = Self {
            registry: Arc::default(),
            attempts: Family::default(),
            seconds: Family::new_with_constructor(histogram),
            in_flight: Gauge::default(),
            quota: Family::default(),
            renewals: Counter::default(),
        };
        let mut registry = Registry::with_prefix("graph");
        let help = "Attempts, by operation and by HTTP status or kind of error";
        registry.register("attempts", help, metrics.attempts.clone());
        let help = "Time of attempts";
        registry.register("attempt_seconds", help, metrics.seconds.clone());
        let help = "Attempts that have no outcome yet";
        registry.register("attempts_in_flight", help, metrics.in_flight.clone());
        let help = "Highest share of a quota that a Page has used, in percent";
        registry.register("quota_percent", help, metrics.quota.clone());
        let help = "Access tokens that were renewed";
        registry.register("token_renewals", help, metrics.renewals.clone());
        metrics.registry = Arc::new(registry);
        metrics
    }

    /// Returns the metrics in the text format of OpenMetrics.
    pub fn text(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

impl Hook for Metrics {
    fn before_attempt<'a>(&'a self, _: &'a mut Attempt) -> HookFuture<'a> {
        self.in_flight.inc();
        Box::pin(std::future::ready(Ok(())))
    }

    fn after_attempt(&self, attempt: &Attempt, outcome: &AttemptOutcome<'_>) {
        self.in_flight.dec();
        let operation = ("operation", attempt.operation().into());
        let status = match &outcome.result {
            Ok(info) => info.status.to_string().into(),
            Err(error) => error.label(),
        };
        let labels = [operation.clone(), ("status", status)];
        self.attempts.get_or_create(&labels).inc();
        let seconds = self.seconds.get_or_create(&[operation]);
        seconds.observe(outcome.duration.as_secs_f64());
        let usage = outcome.info().map(|info| &info.usage.business);
        for usage in usage.into_iter().flatten() {
            if let Some(percent) = usage.metrics.highest() {
                let page = ("page", usage.id.clone().into());
                self.quota.get_or_create(&[page]).set(percent);
            }
        }
    }
}

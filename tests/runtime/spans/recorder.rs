//! Records spans and events by their fields.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, OnceLock};

use serde_json::{Value, json};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{DefaultGuard, NoSubscriber};
use tracing::{Dispatch, Event, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;

/// A span or an event.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The id of a span.
    pub id: Option<u64>,
    pub parent: Option<u64>,
    pub name: String,
    pub level: String,
    pub fields: Fields,
}

#[derive(Clone, Debug, Default)]
pub struct Fields(pub BTreeMap<String, Value>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.add(field, json!(format!("{value:?}")));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, json!(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.add(field, json!(value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.add(field, json!(value));
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.add(field, json!(value));
    }
}

impl Fields {
    fn add(&mut self, field: &Field, value: Value) {
        self.0.insert(field.name().to_owned(), value);
    }
}

pub const GUIDE: &str = include_str!("../../../src/guide.md");

/// Records the spans and events of this crate.
#[derive(Clone, Default)]
pub struct Recorder(Arc<Mutex<Vec<Recorded>>>);

impl Recorder {
    /// Records what this thread does.
    pub fn start() -> (Self, DefaultGuard) {
        let recorder = Self::default();
        let subscriber = tracing_subscriber::registry().with(recorder.clone());
        // As in the tests of events: a second one keeps callsites enabled.
        static SECOND: OnceLock<Dispatch> = OnceLock::new();
        SECOND.get_or_init(|| Dispatch::new(NoSubscriber::new()));
        (recorder, subscriber.set_default())
    }

    fn add(&self, id: Option<u64>, parent: Option<u64>, of: &Metadata<'_>, fields: Fields) {
        if of.target() != "page_conversations" {
            return;
        }
        for name in of.fields().iter().map(|field| field.name()) {
            let is_documented = name == "message" || GUIDE.contains(&format!("`{name}`"));
            assert!(is_documented, "the guide does not list `{name}`");
        }
        let mut fields = fields;
        let message = fields.0.remove("message");
        let message = message.and_then(|message| Some(message.as_str()?.to_owned()));
        self.0.lock().unwrap().push(Recorded {
            id,
            parent,
            name: message.unwrap_or_else(|| of.name().to_owned()),
            level: of.level().to_string(),
            fields,
        });
    }

    pub fn all(&self) -> Vec<Recorded> {
        self.0.lock().unwrap().clone()
    }

    pub fn named(&self, name: &str) -> Vec<Recorded> {
        let all = self.all().into_iter();
        all.filter(|recorded| recorded.name == name).collect()
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Recorder {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        let parent = context
            .span(id)
            .and_then(|span| Some(span.parent()?.id().into_u64()));
        self.add(Some(id.into_u64()), parent, attributes.metadata(), fields);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        let mut all = self.0.lock().unwrap();
        let id = Some(id.into_u64());
        // Ids of closed spans are used again.
        if let Some(span) = all.iter_mut().rev().find(|span| span.id == id) {
            values.record(&mut span.fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let parent = context.event_span(event).map(|span| span.id().into_u64());
        self.add(None, parent, event.metadata(), fields);
    }
}

impl Recorded {
    /// Returns the fields but the duration, which is a number of seconds.
    pub fn timed_fields(&self) -> Value {
        let mut fields = self.fields.0.clone();
        let duration = fields.remove("duration").and_then(|value| value.as_f64());
        assert!(duration.is_some_and(|seconds| seconds >= 0.0), "{self:?}");
        json!(fields)
    }

    pub fn field(&self, name: &str) -> Value {
        self.fields.0.get(name).cloned().unwrap_or_default()
    }
}

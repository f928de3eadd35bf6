//! Hooks see one outcome of each attempt that was sent, however its call ends.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use page_conversations::v26_0::ListConversations;
use page_conversations::{Attempt, AttemptOutcome, Hook, HookFuture};

use crate::loopback::{self, ACCESS_TOKEN, PAGE_ID};
use crate::raw_server::{RawServer, Then};

/// Notes the attempts that began, and the outcomes.
#[derive(Clone, Default)]
struct Outcomes(Arc<Mutex<Vec<String>>>);

impl Outcomes {
    fn note(&self, note: String) {
        self.0.lock().unwrap().push(note);
    }

    fn notes(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

impl Hook for Outcomes {
    fn before_attempt<'a>(&'a self, attempt: &'a mut Attempt) -> HookFuture<'a> {
        self.note(format!("begin {}", attempt.number()));
        Box::pin(std::future::ready(Ok(())))
    }

    fn after_attempt(&self, attempt: &Attempt, outcome: &AttemptOutcome<'_>) {
        let error = outcome.result.unwrap_err();
        let status = outcome.info().map(|info| info.status);
        self.note(format!(
            "end {} {} {status:?}",
            attempt.number(),
            error.label()
        ));
    }
}

/// A head without its body, and a server that does not respond.
const HALVES: [(&str, Option<u16>); 2] = [
    ("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{", Some(200)),
    ("", None),
];

#[tokio::test]
async fn an_operation_timeout_is_the_outcome_of_the_attempt_that_it_ends() {
    for (response, status) in HALVES {
        let server = RawServer::start(response, Then::Hold).await;
        let outcomes = Outcomes::default();
        let builder = loopback::builder(ACCESS_TOKEN, &server.url).hook(outcomes.clone());
        let builder = builder.operation_timeout(Duration::from_millis(200));
        let request = ListConversations::new(PAGE_ID);
        builder.build().unwrap().page(&request).await.unwrap_err();
        let end = format!("end 1 operation_timeout {status:?}");
        assert_eq!(outcomes.notes(), ["begin 1", &end]);
    }
}

#[tokio::test]
async fn a_dropped_call_is_an_outcome_too() {
    for (response, _) in HALVES {
        let server = RawServer::start(response, Then::Hold).await;
        let outcomes = Outcomes::default();
        let builder = loopback::builder(ACCESS_TOKEN, &server.url).hook(outcomes.clone());
        let graph = builder.build().unwrap();
        let request = ListConversations::new(PAGE_ID);
        let call = graph.page(&request);
        let ended = tokio::time::timeout(Duration::from_millis(200), call).await;
        assert!(ended.is_err());
        assert_eq!(outcomes.notes(), ["begin 1", "end 1 canceled None"]);
    }
}

/// Takes its time before an attempt.
struct Slow(Duration);

impl Hook for Slow {
    fn before_attempt<'a>(&'a self, _: &'a mut Attempt) -> HookFuture<'a> {
        Box::pin(async {
            tokio::time::sleep(self.0).await;
            Ok(())
        })
    }
}

#[tokio::test]
async fn an_attempt_that_was_not_sent_has_no_outcome() {
    let outcomes = Outcomes::default();
    let (host, _socket) = loopback::closed().unwrap();
    let builder = loopback::builder(ACCESS_TOKEN, host).hook(outcomes.clone());
    let builder = builder
        .hook(Slow(Duration::from_secs(600)))
        .operation_timeout(Duration::from_millis(50));
    let request = ListConversations::new(PAGE_ID);
    builder.build().unwrap().page(&request).await.unwrap_err();
    assert_eq!(outcomes.notes(), ["begin 1"]);
}

/// Notes the duration of an attempt.
#[derive(Clone, Default)]
struct Durations(Arc<Mutex<Vec<Duration>>>);

impl Hook for Durations {
    fn after_attempt(&self, _: &Attempt, outcome: &AttemptOutcome<'_>) {
        self.0.lock().unwrap().push(outcome.duration);
    }
}

#[tokio::test]
async fn the_duration_of_an_attempt_does_not_include_the_hooks() {
    const SLOW: Duration = Duration::from_millis(500);
    let server = RawServer::start("", Then::Close).await;
    let durations = Durations::default();
    let builder = loopback::builder(ACCESS_TOKEN, &server.url).hook(Slow(SLOW));
    let graph = builder.hook(durations.clone()).build().unwrap();
    let start = Instant::now();
    graph
        .page(&ListConversations::new(PAGE_ID))
        .await
        .unwrap_err();
    let elapsed = start.elapsed();
    let durations = durations.0.lock().unwrap();
    assert_eq!(durations.len(), 1);
    assert!(durations[0] + SLOW <= elapsed, "{durations:?}, {elapsed:?}");
}

//! Pacers that misbehave.

use std::sync::Arc;
use std::time::Duration;

use page_conversations::{
    CallPhase, Error, Graph, GraphBuilder, LocalPacer, PacedCall, Pacer, PacerFuture, Pacing,
    Permit,
};
use serde_json::json;
use wiremock::ResponseTemplate;

use super::{MEDIUM, SHORT, assert_timed_out, ends, list, sent, shown};
use crate::loopback::{self, ACCESS_TOKEN, answering, page};
use crate::paused_clock::PausedClock;

/// What a pacer does wrong.
#[derive(Clone, Copy, PartialEq)]
enum Does {
    /// Panics before it returns a future.
    PanicAtOnce,
    Panic,
    Hang,
    Fail,
}

/// Does something wrong when it is asked to acquire or to pause.
struct Wrong {
    acquire: Option<Does>,
    pause: Option<Does>,
}

fn future<T: Send + 'static>(does: Option<Does>, result: T) -> PacerFuture<'static, T> {
    assert!(does != Some(Does::PanicAtOnce), "the pacer panics at once");
    Box::pin(async move {
        match does {
            Some(Does::Hang) => std::future::pending().await,
            Some(Does::Fail) => Err(format!("no row for {ACCESS_TOKEN}").into()),
            Some(_) => panic!("the pacer panics"),
            None => Ok(result),
        }
    })
}

impl Pacer for Wrong {
    fn acquire(&self, _: PacedCall) -> PacerFuture<'_, Permit> {
        future(self.acquire, Permit::Granted)
    }

    fn pause(&self, _: Duration) -> PacerFuture<'_, ()> {
        future(self.pause, ())
    }

    fn paused_for(&self) -> PacerFuture<'_, Option<Duration>> {
        future(self.pause, None)
    }

    fn resume(&self) -> PacerFuture<'_, ()> {
        future(self.pause, ())
    }
}

fn graph(builder: GraphBuilder, acquire: Option<Does>, pause: Option<Does>) -> Graph {
    let graph = builder.build().unwrap();
    graph.with_pacer(Wrong { acquire, pause })
}

fn builder(host: String) -> GraphBuilder {
    loopback::builder(ACCESS_TOKEN, host)
}

#[tokio::test]
async fn a_pacer_that_panics_or_fails_is_an_error_and_sends_nothing() {
    let server = answering([]).await;
    for (does, words) in [
        (Does::PanicAtOnce, "panicked"),
        (Does::Panic, "panicked"),
        (Does::Fail, "no row for <access token>"),
    ] {
        let graph = graph(builder(server.uri()), Some(does), Some(does));
        let error = ends(graph.page(&list())).await.unwrap_err();
        let others = [
            ends(graph.rate_limited_for()).await.unwrap_err(),
            ends(graph.clear_rate_limit()).await.unwrap_err(),
        ];
        for error in others.iter().chain([&error]) {
            assert!(matches!(error, Error::Pacer { .. }), "{error:?}");
            assert!(shown(error).contains(words), "{error}");
        }
        // It still has its connections.
        let paced = graph.with_pacer(LocalPacer::new(Pacing::off()));
        ends(paced.page(&list())).await.unwrap_err();
    }
    assert_eq!(sent(&server).await, 3);
}

#[tokio::test]
async fn a_pacer_that_hangs_ends_with_the_operation_timeout() {
    let server = answering([]).await;
    let builder = builder(server.uri()).operation_timeout(SHORT);
    let graph = graph(builder, Some(Does::Hang), None);
    let error = ends(graph.page(&list())).await.unwrap_err();
    assert_timed_out(&error, CallPhase::Pace, "waiting for the pacer");
    assert_eq!(sent(&server).await, 0);

    let wrong = Wrong {
        acquire: None,
        pause: Some(Does::Hang),
    };
    let graph = graph.with_pacer(wrong);
    let others = [
        ends(graph.rate_limited_for()).await.unwrap_err(),
        ends(graph.clear_rate_limit()).await.unwrap_err(),
    ];
    for error in others {
        assert_timed_out(&error, CallPhase::Pace, "waiting for the pacer");
    }
}

#[tokio::test(start_paused = true)]
async fn a_pacer_that_cannot_pause_loses_no_response() {
    let usage = json!({"1": [{"type": "messenger", "estimated_time_to_regain_access": 5}]});
    let usage = usage.to_string();
    for does in [Does::PanicAtOnce, Does::Panic, Does::Hang, Does::Fail] {
        let full = page(json!({"data": [{"id": "t_1"}]}));
        let full = full.insert_header("x-business-use-case-usage", usage.as_str());
        let limited = ResponseTemplate::new(429).insert_header("retry-after", "30");
        let server = answering([full, limited]).await;
        let clock = PausedClock::default();
        let builder = builder(server.uri()).operation_timeout(MEDIUM);
        let graph = graph(builder.hook(clock.clone()), None, Some(does));
        let calls = async {
            let page = ends(graph.page(&list())).await.unwrap();
            assert_eq!(page.items.len(), 1);
            ends(graph.page(&list())).await.unwrap_err()
        };
        let error = clock.run_beside(calls).await;
        assert_eq!(error.status(), Some(429), "{}", shown(&error));
    }
}

#[tokio::test]
async fn the_end_of_a_pause_wakes_the_calls_that_wait() {
    let server = answering([page(json!({"data": []})), page(json!({"data": []}))]).await;
    let pacer = Arc::new(LocalPacer::new(Pacing::off()));
    // Less than the default retry waits.
    pacer.pause(Duration::from_secs(60)).await.unwrap();
    let builder = loopback::builder(ACCESS_TOKEN, server.uri());
    let builder = builder.retry(page_conversations::Retry::default());
    let graph = builder.build().unwrap().with_pacer(pacer);
    let calls = [graph.clone(), graph.clone()]
        .map(|graph| tokio::spawn(async move { graph.page(&list()).await }));
    while !calls.iter().all(|call| !call.is_finished()) || sent(&server).await > 0 {
        tokio::task::yield_now().await;
    }
    tokio::time::sleep(SHORT).await;
    assert_eq!(sent(&server).await, 0);
    graph.clear_rate_limit().await.unwrap();
    for call in calls {
        ends(call).await.unwrap().unwrap();
    }
    assert_eq!(graph.rate_limited_for().await.unwrap(), None);
}

#[tokio::test]
async fn a_pause_longer_than_the_clock_counts_is_a_pause() {
    let pacer = LocalPacer::new(Pacing::off());
    pacer.pause(Duration::MAX).await.unwrap();
    let rest = pacer.paused_for().await.unwrap().unwrap();
    assert!(rest > Duration::from_secs(365 * 24 * 3600), "{rest:?}");
    pacer.pause(Duration::from_secs(1)).await.unwrap();
    assert!(pacer.paused_for().await.unwrap().unwrap() > Duration::from_secs(60));
    pacer.resume().await.unwrap();
    assert_eq!(pacer.paused_for().await.unwrap(), None);
}

//! How many calls a token makes in a time, and when it rests.

mod pauses;

use crate::loopback;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::loopback::{ACCESS_TOKEN, PAGE_ID, answering, page, recorded_error};
use crate::paused_clock::PausedClock;
use futures_util::future::{join_all, try_join_all};
use page_conversations::v26_0::ListConversations;
use page_conversations::{
    Advice, Attempt, AttemptOutcome, Error, Graph, Hook, LocalPacer, Pacer, Pacing, Retry,
};
use serde_json::{Value, json};
use tokio::time::timeout;
use wiremock::{MockServer, ResponseTemplate};

const HOUR: Duration = Duration::from_secs(3600);

/// Only a call that hangs takes so long.
const LONG: Duration = Duration::from_secs(300);

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn success() -> ResponseTemplate {
    page(json!({"data": []}))
}

fn graph(server: &MockServer, pacing: Pacing) -> Graph {
    let builder = loopback::builder(ACCESS_TOKEN, server.uri());
    builder.pacing(pacing).build().unwrap()
}

async fn call(graph: &Graph) -> Result<(), Error> {
    let page = graph.page(&ListConversations::new(PAGE_ID)).await?;
    drop(page);
    Ok(())
}

/// A call that gets its turn at once, or soon.
async fn goes(graph: &Graph) {
    timeout(LONG, call(graph)).await.unwrap().unwrap();
}

/// A call that does not get its turn for a while.
async fn waits(graph: &Graph) {
    timeout(ms(60), call(graph)).await.unwrap_err();
}

/// A call that is refused because the token rests. Gives for how long yet.
async fn refused(graph: &Graph) -> Duration {
    match timeout(LONG, call(graph)).await.unwrap().unwrap_err() {
        Error::RateLimited { retry_after } => retry_after,
        other => panic!("{other:?}"),
    }
}

async fn sent(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

/// An answer with an estimate, in minutes, of when Graph takes calls again.
fn estimate(answer: ResponseTemplate, minutes: f64) -> ResponseTemplate {
    let usage = json!({"1": [{
        "type": "messenger",
        "call_count": 97,
        "total_cputime": 97,
        "total_time": 97,
        "estimated_time_to_regain_access": minutes,
    }]});
    answer.insert_header("x-business-use-case-usage", usage.to_string().as_str())
}

fn throttled(code: i64) -> ResponseTemplate {
    let error = json!({"code": code, "message": "too many", "type": "OAuthException"});
    ResponseTemplate::new(400).set_body_json(json!({"error": error}))
}

/// Whether a rest is all of so many minutes but for what the test took of it since its start.
fn about(rest: Duration, minutes: u64, start: Instant) -> bool {
    let whole = Duration::from_secs(60 * minutes);
    rest <= whole && rest + start.elapsed() >= whole
}

/// A client on the paused clock.
fn timed(server: &MockServer, pacing: Pacing) -> (PausedClock, Graph) {
    let clock = PausedClock::default();
    let builder = loopback::builder(ACCESS_TOKEN, server.uri());
    let builder = builder.pacing(pacing).operation_timeout(HOUR * 2);
    let graph = builder.hook(clock.clone()).build().unwrap();
    (clock, graph)
}

/// The times at which so many calls end, one after the other, since the first began.
async fn times(graph: &Graph, calls: usize) -> Vec<Duration> {
    let start = tokio::time::Instant::now();
    let mut times = Vec::new();
    for _ in 0..calls {
        call(graph).await.unwrap();
        times.push(start.elapsed());
    }
    times
}

/// Whether times are those that are expected, to the tick of the timer.
fn are(times: &[Duration], expected: &[u64]) -> bool {
    let is =
        |(time, expected): (&Duration, &u64)| *time >= ms(*expected) && *time <= ms(expected + 2);
    times.len() == expected.len() && times.iter().zip(expected).all(is)
}

#[tokio::test(start_paused = true)]
async fn two_calls_a_second_are_the_default() {
    let server = answering(vec![success(); 5]).await;
    let clock = PausedClock::default();
    let builder = Graph::builder(ACCESS_TOKEN).host(server.uri());
    let graph = builder.hook(clock.clone()).build().unwrap();
    let times = clock.run_beside(times(&graph, 5)).await;
    assert!(are(&times, &[0, 0, 1000, 1000, 2000]), "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn as_many_calls_are_sent_in_a_window_as_are_allowed() {
    let server = answering(vec![success(); 9]).await;
    let (clock, hourly) = timed(&server, Pacing::new(3, HOUR));
    let times = clock.run_beside(times(&hourly, 4)).await;
    assert!(are(&times, &[0, 0, 0, 3_600_000]), "{times:?}");
    assert_eq!(sent(&server).await, 4);

    // No window has more calls, also with concurrent calls.
    let server = answering(vec![success(); 7]).await;
    let (clock, graph) = timed(&server, Pacing::new(3, ms(150)));
    let start = tokio::time::Instant::now();
    let calls = (0..7).map(|_| async {
        call(&graph).await?;
        Ok::<_, Error>(start.elapsed())
    });
    let mut times = clock.run_beside(try_join_all(calls)).await.unwrap();
    times.sort_unstable();
    assert!(are(&times, &[0, 0, 0, 150, 150, 150, 300]), "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn a_window_slides() {
    let server = answering(vec![success(); 4]).await;
    let (clock, graph) = timed(&server, Pacing::new(2, ms(600)));
    let times = clock.run_beside(async {
        let mut all = times(&graph, 1).await;
        tokio::time::sleep(ms(400)).await;
        all.extend(times(&graph, 3).await);
        all
    });
    // Free 600 ms after the first, which is 200 ms later, and not with the second, which counts
    // yet.
    let times = times.await;
    assert!(are(&times, &[0, 0, 200, 600]), "{times:?}");
}

#[tokio::test]
async fn pacing_that_is_off_or_without_bounds_waits_for_nothing() {
    let server = answering(vec![success(); 90]).await;
    for pacing in [
        Pacing::off(),
        Pacing::new(0, Duration::ZERO),
        Pacing::new(usize::MAX, Duration::MAX),
    ] {
        let graph = graph(&server, pacing);
        let calls = (0..30).map(|_| call(&graph));
        timeout(LONG, try_join_all(calls)).await.unwrap().unwrap();
    }
    // No calls at all counts as one.
    for pacing in [Pacing::new(0, HOUR), Pacing::new(1, Duration::MAX)] {
        let server = answering([success()]).await;
        let graph = graph(&server, pacing);
        goes(&graph).await;
        waits(&graph).await;
    }
}

#[tokio::test]
async fn clones_share_the_pace_and_another_token_does_not() {
    let server = answering(vec![success(); 9]).await;
    let first = graph(&server, Pacing::new(1, HOUR));
    let clone = first.clone();
    let other = graph(&server, Pacing::new(1, HOUR));
    goes(&first).await;
    waits(&clone).await;
    waits(&first).await;
    assert_eq!(sent(&server).await, 1);
    goes(&other).await;
}

#[tokio::test]
async fn attempts_count_as_calls() {
    let server = answering([ResponseTemplate::new(500), success()]).await;
    let builder = loopback::builder(ACCESS_TOKEN, server.uri());
    let builder = builder.retry(Retry::default().initial_backoff(ms(1)));
    let graph = builder.pacing(Pacing::new(1, HOUR)).build().unwrap();
    waits(&graph).await;
    assert_eq!(sent(&server).await, 1);
}

/// An answer with an estimate of 55 minutes for a use case, and others.
fn elsewhere(answer: ResponseTemplate, use_case: &str, more: Value) -> ResponseTemplate {
    let mut usage = json!({"900000000000009": [{
        "type": use_case, "call_count": 100, "estimated_time_to_regain_access": 55,
    }]});
    for (id, entries) in more.as_object().into_iter().flatten() {
        usage[id] = entries.clone();
    }
    answer.insert_header("x-business-use-case-usage", usage.to_string().as_str())
}

const ELSEWHERE: [&str; 7] = [
    "ads_insights",
    "ads_management",
    "custom_audience",
    "leadgen",
    "whatsapp",
    "catalog_management",
    "whats_new",
];

#[tokio::test(start_paused = true)]
async fn calls_that_are_dropped_while_they_wait_leave_no_trace() {
    let server = answering(vec![success(); 9]).await;
    let (clock, graph) = timed(&server, Pacing::new(1, ms(300)));
    let times = clock.run_beside(async {
        let mut all = times(&graph, 1).await;
        let dropped = join_all((0..50).map(|_| timeout(ms(20), call(&graph)))).await;
        assert!(dropped.iter().all(Result::is_err));
        all.extend(times(&graph, 1).await);
        all
    });
    let times = times.await;
    assert!(are(&times, &[0, 280]), "{times:?}");
    assert_eq!(sent(&server).await, 2);
}

#[tokio::test]
async fn a_call_that_is_dropped_during_its_attempt_counts() {
    let slow = success().set_delay(LONG);
    let server = answering([slow, success()]).await;
    let graph = graph(&server, Pacing::new(1, ms(300)));
    waits(&graph).await;
    goes(&graph).await;
}

//! How many calls a token makes in a time, and when it rests.

mod pauses;

use crate::loopback;
use std::time::{Duration, Instant};

use crate::loopback::{ACCESS_TOKEN, PAGE_ID, answering, page, recorded_error};
use futures_util::future::{join_all, try_join_all};
use page_conversations::v26_0::ListConversations;
use page_conversations::{Advice, Error, Graph, Pacing, Retry};
use serde_json::{Value, json};
use tokio::time::timeout;
use wiremock::{MockServer, ResponseTemplate};

const HOUR: Duration = Duration::from_secs(3600);

/// Longer than any call here takes.
const LONG: Duration = Duration::from_secs(30);

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

/// Whether a rest is all of so many minutes but for what the test took of it.
fn about(rest: Duration, minutes: u64) -> bool {
    let whole = Duration::from_secs(60 * minutes);
    rest <= whole && rest + LONG > whole
}

#[tokio::test]
async fn two_calls_a_second_are_the_default() {
    let server = answering(vec![success(); 3]).await;
    let builder = Graph::builder(ACCESS_TOKEN).host(server.uri());
    let graph = builder.build().unwrap();
    let start = Instant::now();
    goes(&graph).await;
    goes(&graph).await;
    assert!(start.elapsed() < ms(950), "the second call waited, too");
    goes(&graph).await;
    let third = start.elapsed();
    assert!(third >= ms(1000), "{third:?}");
    assert!(third < ms(1900), "{third:?}");
}

#[tokio::test]
async fn as_many_calls_are_sent_in_a_window_as_are_allowed() {
    let server = answering(vec![success(); 9]).await;
    let hourly = graph(&server, Pacing::new(3, HOUR));
    for _ in 0..3 {
        goes(&hourly).await;
    }
    waits(&hourly).await;
    assert_eq!(sent(&server).await, 3);

    // No window has more calls, also with concurrent calls.
    let server = answering(vec![success(); 7]).await;
    let graph = graph(&server, Pacing::new(3, ms(150)));
    let start = Instant::now();
    let calls = (0..7).map(|_| call(&graph));
    timeout(LONG, try_join_all(calls)).await.unwrap().unwrap();
    assert!(start.elapsed() >= ms(300), "{:?}", start.elapsed());
    assert_eq!(sent(&server).await, 7);
}

#[tokio::test]
async fn a_window_slides() {
    let server = answering(vec![success(); 4]).await;
    let graph = graph(&server, Pacing::new(2, ms(600)));
    let start = Instant::now();
    goes(&graph).await;
    tokio::time::sleep(ms(400)).await;
    let second = Instant::now();
    goes(&graph).await;
    // Free 600 ms after the first, and not with the second.
    goes(&graph).await;
    assert!(start.elapsed() >= ms(600), "{:?}", start.elapsed());
    assert!(second.elapsed() < ms(590), "{:?}", second.elapsed());
    // The second call counts yet.
    goes(&graph).await;
    assert!(second.elapsed() >= ms(600), "{:?}", second.elapsed());
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

#[tokio::test]
async fn calls_that_are_dropped_leave_no_trace() {
    // While they wait for their turn.
    let server = answering(vec![success(); 9]).await;
    let graph = graph(&server, Pacing::new(1, ms(300)));
    goes(&graph).await;
    for result in join_all((0..50).map(|_| timeout(ms(20), call(&graph)))).await {
        result.unwrap_err();
    }
    let start = Instant::now();
    goes(&graph).await;
    // Any of them that had a turn would have cost 300 ms.
    assert!(start.elapsed() < Duration::from_secs(5));
    assert_eq!(sent(&server).await, 2);

    // While they wait for their answer.
    let slow = success().set_delay(LONG);
    let server = answering([slow, success()]).await;
    let graph = self::graph(&server, Pacing::new(1, ms(300)));
    waits(&graph).await;
    goes(&graph).await;
}

//! How many calls a token makes in a time, and when it rests.

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

#[tokio::test]
async fn a_throttled_token_rests_as_long_as_graph_says_and_another_does_not() {
    for code in [4, 17, 32, 341, 613, 80001, 80002, 80006] {
        let answers = [estimate(throttled(code), 19.0), success(), success()];
        let server = answering(answers).await;
        let builder = loopback::builder(ACCESS_TOKEN, server.uri());
        // Retrying as it is by default: two minutes are no nineteen.
        let graph = builder.retry(Retry::default()).build().unwrap();
        let error = timeout(LONG, call(&graph)).await.unwrap().unwrap_err();
        assert_eq!(error.graph().unwrap().code, Some(code));
        assert_eq!(error.advice(), Advice::Wait(Duration::from_secs(19 * 60)));
        for graph in [&graph, &graph.clone()] {
            let rest = refused(graph).await;
            assert!(about(rest, 19), "{code}: {rest:?}");
        }
        assert_eq!(sent(&server).await, 1, "{code}");

        let other = loopback::builder("another-token", server.uri());
        goes(&other.build().unwrap()).await;
    }
}

#[tokio::test]
async fn a_refused_call_says_when_to_come_back() {
    let server = answering([recorded_error("err_80006_messenger_buc")]).await;
    let graph = graph(&server, Pacing::off());
    call(&graph).await.unwrap_err();
    let error = call(&graph).await.unwrap_err();
    let Advice::Wait(rest) = error.advice() else {
        panic!("{error:?}");
    };
    assert!(about(rest, 19), "{rest:?}");
    assert_eq!(error.status(), None);
    assert_eq!(error.usage(), None);
}

#[tokio::test]
async fn a_throttled_token_rests_a_minute_where_graph_does_not_say_how_long() {
    for answer in [
        recorded_error("err_4_app_limit"),
        estimate(throttled(4), 0.0),
    ] {
        let server = answering([answer]).await;
        let graph = graph(&server, Pacing::off());
        call(&graph).await.unwrap_err();
        assert!(about(refused(&graph).await, 1));
        assert_eq!(sent(&server).await, 1);
    }
}

#[tokio::test]
async fn http_statuses_can_throttle_as_well() {
    for status in [429, 503] {
        let answer = ResponseTemplate::new(status).insert_header("retry-after", "120");
        let server = answering([answer]).await;
        let graph = graph(&server, Pacing::off());
        call(&graph).await.unwrap_err();
        assert!(about(refused(&graph).await, 2));
    }
    // These do not: it is the call that is wrong, or one server.
    for answer in [
        ResponseTemplate::new(404).insert_header("retry-after", "120"),
        ResponseTemplate::new(500),
        recorded_error("err_2_transient"),
        recorded_error("err_190_463_expired_token"),
    ] {
        let server = answering([answer, success()]).await;
        let graph = graph(&server, Pacing::off());
        call(&graph).await.unwrap_err();
        goes(&graph).await;
    }
}

#[tokio::test]
async fn any_answer_that_says_so_lets_the_token_rest() {
    let error = |code| estimate(throttled(code), 7.0);
    let html = ResponseTemplate::new(502).set_body_string("<html>");
    let unreadable = ResponseTemplate::new(200).set_body_string("[");
    for answer in [error(190), error(100), estimate(html, 7.0)] {
        let server = answering([answer]).await;
        let graph = graph(&server, Pacing::off());
        call(&graph).await.unwrap_err();
        assert!(about(refused(&graph).await, 7));
        assert_eq!(sent(&server).await, 1);
    }
    for answer in [estimate(success(), 7.0), estimate(unreadable, 7.0)] {
        let server = answering([answer]).await;
        let graph = graph(&server, Pacing::off());
        let _ = call(&graph).await;
        assert!(about(refused(&graph).await, 7));
        assert_eq!(sent(&server).await, 1);
    }
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

/// Case 08. The limits of other products are their own, after every answer.
#[tokio::test]
async fn case_08_limits_of_other_products_let_the_token_go_on() {
    let error = |status, code| {
        let error = json!({"code": code, "message": "no"});
        ResponseTemplate::new(status).set_body_json(json!({"error": error}))
    };
    for use_case in ELSEWHERE {
        for answer in [
            success(),
            error(400, 100),
            error(500, 2),
            error(400, 190),
            error(403, 200),
            error(400, 987_654),
            ResponseTemplate::new(502).set_body_string("<html>"),
            ResponseTemplate::new(200).set_body_string("["),
        ] {
            let answer = elsewhere(answer, use_case, json!({}));
            let server = answering([answer, success()]).await;
            let graph = graph(&server, Pacing::off());
            let _ = call(&graph).await;
            goes(&graph).await;
            assert_eq!(sent(&server).await, 2, "{use_case}");
        }
    }
}

/// Case 08. Messaging states one minute, ads 55.
#[tokio::test]
async fn a_throttled_token_rests_as_long_as_messaging_says() {
    let estimate = |minutes: u64| {
        json!([{
            "type": "messenger", "call_count": 100, "estimated_time_to_regain_access": minutes,
        }])
    };
    for (more, minutes) in [
        (json!({"210000000000001": estimate(1)}), 1),
        (json!({"210000000000001": estimate(3)}), 3),
        // Only ads say how long: as long as where nothing does.
        (json!({"210000000000001": estimate(0)}), 1),
        (json!({}), 1),
        // An entry that names no use case may be of any.
        (json!({"1": [{"estimated_time_to_regain_access": 4}]}), 4),
        (
            json!({"1": [{"type": "instagram", "estimated_time_to_regain_access": 5}]}),
            5,
        ),
        (
            json!({"1": [{"type": "PAGES", "estimated_time_to_regain_access": 6}]}),
            6,
        ),
    ] {
        for answer in [throttled(80006), throttled(613), ResponseTemplate::new(429)] {
            let server = answering([elsewhere(answer, "ads_insights", more.clone())]).await;
            let graph = graph(&server, Pacing::off());
            let error = call(&graph).await.unwrap_err();
            let rest = Duration::from_secs(60 * minutes);
            assert_eq!(error.advice(), Advice::Wait(rest), "{more}");
            let rest = refused(&graph).await;
            assert!(about(rest, minutes), "{more}: {rest:?}");
        }
    }
}

/// Case 08. A failure that passes is tried again at once.
#[tokio::test]
async fn limits_of_other_products_do_not_hold_up_an_attempt() {
    for code in [1, 2, 987_654] {
        let error = json!({"code": code, "message": "no", "is_transient": true});
        let failure = ResponseTemplate::new(500).set_body_json(json!({"error": error}));
        let failure = elsewhere(failure, "ads_insights", json!({}));
        let server = answering([failure, success()]).await;
        let builder = loopback::builder(ACCESS_TOKEN, server.uri());
        let builder = builder.retry(Retry::default().initial_backoff(ms(1)));
        let graph = builder.build().unwrap();
        goes(&graph).await;
        assert_eq!(sent(&server).await, 2);
    }
}

#[tokio::test]
async fn an_estimate_of_ages_does_no_harm() {
    for minutes in [1e16, 1.6e17] {
        let answers = [
            estimate(success(), minutes),
            estimate(throttled(4), minutes),
        ];
        let server = answering(answers).await;
        let builder = loopback::builder(ACCESS_TOKEN, server.uri());
        let graph = builder.retry(Retry::default()).build().unwrap();
        goes(&graph).await;
        call(&graph).await.unwrap_err();
        call(&graph).await.unwrap_err();
    }
}

#[tokio::test]
async fn a_high_usage_without_an_estimate_is_no_reason_to_rest() {
    // All shares are 97 %.
    let answer = estimate(success(), 0.0).insert_header("x-app-usage", "{\"call_count\":99}");
    let server = answering([answer, success()]).await;
    let graph = graph(&server, Pacing::off());
    goes(&graph).await;
    goes(&graph).await;
    assert_eq!(sent(&server).await, 2);
}

#[tokio::test]
async fn a_rest_within_the_budget_is_waited_for() {
    // 0.005 minutes are 300 ms.
    for answer in [throttled(613), success()] {
        let server = answering([estimate(answer, 0.005), success(), success()]).await;
        let builder = loopback::builder(ACCESS_TOKEN, server.uri());
        let builder = builder.retry(Retry::default().initial_backoff(ms(1)));
        let graph = builder.build().unwrap();
        let start = Instant::now();
        goes(&graph).await;
        goes(&graph).await;
        assert!(start.elapsed() >= ms(300), "{:?}", start.elapsed());
    }
}

#[tokio::test]
async fn the_longest_rest_counts() {
    let answers = [
        estimate(success(), 7.0).set_delay(ms(20)),
        estimate(success(), 3.0).set_delay(ms(100)),
    ];
    let server = answering(answers).await;
    let graph = graph(&server, Pacing::off());
    let results = join_all((0..2).map(|_| call(&graph))).await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    assert!(about(refused(&graph).await, 7));
}

#[test]
fn durations_in_messages_are_rounded() {
    for (retry_after, text) in [
        (Duration::from_micros(59_999_600), "60 s"),
        (Duration::from_millis(1_499), "1 s"),
        (Duration::from_micros(250_700), "250 ms"),
    ] {
        let error = Error::RateLimited { retry_after };
        let message = format!("token is rate limited for another {text}; request not sent");
        assert_eq!(error.to_string(), message);
    }
}

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

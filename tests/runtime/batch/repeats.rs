//! Requests of a batch that are sent again, and pauses.

use std::time::Duration;

use page_conversations::simulator::{Fault, Simulator};
use page_conversations::v26_0::ListConversations;
use page_conversations::{AccessToken, Advice, Error, Graph, Pacing, RetryBudget};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::loopback::{ACCESS_TOKEN, PAGE_ID, answering};
use crate::paused_clock::PausedClock;

use super::{builder, error, of, ok, outcomes, read, retrying, sent, thread};

#[tokio::test]
async fn requests_without_an_answer_are_sent_again_without_the_others() {
    let server = answering([
        of([thread("t_1"), Value::Null, error(500, 2), error(400, 100)]),
        of([thread("t_2"), Value::Null]),
        of([thread("t_3")]),
    ])
    .await;
    let graph = builder(&server).build().unwrap();
    let read = read(&graph, &["t_1", "t_2", "t_3", "t_4"]).await.unwrap();
    let expected = [ok("t_1"), ok("t_2"), ok("t_3"), Err(Some(100))];
    assert_eq!(outcomes(read), expected);
    let expected: [&[&str]; 3] = [
        &["v26.0/t_1", "v26.0/t_2", "v26.0/t_3", "v26.0/t_4"],
        &["v26.0/t_2", "v26.0/t_3"],
        &["v26.0/t_3"],
    ];
    assert_eq!(sent(&server).await, expected);
}

#[tokio::test]
async fn repeating_is_bounded_and_answers_are_kept() {
    let simulator = Simulator::start().await.unwrap();
    let graph = simulator.graph().unwrap();
    let list = ListConversations::new(simulator.page_ids()[0].as_str()).limit(3);
    let listed = graph.page(&list).await.unwrap().items;
    let ids: Vec<_> = listed.iter().map(|thread| thread.id.as_str()).collect();
    simulator.fail_next(Fault::UnansweredAfter(2));
    (0..3).for_each(|_| simulator.fail_next(Fault::UnansweredAfter(0)));
    let before = simulator.calls().len();
    let read = read(&graph, &ids).await.unwrap();
    assert_eq!(read[1].as_deref().unwrap(), ids[1]);
    let unanswered = read[2].as_ref().unwrap_err();
    assert!(matches!(unanswered, Error::Unanswered), "{unanswered:?}");
    assert_eq!(unanswered.advice(), Advice::Wait(Duration::from_secs(1)));
    let posts = simulator.calls().split_off(before);
    assert_eq!(posts.iter().filter(|call| call.method == "POST").count(), 4);
}

#[tokio::test]
async fn a_later_failure_of_the_batch_loses_no_answer() {
    let failing = ResponseTemplate::new(502).set_body_string("<html>");
    let answers = [of([thread("t_1"), error(500, 2)]), failing];
    let server = answering(answers).await;
    let graph = builder(&server)
        .retry(retrying().max_attempts(2))
        .build()
        .unwrap();
    let read = read(&graph, &["t_1", "t_2"]).await.unwrap();
    assert_eq!(outcomes(read), [ok("t_1"), Err(Some(2))]);
    assert_eq!(sent(&server).await.len(), 2);
}

#[tokio::test]
async fn a_batch_that_fails_as_a_whole_is_sent_again_or_is_an_error() {
    let refused = json!({"error": {"message": "Too many", "type": "GraphBatchException"}});
    let server = answering([
        ResponseTemplate::new(502).set_body_string("<html>"),
        of([thread("t_1")]),
        ResponseTemplate::new(400).set_body_json(refused),
    ])
    .await;
    let graph = builder(&server).build().unwrap();
    assert_eq!(outcomes(read(&graph, &["t_1"]).await.unwrap()), [ok("t_1")]);
    let error = read(&graph, &["t_1"]).await.unwrap_err();
    let graph_error = error.graph().unwrap();
    assert_eq!(
        (graph_error.code, graph_error.error_type.as_deref()),
        (None, Some("GraphBatchException"))
    );
    assert_eq!(sent(&server).await.len(), 3);
}

#[tokio::test]
async fn a_rate_limit_in_an_answer_pauses_the_token() {
    // In the headers of the answer that failed, and of one that succeeded.
    let usage = json!({"1": [{"type": "messenger", "call_count": 100, "total_cputime": 1,
        "total_time": 1, "estimated_time_to_regain_access": 7}]});
    let usage = json!([{"name": "X-Business-Use-Case-Usage", "value": usage.to_string()}]);
    for code in [80_006, 613, 0, 429] {
        let mut limited = match code {
            0 => thread("t_2"),
            429 => json!({"code": 429, "body": "<html>"}),
            code => error(400, code),
        };
        limited["headers"] = match code {
            429 => json!([{"name": "Retry-After", "value": "420"}]),
            _ => usage.clone(),
        };
        let server = answering([of([thread("t_1"), limited])]).await;
        let graph = builder(&server).build().unwrap();
        let read = read(&graph, &["t_1", "t_2"]).await.unwrap();
        assert!(read[0].is_ok());
        assert_eq!(read[1].is_err(), code != 0);
        let rest = graph.rate_limited_for().await.unwrap().unwrap();
        assert!(
            rest > Duration::from_secs(400) && rest <= Duration::from_secs(420),
            "{rest:?}"
        );
        let next = graph.page(&ListConversations::new(PAGE_ID)).await;
        assert!(matches!(next, Err(Error::RateLimited { .. })), "{next:?}");
    }
}

#[tokio::test]
async fn requests_beyond_the_quota_are_sent_again_after_the_pause() {
    let simulator = Simulator::builder().throttle_after(5, Duration::from_millis(200));
    let simulator = simulator.exact_estimates(true).start().await.unwrap();
    let graph = simulator.graph().unwrap();
    let list = ListConversations::new(simulator.page_ids()[0].as_str()).limit(8);
    let listed = graph.page(&list).await.unwrap().items;
    let ids: Vec<_> = listed[..6]
        .iter()
        .map(|thread| thread.id.as_str())
        .collect();
    let before = simulator.calls().len();
    let read = read(&graph, &ids).await.unwrap();
    let read: Vec<_> = read.into_iter().map(Result::unwrap).collect();
    assert_eq!(read, ids);
    let statuses: Vec<_> = simulator.calls()[before..]
        .iter()
        .filter(|call| call.method == "GET")
        .map(|call| call.status)
        .collect();
    assert_eq!(statuses, [200, 200, 200, 200, 400, 400, 200, 200]);
}

#[tokio::test]
async fn a_refused_token_of_a_request_is_renewed_once() {
    let server = answering([
        of([error(400, 190), thread("t_2"), error(400, 190)]),
        of([thread("t_1"), error(400, 190)]),
    ])
    .await;
    let provider = |refused: Option<AccessToken>| async move {
        let token = if refused.is_some() {
            ACCESS_TOKEN
        } else {
            "EAAB-old-token"
        };
        Ok::<AccessToken, std::io::Error>(token.into())
    };
    let graph = Graph::builder_with_provider(provider)
        .host(server.uri())
        .pacing(Pacing::off());
    let read = read(&graph.build().unwrap(), &["t_1", "t_2", "t_3"])
        .await
        .unwrap();
    assert_eq!(outcomes(read), [ok("t_1"), ok("t_2"), Err(Some(190))]);
    let requests = server.received_requests().await.unwrap();
    let tokens: Vec<_> = requests
        .iter()
        .map(|sent| sent.headers["authorization"].to_str().unwrap())
        .collect();
    assert_eq!(
        tokens,
        ["Bearer EAAB-old-token", "Bearer EAAB-loopback-token"]
    );
    assert_eq!(sent(&server).await[1], ["v26.0/t_1", "v26.0/t_3"]);
}

#[tokio::test]
async fn a_provider_that_fails_is_the_error_of_the_refused_request() {
    let server = answering([of([thread("t_1"), error(400, 190)])]).await;
    let provider = |refused: Option<AccessToken>| async move {
        match refused {
            None => Ok(ACCESS_TOKEN.into()),
            Some(_) => Err("no vault"),
        }
    };
    let graph = Graph::builder_with_provider(provider).host(server.uri());
    let read = read(&graph.build().unwrap(), &["t_1", "t_2"])
        .await
        .unwrap();
    assert!(read[0].is_ok());
    assert!(matches!(read[1], Err(Error::Token { .. })), "{:?}", read[1]);
}

#[tokio::test]
async fn each_request_takes_from_the_retry_budget() {
    for (units, posts) in [(9, 1), (10, 2)] {
        let server = answering([
            of([error(500, 2), error(500, 2)]),
            of([thread("t_1"), thread("t_2")]),
        ])
        .await;
        let graph = builder(&server)
            .retry_budget(RetryBudget::new(units))
            .build()
            .unwrap();
        let read = read(&graph, &["t_1", "t_2"]).await.unwrap();
        assert_eq!(read.iter().all(Result::is_ok), posts == 2);
        assert_eq!(sent(&server).await.len(), posts);
    }
}

#[tokio::test]
async fn each_request_that_succeeds_returns_units_to_the_retry_budget() {
    let failed = || of([error(500, 2), error(500, 2)]);
    let answered = || of([thread("t_1"), thread("t_2")]);
    let server = answering([failed(), answered(), failed(), answered()]).await;
    let graph = builder(&server).retry_budget(RetryBudget::new(10));
    let graph = graph.build().unwrap();
    for _ in 0..2 {
        let read = read(&graph, &["t_1", "t_2"]).await.unwrap();
        assert!(read.iter().all(Result::is_ok));
    }
    assert_eq!(sent(&server).await.len(), 4);
}

#[tokio::test(start_paused = true)]
async fn each_request_counts_for_the_pace() {
    let simulator = Simulator::start().await.unwrap();
    let builder = Graph::builder(simulator.access_token()).host(simulator.url());
    let clock = PausedClock::default();
    let graph = builder.hook(clock.clone()).build().unwrap();
    let list = ListConversations::new(simulator.page_ids()[0].as_str()).limit(50);
    let timed = async {
        let start = tokio::time::Instant::now();
        let listed = graph.page(&list).await.unwrap().items;
        let ids: Vec<_> = listed.iter().map(|thread| thread.id.as_str()).collect();
        read(&graph, &ids).await.unwrap();
        let batch = start.elapsed();
        graph.page(&list).await.unwrap();
        (batch, start.elapsed())
    };
    let (batch, next) = clock.run(timed).await;
    // It is sent at once, and what follows waits for all of it: 51 calls at 2 a second.
    let soon = Duration::from_millis(500);
    assert!(batch < soon, "{batch:?}");
    let expected = Duration::from_secs(25);
    assert!(next >= expected && next < expected + soon, "{next:?}");
}

//! Several requests in one call.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::TryStreamExt;
use page_conversations::simulator::{Fault, Poison, Simulator};
use page_conversations::v26_0::{
    GetConversation, GetConversations, GetMessage, ListConversations, ListMessages,
    ListMessagesExpansion, UnifiedMessageFields, UnifiedThreadFields,
};
use page_conversations::versions::V26_0;
use page_conversations::{
    __rt, AccessToken, Advice, Attempt, AttemptOutcome, Batch, CallOptions, Decoding, Error, Graph,
    GraphBuilder, GraphVersion, Hook, Invalid, Pacing, Permission, Request, Retry, RetryBudget,
    v22_0,
};
use serde_json::{Value, json};
use wiremock::{MockServer, ResponseTemplate};

use crate::loopback::{self, ACCESS_TOKEN, PAGE_ID, answering, page};
use crate::virtual_time;

fn retrying() -> Retry {
    Retry::default().initial_backoff(Duration::ZERO)
}

/// A client of a server, with retries that do not wait.
fn builder(server: &MockServer) -> GraphBuilder {
    loopback::builder(ACCESS_TOKEN, server.uri()).retry(retrying())
}

/// The answer to one request of a batch.
fn item(code: u16, body: &Value) -> Value {
    json!({"code": code, "headers": [], "body": body.to_string()})
}

fn thread(id: &str) -> Value {
    item(200, &json!({"id": id}))
}

fn error(status: u16, code: i64) -> Value {
    let error = json!({"message": "failed", "type": "OAuthException", "code": code});
    item(status, &json!({"error": error}))
}

fn of(items: impl IntoIterator<Item = Value>) -> ResponseTemplate {
    page(Value::from_iter(items))
}

/// A batch of conversations, with the handle of each.
fn threads(
    graph: &Graph,
    ids: &[&str],
) -> (Batch, Vec<page_conversations::BatchHandle<GetConversation>>) {
    let mut batch = graph.batch();
    let handles = ids.iter().map(|id| batch.add(GetConversation::new(*id)));
    let handles = handles.collect();
    (batch, handles)
}

/// Sends a batch of conversations. Returns the id or the error of each.
async fn read(graph: &Graph, ids: &[&str]) -> Result<Vec<Result<String, Error>>, Error> {
    let (batch, handles) = threads(graph, ids);
    let mut answers = batch.send().await?;
    let read = handles.into_iter().map(|handle| {
        let thread = answers.take(handle)?.body;
        Ok(thread.id.to_string())
    });
    Ok(read.collect())
}

/// The ids of threads, and the codes of errors.
fn outcomes(read: Vec<Result<String, Error>>) -> Vec<Result<String, Option<i64>>> {
    let code = |error: Error| error.graph().and_then(|error| error.code);
    read.into_iter().map(|read| read.map_err(code)).collect()
}

fn ok(id: &str) -> Result<String, Option<i64>> {
    Ok(id.to_owned())
}

/// The URLs in each batch that a server received.
async fn sent(server: &MockServer) -> Vec<Vec<String>> {
    let requests = server.received_requests().await.unwrap();
    let urls = requests.iter().map(|request| {
        assert_eq!(request.method.as_str(), "POST");
        let form = parts(&request.body);
        let urls = form.iter().map(|part| {
            assert_eq!(part["method"], "GET");
            part["relative_url"].as_str().unwrap().to_owned()
        });
        urls.collect()
    });
    urls.collect()
}

/// The requests in the body of a batch.
fn parts(body: &[u8]) -> Vec<Value> {
    let url = format!("http://h/?{}", String::from_utf8_lossy(body));
    let url = reqwest::Url::parse(&url).unwrap();
    let form: HashMap<_, _> = url.query_pairs().into_owned().collect();
    assert_eq!(form["include_headers"], "true");
    assert_eq!(form.len(), 2, "{form:?}");
    serde_json::from_str(&form["batch"]).unwrap()
}

#[tokio::test]
async fn each_operation_has_the_answer_that_it_has_outside_of_a_batch() {
    // Each call uses a percent of the quota, so that responses state it.
    let builder = Simulator::builder().throttle_after(100, Duration::from_secs(1));
    let simulator = builder.start().await.unwrap();
    let graph = simulator.graph().unwrap();
    let page_id = simulator.page_ids()[0].clone();
    let messages = ListMessagesExpansion::new(UnifiedMessageFields::new().message()).limit(3);
    let fields = UnifiedThreadFields::new()
        .updated_time()
        .messages_with(messages);
    let list = ListConversations::new(page_id.as_str())
        .fields(fields.clone())
        .limit(4);
    let first = graph.page(&list).await.unwrap();
    let ids: Vec<_> = first.items.iter().map(|thread| thread.id.clone()).collect();
    let get = GetConversation::new(ids[0].as_str()).fields(fields.clone());
    let many = GetConversations::new(ids.clone()).fields(fields);
    let messages = ListMessages::new(ids[1].as_str()).limit(2);
    let message = graph.page(&messages).await.unwrap().items[0].id.clone();
    let message = GetMessage::new(message);
    let old = v22_0::GetConversation::new(ids[2].as_str());

    let mut batch = graph.batch();
    let handles = (
        batch.add(list.clone()),
        batch.add(get.clone()),
        batch.add(many.clone().with_options(CallOptions::new())),
        batch.add(messages.clone()),
        batch.add(message.clone()),
        batch.add(old.clone()),
    );
    let before = simulator.calls().len();
    let mut answers = batch.send().await.unwrap();
    assert_eq!(answers.len(), 6);
    let versions: Vec<_> = simulator.calls()[before..]
        .iter()
        .map(|call| (call.method.clone(), call.version.clone().unwrap()))
        .collect();
    let mut expected = vec![("GET".to_owned(), "v26.0".to_owned()); 6];
    expected[5].1 = "v22.0".to_owned();
    expected.push(("POST".to_owned(), "v26.0".to_owned()));
    assert_eq!(versions, expected);

    let listed = answers.page(handles.0).unwrap();
    assert_eq!(listed.items, first.items);
    assert_eq!(listed.next_cursor(), first.next_cursor());
    assert_eq!(
        answers.take(handles.1).unwrap().body,
        graph.send(&get).await.unwrap()
    );
    assert_eq!(
        answers.take(handles.2).unwrap().body,
        graph.send(&many).await.unwrap()
    );
    let read = answers.page(handles.3).unwrap();
    assert_eq!(read.items, graph.page(&messages).await.unwrap().items);
    assert_eq!(
        answers.take(handles.4).unwrap().body,
        graph.send(&message).await.unwrap()
    );
    let old = answers.take(handles.5).unwrap();
    assert_eq!(old.info.answered_by.as_deref(), Some("v22.0"));
    assert!(old.info.trace_id.is_some() && old.info.usage.highest().is_some());
    assert!(answers.is_empty());
}

#[tokio::test]
async fn an_edge_that_a_batch_began_is_read_on() {
    let simulator = Simulator::start().await.unwrap();
    let graph = simulator.graph().unwrap();
    let list = ListConversations::new(simulator.page_ids()[0].as_str()).limit(50);
    let mut batch = graph.batch();
    let handle = batch.add(list.clone());
    let first = batch.send().await.unwrap().page(handle).unwrap();
    let rest = graph.items(list).resume_after(first.next_cursor().unwrap());
    assert_eq!(
        first.items.len() + rest.try_collect::<Vec<_>>().await.unwrap().len(),
        60
    );
}

#[tokio::test]
async fn a_conversation_that_cannot_be_read_fails_alone() {
    let simulator = Simulator::start().await.unwrap();
    let graph = simulator.graph().unwrap();
    let list = ListConversations::new(simulator.page_ids()[0].as_str()).limit(3);
    let listed = graph.page(&list).await.unwrap().items;
    let ids: Vec<_> = listed.iter().map(|thread| thread.id.as_str()).collect();
    simulator.fail_always(Poison::id(ids[1]));
    let read = read(&graph, &ids).await.unwrap();
    let expected = [ok(ids[0]), Err(Some(100)), ok(ids[2])];
    assert_eq!(outcomes(read), expected);
}

#[tokio::test]
async fn an_invalid_request_is_not_sent_and_the_others_are() {
    let server = answering([of([thread("t_1"), thread("t_1")])]).await;
    // Two of the same are two requests.
    let read = read(&builder(&server).build().unwrap(), &["t_1", "..", "t_1"])
        .await
        .unwrap();
    assert!(matches!(read[1], Err(Error::Invalid(_))), "{:?}", read[1]);
    assert_eq!(
        (read[0].as_deref().unwrap(), read[2].as_deref().unwrap()),
        ("t_1", "t_1")
    );
    assert_eq!(sent(&server).await, [["v26.0/t_1", "v26.0/t_1"]]);
}

#[tokio::test]
async fn fifty_one_requests_are_refused_and_none_is_sent() {
    let simulator = Simulator::start().await.unwrap();
    let graph = simulator.graph().unwrap();
    let list = ListConversations::new(simulator.page_ids()[0].as_str()).limit(60);
    let listed = graph.page(&list).await.unwrap().items;
    let ids: Vec<_> = listed.iter().map(|thread| thread.id.as_str()).collect();
    let before = simulator.calls().len();
    let error = read(&graph, &ids[..51]).await.unwrap_err();
    let expected = "invalid request: a batch has 51 requests; Graph accepts at most 50";
    assert_eq!(error.to_string(), expected);
    assert_eq!(simulator.calls().len(), before);

    let (batch, _) = threads(&graph, &ids[..50]);
    assert!(batch.is_full());
    let read = read(&graph, &ids[..50]).await.unwrap();
    let read: Vec<_> = read.into_iter().map(Result::unwrap).collect();
    assert_eq!(read, ids[..50]);
    // An empty one has nothing to send.
    assert!(graph.batch().send().await.unwrap().is_empty());
    assert_eq!(simulator.calls().len(), before + 51);
}

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
async fn answers_that_are_none_are_errors() {
    // As a whole: no list, and lists of another length.
    for body in [
        json!({}),
        json!([]),
        json!([null, null, null]),
        json!("text"),
    ] {
        let server = answering([page(body.clone())]).await;
        let error = read(&builder(&server).build().unwrap(), &["t_1", "t_2"]).await;
        let error = error.unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{body}: {error:?}");
    }
    // One of them.
    for wrong in [
        json!(1),
        json!({"body": "{}"}),
        json!({"code": "x"}),
        json!({"code": 200, "body": "{"}),
    ] {
        let server = answering([of([wrong.clone(), thread("t_2")])]).await;
        let read = read(&builder(&server).build().unwrap(), &["t_1", "t_2"])
            .await
            .unwrap();
        assert!(
            matches!(read[0], Err(Error::Decode(_))),
            "{wrong}: {read:?}"
        );
        assert_eq!(read[1].as_deref().unwrap(), "t_2");
    }
    // Without headers, and with a body that is not in a string.
    let server = answering([of([json!({"code": 200, "body": {"id": "t_1"}})])]).await;
    let read = read(&builder(&server).build().unwrap(), &["t_1"])
        .await
        .unwrap();
    assert_eq!(outcomes(read), [ok("t_1")]);
}

#[tokio::test]
async fn each_answer_has_its_report_raw_body_and_headers() {
    let odd = json!({"id": "t_1", "message_count": "many"});
    let mut first = item(200, &odd);
    first["headers"] =
        json!([{"name": "X-FB-Trace-Id", "value": "T1"}, {"name": "a b", "value": ""}]);
    let mut refused = error(400, 100);
    refused["headers"] = json!([{"name": "x-fb-trace-id", "value": "T2"}]);
    let server = answering([of([first, refused])]).await;
    let graph = builder(&server).keep_raw_bodies(true).build().unwrap();
    let (batch, handles) = threads(&graph, &["t_1", "t_2"]);
    let mut answers = batch.send().await.unwrap();
    let [first, second] = handles.try_into().unwrap();
    let first = answers.take(first).unwrap();
    assert_eq!(first.report.mismatches()[0].path, "message_count");
    assert_eq!(first.info.trace_id.as_deref(), Some("T1"));
    assert_eq!(first.info.raw, Some(odd.to_string()));
    let second = answers.take(second).unwrap_err();
    assert_eq!(second.trace_id(), Some("T2"));
    assert!(second.info().unwrap().raw.is_some());

    let server = answering([of([item(200, &odd), thread("t_2")])]).await;
    let strict = builder(&server).decoding(Decoding::Strict).build().unwrap();
    let read = read(&strict, &["t_1", "t_2"]).await.unwrap();
    assert!(matches!(read[0], Err(Error::Decode(_))) && read[1].is_ok());
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
    let simulator = simulator.start().await.unwrap();
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
async fn options_of_requests_hold_in_a_batch() {
    let server = answering([of([error(500, 2), error(500, 2)]), of([thread("t_2")])]).await;
    let graph = builder(&server).retry(Retry::off()).build().unwrap();
    let mut batch = graph.batch();
    let once = batch.add(GetConversation::new("t_1"));
    let options = CallOptions::new()
        .retry(retrying())
        .header("x-request-id", "7f3a");
    let again = batch.add(GetConversation::new("t_2").with_options(options));
    let invalid = CallOptions::new().header("host", "h");
    let refused = batch.add(GetConversation::new("t_3").with_options(invalid));
    let mut answers = batch.send().await.unwrap();
    assert_eq!(
        answers.take(once).unwrap_err().graph().unwrap().code,
        Some(2)
    );
    assert_eq!(answers.take(again).unwrap().body.id.as_str(), "t_2");
    assert!(matches!(answers.take(refused), Err(Error::Invalid(_))));
    let requests = server.received_requests().await.unwrap();
    let parts = parts(&requests[0].body);
    assert_eq!(parts[0].get("headers"), None);
    assert_eq!(parts[1]["headers"], json!(["x-request-id: 7f3a"]));
    assert!(requests[0].headers.get("x-request-id").is_none());
}

#[tokio::test]
async fn a_handle_of_another_batch_is_refused() {
    let server = answering([of([thread("t_1")])]).await;
    let graph = builder(&server).build().unwrap();
    let (batch, _) = threads(&graph, &["t_1"]);
    let (_, mut others) = threads(&graph, &["t_1"]);
    let mut answers = batch.send().await.unwrap();
    let error = answers.take(others.remove(0)).unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "{error:?}");
    assert_eq!(answers.len(), 1);
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

#[tokio::test(start_paused = true)]
async fn each_request_counts_for_the_pace() {
    let simulator = Simulator::start().await.unwrap();
    let builder = Graph::builder(simulator.access_token()).host(simulator.url());
    let graph = builder.build().unwrap();
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
    let (batch, next) = virtual_time::run(timed).await;
    // It is sent at once, and what follows waits for all of it: 51 calls at 2 a second.
    let soon = Duration::from_millis(500);
    assert!(batch < soon, "{batch:?}");
    let expected = Duration::from_secs(25);
    assert!(next >= expected && next < expected + soon, "{next:?}");
}

#[tokio::test]
async fn the_token_is_in_the_header_only_and_the_proof_in_the_url() {
    const CANARY: &str = "EAABcanary7Q2x";
    let refused =
        json!({"error": {"message": format!("bad {CANARY}"), "code": 100, "type": CANARY}});
    let mut first = item(400, &refused);
    first["headers"] = json!([{"name": "x-fb-trace-id", "value": CANARY}]);
    let wrong = json!({"code": 200, "body": format!("{{\"id\": [\"{CANARY}\"]}}")});
    let html = json!({"code": 502, "body": format!("<a href='?access_token={CANARY}'>")});
    let server = answering([of([first, wrong, html])]).await;
    let graph = loopback::builder(CANARY, server.uri())
        .app_secret("canary-secret-9Z")
        .keep_raw_bodies(true);
    let graph = graph.build().unwrap();
    let read = read(&graph, &["t_1", "t_2", "t_3"]).await.unwrap();
    for error in read {
        let error = error.unwrap_err();
        let text = format!("{error} {error:?} {error:#?} {:?}", error.info());
        assert!(!text.contains("EAAB") && !text.contains("canary"), "{text}");
    }
    let requests = server.received_requests().await.unwrap();
    let [request] = &requests[..] else { panic!() };
    assert_eq!(
        request.headers["authorization"],
        format!("Bearer {CANARY}").as_str()
    );
    assert!(request.url.query().unwrap().starts_with("appsecret_proof="));
    assert!(!request.url.as_str().contains(CANARY));
    let body = String::from_utf8_lossy(&request.body);
    assert!(
        !body.contains(CANARY) && !body.contains("appsecret"),
        "{body}"
    );
}

#[tokio::test]
async fn a_proof_holds_for_all_requests() {
    let simulator = Simulator::builder().app_secret("a secret").require_proof();
    let simulator = simulator.start().await.unwrap();
    let graph = simulator.graph().unwrap();
    let list = ListConversations::new(simulator.page_ids()[0].as_str()).limit(2);
    let mut batch = graph.batch();
    let handles = [batch.add(list.clone()), batch.add(list)];
    let mut answers = batch.send().await.unwrap();
    for handle in handles {
        assert_eq!(answers.page(handle).unwrap().items.len(), 2);
    }
}

/// Records what it sees of attempts.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Hook for Seen {
    fn after_attempt(&self, attempt: &Attempt, outcome: &AttemptOutcome<'_>) {
        let status = outcome.info().map(|info| info.status);
        let (name, method, path) = (attempt.operation(), attempt.method(), attempt.path());
        let seen = format!("{name} {method} {path} x{} {status:?}", attempt.calls());
        self.0.lock().unwrap().push(seen);
    }
}

#[tokio::test]
async fn a_hook_sees_one_attempt_for_each_time_that_a_batch_is_sent() {
    let server = answering([
        of([thread("t_1"), error(500, 2), error(500, 2)]),
        of([thread("t_2"), thread("t_3")]),
    ])
    .await;
    let seen = Seen::default();
    let graph = builder(&server).hook(seen.clone()).build().unwrap();
    let read = read(&graph, &["t_1", "t_2", "t_3"]).await.unwrap();
    assert!(read.iter().all(Result::is_ok));
    let seen = seen.0.lock().unwrap().clone();
    let expected = [
        "Batch POST /v26.0/ x3 Some(200)",
        "Batch POST /v26.0/ x2 Some(200)",
    ];
    assert_eq!(seen, expected);
}

/// A request that is not read-only.
struct Post;

impl Request for Post {
    type Version = V26_0;
    type Output = Value;

    const NAME: &'static str = "Post";
    const PERMISSIONS: &'static [Permission] = &[];

    fn check(&self) -> Result<(), Invalid> {
        Ok(())
    }

    fn names(&self, _: &str) -> bool {
        false
    }

    async fn send(&self, session: __rt::Session) -> __rt::Sent {
        let url = format!("{}/t_1", session.base_url(V26_0::VERSION));
        let mut request = session.http().post(url).build()?;
        let prepared = session.prepare(&mut request).await;
        prepared.map_err(__rt::progenitor_client::Error::Custom)?;
        panic!("a request of a batch was sent on its own");
    }
}

#[tokio::test]
async fn a_request_of_another_verb_is_not_sent_in_a_batch() {
    let server = answering([of([thread("t_1")])]).await;
    let graph = builder(&server).build().unwrap();
    let mut batch = graph.batch();
    let post = batch.add(Post);
    let get = batch.add(GetConversation::new("t_1"));
    let mut answers = batch.send().await.unwrap();
    let error = answers.take(post).unwrap_err().to_string();
    assert_eq!(
        error,
        "invalid request: a batch sends GET requests only, not POST"
    );
    assert!(answers.take(get).is_ok());
    assert_eq!(sent(&server).await, [["v26.0/t_1"]]);
}

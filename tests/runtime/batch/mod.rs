//! Several requests in one call.

mod repeats;
mod sending;

use std::collections::HashMap;
use std::time::Duration;

use futures_util::TryStreamExt;
use page_conversations::simulator::{Poison, Simulator};
use page_conversations::v26_0::{
    GetConversation, GetConversations, GetMessage, ListConversations, ListMessages,
    ListMessagesExpansion, UnifiedMessageFields, UnifiedThreadFields,
};
use page_conversations::versions::V26_0;
use page_conversations::{
    Batch, CallOptions, Decoding, Edge, Error, Graph, GraphBuilder, PathRequest, Request, Retry,
    v22_0,
};
use serde_json::{Value, json};
use wiremock::{MockServer, ResponseTemplate};

use crate::loopback::{self, ACCESS_TOKEN, answering, page};

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
    let simulator = builder.exact_estimates(true).start().await.unwrap();
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
    // Without headers, and with a body that is not in a string; a code that is, and headers
    // that are none.
    let text = json!({"id": "t_1"}).to_string();
    for odd in [
        json!({"code": 200, "body": {"id": "t_1"}}),
        json!({"code": "200", "body": text}),
        json!({"code": 200, "body": text, "headers": "none"}),
        json!({"code": 200, "body": text, "headers": {}}),
        json!({"code": 200, "body": text, "headers": [null, 7, {"name": "x"}]}),
    ] {
        let server = answering([of([odd.clone()])]).await;
        let read = read(&builder(&server).build().unwrap(), &["t_1"])
            .await
            .unwrap();
        assert_eq!(outcomes(read), [ok("t_1")], "{odd}");
    }
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
async fn what_the_contract_lacks_is_read_in_a_batch() {
    let thread = json!({"id": "t_1", "label": "vip", "subject_line": "x"});
    let accounts = json!({"data": [{"id": "1", "name": "Robin's shop"}]});
    let server = answering([of([item(200, &thread), item(200, &accounts)])]).await;
    let graph = builder(&server).build().unwrap();
    let mut batch = graph.batch();
    let fields = UnifiedThreadFields::new().other("label");
    let thread = batch.add(GetConversation::new("t_1").fields(fields));
    let path = PathRequest::<Edge<Value>>::new(["me", "accounts"])
        .fields("id,name")
        .version(V26_0);
    let accounts = batch.add(path);
    let mut answers = batch.send().await.unwrap();

    let thread = answers.take(thread).unwrap().body;
    assert_eq!(thread.other::<String>("label").unwrap().unwrap(), "vip");
    assert_eq!(thread.other::<String>("subject_line").unwrap(), None);
    let accounts = answers.page(accounts).unwrap().items;
    assert_eq!(accounts[0]["name"], "Robin's shop");
    let expected: [&[&str]; 1] = [&[
        "v26.0/t_1?fields=label",
        "v26.0/me/accounts?fields=id%2Cname",
    ]];
    assert_eq!(sent(&server).await, expected);
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

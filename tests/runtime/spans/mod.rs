//! Spans of calls and attempts, and the events of final failures, by their fields.

mod recorder;

use std::time::Duration;

use futures_util::TryStreamExt;
use page_conversations::v26_0::{GetMessage, ListConversations};
use page_conversations::{
    Attempt, CallOptions, GraphBuilder, Hook, HookFuture, ReadPlan, Request, Retry,
};
use serde_json::{Value, json};
use tracing::Instrument;
use wiremock::ResponseTemplate;

use self::recorder::{GUIDE, Recorded, Recorder};
use crate::loopback::{self, ACCESS_TOKEN, PAGE_ID, answering, page, recorded_error};
use crate::raw_server::{RawServer, Then};

fn list() -> ListConversations {
    ListConversations::new(PAGE_ID)
}

fn empty_page() -> ResponseTemplate {
    page(json!({"data": []}))
}

#[tokio::test]
async fn the_span_of_a_batch_has_the_method_of_its_call() {
    let (recorder, _guard) = Recorder::start();
    let thread = json!({"code": 200, "body": r#"{"id":"m_1"}"#});
    let server = answering([page(json!([thread]))]).await;
    let graph = loopback::graph(&server);
    let mut batch = graph.batch();
    let handle = batch.add(GetMessage::new("m_1"));
    batch.send().await.unwrap().take(handle).unwrap();
    let [attempt] = &recorder.named("graph_attempt")[..] else {
        panic!("{:?}", recorder.all())
    };
    let fields = attempt.timed_fields();
    assert_eq!(fields["http.request.method"], "POST");
    assert_eq!(fields["otel.name"], "POST /v26.0/");
}

/// Also of those that a task makes.
#[tokio::test]
async fn the_calls_of_a_stream_are_within_the_span_of_its_caller() {
    let (recorder, _guard) = Recorder::start();
    let next = |cursor: &str| json!({"cursors": {"after": cursor}, "next": "https://h/"});
    let pages = ["a", "b"].map(|cursor| page(json!({"data": [], "paging": next(cursor)})));
    let server = answering(pages.into_iter().chain([empty_page(), empty_page()])).await;
    let graph = loopback::graph(&server);
    let read = async {
        let pages = graph.pages(list()).read_ahead().try_collect::<Vec<_>>();
        assert_eq!(pages.await.unwrap().len(), 3);
        let plan = ReadPlan::new().newest("page", &graph, list(), 1);
        let nodes = plan.read().unwrap().try_collect::<Vec<_>>();
        assert!(nodes.await.unwrap().is_empty());
    };
    let caller = tracing::info_span!("caller");
    let id = caller.id().map(|id| id.into_u64());
    read.instrument(caller).await;
    let calls = recorder.named("graph_call");
    assert_eq!(calls.len(), 4);
    assert!(
        calls.iter().all(|call| id.is_some() && call.parent == id),
        "{calls:?}"
    );
}

#[tokio::test]
async fn each_attempt_has_a_client_span_within_the_span_of_its_call() {
    let (recorder, _guard) = Recorder::start();
    let server = answering([recorded_error("err_2_transient"), empty_page()]).await;
    let quick = Retry::default().initial_backoff(Duration::ZERO);
    let builder = loopback::builder(ACCESS_TOKEN, server.uri()).app_secret("a secret");
    let graph = builder.retry(quick).build().unwrap();
    graph.page(&list()).await.unwrap();

    let [call] = &recorder.named("graph_call")[..] else {
        panic!("{:?}", recorder.all())
    };
    assert_eq!((call.level.as_str(), call.parent), ("INFO", None));
    let expected = json!({
        "operation": "ListConversations",
        "version": "v26.0",
        "attempts": 2,
    });
    assert_eq!(json!(call.fields.0), expected);

    let [first, second] = &recorder.named("graph_attempt")[..] else {
        panic!("{:?}", recorder.all())
    };
    assert_eq!((first.level.as_str(), first.parent), ("INFO", call.id));
    let template = "/v26.0/{page_id}/conversations";
    let mut expected = json!({
        "otel.name": format!("GET {template}"),
        "otel.kind": "client",
        "http.request.method": "GET",
        "server.address": "127.0.0.1",
        "server.port": server.address().port(),
        "url.full": format!("{}{template}", server.uri()),
        "url.template": template,
        "attempt": 1,
        "http.response.status_code": 500,
        "otel.status_code": "ERROR",
        "error.type": "500",
        "code": 2,
    });
    assert_eq!(first.timed_fields(), expected);

    assert_eq!((second.level.as_str(), second.parent), ("INFO", call.id));
    let fields = expected.as_object_mut().unwrap();
    for error in ["otel.status_code", "error.type", "code"] {
        fields.remove(error);
    }
    fields.insert("attempt".to_owned(), json!(2));
    fields.insert("http.request.resend_count".to_owned(), json!(1));
    fields.insert("http.response.status_code".to_owned(), json!(200));
    assert_eq!(second.timed_fields(), expected);
    assert!(recorder.named("call failed").is_empty());
}

#[tokio::test]
async fn a_request_has_the_template_of_its_path_with_or_without_options() {
    let (recorder, _guard) = Recorder::start();
    let server = answering([page(json!({"id": "m_1"})), empty_page()]).await;
    let graph = loopback::graph(&server);
    graph.send(&GetMessage::new("m_1")).await.unwrap();
    graph
        .page(&list().with_options(CallOptions::new()))
        .await
        .unwrap();
    let attempts = recorder.named("graph_attempt");
    let names: Vec<_> = attempts
        .iter()
        .map(|attempt| attempt.field("otel.name"))
        .collect();
    assert_eq!(
        names,
        [
            "GET /v26.0/{message_id}",
            "GET /v26.0/{page_id}/conversations"
        ]
    );
}

/// Refuses each attempt.
struct Refuse;

impl Hook for Refuse {
    fn before_attempt<'a>(&'a self, _: &'a mut Attempt) -> HookFuture<'a> {
        Box::pin(async { Err("no".into()) })
    }
}

/// Makes a call that fails, and returns the attempt and the event of the failure.
async fn failed(adjust: impl FnOnce(GraphBuilder) -> GraphBuilder, host: &str) -> [Recorded; 2] {
    let (recorder, _guard) = Recorder::start();
    let graph = adjust(loopback::builder(ACCESS_TOKEN, host))
        .build()
        .unwrap();
    graph.page(&list()).await.unwrap_err();
    let one = |name| match &recorder.named(name)[..] {
        [one] => one.clone(),
        other => panic!("{name}: {other:?}"),
    };
    let [call, attempt, event] = ["graph_call", "graph_attempt", "call failed"].map(one);
    assert_eq!((event.level.as_str(), event.parent), ("WARN", call.id));
    for name in ["error.type", "code", "subcode", "advice", "attempts"] {
        assert_eq!(call.field(name), event.field(name), "{name}");
    }
    assert_eq!(call.field("otel.status_code"), "ERROR");
    assert_eq!(attempt.field("otel.status_code"), "ERROR");
    assert_eq!(attempt.field("error.type"), event.field("error.type"));
    attempt.timed_fields();
    [attempt, event]
}

#[tokio::test]
async fn a_final_failure_is_one_event_with_its_advice() {
    let error = |code: i64| json!({"error": {"code": code, "message": "no"}});
    for (answer, status, code, advice, label) in [
        (
            recorded_error("err_190_463_expired_token"),
            400,
            json!(190),
            "log_in",
            "400",
        ),
        (page(error(100)), 200, json!(100), "fix_request", "graph"),
        (ResponseTemplate::new(502), 502, Value::Null, "wait", "502"),
        (
            ResponseTemplate::new(302),
            302,
            Value::Null,
            "fix_connection",
            "302",
        ),
        (
            ResponseTemplate::new(401),
            401,
            Value::Null,
            "log_in",
            "401",
        ),
    ] {
        let server = answering([answer]).await;
        let [attempt, event] = failed(|builder| builder, &server.uri()).await;
        assert_eq!(attempt.field("http.response.status_code"), json!(status));
        let mut expected = json!({
            "attempts": 1, "advice": advice, "error.type": label, "status": status,
        });
        if !code.is_null() {
            expected["code"] = code;
        }
        if event.fields.0.contains_key("subcode") {
            expected["subcode"] = json!(463);
        }
        assert_eq!(json!(event.fields.0), expected);
    }
}

#[tokio::test]
async fn a_failure_without_a_response_has_its_kind() {
    let (closed, _socket) = loopback::closed().unwrap();
    let [attempt, event] = failed(|builder| builder, &closed).await;
    assert_eq!(event.field("error.type"), "connect");
    assert_eq!(attempt.field("http.response.status_code"), Value::Null);

    let [_, event] = failed(|builder| builder.hook(Refuse), &closed).await;
    assert_eq!(
        (event.field("error.type"), event.field("advice")),
        (json!("hook"), json!("give_up"))
    );

    let short = Duration::from_millis(100);
    let silent = RawServer::start("", Then::Hold).await;
    let [_, event] = failed(|builder| builder.timeout(short), &silent.url).await;
    assert_eq!(event.field("error.type"), "timeout");
    let head = RawServer::start("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n", Then::Hold).await;
    let [attempt, event] = failed(|builder| builder.operation_timeout(short), &head.url).await;
    assert_eq!(event.field("error.type"), "operation_timeout");
    assert_eq!(attempt.field("http.response.status_code"), 200);

    let garbage = RawServer::start("no HTTP\r\n\r\n", Then::Close).await;
    let [_, event] = failed(|builder| builder, &garbage.url).await;
    assert_eq!(event.field("error.type"), "invalid_response");
    assert_eq!(event.field("advice"), "fix_connection");
}

#[tokio::test]
async fn a_call_that_is_not_sent_fails_without_an_attempt() {
    let (recorder, _guard) = Recorder::start();
    let graph = loopback::builder(ACCESS_TOKEN, "http://127.0.0.1:1")
        .build()
        .unwrap();
    graph.page(&ListConversations::new("..")).await.unwrap_err();
    assert!(recorder.named("graph_attempt").is_empty());
    let [event] = &recorder.named("call failed")[..] else {
        panic!("{:?}", recorder.all())
    };
    let expected = json!({"attempts": 0, "advice": "fix_request", "error.type": "invalid"});
    assert_eq!(json!(event.fields.0), expected);
}

#[tokio::test]
async fn retries_end_with_one_failure() {
    let (recorder, _guard) = Recorder::start();
    let server = answering((0..3).map(|_| ResponseTemplate::new(503))).await;
    let quick = Retry::default()
        .initial_backoff(Duration::ZERO)
        .max_attempts(3);
    let graph = loopback::builder(ACCESS_TOKEN, server.uri()).retry(quick);
    graph.build().unwrap().page(&list()).await.unwrap_err();
    assert_eq!(recorder.named("graph_attempt").len(), 3);
    assert_eq!(recorder.named("call failed; retrying").len(), 2);
    let [event] = &recorder.named("call failed")[..] else {
        panic!("{:?}", recorder.all())
    };
    assert_eq!(event.field("attempts"), 3);
}

#[tokio::test]
async fn a_dropped_call_ends_the_span_of_its_attempt() {
    let (recorder, _guard) = Recorder::start();
    let server = RawServer::start("", Then::Hold).await;
    let graph = loopback::builder(ACCESS_TOKEN, &server.url)
        .build()
        .unwrap();
    let request = list();
    let call = tokio::time::timeout(Duration::from_millis(100), graph.page(&request));
    assert!(call.await.is_err());
    let [attempt] = &recorder.named("graph_attempt")[..] else {
        panic!("{:?}", recorder.all())
    };
    assert_eq!(attempt.field("error.type"), "canceled");
    attempt.timed_fields();
}

#[tokio::test]
async fn a_response_that_cannot_be_decoded_is_one_event() {
    let (recorder, _guard) = Recorder::start();
    let server = answering([page(json!("text"))]).await;
    loopback::graph(&server).page(&list()).await.unwrap_err();
    let [event] = &recorder.named("response cannot be decoded")[..] else {
        panic!("{:?}", recorder.all())
    };
    let expected = json!({"advice": "give_up", "error.type": "decode", "status": 200});
    assert_eq!(
        (event.level.as_str(), json!(event.fields.0)),
        ("WARN", expected)
    );
    assert!(recorder.named("call failed").is_empty());
}

#[test]
fn the_guide_lists_all_events() {
    let source = include_str!("../../../src/client/trace.rs");
    // Names have no spaces.
    let literals = source.split('"').skip(1).step_by(2);
    let messages: Vec<_> = literals.filter(|text| text.contains(' ')).collect();
    assert!(messages.len() > 10, "{messages:?}");
    for message in messages {
        let row = format!("| `{message}` |");
        assert_eq!(GUIDE.matches(&row).count(), 1, "{row}");
    }
}

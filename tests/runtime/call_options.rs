//! Options of single calls, and what came back.

use std::time::Duration;

use futures_util::TryStreamExt;
use page_conversations::v26_0::{
    GetConversations, ListConversations, UnifiedMessage, UnifiedThreadFields,
};
use page_conversations::{CallOptions, Edge, Error, Pacing, Paging, Request, Retry};
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::loopback::{self, ACCESS_TOKEN, PAGE_ID, answering, fixture, page, recorded_error};

fn list() -> ListConversations {
    ListConversations::new(PAGE_ID)
}

fn with_header() -> CallOptions {
    CallOptions::new().header("x-request-id", "id-of-loopback")
}

#[tokio::test]
async fn a_header_is_sent_with_every_call_of_every_kind() {
    let first = fixture("01_messenger_list_default_fields");
    let ids = json!({"t_1": {"id": "t_1"}});
    let server = answering([
        page(first.clone()),
        page(json!({"data": []})),
        page(first),
        page(json!({"data": []})),
        ResponseTemplate::new(200).set_body_json(ids),
    ])
    .await;
    let graph = loopback::graph(&server);
    let request = list().with_options(with_header());
    graph
        .pages(request.clone())
        .try_collect::<Vec<_>>()
        .await
        .unwrap();
    graph.send(&request).await.unwrap();
    graph.page(&request).await.unwrap();
    let nodes = GetConversations::new(["t_1"]).fields(UnifiedThreadFields::new());
    let nodes = graph.nodes_by_id(nodes.with_options(with_header()));
    assert_eq!(nodes.try_collect::<Vec<_>>().await.unwrap().len(), 1);
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 5);
    for request in requests {
        assert_eq!(request.headers["x-request-id"], "id-of-loopback");
        assert!(request.headers.contains_key("authorization"));
    }
}

#[tokio::test]
async fn retries_and_timeouts_of_a_call_replace_those_of_the_client() {
    let server = answering((0..9).map(|_| recorded_error("err_2_transient"))).await;
    let graph = loopback::graph(&server);
    let quick = Retry::default().initial_backoff(Duration::ZERO);
    let retried = list().with_options(CallOptions::new().retry(quick.max_attempts(3)));
    graph.page(&retried).await.unwrap_err();
    assert_eq!(server.received_requests().await.unwrap().len(), 3);
    graph.page(&list()).await.unwrap_err();
    assert_eq!(server.received_requests().await.unwrap().len(), 4);

    let slow = || ResponseTemplate::new(200).set_delay(Duration::from_secs(60));
    let server = answering([slow(), slow()]).await;
    let graph = loopback::graph(&server);
    let short = Duration::from_millis(50);
    let request = list().with_options(CallOptions::new().timeout(short));
    let error = graph.page(&request).await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    let options = CallOptions::new().operation_timeout(short);
    let error = graph.page(&list().with_options(options)).await.unwrap_err();
    assert!(matches!(error, Error::OperationTimeout { after, .. } if after == short));
}

#[tokio::test]
async fn the_options_of_a_request_apply_to_every_kind_of_call() {
    let transient = || recorded_error("err_2_transient");
    let success = || page(json!({"data": [{"id": "t_1"}]}));
    let node = || page(json!({"t_1": {"id": "t_1"}}));
    let quick = Retry::default().initial_backoff(Duration::ZERO);
    let options = || {
        CallOptions::new()
            .retry(quick)
            .header("x-request-id", "7f3a")
    };
    let request = || list().with_options(options());
    let mut answers: Vec<_> = (0..5).flat_map(|_| [transient(), success()]).collect();
    answers.extend([
        transient(),
        node(),
        transient(),
        node(),
        transient(),
        success(),
    ]);
    let (count, server) = (answers.len(), answering(answers).await);
    // Without options, the first error is final.
    let graph = loopback::graph(&server);
    graph.send(&request()).await.unwrap();
    graph.send_with_info(&request()).await.unwrap();
    graph.page(&request()).await.unwrap();
    let pages: Vec<_> = graph.pages(request()).try_collect().await.unwrap();
    assert_eq!(pages.len(), 1);
    let items: Vec<_> = graph.items(request()).try_collect().await.unwrap();
    assert_eq!(items.len(), 1);
    let nodes = || GetConversations::new(["t_1"]).with_options(options());
    graph.send(&nodes()).await.unwrap();
    let read: Vec<_> = graph.nodes_by_id(nodes()).try_collect().await.unwrap();
    assert_eq!(read.len(), 1);
    let edge =
        Edge::<UnifiedMessage>::from([]).paging(Paging::new().after("cursor").has_next(true));
    let edge = graph.continue_edge(&request(), "t_1", edge);
    assert_eq!(edge.try_collect::<Vec<_>>().await.unwrap().len(), 1);

    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), count);
    for request in requests {
        assert_eq!(request.headers["x-request-id"], "7f3a");
    }
    let error = graph.page(&list()).await.unwrap_err();
    assert_eq!(error.status(), Some(418));
}

#[tokio::test]
async fn options_that_are_added_later_replace_only_what_they_set() {
    let answer = || page(json!({"data": []}));
    let late = answer().set_delay(Duration::from_secs(60));
    let server = answering([answer(), answer(), late]).await;
    let graph = loopback::graph(&server);
    let first = CallOptions::new().header("x-a", "1").header("x-b", "1");
    let later = CallOptions::new()
        .header("x-b", "2")
        .timeout(Duration::from_secs(9));
    let request = list().with_options(first).with_options(later);
    graph.page(&request).await.unwrap();
    let request = request.with_options(CallOptions::new());
    graph.page(&request).await.unwrap();
    let wrong = CallOptions::new().header("host", "example.org");
    let request = list().with_options(wrong).with_options(CallOptions::new());
    let error = graph.page(&request).await.unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "{error:?}");
    let none = Duration::ZERO;
    let hasty = CallOptions::new().timeout(none).operation_timeout(none);
    let patient = CallOptions::new().operation_timeout(Duration::from_secs(30));
    let request = list().with_options(hasty).with_options(patient);
    let error = graph.page(&request).await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    let requests = server.received_requests().await.unwrap();
    for request in &requests[..2] {
        assert_eq!(
            (&request.headers["x-a"], &request.headers["x-b"]),
            (&"1".parse().unwrap(), &"2".parse().unwrap())
        );
    }
}

#[tokio::test]
async fn an_unpaced_call_is_not_waited_for_but_counts() {
    let server = answering((0..4).map(|_| page(json!({"data": []})))).await;
    let builder = loopback::builder(ACCESS_TOKEN, server.uri());
    let minute = Pacing::new(1, Duration::from_secs(60));
    let graph = builder.pacing(minute).build().unwrap();
    let request = list().with_options(CallOptions::new().unpaced());
    for _ in 0..3 {
        graph.page(&request).await.unwrap();
    }
    let (short, request) = (Duration::from_millis(100), list());
    let paced = tokio::time::timeout(short, graph.page(&request));
    assert!(paced.await.is_err());
}

#[tokio::test]
async fn a_header_that_the_client_sets_is_refused() {
    let server = answering([]).await;
    let graph = loopback::graph(&server);
    for (name, value) in [
        ("authorization", "Bearer other"),
        ("Host", "example.org"),
        ("content-length", "0"),
        ("no name", "value"),
        ("x-a", "secret\nvalue"),
    ] {
        let options = CallOptions::new().header(name, value);
        let error = graph.page(&list().with_options(options)).await.unwrap_err();
        assert!(matches!(error, Error::Invalid(_)), "{name}: {error:?}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
    let debug = format!("{:?}", CallOptions::new().header("x-key", "secret-value"));
    assert!(
        debug.contains("x-key") && !debug.contains("secret-value"),
        "{debug}"
    );
    assert_eq!(server.received_requests().await.unwrap().len(), 0);
}

#[tokio::test]
async fn headers_of_successes_and_errors_are_kept_without_secrets() {
    let answer = |response: ResponseTemplate| {
        let response = response.insert_header("x-fb-rev", "1001");
        let response = response.insert_header("set-cookie", "a=b");
        response.insert_header("x-echo", format!("token {ACCESS_TOKEN}"))
    };
    let html = ResponseTemplate::new(502).set_body_string("<html>");
    let server = answering([
        answer(page(json!({"data": []}))),
        answer(recorded_error("err_190_463_expired_token")),
        answer(html),
        answer(ResponseTemplate::new(200).set_body_string("[")),
    ])
    .await;
    let graph = loopback::graph(&server);
    for call in 0..4 {
        let result = graph.page(&list()).await;
        let info = match &result {
            Ok(page) => &page.info,
            Err(error) => error.info().unwrap(),
        };
        assert_eq!(
            info.headers.get("x-fb-rev").as_deref(),
            Some("1001"),
            "{call}"
        );
        assert_eq!(
            info.headers.get("X-Echo").as_deref(),
            Some("token <access token>")
        );
        assert_eq!(info.headers.get("set-cookie"), None);
        assert!(info.headers.iter().any(|(name, _)| name == "x-echo"));
        let debug = format!("{info:?}");
        assert!(
            debug.contains("1001") && !debug.contains(ACCESS_TOKEN),
            "{debug}"
        );
    }
}

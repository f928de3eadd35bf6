//! From callers.

use std::time::Duration;

use futures_util::TryStreamExt;
use page_conversations::v26_0::{
    Folder, GetConversation, GetMessage, ListConversations, ListMessages, UnifiedThreadFields,
};
use page_conversations::{Error, Graph, Pacing, Request, Retry};
use serde_json::json;
use wiremock::{Request as Received, ResponseTemplate};

use crate::bad_input::{Wire, list};
use crate::loopback::{self, ACCESS_TOKEN, answering, graph, page};

/// Ids, and the segment of the path that each is.
const IDS: [(&str, &str); 14] = [
    ("t_mid.1:2-3", "t_mid.1:2-3"),
    ("m_aGVsbG8=", "m_aGVsbG8="),
    ("1/2", "1%2F2"),
    ("/", "%2F"),
    ("1?access_token=x", "1%3Faccess_token=x"),
    ("1#2", "1%232"),
    ("../me", "..%2Fme"),
    ("...", "..."),
    ("%2e%2e", "%252e%252e"),
    (".%2E", ".%252E"),
    (" 1 2 ", "%201%202%20"),
    ("1%002", "1%25002"),
    ("é\u{202e}\u{feff}", "%C3%A9%E2%80%AE%EF%BB%BF"),
    ("{page-id}", "%7Bpage-id%7D"),
];

#[tokio::test]
async fn every_id_is_one_segment_of_every_path() {
    let (wire, graph) = Wire::start().await;
    for (id, segment) in IDS {
        graph.page(&ListConversations::new(id)).await.unwrap();
        graph.send(&GetConversation::new(id)).await.unwrap();
        graph.page(&ListMessages::new(id)).await.unwrap();
        graph.send(&GetMessage::new(id)).await.unwrap();
        let expected = ["/conversations", "", "/messages", ""];
        let expected = expected.map(|edge| format!("GET /v26.0/{segment}{edge} HTTP/1.1"));
        assert_eq!(wire.lines(), expected);
    }
}

async fn refused<R: Request>(graph: &Graph, request: R, name: &str)
where
    R::Output: std::fmt::Debug,
{
    let error = graph.send(&request).await.unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "{error:?}");
    assert!(error.to_string().contains(name), "{error}");
}

#[tokio::test]
async fn an_id_that_would_be_another_path_is_refused_by_every_call() {
    let (wire, graph) = Wire::start().await;
    for id in ["", ".", "..", "\0", "1\r\nx: y", "1\\2", "\u{9f}"] {
        refused(&graph, ListConversations::new(id), "`page_id`").await;
        refused(&graph, GetConversation::new(id), "`thread_id`").await;
        refused(&graph, ListMessages::new(id), "`thread_id`").await;
        refused(&graph, GetMessage::new(id), "`message_id`").await;
        let mut items = graph.items(ListMessages::new(id));
        assert!(matches!(items.try_next().await, Err(Error::Invalid(_))));
        assert!(items.try_next().await.unwrap().is_none());
    }
    assert!(wire.lines().is_empty());
}

#[tokio::test]
async fn an_id_may_be_long() {
    let (wire, graph) = Wire::start().await;
    let id = "a".repeat(10_000);
    graph
        .send(&GetConversation::new(id.as_str()))
        .await
        .unwrap();
    assert_eq!(wire.lines(), [format!("GET /v26.0/{id} HTTP/1.1")]);
}

#[tokio::test]
async fn a_limit_of_zero_is_refused_and_the_largest_is_sent() {
    let (wire, graph) = Wire::start().await;
    refused(&graph, list().limit(0), "`limit`").await;
    refused(&graph, ListMessages::new("t_1").limit(0), "`limit`").await;
    let mut pages = graph.pages(list().limit(0));
    assert!(matches!(pages.try_next().await, Err(Error::Invalid(_))));
    assert!(pages.try_next().await.unwrap().is_none());
    assert!(wire.lines().is_empty());
    graph.page(&list().limit(u64::MAX)).await.unwrap();
    let [line] = &wire.lines()[..] else {
        panic!("more than one call");
    };
    assert!(line.contains("?limit=18446744073709551615 "), "{line}");
}

#[tokio::test]
async fn a_limit_of_the_largest_number_gets_smaller() {
    let too_much = || loopback::recorded_error("err_1_reduce_data");
    let next = |after: &str| json!({"cursors": {"after": after}, "next": "https://h/"});
    let first = page(json!({"data": [], "paging": next("1")}));
    let second = page(json!({"data": [], "paging": next("2")}));
    let server = answering([too_much(), first, second, page(json!({"data": []}))]).await;
    let pages = graph(&server).pages(list().limit(u64::MAX));
    let pages: Vec<_> = pages.try_collect().await.unwrap();
    assert_eq!(pages.len(), 3);
    let requests = server.received_requests().await.unwrap();
    let limit = |request: &Received| {
        let mut query = request.url.query_pairs();
        query
            .find(|(name, _)| name == "limit")
            .unwrap()
            .1
            .into_owned()
    };
    let limits: Vec<_> = requests.iter().map(limit).collect();
    let (most, half) = (u64::MAX.to_string(), (u64::MAX / 2).to_string());
    assert_eq!(limits, [most, half.clone(), half.clone(), half]);
}

#[tokio::test]
async fn a_selection_of_nothing_is_not_sent_by_any_call() {
    let (wire, graph) = Wire::start().await;
    let nothing = UnifiedThreadFields::new();
    graph
        .send(&GetConversation::new("1").fields(nothing))
        .await
        .unwrap();
    assert_eq!(wire.lines(), ["GET /v26.0/1 HTTP/1.1"]);
}

/// Text that means something in a URL, in JSON, or nowhere.
const TEXTS: [&str; 9] = [
    "a&b=c",
    "QVFI+Um/ZA==",
    "100%",
    "%26",
    "{\"a\": [1]}",
    "a#b?c/d\\e",
    " a  b ",
    "\r\n\0\t\u{7f}",
    "é😏\u{202e}",
];

#[tokio::test]
async fn a_parameter_arrives_as_what_it_is() {
    let server = answering((0..99).map(|_| page(json!({"data": []})))).await;
    let graph = graph(&server);
    for text in TEXTS {
        let request = list().folder(Folder::from(text)).user_id(text);
        let request = request.after(text).tags(vec![text.to_owned()]);
        graph.page(&request).await.unwrap();
        let received = server.received_requests().await.unwrap();
        let query: Vec<_> = received.last().unwrap().url.query_pairs().collect();
        let tags = json!([text]).to_string();
        let expected = [
            ("after", text),
            ("folder", text),
            ("tags", &tags),
            ("user_id", text),
        ];
        let expected = expected.map(|(name, value)| (name.into(), value.into()));
        assert_eq!(query, expected);
    }
}

#[tokio::test]
async fn a_cursor_comes_back_as_graph_gave_it() {
    for text in TEXTS {
        let url = next_url(text);
        for paging in [
            json!({"cursors": {"after": text}, "next": ""}),
            json!({ "next": url }),
        ] {
            let first = page(json!({"data": [{"id": "a"}], "paging": paging}));
            let server = answering([first, page(json!({"data": [{"id": "b"}]}))]).await;
            let mut items = graph(&server).items(list());
            items.try_next().await.unwrap();
            assert_eq!(items.checkpoint().cursor(), Some(text));
            assert_eq!(items.try_next().await.unwrap().unwrap().id, "b");
            let received = server.received_requests().await.unwrap();
            let query: Vec<_> = received[1].url.query_pairs().collect();
            assert_eq!(query, [("after".into(), text.into())]);
        }
    }
}

/// A `next` with such a cursor.
fn next_url(cursor: &str) -> String {
    let mut url = wiremock::http::Url::parse("https://graph.facebook.com/v26.0/1").unwrap();
    url.query_pairs_mut()
        .append_pair("after", cursor)
        .append_pair("limit", "25");
    url.into()
}

#[test]
fn a_token_that_is_not_ascii_is_refused_and_not_shown() {
    // What copying brings along.
    for token in [
        "EAAB\u{200b}",
        "\u{feff}EAAB",
        "ÉAAB",
        "EAAB\u{a0}",
        "“EAAB”",
    ] {
        let built = loopback::builder(token, "https://graph.facebook.com").build();
        let error = built.unwrap_err();
        assert!(matches!(error, Error::Invalid(_)), "{error:?}");
        let text = error.to_string();
        assert_eq!(text, "invalid request: access token is not ASCII");
    }
}

/// HTTP drops the spaces, so Graph would find the proof of another token wrong.
#[tokio::test]
async fn the_proof_is_that_of_the_token_that_graph_gets() {
    let server = answering((0..3).map(|_| page(json!({"data": []})))).await;
    for token in [
        ACCESS_TOKEN.to_owned(),
        format!(" {ACCESS_TOKEN}"),
        format!("{ACCESS_TOKEN}\t "),
    ] {
        let graph = loopback::builder(&token, server.uri()).app_secret("secret");
        graph.build().unwrap().page(&list()).await.unwrap();
    }
    let received = server.received_requests().await.unwrap();
    let proofs: Vec<_> = received
        .iter()
        .map(|request| request.url.query().unwrap())
        .collect();
    assert!(proofs[0].starts_with("appsecret_proof="));
    assert_eq!(proofs, [proofs[0]; 3]);
    for request in &received {
        let sent = request.headers["authorization"].to_str().unwrap();
        let token = sent.strip_prefix("Bearer").unwrap().trim();
        assert_eq!(token, ACCESS_TOKEN);
    }
}

#[tokio::test]
async fn times_without_end_are_times() {
    let busy = ResponseTemplate::new(503);
    let nothing = page(json!({"data": []}));
    let server = answering([busy, nothing.clone(), nothing]).await;
    let retry = Retry::default()
        .max_elapsed(Duration::MAX)
        .initial_backoff(Duration::ZERO);
    let graph = loopback::builder(ACCESS_TOKEN, server.uri())
        .timeout(Duration::MAX)
        .connect_timeout(Duration::MAX)
        .operation_timeout(Duration::MAX)
        .retry(retry)
        .pacing(Pacing::new(3, Duration::MAX))
        .build()
        .unwrap();
    graph.page(&list()).await.unwrap();
    graph.page(&list()).await.unwrap();
    // The fourth call waits for its turn.
    let wait = tokio::time::timeout(Duration::from_millis(50), graph.page(&list())).await;
    assert!(wait.is_err(), "{wait:?}");
}

/// The HTTP client cannot send it, so that no retry helps.
#[tokio::test]
async fn a_url_that_is_too_long_is_refused_before_it_is_sent() {
    let server = answering([]).await;
    let graph = loopback::builder(ACCESS_TOKEN, server.uri());
    let graph = graph.retry(Retry::default()).build().unwrap();
    for length in [64_990, 70_000] {
        let error = graph
            .page(&list().after("x".repeat(length)))
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Invalid(_)), "{error:?}");
        assert!(error.to_string().contains("65000 bytes"), "{error}");
    }
    assert_eq!(server.received_requests().await.unwrap().len(), 0);
}

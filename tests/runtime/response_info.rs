//! The metadata of a response, which each error of a call that was answered carries.

use std::time::Duration;

use futures_util::StreamExt;
use page_conversations::v26_0::ListConversations;
use page_conversations::{AccessToken, Error, Graph, GraphBuilder, VersionCheck};
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::loopback::{self, ACCESS_TOKEN, PAGE_ID, answering};
use crate::raw_server::{RawServer, Then};

const APP_SECRET: &str = "5ecret|of+loopback";

fn list() -> ListConversations {
    ListConversations::new(PAGE_ID)
}

fn builder(host: impl Into<String>) -> GraphBuilder {
    loopback::builder(ACCESS_TOKEN, host).keep_raw_bodies(true)
}

fn answer(status: u16, body: &str) -> ResponseTemplate {
    ResponseTemplate::new(status)
        .insert_header("x-fb-trace-id", "TraceOfLoopback")
        .insert_header("x-app-usage", r#"{"call_count":17}"#)
        .insert_header("facebook-api-version", "v25.0")
        .insert_header("www-authenticate", "OAuth \"invalid_token\"")
        .set_body_raw(body, "text/plain")
}

/// Compares all that is known of a response, whatever the error is.
#[track_caller]
fn assert_info(error: &Error, status: u16, raw: &str) {
    let info = error.info().unwrap_or_else(|| panic!("{error:?}"));
    assert_eq!(info.status, status, "{error:?}");
    assert_eq!(
        info.trace_id.as_deref(),
        Some("TraceOfLoopback"),
        "{error:?}"
    );
    assert_eq!(info.usage.highest(), Some(17.0), "{error:?}");
    assert_eq!(info.answered_by.as_deref(), Some("v25.0"), "{error:?}");
    assert_eq!(info.content_type().as_deref(), Some("text/plain"));
    let authenticate = info.www_authenticate();
    assert_eq!(authenticate.as_deref(), Some("OAuth \"invalid_token\""));
    assert_eq!(
        info.headers.get("x-app-usage").as_deref(),
        Some(r#"{"call_count":17}"#)
    );
    assert_eq!(info.raw.as_deref(), Some(raw), "{error:?}");
    assert_eq!(error.status(), Some(status));
    assert_eq!(error.trace_id(), Some("TraceOfLoopback"));
}

#[tokio::test]
async fn each_error_of_a_whole_response_carries_all_of_it() {
    let graph_error = r#"{"error": {"code": 100, "message": "no"}}"#;
    for (status, body) in [
        (400, graph_error),
        (200, graph_error),
        (502, "<html>"),
        (302, ""),
        (200, "no JSON"),
        (200, r#"{"data": "none"}"#),
    ] {
        let server = answering([answer(status, body)]).await;
        let graph = builder(server.uri()).build().unwrap();
        let error = graph.page(&list()).await.unwrap_err();
        assert_info(&error, status, body);
    }
    let body = r#"{"data": []}"#;
    let server = answering([answer(200, body)]).await;
    let graph = builder(server.uri()).version_check(VersionCheck::Refuse);
    let error = graph.build().unwrap().page(&list()).await.unwrap_err();
    assert!(matches!(error, Error::Version { .. }), "{error:?}");
    assert_info(&error, 200, body);
}

#[tokio::test]
async fn a_failed_renewal_carries_the_response_that_refused_the_token() {
    let body = r#"{"error": {"code": 190, "message": "expired"}}"#;
    let server = answering([answer(400, body)]).await;
    let provider = |refused: Option<AccessToken>| async move {
        match refused {
            None => Ok(AccessToken::from(ACCESS_TOKEN)),
            Some(_) => Err("sealed"),
        }
    };
    let builder = Graph::builder_with_provider(provider).host(server.uri());
    let graph = builder.keep_raw_bodies(true).build().unwrap();
    let error = graph.page(&list()).await.unwrap_err();
    assert!(matches!(error, Error::Token { .. }), "{error:?}");
    assert_info(&error, 400, body);
}

#[tokio::test]
async fn each_error_of_a_stream_carries_the_response_of_its_page() {
    let cursors = |after: &str| json!({"cursors": {"after": after}, "next": "https://h/"});
    let repeated = json!({"data": [], "paging": cursors("c")}).to_string();
    let missing = json!({"data": [], "paging": {"next": "https://h/"}}).to_string();
    let empty = json!({"data": [], "paging": cursors("d")}).to_string();
    for (bodies, expected) in [
        (vec![&repeated, &repeated], "RepeatedCursor"),
        (vec![&missing], "MissingCursor"),
        (vec![&repeated, &empty], "EmptyPages"),
    ] {
        let server = answering(bodies.iter().map(|body| answer(200, body))).await;
        let graph = builder(server.uri()).max_empty_pages(2).build().unwrap();
        let results: Vec<_> = graph.pages(list()).collect().await;
        let error = results.last().unwrap().as_ref().unwrap_err();
        assert!(format!("{error:?}").starts_with(expected), "{error:?}");
        assert_info(error, 200, bodies.last().unwrap());
    }
}

type Adjust = fn(GraphBuilder) -> GraphBuilder;

/// A response whose body states more bytes than it has.
fn cut_response(body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nx-fb-trace-id: TraceOfLoopback\r\nx-app-usage: {{\"call_count\":17}}\r\n\
         facebook-api-version: v25.0\r\nwww-authenticate: OAuth \"invalid_token\"\r\n\
         content-type: text/plain\r\ncontent-length: 1000\r\n\r\n{body}"
    )
}

#[tokio::test]
async fn each_error_within_a_body_carries_the_part_that_arrived() {
    const START: &str = r#"{"data": [{"id": "t_1"#;
    let ends: [(Then, Adjust, &str); 4] = [
        (Then::Close, |builder| builder, "Transport"),
        (
            Then::Hold,
            |builder| builder.stall_timeout(Duration::from_millis(200)),
            "Timeout",
        ),
        (
            Then::Hold,
            |builder| builder.timeout(Duration::from_millis(200)),
            "Timeout",
        ),
        (
            Then::Hold,
            |builder| builder.body_limit(START.len() - 1),
            "Decode",
        ),
    ];
    for (then, adjust, expected) in ends {
        let server = RawServer::start(cut_response(START), then).await;
        let graph = adjust(builder(&server.url)).build().unwrap();
        let error = graph.page(&list()).await.unwrap_err();
        assert!(format!("{error:?}").starts_with(expected), "{error:?}");
        let is_cut = expected == "Decode";
        assert_info(&error, 200, &START[..START.len() - usize::from(is_cut)]);
    }
}

#[tokio::test]
async fn an_operation_timeout_within_a_body_carries_the_head() {
    let server = RawServer::start(cut_response("{"), Then::Hold).await;
    let builder = builder(&server.url).operation_timeout(Duration::from_millis(300));
    let error = builder.build().unwrap().page(&list()).await.unwrap_err();
    assert!(matches!(error, Error::OperationTimeout { .. }), "{error:?}");
    assert_eq!(
        (error.status(), error.trace_id()),
        (Some(200), Some("TraceOfLoopback"))
    );
    // Without a response there is none.
    let server = RawServer::start("", Then::Hold).await;
    let builder = loopback::builder(ACCESS_TOKEN, &server.url);
    let builder = builder.operation_timeout(Duration::from_millis(50));
    let error = builder.build().unwrap().page(&list()).await.unwrap_err();
    assert!(matches!(error, Error::OperationTimeout { .. }) && error.info().is_none());
}

#[tokio::test]
async fn no_part_of_a_secret_is_at_the_end_of_a_cut_body() {
    // Its end is its beginning.
    let token = "EAABcanary|7Q2x+EA";
    let forms = [
        token.to_owned(),
        token.replace('|', "%7C").replace('+', "%2B"),
        token.replace('|', "\\u007c").replace('+', "\\u002b"),
        APP_SECRET.to_owned(),
        APP_SECRET.replace('|', "%7C").replace('+', "%2B"),
    ];
    for form in forms {
        for end in 1..=form.len() {
            let body = format!("text {}", &form[..end]);
            let server = RawServer::start(cut_response(&body), Then::Close).await;
            let builder = loopback::builder(token, &server.url).app_secret(APP_SECRET);
            let graph = builder.keep_raw_bodies(true).build().unwrap();
            let error = graph.page(&list()).await.unwrap_err();
            let raw = error.info().unwrap().raw.clone().unwrap();
            let expected = ["text ", "text <access token>", "text <app secret>"];
            assert!(expected.contains(&raw.as_str()), "{body}: {raw}");
            assert_eq!(raw == expected[0], end < form.len(), "{body}: {raw}");
        }
    }
}

#[tokio::test]
async fn a_raw_body_is_at_most_as_long_as_the_body_limit() {
    // Each of these takes more bytes once it is text, or redacted.
    for body in [&b"\xff".repeat(100)[..], ACCESS_TOKEN.repeat(5).as_bytes()] {
        let response = ResponseTemplate::new(500).set_body_bytes(body);
        let server = answering([response]).await;
        let graph = loopback::builder("EAAB", server.uri()).keep_raw_bodies(true);
        let graph = graph.body_limit(body.len()).build().unwrap();
        let error = graph.page(&list()).await.unwrap_err();
        let raw = error.info().unwrap().raw.clone().unwrap();
        let least = body.len() - 3;
        assert!((least..=body.len()).contains(&raw.len()), "{raw}");
    }
}

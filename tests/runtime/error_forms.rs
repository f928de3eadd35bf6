//! The forms of errors.

use crate::loopback;
use std::time::Duration;

use crate::loopback::{ACCESS_TOKEN, PAGE_ID, answering, graph, page, strict};
use page_conversations::v26_0::{GetConversation, ListConversations, UnifiedThread};
use page_conversations::{Advice, Error, GraphError, Page, Retry};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

fn success() -> ResponseTemplate {
    page(json!({"data": []}))
}

fn list() -> ListConversations {
    ListConversations::new(PAGE_ID)
}

/// Returns the result of a call, and the number of attempts.
async fn outcome(
    retry: Retry,
    answers: impl IntoIterator<Item = ResponseTemplate>,
) -> (Result<Page<UnifiedThread>, Error>, usize) {
    let server = answering(answers).await;
    let builder = loopback::builder(ACCESS_TOKEN, server.uri()).retry(retry);
    let result = builder.build().unwrap().page(&list()).await;
    let sent = server.received_requests().await.unwrap().len();
    (result, sent)
}

/// The default, with waits that a test can bear.
fn quick() -> Retry {
    let ms = Duration::from_millis;
    Retry::default().initial_backoff(ms(1)).max_backoff(ms(4))
}

/// The error of a body as it is.
async fn flat(status: u16, body: Value) -> GraphError {
    let answer = ResponseTemplate::new(status).set_body_json(body);
    let server = answering([answer]).await;
    match graph(&server).page(&list()).await {
        Err(Error::Graph(error)) => *error,
        other => panic!("{other:?}"),
    }
}

async fn graph_error(status: u16, error: Value) -> GraphError {
    flat(status, json!({ "error": error })).await
}

fn name(error: &GraphError) -> Option<&'static str> {
    error.entry.map(|entry| entry.name)
}

/// Case 29.
#[tokio::test]
async fn case_29_an_error_object_without_a_code_keeps_its_words() {
    let message = "The app needs the review of the feature before it may do this (invented text)";
    let error = json!({"message": message, "type": "IGApiException"});
    let error = graph_error(403, error).await;
    assert_eq!((error.code, error.message.as_str()), (None, message));
    assert_eq!(error.error_type.as_deref(), Some("IGApiException"));
    assert!(matches!(error.advice(), Advice::GetPermission { .. }));
    assert_eq!(
        error.to_string(),
        format!("Graph error (IGApiException), HTTP 403: {message}")
    );
    // Over 50 calls in a batch are answered so.
    let error = json!({"message": "Too many requests", "type": "GraphBatchException"});
    assert_eq!(
        graph_error(400, error.clone()).await.advice(),
        Advice::GiveUp
    );
    let error = graph_error(200, error).await;
    assert_eq!((error.info.status, error.advice()), (200, Advice::GiveUp));
}

#[tokio::test]
async fn older_forms_of_errors_are_read() {
    let body = json!({"error_code": 190, "error_msg": "Invalid token", "error_subcode": "463"});
    let error = flat(400, body).await;
    assert_eq!((error.code, error.subcode), (Some(190), Some(463)));
    assert_eq!(error.message, "Invalid token");
    assert_eq!(name(&error), Some("AccessTokenExpired"));

    let body = json!({"error_type": "OAuthException", "code": 400, "error_message": "No match"});
    let error = flat(400, body).await;
    assert_eq!(
        (error.code, error.message.as_str()),
        (Some(400), "No match")
    );
    assert_eq!(error.error_type.as_deref(), Some("OAuthException"));
    assert_eq!(error.advice(), Advice::GiveUp);
    // The code repeats the status there.
    let body = json!({"error_type": "OAuthException", "code": 401, "error_message": "No"});
    assert_eq!(flat(401, body).await.advice(), Advice::LogIn);

    let body = json!({"error": "invalid_request", "error_description": "No such app"});
    let error = flat(400, body).await;
    assert_eq!((error.code, error.message.as_str()), (None, "No such app"));
    assert_eq!(error.error_type.as_deref(), Some("invalid_request"));
    let error = flat(400, json!({"error": "invalid_request"})).await;
    assert_eq!(error.message, "invalid_request");
    let error = flat(
        400,
        json!({"code": 190, "message": "no", "type": "OAuthException"}),
    )
    .await;
    assert_eq!((error.code, error.advice()), (Some(190), Advice::LogIn));
}

#[tokio::test]
async fn an_error_without_a_code_is_judged_by_its_status() {
    for (status, word, expected) in [
        (400, json!(null), "GiveUp"),
        (400, json!(true), "Wait"),
        (401, json!(null), "LogIn"),
        (401, json!(false), "LogIn"),
        (403, json!(null), "GetPermission"),
        (403, json!(true), "Wait"),
        (404, json!(null), "GiveUp"),
        (429, json!(null), "Wait"),
        (500, json!(null), "Wait"),
        (503, json!(false), "GiveUp"),
    ] {
        let error = json!({"message": "no", "type": "X", "is_transient": word});
        let advice = format!("{:?}", graph_error(status, error).await.advice());
        assert!(advice.starts_with(expected), "{status} {word}: {advice}");
    }
    // A code takes precedence, also an unknown one.
    for status in [401, 403] {
        let error = graph_error(status, json!({"code": 987_654, "message": "no"})).await;
        assert_eq!(error.advice(), Advice::GiveUp);
    }
}

#[tokio::test]
async fn a_success_with_words_of_an_error_is_a_success() {
    let thread = json!({"id": "t_1", "error": "x", "error_msg": "x", "error_type": "x"});
    for beside in [
        json!({"error": "x"}),
        json!({"error": "x", "error_description": "x"}),
        json!({"error_code": 190, "error_msg": "x"}),
        json!({"error_type": "x", "code": 190, "error_message": "x"}),
        json!({"error": {"note": "x"}}),
        json!({"error": [190]}),
    ] {
        let mut body = beside;
        body["data"] = json!([thread]);
        let server = answering([page(body.clone())]).await;
        let read = graph(&server).page(&list()).await;
        assert_eq!(read.unwrap().items.len(), 1, "{body}");
    }
}

#[tokio::test]
async fn a_flat_error_in_a_success_is_an_error_unless_it_may_be_a_node() {
    let body = json!({"error_code": 190, "error_msg": "no", "error_data": {"a": 1}});
    let error = flat(200, body.clone()).await;
    assert_eq!((error.info.status, error.code), (200, Some(190)));
    assert_eq!(
        (error.message.as_str(), error.advice()),
        ("no", Advice::LogIn)
    );
    assert_eq!(error.error_data.as_deref(), Some(r#"{"a":1}"#));
    for (name, value) in [("id", json!("t_1")), ("data", json!([]))] {
        let mut body = body.clone();
        body[name] = value;
        let server = answering([page(body)]).await;
        let thread = graph(&server).send(&GetConversation::new("t_1")).await;
        assert!(!matches!(thread, Err(Error::Graph(_))), "{thread:?}");
    }
}

#[tokio::test]
async fn an_error_in_a_success_needs_no_code_unless_it_may_be_a_node() {
    for (body, code, message) in [
        (json!({"error": "bad"}), None, "bad"),
        (json!({"error": {"message": "m", "code": null}}), None, "m"),
        (json!({"error": {"message": "m"}, "data": []}), None, "m"),
        (json!({"error": {"code": [1]}}), None, ""),
        (
            json!({"error": {"code": 190.0, "message": "m"}}),
            Some(190),
            "m",
        ),
        (json!({"error": {"code": "190.0"}}), Some(190), ""),
        (json!({"error": {"code": 1e30, "message": "m"}}), None, "m"),
    ] {
        let error = flat(200, body.clone()).await;
        assert_eq!(error.code, code, "{body}");
        assert_eq!(error.message, message, "{body}");
    }
    for body in [
        json!({"error": {"message": "m"}, "id": "t_1"}),
        json!({"error": {"code": []}, "id": "t_1"}),
        json!({"error": "m", "id": "t_1"}),
    ] {
        let server = answering([page(body.clone())]).await;
        let thread = graph(&server).send(&GetConversation::new("t_1")).await;
        assert!(thread.is_ok(), "{body}: {thread:?}");
    }
}

#[tokio::test]
async fn texts_of_an_error_are_kept_without_halves_of_surrogate_pairs_and_are_bounded() {
    let body = r#"{"error":{"message":"m\ud800 n","code":190,"error_user_msg":"\udc00"}}"#;
    let answer = ResponseTemplate::new(400).set_body_string(body);
    let server = answering([answer]).await;
    let error = graph(&server).page(&list()).await.unwrap_err();
    let error = error.graph().unwrap();
    assert_eq!(error.message, "m\u{FFFD} n");
    assert_eq!(error.user_message.as_deref(), Some("\u{FFFD}"));

    let error = flat(400, json!({"error": {"message": "y".repeat(3_000_000)}})).await;
    assert!(error.to_string().len() < 10_000);
}

#[tokio::test]
async fn errors_of_a_body_do_not_quote_it_and_say_what_it_is() {
    let private = format!("PRIVATE{}", ", expected x".repeat(1000));
    for (body, message) in [
        (
            json!({"data": [], "paging": private}),
            "expected an object, found a string at line",
        ),
        (
            json!({"data": private}),
            "expected a list, found a string at line",
        ),
        (
            json!({"data": [{"id": "t_1", "updated_time": private}]}),
            "expected",
        ),
        (
            json!({"data": [{"id": "t_1", "message_count": private}]}),
            "expected",
        ),
        (
            json!({"data": [{"name": private}]}),
            "missing field `id` at line",
        ),
    ] {
        let server = answering([page(body)]).await;
        let error = strict(&server).page(&list()).await.unwrap_err();
        let Error::Decode(error) = error else {
            panic!("{error:?}")
        };
        assert!(error.message.starts_with(message), "{}", error.message);
        assert!(!error.message.contains("PRIVATE") && error.message.len() < 200);
    }
    for (body, kind, words) in [
        (&b"<html></html>"[..], "text/plain", "the body is HTML: "),
        (b"oops", "text/html; charset=utf-8", "the body is HTML: "),
        (
            b"\x1f\x8b\x08\x00",
            "application/json",
            "the body is compressed without",
        ),
    ] {
        let answer = ResponseTemplate::new(200).set_body_raw(body, kind);
        let server = answering([answer]).await;
        let error = graph(&server).page(&list()).await.unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[tokio::test]
async fn a_list_is_no_error() {
    for body in [
        json!([{"code": 1}]),
        json!([{"error": {"code": 1}}]),
        json!({"error": [190, 463, "OAuthException", "no"]}),
    ] {
        let answer = ResponseTemplate::new(400).set_body_json(&body);
        let server = answering([answer]).await;
        let builder = loopback::builder(ACCESS_TOKEN, server.uri());
        let error = builder.build().unwrap().page(&list()).await.unwrap_err();
        assert!(matches!(error, Error::Http(_)), "{body}: {error:?}");
    }
}

/// Meta's front-end servers answer with HTML if they fail themselves.
#[tokio::test]
async fn a_page_of_html_with_status_400_is_tried_again() {
    for (kind, body) in [
        ("text/html; charset=utf-8", ""),
        ("Text/HTML", "Sorry, something went wrong."),
        ("text/plain", "<!DOCTYPE html>"),
        ("application/json", "\u{feff}\r\n <html>"),
    ] {
        let failure = ResponseTemplate::new(400).set_body_raw(body, kind);
        let (result, sent) = outcome(quick(), [failure.clone(), success()]).await;
        assert!(result.is_ok(), "{kind}: {result:?}");
        assert_eq!(sent, 2, "{kind}");
        let (result, sent) = outcome(quick(), vec![failure; 9]).await;
        assert!(matches!(result, Err(Error::Http(_))), "{kind}");
        assert_eq!(sent, 4, "{kind}");
    }
}

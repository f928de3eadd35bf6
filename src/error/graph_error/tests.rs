//! Classification of errors, over HTTP on loopback.

#![allow(clippy::unwrap_used)]

use std::time::Duration;

use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::v26_0::{ListConversations, UnifiedThreadFields};
use crate::{Error, Graph, Pacing, Retry};

/// Returns the error of a call that always receives this response.
async fn error_of(answer: ResponseTemplate) -> Error {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let graph = Graph::builder("EAAB-token").host(server.uri());
    let graph = graph
        .pacing(Pacing::off())
        .timeout(Duration::from_millis(500));
    let retry = Retry::default()
        .initial_backoff(Duration::ZERO)
        .max_attempts(2);
    let graph = graph
        .retry(retry.max_elapsed(Duration::from_secs(5)))
        .build()
        .unwrap();
    let fields = UnifiedThreadFields::new().snippet();
    graph
        .page(&ListConversations::new("1").fields(fields))
        .await
        .unwrap_err()
}

async fn graph_error(status: u16, error: Value) -> Error {
    error_of(ResponseTemplate::new(status).set_body_json(json!({ "error": error }))).await
}

#[tokio::test]
async fn server_failures_are_distinguished_from_refusals() {
    let words = "Please reduce the amount of data";
    for (failure, status, error) in [
        (true, 500, json!({"code": 1, "message": "no"})),
        (true, 400, json!({"code": 1, "message": "no"})),
        (
            true,
            500,
            json!({"code": 1, "message": "no", "is_transient": false}),
        ),
        (
            true,
            500,
            json!({"code": 1, "error_subcode": 99, "message": "no"}),
        ),
        (
            true,
            400,
            json!({"code": 1, "error_subcode": 99, "message": words}),
        ),
        (true, 400, json!({"code": 2, "message": "no"})),
        (true, 400, json!({"code": -3, "message": "no"})),
        (true, 500, json!({"code": 987_654, "message": "no"})),
        (true, 503, json!({"message": "no"})),
        (
            true,
            400,
            json!({"code": 100, "message": "no", "is_transient": true}),
        ),
        (
            false,
            400,
            json!({"code": 1, "error_subcode": 99, "message": "no"}),
        ),
        (
            false,
            400,
            json!({"code": 2, "error_subcode": 2_018_344, "message": "no"}),
        ),
        (false, 400, json!({"code": 100, "message": "no"})),
        (false, 500, json!({"code": 190, "message": "no"})),
        (
            false,
            500,
            json!({"code": 368, "message": "no", "is_transient": true}),
        ),
        (false, 400, json!({"code": 613, "message": "no"})),
        (false, 429, json!({"code": 987_654, "message": "no"})),
        (false, 403, json!({"code": 200, "message": "no"})),
        (false, 403, json!({"message": "no"})),
    ] {
        let found = graph_error(status, error.clone()).await.is_server_failure();
        assert_eq!(found, failure, "{status} {error}");
    }
    for (failure, status, body) in [
        (true, 500, ""),
        (true, 400, "<html>"),
        (false, 400, "no"),
        (false, 404, "<html>"),
        (false, 429, "<html>"),
        (false, 200, "["),
    ] {
        let answer = ResponseTemplate::new(status).set_body_string(body);
        assert_eq!(
            error_of(answer).await.is_server_failure(),
            failure,
            "{status} {body}"
        );
    }
    let slow = ResponseTemplate::new(200).set_delay(Duration::from_secs(60));
    assert!(error_of(slow).await.is_server_failure());
}

#[tokio::test]
async fn errors_about_a_node_are_distinguished_from_those_about_the_call() {
    for (node, status, error) in [
        (
            true,
            400,
            json!({"code": 100, "error_subcode": 33, "message": "no"}),
        ),
        (
            true,
            400,
            json!({"code": 100, "error_subcode": 2_018_218, "message": "no"}),
        ),
        (true, 400, json!({"code": 551, "message": "no"})),
        (true, 400, json!({"code": 9_000_001, "message": "no"})),
        (true, 400, json!({"code": 100, "message": "no"})),
        (true, 400, json!({"code": 987_654, "message": "no"})),
        (true, 404, json!({"message": "no"})),
        // The message names a part of the request.
        (
            false,
            400,
            json!({"code": 100, "message": "Param fields must be right"}),
        ),
        (
            false,
            400,
            json!({"code": 987_654, "message": "Param limit is wrong"}),
        ),
        (
            false,
            400,
            json!({"code": 100, "message": "Too many IDs. Maximum: 50."}),
        ),
        (
            false,
            400,
            json!({"code": 100, "message": "Invalid appsecret_proof provided"}),
        ),
        (
            false,
            400,
            json!({"code": 100, "error_subcode": 2_534_013, "message": "no"}),
        ),
        (
            false,
            400,
            json!({"code": 100, "message": "no", "is_transient": true}),
        ),
        (false, 400, json!({"code": 2500, "message": "Syntax error"})),
        (false, 400, json!({"code": 190, "message": "no"})),
        (false, 403, json!({"code": 987_654, "message": "no"})),
        (false, 401, json!({"message": "no"})),
        (false, 500, json!({"code": 987_654, "message": "no"})),
    ] {
        let found = graph_error(status, error.clone()).await.is_about_a_node();
        assert_eq!(found, node, "{status} {error}");
    }
    let html = ResponseTemplate::new(404).set_body_string("<html>");
    assert!(!error_of(html).await.is_about_a_node());
}

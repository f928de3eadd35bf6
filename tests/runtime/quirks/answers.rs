//! Errors, quotas and versions.

use std::time::Duration;

use page_conversations::{Advice, Error, GraphError, VersionCheck, v25_0, v26_0};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::loopback::{self, ACCESS_TOKEN, PAGE_ID, answering, graph, page, recorded_error};
use crate::quirks::{count, list};

async fn graph_error(answer: ResponseTemplate) -> GraphError {
    let server = answering([answer]).await;
    let error = graph(&server).page(&list()).await.unwrap_err();
    error.graph().unwrap_or_else(|| panic!("{error:?}")).clone()
}

fn said(status: u16, error: Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(json!({ "error": error }))
}

fn name(error: &GraphError) -> Option<&'static str> {
    error.entry.map(|entry| entry.name)
}

/// Quirk 7.
#[tokio::test]
async fn the_usage_of_the_page_is_told_and_absent_is_not_zero() {
    let nothing = || page(json!({"data": []}));
    let usage = r#"{"call_count": 28, "total_cputime": 3, "total_time": 7}"#;
    let with = nothing().insert_header("x-page-usage", usage);
    let server = answering([with, nothing()]).await;
    let graph = graph(&server);
    let usage = graph.send_with_info(&list()).await.unwrap().info.usage;
    assert_eq!(usage.page.unwrap().call_count, Some(28.0));
    assert_eq!(usage.highest(), Some(28.0));
    let usage = graph.send_with_info(&list()).await.unwrap().info.usage;
    assert_eq!((usage.page, usage.highest()), (None, None));
}

/// Quirk 8. A wrong kind of token is an error with that advice.
#[tokio::test]
async fn a_token_that_is_not_the_pages_is_named() {
    let message = "(#210) A page access token is required to request this resource.";
    let error = graph_error(said(400, json!({"code": 210, "message": message}))).await;
    assert_eq!(name(&error), Some("PageAccessTokenRequired"));
    let any_of = vec!["Page"];
    assert_eq!(error.advice(), Advice::UseToken { any_of });
}

/// Quirk 11.
#[tokio::test]
async fn a_missing_consent_and_an_unknown_code_are_told_as_what_they_are() {
    let message = "(#230) User consent is required to access user profile";
    let error = graph_error(said(403, json!({"code": 230, "message": message}))).await;
    assert_eq!(
        (error.info.status, name(&error)),
        (403, Some("UserConsentRequired"))
    );
    let Advice::GetPermission { any_of } = error.advice() else {
        panic!("{error:?}");
    };
    assert!(
        any_of
            .iter()
            .any(|any| any.scopes.contains(&"pages_messaging"))
    );
    let message = "(#9010) No matching Instagram user";
    let error = graph_error(said(400, json!({"code": 9010, "message": message}))).await;
    assert_eq!(
        (error.code, name(&error), error.message.as_str()),
        (Some(9010), None, message)
    );
    assert_eq!(error.advice(), Advice::GiveUp);
}

/// Quirks 16 and 17.
#[tokio::test]
async fn a_rate_limit_is_known_by_its_code_and_nothing_more_is_sent() {
    for code in [4, 17, 32, 613, 80001, 80002, 80006] {
        let limited = said(400, json!({"code": code, "message": "Calls to this api …"}));
        let server = answering([limited, page(json!({"data": []}))]).await;
        let graph = graph(&server);
        let error = graph.page(&list()).await.unwrap_err();
        assert_eq!(
            error.advice(),
            Advice::Wait(Duration::from_secs(60)),
            "{code}"
        );
        let error = graph.page(&list()).await.unwrap_err();
        assert!(matches!(error, Error::RateLimited { .. }), "{error:?}");
        assert_eq!(count(&server).await, 1);
    }
}

/// Quirk 18.
#[tokio::test]
async fn a_limit_too_high_that_fails_the_server_is_an_error_with_a_status() {
    let server = answering([
        ResponseTemplate::new(500),
        recorded_error("err_1_reduce_data"),
    ])
    .await;
    let graph = graph(&server);
    let error = graph.page(&list().limit(1000)).await.unwrap_err();
    assert!(
        matches!(error, Error::Http(_)) && error.status() == Some(500),
        "{error:?}"
    );
    let error = graph.page(&list().limit(1000)).await.unwrap_err();
    assert_eq!(
        (error.status(), error.advice()),
        (Some(500), Advice::ShrinkPage)
    );
}

/// Quirk 19.
#[tokio::test]
async fn an_unsupported_get_request_is_named() {
    let error = graph_error(recorded_error("err_100_33_unsupported_get")).await;
    assert_eq!(
        (error.subcode, name(&error)),
        (Some(33), Some("UnsupportedGetRequest"))
    );
    assert_eq!(error.advice(), Advice::FixRequest { parameter: None });
}

/// Quirk 26.
#[tokio::test]
async fn a_wrong_app_secret_is_named_though_its_code_says_parameter() {
    for message in [
        "Invalid appsecret_proof provided in the API argument",
        "API calls from the server require an appsecret_proof argument",
    ] {
        let answer = said(400, json!({"code": 100, "message": message}));
        assert_eq!(
            name(&graph_error(answer).await),
            Some("InvalidAppSecretProof")
        );
    }
    let error = graph_error(recorded_error("err_104_incorrect_signature")).await;
    assert_eq!(name(&error), Some("IncorrectSignature"));
    let error = graph_error(recorded_error("err_100_nonexisting_field")).await;
    assert_eq!(name(&error), Some("NonexistingField"));
    // The field is a part of the path: the request has no parameter of that name.
    assert_eq!(error.advice(), Advice::FixRequest { parameter: None });
}

/// Quirk 27.
#[tokio::test]
async fn a_version_that_answers_for_another_is_told_or_refused() {
    let forwarded = page(json!({"data": []})).insert_header("facebook-api-version", "v26.0");
    let server = answering([forwarded.clone(), forwarded.clone(), forwarded]).await;
    let old = v25_0::ListConversations::new(PAGE_ID);
    let page = graph(&server).page(&old).await.unwrap();
    assert_eq!(page.info.answered_by.as_deref(), Some("v26.0"));
    let strict = loopback::builder(ACCESS_TOKEN, server.uri()).version_check(VersionCheck::Refuse);
    let strict = strict.build().unwrap();
    let Error::Version {
        requested,
        answered_by,
        ..
    } = strict.page(&old).await.unwrap_err()
    else {
        panic!("the answer was taken");
    };
    assert_eq!((requested.name, answered_by.as_str()), ("v25.0", "v26.0"));
    let same = v26_0::ListConversations::new(PAGE_ID);
    strict.page(&same).await.unwrap();
}

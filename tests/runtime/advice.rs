//! What to do about an error, as the contract and Graph's words have it. Named
//! after the cases of answers that were seen, where one stands for it.

use crate::loopback;
use std::time::Duration;

use crate::loopback::{ACCESS_TOKEN, PAGE_ID, answering, graph, page};
use futures_util::TryStreamExt;
use page_conversations::v26_0::{
    GetConversations, ListConversations, ListMessagesExpansion, ListMyConversations, Platform,
    ShareFields, UnifiedMessageFields, UnifiedThread, UnifiedThreadFields,
};
use page_conversations::{Advice, Concern, Error, GraphError, Page, Request, Retry};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

fn success() -> ResponseTemplate {
    page(json!({"data": []}))
}

fn list() -> ListConversations {
    ListConversations::new(PAGE_ID)
}

fn said(status: u16, error: Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(json!({ "error": error }))
}

/// The error of a request that gets this answer.
async fn of_request<R: Request>(request: &R, answer: ResponseTemplate) -> GraphError {
    let server = answering([answer]).await;
    match graph(&server).send_with_info(request).await.map(|_| ()) {
        Err(Error::Graph(error)) => *error,
        other => panic!("{other:?}"),
    }
}

async fn graph_error(status: u16, error: Value) -> GraphError {
    of_request(&list(), said(status, error)).await
}

fn name(error: &GraphError) -> Option<&'static str> {
    error.entry.map(|entry| entry.name)
}

/// Case 01. A subcode such as 99 is used for errors of several kinds.
#[tokio::test]
async fn case_01_words_of_the_message_decide_before_a_subcode_that_says_less() {
    for (code, subcode) in [
        (1, json!(99)),
        (1, json!(12_345)),
        (1, json!(null)),
        (2, json!(99)),
        (2, json!(2_018_344)),
        (-3, json!(99)),
    ] {
        for word in [json!(true), json!(false), json!(null)] {
            let error = json!({
                "message": "Please REDUCE the amount of data you ask for (invented text)",
                "type": "OAuthException", "code": code, "error_subcode": subcode,
                "is_transient": word,
            });
            let error = graph_error(400, error).await;
            assert_eq!(
                error.advice(),
                Advice::ShrinkPage,
                "{code} {subcode} {word}"
            );
        }
    }
    // The subcode decides if the message does not match.
    let error = json!({"code": 1, "error_subcode": 99, "message": "An unknown error occurred"});
    let error = graph_error(400, error).await;
    assert_eq!(name(&error), Some("UnknownErrorOfPermission"));
}

/// Case 01, read on.
#[tokio::test]
async fn a_page_shrinks_for_the_words() {
    let error = json!({"code": 1, "error_subcode": 99, "message": "reduce the amount of data"});
    let server = answering([said(400, error), page(json!({"data": [{"id": "t_1"}]}))]).await;
    let items = graph(&server).items(list().limit(8));
    assert_eq!(items.try_collect::<Vec<_>>().await.unwrap().len(), 1);
    let requests = server.received_requests().await.unwrap();
    let limits = requests.iter().map(|request| {
        let mut query = request.url.query_pairs().into_owned();
        query.find(|(name, _)| name == "limit").unwrap().1
    });
    assert_eq!(limits.collect::<Vec<_>>(), ["8", "4"]);
}

#[tokio::test]
async fn longer_words_decide_before_shorter_ones() {
    let message = "(#100) Tried accessing nonexisting field (conversations) on node type \
                   (Application)";
    let error = graph_error(400, json!({"code": 100, "message": message})).await;
    assert_eq!(name(&error), Some("AppAccessToken"));
    let message = message.replace("Application", "User");
    let error = graph_error(400, json!({"code": 100, "message": message})).await;
    assert_eq!(name(&error), Some("NonexistingField"));
}

#[tokio::test]
async fn too_many_entities_shrink_the_page() {
    let error = graph_error(400, json!({"code": -3, "message": "no"})).await;
    assert_eq!(name(&error), Some("TooManyEntities"));
    assert_eq!(error.advice(), Advice::ShrinkPage);
    assert_eq!(page_conversations::errors::TOO_MANY_ENTITIES, -3);
}

/// Case 26.
#[tokio::test]
async fn case_26_no_profile_is_a_subcode_and_given_up_on() {
    let error = json!({
        "message": "(#100) No profile available for this user (invented rest)",
        "type": "OAuthException", "code": 100, "error_subcode": 2_018_218,
    });
    let error = graph_error(400, error).await;
    assert_eq!(name(&error), Some("NoProfile"));
    assert_eq!(error.advice(), Advice::GiveUp);
    assert_eq!(page_conversations::errors::NO_PROFILE, 2_018_218);
    // As a code of its own it is none.
    let error = graph_error(400, json!({"code": 2_018_218, "message": "no"})).await;
    assert_eq!(name(&error), None);
}

#[tokio::test]
async fn the_contract_says_which_errors_are_about_one_node() {
    for (code, subcode, concerns) in [
        (100, json!(33), Concern::Node),
        (100, json!(2_018_001), Concern::Node),
        (100, json!(2_018_218), Concern::Node),
        (100, json!(2_534_014), Concern::Node),
        (100, json!(2_534_037), Concern::Node),
        (551, json!(1_545_041), Concern::Node),
        (9_000_001, json!(null), Concern::Node),
        (100, json!(null), Concern::Call),
        (100, json!(2_534_013), Concern::Call),
        (190, json!(463), Concern::Call),
        (368, json!(null), Concern::Call),
    ] {
        let error = json!({"code": code, "error_subcode": subcode, "message": "no"});
        let error = graph_error(400, error).await;
        assert_eq!(error.entry.unwrap().concerns, concerns, "{code}/{subcode}");
    }
}

#[tokio::test]
async fn a_token_of_the_wrong_kind_is_told_with_the_kind_that_is_needed() {
    const ACTIVE: &str =
        "An active access token must be used to query information about the current user.";
    const APP: &str =
        "(#100) Tried accessing nonexisting field (conversations) on node type (Application)";
    for (code, subcode, message) in [
        (190, json!(2_069_032), "User access token is not supported"),
        (
            190,
            json!(null),
            "(#190) This method must be called with a Page Access Token",
        ),
        (
            190,
            json!(null),
            "THIS CALL MUST BE CALLED WITH A PAGE ACCESS TOKEN",
        ),
        (190, json!(1), "It must be called with a page access token."),
        (210, json!(null), "(#210) A page access token is required"),
        (2500, json!(null), ACTIVE),
        (100, json!(null), APP),
    ] {
        let error = json!({"code": code, "error_subcode": subcode, "message": message});
        let error = graph_error(400, error).await;
        let any_of = vec!["Page"];
        assert_eq!(
            error.advice(),
            Advice::UseToken { any_of },
            "{code} {message}"
        );
    }
    // The call states the kind that it accepts.
    for (message, code) in [(ACTIVE, 2500), (APP, 100)] {
        let answer = said(400, json!({"code": code, "message": message}));
        let error = of_request(&ListMyConversations::new(), answer).await;
        let any_of = vec!["Instagram User"];
        assert_eq!(error.advice(), Advice::UseToken { any_of }, "{message}");
    }
    // Where the contract does not say what a call needs.
    let answer = said(400, json!({"code": 2500, "message": ACTIVE}));
    let ids = GetConversations::new(["t_1"]);
    let any_of = Vec::new();
    assert_eq!(
        of_request(&ids, answer).await.advice(),
        Advice::UseToken { any_of }
    );
    // A token that is no longer valid has advice of its own.
    let error = json!({"code": 190, "error_subcode": 463, "message": "Session has expired"});
    assert_eq!(graph_error(400, error).await.advice(), Advice::LogIn);
    let error = json!({"code": 2500, "message": "Unknown path components: /nope"});
    let advice = graph_error(400, error).await.advice();
    assert_eq!(advice, Advice::FixRequest { parameter: None });
}

/// Returns the names of the permissions in the advice for a request.
async fn permissions<R: Request>(request: &R) -> Vec<&'static str> {
    let answer = said(403, json!({"code": 200, "message": "no"}));
    match of_request(request, answer).await.advice() {
        Advice::GetPermission { any_of } => any_of.iter().map(|one| one.name).collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn only_the_permissions_of_the_platform_are_named() {
    assert_eq!(permissions(&list()).await, ["messenger"]);
    assert_eq!(
        permissions(&list().platform(Platform::Messenger)).await,
        ["messenger"]
    );
    // Behind this host may be either.
    let instagram = ["instagram", "instagram_login"];
    assert_eq!(
        permissions(&list().platform(Platform::Instagram)).await,
        instagram
    );
    // Graph takes the names in any case.
    assert_eq!(permissions(&list().platform("instagram")).await, instagram);
    assert_eq!(
        permissions(&list().platform("messenger")).await,
        ["messenger"]
    );
    // The contract does not say what another platform needs.
    assert!(permissions(&list().platform("WHATSAPP")).await.is_empty());
    assert_eq!(
        permissions(&ListMyConversations::new()).await,
        ["instagram_login"]
    );
}

/// The parameter that the advice names.
async fn parameter<R: Request>(request: &R, code: i64, message: &str) -> Option<String> {
    let answer = said(400, json!({"code": code, "message": message}));
    match of_request(request, answer).await.advice() {
        Advice::FixRequest { parameter } => parameter,
        other => panic!("{message}: {other:?}"),
    }
}

#[tokio::test]
async fn a_parameter_is_named_where_the_request_has_it() {
    let messages = UnifiedMessageFields::new()
        .message()
        .shares_with(ShareFields::new().link());
    let expansion = ListMessagesExpansion::new(messages).limit(3);
    let fields = UnifiedThreadFields::new()
        .snippet()
        .messages_with(expansion);
    let request = list().fields(fields);
    for (message, expected) in [
        ("(#100) Param limit must be a number", Some("limit")),
        (
            "(#100) param 'platform' must be one of {…}",
            Some("platform"),
        ),
        ("(#100) The parameter user_id is required", Some("user_id")),
        ("(#100) Invalid parameter \"folder\"", Some("folder")),
        ("(#100) Param fields[0] must be a string", Some("fields")),
        (
            "(#100) Tried accessing nonexisting field (snippet) on …",
            Some("snippet"),
        ),
        (
            "(#100) Tried accessing nonexisting field (link) on …",
            Some("link"),
        ),
        (
            "(#100) Tried accessing nonexisting field (messages) on …",
            Some("messages"),
        ),
        // The first word is none of the request's.
        ("Param it is not, but Param limit", Some("limit")),
        // It has no such field or parameter.
        (
            "(#100) Tried accessing nonexisting field (subject) on …",
            None,
        ),
        (
            "(#100) Tried accessing nonexisting field (conversations) on …",
            None,
        ),
        ("(#100) Param x must be one of …", None),
        ("(#100) Param limits must be numbers", None),
        ("(#100) Param ", None),
        ("(#100) Param (", None),
        ("limit", None),
    ] {
        let expected = expected.map(str::to_owned);
        assert_eq!(
            parameter(&request, 100, message).await,
            expected,
            "{message}"
        );
        assert_eq!(
            parameter(&request, 2500, message).await,
            expected,
            "{message}"
        );
    }
    // Without them in the request.
    let field = "nonexisting field (snippet)";
    assert_eq!(parameter(&list(), 100, field).await, None);
    let ids = GetConversations::new(["t_1"]);
    assert_eq!(
        parameter(&ids, 100, "Param limit must be a number").await,
        None
    );
    let named = parameter(&ids, 100, "Param ids must be a list").await;
    assert_eq!(named.as_deref(), Some("ids"));
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

/// Case 02, and other codes of the kind: what a missing permission can cause is
/// tried again where the server failed or Graph says that it passes.
#[tokio::test]
async fn case_02_a_permission_is_named_once_trying_again_did_not_help() {
    for (code, subcode) in [
        (1, json!(99)),
        (3, json!(null)),
        (10, json!(null)),
        (230, json!(5)),
    ] {
        for (status, word) in [(500, json!(null)), (503, json!(true)), (400, json!(true))] {
            let error = json!({
                "code": code, "error_subcode": subcode, "message": "no", "is_transient": word,
            });
            let failure = || said(status, error.clone());
            let (result, sent) = outcome(quick(), [failure(), success()]).await;
            assert!(result.is_ok(), "{result:?}");
            assert_eq!(sent, 2, "{code} {status} {word}");

            let (result, sent) = outcome(quick(), vec![failure(); 9]).await;
            let advice = result.unwrap_err().advice();
            assert!(matches!(advice, Advice::GetPermission { .. }), "{advice:?}");
            assert_eq!(sent, 4, "{code} {status} {word}");

            // One attempt does not show that it persists.
            let (result, _) = outcome(Retry::off(), [failure()]).await;
            let advice = result.unwrap_err().advice();
            assert!(matches!(advice, Advice::Wait(_)), "{advice:?}");
        }
    }
}

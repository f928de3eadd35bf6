//! What is read of an answer does not depend on the secrets: they are taken out
//! of texts afterwards.

use crate::loopback;
use crate::loopback::{PAGE_ID, answering, page};
use page_conversations::v26_0::{ListConversations, UnifiedThread, UnifiedThreadFields};
use page_conversations::{Error, Page, VersionCheck};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

/// Has no part that other text could hold by chance.
const LONG: (&str, &str) = ("EAABcanary7Q2x", "Zapp-secret-9K4w");

const SHARES: &str = r#"{"call_count":28,"total_cputime":3,"total_time":7}"#;

const BUSINESS: &str = r#"{"210000000000001":[{"type":"messenger","call_count":100,"total_cputime":9,"total_time":9,"estimated_time_to_regain_access":1,"ads_api_access_tier":"standard_access"}],"9":[{"type":"ads_insights","estimated_time_to_regain_access":55}]}"#;

fn list() -> ListConversations {
    ListConversations::new(PAGE_ID)
}

fn status(status: u16, body: impl Into<Vec<u8>>) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_bytes(body)
}

/// An answer with all that is read of headers.
fn told(answer: ResponseTemplate) -> ResponseTemplate {
    answer
        .insert_header("x-app-usage", SHARES)
        .insert_header("x-page-usage", "17%")
        .insert_header("x-business-use-case-usage", BUSINESS)
        .insert_header("facebook-api-version", "v21.0")
        .insert_header("x-fb-trace-id", "AInventedTrace01")
        .insert_header("retry-after", "120")
}

/// What a client with a token and an app secret makes of an answer.
async fn result(
    (token, secret): (&str, &str),
    answer: ResponseTemplate,
) -> Result<Page<UnifiedThread>, Error> {
    let server = answering([told(answer)]).await;
    let builder = loopback::builder(token, server.uri()).app_secret(secret);
    let fields = UnifiedThreadFields::new().snippet();
    builder.build()?.page(&list().fields(fields)).await
}

/// All of an error but its texts for people.
fn results(error: &Error) -> String {
    let own = match error {
        Error::Graph(error) => format!(
            "{:?}",
            (
                error.code,
                error.subcode,
                &error.error_type,
                error.entry,
                error.is_transient
            )
        ),
        Error::Http(error) => format!("{:?}", (error.info.content_type(), error.info.retry_after)),
        Error::Decode(error) => format!("{:?}", &error.path),
        other => panic!("{other:?}"),
    };
    let came = (error.status(), error.trace_id(), error.usage());
    format!("{own} {came:?} {:?}", error.advice())
}

/// Secrets that stand in any text by chance.
const SHORT: [&str; 12] = [
    "t", "1", "e", "v", "9", "\"", ":", "%", "<", "ads", "limit", "message",
];

fn answers() -> Vec<ResponseTemplate> {
    let said = |code: i64, subcode: Value, message: &str| {
        let error = json!({
            "code": code, "error_subcode": subcode, "message": message, "type": "OAuthException",
            "fbtrace_id": "AInventedTrace02", "error_user_title": "A title",
        });
        status(400, json!({"error": error}).to_string())
    };
    vec![
        said(1, json!(99), "Please reduce the amount of data you ask for"),
        said(80006, json!(null), "(#80006) too many calls"),
        said(
            100,
            json!(null),
            "Tried accessing nonexisting field (snippet)",
        ),
        said(100, json!(null), "Param limit must be a number"),
        said(190, json!(463), "Session has expired"),
        said(190, json!(null), "must be called with a Page Access Token"),
        status(400, r#"{"error_code": 190, "error_msg": "no"}"#),
        status(400, "<html>Sorry</html>"),
        status(503, "no").insert_header("content-type", "text/html; charset=utf-8"),
        status(200, r#"{"data": [{"id": "t_1"}], "paging": "none"}"#),
    ]
}

#[tokio::test]
async fn a_short_secret_changes_no_error() {
    for answer in answers() {
        let expected = results(&result(LONG, answer.clone()).await.unwrap_err());
        for secret in SHORT {
            for secrets in [(secret, LONG.1), (LONG.0, secret)] {
                let found = result(secrets, answer.clone()).await.unwrap_err();
                assert_eq!(results(&found), expected, "{secrets:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_short_secret_changes_no_page() {
    let thread = json!({"id": "t_1", "snippet": "the snippet", "updated_time": "yesterday"});
    let answer = || page(json!({ "data": [thread] }));
    let expected = result(LONG, answer()).await.unwrap();
    assert_eq!(expected.info.answered_by.as_deref(), Some("v21.0"));
    assert_eq!(expected.info.usage.page.unwrap().call_count, Some(17.0));
    for secret in SHORT {
        for secrets in [(secret, LONG.1), (LONG.0, secret)] {
            let page = result(secrets, answer()).await.unwrap();
            assert_eq!(
                (page.items, page.paging),
                (expected.items.clone(), expected.paging.clone())
            );
            assert_eq!(page.info.status, expected.info.status);
            assert_eq!(page.info.answered_by, expected.info.answered_by);
            assert_eq!(page.info.trace_id, expected.info.trace_id);
            assert_eq!(page.info.usage, expected.info.usage);
            let [mismatch] = page.report.mismatches() else {
                panic!("{:?}", page.report);
            };
            assert_eq!(mismatch.path, "data[0].updated_time", "{secrets:?}");
        }
    }
}

/// Its own name is no reason to take another product's limits for messaging's.
#[tokio::test]
async fn a_secret_that_is_a_use_case_changes_no_rest() {
    for token in ["messenger", "ads_insights"] {
        let answer = page(json!({"data": []}));
        let page = result((token, LONG.1), answer).await.unwrap();
        let rest = page.info.usage.regain_access();
        assert_eq!(rest.map(|rest| rest.as_secs()), Some(60), "{token}");
    }
}

#[tokio::test]
async fn a_short_token_is_taken_out_of_texts() {
    let said = json!({"error": {"code": 2, "message": "no data", "error_user_msg": "a hat"}});
    let answer = status(400, said.to_string());
    let error = result(("a", LONG.1), answer).await.unwrap_err();
    let error = error.graph().unwrap();
    assert_eq!(error.message, "no d<access token>t<access token>");
    assert_eq!(
        error.user_message.as_deref(),
        Some("<access token> h<access token>t")
    );
}

#[tokio::test]
async fn the_version_that_answered_is_told_whatever_the_token() {
    for token in ["1", "v", ".", "v21.0"] {
        let server = answering([told(page(json!({"data": []})))]).await;
        let builder = loopback::builder(token, server.uri());
        let graph = builder.version_check(VersionCheck::Refuse).build().unwrap();
        match graph.page(&list()).await.unwrap_err() {
            Error::Version { answered_by, .. } => assert_eq!(answered_by, "v21.0"),
            other => panic!("{other:?}"),
        }
    }
}

/// A token that is a part of the parameter's name must not hide the proof.
#[tokio::test]
async fn the_proof_is_found_whatever_the_token() {
    const PROOF: &str = "0123456789abcdef0123456789abcdef";
    for token in ["t", "=", "proof", LONG.0] {
        for equals in ["=", "%3D", "%253d", "\\u003d"] {
            let text = format!("at /?appsecret_proof{equals}{PROOF}&x");
            let error = result((token, LONG.1), status(502, text)).await;
            let text = format!("{:?}", error.unwrap_err());
            assert!(!text.contains("0123456789"), "{token} {equals}: {text}");
        }
    }
}

//! The access token is in no text that the crate makes.

use crate::loopback;
use std::error::Error as _;
use std::process::Command;
use std::time::Duration;

use crate::loopback::{PAGE_ID, answering, page};
use page_conversations::v26_0::{ListConversations, UnifiedThread, UnifiedThreadFields};
use page_conversations::{Decoding, Error, FieldSet, Graph, Page};
use serde_json::{Value, json};
use wiremock::{MockServer, ResponseTemplate};

/// Has no part that other text could hold by chance.
const CANARY: &str = "EAABcanary7Q2x";

fn list() -> ListConversations {
    ListConversations::new(PAGE_ID)
}

/// Reads a page, and refuses what does not fit, so that there is an error.
async fn read(token: &str, server: &MockServer) -> Result<Page<UnifiedThread>, Error> {
    let builder = loopback::builder(token, server.uri()).decoding(Decoding::Strict);
    builder.build()?.page(&list()).await
}

/// All that an error shows of itself and of its causes.
fn shown(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}\n{error:#?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text += &format!("\n{error}\n{error:?}\n{error:#?}");
        cause = error.source();
    }
    text
}

/// The error that an answer leads to, after a look at all that it shows.
async fn error_of(token: &str, answer: ResponseTemplate) -> Error {
    let server = answering([answer]).await;
    let error = read(token, &server).await.unwrap_err();
    let text = shown(&error);
    // Half of a token is a leak, too.
    assert!(!text.contains("EAAB"), "{text}");
    error
}

fn status(status: u16, body: impl Into<Vec<u8>>) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_bytes(body)
}

#[tokio::test]
async fn every_text_of_a_graph_error_is_without_the_token() {
    let said = json!({"error": {
        "message": format!("Malformed access token {CANARY}{CANARY}!"),
        "type": CANARY,
        "code": 190,
        "error_user_title": format!("<{CANARY}>"),
        "error_user_msg": CANARY,
        "fbtrace_id": format!("trace-{CANARY}"),
    }});
    for code in [200, 400] {
        let error = error_of(CANARY, status(code, said.to_string())).await;
        let error = error.graph().unwrap();
        assert_eq!(
            error.message,
            "Malformed access token <access token><access token>!"
        );
        assert_eq!(error.error_type.as_deref(), Some("<access token>"));
        assert_eq!(error.user_title.as_deref(), Some("<<access token>>"));
        assert_eq!(error.user_message.as_deref(), Some("<access token>"));
        assert_eq!(error.info.trace_id.as_deref(), Some("trace-<access token>"));
    }
}

#[tokio::test]
async fn the_trace_of_a_header_is_without_the_token() {
    let answers = [
        status(400, r#"{"error": {"code": 1}}"#),
        status(502, "<html>"),
        status(200, "<html>"),
    ];
    for answer in answers {
        let answer = answer.insert_header("x-fb-trace-id", format!("1{CANARY}2"));
        let error = error_of(CANARY, answer).await;
        assert!(format!("{error:?}").contains("1<access token>2"));
    }
}

#[tokio::test]
async fn the_excerpt_of_a_foreign_body_is_without_the_token() {
    let html = format!("<a href='/?access_token={CANARY}'>{CANARY}</a>");
    let Error::Http(error) = error_of(CANARY, status(502, html)).await else {
        panic!("no HTTP error");
    };
    assert_eq!(
        error.body,
        "<a href='/?access_token=<access token>'><access token></a>"
    );
    // The excerpt would end within the token.
    for before in 1024 - CANARY.len()..=1024 {
        let html = format!("{}{CANARY}", "x".repeat(before));
        error_of(CANARY, status(502, html)).await;
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_body_is_told_without_the_token() {
    let bodies = [
        format!(r#"{{"data": "{CANARY}"}}"#),
        format!(r#"{{"data": [{{"id": "t_1", "updated_time": "{CANARY}"}}]}}"#),
        format!(r#"{{"data": [{{"id": "t_1", "message_count": "{CANARY}"}}]}}"#),
        format!(r#"{{"data": [], "paging": "https://h/?access_token={CANARY}"}}"#),
    ];
    for body in bodies {
        let Error::Decode(error) = error_of(CANARY, status(200, body)).await else {
            panic!("no decode error");
        };
        assert!(error.message.starts_with("expected "), "{error:?}");
    }
    let bodies = [CANARY.to_owned(), format!(r#"{{"data": [], "{CANARY}""#)];
    for body in bodies {
        error_of(CANARY, status(200, body)).await;
    }
}

#[tokio::test]
async fn the_token_is_found_in_the_form_that_a_url_gives_it() {
    let body = "123|EAAB+x/ is not in /?access_token=123%7CEAAB%2Bx%2F";
    let Error::Http(error) = error_of("123|EAAB+x/", status(502, body)).await else {
        panic!("no HTTP error");
    };
    assert_eq!(
        error.body,
        "<access token> is not in /?access_token=<access token>"
    );
}

#[tokio::test]
async fn the_token_is_found_without_the_spaces_that_http_drops() {
    let padded = format!(" {CANARY}\t ");
    let error = error_of(&padded, status(502, format!("[{CANARY}]"))).await;
    assert!(format!("{error:?}").contains("[<access token>]"));
}

#[tokio::test]
async fn a_call_that_does_not_get_through_shows_no_token() {
    let slow = ResponseTemplate::new(200).set_delay(Duration::from_secs(60));
    let server = answering([slow]).await;
    let builder = loopback::builder(CANARY, server.uri());
    let graph = builder.timeout(Duration::from_millis(100)).build().unwrap();
    let error = graph.page(&list()).await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)));
    let text = shown(&error);
    // The URL names the Page, and the causes must still be meaningful.
    assert!(!text.contains(CANARY) && !text.contains(PAGE_ID), "{text}");
    assert!(text.contains("timed out"), "{text}");

    let (host, _socket) = loopback::closed().unwrap();
    let graph = loopback::builder(CANARY, host).build().unwrap();
    let request = list().after("Zcursor");
    let text = shown(&graph.page(&request).await.unwrap_err());
    assert!(
        !text.contains(CANARY) && !text.contains("Zcursor"),
        "{text}"
    );
}

#[test]
fn a_client_and_its_builder_show_no_token() {
    let builder = Graph::builder(CANARY).host("https://user:EAABpassword@h");
    for text in [format!("{builder:?}"), format!("{builder:#?}")] {
        assert!(
            text.starts_with("GraphBuilder") && !text.contains("EAAB"),
            "{text}"
        );
    }
    let graph = Graph::builder(CANARY).build().unwrap();
    for text in [format!("{graph:?}"), format!("{graph:#?}")] {
        assert!(text.contains("https://graph.facebook.com"), "{text}");
        assert!(!text.contains(CANARY), "{text}");
    }
}

#[tokio::test]
async fn values_keep_no_url_with_the_token() {
    let url = format!("https://h/?access_token={CANARY}&after=cursor");
    let paging = json!({"next": url, "previous": url});
    let edge = json!({"data": [{"id": "1"}], "paging": paging});
    let messages = json!({"data": [], "paging": paging});
    let thread = json!({"id": "t_1", "participants": edge, "messages": messages});
    let answer = page(json!({"data": [thread], "paging": paging}));
    let server = answering([answer]).await;
    let page = read(CANARY, &server).await.unwrap();

    let kept = json!({"cursors": {"after": "cursor"}, "next": ""});
    let expected = json!([{
        "id": "t_1",
        "messages": {"data": [], "paging": kept},
        "participants": {"data": [{"id": "1"}], "paging": kept},
    }]);
    assert_eq!(serde_json::to_value(&page.items).unwrap(), expected);
    assert_eq!(serde_json::to_value(&page.paging).unwrap(), kept);
    assert!(!format!("{page:?}").contains("EAAB"));
    assert_eq!(page.next_cursor(), Some("cursor"));

    let requests = server.received_requests().await.unwrap();
    assert!(!requests[0].url.as_str().contains(CANARY));
    assert_eq!(
        requests[0].headers["authorization"],
        format!("Bearer {CANARY}")
    );
}

/// A call by path shows its token nowhere: neither a refused one, nor what it returns, nor a
/// kept member.
#[tokio::test]
async fn a_call_by_path_and_a_kept_member_show_no_token() {
    let url = format!("https://h/?access_token={CANARY}&after=cursor");
    let node = json!({"id": "1", "x": {"data": [], "paging": {"next": url}}, CANARY: CANARY});
    let body = page(json!({"data": [node], "paging": {"next": url, "cursors": {"after": "c"}}}));
    let server = answering([body.clone(), body.clone(), body]).await;
    let graph = loopback::builder(CANARY, server.uri()).build().unwrap();
    let read: Page<Value> = graph.get("/me/accounts").page().await.unwrap();
    assert!(!format!("{read:?}").contains("EAAB"), "{read:?}");
    let read: Value = graph.get("/me/accounts").send().await.unwrap();
    assert!(!read.to_string().contains("EAAB"), "{read}");
    let fields = UnifiedThreadFields::new().other("x");
    let read = graph.page(&list().fields(fields)).await.unwrap();
    assert_eq!(read.items[0].unknown.len(), 1);
    assert!(!format!("{read:?}").contains("EAAB"), "{read:?}");
    assert_eq!(server.received_requests().await.unwrap().len(), 3);

    // The token where a path, a parameter, or a field belongs.
    let get = || graph.get::<Value>("/me");
    let calls = [
        graph.get([CANARY, "x"]),
        graph.get(CANARY),
        get().query("q", CANARY),
        get().query(CANARY, 1),
        get().query(format!("{CANARY}{{"), 1),
        get().query("access_token", CANARY),
        get().after(CANARY),
        get().fields(CANARY),
        get().fields(format!("{CANARY}{{")),
        get().fields(FieldSet::new().other(CANARY)),
        get().fields(FieldSet::new().other(format!("{CANARY}-"))),
        graph.get(format!("/me?access_token={CANARY}")),
    ];
    for call in calls {
        let error = call.send().await.unwrap_err();
        assert!(matches!(error, Error::Invalid(_)), "{error:?}");
        assert!(!shown(&error).contains("EAAB"), "{error:?}");
    }
    let fields = UnifiedThreadFields::new().other(CANARY);
    for request in [list().user_id(CANARY), list().fields(fields)] {
        let error = graph.page(&request).await.unwrap_err();
        assert!(matches!(error, Error::Invalid(_)), "{error:?}");
        assert!(!shown(&error).contains("EAAB"), "{error:?}");
    }
    // None was sent.
    assert_eq!(server.received_requests().await.unwrap().len(), 3);
}

/// Why a client cannot be made of a token and a host.
fn refusal(token: &str, host: &str) -> String {
    let error = loopback::builder(token, host).build().unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "{error:?}");
    assert_eq!(error.status(), None);
    shown(&error)
}

#[test]
fn a_token_that_is_empty_or_has_a_line_break_is_refused_and_not_shown() {
    for token in [
        "",
        " ",
        "\t",
        "\n",
        "EAAB\n",
        "EAAB\r\nx: y",
        "EAAB\0",
        "EAAB\u{7f}",
    ] {
        let text = refusal(token, "https://graph.facebook.com");
        assert!(text.contains("access token is empty or contains a line break"));
        assert!(!text.contains("EAAB"), "{text}");
    }
}

#[test]
fn a_host_without_tls_or_with_more_than_a_host_is_refused_and_not_shown() {
    let hosts = [
        "http://graph.facebook.com",
        "http://10.0.0.1",
        "http://0.0.0.0",
        "http://[::2]",
        "http://localhost.example",
        "http://127.0.0.1.example",
        "http://127.0.0.1@EAAB.example",
        "ftp://127.0.0.1",
        "ws://localhost",
        "file:///EAAB",
        "mailto:EAAB",
        "https://EAAB@graph.facebook.com",
        "https://:EAAB@graph.facebook.com",
        "https://graph.facebook.com/?access_token=EAAB",
        "https://graph.facebook.com/?",
        "https://graph.facebook.com/#EAAB",
        "graph.facebook.com",
        "https://",
        "EAAB",
        "",
    ];
    for host in hosts {
        let text = refusal(CANARY, host);
        assert!(text.starts_with("invalid request: host"), "{text}");
        assert!(!text.contains("EAAB"), "{text}");
    }
}

#[test]
fn tls_and_loopback_hosts_are_taken() {
    let hosts = [
        "https://graph.facebook.com",
        "https://graph.instagram.com/",
        "https://proxy.example:8443/graph",
        "http://127.0.0.1:1",
        "http://127.1.2.3",
        "http://localhost",
        "http://[::1]:1",
    ];
    for host in hosts {
        let graph = loopback::builder(CANARY, host).build().unwrap();
        let shown = format!("Graph {{ host: {:?}, .. }}", host.trim_end_matches('/'));
        assert_eq!(format!("{graph:?}"), shown);
    }
}

/// A proxy would get the token without TLS. The environment is that of a whole
/// process, so another one runs the test that follows.
#[test]
fn the_way_to_a_loopback_host_is_not_by_the_proxy_of_the_environment() {
    let (proxy, _socket) = loopback::closed().unwrap();
    let mut test = Command::new(std::env::current_exe().unwrap());
    test.args(["--exact", "secrets::a_host_may_have_a_path"]);
    test.env_remove("no_proxy").env_remove("NO_PROXY");
    let output = test.env("http_proxy", proxy).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("1 passed; 0 failed"), "{text}");
}

/// A folder in the host stays in front of the version, with one slash between.
#[tokio::test]
async fn a_host_may_have_a_path() {
    for end in ["/graph", "/graph/"] {
        let server = answering([page(json!({"data": Value::Null}))]).await;
        let builder = loopback::builder(CANARY, server.uri() + end);
        builder.build().unwrap().page(&list()).await.unwrap();
        let requests = server.received_requests().await.unwrap();
        let path = format!("/graph/v26.0/{PAGE_ID}/conversations");
        assert_eq!(requests[0].url.path(), path);
    }
}

//! What a caller gets where a call fails.

use crate::loopback;
use std::time::Duration;

use crate::loopback::{
    ACCESS_TOKEN, PAGE_ID, answering, fixture, graph, page, recorded_error, strict,
};
use page_conversations::v26_0::{ListConversations, UnifiedThread};
use page_conversations::{Advice, AdviceKind, DecodeError, Error, GraphError, HttpError, Page};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use wiremock::ResponseTemplate;

const LIMIT: usize = 16 * 1024 * 1024;

/// Reads a page from a host.
async fn read(host: &str) -> Result<Page<UnifiedThread>, Error> {
    let graph = loopback::builder(ACCESS_TOKEN, host).build()?;
    graph.page(&ListConversations::new(PAGE_ID)).await
}

/// The error that an answer leads to.
async fn error_of(answer: ResponseTemplate) -> Error {
    let server = answering([answer]).await;
    read(&server.uri()).await.unwrap_err()
}

async fn graph_error(answer: ResponseTemplate) -> GraphError {
    let error = error_of(answer).await;
    error.graph().unwrap_or_else(|| panic!("{error:?}")).clone()
}

async fn http_error(answer: ResponseTemplate) -> HttpError {
    match error_of(answer).await {
        Error::Http(error) => *error,
        other => panic!("{other:?}"),
    }
}

async fn decode_error(answer: ResponseTemplate) -> DecodeError {
    let server = answering([answer]).await;
    let page = strict(&server).page(&ListConversations::new(PAGE_ID)).await;
    match page.unwrap_err() {
        Error::Decode(error) => *error,
        other => panic!("{other:?}"),
    }
}

fn body(status: u16, body: impl Into<Vec<u8>>) -> ResponseTemplate {
    ResponseTemplate::new(status)
        .set_body_bytes(body)
        .insert_header("x-fb-trace-id", "TraceFromHeader")
}

/// A server that writes these bytes to one connection, and ends it after a
/// while. Gives its URL, and what it was sent once that is known. Wiremock can
/// neither cut an answer short nor show a path before it is normalised.
async fn raw(answer: &'static str, hold: Duration) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let task = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(socket.read_u8().await.unwrap());
        }
        socket.write_all(answer.as_bytes()).await.unwrap();
        tokio::time::sleep(hold).await;
        String::from_utf8(head).unwrap()
    });
    (url, task)
}

/// What the contract advises for its codes.
fn advice(code: i64) -> AdviceKind {
    match code {
        1 => AdviceKind::ShrinkPage,
        2 => AdviceKind::Wait,
        4 | 613 | 80006 => AdviceKind::SlowDown,
        100 | 104 | 2500 => AdviceKind::FixRequest,
        190 => AdviceKind::LogIn,
        200 | 230 => AdviceKind::GetPermission,
        368 => AdviceKind::GiveUp,
        _ => panic!("a new code: {code}"),
    }
}

fn recorded_errors() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/graph");
    let files = std::fs::read_dir(folder).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    names
        .filter_map(|name| name.strip_suffix(".json").map(str::to_owned))
        .filter(|name| name.starts_with("err_"))
        .collect()
}

#[tokio::test]
async fn recorded_errors_say_what_graph_said() {
    let names = recorded_errors();
    assert_eq!(names.len(), 13);
    for name in names {
        let recorded = fixture(&name);
        let said = &recorded["body"]["error"];
        let error = graph_error(recorded_error(&name)).await;
        assert_eq!(json!(error.info.status), recorded["http_status"], "{name}");
        assert_eq!(json!(error.code), said["code"], "{name}");
        assert_eq!(json!(error.subcode), said["error_subcode"], "{name}");
        assert_eq!(json!(error.error_type), said["type"], "{name}");
        assert_eq!(json!(error.message), said["message"], "{name}");
        assert_eq!(json!(error.info.trace_id), said["fbtrace_id"], "{name}");
        assert_eq!(json!(error.is_transient), said["is_transient"], "{name}");
        assert_eq!(json!(error.user_title), Value::Null, "{name}");
        let entry = error.entry.unwrap();
        assert_eq!(
            (entry.code, entry.advice),
            (error.code.unwrap(), advice(error.code.unwrap())),
            "{name}"
        );
    }
}

#[tokio::test]
async fn an_error_is_one_line_with_code_name_status_message_and_trace() {
    let error = error_of(recorded_error("err_613_2534040_rate")).await;
    assert_eq!(
        error.to_string(),
        "Graph error 613/2534040 (InstagramRateLimitExceeded), HTTP 400: Calls to this api have \
         exceeded the rate limit. (trace id AFakeTraceId0009)"
    );
    assert_eq!(error.status(), Some(400));
    let error = error_of(recorded_error("err_1_reduce_data")).await;
    assert!(
        error
            .to_string()
            .starts_with("Graph error 1 (TooMuchData), HTTP 500: Please reduce")
    );
}

#[tokio::test]
async fn an_error_with_status_200_is_an_error() {
    // With `suppress_response_codes` Graph answers with 200.
    let said = json!({"code": 190, "message": "no", "error_user_title": "T", "error_user_msg": "M", "error_data": {"blame": "fields"}});
    let answer = page(json!({"error": said, "data": []}));
    let error = graph_error(answer.insert_header("x-fb-trace-id", "TraceFromHeader")).await;
    assert_eq!((error.info.status, error.code), (200, Some(190)));
    assert_eq!(error.user_title.as_deref(), Some("T"));
    assert_eq!(error.user_message.as_deref(), Some("M"));
    let data = error.error_data.as_deref();
    assert_eq!(data, Some("{\"blame\":\"fields\"}"));
    // The body names no trace, the header does.
    assert_eq!(error.info.trace_id.as_deref(), Some("TraceFromHeader"));
}

#[tokio::test]
async fn codes_beyond_32_bits_fit() {
    for (code, subcode) in [
        (9_000_001, 2_018_344),
        (3_000_000_000_i64, -5_000_000_000_i64),
    ] {
        let said = json!({"code": code, "error_subcode": subcode, "message": "gone"});
        let error = graph_error(body(400, json!({"error": said}).to_string())).await;
        assert_eq!((error.code, error.subcode), (Some(code), Some(subcode)));
        let known = (code == 9_000_001).then_some("MessageDeleted");
        assert_eq!(error.entry.map(|entry| entry.name), known);
        assert_eq!(error.advice(), Advice::GiveUp);
    }
}

#[tokio::test]
async fn a_subcode_decides_before_its_code_and_a_code_before_nothing() {
    for (code, subcode, name, advice) in [
        (
            2,
            json!(2_018_344),
            "PrivacyTermsNotAccepted",
            AdviceKind::GiveUp,
        ),
        (2, json!(null), "ServiceError", AdviceKind::Wait),
        (2, json!(5), "ServiceError", AdviceKind::Wait),
        (190, json!(463), "AccessTokenExpired", AdviceKind::LogIn),
        (
            230,
            json!(null),
            "MessagePermissionDenied",
            AdviceKind::GetPermission,
        ),
    ] {
        let said = json!({"code": code, "error_subcode": subcode, "message": "no"});
        let error = graph_error(body(400, json!({"error": said}).to_string())).await;
        let entry = error.entry.unwrap();
        assert_eq!((entry.code, entry.name, entry.advice), (code, name, advice));
    }
}

#[tokio::test]
async fn codes_that_are_written_as_text_are_codes() {
    let said = json!({"code": "190", "error_subcode": "463", "message": "expired"});
    let error = graph_error(body(400, json!({"error": said}).to_string())).await;
    assert_eq!((error.code, error.subcode), (Some(190), Some(463)));
    assert_eq!(error.advice(), Advice::LogIn);
}

#[tokio::test]
async fn a_foreign_body_is_an_http_error_with_its_first_kib() {
    let html = format!("<html>{}</html>", "x".repeat(2000));
    let error = http_error(body(502, html.clone())).await;
    assert_eq!(
        (error.info.status, error.body.as_str()),
        (502, &html[..1024])
    );
    assert_eq!(error.info.trace_id.as_deref(), Some("TraceFromHeader"));

    // The cut is never within a character.
    let error = http_error(body(500, format!("x{}", "é".repeat(1000)))).await;
    assert_eq!(error.body, format!("x{}", "é".repeat(511)));
}

#[tokio::test]
async fn an_empty_body_is_an_http_error() {
    let error = http_error(ResponseTemplate::new(500)).await;
    assert_eq!((error.info.status, error.body.as_str()), (500, ""));
    assert_eq!(error.info.trace_id, None);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = answering([page(json!({"data": []}))]).await;
        let answer = body(status, "moved").insert_header("location", elsewhere.uri());
        let error = http_error(answer).await;
        assert_eq!((error.info.status, error.body.as_str()), (status, "moved"));
        assert!(elsewhere.received_requests().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_body_that_breaks_the_contract_is_a_decode_error() {
    let bodies: [&[u8]; 13] = [
        b"",
        b"<html>",
        b"{\"data\": [{\"id\": \"t_1\"}",
        b"{\"data\": [{\"id\": \"t_1\"}]} {}",
        b"null",
        b"\"text\"",
        b"[]",
        b"{}",
        b"{\"data\": \"none\"}",
        b"{\"data\": [{\"id\": false}]}",
        b"{\"data\": [{\"snippet\": \"no id\"}]}",
        b"{\"data\": [{\"id\": \"t_1\", \"updated_time\": \"yesterday\"}]}",
        b"{\"data\": [{\"id\": \"\xff\xfe\"}]}",
    ];
    for sent in bodies {
        let error = decode_error(body(200, sent)).await;
        assert_eq!(error.info.status, 200, "{sent:?}");
        assert_eq!(error.info.trace_id.as_deref(), Some("TraceFromHeader"));
        // Says where in the body.
        assert!(error.message.contains("line 1 column"), "{}", error.message);
    }
}

#[tokio::test]
async fn deep_nesting_is_a_decode_error_or_is_skipped() {
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let objects = format!("{}1{}", "{\"data\":".repeat(10_000), "}".repeat(10_000));
    for sent in [&deep, &objects, &format!("{{\"data\": {deep}}}")] {
        assert_eq!(
            decode_error(body(200, sent.as_str())).await.info.status,
            200
        );
    }
    // What nobody reads may be as deep as it likes.
    let sent = format!("{{\"data\": [], \"unknown\": {deep}}}");
    let server = answering([body(200, sent)]).await;
    assert!(read(&server.uri()).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn a_body_may_have_16_mib_and_no_more() {
    let padded = |length| {
        let mut body = br#"{"data": []}"#.to_vec();
        body.resize(length, b' ');
        body
    };
    let server = answering([body(200, padded(LIMIT))]).await;
    assert!(read(&server.uri()).await.unwrap().items.is_empty());

    let error = decode_error(body(200, padded(LIMIT + 1))).await;
    assert_eq!(error.info.status, 200);
    assert_eq!(error.message, "the body has more than 16777216 bytes");
}

#[tokio::test]
async fn a_refused_connection_is_a_transport_error() {
    let (host, _socket) = loopback::closed().unwrap();
    match read(&host).await.unwrap_err() {
        Error::Transport(error) => assert!(error.is_connect()),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_connection_cut_within_an_answer_is_a_transport_error() {
    let cut = [
        "",
        "HTTP/1.1 200 OK\r\nContent-Le",
        // Whole as JSON, and yet not all that was announced.
        "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"data\": []}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nc\r\n{\"data\": []}\r\n",
    ];
    for answer in cut {
        let (host, task) = raw(answer, Duration::ZERO).await;
        match read(&host).await.unwrap_err() {
            Error::Transport(error) => assert!(!error.is_connect()),
            other => panic!("{answer:?} gave {other:?}"),
        }
        task.await.unwrap();
    }
}

#[tokio::test]
async fn a_slow_answer_is_a_timeout() {
    // Before the head, and within the body.
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 99\r\nx-fb-trace-id: A1\r\n\r\n{";
    for (answer, status) in [("", None), (head, Some(200))] {
        let (host, task) = raw(answer, Duration::from_secs(60)).await;
        let builder = loopback::builder(ACCESS_TOKEN, host);
        let graph = builder.timeout(Duration::from_millis(200)).build().unwrap();
        let request = ListConversations::new(PAGE_ID);
        let error = graph.page(&request).await.unwrap_err();
        assert!(matches!(error, Error::Timeout(_)), "{answer:?}: {error:?}");
        assert_eq!(error.status(), status);
        assert_eq!(error.trace_id(), status.map(|_| "A1"));
        task.abort();
    }
}

#[tokio::test]
async fn a_page_id_is_one_segment_of_the_path_whatever_it_holds() {
    let ids = [
        ("1/2", "1%2F2"),
        ("1?fields=id", "1%3Ffields=id"),
        ("1#2", "1%232"),
        ("%2e%2e", "%252e%252e"),
        ("%2F", "%252F"),
        (" 1 2 ", "%201%202%20"),
        ("../me", "..%2Fme"),
        ("t_mid.1:2-3", "t_mid.1:2-3"),
        ("é", "%C3%A9"),
    ];
    const EMPTY: &str = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"data\": []}";
    for (id, segment) in ids {
        let (host, task) = raw(EMPTY, Duration::ZERO).await;
        let graph = loopback::builder(ACCESS_TOKEN, host).build().unwrap();
        graph.page(&ListConversations::new(id)).await.unwrap();
        let head = task.await.unwrap();
        let expected = format!("GET /v26.0/{segment}/conversations HTTP/1.1");
        assert_eq!(head.lines().next(), Some(expected.as_str()));
    }
}

#[tokio::test]
async fn a_page_id_that_would_change_the_path_is_refused_and_nothing_is_sent() {
    let server = answering([]).await;
    let ids = [
        "", ".", "..", "1\n2", "\t", "\0", "1\u{7f}", "\u{85}", "1\\2", "..\\me",
    ];
    for id in ids {
        let error = graph(&server).page(&ListConversations::new(id)).await;
        let error = error.unwrap_err();
        let Error::Invalid(invalid) = &error else {
            panic!("{id:?} gave {error:?}");
        };
        assert!(invalid.to_string().contains("`page_id`"), "{invalid}");
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}

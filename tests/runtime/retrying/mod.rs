//! What is sent again, how often and for how long.

mod limits;

use crate::loopback;
use std::time::Duration;

use crate::loopback::{ACCESS_TOKEN, PAGE_ID, answering, page, recorded_error};
use crate::paused_clock::PausedClock;
use futures_util::TryStreamExt;
use page_conversations::v26_0::{ListConversations, UnifiedThread};
use page_conversations::{Advice, Error, Graph, Pacing, Page, Retry};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;
use wiremock::{MockServer, ResponseTemplate};

const OK: &str = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 12\r\n\r\n{\"data\": []}";

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// Only a call that hangs takes so long.
const LONG: Duration = Duration::from_secs(300);

/// The default, with waits that a test can bear.
fn quick() -> Retry {
    Retry::default().initial_backoff(ms(1)).max_backoff(ms(4))
}

fn list() -> ListConversations {
    ListConversations::new(PAGE_ID)
}

fn graph(host: impl Into<String>, retry: Retry) -> Graph {
    let builder = loopback::builder(ACCESS_TOKEN, host);
    builder.retry(retry).build().unwrap()
}

fn success() -> ResponseTemplate {
    page(json!({"data": []}))
}

fn said(status: u16, error: Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(json!({"error": error}))
}

async fn sent(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

/// Returns the result of a call, and the number of attempts.
async fn outcome(
    retry: Retry,
    answers: impl IntoIterator<Item = ResponseTemplate>,
) -> (Result<Page<UnifiedThread>, Error>, usize) {
    let server = answering(answers).await;
    let result = graph(server.uri(), retry).page(&list()).await;
    let sent = sent(&server).await;
    (result, sent)
}

/// Returns the result of a call on the paused clock, the number of attempts, and the time that it
/// took.
async fn timed(
    retry: Retry,
    answers: impl IntoIterator<Item = ResponseTemplate>,
) -> (Result<Page<UnifiedThread>, Error>, usize, Duration) {
    let server = answering(answers).await;
    let clock = PausedClock::default();
    let builder = loopback::builder(ACCESS_TOKEN, server.uri()).hook(clock.clone());
    let (graph, start) = (builder.retry(retry).build().unwrap(), Instant::now());
    let result = clock.run_beside(graph.page(&list())).await;
    (result, sent(&server).await, start.elapsed())
}

/// How often a call is sent that always gets this answer.
async fn times(retry: Retry, answer: ResponseTemplate) -> usize {
    let (result, sent) = outcome(retry, vec![answer; 9]).await;
    result.unwrap_err();
    sent
}

#[tokio::test]
async fn what_passes_is_sent_again_until_it_succeeds() {
    let failures = [
        recorded_error("err_2_transient"),
        said(
            400,
            json!({"code": 1, "message": "An unknown error occurred"}),
        ),
        ResponseTemplate::new(500).set_body_string("<html>"),
        ResponseTemplate::new(503),
        ResponseTemplate::new(429).insert_header("retry-after", "0"),
        ResponseTemplate::new(408),
        ResponseTemplate::new(425).set_body_string("Too Early"),
    ];
    for failure in &failures {
        let (result, sent) = outcome(quick(), [failure.clone(), success()]).await;
        assert!(result.is_ok(), "{result:?}");
        assert_eq!(sent, 2, "{failure:?}");
    }
    let all = failures.into_iter().chain([success()]);
    let (result, sent) = outcome(quick().max_attempts(8), all).await;
    assert!(result.is_ok(), "{result:?}");
    assert_eq!(sent, 8);
}

#[tokio::test]
async fn every_attempt_is_the_same_call() {
    let server = answering([recorded_error("err_2_transient"), success()]).await;
    let builder = loopback::builder(ACCESS_TOKEN, server.uri()).retry(quick());
    let graph = builder.app_secret("secret").build().unwrap();
    graph.page(&list().limit(3).after("c")).await.unwrap();
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests[0].url, requests[1].url);
    assert_eq!(requests[0].headers, requests[1].headers);
}

#[tokio::test]
async fn a_stream_sends_its_calls_again() {
    let server = answering([recorded_error("err_2_transient"), success()]).await;
    let items = graph(server.uri(), quick()).items(list());
    assert!(items.try_collect::<Vec<_>>().await.unwrap().is_empty());
}

/// Reads the head of a request.
async fn read_head(socket: &mut TcpStream) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(socket.read_u8().await.unwrap());
    }
}

#[tokio::test]
async fn a_connection_that_was_cut_is_tried_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        for answer in [
            "",
            "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"data\"",
            OK,
        ] {
            let (mut socket, _) = listener.accept().await.unwrap();
            read_head(&mut socket).await;
            socket.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    graph(host, quick()).page(&list()).await.unwrap();
    server.await.unwrap();
}

#[tokio::test]
async fn a_refused_connection_is_tried_again() {
    let (host, socket) = loopback::closed().unwrap();
    let retry = Retry::default().max_attempts(10_000);
    let retry = retry.initial_backoff(ms(10)).max_backoff(ms(10));
    let (_, page) = tokio::join!(
        async move {
            tokio::time::sleep(ms(50)).await;
            let (mut socket, _) = socket.listen(1).unwrap().accept().await.unwrap();
            read_head(&mut socket).await;
            socket.write_all(OK.as_bytes()).await.unwrap();
        },
        async { graph(host, retry).page(&list()).await }
    );
    page.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_timeout_is_of_one_attempt_and_tried_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (silent, _) = listener.accept().await.unwrap();
        let (mut socket, _) = listener.accept().await.unwrap();
        read_head(&mut socket).await;
        socket.write_all(OK.as_bytes()).await.unwrap();
        drop(silent);
    });
    let clock = PausedClock::default();
    let builder = loopback::builder(ACCESS_TOKEN, host).hook(clock.clone());
    let builder = builder.retry(quick()).timeout(Duration::from_secs(10));
    let (graph, start) = (builder.build().unwrap(), Instant::now());
    clock.run(graph.page(&list())).await.unwrap();
    assert!(start.elapsed() >= Duration::from_secs(10));
    server.await.unwrap();
}

#[tokio::test]
async fn timeouts_end_with_the_last_attempt() {
    let slow = || success().set_delay(Duration::from_secs(60));
    let server = answering([slow(), slow(), slow()]).await;
    let builder = loopback::builder(ACCESS_TOKEN, server.uri());
    let builder = builder.retry(quick().max_attempts(2)).timeout(ms(100));
    let error = builder.build().unwrap().page(&list()).await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    assert_eq!(sent(&server).await, 2);
}

#[tokio::test]
async fn graphs_word_on_whether_an_error_passes_counts() {
    const UNKNOWN: i64 = 987_654;
    for (status, code, transient, passes) in [
        (400, UNKNOWN, json!(true), true),
        (400, 100, json!(true), true),
        (400, 2500, json!(true), true),
        (500, 2, json!(false), false),
        (500, 1, json!(false), false),
        (500, UNKNOWN, json!(false), false),
        // It has no contents.
        (400, UNKNOWN, json!(null), false),
        (500, UNKNOWN, json!(null), true),
        (429, UNKNOWN, json!(null), true),
        (500, 2, json!(null), true),
        (500, 100, json!(null), false),
    ] {
        let error = json!({"code": code, "message": "no", "is_transient": transient});
        let times = times(quick().max_attempts(2), said(status, error)).await;
        assert_eq!(times == 2, passes, "{status} {code} {transient}");
    }
}

#[tokio::test]
async fn what_does_not_pass_is_sent_once() {
    // The status does not decide, and for most not even Graph's word.
    for code in [5, 12, 102, 104, 190, 210, 368, 551, 2500, 36103] {
        for status in [200, 400, 403, 500, 503] {
            let answer = said(status, json!({"code": code, "message": "no"}));
            assert_eq!(times(quick(), answer).await, 1, "{status} {code}");
        }
    }
    for code in [3, 10, 200, 230, 299] {
        for (status, word) in [(200, json!(null)), (403, json!(null)), (500, json!(false))] {
            let error = json!({"code": code, "message": "no", "is_transient": word});
            assert_eq!(
                times(quick(), said(status, error)).await,
                1,
                "{status} {code}"
            );
        }
    }
    for code in [190, 210, 368] {
        let error = json!({"code": code, "message": "no", "is_transient": true});
        assert_eq!(times(quick(), said(500, error)).await, 1, "{code}");
    }
    for (code, subcode) in [(2, 2_018_344), (100, 33), (190, 463), (190, 2_069_032)] {
        let error = json!({"code": code, "error_subcode": subcode, "message": "no"});
        assert_eq!(
            times(quick(), said(500, error)).await,
            1,
            "{code}/{subcode}"
        );
    }
    for name in [
        "err_368_blocked",
        "err_200_permissions",
        "err_1_reduce_data",
    ] {
        assert_eq!(times(quick(), recorded_error(name)).await, 1, "{name}");
    }
    for status in [301, 401, 403, 404] {
        let answer = ResponseTemplate::new(status).set_body_string("<html>");
        assert_eq!(times(quick(), answer).await, 1, "{status}");
    }
    for body in ["", "no", "{}", "no <html>"] {
        let answer = ResponseTemplate::new(400).set_body_string(body);
        assert_eq!(times(quick(), answer).await, 1, "{body}");
    }
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_not_asked_for_again() {
    for body in [
        "",
        "{",
        "[]",
        "{}",
        r#"{"data": 5}"#,
        r#"{"data": [], "paging": 5}"#,
    ] {
        let answer = ResponseTemplate::new(200).set_body_string(body);
        let (result, sent) = outcome(quick(), [answer, success()]).await;
        assert!(matches!(result, Err(Error::Decode(_))), "{body}");
        assert_eq!(sent, 1, "{body}");
    }
    let server = answering([success(), success()]).await;
    let builder = loopback::builder(ACCESS_TOKEN, server.uri()).retry(quick());
    let graph = builder.body_limit(3).build().unwrap();
    let error = graph.page(&list()).await.unwrap_err();
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    assert_eq!(sent(&server).await, 1);
}

#[tokio::test]
async fn a_request_that_is_none_is_not_sent() {
    let server = answering([]).await;
    let graph = graph(server.uri(), quick());
    for request in [list().limit(0), ListConversations::new("..")] {
        let error = graph.page(&request).await.unwrap_err();
        assert!(matches!(error, Error::Invalid(_)), "{error:?}");
        assert_eq!(error.advice(), Advice::FixRequest { parameter: None });
        let items = graph.items(request).try_collect::<Vec<_>>().await;
        assert!(matches!(items, Err(Error::Invalid(_))), "{items:?}");
    }
    assert_eq!(sent(&server).await, 0);
}

/// Waits for a call that must run out of its time, which is 200 ms.
async fn cut_off(host: String, retry: Retry, pacing: Pacing) {
    let builder = loopback::builder(ACCESS_TOKEN, host);
    let builder = builder.retry(retry).pacing(pacing);
    let graph = builder.operation_timeout(ms(200)).build().unwrap();
    let calls = async {
        loop {
            if let Err(error) = graph.page(&list()).await {
                break error;
            }
        }
    };
    let calls = tokio::time::timeout(LONG, calls);
    let error = calls.await.unwrap();
    let Error::OperationTimeout { after, .. } = error else {
        panic!("{error:?}");
    };
    assert_eq!(after, ms(200));
    assert!(matches!(error.advice(), Advice::Wait(_)));
}

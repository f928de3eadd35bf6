//! What bounds waits, retries and pauses.

use std::error::Error as StdError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::DateTime;
use futures_util::{StreamExt, TryStreamExt};
use page_conversations::v26_0::ListConversations;
use page_conversations::{
    Advice, Error, LocalPacer, PacedCall, Pacer, PacerFuture, Pacing, Permit, Retry, RetryBudget,
    TransportErrorKind,
};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use wiremock::ResponseTemplate;

use crate::loopback::{self, ACCESS_TOKEN, PAGE_ID, answering, page, recorded_error};

fn list() -> ListConversations {
    ListConversations::new(PAGE_ID)
}

/// A response that states a wait.
fn limited(retry_after: &str) -> ResponseTemplate {
    ResponseTemplate::new(429).insert_header("retry-after", retry_after)
}

#[tokio::test]
async fn an_absurd_wait_pauses_the_token_for_the_maximum_only() {
    let century = (100_u64 * 365 * 24 * 3600).to_string();
    for absurd in [century.as_str(), "18446744073709551615"] {
        let server = answering([limited(absurd), limited(absurd)]).await;
        let builder = loopback::builder(ACCESS_TOKEN, server.uri());
        let graph = builder.build().unwrap();
        graph.page(&list()).await.unwrap_err();
        let rest = graph.rate_limited_for().await.unwrap().unwrap();
        let hour = Duration::from_secs(3600);
        assert!(
            rest <= hour && rest > hour - Duration::from_secs(60),
            "{rest:?}"
        );
        let builder = loopback::builder(ACCESS_TOKEN, server.uri());
        let graph = builder.max_pause(Duration::from_secs(7)).build().unwrap();
        graph.page(&list()).await.unwrap_err();
        let rest = graph.rate_limited_for().await.unwrap().unwrap();
        assert!(rest <= Duration::from_secs(7), "{rest:?}");
    }
}

#[tokio::test]
async fn retry_after_may_be_a_date() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let in_90_s = DateTime::from_timestamp_secs(now.as_secs() as i64 + 90).unwrap();
    let date = in_90_s.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let past = "Wed, 21 Oct 2015 07:28:00 GMT";
    let server = answering([limited(&date), limited(past), limited("soon")]).await;
    let wait = async || {
        let graph = loopback::graph(&server);
        match graph.page(&list()).await.unwrap_err().advice() {
            Advice::Wait(wait) => wait.as_secs(),
            other => panic!("{other:?}"),
        }
    };
    assert!((80..=90).contains(&wait().await));
    assert_eq!(wait().await, 0);
    // Without a readable wait, a minute.
    assert_eq!(wait().await, 60);
}

#[tokio::test]
async fn an_exhausted_budget_ends_retries_of_all_calls() {
    let server = answering((0..99).map(|_| recorded_error("err_2_transient"))).await;
    let quick = Retry::default().initial_backoff(Duration::ZERO);
    let builder = loopback::builder(ACCESS_TOKEN, server.uri()).retry(quick);
    let graph = builder.retry_budget(RetryBudget::new(20)).build().unwrap();
    for _ in 0..20 {
        graph.page(&list()).await.unwrap_err();
    }
    // Four retries of five units, and one attempt per call.
    assert_eq!(server.received_requests().await.unwrap().len(), 24);
    let other = graph.with_token("another-token-of-loopback").unwrap();
    other.page(&list()).await.unwrap_err();
    assert_eq!(server.received_requests().await.unwrap().len(), 28);
}

#[tokio::test]
async fn a_401_without_a_graph_error_advises_to_log_in() {
    let html = ResponseTemplate::new(401).set_body_string("<html>");
    let server = answering([html]).await;
    let error = loopback::graph(&server).page(&list()).await.unwrap_err();
    assert_eq!(error.advice(), Advice::LogIn);
}

/// Answers each connection with bytes, then waits. Returns the URL, and how many connections
/// there were.
async fn raw(answer: Vec<u8>) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let connections = Arc::<AtomicUsize>::default();
    let counted = connections.clone();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            let answer = answer.clone();
            tokio::spawn(async move {
                let mut request = [0; 4096];
                let _ = socket.read(&mut request).await;
                let _ = socket.write_all(&answer).await;
                tokio::time::sleep(Duration::from_secs(60)).await;
            });
        }
    });
    (url, connections)
}

#[tokio::test]
async fn a_response_that_is_not_http_is_not_retried() {
    let mut large = b"HTTP/1.1 200 OK\r\n".to_vec();
    for header in 0..2000 {
        large.extend(format!("x-{header}: {}\r\n", "a".repeat(500)).bytes());
    }
    large.extend(b"content-length: 0\r\n\r\n");
    let length = |value: &str| format!("HTTP/1.1 200 OK\r\ncontent-length: {value}\r\n\r\n");
    let mut answers = vec![large, b"220 smtp.example.org ESMTP\r\n".to_vec()];
    for value in [
        "x",
        "-1",
        "1.5",
        "99999999999999999999999",
        "1\r\ncontent-length: 2",
    ] {
        answers.push(length(value).into_bytes());
    }
    for answer in answers {
        let (url, connections) = raw(answer).await;
        let builder = loopback::builder(ACCESS_TOKEN, url);
        let quick = Retry::default().initial_backoff(Duration::ZERO);
        let graph = builder.retry(quick).build().unwrap();
        let error = graph.page(&list()).await.unwrap_err();
        let Error::Transport(transport) = &error else {
            panic!("{error:?}");
        };
        assert_eq!(
            transport.kind(),
            TransportErrorKind::InvalidResponse,
            "{error:?}"
        );
        assert_eq!(error.advice(), Advice::FixConnection);
        assert_eq!(connections.load(Ordering::SeqCst), 1, "{error:?}");
    }
}

#[tokio::test]
async fn a_stalled_body_times_out_before_the_attempt() {
    let stalled = b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\nx-fb-trace-id: A1\r\n\r\n{";
    let builder = loopback::builder(ACCESS_TOKEN, raw(stalled.to_vec()).await.0);
    let graph = builder
        .stall_timeout(Duration::from_millis(50))
        .build()
        .unwrap();
    let error = graph.page(&list()).await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    assert_eq!((error.status(), error.trace_id()), (Some(200), Some("A1")));
}

/// A pacer that notes what it is asked, and fails or panics on request.
#[derive(Default)]
struct Noting {
    calls: Mutex<Vec<String>>,
    error: Option<&'static str>,
    panics: bool,
}

impl Noting {
    fn note<T: Send + 'static>(&self, call: String, result: T) -> PacerFuture<'_, T> {
        self.calls.lock().unwrap().push(call);
        let failure = self.error.map(Box::<dyn StdError + Send + Sync>::from);
        let panics = self.panics;
        Box::pin(async move {
            assert!(!panics, "the pacer panics");
            match failure {
                Some(error) => Err(error),
                None => Ok(result),
            }
        })
    }
}

impl Pacer for Noting {
    fn acquire(&self, call: PacedCall) -> PacerFuture<'_, Permit> {
        self.note(format!("acquire {}", call.is_paced), Permit::Granted)
    }

    fn pause(&self, duration: Duration) -> PacerFuture<'_, ()> {
        self.note(format!("pause {duration:?}"), ())
    }

    fn paused_for(&self) -> PacerFuture<'_, Option<Duration>> {
        self.note("paused_for".to_owned(), None)
    }

    fn resume(&self) -> PacerFuture<'_, ()> {
        self.note("resume".to_owned(), ())
    }
}

#[tokio::test]
async fn another_pacer_decides_in_place_of_the_default() {
    let server = answering([page(json!({"data": []})), limited("30")]).await;
    let pacer = Arc::new(Noting::default());
    let graph = loopback::graph(&server).with_pacer(pacer.clone());
    graph.page(&list()).await.unwrap();
    graph.page(&list()).await.unwrap_err();
    graph.clear_rate_limit().await.unwrap();
    assert_eq!(graph.rate_limited_for().await.unwrap(), None);
    let calls = pacer.calls.lock().unwrap().clone();
    assert_eq!(
        calls,
        [
            "acquire true",
            "acquire true",
            "pause 30s",
            "resume",
            "paused_for"
        ]
    );
}

#[tokio::test]
async fn a_pacer_that_fails_or_panics_is_an_error_and_sends_nothing() {
    let server = answering([]).await;
    let failing = Noting {
        error: Some("the database is gone"),
        ..Noting::default()
    };
    let panicking = Noting {
        panics: true,
        ..Noting::default()
    };
    for (pacer, words) in [(failing, "the database is gone"), (panicking, "panicked")] {
        let graph = loopback::graph(&server).with_pacer(pacer);
        let error = graph.page(&list()).await.unwrap_err();
        assert!(matches!(error, Error::Pacer { .. }), "{error:?}");
        assert!(error.to_string().contains(words), "{error}");
    }
    assert_eq!(server.received_requests().await.unwrap().len(), 0);
}

/// A pacer that cannot pause.
struct NoPause(LocalPacer);

impl Pacer for NoPause {
    fn acquire(&self, call: PacedCall) -> PacerFuture<'_, Permit> {
        self.0.acquire(call)
    }

    fn pause(&self, _: Duration) -> PacerFuture<'_, ()> {
        Box::pin(async { Err("the database is gone".into()) })
    }

    fn paused_for(&self) -> PacerFuture<'_, Option<Duration>> {
        self.0.paused_for()
    }

    fn resume(&self) -> PacerFuture<'_, ()> {
        self.0.resume()
    }
}

#[tokio::test]
async fn a_pacer_that_fails_to_pause_loses_no_response() {
    let usage = json!({"1": [{"type": "messenger", "estimated_time_to_regain_access": 5}]});
    let header = usage.to_string();
    let full = page(json!({"data": [{"id": "t_1"}]}));
    let full = full.insert_header("x-business-use-case-usage", header.as_str());
    let server = answering([full, limited("30")]).await;
    let pacer = NoPause(LocalPacer::new(Pacing::off()));
    let graph = loopback::graph(&server).with_pacer(pacer);
    assert_eq!(graph.page(&list()).await.unwrap().items.len(), 1);
    let error = graph.page(&list()).await.unwrap_err();
    assert_eq!(error.status(), Some(429));
}

#[tokio::test]
async fn graphs_can_share_a_pacer() {
    let server = answering([limited("30")]).await;
    let pacer = Arc::new(LocalPacer::new(Pacing::off()));
    let first = loopback::graph(&server).with_pacer(pacer.clone());
    let second = loopback::graph(&server).with_pacer(pacer);
    first.page(&list()).await.unwrap_err();
    assert!(second.rate_limited_for().await.unwrap().is_some());
}

#[tokio::test]
async fn a_stream_of_empty_pages_ends_and_can_be_resumed() {
    let empty = |index: usize| {
        page(json!({
            "data": [],
            "paging": {
                "cursors": {"after": format!("c{index}")},
                "next": "https://graph.facebook.com/next",
            },
        }))
    };
    let last = || page(json!({"data": [{"id": "t_1"}]}));
    let answers = (0..120).map(empty).chain([last()]);
    let server = answering(answers).await;
    let graph = loopback::graph(&server);
    let mut pages = graph.pages(list());
    let error = loop {
        match pages.try_next().await {
            Ok(page) => assert!(page.unwrap().items.is_empty()),
            Err(error) => break error,
        }
    };
    assert!(
        matches!(
            error,
            Error::EmptyPages {
                empty_pages: 100,
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!(server.received_requests().await.unwrap().len(), 100);
    let resumed = graph.items(list()).resume(pages.checkpoint().clone());
    let threads: Vec<_> = resumed.try_collect().await.unwrap();
    assert_eq!(threads.len(), 1);
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests[100].url.query(), Some("after=c99"));
}

#[tokio::test]
async fn a_node_ends_a_row_of_empty_pages() {
    let answer = |index: usize| {
        let node = json!({"id": format!("t_{index}")});
        let data = if index % 3 == 2 { vec![node] } else { vec![] };
        page(json!({
            "data": data,
            "paging": {
                "cursors": {"after": format!("c{index}")},
                "next": "https://graph.facebook.com/next",
            },
        }))
    };
    let answers = (0..30).map(answer).chain([page(json!({"data": []}))]);
    let server = answering(answers).await;
    let builder = loopback::builder(ACCESS_TOKEN, server.uri());
    let graph = builder.max_empty_pages(3).build().unwrap();
    let threads: Vec<_> = graph.items(list()).try_collect().await.unwrap();
    assert_eq!(threads.len(), 10);
}

#[tokio::test]
async fn zero_empty_pages_are_one() {
    let next = |cursor: &str| json!({"cursors": {"after": cursor}, "next": "https://h/"});
    let server = answering([
        page(json!({"data": [{"id": "t_1"}], "paging": next("1")})),
        page(json!({"data": [], "paging": next("2")})),
    ])
    .await;
    let builder = loopback::builder(ACCESS_TOKEN, server.uri());
    let graph = builder.max_empty_pages(0).build().unwrap();
    let results: Vec<_> = graph.items(list()).collect().await;
    // A page with nodes is none of them.
    assert_eq!(results[0].as_ref().unwrap().id, "t_1");
    let empty_pages = match &results[1] {
        Err(Error::EmptyPages { empty_pages, .. }) => *empty_pages,
        other => panic!("{other:?}"),
    };
    assert_eq!((empty_pages, results.len()), (1, 2));
}

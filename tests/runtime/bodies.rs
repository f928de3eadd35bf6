//! Bodies: compressed ones, large ones, and what is kept of them.

use crate::loopback;
use std::io::Write;

use crate::loopback::{ACCESS_TOKEN, PAGE_ID, answering};
use flate2::write::GzEncoder;
use flate2::{Compress, Compression, FlushCompress};
use page_conversations::v26_0::{ListConversations, UnifiedThread};
use page_conversations::{Error, GraphBuilder, Page, Retry};
use serde_json::json;
use wiremock::{MockServer, ResponseTemplate};

const APP_SECRET: &str = "app-secret-of-loopback";

fn list() -> ListConversations {
    ListConversations::new(PAGE_ID)
}

/// Reads a page with what a builder sets.
async fn read(
    server: &MockServer,
    set: impl FnOnce(GraphBuilder) -> GraphBuilder,
) -> Result<Page<UnifiedThread>, Error> {
    let builder = loopback::builder(ACCESS_TOKEN, server.uri());
    set(builder).build().unwrap().page(&list()).await
}

fn compressed(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

fn gzip(body: &[u8]) -> ResponseTemplate {
    gzipped(200, compressed(body))
}

fn gzipped(status: u16, body: Vec<u8>) -> ResponseTemplate {
    ResponseTemplate::new(status)
        .set_body_raw(body, "application/json")
        .insert_header("content-encoding", "gzip")
}

/// A page of no nodes, of that many bytes.
fn padded(bytes: usize) -> Vec<u8> {
    let mut body = b"{\"data\": []}".to_vec();
    body.resize(bytes, b' ');
    body
}

#[tokio::test]
async fn compressed_answers_are_asked_for_and_read() {
    let server = answering([gzip(br#"{"data": [{"id": "t_1"}]}"#)]).await;
    let page = read(&server, |builder| builder).await.unwrap();
    assert_eq!(page.items[0].id.as_str(), "t_1");
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests[0].headers["accept-encoding"], "gzip");

    let error = json!({"error": {"code": 190, "message": "no"}});
    let answer = gzipped(400, compressed(error.to_string().as_bytes()));
    let server = answering([answer]).await;
    let error = read(&server, |builder| builder).await.unwrap_err();
    assert_eq!(error.graph().unwrap().code, Some(190));
}

#[tokio::test]
async fn a_body_that_is_not_what_it_says_is_an_error() {
    for body in [&b"{\"data\": []}"[..], &[0x1f, 0x8b, 8, 0, 0, 0]] {
        let server = answering([gzipped(200, body.to_vec())]).await;
        let error = read(&server, |builder| builder).await.unwrap_err();
        assert!(matches!(error, Error::Transport(_)), "{error:?}");
    }
}

#[tokio::test]
async fn a_body_is_bounded_once_decompressed() {
    const LIMIT: usize = 50_000;
    let plain = |bytes| ResponseTemplate::new(200).set_body_bytes(padded(bytes));
    let small = |bytes| gzip(&padded(bytes));
    let cases = [
        plain(LIMIT),
        small(LIMIT),
        plain(LIMIT + 1),
        small(LIMIT + 1),
    ];
    for (answer, fits) in cases.into_iter().zip([true, true, false, false]) {
        let server = answering([answer]).await;
        match read(&server, |builder| builder.body_limit(LIMIT)).await {
            Ok(_) => assert!(fits),
            Err(Error::Decode(error)) => {
                assert!(!fits);
                assert_eq!(error.message, "the body has more than 50000 bytes");
                assert_eq!((error.info.status, error.path), (200, None));
            }
            Err(other) => panic!("{other:?}"),
        }
    }
}

/// Gzip of many GiB, in a few MiB: the same block over and over.
fn bomb() -> Vec<u8> {
    let zeros = vec![0; 1 << 20];
    let mut block = Vec::with_capacity(1 << 16);
    let mut compress = Compress::new(Compression::best(), false);
    let flush = FlushCompress::Full;
    compress.compress_vec(&zeros, &mut block, flush).unwrap();
    assert_eq!(compress.total_in(), 1 << 20);
    let mut body = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    for _ in 0..8 * 1024 {
        body.extend_from_slice(&block);
    }
    body
}

/// Returns the peak memory of this process, in MiB, if the system reports it.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024)
}

#[tokio::test]
async fn a_bomb_is_not_unpacked() {
    let server = answering([gzipped(200, bomb())]).await;
    let error = read(&server, |builder| builder).await.unwrap_err();
    let Error::Decode(error) = error else {
        panic!("{error:?}");
    };
    assert_eq!(error.message, "the body has more than 16777216 bytes");
    assert!(peak().is_none_or(|peak| peak < 400), "{:?} MiB", peak());
}

#[cfg(unix)]
#[tokio::test]
async fn a_body_that_opens_many_lists_takes_time_in_proportion() {
    use crate::processor_time::of_this_thread;
    let mut times = Vec::new();
    for lists in [50_000, 800_000] {
        // It is no text either, so that its path is looked for.
        let body = [&b"[".repeat(lists)[..], b"\xff"].concat();
        let server = answering([ResponseTemplate::new(200).set_body_bytes(body)]).await;
        let start = of_this_thread();
        let error = read(&server, |builder| builder).await.unwrap_err();
        times.push(of_this_thread() - start);
        assert!(matches!(error, Error::Decode(_)), "{error}");
    }
    // 16 times as many.
    assert!(times[1] < times[0] * 64, "{times:?}");
}

#[tokio::test]
async fn raw_bodies_are_kept_where_asked_for_and_without_secrets() {
    let body = format!(
        r#"{{"data": [], "é": "{ACCESS_TOKEN}", "s": "{APP_SECRET}", "n": "?access_token={ACCESS_TOKEN}&x"}}"#
    );
    let answer = ResponseTemplate::new(200).set_body_string(body);
    let server = answering([answer.clone(), answer.clone()]).await;
    let keep = |builder: GraphBuilder| builder.app_secret(APP_SECRET).keep_raw_bodies(true);
    let page = read(&server, keep).await.unwrap();
    let expected = r#"{"data": [], "é": "<access token>", "s": "<app secret>", "n": "?access_token=<access token>&x"}"#;
    assert_eq!(page.info.raw.as_deref(), Some(expected));
    let graph = keep(loopback::builder(ACCESS_TOKEN, server.uri())).build();
    let response = graph.unwrap().send_with_info(&list()).await.unwrap();
    assert_eq!(response.info.raw.as_deref(), Some(expected));

    let refused = ResponseTemplate::new(400).set_body_string(r#"{"error": {"code": 1, "x": 2}}"#);
    let garbage = ResponseTemplate::new(200).set_body_string("{");
    for (refusal, raw) in [
        (refused, r#"{"error": {"code": 1, "x": 2}}"#),
        (garbage, "{"),
    ] {
        let server = answering([refusal]).await;
        let once = |builder: GraphBuilder| keep(builder).retry(Retry::off());
        let error = read(&server, once).await.unwrap_err();
        assert_eq!(error.info().unwrap().raw.as_deref(), Some(raw));
    }

    let server = answering([answer]).await;
    let page = read(&server, |builder| builder).await.unwrap();
    assert_eq!(page.info.raw, None);
}

//! Bad input to the simulator. Afterwards the next caller gets an answer.

use std::time::Duration;

#[cfg(unix)]
use crate::processor_time;
use crate::simulator::plain::{CLIENT, call, cursor, ids, send};
use futures_util::future::join_all;
use page_conversations::simulator::Simulator;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Only a server that hangs takes so long.
const LONG: Duration = Duration::from_secs(300);

async fn connect(simulator: &Simulator) -> TcpStream {
    let address = simulator.url();
    let address = address.trim_start_matches("http://");
    TcpStream::connect(address).await.unwrap()
}

/// Sends bytes, and reads what comes until the connection closes.
async fn raw(simulator: &Simulator, bytes: &[u8]) -> String {
    let mut stream = connect(simulator).await;
    let mut answer = Vec::new();
    // It may close before it read everything.
    let exchange = async {
        let _ = stream.write_all(bytes).await;
        let _ = stream.read_to_end(&mut answer).await;
    };
    let in_time = timeout(LONG, exchange).await;
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(80)]);
    assert!(in_time.is_ok(), "it neither answers nor closes: {start:?}");
    String::from_utf8_lossy(&answer).into_owned()
}

/// The next caller gets its answer.
async fn answers(simulator: &Simulator) {
    let path = format!("/v26.0/{}/conversations", simulator.page_ids()[0]);
    let answer = timeout(LONG, call(simulator, &path));
    assert_eq!(ids(&answer.await.unwrap().body).len(), 25);
}

/// An error in Graph's shape, or nothing but a closed connection.
fn is_refused(answer: &str) -> bool {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((answer, ""));
    let status = head.split(' ').nth(1).unwrap_or("400");
    let body: Value = serde_json::from_str(body.trim()).unwrap_or_default();
    let in_shape = body["error"]["message"].is_string() && body["error"]["code"].is_i64();
    status.starts_with('4') && (in_shape || answer.is_empty() || head.contains("content-length: 0"))
}

#[tokio::test]
async fn garbage_is_refused() {
    let simulator = Simulator::start().await.unwrap();
    let close = "Host: x\r\nConnection: close\r\n\r\n";
    let many = "X-Many: 1\r\n".repeat(2_000);
    let huge = format!("X-Huge: {}\r\n", "x".repeat(2 * 1024 * 1024));
    let long = "a".repeat(100_000);
    let below = "/a".repeat(20_000);
    for bytes in [
        b"\0\xff\xfe garbage\r\n\r\n".to_vec(),
        b"\r\n\r\n\r\n\r\nGET\r\n\r\n".to_vec(),
        b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03".repeat(40),
        b"PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n".to_vec(),
        format!("GET / HTTP/9.9\r\n{close}").into_bytes(),
        format!("GET no-slash HTTP/1.1\r\n{close}").into_bytes(),
        format!("G\u{e9}T / HTTP/1.1\r\n{close}").into_bytes(),
        format!("GET / HTTP/1.1\r\n{many}{close}").into_bytes(),
        format!("GET / HTTP/1.1\r\n{huge}{close}").into_bytes(),
        format!("GET /{long} HTTP/1.1\r\n{close}").into_bytes(),
        format!("GET {below} HTTP/1.1\r\n{close}").into_bytes(),
        format!("GET /%ff%00%0d%0a/%2f..%2f/%zz?%ff=%00&==&&access_token=%ff HTTP/1.1\r\n{close}")
            .into_bytes(),
        format!(
            "GET /v26.0/?ids=%00,%22,\u{7f} HTTP/1.1\r\nAuthorization: Bearer \u{e9}\r\n{close}"
        )
        .into_bytes(),
        format!("GET /v99999999999999999999999.0/me HTTP/1.1\r\n{close}").into_bytes(),
        format!("FROB /v26.0/me HTTP/1.1\r\n{close}").into_bytes(),
        format!("GET / HTTP/1.1\r\nContent-Length: -5\r\n{close}").into_bytes(),
        format!("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n{close}zz\r\n").into_bytes(),
        format!("GET / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n{close}hello")
            .into_bytes(),
    ] {
        let answer = raw(&simulator, &bytes).await;
        let sent = String::from_utf8_lossy(&bytes[..bytes.len().min(80)]).into_owned();
        assert!(is_refused(&answer), "{sent:?}: {answer}");
        answers(&simulator).await;
    }
}

#[tokio::test]
async fn bodies_that_are_too_large_or_never_end_are_refused() {
    let simulator = Simulator::start().await.unwrap();
    let post = |headers: &str| {
        let form = "Content-Type: application/x-www-form-urlencoded";
        format!(
            "POST /v26.0/me HTTP/1.1\r\nHost: x\r\n{form}\r\nConnection: close\r\n{headers}\r\n\r\n"
        )
    };
    let size = 8 * 1024 * 1024;
    let mut large = post(&format!("Content-Length: {size}")).into_bytes();
    large.resize(large.len() + size, b'a');
    assert!(is_refused(&raw(&simulator, &large).await));
    answers(&simulator).await;

    let mut endless = post("Transfer-Encoding: chunked").into_bytes();
    for _ in 0..200 {
        endless.extend_from_slice(b"10000\r\n");
        endless.resize(endless.len() + 0x10000, b'a');
        endless.extend_from_slice(b"\r\n");
    }
    assert!(is_refused(&raw(&simulator, &endless).await));
    answers(&simulator).await;

    // A body that stops on its way keeps nobody waiting but its sender.
    let mut stopped = connect(&simulator).await;
    let head = post("Content-Length: 100");
    stopped.write_all(head.as_bytes()).await.unwrap();
    answers(&simulator).await;
}

#[tokio::test]
async fn fields_are_refused_however_deep_or_many_they_are() {
    let simulator = Simulator::start().await.unwrap();
    let page_id = &simulator.page_ids()[0];
    let many: Vec<_> = (0..100_000).map(|number| format!("f{number:05}")).collect();
    let same = "id,".repeat(180_000);
    for (fields, expected) in [
        (
            format!("{}id{}", "messages{".repeat(1_000), "}".repeat(1_000)),
            2500,
        ),
        ("messages{".repeat(1_000), 2500),
        ("{".repeat(100_000), 2500),
        (format!("id{}", "}".repeat(1_000)), 2500),
        (format!("id{}", ".limit(1)".repeat(60_000)), 0),
        (many.join(","), 100),
        (format!("{same}link"), 0),
        ("messages.limit(99999999999999999999999)".to_owned(), 100),
        ("messages.limit(18446744073709551615)".to_owned(), 0),
    ] {
        #[cfg(unix)]
        let start = processor_time::of_this_thread();
        let form = [
            ("fields", fields.as_str()),
            ("method", "get"),
            ("limit", "2"),
        ];
        let body = reqwest::Url::parse_with_params("http://x", form).unwrap();
        let request = CLIENT
            .post(format!("{}/v26.0/{page_id}/conversations", simulator.url()))
            .bearer_auth(simulator.access_token())
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body.query().unwrap().to_owned());
        let answer = send(request).await;
        let code = answer.body["error"]["code"].as_i64().unwrap_or_default();
        let start_of = &fields[..fields.len().min(40)];
        assert_eq!(code, expected, "{start_of}: {}", answer.body);
        #[cfg(unix)]
        {
            let time = processor_time::of_this_thread() - start;
            assert!(time < Duration::from_secs(5), "{start_of}: {time:?}");
        }
        answers(&simulator).await;
    }
}

#[tokio::test]
async fn a_page_after_the_largest_position_is_empty() {
    let simulator = Simulator::start().await.unwrap();
    let list = format!("/v26.0/{}/conversations", simulator.page_ids()[0]);
    let thread = ids(&call(&simulator, &list).await.body)[0].clone();
    let messages = format!("/v26.0/{thread}/messages");
    let after = cursor(&call(&simulator, &messages).await.body, u64::MAX);
    let window = format!("limit({}).after({after})", u64::MAX);
    let path = format!("/v26.0/{thread}?fields=messages.{window}");
    let answer = call(&simulator, &path).await;
    assert_eq!(answer.body["messages"], json!({ "data": [] }));
    let path = format!("{messages}?limit={}&before={after}", u64::MAX);
    assert!(!ids(&call(&simulator, &path).await.body).is_empty());
}

#[tokio::test]
async fn a_thousand_connections_are_served_at_once() {
    let simulator = Simulator::start().await.unwrap();
    let idle = join_all((0..1_000).map(|_| connect(&simulator))).await;
    answers(&simulator).await;
    let path = format!("/v26.0/{}/conversations?limit=1", simulator.page_ids()[0]);
    let token = simulator.access_token();
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    );
    let read = idle.into_iter().map(async |mut stream: TcpStream| {
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    });
    let read = timeout(LONG, join_all(read)).await.unwrap();
    assert!(
        read.iter()
            .all(|answer| answer.starts_with("HTTP/1.1 200 "))
    );
    assert_eq!(simulator.calls().len(), 1_001);

    // Those who go away in the middle leave nothing behind.
    for _ in 0..100 {
        let mut stream = connect(&simulator).await;
        stream.write_all(request.as_bytes()).await.unwrap();
    }
    answers(&simulator).await;
}

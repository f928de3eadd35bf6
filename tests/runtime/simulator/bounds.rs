//! Bounds of the simulator: what it keeps, how long it waits, and what it serves.

use std::time::Duration;

use crate::simulator::plain::{CLIENT, call, ids, post, send};
use page_conversations::Timestamp;
use page_conversations::simulator::{Message, Person, Simulator, Thread, World};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::Instant;

async fn connect(simulator: &Simulator) -> TcpStream {
    let address = simulator.url().replace("http://", "");
    TcpStream::connect(address).await.unwrap()
}

/// Whether the next caller is served.
async fn serves(simulator: &Simulator) -> bool {
    let path = format!("/v26.0/{}/conversations", simulator.page_ids()[0]);
    ids(&call(simulator, &path).await.body).len() == 25
}

#[tokio::test]
async fn the_log_is_bounded_in_bytes() {
    let simulator = Simulator::start().await.unwrap();
    let large = "x".repeat(900_000);
    for number in 0..45 {
        let form = [
            ("method", "get"),
            ("a", &*large),
            ("number", &*number.to_string()),
        ];
        assert_eq!(post(&simulator, "/v26.0/me", &form).await.status, 200);
    }
    let calls = simulator.calls();
    let bytes: usize = calls
        .iter()
        .map(|call| call.param("a").unwrap().len())
        .sum();
    assert!((30_000_000..33_600_000).contains(&bytes), "{bytes}");
    // The last ones are there, in order.
    let numbers = calls
        .iter()
        .map(|call| call.param("number").unwrap().parse::<usize>().unwrap());
    let first = 45 - calls.len();
    assert!(numbers.eq(first..45), "{}", calls.len());
}

#[tokio::test(start_paused = true)]
async fn a_head_or_body_that_stops_is_cut_off_after_a_minute() {
    let simulator = Simulator::start().await.unwrap();
    for (sent, answer) in [
        ("", ""),
        ("GET /v26.0/me HTTP/1.1\r\nHost: x\r\n", ""),
        (
            "POST /v26.0/me HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab",
            "took too long",
        ),
        (
            "POST /v26.0/me HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n",
            "took too long",
        ),
    ] {
        let mut stream = connect(&simulator).await;
        let start = Instant::now();
        stream.write_all(sent.as_bytes()).await.unwrap();
        let mut read = Vec::new();
        let _ = stream.read_to_end(&mut read).await;
        let read = String::from_utf8_lossy(&read).into_owned();
        assert!(
            read.contains(answer) && read.is_empty() == answer.is_empty(),
            "{sent}: {read}"
        );
        let waited = start.elapsed();
        assert!(waited >= Duration::from_secs(60), "{sent}: {waited:?}");
        assert!(waited < Duration::from_secs(122), "{sent}: {waited:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_that_reads_no_response_is_cut_off() {
    let simulator = Simulator::builder()
        .compress(false)
        .max_connections(1)
        .start()
        .await
        .unwrap();
    let page = simulator.page_ids()[0].clone();
    let fields = "participants,messages.limit(50){message,attachments,from,to,tags}";
    let token = simulator.access_token();
    let request = format!(
        "GET /v26.0/{page}/conversations?limit=60&fields={fields}&access_token={token} HTTP/1.1\r\n\
         Host: x\r\n\r\n"
    );
    let mut stream = connect(&simulator).await;
    let start = Instant::now();
    stream
        .write_all(request.repeat(60).as_bytes())
        .await
        .unwrap();
    // It fills what the system keeps for the client, and its place is free again.
    while start.elapsed() < Duration::from_secs(59) {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let answered = simulator.calls().len();
    assert!((1..60).contains(&answered), "{answered}");
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert!(serves(&simulator).await);
    drop(stream);
}

#[tokio::test]
async fn announced_bodies_that_do_not_come_keep_nobody_from_sending_one() {
    let simulator = Simulator::start().await.unwrap();
    let head = "POST /v26.0/me HTTP/1.1\r\nHost: x\r\nContent-Length: 1048576\r\n\r\na";
    let mut announced = Vec::new();
    for _ in 0..400 {
        let mut stream = connect(&simulator).await;
        stream.write_all(head.as_bytes()).await.unwrap();
        announced.push(stream);
    }
    // The server has read each head when it has read one that was sent later.
    for _ in 0..3 {
        assert!(serves(&simulator).await);
        let form = [("method", "get"), ("fields", "name")];
        assert_eq!(post(&simulator, "/v26.0/me", &form).await.status, 200);
    }
    for stream in &announced {
        let error = stream.try_read(&mut [0]).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock);
    }
}

#[tokio::test]
async fn connections_beyond_the_limit_are_refused_until_one_ends() {
    let simulator = Simulator::builder()
        .max_connections(2)
        .start()
        .await
        .unwrap();
    let first = connect(&simulator).await;
    let mut second = connect(&simulator).await;
    // Both are accepted: the second one is served.
    let token = simulator.access_token();
    let request = format!("GET /v26.0/me?access_token={token} HTTP/1.1\r\nHost: x\r\n\r\n");
    second.write_all(request.as_bytes()).await.unwrap();
    let mut start = [0; 12];
    second.read_exact(&mut start).await.unwrap();
    assert_eq!(&start, b"HTTP/1.1 200");
    let mut third = connect(&simulator).await;
    let mut refusal = String::new();
    third.read_to_string(&mut refusal).await.unwrap();
    assert!(refusal.starts_with("HTTP/1.1 503 "), "{refusal}");
    drop(first);
    // It takes a moment until the server knows.
    let url = format!("{}/v26.0/me?access_token={token}", simulator.url());
    while send(CLIENT.get(&url)).await.status != 200 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn connections_end_with_the_simulator() {
    let simulator = Simulator::start().await.unwrap();
    let mut stream = connect(&simulator).await;
    assert!(serves(&simulator).await);
    drop(simulator);
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest).await;
    assert!(rest.is_empty());
}

#[tokio::test]
async fn a_world_that_cannot_be_served_is_refused() {
    let time = Timestamp::from_unix_seconds(1_627_032_530);
    let thread = |id: &str| Thread::on_messenger(id, time);
    let message = || Message::new("m_1", time, Person::on_messenger("7", "Alex"));
    let page = || World::empty().page("1", "Page", None);
    let seeded = World::seeded(1);
    let page_id = seeded.page_ids().next().unwrap().to_owned();
    for (world, expected) in [
        (
            page().thread("2", thread("t_1"), []),
            vec!["`t_1`", "Page `2`", "World::page"],
        ),
        (
            World::empty()
                .thread("1", thread("t_1"), [])
                .page("1", "Page", None),
            vec!["Page `1`"],
        ),
        (
            page().thread("1", Thread::on_instagram("t_1", time), []),
            vec!["Instagram", "username"],
        ),
        (page().page("1", "Other", None), vec!["two Pages", "`1`"]),
        (
            page()
                .thread("1", thread("t_1"), [])
                .thread("1", thread("t_1"), []),
            vec!["two conversations", "`t_1`"],
        ),
        (
            page().thread("1", thread("t_1"), [message(), message()]),
            vec!["two messages", "`m_1`"],
        ),
        (
            page()
                .thread("1", thread("t_1"), [message()])
                .thread("3", thread("t_2"), [message()]),
            vec!["Page `3`"],
        ),
        (
            page()
                .thread("1", thread("t_1"), [message()])
                .thread("1", thread("t_2"), [message()]),
            vec!["two messages"],
        ),
        (
            World::empty().page("me", "One", None),
            vec!["no node can have the id `me`"],
        ),
        (
            page().thread("1", thread("v26.0"), []),
            vec!["no node can have the id `v26.0`"],
        ),
        (
            page()
                .thread("1", thread("t_1"), [message()])
                .thread("1", thread("m_1"), []),
            vec!["that of another node"],
        ),
        (
            seeded.thread(&page_id, thread("t_100000000000003"), []),
            vec!["two conversations"],
        ),
    ] {
        let error = Simulator::builder().world(world).start().await.unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
        for text in expected {
            assert!(error.to_string().contains(text), "{text}: {error}");
        }
    }
    let fine = page().thread("1", thread("t_1"), [message()]);
    let fine = fine.thread("1", thread("t_2"), []);
    assert!(Simulator::builder().world(fine).start().await.is_ok());
}

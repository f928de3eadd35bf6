//! How the bindings handle each fault of the simulator.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::{StreamExt, TryStreamExt};
use page_conversations::simulator::{Clock, Fault, LoggedCall, Simulator};
use page_conversations::v26_0::{
    GetConversation, GetConversations, ListConversations, UnifiedThreadFields,
};
use page_conversations::{Advice, Error, Graph, GraphBuilder, Pacing, Retry, Timestamp};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::plain::call;
use crate::paused_clock::PausedClock;

async fn start() -> (Simulator, ListConversations) {
    let simulator = Simulator::builder().exact_estimates(true);
    let simulator = simulator.start().await.unwrap();
    let list = ListConversations::new(simulator.page_ids()[0].as_str());
    (simulator, list)
}

/// A client that sends each call once.
fn once(simulator: &Simulator) -> GraphBuilder {
    Graph::builder(simulator.access_token())
        .host(simulator.url())
        .pacing(Pacing::off())
        .retry(Retry::off())
}

async fn count(graph: &Graph, list: &ListConversations) -> Result<usize, Error> {
    let threads: Vec<_> = graph.items(list.clone()).try_collect().await?;
    Ok(threads.len())
}

#[tokio::test]
async fn faults_of_each_kind_are_cleared_at_once() {
    let (simulator, list) = start().await;
    let graph = once(&simulator).build().unwrap();
    let status = async || match graph.page(&list).await {
        Ok(page) => page.info.status,
        Err(error) => error.status().unwrap(),
    };
    simulator.fail_at_rate(1, 1.0, [Fault::Html(503)]);
    simulator.fail_always(Fault::Html(504));
    simulator.fail_next(Fault::Html(502));
    simulator.stop_failing();
    assert_eq!((status().await, status().await), (502, 503));
    simulator.fail_always(Fault::Html(504));
    simulator.fail_next(Fault::Html(502));
    simulator.clear_faults();
    assert_eq!((status().await, status().await), (200, 200));
}

#[tokio::test]
async fn transient_faults_are_retried() {
    let (simulator, list) = start().await;
    let graph = simulator.graph().unwrap();
    let passing = |code| Fault::Error {
        code,
        subcode: None,
        is_transient: Some(true),
    };
    for fault in [
        Fault::Html(502),
        Fault::EmptyBody(503),
        Fault::Disconnect,
        Fault::WrongContentLength,
        Fault::Throttle(Duration::from_millis(50)),
        passing(2),
        passing(123_456),
    ] {
        let before = simulator.calls().len();
        simulator.pass_next(1);
        simulator.fail_next(fault.clone());
        assert_eq!(count(&graph, &list).await.unwrap(), 60, "{fault:?}");
        assert_eq!(simulator.calls().len() - before, 4, "{fault:?}");
    }
}

#[tokio::test]
async fn each_fault_is_reported_as_its_kind_of_error() {
    let (simulator, list) = start().await;
    let graph = once(&simulator).build().unwrap();
    for (fault, expected) in [
        (Fault::Html(502), "Http"),
        (Fault::Html(404), "Http"),
        (Fault::Html(200), "Decode"),
        (Fault::EmptyBody(500), "Http"),
        (Fault::EmptyBody(200), "Decode"),
        (Fault::Disconnect, "Transport"),
        (Fault::WrongContentLength, "Transport"),
        (Fault::TooMuchData { above: 24 }, "Graph"),
        (Fault::Throttle(Duration::from_millis(20)), "Graph"),
    ] {
        simulator.fail_next(fault.clone());
        let error = graph.page(&list).await.unwrap_err();
        let text = format!("{error:?}");
        assert!(
            text.starts_with(&format!("{expected}(")),
            "{fault:?}: {text}"
        );
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    let quick = once(&simulator)
        .timeout(Duration::from_millis(150))
        .build()
        .unwrap();
    for fault in [
        Fault::Delay(Duration::from_secs(2)),
        Fault::SlowBody(Duration::from_millis(20)),
    ] {
        simulator.fail_next(fault.clone());
        let error = quick.page(&list).await.unwrap_err();
        assert!(matches!(error, Error::Timeout(_)), "{fault:?}: {error:?}");
    }
    for fault in [
        Fault::Delay(Duration::from_millis(200)),
        Fault::SlowBody(Duration::from_millis(1)),
    ] {
        simulator.fail_next(fault.clone());
        let start = Instant::now();
        let page = graph.page(&list.clone().limit(3)).await.unwrap();
        assert_eq!(page.items.len(), 3);
        assert!(start.elapsed() >= Duration::from_millis(200), "{fault:?}");
    }
}

/// Sends a request, and returns the head and the body of what comes until the connection
/// ends.
async fn all_that_comes(simulator: &Simulator, path: &str) -> (String, String) {
    let address = simulator.url().replace("http://", "");
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let token = simulator.access_token();
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n\
         connection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_default();
    (head.to_owned(), body.to_owned())
}

#[tokio::test]
async fn a_status_without_a_body_has_none() {
    let (simulator, _) = start().await;
    for status in [204, 304] {
        simulator.fail_next(Fault::Html(status));
        let (head, body) = all_that_comes(&simulator, "/me").await;
        assert!(head.starts_with(&format!("HTTP/1.1 {status}")), "{head}");
        let mut lines = head.lines().map(str::to_ascii_lowercase);
        let length = lines.find_map(|line| Some(line.strip_prefix("content-length: ")?.to_owned()));
        assert!(length.is_none_or(|length| length == "0"), "{head}");
        assert_eq!(body, "");
    }
}

#[tokio::test]
async fn a_broken_body_is_sent_in_part_however_small_it_is() {
    for compresses in [false, true] {
        let simulator = Simulator::builder().compress(compresses).start();
        let simulator = simulator.await.unwrap();
        // An id alone, an error, and a page.
        for path in ["/app?fields=id", "/nothing", "/me/conversations"] {
            let whole = call(&simulator, path).await.text;
            // Ids of responses differ.
            let whole = whole.split("ASimulatedTrace").next().unwrap();

            simulator.fail_next(Fault::Disconnect);
            let (head, body) = all_that_comes(&simulator, path).await;
            assert!(
                head.contains("transfer-encoding: chunked"),
                "{path}: {head}"
            );
            let (_, chunk) = body.split_once("\r\n").unwrap();
            let part = chunk.trim_end();
            assert!(
                !part.is_empty() && whole.starts_with(part),
                "{path}: {body}"
            );
            assert!(!body.ends_with("0\r\n\r\n"), "{path}: {body}");

            simulator.fail_next(Fault::WrongContentLength);
            let (head, body) = all_that_comes(&simulator, path).await;
            assert!(body.starts_with(whole), "{path}: {body}");
            let length = format!("content-length: {}\r\n", body.len() + 1);
            assert!(format!("{head}\r\n").contains(&length), "{path}: {head}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_client_waits_while_it_is_rate_limited() {
    let block = Duration::from_secs(60);
    let simulator = Simulator::builder().throttle_after(4, block);
    let simulator = simulator.clock(Clock::Fixed(Timestamp::now())).start();
    let simulator = Arc::new(simulator.await.unwrap());
    let (clock, moved) = (PausedClock::default(), simulator.clone());
    clock.moves(move |by| {
        moved.advance(by);
    });
    let list = ListConversations::new(simulator.page_ids()[0].as_str()).limit(10);
    let graph = Graph::builder(simulator.access_token())
        .host(simulator.url())
        .pacing(Pacing::off())
        .hook(clock.clone());
    let graph = graph.build().unwrap();
    let start = tokio::time::Instant::now();
    assert_eq!(clock.run(count(&graph, &list)).await.unwrap(), 60);
    let time = start.elapsed();
    assert!(time >= block && time < block * 2, "{time:?}");
    let refused = simulator
        .calls()
        .iter()
        .filter(|call| call.status == 400)
        .count();
    assert_eq!((refused, simulator.calls().len()), (1, 7));
}

#[tokio::test]
async fn pages_shrink_below_the_limit_of_data() {
    let (simulator, list) = start().await;
    simulator.fail_at_rate(1, 1.0, [Fault::TooMuchData { above: 10 }]);
    let graph = simulator.graph().unwrap();
    assert_eq!(count(&graph, &list).await.unwrap(), 60);
    let calls = simulator.calls();
    let limit = |call: &LoggedCall| call.param("limit").map(str::to_owned);
    assert!(
        calls
            .iter()
            .any(|call| call.status == 500 && limit(call).as_deref() == Some("12"))
    );
    let sizes = calls.iter().filter(|call| call.status == 200);
    assert!(
        sizes
            .into_iter()
            .all(|call| limit(call).is_some_and(|limit| limit.len() == 1 || limit == "10"))
    );
    let thread = graph.page(&list.limit(1)).await.unwrap().items.remove(0);
    graph.send(&GetConversation::new(thread.id)).await.unwrap();
}

#[tokio::test]
async fn empty_pages_are_read_over_and_repeated_cursors_are_errors() {
    let (simulator, list) = start().await;
    let graph = simulator.graph().unwrap();
    simulator.fail_next(Fault::EmptyPage);
    simulator.pass_next(1);
    simulator.fail_next(Fault::EmptyPage);
    simulator.fail_next(Fault::EmptyPage);
    let pages: Vec<_> = graph.pages(list.clone()).try_collect().await.unwrap();
    let sizes: Vec<_> = pages.iter().map(|page| page.items.len()).collect();
    assert_eq!(sizes, [0, 25, 0, 0, 25, 10]);

    simulator.fail_next(Fault::RepeatedCursor);
    simulator.fail_next(Fault::RepeatedCursor);
    let mut pages = graph.pages(list);
    for _ in 0..2 {
        assert_eq!(pages.next().await.unwrap().unwrap().items.len(), 25);
    }
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(
        matches!(error, Error::RepeatedCursor { pages: 2, .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn unknown_fields_and_values_are_ignored() {
    let (simulator, list) = start().await;
    let graph = simulator.graph().unwrap();
    let list = list.fields(UnifiedThreadFields::new().folder()).limit(3);
    for _ in 0..3 {
        simulator.fail_next(Fault::UnknownFields);
    }
    let threads = graph.page(&list).await.unwrap().items;
    assert_eq!(threads[0].folder.as_deref(), Some("a_folder_of_tomorrow"));
    let ids: Vec<_> = threads.into_iter().map(|thread| thread.id).collect();
    graph
        .send(&GetConversation::new(ids[0].clone()))
        .await
        .unwrap();
    let nodes = graph.nodes_by_id(GetConversations::new(ids));
    assert_eq!(nodes.try_collect::<Vec<_>>().await.unwrap().len(), 3);
}

/// The table of v26.0 as the contract has it, which the bindings' own came from.
fn table() -> Vec<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/generated/contract.json");
    let contract: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut versions = contract["versions"].as_array().unwrap().iter();
    let called = versions.find(|one| one["version"] == "v26.0").unwrap();
    called["errors"].as_array().unwrap().clone()
}

#[tokio::test]
async fn each_error_of_the_table_has_its_entry_and_advice() {
    let (simulator, list) = start().await;
    // A client that was rate limited would wait.
    let graph = || once(&simulator).build().unwrap();
    let mut count = 0;
    for entry in table() {
        if entry["message"].is_string() {
            continue;
        }
        let first = entry["code"].as_i64().unwrap();
        let last = entry["through"].as_i64().unwrap_or(first);
        let subcode = entry["subcode"].as_i64();
        for code in [first, last] {
            simulator.fail_next(Fault::Error {
                code,
                subcode,
                is_transient: None,
            });
            let error = graph().page(&list).await.unwrap_err();
            let got = error.graph().unwrap();
            assert_eq!((got.code, got.subcode), (Some(code), subcode));
            assert_eq!(got.entry.unwrap().name, entry["name"], "{got}");
            assert!(
                got.message.contains(entry["doc"].as_str().unwrap()),
                "{got}"
            );
            let advice = match error.advice() {
                Advice::Wait(rest) if rest >= Duration::from_secs(60) => "slow_down",
                Advice::Wait(_) => "wait",
                Advice::LogIn => "log_in",
                Advice::ShrinkPage => "shrink_page",
                Advice::UseToken { .. } => "use_token",
                Advice::GetPermission { .. } => "get_permission",
                Advice::FixRequest { .. } => "fix_request",
                _ => "give_up",
            };
            assert_eq!(entry["advice"], advice, "{got}");
            let status = if advice == "get_permission" && code != 3 {
                403
            } else {
                got.info.status
            };
            assert_eq!(got.info.status, status, "{got}");
            count += 1;
        }
        let is_transient = Some(false);
        simulator.fail_next(Fault::Error {
            code: first,
            subcode,
            is_transient,
        });
        let error = graph().page(&list).await.unwrap_err();
        assert_eq!(error.graph().unwrap().is_transient, Some(false));
    }
    assert!(count >= 92, "{count}");
}

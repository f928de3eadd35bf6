//! Recorded answers with something changed, by the thousand.

use fastrand::Rng;
use futures_util::StreamExt;
use page_conversations::v26_0::{GetConversation, GetConversations, UnifiedThread};
use page_conversations::{Error, Graph};
use serde_json::{Value, json};

use crate::bad_input::{Wire, list};
use crate::loopback::{ACCESS_TOKEN, fixture};

const RECORDED: [&str; 7] = [
    "01_messenger_list_default_fields",
    "02_messenger_list_all_fields",
    "03_empty_page_with_next",
    "04_last_page_cursors_without_next",
    "06_instagram_list_default_fields",
    "10_ids_multi_read",
    "err_190_463_expired_token",
];

/// What a value can become.
fn other_value(rng: &mut Rng) -> Value {
    let values = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(u64::MAX),
        json!(""),
        json!("text"),
        json!("190"),
        json!([]),
        json!([null]),
        json!({}),
        json!({"id": "x"}),
        json!({"data": [{"id": "y"}]}),
        json!({"cursors": {"after": "z"}, "next": "https://h/?after=w"}),
        json!({"error": {"code": "5"}}),
    ];
    values[rng.usize(..values.len())].clone()
}

/// Changes a value somewhere within.
fn change(value: &mut Value, rng: &mut Rng) {
    let deeper = rng.u8(..10) < 8;
    match value {
        Value::Object(members) if deeper && !members.is_empty() => {
            let index = rng.usize(..members.len());
            let name = members.keys().nth(index).unwrap().clone();
            match rng.u8(..10) {
                0 => drop(members.remove(&name)),
                1 => {
                    let moved = members.remove(&name).unwrap();
                    let names = ["error", "data", "paging", "id", "next", "code"];
                    members.insert(names[rng.usize(..names.len())].into(), moved);
                }
                _ => change(&mut members[&name], rng),
            }
        }
        Value::Array(entries) if deeper && !entries.is_empty() => {
            let index = rng.usize(..entries.len());
            match rng.u8(..10) {
                0 => drop(entries.remove(index)),
                1 => entries.push(entries[index].clone()),
                2 => entries.insert(index, other_value(rng)),
                _ => change(&mut entries[index], rng),
            }
        }
        _ => *value = other_value(rng),
    }
}

/// Changes bytes of a text.
fn garble(text: &mut Vec<u8>, rng: &mut Rng) {
    const TOKENS: [&[u8]; 8] = [
        b"\"", b"\\", b"{", b"]", b"\\ud800", b"\xff", b"\0", b"1e999",
    ];
    for _ in 0..=rng.usize(..3) {
        if text.is_empty() {
            return;
        }
        let at = rng.usize(..text.len());
        let end = (at + rng.usize(..20)).min(text.len());
        match rng.u8(..5) {
            0 => text[at] = rng.u8(..),
            1 => text.truncate(at),
            2 => drop(text.drain(at..end)),
            3 => text.extend_from_within(at..end),
            _ => drop(text.splice(at..at, TOKENS[rng.usize(..TOKENS.len())].iter().copied())),
        }
    }
}

/// Returns the threads before the end of a stream, and its error.
async fn walk(graph: &Graph) -> (Vec<UnifiedThread>, Option<Error>) {
    let mut items = graph.items(list()).max_pages(2);
    let (mut threads, mut failure) = (Vec::new(), None);
    while let Some(item) = items.next().await {
        assert!(failure.is_none(), "{item:?} came after {failure:?}");
        match item {
            Ok(thread) => threads.push(thread),
            Err(error) => failure = Some(error),
        }
    }
    (threads, failure)
}

fn check(error: Option<&Error>) {
    let Some(error) = error else { return };
    let shown = format!(
        "{error} {error:?} {:?} {:?}",
        error.advice(),
        error.status()
    );
    assert!(!shown.contains(ACCESS_TOKEN), "{shown}");
    let expected = matches!(
        error,
        Error::Decode(_)
            | Error::Graph(_)
            | Error::Http(_)
            | Error::RepeatedCursor { .. }
            | Error::MissingCursor { .. }
    );
    assert!(expected, "{shown}");
}

/// The nodes of a page up to the first that is none.
fn readable(page: &Value) -> Vec<UnifiedThread> {
    let nodes = page["data"].as_array().into_iter().flatten();
    let nodes = nodes.map(|node| serde_json::from_value(node.clone()).ok());
    nodes.map_while(|node| node).collect()
}

fn recordings() -> Vec<Value> {
    let body = |name: &&str| match fixture(name) {
        Value::Object(mut recorded) if recorded.contains_key("body") => recorded["body"].take(),
        recorded => recorded,
    };
    RECORDED.iter().map(body).collect()
}

#[tokio::test]
async fn a_garbled_answer_is_an_error_or_an_answer() {
    let (wire, graph) = Wire::start().await;
    let recordings = recordings();
    let mut rng = Rng::with_seed(20_261_122);
    let mut read = [0, 0];
    for _ in 0..700 {
        let recorded = &recordings[rng.usize(..recordings.len())];
        let mut body = recorded.to_string().into_bytes();
        garble(&mut body, &mut rng);
        wire.answer([200, 200, 200, 400, 503][rng.usize(..5)], &body);
        let (threads, failure) = walk(&graph).await;
        read[0] += threads.len();
        read[1] += usize::from(failure.is_some());
        check(failure.as_ref());
        check(
            graph
                .send(&GetConversation::new("t_1"))
                .await
                .err()
                .as_ref(),
        );
        let several = GetConversations::new(["t_1"]);
        check(graph.send(&several).await.err().as_ref());
    }
    // Else the test would be about one of them alone.
    assert!(read.into_iter().all(|count| count > 150), "{read:?}");
}

#[tokio::test]
async fn every_node_before_a_wrong_one_is_delivered() {
    let (wire, graph) = Wire::strict().await;
    let recordings = recordings();
    let mut rng = Rng::with_seed(20_261_123);
    let mut partly = 0;
    for _ in 0..1000 {
        let mut body = recordings[rng.usize(..recordings.len())].clone();
        for _ in 0..=rng.usize(..3) {
            change(&mut body, &mut rng);
        }
        wire.answer(200, body.to_string().as_bytes());
        let (threads, failure) = walk(&graph).await;
        check(failure.as_ref());
        let Some(Error::Graph(_)) = failure else {
            // A page that leads to itself is delivered twice at most.
            let expected = readable(&body);
            let times = if wire.lines().len() == 2 { 2 } else { 1 };
            let expected = vec![expected; times].concat();
            assert_eq!(threads, expected, "{body}");
            partly += usize::from(failure.is_some() && !expected.is_empty());
            continue;
        };
        assert!(threads.is_empty() && body.get("error").is_some(), "{body}");
        wire.lines();
    }
    assert!(partly > 50, "{partly}");
}

//! Ids and cursors of any characters: each arrives as it is, or is refused before a call.

use std::collections::BTreeSet;

use futures_util::TryStreamExt;
use page_conversations::v26_0::{GetConversation, GetConversations, ListMessages};
use page_conversations::{Error, Request};
use proptest::prelude::*;
use serde_json::json;
use tokio::runtime::Runtime;
use wiremock::http::Url;

use crate::bad_input::{Wire, list};
use crate::loopback::{answering, graph, page};

/// Text of all characters, with many of those that mean something in a URL.
fn texts() -> impl Strategy<Value = BTreeSet<String>> {
    let special: Vec<char> = r#"%/?#&=+:;,@\"<>[]{}|^` .-_~09aAéß€😏"#.chars().collect();
    let character = prop_oneof![
        4 => prop::sample::select(special),
        1 => any::<char>(),
    ];
    let text = prop::collection::vec(character, 1..24);
    let text = text.prop_map(|characters| characters.into_iter().collect::<String>());
    prop::collection::btree_set(text, 1..30)
}

fn run(test: impl Future<Output = ()>) {
    Runtime::new().unwrap().block_on(test);
}

/// The bytes that a part of a URL stands for.
fn decoded(part: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = part;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend(before.bytes());
        bytes.push(u8::from_str_radix(&after[..2], 16).unwrap());
        rest = &after[2..];
    }
    bytes.extend(rest.bytes());
    String::from_utf8(bytes).unwrap()
}

/// Whether a request with an id was sent, and not refused.
fn was_sent<T: std::fmt::Debug>(result: Result<T, Error>, id: &str) -> bool {
    match result {
        Ok(_) => true,
        Err(Error::Invalid(_)) => false,
        Err(error) => panic!("{id:?}: {error:?}"),
    }
}

/// Refused are those that would be another path, and control characters.
fn may_be_refused(id: &str) -> bool {
    matches!(id, "." | "..") || id.contains(|c: char| c.is_control() || c == '\\')
}

async fn each_id_is_one_segment<R: Request>(
    ids: &BTreeSet<String>,
    request: fn(&str) -> R,
    edge: &str,
) where
    R::Output: std::fmt::Debug,
{
    let (wire, graph) = Wire::start().await;
    for id in ids {
        let is_sent = was_sent(graph.send(&request(id)).await, id);
        assert!(is_sent || may_be_refused(id), "{id:?}");
        let lines = wire.lines();
        assert_eq!(lines.len(), usize::from(is_sent), "{id:?}");
        for line in lines {
            let path = line.strip_prefix("GET /v26.0/").unwrap();
            let segment = path.strip_suffix(&format!("{edge} HTTP/1.1")).unwrap();
            assert!(!segment.contains(['/', '?', '#', ' ']), "{line}");
            assert_eq!(decoded(segment), *id);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_cursor_is_sent_as_it_was_received(cursors in texts()) {
        run(async {
            let pages = cursors.iter().map(|cursor| {
                let paging = json!({"cursors": {"after": cursor}, "next": "https://h/"});
                page(json!({"data": [{"id": "a"}], "paging": paging}))
            });
            let server = answering(pages.chain([page(json!({"data": []}))])).await;
            let read: Vec<_> = graph(&server).pages(list()).try_collect().await.unwrap();
            assert_eq!(read.len(), cursors.len() + 1);
            let requests = server.received_requests().await.unwrap();
            let sent = requests[1..].iter().map(|request| {
                let pairs: Vec<_> = request.url.query_pairs().into_owned().collect();
                let [(name, value)] = &pairs[..] else { panic!("{pairs:?}") };
                assert_eq!(name, "after");
                value.clone()
            });
            assert!(sent.eq(cursors.iter().cloned()));
        });
    }

    #[test]
    fn any_id_is_one_segment_of_the_path_or_refused(ids in texts()) {
        run(async {
            each_id_is_one_segment(&ids, |id| GetConversation::new(id), "").await;
            each_id_is_one_segment(&ids, |id| ListMessages::new(id), "/messages").await;
        });
    }

    #[test]
    fn any_ids_are_one_parameter_or_refused(ids in texts()) {
        run(async {
            let (wire, graph) = Wire::start().await;
            for id in &ids {
                wire.answer(200, json!({id: {"id": id}}).to_string().as_bytes());
                let request = GetConversations::new([id.as_str()]);
                let is_sent = was_sent(graph.send(&request).await, id);
                assert!(is_sent || may_be_refused(id) || id.contains(','), "{id:?}");
                for line in wire.lines() {
                    assert!(is_sent);
                    let target = line.split(' ').nth(1).unwrap();
                    let url = Url::parse(&format!("http://h{target}")).unwrap();
                    let pairs: Vec<_> = url.query_pairs().collect();
                    assert_eq!(pairs, [("ids".into(), id.into())]);
                }
            }
        });
    }
}

//! Nested edges that are read on.

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::*;
use crate::loopback::{self, ACCESS_TOKEN, answering, page};

/// Pages may be shorter than they were asked for, and empty.
#[tokio::test]
async fn short_pages_are_read_on_until_all_that_is_wanted_is_there() {
    let of = |ids: &[&str], after: Option<&str>| {
        let data: Vec<_> = ids.iter().map(|id| json!({ "id": id })).collect();
        match after {
            Some(after) => {
                let paging = json!({"cursors": {"after": after}, "next": "https://h/"});
                json!({"data": data, "paging": paging})
            }
            None => json!({ "data": data }),
        }
    };
    let thread = |messages| json!({"data": [{"id": "t_1", "messages": messages}]});
    let read = async |pages: Vec<Value>| {
        let server = answering(pages.into_iter().map(page)).await;
        let builder = loopback::builder(ACCESS_TOKEN, server.uri());
        let graph = builder.max_empty_pages(2).build().unwrap();
        let plan = ReadPlan::new().newest("page", &graph, list("1", 6), 1);
        let mut nodes = plan.read().unwrap();
        let node = nodes.try_next().await.unwrap().unwrap();
        assert!(nodes.try_next().await.unwrap().is_none());
        let unreadable = nodes.report().unreadable().to_vec();
        let calls = server.received_requests().await.unwrap().len();
        let ids: Vec<_> = messages(&node.node)
            .iter()
            .map(ToString::to_string)
            .collect();
        (ids.join(" "), unreadable, calls)
    };
    let first = thread(of(&["a", "b"], Some("1")));
    let (ids, unreadable, calls) = read(vec![
        first.clone(),
        of(&["c"], Some("2")),
        of(&[], Some("3")),
        of(&["d", "e", "f", "g"], Some("4")),
    ])
    .await;
    assert_eq!((ids.as_str(), calls), ("a b c d e f", 4));
    assert!(unreadable.is_empty(), "{unreadable:?}");

    // What is not read to its end is reported.
    let without_cursor = json!({"data": [{"id": "c"}], "paging": {"next": "https://h/"}});
    for (pages, expected) in [
        (
            vec![of(&["c"], Some("2")), of(&["d"], Some("1"))],
            "repeated_cursor",
        ),
        (vec![without_cursor], "missing_cursor"),
        (vec![of(&[], Some("2")), of(&[], Some("3"))], "empty_pages"),
    ] {
        let pages = [first.clone()].into_iter().chain(pages);
        let (_, unreadable, _) = read(pages.collect()).await;
        let kinds: Vec<_> = unreadable.iter().map(|node| node.error.label()).collect();
        assert_eq!(kinds, [expected]);
        assert_eq!(unreadable[0].id, "t_1");
    }
}

/// A page of five conversations with a message each, and more.
fn threads() -> ResponseTemplate {
    let paging = json!({"cursors": {"after": "1"}, "next": "https://h/"});
    let threads = (0..5).map(|n| {
        let messages = json!({"data": [{"id": format!("m_{n}")}], "paging": paging});
        json!({"id": format!("t_{n}"), "messages": messages})
    });
    page(json!({ "data": Vec::from_iter(threads) }))
}

/// An outage takes one call, and the source can be resumed.
#[tokio::test]
async fn a_batch_that_fails_for_another_reason_ends_the_source() {
    for failure in [ResponseTemplate::new(500), page(json!({}))] {
        let server = answering([threads(), failure]).await;
        let graph = loopback::graph(&server);
        let plan = ReadPlan::new().newest("page", &graph, list("1", 2), 5);
        let nodes: Vec<_> = plan.read().unwrap().collect().await;
        assert!(matches!(nodes[..], [Err(_)]), "{nodes:?}");
        assert_eq!(server.received_requests().await.unwrap().len(), 2);
    }
}

/// Graph may answer fewer requests at once than a batch can have.
#[tokio::test]
async fn a_batch_that_fails_as_a_whole_is_divided() {
    let too_much = json!({"code": 1, "message": "Please reduce the amount of data", "type": "X"});
    let too_much = ResponseTemplate::new(500).set_body_json(json!({ "error": too_much }));
    let of = |ids: &[&str]| {
        let parts = ids.iter().map(|id| {
            let body = json!({"data": [{ "id": id }]}).to_string();
            json!({"code": 200, "headers": [], "body": body})
        });
        page(Value::from_iter(parts))
    };
    let answers = [threads(), too_much, of(&["a", "b", "c"]), of(&["d", "e"])];
    let server = answering(answers).await;
    let graph = loopback::graph(&server);
    let plan = ReadPlan::new().newest("page", &graph, list("1", 2), 5);
    let mut nodes = plan.read().unwrap();
    let mut read = Vec::new();
    while let Some(node) = nodes.try_next().await.unwrap() {
        let messages = messages(&node.node);
        read.push(messages.into_iter().map(str::to_owned).collect::<Vec<_>>());
    }
    let expected = ["a", "b", "c", "d", "e"].iter().enumerate();
    let expected = expected.map(|(n, id)| vec![format!("m_{n}"), (*id).to_owned()]);
    assert_eq!(read, expected.collect::<Vec<_>>());
    assert!(nodes.report().is_empty(), "{:?}", nodes.report());
}

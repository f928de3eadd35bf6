//! Nested edges that are read on.

use serde_json::{Value, json};

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

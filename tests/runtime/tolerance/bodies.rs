//! What is wrong outside of the nodes is an error.

use futures_util::StreamExt;
use page_conversations::v26_0::{GetConversation, GetConversations};
use page_conversations::{Error, Outcome};

use crate::loopback::{answering, graph};
use crate::tolerance::{answer, list, page_of, places};

/// Bodies that are no page.
const NO_PAGES: [&str; 14] = [
    "",
    "<html>",
    "[",
    r#"{"data":[{"id":"1"}]"#,
    "null",
    "[]",
    "5",
    "{}",
    r#"{"success":true}"#,
    r#"{"id":"t_1"}"#,
    r#"{"data":5}"#,
    r#"{"data":{}}"#,
    r#"{"data":{"0":{"id":"1"}}}"#,
    r#"{"data":[],"data":[]}"#,
];

#[tokio::test]
async fn a_body_that_is_no_page_is_an_error() {
    for body in NO_PAGES {
        let page = page_of(body).await;
        assert!(matches!(page, Err(Error::Decode(_))), "{body}: {page:?}");
        let server = answering([answer(body)]).await;
        let mut items = graph(&server).items(list());
        let last = items
            .by_ref()
            .filter(|item| std::future::ready(item.is_err()))
            .next()
            .await;
        assert!(
            matches!(last, Some(Err(Error::Decode(_)))),
            "{body}: {last:?}"
        );
    }
}

#[tokio::test]
async fn a_body_that_is_no_page_is_an_error_of_a_single_call_too() {
    for body in NO_PAGES {
        // An edge may have no `data` if it has no other members.
        let server = answering([answer(body)]).await;
        let response = graph(&server).send_with_info(&list()).await;
        let is_error = matches!(response, Err(Error::Decode(_)));
        assert_eq!(is_error, body != "{}", "{body}: {response:?}");
    }
}

#[tokio::test]
async fn paging_that_does_not_tell_the_next_page_is_an_error_because_nodes_would_be_lost() {
    for paging in [
        "5",
        r#""next""#,
        "[1]",
        r#"{"next":5}"#,
        r#"{"next":false,"cursors":{"before":"b"}}"#,
        r#"{"cursors":5,"next":"https://h/"}"#,
        r#"{"cursors":{"after":{}},"next":"https://h/"}"#,
        r#"{"cursors":{"after":[]},"next":7}"#,
        r#"{"cursors":{"after":"a"},"nex\ud800t":"https://h/"}"#,
    ] {
        let body = format!(r#"{{"data":[{{"id":"1"}}],"paging":{paging}}}"#);
        let page = page_of(body.clone()).await;
        assert!(matches!(page, Err(Error::Decode(_))), "{paging}: {page:?}");
        let server = answering([answer(body)]).await;
        let response = graph(&server).send_with_info(&list()).await;
        assert!(
            matches!(response, Err(Error::Decode(_))),
            "{paging}: {response:?}"
        );
    }
}

#[tokio::test]
async fn paging_that_tells_the_next_page_is_read_and_the_rest_of_it_reported() {
    let last = [
        (r#"{"cursors":5}"#, "paging.cursors"),
        (r#"{"cursors":{"after":{}}}"#, "paging.cursors.after"),
        (
            r#"{"cursors":{"after":"a","after":"b"}}"#,
            "paging.cursors.after",
        ),
        (
            r#"{"cursors":{"before":[1]},"next":null}"#,
            "paging.cursors.before",
        ),
    ];
    let not_last = [
        (
            r#"{"cursors":{"before":{},"after":"a"},"next":"https://h/"}"#,
            "paging.cursors.before",
        ),
        (r#"{"cursors":{"after":"a"},"next":true}"#, "paging.next"),
        (
            r#"{"cursors":5,"next":"https://h/?after=a"}"#,
            "paging.cursors",
        ),
    ];
    let cases = last.map(|case| (case, None));
    let cases = cases
        .into_iter()
        .chain(not_last.map(|case| (case, Some("a"))));
    for ((paging, place), cursor) in cases {
        let body = format!(r#"{{"data":[{{"id":"1"}}],"paging":{paging}}}"#);
        let page = page_of(body.clone()).await.unwrap();
        assert_eq!((page.items.len(), page.next_cursor()), (1, cursor));
        let has_next = page.paging.as_ref().unwrap().has_next;
        assert_eq!(has_next, cursor.is_some(), "{paging}");
        let found = places(page.report.mismatches());
        assert!(matches!(found[..], [(at, _)] if at == place), "{found:?}");
        let server = answering([answer(body)]).await;
        let response = graph(&server).send_with_info(&list()).await.unwrap();
        assert_eq!(response.body.paging, page.paging);

        // The same within a node.
        let edge = format!(r#"{{"id":"1","messages":{{"data":[],"paging":{paging}}}}}"#);
        let page = page_of(format!(r#"{{"data":[{edge}]}}"#)).await.unwrap();
        let messages = page.items[0].messages.as_ref().unwrap();
        let found = messages.paging.as_ref().unwrap();
        assert_eq!(found.next_cursor(), cursor, "{paging}");
        assert_eq!(found.has_next, cursor.is_some(), "{paging}");
    }
}

#[tokio::test]
async fn paging_that_php_wrote_is_read_and_reported() {
    for (paging, place) in [("[]", "paging"), (r#"{"cursors":[]}"#, "paging.cursors")] {
        let body = format!(r#"{{"data":[{{"id":"1"}}],"paging":{paging}}}"#);
        let page = page_of(body.clone()).await.unwrap();
        assert_eq!(page.items.len(), 1);
        assert_eq!(
            places(page.report.mismatches()),
            [(place, Outcome::Converted)]
        );
        let server = answering([answer(body)]).await;
        let response = graph(&server).send_with_info(&list()).await.unwrap();
        assert_eq!(
            places(response.report.mismatches()),
            [(place, Outcome::Converted)]
        );
    }
}

#[tokio::test]
async fn a_single_call_reads_the_nodes_of_an_edge_with_the_same_care() {
    let body = r#"{"data":[{"id":"1","name":5},null,{"id":2}],"paging":{"cursors":{"after":7}}}"#;
    let server = answering([answer(body), answer(body)]).await;
    let response = graph(&server).send_with_info(&list()).await.unwrap();
    let page = graph(&server).page(&list()).await.unwrap();
    assert_eq!(response.body.data, page.items);
    assert_eq!(response.body.paging, page.paging);
    assert_eq!(response.report.mismatches(), page.report.mismatches());
    assert_eq!(page.report.mismatch_count(), 2);
}

#[tokio::test]
async fn a_body_that_is_no_node_is_an_error() {
    for body in [
        "",
        "null",
        "[]",
        "{}",
        "5",
        r#"{"id":null}"#,
        r#"{"id":{}}"#,
        r#"[{"id":"1"}]"#,
    ] {
        let server = answering([answer(body)]).await;
        let response = graph(&server)
            .send_with_info(&GetConversation::new("t_1"))
            .await;
        assert!(
            matches!(response, Err(Error::Decode(_))),
            "{body}: {response:?}"
        );
    }
    for body in ["", "5", "true", r#""t_1""#, "[1]", r#"[{"id":"t_1"}]"#] {
        let server = answering([answer(body)]).await;
        let request = GetConversations::new(["t_1"]);
        let response = graph(&server).send_with_info(&request).await;
        assert!(
            matches!(response, Err(Error::Decode(_))),
            "{body}: {response:?}"
        );
    }
}

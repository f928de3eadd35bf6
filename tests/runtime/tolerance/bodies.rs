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
async fn paging_that_does_not_fit_is_an_error_because_nodes_would_be_lost() {
    for paging in [
        "5",
        r#""next""#,
        "[1]",
        r#"{"next":5}"#,
        r#"{"cursors":5}"#,
        r#"{"cursors":{"after":{}}}"#,
        r#"{"cursors":{"after":"a","after":"b"}}"#,
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

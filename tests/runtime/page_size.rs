//! Pages that are too large for Graph, and pages that cannot be read to their
//! end.

use crate::loopback::{PAGE_ID, answering, graph, page, recorded_error, strict};
use futures_util::{Stream, StreamExt, TryStreamExt};
use page_conversations::v26_0::{ListConversations, UnifiedThread};
use page_conversations::{Advice, Error};
use serde_json::{Value, json};
use wiremock::{MockServer, Request, ResponseTemplate};

fn list() -> ListConversations {
    ListConversations::new(PAGE_ID)
}

/// A page with one thread, and with a cursor where one follows.
fn one(id: &str, next: Option<&str>) -> ResponseTemplate {
    let paging = next.map(|after| json!({"cursors": {"after": after}, "next": "https://h/"}));
    page(json!({"data": [{"id": id}], "paging": paging}))
}

fn too_much() -> ResponseTemplate {
    recorded_error("err_1_reduce_data")
}

/// Returns the cursor and the limit of each request, `-` for none.
async fn asked(server: &MockServer) -> String {
    let asked = |request: &Request| {
        let value = |name| {
            let mut query = request.url.query_pairs();
            let value = query.find(|(other, _)| other == name);
            value.map_or("-".to_owned(), |(_, value)| value.into_owned())
        };
        format!("{}:{}", value("after"), value("limit"))
    };
    let requests = server.received_requests().await.unwrap();
    let asked: Vec<_> = requests.iter().map(asked).collect();
    asked.join(" ")
}

async fn count(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

/// Returns the ids before the end, and the error that was last. Polls again after
/// it.
async fn drain(
    mut items: impl Stream<Item = Result<UnifiedThread, Error>> + Unpin,
) -> (String, Option<Error>) {
    let (mut ids, mut failure) = (String::new(), None);
    while let Some(item) = items.next().await {
        assert!(failure.is_none(), "{item:?} came after {failure:?}");
        match item {
            Ok(thread) => ids.push_str(thread.id.as_str()),
            Err(error) => failure = Some(error),
        }
    }
    assert!(items.next().await.is_none());
    (ids, failure)
}

#[tokio::test]
async fn pages_get_smaller_and_grow_back_to_graphs_own_size() {
    let page = |number: u32| one("a", Some(&number.to_string()));
    let shrinks = [page(1), too_much(), too_much()];
    let grows = (2..15).map(page);
    let server = answering(shrinks.into_iter().chain(grows).chain([one("a", None)])).await;
    let (ids, error) = drain(graph(&server).items(list())).await;
    assert_eq!(ids.len(), 15);
    assert!(error.is_none());
    // From the same cursor, and in the end without a limit again.
    let expected = "-:- 1:- 1:12 1:6 2:6 3:6 4:6 5:6 6:6 7:6 8:6 9:9 10:10 11:11 12:22 13:- 14:-";
    assert_eq!(asked(&server).await, expected);
}

#[tokio::test]
async fn pages_get_smaller_than_was_asked_for_and_never_larger() {
    let server = answering([
        too_much(),
        too_much(),
        one("a", Some("1")),
        one("b", Some("2")),
        one("c", Some("3")),
        one("d", None),
    ])
    .await;
    let (ids, error) = drain(graph(&server).items(list().limit(7).after("0"))).await;
    assert_eq!(ids, "abcd");
    assert!(error.is_none());
    assert_eq!(asked(&server).await, "0:7 0:3 0:1 1:1 2:1 3:1");
}

#[tokio::test]
async fn a_page_of_one_that_is_too_large_is_the_error() {
    for (limit, expected) in [
        // In the end its node is listed, and that fails too.
        (None, "-:- -:12 -:6 -:3 -:1 -:1"),
        (Some(3), "-:3 -:1 -:1"),
        (Some(1), "-:1 -:1"),
    ] {
        let server = answering((0..9).map(|_| too_much())).await;
        let request = match limit {
            Some(limit) => list().limit(limit),
            None => list(),
        };
        let (ids, error) = drain(graph(&server).items(request)).await;
        assert_eq!(ids, "");
        assert_eq!(error.unwrap().advice(), Advice::ShrinkPage);
        assert_eq!(asked(&server).await, expected);
    }
}

#[tokio::test]
async fn the_error_of_a_page_without_a_readable_node_is_the_first() {
    let unknown = json!({"error": {"code": 1, "message": "An unknown error occurred"}});
    let unknown = ResponseTemplate::new(500).set_body_json(unknown);
    let unknown = (0..9).map(|_| unknown.clone());
    let server = answering([one("a", Some("1")), too_much()].into_iter().chain(unknown)).await;
    let (ids, error) = drain(graph(&server).items(list())).await;
    assert_eq!(ids, "a");
    assert_eq!(
        error.unwrap().graph().unwrap().entry.unwrap().name,
        "UnknownError"
    );
    // The node that causes it is looked for, until not even its id can be listed.
    assert_eq!(asked(&server).await, "-:- 1:- 1:12 1:6 1:3 1:2 1:1 1:1");
}

#[tokio::test]
async fn one_page_is_asked_for_as_the_request_says() {
    let server = answering([too_much(), one("a", None)]).await;
    let error = graph(&server).page(&list().limit(50)).await.unwrap_err();
    assert_eq!(error.advice(), Advice::ShrinkPage);
    assert_eq!(asked(&server).await, "-:50");
}

/// A second page of such a text, after a page with `a` and `b`.
async fn second_page(text: impl Into<Vec<u8>>) -> MockServer {
    let paging = json!({"cursors": {"after": "1"}, "next": "https://h/"});
    let first = page(json!({"data": [{"id": "a"}, {"id": "b"}], "paging": paging}));
    let second = ResponseTemplate::new(200).set_body_bytes(text);
    answering([first, second, one("z", None)]).await
}

#[tokio::test]
async fn nodes_before_one_that_cannot_be_read_come_before_the_error() {
    let time = |time: &str| json!({"id": "x", "updated_time": time});
    let nodes = [json!({"id": "c"}), json!({"id": "d"}), json!({"id": "e"})];
    let wrong = [
        (time("yesterday"), "data[3].updated_time"),
        (json!(null), "data[3]"),
        (json!({"snippet": "no id"}), "data[3]"),
        (
            json!({"id": "x", "participants": {"data": [{}, 1]}}),
            "data[3].participants.data[1]",
        ),
    ];
    for (node, path) in wrong {
        let data = [&nodes[..], &[node, json!({"id": "g"})]].concat();
        let text = json!({"data": data, "paging": {"next": "https://h/?after=2"}}).to_string();
        let server = second_page(text.clone()).await;
        let (ids, error) = drain(strict(&server).items(list())).await;
        assert_eq!(ids, "abcde", "{path}");
        let Some(Error::Decode(error)) = error else {
            panic!("{error:?}");
        };
        assert_eq!(error.path.as_deref(), Some(path));
        assert_eq!(count(&server).await, 2);

        let server = second_page(text).await;
        let mut pages = strict(&server).pages(list()).max_pages(2);
        let mut sizes = Vec::new();
        for _ in 0..2 {
            let page = pages.next().await.unwrap().unwrap();
            sizes.push((page.items.len(), page.next_cursor().is_some()));
        }
        // The page was wanted, so the error is returned.
        assert!(matches!(pages.next().await, Some(Err(Error::Decode(_)))));
        assert_eq!(sizes, [(2, true), (3, false)]);
        assert!(pages.next().await.is_none());
    }
}

/// Nodes before invalid text are not lost, wherever the text is.
#[tokio::test]
async fn nodes_before_a_mistake_anywhere_come_before_the_error() {
    let texts: [(&[u8], &str); 8] = [
        (
            b"{\"data\": [{\"id\": \"c\"}, {\"id\": \"\xff\xfe\"}]}",
            "abc",
        ),
        (
            b"{\"data\": [{\"id\": \"c\"}, {\"id\": \"d\"}, {\"i",
            "abcd",
        ),
        (
            b"{\"data\": [{\"id\": \"c\"}, {\"id\": \"\\ud800\"}]}",
            "abc",
        ),
        (b"{\"data\": [{\"id\": \"c\"}], \"paging\": 1}", "abc"),
        (
            b"{\"data\": [{\"id\": \"c\"}], \"paging\": {\"cursors\": {\"after\": true}}}",
            "abc",
        ),
        (b"{\"paging\": [1], \"data\": [{\"id\": \"c\"}]}", "abc"),
        (b"{\"data\": [{\"id\": \"c\"}]} x", "abc"),
        (b"{\"data\": [1, {\"id\": \"c\"}]}", "ab"),
    ];
    for (text, expected) in texts {
        let server = second_page(text).await;
        let (ids, error) = drain(strict(&server).items(list())).await;
        let shown = String::from_utf8_lossy(text);
        assert_eq!(ids, expected, "{shown}");
        assert!(
            matches!(error, Some(Error::Decode(_))),
            "{shown}: {error:?}"
        );
        assert_eq!(count(&server).await, 2);
    }
}

#[tokio::test]
async fn an_empty_page_moves_the_checkpoint_and_a_failed_one_does_not() {
    let failed = [
        one("a", Some("1")),
        page(json!({"data": [], "paging": {"next": "https://h/?after=2"}})),
        page(
            json!({"data": [{"id": "b"}, {"id": true}], "paging": {"next": "https://h/?after=3"}}),
        ),
    ];
    let server = answering(failed).await;
    let mut items = strict(&server).items(list());
    for checkpoint in ["1", "2"] {
        items.try_next().await.unwrap().unwrap();
        assert_eq!(items.checkpoint().cursor(), Some(checkpoint));
    }
    assert!(items.next().await.unwrap().is_err());
    assert_eq!(items.checkpoint().cursor(), Some("2"));
}

#[tokio::test]
async fn an_empty_cursor_is_none() {
    // Asking after it would begin anew.
    let paging = |next: &str| json!({"cursors": {"after": ""}, "next": next});
    let body = |paging: Value| page(json!({"data": [{"id": "a"}], "paging": paging}));
    for next in ["https://h/", "https://h/?after="] {
        let server = answering([body(paging(next)), one("b", None)]).await;
        let (ids, error) = drain(graph(&server).items(list())).await;
        assert_eq!(ids, "a");
        assert!(
            matches!(error, Some(Error::MissingCursor { pages: 1, .. })),
            "{error:?}"
        );
    }
    let server = answering([body(paging("https://h/?after=1")), one("b", None)]).await;
    let (ids, error) = drain(graph(&server).items(list())).await;
    assert_eq!(ids, "ab");
    assert!(error.is_none());
    assert_eq!(asked(&server).await, "-:- 1:-");
}

//! Conversations and messages that make every call fail that expands them.

mod search;

use crate::loopback;
use std::collections::HashMap;
use std::time::Duration;

use crate::loopback::{ACCESS_TOKEN, PAGE_ID, page};
use futures_util::{Stream, StreamExt, TryStreamExt};
use page_conversations::v26_0::{
    ListConversations, ListMessages, ListMessagesExpansion, UnifiedMessageFields, UnifiedThread,
    UnifiedThreadFields,
};
use page_conversations::{Advice, Checkpoint, Error, Graph, OnUnreadable, Retry};
use serde_json::json;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// Some nodes `<prefix>_0` to `<prefix>_39`, of which some fail.
#[derive(Clone)]
struct Edge {
    prefix: &'static str,
    /// The field that lists the nodes by more than `id`.
    time: &'static str,
    nodes: usize,
    /// Whether a page from a node on, of so many nodes, fails.
    page_fails: fn(usize, usize) -> bool,
    /// Whether reading a node individually fails.
    node_fails: fn(usize) -> bool,
    failure: ResponseTemplate,
    attempts: u32,
    timeout: Duration,
}

fn unknown_error() -> ResponseTemplate {
    let error = json!({
        "message": "An unknown error occurred", "type": "OAuthException", "code": 1,
    });
    ResponseTemplate::new(500).set_body_json(json!({ "error": error }))
}

/// An error of the server that Graph states to be permanent.
fn permanent_error() -> ResponseTemplate {
    let error = json!({
        "message": "An unknown error occurred", "type": "OAuthException", "code": 1,
        "is_transient": false,
    });
    ResponseTemplate::new(500).set_body_json(json!({ "error": error }))
}

fn reduce_data() -> ResponseTemplate {
    loopback::recorded_error("err_1_reduce_data")
}

impl Edge {
    fn of_threads(page_fails: fn(usize, usize) -> bool, node_fails: fn(usize) -> bool) -> Self {
        Self {
            prefix: "t",
            time: "updated_time",
            nodes: 40,
            page_fails,
            node_fails,
            failure: unknown_error(),
            attempts: 3,
            timeout: Duration::from_secs(30),
        }
    }

    async fn serve(self) -> (MockServer, Graph) {
        let server = MockServer::start().await;
        let retry = Retry::default()
            .max_attempts(self.attempts)
            .initial_backoff(Duration::from_millis(1));
        let graph = loopback::builder(ACCESS_TOKEN, server.uri()).retry(retry);
        let graph = graph.timeout(self.timeout).build().unwrap();
        let answer = move |request: &Request| self.answer(request);
        Mock::given(any()).respond_with(answer).mount(&server).await;
        (server, graph)
    }

    fn answer(&self, request: &Request) -> ResponseTemplate {
        let query: HashMap<_, _> = request.url.query_pairs().into_owned().collect();
        let fields = query.get("fields").map_or("", String::as_str);
        let is_outline = fields == format!("id,{}", self.time);
        let node = |index: usize| json!({"id": format!("{}_{index}", self.prefix)});
        let last = request.url.path().rsplit('/').next().unwrap_or_default();
        if let Some(index) = last.strip_prefix(&format!("{}_", self.prefix)) {
            let index = index.parse().unwrap();
            return match (self.node_fails)(index) {
                true => self.failure.clone(),
                false => page(node(index)),
            };
        }
        let number = |name, default| {
            query
                .get(name)
                .map_or(default, |text: &String| text.parse().unwrap())
        };
        let (start, limit) = (number("after", 0), number("limit", 25));
        let end = (start + limit).min(self.nodes);
        if !is_outline && (self.page_fails)(start, limit) {
            return self.failure.clone();
        }
        let next = (end < self.nodes).then_some("https://graph.facebook.com/invented");
        let nodes: Vec<_> = (start..end).map(node).collect();
        let paging = json!({"cursors": {"after": end.to_string()}, "next": next});
        page(json!({"data": nodes, "paging": paging}))
    }
}

fn list() -> ListConversations {
    let fields = UnifiedThreadFields::new().updated_time().participants();
    ListConversations::new(PAGE_ID).fields(fields)
}

/// Whether a page of threads holds the seventh.
fn holds_seven(start: usize, limit: usize) -> bool {
    (start..start + limit).contains(&7)
}

/// Returns the numbers of the nodes, and the error that was last.
async fn numbers(
    items: &mut (impl Stream<Item = Result<UnifiedThread, Error>> + Unpin),
) -> (Vec<usize>, Option<Error>) {
    let mut numbers = Vec::new();
    while let Some(item) = items.next().await {
        match item {
            Ok(thread) => numbers.push(thread.id.as_str()[2..].parse().unwrap()),
            Err(error) => {
                assert!(items.next().await.is_none());
                return (numbers, Some(error));
            }
        }
    }
    (numbers, None)
}

fn all_but(left_out: &[usize]) -> Vec<usize> {
    (0..40).filter(|index| !left_out.contains(index)).collect()
}

async fn calls(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

#[tokio::test]
async fn case_09_one_thread_fails_every_page_that_expands_it() {
    for ahead in [false, true] {
        let (server, graph) = Edge::of_threads(holds_seven, |index| index == 7)
            .serve()
            .await;
        let mut items = graph.items(list()).on_unreadable(OnUnreadable::Continue);
        if ahead {
            items = items.read_ahead();
        }
        let (read, error) = numbers(&mut items).await;
        assert_eq!(read, all_but(&[7]));
        assert!(error.is_none(), "{error:?}");
        let [node] = items.report().unreadable() else {
            panic!("{:?}", items.report());
        };
        assert_eq!(node.id, "t_7");
        assert_eq!(node.error.graph().unwrap().info.status, 500);
        assert!(items.checkpoint().is_done());
        // Two pages; two more attempts at the first, 13, 7 and 4 + 3 + 1 nodes of
        // it, the list of one id, three attempts at the thread, and the rest.
        assert!(
            calls(&server).await <= 2 + 2 + 6 + 1 + 3 + 1,
            "{}",
            calls(&server).await
        );
    }
}

#[tokio::test]
async fn a_thread_that_fails_for_good_is_passed_without_retries() {
    let message = "(#230) User consent is required to access user profile";
    let no_consent = json!({"error": {"code": 230, "message": message, "type": "OAuthException"}});
    let no_consent = ResponseTemplate::new(403).set_body_json(no_consent);
    // The second error is about a person, so that ids are listed first.
    for (failure, at_most) in [(permanent_error(), 11), (no_consent, 15)] {
        let edge = Edge {
            failure,
            ..Edge::of_threads(holds_seven, |index| index == 7)
        };
        let (server, graph) = edge.serve().await;
        let mut items = graph.items(list()).on_unreadable(OnUnreadable::Continue);
        let (read, error) = numbers(&mut items).await;
        assert_eq!(read, all_but(&[7]));
        assert!(error.is_none(), "{error:?}");
        let [node] = items.report().unreadable() else {
            panic!("{:?}", items.report());
        };
        assert_eq!(node.id, "t_7");
        assert!(!matches!(node.error.advice(), Advice::Wait(_)));
        // As above, without two more attempts at the page and at the thread.
        let calls = calls(&server).await;
        assert!(calls <= at_most, "{calls}");
    }
}

/// The contract states that the error is about a person: one of the page, or one whom the request
/// names. Whether ids can be listed shows which.
#[tokio::test]
async fn an_error_about_a_person_whom_the_request_names_takes_one_more_call() {
    let error = json!({"error": {"code": 551, "message": "no", "type": "X"}});
    let answer = ResponseTemplate::new(400).set_body_json(error);
    let server = loopback::answering(vec![answer; 9]).await;
    let mut pages = loopback::graph(&server).pages(list());
    let error = pages.try_next().await.unwrap_err();
    assert_eq!(error.graph().unwrap().code, Some(551));
    assert_eq!(server.received_requests().await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_stream_stops_at_an_unreadable_node_after_the_others_of_its_page() {
    let (_server, graph) = Edge::of_threads(holds_seven, |index| index == 7)
        .serve()
        .await;
    let mut items = graph.items(list());
    let (read, error) = numbers(&mut items).await;
    let first: Vec<_> = all_but(&[7])
        .into_iter()
        .filter(|index| *index < 25)
        .collect();
    assert_eq!(read, first);
    let error = error.unwrap();
    let Error::Unreadable { nodes } = &error else {
        panic!("{error:?}");
    };
    assert_eq!((nodes.len(), nodes[0].id.as_str()), (1, "t_7"));
    assert_eq!(error.advice(), Advice::SkipNodes);
    assert_eq!(
        (error.status(), error.graph().and_then(|error| error.code)),
        (Some(500), Some(1))
    );
    let checkpoint = items.checkpoint().clone();
    assert_eq!(checkpoint, Checkpoint::After("25".into()));
    let (read, error) = numbers(&mut graph.items(list()).resume(checkpoint)).await;
    assert_eq!(read, (25..40).collect::<Vec<_>>());
    assert!(error.is_none());
}

#[tokio::test]
async fn pages_tell_of_the_nodes_that_they_lack() {
    let (_server, graph) = Edge::of_threads(holds_seven, |index| index == 7)
        .serve()
        .await;
    let pages = graph.pages(list()).on_unreadable(OnUnreadable::Continue);
    let pages: Vec<_> = pages.try_collect().await.unwrap();
    let unreadable = pages.iter().flat_map(|page| page.report.unreadable());
    assert_eq!(
        unreadable.map(|node| node.id.as_str()).collect::<Vec<_>>(),
        ["t_7"]
    );
    assert_eq!(pages.iter().map(|page| page.items.len()).sum::<usize>(), 39);
}

#[tokio::test]
async fn a_thread_that_can_be_read_by_itself_is_delivered_in_its_place() {
    let (_server, graph) = Edge::of_threads(holds_seven, |_| false).serve().await;
    let mut items = graph.items(list());
    let (read, error) = numbers(&mut items).await;
    assert_eq!(read, all_but(&[]));
    assert!(error.is_none() && items.report().is_empty());
}

#[tokio::test]
async fn an_unreadable_message_is_told_and_the_others_are_read() {
    let edge = Edge {
        prefix: "m",
        time: "created_time",
        ..Edge::of_threads(holds_seven, |index| index == 7)
    };
    let (_server, graph) = edge.serve().await;
    let request = ListMessages::new("x").fields(UnifiedMessageFields::new().message());
    let mut messages = graph.items(request).on_unreadable(OnUnreadable::Continue);
    let mut read = 0;
    while messages.try_next().await.unwrap().is_some() {
        read += 1;
    }
    assert_eq!(read, 39);
    assert_eq!(messages.report().unreadable()[0].id, "m_7");
}

#[tokio::test]
async fn a_bounded_stream_tells_of_the_nodes_that_it_went_by() {
    for pages in 1..9 {
        let (_server, graph) = Edge::of_threads(holds_seven, |index| index == 7)
            .serve()
            .await;
        // However often it stops and resumes, each node is delivered or reported.
        let (mut checkpoint, mut read, mut told) = (Checkpoint::Start, Vec::new(), Vec::new());
        for _ in 0..99 {
            let mut items = graph.items(list()).resume(checkpoint).max_pages(pages);
            let (numbers, error) = numbers(&mut items).await;
            read.extend(numbers);
            match error {
                Some(Error::Unreadable { nodes }) => {
                    told.extend(nodes.into_iter().map(|node| node.id));
                }
                other => assert!(other.is_none(), "{other:?}"),
            }
            checkpoint = items.checkpoint().clone();
            if checkpoint.is_done() {
                break;
            }
        }
        read.sort_unstable();
        read.dedup();
        told.dedup();
        assert_eq!(read, all_but(&[7]), "{pages}");
        assert_eq!(told, ["t_7"], "{pages}");
    }
    for items in 1..40 {
        let (_server, graph) = Edge::of_threads(holds_seven, |index| index == 7)
            .serve()
            .await;
        let mut items = graph.items(list()).max_items(items);
        let (_, error) = numbers(&mut items).await;
        let is_behind = match items.checkpoint() {
            Checkpoint::After(cursor) => cursor.parse::<usize>().unwrap() > 7,
            checkpoint => checkpoint.is_done(),
        };
        assert!(!is_behind || error.is_some(), "{:?}", items.checkpoint());
    }
}

#[tokio::test]
async fn a_node_that_answers_with_something_else_is_unreadable() {
    let refused = |status: u16, code: i64| {
        let error = json!({"error": {"code": code, "message": "no"}});
        ResponseTemplate::new(status).set_body_json(error)
    };
    let answers = [
        page(json!(null)),
        page(json!([])),
        page(json!({"success": true})),
        page(json!({"id": null})),
        ResponseTemplate::new(200).set_body_string("<html>"),
        ResponseTemplate::new(404),
        refused(403, 10),
        refused(403, 230),
        refused(400, 803),
    ];
    for answer in answers {
        let shown = format!("{answer:?}");
        let edge = Edge::of_threads(holds_seven, |_| false);
        let server = MockServer::start().await;
        let answer = move |request: &Request| match request.url.path().ends_with("/t_7") {
            true => answer.clone(),
            false => edge.answer(request),
        };
        Mock::given(any()).respond_with(answer).mount(&server).await;
        let graph = loopback::graph(&server);
        let mut items = graph.items(list()).on_unreadable(OnUnreadable::Continue);
        let (read, error) = numbers(&mut items).await;
        assert!(error.is_none(), "{shown}: {error:?}");
        assert_eq!(read, all_but(&[7]), "{shown}");
        assert_eq!(items.report().unreadable()[0].id, "t_7", "{shown}");
    }
}

#[tokio::test]
async fn an_error_before_a_node_was_told_of_leaves_the_checkpoint_before_it() {
    let edge = Edge::of_threads(holds_seven, |index| index == 7);
    let server = MockServer::start().await;
    let answer = move |request: &Request| {
        let mut query = request.url.query_pairs();
        match query.any(|(name, value)| name == "after" && value == "8") {
            true => loopback::recorded_error("err_190_463_expired_token"),
            false => edge.answer(request),
        }
    };
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let mut items = loopback::graph(&server).items(list());
    let (read, error) = numbers(&mut items).await;
    assert_eq!(read, [0, 1, 2, 3, 4, 5, 6]);
    assert_eq!(error.unwrap().advice(), Advice::LogIn);
    assert_eq!(items.checkpoint().cursor(), Some("7"));
}

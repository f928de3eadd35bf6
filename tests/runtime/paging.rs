//! How streams go through pages: what they ask for and when, where they can be
//! taken up again, and what they give before an error.

use crate::loopback;
use std::fmt::Debug;
use std::time::Duration;

use crate::loopback::{ACCESS_TOKEN, PAGE_ID, answering, graph, page};
use futures_util::{Stream, StreamExt, TryStreamExt};
use page_conversations::v26_0::{
    ListConversations, ListMessagesExpansion, MessageSource, UnifiedMessage, UnifiedMessageFields,
    UnifiedThread, UnifiedThreadFields,
};
use page_conversations::{Checkpoint, Edge, Error, Items, Page};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::{sleep, timeout};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request};

/// Only a client that hangs takes so long.
const LONG: Duration = Duration::from_secs(300);

fn list() -> ListConversations {
    ListConversations::new(PAGE_ID)
}

/// The body of a page, with the cursor that follows it.
fn body(ids: &[&str], next: Option<&str>) -> Value {
    let nodes: Vec<_> = ids.iter().map(|id| json!({ "id": id })).collect();
    match next {
        Some(after) => {
            json!({"data": nodes, "paging": {"cursors": {"after": after}, "next": "https://h/"}})
        }
        None => json!({"data": nodes, "paging": {"cursors": {"after": "end"}}}),
    }
}

/// A server whose pages follow each other by the cursors `1`, `2` and so on.
/// Any page can be requested at any time.
async fn book(pages: &[&[&str]]) -> MockServer {
    let last = pages.len() - 1;
    let next = |index: usize| (index < last).then(|| (index + 1).to_string());
    let bodies: Vec<_> = (0..=last)
        .map(|index| body(pages[index], next(index).as_deref()))
        .collect();
    let turn = move |request: &Request| {
        let mut query = request.url.query_pairs();
        let after = query.find(|(name, _)| name == "after");
        let index: usize = after.map_or(0, |(_, after)| after.parse().unwrap());
        page(bodies[index].clone())
    };
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(turn).mount(&server).await;
    server
}

const BOOK: [&[&str]; 4] = [&["a", "b"], &[], &["c"], &["d", "e", "f"]];

async fn count(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

/// Waits for so many requests.
async fn reach(server: &MockServer, requests: usize) {
    let reached = async {
        while count(server).await < requests {
            sleep(Duration::from_millis(2)).await;
        }
    };
    timeout(LONG, reached).await.unwrap();
}

/// Returns a parameter of each request, `-` for none.
async fn parameter(server: &MockServer, name: &str) -> Vec<String> {
    let value = |request: &Request| {
        let mut query = request.url.query_pairs();
        let value = query.find(|(other, _)| other == name);
        value.map_or("-".to_owned(), |(_, value)| value.into_owned())
    };
    let requests = server.received_requests().await.unwrap();
    requests.iter().map(value).collect()
}

/// Returns the items before the end, and the error that was last. Polls again after it.
async fn drain<T: Debug>(
    mut items: impl Stream<Item = Result<T, Error>> + Unpin,
) -> (Vec<T>, Option<Error>) {
    let (mut all, mut failure) = (Vec::new(), None);
    while let Some(item) = items.next().await {
        assert!(failure.is_none(), "{item:?} came after {failure:?}");
        match item {
            Ok(item) => all.push(item),
            Err(error) => failure = Some(error),
        }
    }
    assert!(
        items.next().await.is_none(),
        "the stream did not stay ended"
    );
    (all, failure)
}

fn ids<'a>(threads: impl IntoIterator<Item = &'a UnifiedThread>) -> String {
    threads
        .into_iter()
        .map(|thread| thread.id.as_str())
        .collect()
}

/// The ids of all items of a stream that has no error.
async fn read(items: Items<UnifiedThread>) -> String {
    let (threads, error) = drain(items).await;
    assert!(error.is_none(), "{error:?}");
    ids(&threads)
}

#[tokio::test]
async fn page_pages_and_items_agree() {
    let server = book(&BOOK).await;
    let graph = graph(&server);
    let (mut walked, mut request) = (Vec::new(), list());
    loop {
        let page = graph.page(&request).await.unwrap();
        let next = page.next_cursor().map(str::to_owned);
        walked.push(page);
        match next {
            Some(cursor) => request = list().after(cursor),
            None => break,
        }
    }
    let (pages, error) = drain(graph.pages(list())).await;
    assert!(error.is_none());
    let parts = |page: &Page<UnifiedThread>| (page.items.clone(), page.paging.clone());
    let all = |pages: &[Page<_>]| pages.iter().map(parts).collect::<Vec<_>>();
    assert_eq!(all(&pages), all(&walked));
    assert_eq!(ids(pages.iter().flat_map(|page| &page.items)), "abcdef");
    assert_eq!(read(graph.items(list())).await, "abcdef");
    assert_eq!(
        read(graph.pages(list()).read_ahead().items()).await,
        "abcdef"
    );
}

#[tokio::test]
async fn with_read_ahead_one_page_more_is_asked_for_and_no_other() {
    let server = book(&[&["a"], &["b"], &["c"], &["d"]]).await;
    let mut pages = graph(&server).pages(list()).read_ahead();
    sleep(Duration::from_millis(50)).await;
    assert_eq!(count(&server).await, 0);
    for asked in 2..=3 {
        pages.try_next().await.unwrap().unwrap();
        reach(&server, asked).await;
        sleep(Duration::from_millis(100)).await;
        assert_eq!(count(&server).await, asked);
    }
}

#[tokio::test]
async fn without_read_ahead_nothing_is_asked_for_before_it_is_wanted() {
    let server = book(&[&["a"], &["b"]]).await;
    let mut items = graph(&server).items(list());
    items.try_next().await.unwrap().unwrap();
    sleep(Duration::from_millis(100)).await;
    assert_eq!(count(&server).await, 1);
}

#[tokio::test]
async fn a_dropped_stream_ends_the_page_that_is_read_ahead() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = format!("http://{}", listener.local_addr().unwrap());
    let graph = loopback::builder(ACCESS_TOKEN, host).build().unwrap();
    let mut pages = graph.pages(list()).read_ahead();
    let mut head = [0; 4096];
    let (mut socket, page) = tokio::join!(
        async {
            let (mut socket, _) = listener.accept().await.unwrap();
            assert!(socket.read(&mut head).await.unwrap() > 0);
            let text = body(&["a"], Some("1")).to_string();
            let answer = format!(
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{text}",
                text.len()
            );
            socket.write_all(answer.as_bytes()).await.unwrap();
            socket
        },
        pages.try_next()
    );
    assert_eq!(ids(&page.unwrap().unwrap().items), "a");
    let read = socket.read(&mut head).await.unwrap();
    assert!(head[..read].starts_with(b"GET "));
    drop(pages);
    // The connection is given up with the call: nobody waits for the answer.
    let read = timeout(LONG, socket.read(&mut head)).await;
    assert_eq!(read.unwrap().unwrap(), 0);
}

#[tokio::test]
async fn no_more_pages_are_read_than_max_pages() {
    for (most, expected) in [(0, ""), (1, "ab"), (2, "ab"), (3, "abc"), (9, "abcdef")] {
        let server = book(&BOOK).await;
        let graph = graph(&server);
        assert_eq!(read(graph.items(list()).max_pages(most)).await, expected);
        assert_eq!(count(&server).await, most.min(4));
        let ahead = graph.items(list()).read_ahead().max_pages(most);
        assert_eq!(read(ahead).await, expected);
        assert_eq!(count(&server).await, 2 * most.min(4));
    }
}

#[tokio::test]
async fn nothing_is_read_ahead_of_the_last_page_that_is_wanted() {
    let server = book(&BOOK).await;
    let mut pages = graph(&server).pages(list()).read_ahead().max_pages(1);
    pages.try_next().await.unwrap().unwrap();
    sleep(Duration::from_millis(50)).await;
    assert_eq!(count(&server).await, 1);
}

#[tokio::test]
async fn max_pages_may_be_reached_while_a_page_is_being_read() {
    let server = book(&BOOK).await;
    let mut pages = graph(&server).pages(list()).read_ahead();
    pages.try_next().await.unwrap().unwrap();
    // Else it might arrive at the server of another test.
    reach(&server, 2).await;
    let (pages, error) = drain(pages.max_pages(0)).await;
    assert!(pages.is_empty() && error.is_none());
}

#[tokio::test]
async fn the_last_page_that_is_wanted_need_not_name_another() {
    let nowhere = json!({"data": [{"id": "a"}], "paging": {"next": "https://h/"}});
    let server = answering([page(nowhere), page(body(&["b"], Some("x")))]).await;
    let graph = graph(&server);
    assert_eq!(read(graph.items(list()).max_pages(1)).await, "a");
    assert_eq!(read(graph.items(list().after("x")).max_pages(1)).await, "b");
}

#[tokio::test]
async fn no_more_items_are_given_than_max_items() {
    for (most, expected, pages) in [
        (0, "", 0),
        (1, "a", 1),
        (2, "ab", 1),
        (3, "abc", 3),
        (4, "abcd", 4),
        (99, "abcdef", 4),
    ] {
        let server = book(&BOOK).await;
        let items = graph(&server).items(list()).max_items(most);
        assert_eq!(read(items).await, expected);
        assert_eq!(count(&server).await, pages, "{most}");
    }
}

#[tokio::test]
async fn a_stream_resumes_after_a_cursor() {
    let server = book(&BOOK).await;
    let graph = graph(&server);
    assert_eq!(read(graph.items(list()).resume_after("2")).await, "cdef");
    let pages = graph.pages(list().limit(5)).resume_after("3");
    let (pages, _) = drain(pages).await;
    assert_eq!(ids(&pages[0].items), "def");
    // It replaces the cursor of the request, and nothing else.
    let request = list().after("1").before("x").limit(5);
    assert_eq!(read(graph.items(request).resume_after("3")).await, "def");
    assert_eq!(parameter(&server, "after").await, ["2", "3", "3", "3"]);
    assert_eq!(parameter(&server, "limit").await, ["-", "-", "5", "5"]);
    assert_eq!(parameter(&server, "before").await, ["-"; 4]);
}

#[tokio::test]
async fn a_stream_that_was_polled_does_not_jump() {
    let server = book(&BOOK).await;
    let graph = graph(&server);
    let mut items = graph.items(list());
    items.try_next().await.unwrap().unwrap();
    let items = items.resume_after("3").resume(Checkpoint::Done);
    assert_eq!(*items.checkpoint(), Checkpoint::Start);
    assert_eq!(read(items).await, "bcdef");
    let mut pages = graph.pages(list());
    pages.try_next().await.unwrap().unwrap();
    assert_eq!(read(pages.resume_after("3").items()).await, "cdef");
}

#[tokio::test]
async fn the_checkpoint_moves_when_a_page_was_delivered_to_its_end() {
    let server = book(&BOOK).await;
    let graph = graph(&server);
    let after = |cursor: &str| Checkpoint::After(cursor.to_owned());
    // After that many items: how far it is, and what a stream from there delivers.
    let expected = [
        (Checkpoint::Start, "abcdef"),
        (Checkpoint::Start, "abcdef"),
        (after("1"), "cdef"),
        (after("3"), "def"),
        (after("3"), "def"),
        (after("3"), "def"),
        (Checkpoint::Done, ""),
    ];
    for ahead in [false, true] {
        let mut items = graph.items(list());
        if ahead {
            items = items.read_ahead();
        }
        for (index, (checkpoint, rest)) in expected.iter().enumerate() {
            assert_eq!(items.checkpoint(), checkpoint, "after {index} items");
            // As after a restart.
            let stored = serde_json::to_string(items.checkpoint()).unwrap();
            let stored = serde_json::from_str(&stored).unwrap();
            let resumed = graph.items(list()).resume(stored);
            assert_eq!(resumed.checkpoint(), checkpoint);
            assert_eq!(read(resumed).await, *rest);
            items.try_next().await.unwrap();
        }
        assert!(items.checkpoint().is_done());
    }
    let begun = graph.items(list().after("2"));
    assert_eq!(begun.checkpoint().cursor(), Some("2"));
}

/// What the docs of `Items` say of a list that is sorted by time.
#[tokio::test]
async fn case_18_a_thread_that_is_pushed_onto_the_next_page_comes_twice() {
    let server = answering([
        page(body(&["a", "b"], Some("1"))),
        page(body(&["b", "c"], None)),
    ])
    .await;
    let mut items = graph(&server).items(list());
    let (threads, error) = drain(&mut items).await;
    assert_eq!(ids(&threads), "abbc");
    assert!(error.is_none() && items.checkpoint().is_done());
}

/// A thread's nested `messages`, as they come within the thread.
fn nested(ids: &[&str], next: Option<&str>) -> Edge<UnifiedMessage> {
    let thread = json!({"id": "t_1", "messages": body(ids, next)});
    let thread: UnifiedThread = serde_json::from_value(thread).unwrap();
    thread.messages.unwrap()
}

async fn messages(items: Items<UnifiedMessage>) -> String {
    let (messages, error) = drain(items).await;
    assert!(error.is_none(), "{error:?}");
    messages.iter().map(|message| message.id.as_str()).collect()
}

#[tokio::test]
async fn a_nested_edge_goes_on_with_the_pages_of_its_own_request() {
    let server = answering([page(body(&["c"], Some("2"))), page(body(&["d"], None))]).await;
    let messages_of = ListMessagesExpansion::new(UnifiedMessageFields::new().id().message())
        .limit(3)
        .source(MessageSource::Participants);
    let request = list().fields(UnifiedThreadFields::new().messages_with(messages_of));
    let edge = nested(&["a", "b"], Some("n 1"));
    let mut items = graph(&server).continue_edge(&request, "t_1", edge);
    assert_eq!(items.try_next().await.unwrap().unwrap().id, "a");
    assert_eq!(*items.checkpoint(), Checkpoint::Start);
    assert_eq!(items.try_next().await.unwrap().unwrap().id, "b");
    assert_eq!(items.checkpoint().cursor(), Some("n 1"));
    assert_eq!(count(&server).await, 0);
    assert_eq!(messages(items).await, "cd");
    let requests = server.received_requests().await.unwrap();
    let queries = requests.iter().map(|request| {
        assert_eq!(request.url.path(), "/v26.0/t_1/messages");
        request.url.query().unwrap()
    });
    let kept = "fields=id%2Cmessage&limit=3&source=PARTICIPANTS";
    let expected = ["n+1", "2"].map(|cursor| format!("after={cursor}&{kept}"));
    assert_eq!(queries.collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn a_nested_edge_without_next_sends_nothing() {
    let server = answering([]).await;
    let graph = graph(&server);
    let continued = |edge| graph.continue_edge(&list(), "t_1", edge);
    assert_eq!(messages(continued(nested(&["a", "b"], None))).await, "ab");
    assert_eq!(messages(continued(nested(&[], None))).await, "");
    let one = continued(nested(&["a"], Some("1")));
    assert_eq!(messages(one.max_pages(1).read_ahead()).await, "a");
    assert_eq!(count(&server).await, 0);
}

#[tokio::test]
async fn a_nested_edge_resumed_elsewhere_is_not_delivered_again() {
    let server = answering([page(body(&["z"], None))]).await;
    let items = graph(&server).continue_edge(&list(), "t_1", nested(&["a"], Some("1")));
    assert_eq!(messages(items.resume_after("5")).await, "z");
    assert_eq!(parameter(&server, "after").await, ["5"]);
}

//! The way from page to page, and from a thread to its messages.

use std::collections::HashSet;

use futures_util::{StreamExt, TryStreamExt};
use page_conversations::Error;
use page_conversations::v26_0::{
    GetConversation, GetMessage, ListConversations, ListMessages, Platform, UnifiedThread,
    UnifiedThreadFields,
};
use serde_json::json;

use crate::loopback::{self, ACCESS_TOKEN, PAGE_ID, answering, graph, page, recorded_error};
use crate::quirks::{count, list, received, threads};

/// Quirks 8 and 25.
#[tokio::test]
async fn a_short_or_empty_page_is_not_the_last() {
    let next = |ids: &[&str], after: &str| {
        let nodes: Vec<_> = ids.iter().map(|id| json!({ "id": id })).collect();
        let next = format!("https://graph.facebook.com/?access_token=T&after={after}");
        page(json!({"data": nodes, "paging": {"cursors": {"after": after}, "next": next}}))
    };
    let last = page(json!({"data": [{"id": "z"}]}));
    let pages = [next(&["a"], "1"), next(&[], "2"), next(&[], "3"), last];
    let server = answering(pages).await;
    let items = graph(&server).items(list().limit(25));
    let threads: Vec<UnifiedThread> = items.try_collect().await.unwrap();
    let ids: Vec<_> = threads.iter().map(|thread| thread.id.as_str()).collect();
    assert_eq!(ids, ["a", "z"]);
    // The token is not in the URL, let alone twice, nor is any other parameter.
    for request in received(&server).await {
        let names: Vec<_> = request
            .url
            .query_pairs()
            .map(|(name, _)| name.into_owned())
            .collect();
        let once: HashSet<_> = names.iter().collect();
        assert_eq!(names.len(), once.len());
        assert!(!names.iter().any(|name| name == "access_token"));
    }
}

/// Quirk 9.
#[tokio::test]
async fn all_conversations_of_instagram_are_read_page_after_page() {
    let server = loopback::start().await;
    let request = ListConversations::new(PAGE_ID).platform(Platform::Instagram);
    let threads: Vec<_> = graph(&server).items(request).try_collect().await.unwrap();
    assert_eq!(threads.len(), 2);
    let queries: Vec<_> = received(&server).await;
    let queries: Vec<_> = queries
        .iter()
        .map(|request| request.url.query().unwrap())
        .collect();
    assert_eq!(
        queries,
        ["platform=INSTAGRAM", "after=1&platform=INSTAGRAM"]
    );
}

/// Quirks 13 and 14.
#[tokio::test]
async fn after_alone_does_not_mean_that_more_follows() {
    let cursors = json!({"before": "x", "after": "x"});
    for next in [
        json!({ "cursors": cursors }),
        json!({"cursors": cursors, "next": null}),
    ] {
        // Counts the calls as well.
        assert_eq!(
            threads([json!({"data": [{"id": "a"}], "paging": next})])
                .await
                .len(),
            1
        );
    }
}

/// Quirk 14.
#[tokio::test]
async fn pages_that_go_round_in_a_circle_end_with_an_error() {
    let turn = json!({"data": [], "paging": {"cursors": {"after": "x"}, "next": "https://h/"}});
    let server = answering((0..9).map(|_| page(turn.clone()))).await;
    let items: Result<Vec<_>, _> = graph(&server).items(list()).try_collect().await;
    assert!(
        matches!(items, Err(Error::RepeatedCursor { pages: 2, .. })),
        "{items:?}"
    );
    assert_eq!(count(&server).await, 2);
}

#[tokio::test]
async fn an_edge_whose_paging_cannot_be_read_does_not_seem_to_end() {
    for paging in [
        json!({"cursors": {"after": {}}, "next": "https://h/"}),
        json!({"cursors": 5, "next": "https://h/"}),
        json!(7),
        json!("x"),
    ] {
        let messages = json!({"data": [{"id": "m_1"}], "paging": paging});
        let thread = page(json!({"id": "t_1", "messages": messages}));
        let server = answering([thread]).await;
        let graph = graph(&server);
        let request = GetConversation::new("t_1");
        let response = graph.send_with_info(&request).await.unwrap();
        assert_eq!(response.report.mismatch_count(), 1, "{paging}");
        let thread = response.body;
        let messages = graph.continue_edge(&request, thread.id, thread.messages.unwrap());
        let messages: Vec<_> = messages.collect().await;
        assert!(messages[0].is_ok(), "{paging}: {messages:?}");
        let end = messages[1].as_ref().unwrap_err();
        assert!(
            matches!(end, Error::MissingCursor { .. }),
            "{paging}: {end:?}"
        );
    }
}

/// Quirk 20.
#[tokio::test]
async fn what_is_read_of_a_thread_is_asked_for_with_the_same_token() {
    let next = json!({"next": "https://h/?access_token=other&after=1"});
    let thread = json!({"id": "t_1", "messages": {"data": [], "paging": next}});
    let nothing = page(json!({"data": []}));
    let message = page(json!({"id": "m_1"}));
    let server = answering([page(thread), nothing, message]).await;
    let graph = graph(&server);
    let request = GetConversation::new("t_1");
    let thread = graph.send(&request).await.unwrap();
    let messages = graph.continue_edge(&request, thread.id, thread.messages.unwrap());
    let messages: Vec<_> = messages.try_collect().await.unwrap();
    assert!(messages.is_empty());
    graph.send(&GetMessage::new("m_1")).await.unwrap();
    let requests = received(&server).await;
    assert_eq!(requests.len(), 3);
    for request in requests {
        assert_eq!(
            request.headers["authorization"],
            format!("Bearer {ACCESS_TOKEN}")
        );
    }
}

/// Quirk 23.
#[tokio::test]
async fn threads_can_be_listed_bare_and_their_messages_read_one_by_one() {
    let bare = json!({"data": [{"id": "t_1", "updated_time": "2026-11-22T10:00:00+0000"}]});
    let too_much = recorded_error("err_1_reduce_data");
    let messages = page(json!({"data": [{"id": "m_1"}]}));
    let server = answering([too_much.clone(), page(bare), too_much, messages]).await;
    let graph = graph(&server);
    let fields = UnifiedThreadFields::new().id().updated_time();
    let threads: Vec<_> = graph
        .items(list().fields(fields))
        .try_collect()
        .await
        .unwrap();
    let newest = ListMessages::new(threads[0].id.clone()).limit(3);
    let messages: Vec<_> = graph.items(newest).try_collect().await.unwrap();
    assert_eq!(messages[0].id, "m_1");
    let requests = received(&server).await;
    let queries: Vec<_> = requests
        .iter()
        .map(|request| request.url.query().unwrap())
        .collect();
    let fields = "fields=id%2Cupdated_time";
    let smaller = format!("{fields}&limit=12");
    assert_eq!(queries, [fields, &smaller, "limit=3", "limit=1"]);
}

/// Quirk 24.
#[tokio::test]
async fn next_is_never_followed() {
    let elsewhere = answering([]).await;
    let next = format!("{}/v26.0/x?after=wrong", elsewhere.uri());
    let paging = json!({"cursors": {"after": "1"}, "next": next, "previous": next});
    let first = page(json!({"data": [], "paging": paging}));
    let server = answering([first, page(json!({"data": []}))]).await;
    let pages: Vec<_> = graph(&server).pages(list()).try_collect().await.unwrap();
    assert_eq!(pages.len(), 2);
    assert_eq!(received(&server).await[1].url.query(), Some("after=1"));
    assert_eq!(count(&elsewhere).await, 0);
}

//! Cursors from one page to the next, and where a walk ends.

use super::*;

#[tokio::test]
async fn an_empty_page_with_next_does_not_end_the_walk() {
    let server = loopback::start().await;
    let pages: Vec<_> = graph(&server).pages(list()).try_collect().await.unwrap();
    let sizes: Vec<_> = pages.iter().map(|page| page.items.len()).collect();
    assert_eq!(sizes, [2, 0, 2, 1]);
    assert_eq!(pages[1].next_cursor(), Some("2"));
}

#[tokio::test]
async fn a_page_with_cursors_and_without_next_is_the_last() {
    let server = answering([page(fixture("04_last_page_cursors_without_next"))]).await;
    let pages: Vec<_> = graph(&server).pages(list()).try_collect().await.unwrap();
    assert_eq!(pages.len(), 1);
    assert_eq!(pages[0].next_cursor(), None);
    let paging = pages[0].paging.clone().unwrap();
    assert_eq!(paging.after.as_deref(), Some("MAZDZD"));
    assert_eq!(paging.before.as_deref(), Some("MAZDZD"));
    assert!(!paging.has_next);
    assert_eq!(count(&server).await, 1);
}

#[tokio::test]
async fn a_list_without_paging_is_the_last() {
    let server = answering([page(fixture("05_no_conversations"))]).await;
    let pages: Vec<_> = graph(&server).pages(list()).try_collect().await.unwrap();
    assert_eq!(pages.len(), 1);
    assert!(pages[0].items.is_empty() && pages[0].paging.is_none());
    assert_eq!(count(&server).await, 1);
}

#[tokio::test]
async fn next_without_cursors_gives_its_cursor_and_is_not_followed() {
    let elsewhere = answering([]).await;
    let next = format!(
        "{}/stolen?limit=1&after=x%2By%20z&pretty=0",
        elsewhere.uri()
    );
    let first = page(json!({"data": [{"id": "a"}], "paging": {"next": next}}));
    let server = answering([first, thread_page("b", None)]).await;
    let (ids, error) = drain(graph(&server).items(list())).await;
    assert_eq!(ids, ["a", "b"]);
    assert!(error.is_none());
    let expected = [pairs(&[]), pairs(&[("after", "x+y z")])];
    assert_eq!(queries(&server).await, expected);
    assert_eq!(count(&elsewhere).await, 0);
}

#[tokio::test]
async fn a_cursor_that_comes_back_is_an_error_after_all_items_before_it() {
    for (cursors, expected) in [(&["x", "y", "x"][..], 3), (&["x", "x"][..], 2)] {
        let answer = |cursor: &&str| thread_page("t", Some(cursor));
        let server = answering(cursors.iter().map(answer)).await;
        let (ids, error) = drain(graph(&server).items(list())).await;
        assert_eq!(ids.len(), expected);
        let Some(Error::RepeatedCursor { pages, .. }) = error else {
            panic!("{cursors:?} gave {error:?}");
        };
        assert_eq!(pages, expected);
        assert_eq!(count(&server).await, expected);
    }
}

#[tokio::test]
async fn the_cursor_that_a_walk_began_at_counts_as_read() {
    let server = answering([thread_page("a", Some("x"))]).await;
    let (ids, error) = drain(graph(&server).items(list().after("x"))).await;
    assert_eq!(ids, ["a"]);
    assert!(
        matches!(error, Some(Error::RepeatedCursor { pages: 1, .. })),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_next_page_without_a_cursor_is_an_error_after_what_was_read() {
    for next in ["https://h/conversations?limit=25", "/relative?after=x", ""] {
        let first = page(json!({"data": [{"id": "a"}], "paging": {"next": next}}));
        let server = answering([first]).await;
        let (ids, error) = drain(graph(&server).items(list())).await;
        assert_eq!(ids, ["a"]);
        assert!(
            matches!(error, Some(Error::MissingCursor { pages: 1, .. })),
            "{error:?}"
        );
        assert_eq!(count(&server).await, 1);
    }
}

#[tokio::test]
async fn before_is_dropped_when_the_walk_goes_on() {
    let server = answering([thread_page("a", Some("1")), thread_page("b", None)]).await;
    let (ids, _) = drain(graph(&server).items(list().before("z").limit(2))).await;
    assert_eq!(ids, ["a", "b"]);
    let first = pairs(&[("before", "z"), ("limit", "2")]);
    let second = pairs(&[("after", "1"), ("limit", "2")]);
    assert_eq!(queries(&server).await, [first, second]);
}

#[tokio::test]
async fn a_walk_can_begin_at_a_cursor() {
    let server = loopback::start().await;
    let (ids, error) = drain(graph(&server).items(list().after("2"))).await;
    let rest = [
        "02_messenger_list_all_fields",
        "04_last_page_cursors_without_next",
    ];
    assert_eq!(ids, recorded_ids(&rest));
    assert!(error.is_none());
    assert_eq!(queries(&server).await[0], pairs(&[("after", "2")]));
}

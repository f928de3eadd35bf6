//! How unreadable nodes are found, and how many calls that takes.

use super::*;

#[tokio::test]
async fn any_number_of_unreadable_nodes_costs_a_bounded_number_of_calls() {
    type Fails = fn(usize) -> bool;
    let cases: [(Fails, usize); 6] = [
        (|index| index == 0, 1),
        (|index| index == 39, 1),
        (|index| index == 24 || index == 25, 2),
        (|index| (3..9).contains(&index), 6),
        (|index| index % 7 == 3, 6),
        (|_| true, 40),
    ];
    for (index, (fails, unreadable)) in cases.into_iter().enumerate() {
        let pages: [fn(usize, usize) -> bool; 6] = [
            |start, _| start == 0,
            |start, limit| start + limit > 39,
            |start, limit| (start..start + limit).any(|index| index == 24 || index == 25),
            |start, limit| (start..start + limit).any(|index| (3..9).contains(&index)),
            |start, limit| (start..start + limit).any(|index| index % 7 == 3),
            |_, _| true,
        ];
        let (server, graph) = Edge::of_threads(pages[index], fails).serve().await;
        let mut items = graph.items(list()).on_unreadable(OnUnreadable::Continue);
        let (read, error) = numbers(&mut items).await;
        assert!(error.is_none(), "{error:?}");
        assert_eq!(
            read,
            (0..40).filter(|index| !fails(*index)).collect::<Vec<_>>()
        );
        assert_eq!(items.report().unreadable().len(), unreadable);
        // Each costs log2(25) + 3 calls and 3 attempts; the pages of the edge are
        // tried three times.
        let most = 3 * 3 + (5 + 3 + 3) * unreadable;
        assert!(
            calls(&server).await <= most,
            "{index}: {} > {most}",
            calls(&server).await
        );
    }
}

#[tokio::test]
async fn a_page_whose_lists_all_fail_is_read_thread_by_thread() {
    let (server, graph) = Edge::of_threads(|_, _| true, |_| false).serve().await;
    let mut items = graph.items(list());
    let (read, error) = numbers(&mut items).await;
    assert_eq!(read, all_but(&[]));
    assert!(error.is_none());
    // One call for each thread, and some to find out that it has to be so.
    let calls = calls(&server).await;
    assert!(calls <= 40 + 25, "{calls}");
}

#[tokio::test]
async fn where_nothing_can_be_read_the_first_error_is_the_end() {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(unknown_error())
        .mount(&server)
        .await;
    let graph = loopback::graph(&server);
    let mut items = graph.items(list()).on_unreadable(OnUnreadable::Continue);
    let (read, error) = numbers(&mut items).await;
    assert!(read.is_empty());
    assert_eq!(error.unwrap().graph().unwrap().code, Some(1));
    assert_eq!(*items.checkpoint(), Checkpoint::Start);
    // 25, 13, 7, 4, 2 and 1 nodes, and the list of one id.
    assert_eq!(calls(&server).await, 7);
}

#[tokio::test]
async fn an_error_of_the_token_ends_the_walk_wherever_it_comes() {
    for last in 1..6 {
        let expired = loopback::recorded_error("err_190_463_expired_token");
        let answers = (0..last).map(|_| unknown_error());
        let server = loopback::answering(answers.chain([expired])).await;
        let (read, error) = numbers(&mut loopback::graph(&server).items(list())).await;
        assert!(read.is_empty());
        assert_eq!(error.unwrap().advice(), Advice::LogIn);
        assert_eq!(calls(&server).await, last + 1);
    }
}

#[tokio::test]
async fn a_page_that_takes_too_long_is_narrowed_down_too() {
    let slow = unknown_error().set_delay(Duration::from_secs(5));
    let edge = Edge {
        failure: slow,
        nodes: 8,
        attempts: 1,
        timeout: Duration::from_millis(500),
        ..Edge::of_threads(
            |start, limit| (start..start + limit).contains(&2),
            |index| index == 2,
        )
    };
    let (_server, graph) = edge.serve().await;
    let mut items = graph.items(list()).on_unreadable(OnUnreadable::Continue);
    let (read, error) = numbers(&mut items).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(read, [0, 1, 3, 4, 5, 6, 7]);
    let [node] = items.report().unreadable() else {
        panic!("{:?}", items.report());
    };
    assert!(matches!(*node.error, Error::Timeout(_)), "{:?}", node.error);
}

#[tokio::test]
async fn case_10_one_thread_a_page() {
    let edge = Edge {
        failure: reduce_data(),
        nodes: 20,
        ..Edge::of_threads(|_, limit| limit > 1, |_| false)
    };
    let (server, graph) = edge.serve().await;
    let (read, error) = numbers(&mut graph.items(list())).await;
    assert_eq!(read, (0..20).collect::<Vec<_>>());
    assert!(error.is_none());
    assert!(calls(&server).await <= 26, "{}", calls(&server).await);
}

#[tokio::test]
async fn a_page_of_one_that_is_too_large_asks_for_less_within_the_thread() {
    let limit = |request: &Request| -> Option<u64> {
        let mut query = request.url.query_pairs();
        let (_, fields) = query.find(|(name, _)| name == "fields")?;
        let (_, rest) = fields.split_once("limit(")?;
        rest.split_once(')')?.0.parse().ok()
    };
    let server = MockServer::start().await;
    let answer = move |request: &Request| match limit(request) {
        Some(limit) if limit > 10 => reduce_data(),
        _ => page(json!({"data": [{"id": "t_1"}]})),
    };
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let messages = ListMessagesExpansion::new(UnifiedMessageFields::new().message()).limit(50);
    let fields = UnifiedThreadFields::new().messages_with(messages);
    let request = ListConversations::new(PAGE_ID).limit(2).fields(fields);
    let threads: Vec<_> = loopback::graph(&server)
        .items(request)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(threads.len(), 1);
    let requests = server.received_requests().await.unwrap();
    let limits: Vec<_> = requests.iter().filter_map(limit).collect();
    assert_eq!(limits, [50, 50, 25, 12, 6]);
}

#[tokio::test]
async fn a_page_that_is_too_large_without_saying_so_gets_smaller() {
    let (server, graph) = Edge::of_threads(|_, limit| limit > 6, |_| false)
        .serve()
        .await;
    let (read, error) = numbers(&mut graph.items(list())).await;
    assert_eq!(read, all_but(&[]));
    assert!(error.is_none());
    // The size that worked is kept: no page after the first fails but for a try.
    let calls = calls(&server).await;
    assert!(calls <= 6 + 3 + 40 / 4 + 2, "{calls}");
}

#[tokio::test]
async fn a_throttled_call_within_the_search_is_waited_for() {
    let throttled = ResponseTemplate::new(429).insert_header("retry-after", "0");
    let (once, at_call) = (std::sync::atomic::AtomicUsize::new(0), 4);
    let edge = Edge::of_threads(holds_seven, |index| index == 7);
    let server = MockServer::start().await;
    let answer = move |request: &Request| {
        let call = once.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        match call == at_call {
            true => throttled.clone(),
            false => edge.answer(request),
        }
    };
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let retry = Retry::default()
        .max_attempts(3)
        .initial_backoff(Duration::from_millis(1));
    let graph = loopback::builder(ACCESS_TOKEN, server.uri()).retry(retry);
    let mut items = graph
        .build()
        .unwrap()
        .items(list())
        .on_unreadable(OnUnreadable::Continue);
    let (read, error) = numbers(&mut items).await;
    assert_eq!(read, all_but(&[7]));
    assert!(error.is_none(), "{error:?}");
}

#[tokio::test]
async fn two_nodes_that_lie_apart_do_not_make_the_rest_be_read_one_by_one() {
    let edge = Edge::of_threads(
        |start, limit| {
            [0, 20]
                .iter()
                .any(|bad| (start..start + limit).contains(bad))
        },
        |index| index == 0 || index == 20,
    );
    let (server, graph) = Edge {
        attempts: 1,
        ..edge
    }
    .serve()
    .await;
    let mut items = graph.items(list()).on_unreadable(OnUnreadable::Continue);
    let (read, _) = numbers(&mut items).await;
    assert_eq!(read, all_but(&[0, 20]));
    let calls = calls(&server).await;
    assert!(calls <= 2 + 2 * (5 + 3 + 1), "{calls}");
}

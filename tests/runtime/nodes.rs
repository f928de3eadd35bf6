//! Reading nodes by their ids.

use crate::loopback;
use crate::loopback::{ACCESS_TOKEN, answering, graph, page, recorded_error, strict};
use futures_util::{StreamExt, TryStreamExt};
use page_conversations::v26_0::{
    GetConversations, GetMessages, MessageId, ThreadId, UnifiedMessageFields, UnifiedThread,
    UnifiedThreadFields,
};
use page_conversations::{Advice, Error, Graph, NodesById, OnUnreadable};
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// So many ids, in an order that neither text nor numbers have.
fn ids(count: usize) -> Vec<String> {
    (0..count)
        .map(|index| format!("t_{}", (index * 7919 + 5) % 1009))
        .collect()
}

fn request(ids: &[String]) -> GetConversations {
    GetConversations::new(ids.iter().map(String::as_str))
}

fn asked(request: &Request) -> Vec<String> {
    let mut query = request.url.query_pairs();
    let (_, ids) = query.find(|(name, _)| name == "ids").unwrap();
    ids.split(',').map(str::to_owned).collect()
}

/// A server that knows every id but these.
async fn knowing_all_but(unknown: &[&str]) -> MockServer {
    let unknown: Vec<_> = unknown.iter().map(|id| id.to_string()).collect();
    let server = MockServer::start().await;
    let answer = move |request: &Request| {
        let known = asked(request)
            .into_iter()
            .filter(|id| !unknown.contains(id));
        let nodes = known.map(|id| (id.clone(), json!({ "id": id })));
        page(Value::Object(nodes.collect()))
    };
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

/// Returns the ids before the end, and the error that was last. Polls again after
/// it.
async fn drain(mut nodes: NodesById<UnifiedThread>) -> (Vec<String>, Option<Error>) {
    let (mut ids, mut failure) = (Vec::new(), None);
    while let Some(node) = nodes.next().await {
        assert!(failure.is_none(), "{node:?} came after {failure:?}");
        match node {
            Ok((id, thread)) => {
                assert_eq!(thread.id, *id);
                ids.push(id);
            }
            Err(error) => failure = Some(error),
        }
    }
    assert!(nodes.next().await.is_none());
    (ids, failure)
}

#[tokio::test]
async fn any_number_of_nodes_comes_in_order_from_calls_of_at_most_50() {
    for (count, calls) in [
        (0, &[][..]),
        (1, &[1]),
        (50, &[50]),
        (51, &[50, 1]),
        (120, &[50, 50, 20]),
    ] {
        let server = knowing_all_but(&[]).await;
        let wanted = ids(count);
        let fields = UnifiedThreadFields::new().id().snippet();
        let (read, error) =
            drain(graph(&server).nodes_by_id(request(&wanted).fields(fields))).await;
        assert_eq!(read, wanted);
        assert!(error.is_none());
        let requests = server.received_requests().await.unwrap();
        let sizes: Vec<_> = requests
            .iter()
            .map(|request| asked(request).len())
            .collect();
        assert_eq!(sizes, calls);
        for request in requests {
            assert_eq!(request.url.path(), "/v26.0/");
            assert!(request.url.query().unwrap().contains("fields=id%2Csnippet"));
        }
    }
}

#[tokio::test]
async fn a_call_is_sent_only_when_its_nodes_are_wanted() {
    let server = knowing_all_but(&[]).await;
    let count = async || server.received_requests().await.unwrap().len();
    let mut nodes = graph(&server).nodes_by_id(request(&ids(120)));
    assert_eq!(count().await, 0);
    for read in 0..100 {
        nodes.try_next().await.unwrap().unwrap();
        assert_eq!(count().await, read / 50 + 1);
    }
}

#[tokio::test]
async fn an_id_that_graph_leaves_out_is_left_out() {
    let mut wanted = ids(120);
    let server = knowing_all_but(&[&wanted[0], &wanted[49], &wanted[70]]).await;
    let (read, error) = drain(graph(&server).nodes_by_id(request(&wanted))).await;
    for index in [70, 49, 0] {
        wanted.remove(index);
    }
    assert_eq!(read, wanted);
    assert!(error.is_none());

    // Also for all ids of a call.
    let wanted = ids(51);
    let unknown: Vec<_> = wanted[..50].iter().map(String::as_str).collect();
    let server = knowing_all_but(&unknown).await;
    let (read, _) = drain(graph(&server).nodes_by_id(request(&wanted))).await;
    assert_eq!(read, wanted[50..]);
}

#[tokio::test]
async fn an_id_that_graph_leaves_out_is_reported() {
    let mut wanted = ids(60);
    wanted.push(wanted[55].clone());
    let server = knowing_all_but(&[&wanted[0], &wanted[54]]).await;
    let mut nodes = graph(&server).nodes_by_id(request(&wanted));
    while nodes.try_next().await.unwrap().is_some() {}
    let report = nodes.report();
    assert_eq!(report.missing_ids(), [wanted[0].as_str(), &wanted[54]]);
    assert!(!report.is_empty() && report.unreadable().is_empty());
}

#[tokio::test]
async fn an_error_comes_after_the_nodes_of_the_calls_before_and_is_the_last_call() {
    let wanted = ids(170);
    let nodes = wanted[..50]
        .iter()
        .map(|id| (id.clone(), json!({ "id": id })));
    let first = page(Value::Object(nodes.collect()));
    let wrong = page(json!({"t_1": {"id": "t_1", "updated_time": "yesterday"}}));
    for second in [recorded_error("err_190_463_expired_token"), wrong] {
        let third = page(json!({}));
        let server = answering([first.clone(), second, third.clone(), third]).await;
        let (read, error) = drain(strict(&server).nodes_by_id(request(&wanted))).await;
        assert_eq!(read, wanted[..50]);
        match error.unwrap() {
            Error::Graph(error) => assert_eq!(error.code, Some(190)),
            Error::Decode(error) => assert_eq!(error.path.as_deref(), Some("t_1.updated_time")),
            other => panic!("{other:?}"),
        }
        assert_eq!(server.received_requests().await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn an_id_that_would_be_none_or_several_is_refused_and_not_sent() {
    let server = knowing_all_but(&[]).await;
    for id in ["", "t_1,t_2"] {
        let request = request(&[id.to_owned()]);
        let error = graph(&server).send(&request).await.unwrap_err();
        assert!(matches!(error, Error::Invalid(_)), "{error:?}");
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn one_call_of_no_ids_or_too_many_is_refused_and_not_sent() {
    let server = knowing_all_but(&[]).await;
    let graph = graph(&server);
    for (count, why) in [
        (0, "invalid request: `ids` is empty"),
        (
            51,
            "invalid request: `ids` has 51 entries; Graph accepts at most 50 in one call",
        ),
    ] {
        let error = graph.send(&request(&ids(count))).await.unwrap_err();
        assert!(matches!(error, Error::Invalid(_)), "{error:?}");
        assert_eq!(error.to_string(), why);
    }
    assert!(server.received_requests().await.unwrap().is_empty());
    assert_eq!(graph.send(&request(&ids(50))).await.unwrap().len(), 50);
}

#[tokio::test]
async fn no_ids_need_no_server() {
    let (host, _socket) = loopback::closed().unwrap();
    let graph = loopback::builder(ACCESS_TOKEN, host).build().unwrap();
    let (read, error) = drain(graph.nodes_by_id(request(&[]))).await;
    assert!(read.is_empty() && error.is_none());
}

async fn calls(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

/// A server of `t_0` to `t_49` that refuses calls for ids that fail.
async fn by_id(fails: fn(usize) -> bool, refusal: ResponseTemplate) -> (MockServer, Graph) {
    let server = MockServer::start().await;
    let answer = move |request: &Request| {
        let mut query = request.url.query_pairs();
        let (_, ids) = query.find(|(name, _)| name == "ids").unwrap();
        if ids.split(',').any(|id| fails(id[2..].parse().unwrap())) {
            return refusal.clone();
        }
        let nodes = ids
            .split(',')
            .map(|id| (id.to_owned(), json!({ "id": id })));
        page(Value::Object(nodes.collect()))
    };
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let graph = loopback::graph(&server);
    (server, graph)
}

fn fifty() -> GetConversations {
    GetConversations::new((0..50).map(|index| format!("t_{index}")))
}

#[tokio::test]
async fn case_11_one_id_fails_the_call_of_fifty() {
    let failed = json!({"error": {"code": 1, "message": "An unknown error occurred"}});
    for refusal in [
        recorded_error("err_100_33_unsupported_get"),
        ResponseTemplate::new(500).set_body_json(failed),
    ] {
        let (server, graph) = by_id(|index| index == 7, refusal).await;
        let mut nodes = graph
            .nodes_by_id(fifty())
            .on_unreadable(OnUnreadable::Continue);
        let mut read = Vec::new();
        while let Some((id, _)) = nodes.try_next().await.unwrap() {
            read.push(id);
        }
        let expected = (0..50).filter(|index| *index != 7);
        assert_eq!(
            read,
            expected
                .map(|index| format!("t_{index}"))
                .collect::<Vec<_>>()
        );
        assert_eq!(nodes.report().unreadable()[0].id, "t_7");
        assert!(calls(&server).await <= 13, "{}", calls(&server).await);
    }
}

#[tokio::test]
async fn nodes_stop_at_an_unreadable_one_after_the_others_of_the_call() {
    let refusal = recorded_error("err_100_33_unsupported_get");
    let (_server, graph) = by_id(|index| index == 7 || index == 49, refusal).await;
    let mut nodes = graph.nodes_by_id(fifty());
    for _ in 0..48 {
        nodes.try_next().await.unwrap().unwrap();
    }
    let Err(Error::Unreadable { nodes: missing }) = nodes.try_next().await else {
        panic!("no error");
    };
    let missing: Vec<_> = missing.iter().map(|node| node.id.as_str()).collect();
    assert_eq!(missing, ["t_7", "t_49"]);
    assert!(nodes.next().await.is_none());
}

#[tokio::test]
async fn a_call_that_is_wrong_as_a_whole_is_not_split() {
    let refusal = recorded_error("err_190_463_expired_token");
    let (server, graph) = by_id(|_| true, refusal).await;
    let error = graph.nodes_by_id(fifty()).try_next().await.unwrap_err();
    assert_eq!(error.advice(), Advice::LogIn);
    assert_eq!(calls(&server).await, 1);
}

#[tokio::test]
async fn ids_that_all_fail_cost_less_than_two_calls_each() {
    let refusal = recorded_error("err_100_33_unsupported_get");
    let (server, graph) = by_id(|_| true, refusal).await;
    let mut nodes = graph
        .nodes_by_id(fifty())
        .on_unreadable(OnUnreadable::Continue);
    assert!(nodes.try_next().await.unwrap().is_none());
    assert_eq!(nodes.report().unreadable().len(), 50);
    assert_eq!(calls(&server).await, 99);
}

#[tokio::test]
async fn calls_for_ids_get_smaller_where_graph_asks_for_less_data() {
    let server = MockServer::start().await;
    let answer = |request: &Request| {
        let mut query = request.url.query_pairs();
        let (_, ids) = query.find(|(name, _)| name == "ids").unwrap();
        let nodes = ids
            .split(',')
            .map(|id| (id.to_owned(), json!({ "id": id })));
        let nodes: serde_json::Map<_, _> = nodes.collect();
        match nodes.len() > 30 {
            true => recorded_error("err_1_reduce_data"),
            false => page(Value::Object(nodes)),
        }
    };
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let ids = (0..200).map(|index| ThreadId::from(format!("t_{index}")));
    let nodes = loopback::graph(&server).nodes_by_id(GetConversations::new(ids));
    assert_eq!(nodes.try_collect::<Vec<_>>().await.unwrap().len(), 200);
    // One call too many, then 25 ids in each.
    assert_eq!(calls(&server).await, 1 + 8);
}

#[tokio::test]
async fn an_id_of_too_much_data_does_not_make_the_other_calls_smaller() {
    let (server, graph) = by_id(|index| index == 7, recorded_error("err_1_reduce_data")).await;
    let ids = (0..200).map(|index| ThreadId::from(format!("t_{index}")));
    let nodes = graph.nodes_by_id(GetConversations::new(ids));
    let mut nodes = nodes.on_unreadable(OnUnreadable::Continue);
    let mut read = 0;
    while nodes.try_next().await.unwrap().is_some() {
        read += 1;
    }
    assert_eq!(read, 199);
    let calls = calls(&server).await;
    assert!(calls <= 13 + 3, "{calls}");
}

#[tokio::test]
async fn an_id_that_graph_refuses_in_other_words_is_found_too() {
    for (code, message) in [
        (803, "Some of the aliases you requested do not exist: t_7"),
        (100, "Param ids[7] must be a valid ID string"),
        (9_000_001, "This message has been deleted"),
        (21, "Page ID 7 was migrated"),
    ] {
        let refused = json!({"error": {"code": code, "message": message}});
        let refused = ResponseTemplate::new(400).set_body_json(refused);
        let (_server, graph) = by_id(|index| index == 7, refused).await;
        let mut nodes = graph
            .nodes_by_id(fifty())
            .on_unreadable(OnUnreadable::Continue);
        let mut read = 0;
        while nodes.try_next().await.unwrap().is_some() {
            read += 1;
        }
        assert_eq!(read, 49, "{code}");
        assert_eq!(nodes.report().unreadable()[0].id, "t_7");
    }
}

#[tokio::test]
async fn messages_are_read_by_their_ids_as_conversations_are() {
    let refusal = recorded_error("err_100_33_unsupported_get");
    let (server, graph) = by_id(|index| index == 7, refusal).await;
    let wanted = (0..120).map(|index| MessageId::from(format!("m_{index}")));
    let request = GetMessages::new(wanted).fields(UnifiedMessageFields::new().message());
    let mut nodes = graph
        .nodes_by_id(request)
        .on_unreadable(OnUnreadable::Continue);
    let mut read = Vec::new();
    while let Some((id, message)) = nodes.try_next().await.unwrap() {
        assert_eq!(message.id, id);
        read.push(id);
    }
    let expected = (0..120).filter(|index| *index != 7);
    let expected: Vec<_> = expected.map(|index| format!("m_{index}")).collect();
    assert_eq!(read, expected);
    let unreadable = nodes.report().unreadable();
    assert_eq!((unreadable.len(), unreadable[0].id.as_str()), (1, "m_7"));
    let requests = server.received_requests().await.unwrap();
    let (path, ids) = (requests[0].url.path(), asked(&requests[0]));
    assert_eq!((path, ids.len()), ("/v26.0/", 50));
    let query = requests[0].url.query().unwrap();
    assert!(
        query.starts_with("fields=message&ids=m_0%2Cm_1%2C"),
        "{query}"
    );
}

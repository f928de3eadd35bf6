//! Calls what the build script generated, over real HTTP.

#![allow(clippy::unwrap_used)]

mod expansions;
mod reserved_names;
mod values;

use std::collections::BTreeMap;
use std::time::Duration;

use page_conversations::{
    AdviceKind, Edge, Error, Expansion, FieldRequest, FieldSet, Graph, Pacing, Retry, Timestamp,
};
use page_conversations_build_time::{edge, every_type, history, names, node, opened, reuse};
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// A server that gives every call the same answer.
async fn answering(status: u16, body: Value) -> (MockServer, Graph) {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(status).set_body_json(body);
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let graph = Graph::builder("token")
        .host(server.uri())
        .pacing(Pacing::off())
        .retry(Retry::off());
    let graph = graph.build().unwrap();
    (server, graph)
}

/// Paths and queries of the calls that the server saw.
async fn calls(server: &MockServer) -> Vec<(String, BTreeMap<String, String>)> {
    let requests = server.received_requests().await.unwrap();
    let calls = requests.iter().map(|request| {
        let query = request.url.query_pairs().into_owned().collect();
        (request.url.path().to_owned(), query)
    });
    calls.collect()
}

#[tokio::test]
async fn each_version_calls_its_own_path() {
    let (server, graph) = answering(200, json!({ "data": [{ "id": "1" }] })).await;
    graph
        .page(&history::v1_0::ListPosts::new("p"))
        .await
        .unwrap();
    graph
        .page(&history::v2_0::ListPosts::new("p"))
        .await
        .unwrap();
    graph
        .page(&history::v3_0::ListPosts::new("p").draft(true))
        .await
        .unwrap();
    graph
        .page(&history::v4_0::ListPosts::new("p"))
        .await
        .unwrap();
    graph
        .page(&history::v10_0::ListPosts::new("p"))
        .await
        .unwrap();
    let paths: Vec<_> = calls(&server)
        .await
        .into_iter()
        .map(|(path, _)| path)
        .collect();
    let expected =
        ["v1.0", "v2.0", "v3.0", "v4.0", "v10.0"].map(|version| format!("/{version}/p/posts"));
    assert_eq!(paths, expected);
}

#[test]
fn versions_share_the_shapes_that_they_have_in_common() {
    let post: history::v1_0::Post =
        serde_json::from_value(json!({ "id": "1", "score": 2 })).unwrap();
    let post: history::v2_0::Post = post;
    assert_eq!(post.score, Some(2));

    let post: history::v3_0::Post =
        serde_json::from_value(json!({ "id": "1", "score": 2.5 })).unwrap();
    let post: history::v4_0::Post = post;
    assert_eq!(post.score, Some(2.5));

    // What came back is what it was.
    let author: history::v1_0::Author = serde_json::from_value(json!({ "alias": "A." })).unwrap();
    let author: history::v10_0::Author = author;
    assert_eq!(author.alias.as_deref(), Some("A."));
}

#[tokio::test]
async fn a_code_means_what_it_means_in_the_version_asked() {
    let (_server, graph) =
        answering(400, json!({ "error": { "code": 7, "message": "Closed" } })).await;
    let advice = |error: Error| error.graph().unwrap().entry.unwrap().advice;
    let old = graph
        .page(&history::v2_0::ListPosts::new("p"))
        .await
        .unwrap_err();
    assert_eq!(advice(old), AdviceKind::Wait);
    let new = graph
        .page(&history::v3_0::ListPosts::new("p"))
        .await
        .unwrap_err();
    assert_eq!(advice(new), AdviceKind::GiveUp);
}

#[tokio::test]
async fn nodes_of_several_types_are_read_by_their_ids() {
    let (server, graph) = answering(200, json!({})).await;
    let time = Timestamp::from_unix_milliseconds(1_500);
    graph
        .send(&every_type::v1_0::GetParts::new(time, ["1", "2"]))
        .await
        .unwrap();
    graph
        .send(&every_type::v1_0::GetThings::new(["1"]))
        .await
        .unwrap();
    let calls = calls(&server).await;
    let part = [("as_of", "1500"), ("ids", "1,2")];
    let thing = [("ids", "[\"1\"]")];
    let query = |pairs: &[(&str, &str)]| {
        let pairs = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        pairs.collect::<BTreeMap<_, _>>()
    };
    let root = "/v1.0/".to_owned();
    assert_eq!(calls, [(root.clone(), query(&part)), (root, query(&thing))]);
    let early = Timestamp::from_unix_milliseconds(-1);
    let request = every_type::v1_0::GetParts::new(early, ["1"]);
    let error = graph.send(&request).await.unwrap_err();
    assert!(error.to_string().contains("`as_of`"), "{error}");
}

#[tokio::test]
async fn a_node_is_read_by_the_ids_of_its_path_in_their_order() {
    let (server, graph) = answering(200, json!({ "id": "7" })).await;
    let order = graph
        .send(&node::v1_0::GetOrder::new("shop", "order"))
        .await
        .unwrap();
    assert_eq!(order.id, "7");
    assert_eq!(calls(&server).await[0].0, "/v1.0/shop/orders/order");
}

#[tokio::test]
async fn nodes_can_be_read_by_their_ids_at_once() {
    let body = json!({ "1": { "id": "1", "label": "L", "names": [] } });
    let (server, graph) = answering(200, body).await;
    let ids = ["1", "2"];
    let things = graph
        .send(&every_type::v1_0::GetThings::new(ids))
        .await
        .unwrap();
    assert_eq!(things["1"].label, "L");
    let (path, query) = calls(&server).await.remove(0);
    assert_eq!(
        (path.as_str(), query["ids"].as_str()),
        ("/v1.0/", r#"["1","2"]"#)
    );
}

#[tokio::test]
async fn a_version_that_was_opened_is_called_as_the_others_are() {
    let (server, graph) = answering(200, json!({ "data": [{ "id": "1", "topic": "T" }] })).await;
    let request = opened::v27_0::ListConversations::new("p").folder(opened::v27_0::Folder::Muted);
    let page = graph.page(&request).await.unwrap();
    assert_eq!(page.items[0].topic.as_deref(), Some("T"));
    let (path, query) = calls(&server).await.remove(0);
    assert_eq!(
        (path.as_str(), query["folder"].as_str()),
        ("/v27.0/p/conversations", "muted")
    );
}

#[tokio::test]
async fn parameters_that_are_taken_over_are_those_of_the_version() {
    let (server, graph) = answering(200, json!({ "data": [] })).await;
    let ids = vec!["a".to_owned(), "b".to_owned()];
    let old = reuse::v1_0::ListMyOrders::new().ids(ids.clone()).open(true);
    graph.page(&old).await.unwrap();
    let new = reuse::v2_0::ListMyOrders::new().late(true);
    graph.page(&new).await.unwrap();
    let calls = calls(&server).await;
    assert_eq!(calls[0].0, "/v1.0/me/orders");
    assert_eq!(
        (calls[0].1["ids"].as_str(), calls[0].1["open"].as_str()),
        ("a,b", "true")
    );
    assert_eq!(
        (calls[1].0.as_str(), calls[1].1["late"].as_str()),
        ("/v2.0/me/orders", "true")
    );
}

#[tokio::test]
async fn a_subcode_means_what_it_means_in_the_version_asked() {
    let refused = json!({ "error": { "code": 7, "error_subcode": 71, "message": "no" } });
    let (_server, graph) = answering(400, refused).await;
    let advice = |error: Error| error.graph().unwrap().entry.unwrap().advice;
    let old = graph
        .send(&reuse::v1_0::GetShop::new("1"))
        .await
        .unwrap_err();
    assert_eq!(advice(old), AdviceKind::FixRequest);
    let new = graph
        .send(&reuse::v2_0::GetOrder::new("1"))
        .await
        .unwrap_err();
    assert_eq!(advice(new), AdviceKind::GiveUp);
}

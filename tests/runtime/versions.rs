//! Each version calls its own path, and shares with others what is the same.

use crate::loopback;
use crate::loopback::{answering, graph, page};
use page_conversations::{GraphVersion, Request, v25_0, v26_0};
use serde_json::{Value, json};
use wiremock::MockServer;

async fn paths(server: &MockServer) -> Vec<String> {
    let requests = server.received_requests().await.unwrap();
    requests
        .iter()
        .map(|request| request.url.path().to_owned())
        .collect()
}

fn nothing() -> Value {
    json!({ "data": [] })
}

#[tokio::test]
async fn nodes_and_other_edges_go_to_the_path_of_their_version() {
    let node = || page(json!({ "id": "x" }));
    let answers = [
        node(),
        node(),
        page(nothing()),
        page(nothing()),
        page(json!({})),
    ];
    let server = answering(answers).await;
    let graph = graph(&server);
    let thread = graph
        .send(&v25_0::GetConversation::new("t_1"))
        .await
        .unwrap();
    assert_eq!(thread.id, "x");
    let message = graph
        .send(&v26_0::GetMessage::new("m_1:2.3"))
        .await
        .unwrap();
    assert_eq!(message.id, "x");
    let messages = v25_0::ListMessages::new("t_1").source(v25_0::MessageSource::Participants);
    graph.page(&messages).await.unwrap();
    graph
        .page(&v26_0::ListMyConversations::new())
        .await
        .unwrap();
    let several = v25_0::GetConversations::new(["t_1", "t_2"]);
    assert!(graph.send(&several).await.unwrap().is_empty());
    let expected = [
        "/v25.0/t_1",
        "/v26.0/m_1:2.3",
        "/v25.0/t_1/messages",
        "/v26.0/me/conversations",
        "/v25.0/",
    ];
    assert_eq!(paths(&server).await, expected);
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests[2].url.query(), Some("source=PARTICIPANTS"));
    assert_eq!(requests[4].url.query(), Some("ids=t_1%2Ct_2"));
}

#[tokio::test]
async fn several_nodes_come_keyed_by_their_ids() {
    let recorded = loopback::fixture("10_ids_multi_read");
    let server = answering([page(recorded)]).await;
    let ids = ["t_587956915390001", "t_233782918540002"];
    let threads = graph(&server)
        .send(&v26_0::GetConversations::new(ids))
        .await
        .unwrap();
    assert_eq!(threads.len(), 2);
    assert_eq!(threads["t_587956915390001"].message_count, Some(94));
}

#[test]
fn a_request_knows_its_version() {
    fn version<R: Request>(_: &R) -> &'static str {
        R::Version::VERSION.name
    }
    assert_eq!(version(&v25_0::ListConversations::new("1")), "v25.0");
    assert_eq!(version(&v26_0::GetMessage::new("1")), "v26.0");
}

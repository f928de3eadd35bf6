//! One value that does not fit costs itself, and is reported.

mod alike;
mod bodies;
mod cases;
mod contract;
mod ids;
mod json;
mod mutations;
mod places;
mod reports;
#[cfg(feature = "tracing")]
mod secrecy;
mod shapes;
mod unknown;
mod wrongs;

use crate::loopback;
use crate::loopback::{ACCESS_TOKEN, PAGE_ID, answering, graph, strict};
use page_conversations::v26_0::{ListConversations, UnifiedThread};
use page_conversations::{Error, Graph, GraphBuilder, Mismatch, Outcome, Page};
use serde_json::{Value, json};
use wiremock::{MockServer, ResponseTemplate};

fn list() -> ListConversations {
    ListConversations::new(PAGE_ID)
}

/// An answer with a body of its own, which need not be JSON.
fn answer(body: impl Into<Vec<u8>>) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(body, "application/json")
}

/// A server that sends one body to any call.
#[cfg(feature = "tracing")]
async fn always(body: impl Into<Vec<u8>>) -> MockServer {
    let server = MockServer::start().await;
    let any = wiremock::Mock::given(wiremock::matchers::any());
    any.respond_with(answer(body)).mount(&server).await;
    server
}

/// A client that keeps members that the contract does not know.
fn keeping(server: &MockServer) -> Graph {
    let builder: GraphBuilder = loopback::builder(ACCESS_TOKEN, server.uri());
    builder.keep_unknown_members(true).build().unwrap()
}

/// The page that a body is read as.
async fn page_of(body: impl Into<Vec<u8>>) -> Result<Page<UnifiedThread>, Error> {
    let server = answering([answer(body)]).await;
    graph(&server).page(&list()).await
}

/// The page that a body is read as by a client that refuses what does not fit.
async fn strict_page_of(body: impl Into<Vec<u8>>) -> Result<Page<UnifiedThread>, Error> {
    let server = answering([answer(body)]).await;
    strict(&server).page(&list()).await
}

/// The one thread of a page that is made of a node, and what did not fit.
async fn thread_of(node: &str) -> (UnifiedThread, Vec<Mismatch>) {
    let mut page = page_of(format!(r#"{{"data":[{node}]}}"#)).await.unwrap();
    assert_eq!(page.items.len(), 1, "{:?}", page.report);
    let mismatches = page.report.mismatches().to_vec();
    (page.items.remove(0), mismatches)
}

/// A value as JSON.
fn json_of(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

/// The paths of values that did not fit, and what was done about them.
fn places(mismatches: &[Mismatch]) -> Vec<(&str, Outcome)> {
    let places = mismatches.iter().map(|one| (&*one.path, one.outcome));
    places.collect()
}

/// The thread that a node with nothing but its id is read as.
fn bare(id: &str) -> Value {
    json!({ "id": id })
}

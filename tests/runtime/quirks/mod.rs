//! What other clients of the edge stumbled over, and what this one does there.
//! The numbers are those of the collected quirks and complaints.
//!
//! A client cannot meet:
//!
//! - 21, whose second half is that sends fail while reads work: this client
//!   sends nothing. What it asks for, reading threads and their messages, is
//!   there.

mod answers;
mod values;
mod walks;

use crate::loopback::{PAGE_ID, answering, graph, page};
use futures_util::TryStreamExt;
use page_conversations::v26_0::{ListConversations, UnifiedThread};
use serde_json::{Value, json};
use wiremock::{MockServer, Request};

fn list() -> ListConversations {
    ListConversations::new(PAGE_ID)
}

async fn received(server: &MockServer) -> Vec<Request> {
    server.received_requests().await.unwrap()
}

async fn count(server: &MockServer) -> usize {
    received(server).await.len()
}

/// All threads that a list of such pages has.
async fn threads(pages: impl IntoIterator<Item = Value>) -> Vec<UnifiedThread> {
    let pages: Vec<_> = pages.into_iter().map(page).collect();
    let calls = pages.len();
    let server = answering(pages).await;
    let threads = graph(&server).items(list()).try_collect().await.unwrap();
    assert_eq!(count(&server).await, calls);
    threads
}

/// The one thread that is made of this value.
async fn thread(value: Value) -> UnifiedThread {
    threads([json!({ "data": [value] })]).await.remove(0)
}

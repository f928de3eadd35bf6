//! Connections, which all tokens share.

use futures_util::future::try_join_all;
use page_conversations::v26_0::ListConversations;

use crate::loopback::{self, ACCESS_TOKEN, PAGE_ID};
use crate::raw_server::{RawServer, Then};

const EMPTY_PAGE: &str = "HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"data\":[]}";

#[tokio::test]
async fn a_thousand_tokens_use_the_same_connection_one_after_the_other() {
    let server = RawServer::start(EMPTY_PAGE, Then::Continue).await;
    let client = loopback::builder(ACCESS_TOKEN, &server.url)
        .build()
        .unwrap();
    let request = ListConversations::new(PAGE_ID);
    for token in 0..1000 {
        let graph = client.with_token(format!("EAAB-token-{token}")).unwrap();
        graph.page(&request).await.unwrap();
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_thousand_tokens_use_as_many_connections_as_they_have_calls_in_flight() {
    const IN_FLIGHT: usize = 10;
    let server = RawServer::start(EMPTY_PAGE, Then::Continue).await;
    let client = loopback::builder(ACCESS_TOKEN, &server.url)
        .build()
        .unwrap();
    let request = ListConversations::new(PAGE_ID);
    let tokens: Vec<_> = (0..1000)
        .map(|token| format!("EAAB-token-{token}"))
        .collect();
    for tokens in tokens.chunks(IN_FLIGHT) {
        let graphs: Vec<_> = tokens
            .iter()
            .map(|token| client.with_token(token.as_str()).unwrap())
            .collect();
        let calls = graphs.iter().map(|graph| graph.page(&request));
        try_join_all(calls).await.unwrap();
    }
    let connections = server.connections();
    assert!((1..=IN_FLIGHT).contains(&connections), "{connections}");
}

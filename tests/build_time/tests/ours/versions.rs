//! Each version calls its own path, and shares with others what is the same.

use crate::loopback::{PAGE_ID, answering, graph, page};
use crate::oldest;
use page_conversations::{Timestamp, v22_0, v23_0, v26_0};
use serde_json::json;

#[tokio::test]
async fn lists_go_to_the_path_of_their_version() {
    macro_rules! lists {
        ($($version:ident $name:literal)*) => {{
            let names = [$($name),*];
            let server = answering(names.map(|_| page(json!({ "data": [] })))).await;
            let graph = graph(&server);
            $(
                let list = page_conversations::$version::ListConversations::new(PAGE_ID);
                graph.page(&list).await.unwrap();
            )*
            (server, names)
        }};
    }
    let (server, names) = each_version!(lists);
    let requests = server.received_requests().await.unwrap();
    let paths = requests.iter().map(|request| request.url.path().to_owned());
    let expected = names.map(|version| format!("/{version}/{PAGE_ID}/conversations"));
    assert_eq!(paths.collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn parameters_of_some_versions_go_to_their_paths() {
    let server = answering([(); 2].map(|()| page(json!({ "data": [] })))).await;
    let graph = graph(&server);
    let owned = v23_0::ListConversations::new(PAGE_ID).is_owner(true);
    graph.page(&owned).await.unwrap();
    let updated = v26_0::ListConversations::new(PAGE_ID)
        .updated_after_ms(Timestamp::from_unix_milliseconds(1));
    graph.page(&updated).await.unwrap();
    let requests = server.received_requests().await.unwrap();
    let asked = requests
        .iter()
        .map(|request| (request.url.path(), request.url.query().unwrap()));
    let asked: Vec<_> = asked.collect();
    let path = |version: &str| format!("/{version}/{PAGE_ID}/conversations");
    assert_eq!(
        asked,
        [
            (path("v23.0").as_str(), "is_owner=true"),
            (path("v26.0").as_str(), "updated_after_ms=1"),
        ]
    );
}

/// Compiles only if both are one type.
fn same<T>(_: Option<T>, _: Option<T>) {}

#[test]
fn a_type_that_did_not_change_is_the_very_same() {
    same(None::<oldest::UnifiedThread>, None::<v22_0::UnifiedThread>);
    same(None::<v23_0::UnifiedThread>, None::<v26_0::UnifiedThread>);
    same(
        None::<oldest::UnifiedMessage>,
        None::<v26_0::UnifiedMessage>,
    );
    same(None::<oldest::Folder>, None::<v26_0::Folder>);
}

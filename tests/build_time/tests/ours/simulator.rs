//! The bindings against the simulator, in every version and on both platforms.

use std::collections::HashSet;

use futures_util::{StreamExt, TryStreamExt};
use page_conversations::simulator::Simulator;
use page_conversations::versions::VERSIONS;
use page_conversations::{Date, Error, Graph, VersionCheck};

use crate::oldest;

/// A day on which no version of the contract is over.
const EARLY: Date = Date::new(2024, 1, 24);

async fn start() -> (Simulator, Graph, String) {
    let simulator = Simulator::builder().today(EARLY).start().await.unwrap();
    let graph = simulator.graph().unwrap();
    let page_id = simulator.page_ids()[0].clone();
    (simulator, graph, page_id)
}

/// Tests that hold in a version.
macro_rules! versions {
    ($($version:ident $name:literal)*) => {$(
        mod $version {
            use page_conversations::$version::*;

            use super::*;

            const PLATFORMS: [Platform; 2] = [Platform::Messenger, Platform::Instagram];

            #[tokio::test]
            async fn lists_and_folders_contain_each_conversation_once() {
                let (simulator, graph, page_id) = start().await;
                for platform in PLATFORMS {
                    let list = || ListConversations::new(page_id.as_str()).platform(platform.clone());
                    let pages: Vec<_> = graph.pages(list().limit(20)).try_collect().await.unwrap();
                    assert_eq!(pages.len(), 3);
                    assert_eq!(pages[0].info.answered_by.as_deref(), Some($name));
                    let threads = pages.into_iter().flat_map(|page| page.items);
                    let all: Vec<_> = threads.collect();
                    assert!(all.is_sorted_by(|a, b| a.updated_time >= b.updated_time));
                    assert!(all.iter().all(|one| one.link.is_some() == (platform == Platform::Messenger)));
                    let all: HashSet<_> = all.into_iter().map(|one| one.id).collect();
                    assert_eq!(all.len(), 60);
                    let mut parts = 0;
                    for folder in [Folder::Inbox, Folder::Other, Folder::PageDone, Folder::Spam] {
                        let threads = graph.items(list().folder(folder));
                        let threads: Vec<_> = threads.try_collect().await.unwrap();
                        assert!(threads.iter().all(|thread| all.contains(&thread.id)));
                        parts += threads.len();
                    }
                    assert_eq!(parts, 60);
                }
                assert!(simulator.calls().iter().all(|call| call.answered_by == $name));
            }

            #[tokio::test]
            async fn nested_messages_continue_where_they_end() {
                let (_simulator, graph, page_id) = start().await;
                for platform in PLATFORMS {
                    let message = || UnifiedMessageFields::new().message().from();
                    let messages = ListMessagesExpansion::new(message()).limit(2);
                    let fields = UnifiedThreadFields::new().messages_with(messages).participants();
                    let list = ListConversations::new(page_id.as_str())
                        .platform(platform.clone())
                        .fields(fields);
                    let mut threads = graph.items(list.clone()).max_items(12);
                    let mut most = 0;
                    while let Some(thread) = threads.try_next().await.unwrap() {
                        assert_eq!(thread.participants.unwrap().data.len(), 2);
                        let nested = thread.messages.unwrap();
                        let nested = graph.continue_edge(&list, &thread.id, nested);
                        let nested: Vec<_> = nested.try_collect().await.unwrap();
                        let edge = graph.items(ListMessages::new(thread.id).fields(message()));
                        let edge: Vec<_> = edge.try_collect().await.unwrap();
                        assert_eq!(nested, edge);
                        assert!(nested.iter().all(|one| one.from.is_some() && one.message.is_some()));
                        most = most.max(nested.len());
                    }
                    match platform {
                        Platform::Instagram => assert!((15..=20).contains(&most), "{most}"),
                        _ => assert!(most > 20, "{most}"),
                    }
                }
            }

            #[tokio::test]
            async fn nodes_are_read_by_id() {
                let (simulator, graph, page_id) = start().await;
                let mut ids = Vec::new();
                for platform in PLATFORMS {
                    let list = ListConversations::new(page_id.as_str()).platform(platform);
                    let threads = graph.items(list.limit(60));
                    ids.extend(threads.map_ok(|one| one.id).try_collect::<Vec<_>>().await.unwrap());
                }
                let before = simulator.calls().len();
                let fields = UnifiedThreadFields::new().updated_time().participants();
                let nodes = graph.nodes_by_id(GetConversations::new(ids.clone()).fields(fields));
                let nodes: Vec<_> = nodes.try_collect().await.unwrap();
                assert_eq!((nodes.len(), simulator.calls().len() - before), (120, 3));
                assert!(nodes.iter().zip(&ids).all(|((key, node), id)| key == id.as_str() && node.id == *id));

                let fields = UnifiedThreadFields::new().messages();
                let thread = GetConversation::new(ids[0].clone()).fields(fields);
                let thread = graph.send(&thread).await.unwrap();
                let message = thread.messages.unwrap().data.remove(0);
                assert!(message.created_time.is_some());
                let read = graph.send(&GetMessage::new(message.id.clone())).await.unwrap();
                assert_eq!(read, message);

                let missing = graph.nodes_by_id(GetConversations::new(["t_0"]));
                let error = missing.try_collect::<Vec<_>>().await.unwrap_err();
                assert_eq!(error.graph().unwrap().entry.unwrap().name, "UnsupportedGetRequest");
            }

            #[tokio::test]
            async fn a_person_leads_to_one_conversation() {
                let (_simulator, graph, page_id) = start().await;
                for platform in PLATFORMS {
                    let list = || ListConversations::new(page_id.as_str()).platform(platform.clone());
                    let fields = UnifiedThreadFields::new().participants();
                    let mut threads = graph.items(list().fields(fields)).max_items(31);
                    let mut last = None;
                    while let Some(thread) = threads.try_next().await.unwrap() {
                        last = Some(thread);
                    }
                    let thread = last.unwrap();
                    let person = thread.participants.unwrap().data.remove(0).id.unwrap();
                    let found = graph.items(list().user_id(person));
                    let found: Vec<_> = found.try_collect().await.unwrap();
                    assert_eq!(found.len(), 1);
                    assert!(found[0].id == thread.id && found[0].updated_time.is_none());
                }
            }
        }
    )*};
}

each_version!(versions);

/// On the day that the oldest version expires, the first that is in use answers.
#[tokio::test]
async fn a_forwarded_version_is_reported() {
    let expired = VERSIONS[0];
    let today = expired.expires.unwrap();
    let mut in_use = VERSIONS.iter().filter(|version| !version.is_expired(today));
    let answering = in_use.next().unwrap().name;
    assert_ne!(answering, expired.name);
    let simulator = Simulator::builder().today(today).start().await.unwrap();
    let page_id = simulator.page_ids()[0].clone();
    let graph = simulator.graph().unwrap();
    let old = oldest::ListConversations::new(page_id.as_str());
    let page = graph.page(&old).await.unwrap();
    assert_eq!(page.info.answered_by.as_deref(), Some(answering));
    let current = page_conversations::v26_0::ListConversations::new(page_id.as_str());
    let page = graph.page(&current).await.unwrap();
    assert_eq!(page.info.answered_by.as_deref(), Some("v26.0"));
    let strict = Graph::builder(simulator.access_token())
        .host(simulator.url())
        .version_check(VersionCheck::Refuse)
        .build()
        .unwrap();
    let error = strict.pages(old).next().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Version { answered_by, .. } if answered_by == answering));
}

//! The bindings against the simulator, in every version and on both platforms.

use std::collections::HashSet;

use futures_util::{StreamExt, TryStreamExt};
use page_conversations::simulator::{Simulator, World};
use page_conversations::{Advice, Date, Error, Graph, Pacing, Retry, VersionCheck};

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

versions! {
    v19_0 "v19.0" v20_0 "v20.0" v21_0 "v21.0" v22_0 "v22.0" v23_0 "v23.0" v24_0 "v24.0"
    v25_0 "v25.0" v26_0 "v26.0"
}

#[tokio::test]
async fn deleted_messages_are_refused() {
    use page_conversations::v26_0::*;
    let (_simulator, graph, page_id) = start().await;
    let count = UnifiedThreadFields::new().message_count();
    let list = ListConversations::new(page_id.as_str()).fields(count);
    let threads: Vec<_> = graph.items(list).try_collect().await.unwrap();
    let (mut shown, mut counted) = (0, 0);
    for thread in threads {
        counted += usize::try_from(thread.message_count.unwrap()).unwrap();
        let messages = graph.items(ListMessages::new(thread.id).limit(100));
        shown += messages.try_collect::<Vec<_>>().await.unwrap().len();
    }
    assert!(shown < counted, "none of {counted} was deleted");

    use page_conversations::Timestamp;
    use page_conversations::simulator::{Message, Person, Thread};
    let time = Timestamp::from_unix_seconds;
    let person = Person::on_instagram("7", "alex");
    let messages =
        (0..30).map(|number| Message::new(format!("m-{number}"), time(number), person.clone()));
    let mut messages: Vec<_> = messages.collect();
    messages[29].is_deleted = true;
    let thread = Thread::on_instagram("thread", time(30));
    let world = World::empty().page("1", "Page", Some("shop".to_owned()));
    let world = world.thread("1", thread, messages);
    let simulator = Simulator::builder().world(world).start().await.unwrap();
    let graph = simulator.graph().unwrap();
    let messages = graph.items(ListMessages::new("thread".to_owned()).limit(7));
    let messages: Vec<_> = messages.map_ok(|one| one.id).try_collect().await.unwrap();
    let expected: Vec<_> = (10..29).rev().map(|number| format!("m-{number}")).collect();
    assert!(
        messages
            .iter()
            .map(MessageId::as_str)
            .eq(expected.iter().map(String::as_str))
    );
    for (id, gone) in [
        ("m-29", true),
        ("m-28", false),
        ("m-10", false),
        ("m-9", true),
        ("m-0", true),
    ] {
        let result = graph.send(&GetMessage::new(id.to_owned())).await;
        match gone {
            false => assert_eq!(result.unwrap().id.as_str(), id),
            true => {
                let error = result.unwrap_err();
                assert_eq!(error.graph().unwrap().code, Some(9_000_001), "{id}");
                assert_eq!(error.advice(), Advice::GiveUp);
            }
        }
    }
}

#[tokio::test]
async fn updated_time_filters_apply_from_v26() {
    use page_conversations::v26_0::*;
    let (_simulator, graph, page_id) = start().await;
    let list = || ListConversations::new(page_id.as_str());
    let all: Vec<_> = graph.items(list()).try_collect().await.unwrap();
    let time = |place: usize| {
        let seconds = all[place].updated_time.unwrap().unix_seconds();
        u64::try_from(seconds).unwrap() * 1_000
    };
    let part = list()
        .updated_after_ms(time(40))
        .updated_before_ms(time(9))
        .limit(4);
    let part: Vec<_> = graph.items(part).try_collect().await.unwrap();
    assert_eq!(part, all[10..40]);
    let folder = list().updated_after_ms(time(40)).folder(Folder::Inbox);
    let folder: Vec<_> = graph.items(folder).try_collect().await.unwrap();
    assert!(folder.len() == 28 && folder.iter().all(|thread| all[..40].contains(thread)));
    let none = list().updated_after_ms(time(0));
    assert!(
        graph
            .items(none)
            .try_collect::<Vec<_>>()
            .await
            .unwrap()
            .is_empty()
    );
    let tagged = graph.items(list().tags(vec!["spam".to_owned()]));
    assert_eq!(tagged.try_collect::<Vec<_>>().await.unwrap().len(), 6);
}

#[tokio::test]
async fn my_conversations_are_those_of_instagram() {
    use page_conversations::{v21_0, v26_0};
    let (simulator, graph, _) = start().await;
    let mine: Vec<_> = graph
        .items(v26_0::ListMyConversations::new())
        .try_collect()
        .await
        .unwrap();
    assert_eq!(mine.len(), 60);
    let mine = graph.items(v21_0::ListMyConversations::new());
    assert_eq!(mine.try_collect::<Vec<_>>().await.unwrap().len(), 60);
    assert_eq!(simulator.calls()[0].path, "/me/conversations");
}

#[tokio::test]
async fn the_app_secret_proves_calls_in_both_forms() {
    let simulator = Simulator::builder().app_secret("right").require_proof();
    let simulator = simulator.start().await.unwrap();
    let page_id = simulator.page_ids()[0].clone();
    let builder = || {
        Graph::builder(simulator.access_token())
            .host(simulator.url())
            .pacing(Pacing::off())
            .retry(Retry::off())
    };
    let list = || page_conversations::v26_0::ListConversations::new(page_id.as_str());
    for graph in [
        builder().app_secret("right").timed_proof(false),
        builder().app_secret("right").timed_proof(true),
    ] {
        let items = graph.build().unwrap().items(list());
        assert_eq!(items.try_collect::<Vec<_>>().await.unwrap().len(), 60);
    }
    let items = simulator.graph().unwrap().items(list());
    assert_eq!(items.try_collect::<Vec<_>>().await.unwrap().len(), 60);
    for graph in [
        builder(),
        builder().app_secret("wrong").timed_proof(false),
        builder().app_secret("wrong").timed_proof(true),
    ] {
        let error = graph.build().unwrap().page(&list()).await.unwrap_err();
        assert_eq!(
            error.graph().unwrap().entry.unwrap().name,
            "InvalidAppSecretProof"
        );
        assert!(matches!(error.advice(), Advice::FixRequest { .. }));
    }
    let wrong = Graph::builder("another token")
        .host(simulator.url())
        .build()
        .unwrap();
    let error = wrong.page(&list()).await.unwrap_err();
    assert_eq!(error.advice(), Advice::LogIn);
    assert!(!format!("{:?}", simulator.calls()).contains("right"));
}

#[tokio::test]
async fn a_forwarded_version_is_reported() {
    let today = Date::new(2026, 11, 22);
    let simulator = Simulator::builder().today(today).start().await.unwrap();
    let page_id = simulator.page_ids()[0].clone();
    let graph = simulator.graph().unwrap();
    use page_conversations::{v19_0, v20_0, v22_0};
    let page = graph
        .page(&v19_0::ListConversations::new(page_id.as_str()))
        .await
        .unwrap();
    assert_eq!(page.info.answered_by.as_deref(), Some("v21.0"));
    let page = graph
        .page(&v20_0::ListConversations::new(page_id.as_str()))
        .await
        .unwrap();
    assert_eq!(page.info.answered_by.as_deref(), Some("v21.0"));
    let page = graph
        .page(&v22_0::ListConversations::new(page_id.as_str()))
        .await
        .unwrap();
    assert_eq!(page.info.answered_by.as_deref(), Some("v22.0"));
    let strict = Graph::builder(simulator.access_token())
        .host(simulator.url())
        .version_check(VersionCheck::Refuse)
        .build()
        .unwrap();
    let mut pages = strict.pages(v19_0::ListConversations::new(page_id.as_str()));
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Version { answered_by, .. } if answered_by == "v21.0"));
}

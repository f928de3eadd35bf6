//! The bindings against the simulator.

use futures_util::TryStreamExt;
use page_conversations::simulator::{Simulator, World};
use page_conversations::{Advice, Date, Graph, OnUnreadable, Pacing, Retry};

/// A day on which no version of the contract is over.
const EARLY: Date = Date::new(2024, 1, 24);

async fn start() -> (Simulator, Graph, String) {
    let simulator = Simulator::builder().today(EARLY).start().await.unwrap();
    let graph = simulator.graph().unwrap();
    let page_id = simulator.page_ids()[0].clone();
    (simulator, graph, page_id)
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

/// Reads messages by their ids in a version, one of which is deleted.
macro_rules! messages_by_ids {
    ($version:ident, $graph:expr, $page_id:expr) => {{
        use page_conversations::$version::*;
        let list = ListConversations::new($page_id.as_str()).limit(1);
        let thread = $graph.items(list).try_next().await.unwrap().unwrap();
        let fields = UnifiedMessageFields::new().message().from();
        let list = ListMessages::new(&thread.id).fields(fields.clone());
        let expected: Vec<_> = $graph.items(list).try_collect().await.unwrap();
        assert!(expected.len() > 1);
        let ids: Vec<_> = expected.iter().map(|message| &message.id).collect();
        let by_id = $graph
            .send(&GetMessages::new(ids.iter().copied()).fields(fields.clone()))
            .await
            .unwrap();
        assert_eq!(by_id.len(), expected.len());
        for message in &expected {
            assert_eq!(by_id.get(message.id.as_str()), Some(message));
        }
        let with_unknown = ids.into_iter().cloned().chain(["m_none".into()]);
        let mut nodes = $graph
            .nodes_by_id(GetMessages::new(with_unknown).fields(fields))
            .on_unreadable(OnUnreadable::Continue);
        let mut read = Vec::new();
        while let Some((_, message)) = nodes.try_next().await.unwrap() {
            read.push(message);
        }
        assert_eq!(read, expected);
        assert_eq!(nodes.report().unreadable()[0].id, "m_none");
    }};
}

#[tokio::test]
async fn messages_are_read_by_their_ids_in_old_and_new_versions() {
    let (_simulator, graph, page_id) = start().await;
    messages_by_ids!(v22_0, graph, page_id);
    messages_by_ids!(v26_0, graph, page_id);
}

#[tokio::test]
async fn updated_time_filters_apply_from_v26() {
    use page_conversations::v26_0::*;
    let (_simulator, graph, page_id) = start().await;
    let list = || ListConversations::new(page_id.as_str());
    let all: Vec<_> = graph.items(list()).try_collect().await.unwrap();
    let time = |place: usize| all[place].updated_time.unwrap();
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
    let (simulator, graph, page_id) = start().await;
    let token = simulator.instagram_token(&page_id).unwrap();
    let graph = graph.with_token(token).unwrap();
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

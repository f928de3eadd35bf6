//! Values that stores and strings are not made for.

use page_conversations::Timestamp;
use page_conversations::simulator::{Fault, Message, Person, Thread, World};
use serde_json::json;

use super::Setup;
use super::mirror::{assert_same, number, on_graph, stored, texts};

const TIME: i64 = 1_785_283_200;

fn time(seconds: i64) -> Timestamp {
    Timestamp::from_unix_seconds(TIME + seconds)
}

/// A world with one Page.
fn world(threads: impl IntoIterator<Item = (String, Vec<Message>)>) -> World {
    let mut world = World::empty().page("1", "A Page", None);
    for (id, messages) in threads {
        let thread = Thread::on_messenger(id, time(0)).participant(robin());
        world = world.thread("1", thread, messages);
    }
    world
}

fn robin() -> Person {
    Person::on_messenger("7", "Robin")
}

#[tokio::test]
async fn texts_with_nul_and_long_ids_are_stored() {
    let long = format!("t_{}", "x".repeat(10_000));
    let text = "one\0two \u{1F600} \u{FFFF}";
    let message = Message::new(format!("m_{}", "y".repeat(10_000)), time(0), robin()).text(text);
    let setup = Setup::of(world([
        (long.clone(), vec![message]),
        (
            "t_2".to_owned(),
            vec![Message::new("m_2", time(0), robin())],
        ),
    ]))
    .await;
    let inbox = setup.messenger();
    for _ in 0..2 {
        let report = setup.run(&inbox).await;
        assert_eq!(report.unreadable, 0, "{report:?}");
    }
    let stored = stored(&setup.path(), &inbox).await;
    assert_same(&stored, &on_graph(&setup.graph, &inbox).await);
    let message = stored[&long].messages.values().next().unwrap();
    assert_eq!(message.text.as_deref(), Some(text));
}

#[tokio::test]
async fn values_of_another_type_lose_nothing_else() {
    let threads = (0..3).map(|n| {
        let messages = (0..3).map(|m| {
            Message::new(format!("m_{n}_{m}"), time(-m), robin()).text(format!("Text {m}"))
        });
        (format!("t_{n}"), messages.collect())
    });
    let setup = Setup::of(world(threads)).await;
    for (id, path, value) in [
        ("m_0_1", "message", json!(7)),
        ("m_0_2", "created_time", json!({"x": 1})),
        ("m_1_0", "from", json!([1])),
        ("m_1_1", "attachments", json!("none")),
        ("t_1", "participants", json!(1)),
        ("t_2", "messages/paging", json!(7)),
    ] {
        let (id, path) = (id.to_owned(), path.to_owned());
        setup
            .simulator
            .fail_always(Fault::WrongValue { id, path, value });
    }
    let inbox = setup.messenger();
    setup.run(&inbox).await;
    let first = stored(&setup.path(), &inbox).await;
    assert_eq!(first["t_0"].messages.len(), 3);
    assert_eq!(first["t_0"].messages["m_0_1"].text.as_deref(), Some("7"));
    assert_eq!(first["t_1"].messages.len(), 3);
    // A page that may not be the last is read again later.
    let unreadable = texts(&setup.path(), "SELECT id FROM unreadable").await;
    assert_eq!(unreadable, ["t_2"]);

    setup.simulator.stop_failing();
    super::execute(&setup.path(), "UPDATE unreadable SET next_at = 0").await;
    setup.run(&inbox).await;
    setup.run_at(&inbox, super::Depth::Everything).await;
    assert_same(
        &stored(&setup.path(), &inbox).await,
        &on_graph(&setup.graph, &inbox).await,
    );
    assert_eq!(
        number(&setup.path(), "SELECT count(*) FROM unreadable").await,
        0
    );
}

#[tokio::test]
async fn a_listed_node_without_an_id_keeps_the_watermark() {
    let setup = Setup::of(world([
        ("t_1".to_owned(), vec![]),
        ("t_2".to_owned(), vec![]),
    ]))
    .await;
    let inbox = setup.messenger();
    setup.simulator.fail_always(Fault::WrongValue {
        id: "t_1".to_owned(),
        path: String::new(),
        value: json!(null),
    });
    setup.run(&inbox).await;
    let watermark = "SELECT watermark IS NULL FROM inboxes";
    assert_eq!(number(&setup.path(), watermark).await, 1);
    setup.simulator.stop_failing();
    setup.run(&inbox).await;
    assert_eq!(number(&setup.path(), watermark).await, 0);
    assert_same(
        &stored(&setup.path(), &inbox).await,
        &on_graph(&setup.graph, &inbox).await,
    );
}

#[tokio::test]
async fn graphs_that_keep_unknown_members_are_read_too() {
    let setup = Setup::new(30).await;
    let graph = page_conversations::Graph::builder(setup.simulator.access_token())
        .host(setup.simulator.url())
        .pacing(page_conversations::Pacing::off())
        .keep_unknown_members(true)
        .build()
        .unwrap();
    let inbox = setup.messenger();
    let sync = super::Sync::new(graph, setup.store.clone());
    let report = sync.run(&inbox).await.unwrap();
    assert_eq!(report.threads_new, 30);
    sync.run(&inbox).await.unwrap();
    assert_same(
        &stored(&setup.path(), &inbox).await,
        &on_graph(&setup.graph, &inbox).await,
    );
}

//! Values that stores and strings are not made for.

use page_conversations::Timestamp;
use page_conversations::simulator::{Fault, Message, Person, Thread, World};
use page_conversations::sync::{MessageRow, Store, ThreadRow};
use serde_json::json;

use super::database::{Sqlite, TestDatabase, on_all_databases};
use super::mirror::{assert_same, number, stored, texts};
use super::{Depth, Setup, execute};

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

async fn texts_with_nul_and_long_ids_are_stored<D: TestDatabase>() {
    let long = format!("t_{}", "x".repeat(10_000));
    let text = "one\0two \u{1F600} \u{FFFF}";
    let message = Message::new(format!("m_{}", "y".repeat(10_000)), time(0), robin()).text(text);
    let setup = Setup::<D>::of(world([
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
    let stored = stored(&setup.database, &inbox).await;
    let mut expected = setup.world(&inbox);
    for message in expected
        .values_mut()
        .flat_map(|thread| thread.messages.values_mut())
    {
        message.text = message.text.as_deref().map(D::as_stored);
    }
    assert_same(&stored, &expected);
    let message = stored[&long].messages.values().next().unwrap();
    assert_eq!(message.text, Some(D::as_stored(text)));
    // Nothing is lost.
    let raw = texts(
        &setup.database,
        "SELECT raw FROM messages ORDER BY length(raw) DESC",
    )
    .await;
    let raw: serde_json::Value = serde_json::from_str(&raw[0]).unwrap();
    assert_eq!(raw["message"], text);
}

async fn ids_with_nul_are_found_again<D: TestDatabase>() {
    let setup = Setup::<D>::new(1).await;
    let lease = setup.store.begin(&setup.messenger()).await.unwrap();
    let ids = vec!["t_\0".to_owned(), "t_2".to_owned()];
    let thread = ThreadRow {
        id: ids[0].clone(),
        ..ThreadRow::default()
    };
    setup.store.put_thread(&lease, &thread, &[]).await.unwrap();
    let known = setup.store.listed(&lease, &ids).await.unwrap();
    assert_eq!(known.keys().collect::<Vec<_>>(), [&ids[0]]);
}

async fn a_message_that_a_page_has_twice_is_stored_once<D: TestDatabase>() {
    let setup = Setup::<D>::new(1).await;
    let lease = setup.store.begin(&setup.messenger()).await.unwrap();
    let messages = ["first", "second"].map(|text| MessageRow {
        id: "m_1".to_owned(),
        text: Some(text.to_owned()),
        ..MessageRow::default()
    });
    let thread = ThreadRow {
        id: "t_1".to_owned(),
        ..ThreadRow::default()
    };
    // The size of a statement, so that both are in one.
    let messages = messages.iter().cycle().take(8).cloned();
    let messages: Vec<_> = messages.collect();
    let stored = setup.store.put_thread(&lease, &thread, &messages).await;
    assert_eq!(stored.unwrap().messages_new, 1);
    let stored = texts(&setup.database, "SELECT text FROM messages").await;
    assert_eq!(stored, ["second"]);
}

async fn values_of_another_type_lose_nothing_else<D: TestDatabase>() {
    let threads = (0..3).map(|n| {
        let messages = (0..3).map(|m| {
            Message::new(format!("m_{n}_{m}"), time(-m), robin())
                .text(format!("Text {m}"))
                .extra("attachments", json!({"data": [{"id": "1"}]}))
        });
        (format!("t_{n}"), messages.collect())
    });
    let setup = Setup::<D>::of(world(threads)).await;
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
    let report = setup.run(&inbox).await;
    // The number is a text, and the paging is what makes a conversation unreadable.
    assert_eq!(report.values_of_other_types, 4, "{report:?}");
    let counted = "SELECT values_of_other_types FROM runs";
    assert_eq!(number(&setup.database, counted).await, 4);
    let first = stored(&setup.database, &inbox).await;
    assert_eq!(first["t_0"].messages.len(), 3);
    assert_eq!(first["t_0"].messages["m_0_1"].text.as_deref(), Some("7"));
    assert_eq!(first["t_1"].messages.len(), 3);
    // A page that may not be the last is read again later.
    let unreadable = texts(&setup.database, "SELECT id FROM unreadable").await;
    assert_eq!(unreadable, ["t_2"]);

    setup.simulator.stop_failing();
    super::execute(&setup.database, "UPDATE unreadable SET next_at = 0").await;
    setup.run(&inbox).await;
    let report = setup.run_at(&inbox, super::Depth::Everything).await;
    assert_eq!(report.values_of_other_types, 0, "{report:?}");
    setup.assert_mirrored(&inbox).await;
    assert_eq!(
        number(&setup.database, "SELECT count(*) FROM unreadable").await,
        0
    );
}

/// PHP writes an absent time as 0.
async fn a_time_before_facebook_hides_and_marks_nothing<D: TestDatabase>() {
    for zero in [json!(0), json!("1970-01-01T00:00:00+0000")] {
        let threads = (0..120).map(|n| {
            let messages = (0..30).map(|m| Message::new(format!("m_{n}_{m}"), time(-m), robin()));
            (format!("t_{n}"), messages.collect())
        });
        let setup = Setup::<D>::of(world(threads)).await;
        let inbox = setup.messenger();
        setup.run(&inbox).await;
        for n in 0..120 {
            setup.new_message(format!("t_{n}"));
        }
        let newest = setup.world(&inbox)["t_119"].messages.len();
        assert_eq!(newest, 31);
        for (id, path) in [("t_117", "updated_time"), ("m_60_0", "created_time")] {
            let (id, path, value) = (id.to_owned(), path.to_owned(), zero.clone());
            setup
                .simulator
                .fail_always(Fault::WrongValue { id, path, value });
        }
        let report = setup.run(&inbox).await;
        assert_eq!(report.messages_new, 120, "{report:?}");
        assert_eq!(report.messages_vanished, 0, "{report:?}");
    }
}

#[tokio::test]
async fn a_listed_node_without_an_id_keeps_the_watermark() {
    let setup = Setup::<Sqlite>::of(world([
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
    let report = setup.run(&inbox).await;
    assert_eq!(report.threads_without_id, 1, "{report:?}");
    let lost = "SELECT threads_without_id FROM runs";
    assert_eq!(number(&setup.database, lost).await, 1);
    let watermark = "SELECT watermark IS NULL FROM inboxes";
    assert_eq!(number(&setup.database, watermark).await, 1);
    setup.simulator.stop_failing();
    let report = setup.run(&inbox).await;
    assert_eq!(report.threads_without_id, 0, "{report:?}");
    assert_eq!(number(&setup.database, watermark).await, 0);
    setup.assert_mirrored(&inbox).await;
}

#[tokio::test]
async fn pages_from_a_node_without_an_id_on_are_listed_until_it_has_one() {
    let ids = (1..=120).map(|number| (format!("t_{number}"), vec![]));
    let setup = Setup::<Sqlite>::of(world(ids)).await;
    let inbox = setup.messenger();
    setup.simulator.fail_always(Fault::WrongValue {
        id: "t_60".to_owned(),
        path: "id".to_owned(),
        value: json!(null),
    });
    for _ in 0..2 {
        let report = setup.run(&inbox).await;
        assert_eq!(report.threads_without_id, 1, "{report:?}");
    }
    setup.simulator.stop_failing();
    let report = setup.run(&inbox).await;
    assert_eq!(report.threads_without_id, 0, "{report:?}");
    setup.assert_mirrored(&inbox).await;
}

async fn an_id_that_no_call_can_have_is_set_aside<D: TestDatabase>() {
    let odd = [".", "..", "a,b", "a\\b"];
    let ids = odd.iter().chain(["t_1"].iter());
    let setup = Setup::<D>::of(world(ids.map(|id| ((*id).to_owned(), vec![])))).await;
    let inbox = setup.messenger();
    let report = setup.run(&inbox).await;
    assert_eq!(report.unreadable, odd.len() as u64, "{report:?}");
    for depth in [Depth::Changes, Depth::Threads, Depth::Everything] {
        setup.new_message("t_1");
        // As if it were time to try them again.
        execute(&setup.database, "UPDATE unreadable SET next_at = 0").await;
        let report = setup.run_at(&inbox, depth).await;
        assert_eq!(report.messages_new, 1, "{depth:?} {report:?}");
    }
    let count = number(&setup.database, "SELECT count(*) FROM unreadable").await;
    assert_eq!(count as usize, odd.len());
}

/// Graph sorts by the true time, and sends another.
async fn a_time_in_the_future_hides_no_change<D: TestDatabase>() {
    for year in ["2096", "9999"] {
        let ids = ["t_1", "t_2"].map(|id| (id.to_owned(), vec![]));
        let setup = Setup::<D>::of(world(ids)).await;
        let inbox = setup.messenger();
        setup.simulator.fail_always(Fault::WrongValue {
            id: "t_1".to_owned(),
            path: "updated_time".to_owned(),
            value: json!(format!("{year}-10-02T00:00:00+0000")),
        });
        setup.run(&inbox).await;
        setup.new_message("t_2");
        let report = setup.run(&inbox).await;
        assert_eq!(report.messages_new, 1, "{report:?}");
    }
}

/// The clock of the machine may have been ahead.
async fn a_watermark_in_the_future_hides_no_change<D: TestDatabase>() {
    let setup = Setup::<D>::new(5).await;
    let inbox = setup.messenger();
    setup.run(&inbox).await;
    let ahead = "UPDATE inboxes SET watermark = 4000000000";
    execute(&setup.database, ahead).await;
    for id in stored(&setup.database, &inbox).await.into_keys() {
        setup.new_message(id);
        let report = setup.run(&inbox).await;
        assert_eq!(report.messages_new, 1, "{report:?}");
    }
    let ahead = "SELECT count(*) FROM inboxes WHERE watermark >= 4000000000";
    assert_eq!(number(&setup.database, ahead).await, 0);
}

#[tokio::test]
async fn graphs_that_keep_unknown_members_are_read_too() {
    let setup = Setup::<Sqlite>::new(30).await;
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
    setup.assert_mirrored(&inbox).await;
}

on_all_databases! {
    texts_with_nul_and_long_ids_are_stored,
    ids_with_nul_are_found_again,
    a_message_that_a_page_has_twice_is_stored_once,
    values_of_another_type_lose_nothing_else,
    a_time_before_facebook_hides_and_marks_nothing,
    an_id_that_no_call_can_have_is_set_aside,
    a_time_in_the_future_hides_no_change,
    a_watermark_in_the_future_hides_no_change,
}

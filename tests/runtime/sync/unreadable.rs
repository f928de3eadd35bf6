//! Conversations and messages that cannot be read.

use page_conversations::simulator::Poison;

use super::database::{Sqlite, TestDatabase, on_all_databases};
use super::mirror::{assert_same, number, stored, texts};
use super::{Setup, execute};

/// Returns the ids of conversations by age, the newest first.
async fn by_age(setup: &Setup<impl TestDatabase>) -> Vec<String> {
    let all = setup.world(&setup.messenger());
    let mut all: Vec<_> = all
        .into_iter()
        .map(|(id, thread)| (thread.time, id))
        .collect();
    all.sort();
    all.into_iter().rev().map(|(_, id)| id).collect()
}

async fn poisoned_conversations_are_set_aside_and_tried_again<D: TestDatabase>() {
    let setup = Setup::<D>::new(25).await;
    let inbox = setup.messenger();
    let ids = by_age(&setup).await;
    setup.simulator.fail_always(Poison::thread(&*ids[20]));
    let report = setup.run(&inbox).await;
    assert_eq!(
        (report.threads_new, report.unreadable),
        (24, 1),
        "{report:?}"
    );
    let unreadable = texts(&setup.database, "SELECT id FROM unreadable").await;
    assert_eq!(unreadable, [&*ids[20]]);
    let code = number(&setup.database, "SELECT code FROM unreadable").await;
    assert_eq!(code, 1);

    // It is not tried before it is due, and costs nothing until then.
    let report = setup.run(&inbox).await;
    assert!(report.calls <= 2, "{report:?}");
    let attempts = "SELECT attempts FROM unreadable";
    assert_eq!(number(&setup.database, attempts).await, 1);
    execute(&setup.database, "UPDATE unreadable SET next_at = 0").await;
    setup.run(&inbox).await;
    assert_eq!(number(&setup.database, attempts).await, 2);
    let wait = "SELECT next_at - last_at FROM unreadable";
    assert_eq!(number(&setup.database, wait).await, 120);

    // Readable again, and due.
    setup.simulator.stop_failing();
    execute(&setup.database, "UPDATE unreadable SET next_at = 0").await;
    let report = setup.run(&inbox).await;
    assert_eq!(
        (report.threads_new, report.unreadable),
        (1, 0),
        "{report:?}"
    );
    assert_eq!(
        number(&setup.database, "SELECT count(*) FROM unreadable").await,
        0
    );
    setup.assert_mirrored(&inbox).await;
}

/// Errors that the contract states to be about one node.
#[tokio::test]
async fn an_error_about_one_person_sets_one_conversation_aside() {
    for (code, subcode) in [(551, 1_545_041), (100, 2_018_218)] {
        let setup = Setup::<Sqlite>::new(40).await;
        let inbox = setup.messenger();
        let ids = by_age(&setup).await;
        let poison = Poison::thread(&*ids[20]).status(400).transient(false);
        setup
            .simulator
            .fail_always(poison.code(code).subcode(subcode));
        let report = setup.run(&inbox).await;
        let read = (report.threads_new, report.unreadable);
        assert_eq!(read, (39, 1), "{code} {report:?}");
    }
}

#[tokio::test]
async fn a_poisoned_conversation_that_changes_is_read_without_it() {
    let setup = Setup::<Sqlite>::new(25).await;
    let inbox = setup.messenger();
    setup.run(&inbox).await;
    let ids = by_age(&setup).await;
    for id in &ids[10..20] {
        setup.new_message(id);
    }
    setup.simulator.fail_always(Poison::thread(&*ids[15]));
    setup.simulator.fail_always(Poison::id(&*ids[16]));
    let report = setup.run(&inbox).await;
    assert_eq!(
        (report.messages_new, report.unreadable),
        (8, 2),
        "{report:?}"
    );
    setup.simulator.stop_failing();
    execute(&setup.database, "UPDATE unreadable SET next_at = 0").await;
    setup.run(&inbox).await;
    setup.assert_mirrored(&inbox).await;
}

async fn all_but_the_poisoned_message_of_a_conversation_is_stored<D: TestDatabase>() {
    let setup = Setup::<D>::new(20).await;
    let inbox = setup.messenger();
    let all = setup.world(&inbox);
    let (id, thread) = all
        .iter()
        .max_by_key(|(_, thread)| thread.messages.len())
        .unwrap();
    let message = thread.messages.keys().nth(3).unwrap();
    setup
        .simulator
        .fail_always(Poison::message(message.as_str()));
    for _ in 0..2 {
        setup.run(&inbox).await;
        let found = &stored(&setup.database, &inbox).await[id];
        assert_eq!(found.messages.len(), thread.messages.len() - 1);
        assert!(!found.messages.contains_key(message));
        let unreadable = texts(&setup.database, "SELECT id FROM unreadable").await;
        assert_eq!(unreadable, [&**message]);
        execute(&setup.database, "UPDATE unreadable SET next_at = 0").await;
    }
    setup.simulator.stop_failing();
    setup.run(&inbox).await;
    assert_same(&stored(&setup.database, &inbox).await, &all);
}

on_all_databases! {
    poisoned_conversations_are_set_aside_and_tried_again,
    all_but_the_poisoned_message_of_a_conversation_is_stored,
}

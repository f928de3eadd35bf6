//! Conversations and messages that Graph no longer has.

use page_conversations::simulator::Change;

use super::database::{TestDatabase, on_all_databases};
use super::mirror::{number, stored};
use super::{Depth, Setup};

async fn vanished_messages_are_marked_and_kept<D: TestDatabase>() {
    let setup = Setup::<D>::new(20).await;
    let inbox = setup.messenger();
    setup.run(&inbox).await;
    let all = stored(&setup.database, &inbox).await;
    let (id, thread) = all
        .iter()
        .max_by_key(|(_, thread)| thread.messages.len())
        .unwrap();
    let mut messages: Vec<_> = thread.messages.iter().collect();
    messages.sort_by_key(|(_, message)| message.time);
    let (oldest, newest) = (messages[0].0, messages[messages.len() - 2].0);
    assert!(messages.len() > 20);
    for message in [oldest, newest] {
        setup.change(Change::delete_message(message));
    }
    let vanished =
        "SELECT count(*) FROM messages WHERE vanished_at IS NOT NULL AND text IS NOT NULL";

    // The newest messages are read again as soon as the conversation changes.
    setup.new_message(id);
    let report = setup.run(&inbox).await;
    assert_eq!((report.messages_new, report.messages_vanished), (1, 1));
    assert_eq!(number(&setup.database, vanished).await, 1);
    let report = setup.run_at(&inbox, Depth::Everything).await;
    assert_eq!(report.messages_vanished, 1);
    assert_eq!(number(&setup.database, vanished).await, 2);
    setup.assert_mirrored(&inbox).await;
}

async fn vanished_conversations_are_marked_and_archived_ones_are_not<D: TestDatabase>() {
    let setup = Setup::<D>::new(80).await;
    let inbox = setup.messenger();
    setup.run(&inbox).await;
    let ids: Vec<_> = stored(&setup.database, &inbox).await.into_keys().collect();
    setup.change(Change::delete_thread(&ids[3]));
    setup.change(Change::archive(&ids[4]));
    let report = setup.run_at(&inbox, Depth::Threads).await;
    assert_eq!(report.threads_vanished, 1, "{report:?}");
    let after = stored(&setup.database, &inbox).await;
    assert!(!after.contains_key(&ids[3]));
    assert!(after.contains_key(&ids[4]));
    let kept = "SELECT count(*) FROM threads WHERE vanished_at IS NOT NULL";
    assert_eq!(number(&setup.database, kept).await, 1);
    assert_eq!(
        setup.run_at(&inbox, Depth::Threads).await.threads_vanished,
        0
    );
}

on_all_databases! {
    vanished_messages_are_marked_and_kept,
    vanished_conversations_are_marked_and_archived_ones_are_not,
}

//! What a store has and lacks.

use page_conversations::simulator::{Change, Poison};
use page_conversations::sync::RunOutcome;

use super::database::{TestDatabase, TestStore, on_all_databases};
use super::mirror::stored;
use super::{Depth, Setup, execute};

async fn the_status_has_counts_and_what_is_missing<D: TestDatabase>() {
    let setup = Setup::<D>::new(30).await;
    assert!(setup.store.status().await.unwrap().inboxes.is_empty());
    let inbox = setup.messenger();
    let all = setup.world(&inbox);
    let (poisoned, others) = all.iter().next().unwrap();
    assert!(!others.messages.is_empty());
    setup.simulator.fail_always(Poison::thread(poisoned));
    let report = setup.run(&inbox).await;
    let instagram = setup.run(&setup.instagram()).await;
    assert!(instagram.gaps > 0);

    let status = setup.store.status().await.unwrap();
    let [messenger, instagram_status] = &*status.inboxes else {
        panic!("{status:?}");
    };
    let stored = stored(&setup.database, &inbox).await;
    let messages = stored.values().map(|thread| thread.messages.len() as u64);
    let people: std::collections::HashSet<_> =
        stored.values().flat_map(|thread| &thread.people).collect();
    assert_eq!(messenger.inbox, inbox);
    assert_eq!(messenger.threads, 29);
    assert_eq!(messenger.messages, messages.sum::<u64>());
    assert_eq!(messenger.participants, people.len() as u64);
    let times = stored.values().flat_map(|thread| thread.messages.values());
    let newest = times.filter_map(|message| message.time).max();
    assert_eq!(
        messenger.newest_message.map(|time| time.unix_seconds()),
        newest
    );
    assert!(messenger.watermark.is_some() && messenger.leased_until.is_none());
    assert_eq!((messenger.gap_count, messenger.unreadable_count), (0, 1));
    let unreadable = &messenger.unreadable[0];
    assert_eq!((&unreadable.id, unreadable.attempts), (poisoned, 1));
    assert!(unreadable.next_at > unreadable.last_at && !unreadable.error.is_empty());
    assert_eq!(instagram_status.gap_count, instagram.gaps);
    assert_eq!(instagram_status.gaps.len() as u64, instagram.gaps.min(100));
    let [run] = &*messenger.runs else {
        panic!("{messenger:?}");
    };
    assert_eq!((run.outcome, &run.report), (RunOutcome::Complete, &report));
    assert!(run.ended_at >= Some(run.started_at));

    // A lease, a failed run, and something that vanished.
    execute(
        &setup.database,
        "UPDATE inboxes SET lease_holder = 'another', lease_until = unixepoch() + 30 WHERE key = 1",
    )
    .await;
    let gone = stored
        .iter()
        .find(|(_, thread)| !thread.messages.is_empty());
    let (gone, thread) = gone.unwrap();
    setup.change(Change::delete_thread(gone));
    let status = setup.store.status().await.unwrap();
    assert!(status.inboxes[0].leased_until.is_some());
    execute(&setup.database, "UPDATE inboxes SET lease_until = 0").await;
    setup.run_at(&inbox, Depth::Threads).await;
    let status = setup.store.status().await.unwrap();
    let after = &status.inboxes[0];
    assert_eq!((after.threads, after.threads_vanished), (28, 1));
    assert_eq!(after.messages_vanished, thread.messages.len() as u64);
    assert_eq!(after.messages + after.messages_vanished, messenger.messages);
    assert_eq!(after.runs.len(), 2);
}

on_all_databases! {
    the_status_has_counts_and_what_is_missing,
}

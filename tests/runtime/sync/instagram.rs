//! Instagram's limit of 20 messages, and its own login.

use page_conversations::sync::{Inbox, Sync};

use super::Setup;
use super::database::{Sqlite, TestDatabase, on_all_databases};
use super::mirror::{assert_same, number, numbers, stored};

async fn what_is_out_of_reach_stays_stored<D: TestDatabase>() {
    let setup = Setup::<D>::new(40).await;
    let inbox = setup.instagram();
    setup.run(&inbox).await;
    let first = stored(&setup.database, &inbox).await;
    assert_same(&first, &setup.world(&inbox));

    let (id, before) = first
        .iter()
        .max_by_key(|(_, thread)| thread.messages.len())
        .unwrap();
    assert_eq!(before.messages.len(), 20);
    setup.new_message(id);
    let report = setup.run(&inbox).await;
    assert_eq!(
        (report.messages_new, report.messages_vanished, report.gaps),
        (1, 0, 0)
    );
    assert_eq!(stored(&setup.database, &inbox).await[id].messages.len(), 21);
}

async fn gaps_are_stored_with_their_times<D: TestDatabase>() {
    let setup = Setup::<D>::new(5).await;
    let inbox = setup.instagram();
    setup.run(&inbox).await;
    let first = stored(&setup.database, &inbox).await;
    let (id, before) = first
        .iter()
        .max_by_key(|(_, thread)| thread.messages.len())
        .unwrap();
    let newest = before
        .messages
        .values()
        .map(|message| message.time)
        .max()
        .unwrap();
    let gaps = "SELECT count(*) FROM gaps";
    let first_gaps = number(&setup.database, gaps).await;
    for _ in 0..30 {
        setup.new_message(id);
    }
    let report = setup.run(&inbox).await;
    assert_eq!(
        (report.messages_new, report.messages_vanished, report.gaps),
        (20, 0, 1)
    );
    assert_eq!(number(&setup.database, gaps).await, first_gaps + 1);
    let from = "SELECT from_time FROM gaps WHERE from_time IS NOT NULL";
    assert_eq!(numbers(&setup.database, from).await, [newest]);
    // A gap is found once.
    assert_eq!(setup.run(&inbox).await.gaps, 0);
}

#[tokio::test]
async fn accounts_that_logged_in_on_instagram_are_read_as_me() {
    let setup = Setup::<Sqlite>::new(30).await;
    let token = setup.simulator.instagram_token(&setup.page_id).unwrap();
    let graph = setup.graph.with_token(token).unwrap();
    let inbox = Inbox::instagram_login("17841400000000001");
    let report = Sync::new(graph, setup.store.clone())
        .run(&inbox)
        .await
        .unwrap();
    assert_eq!(report.threads_new, 30);
    let calls = setup.simulator.calls();
    assert!(
        calls.iter().any(|call| call.path == "/me/conversations"),
        "{calls:?}"
    );
    assert_same(
        &stored(&setup.database, &inbox).await,
        &setup.world(&setup.instagram()),
    );
}

on_all_databases! {
    what_is_out_of_reach_stays_stored,
    gaps_are_stored_with_their_times,
}

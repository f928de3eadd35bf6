//! Leases: one worker writes to an inbox at a time.

use page_conversations::sync::{
    SqliteStore, Store, StoreError, SyncError, UnreadableRow, WalkPosition,
};

use super::database::{Sqlite, TestDatabase, on_all_databases};
use super::mirror::{number, texts};
use super::{Setup, execute};

async fn a_worker_that_lost_its_lease_cannot_write<D: TestDatabase>() {
    let setup = Setup::<D>::new(5).await;
    let inbox = setup.messenger();
    let old = setup.store.begin(&inbox).await.unwrap();
    let new = setup.store.begin(&inbox).await.unwrap();
    assert!(new.token > old.token);
    let id = "t_1".to_owned();
    let position = WalkPosition {
        newest: None,
        cursor: None,
        thread_id: id.clone(),
    };
    let unreadable = UnreadableRow {
        id: id.clone(),
        thread_id: id,
        updated_time: None,
        code: None,
        error: "an error".to_owned(),
    };
    for result in [
        setup.store.renew(&old).await,
        setup.store.complete_walk(&old, None).await,
        setup.store.put_position(&old, &position).await,
        setup.store.put_unreadable(&old, &unreadable).await,
        setup.store.thread_vanished(&old, "t_1").await.map(drop),
        setup.store.listed(&old, &[]).await.map(drop),
        setup
            .store
            .put_thread(&old, &Default::default(), &[])
            .await
            .map(drop),
        setup.store.end(&old, &Default::default(), None).await,
    ] {
        assert!(matches!(result, Err(StoreError::LeaseLost)), "{result:?}");
    }
    assert_eq!(
        number(&setup.database, "SELECT count(*) FROM threads").await,
        0
    );
    let unreadable = "SELECT count(*) FROM unreadable";
    assert_eq!(number(&setup.database, unreadable).await, 0);
    // Nor can a worker that has the number of the lease, and not the lease.
    let other = setup.database.open().await.unwrap();
    assert!(matches!(
        other.renew(&new).await,
        Err(StoreError::LeaseLost)
    ));
    setup.store.renew(&new).await.unwrap();
    let outcomes = texts(&setup.database, "SELECT outcome FROM runs ORDER BY key").await;
    assert_eq!(outcomes, ["stopped", "running"]);
}

async fn an_inbox_of_another_worker_is_refused_until_its_lease_ends<D: TestDatabase>() {
    let setup = Setup::<D>::new(5).await;
    let inbox = setup.messenger();
    setup.store.begin(&inbox).await.unwrap();
    let database = &setup.database;
    execute(database, "UPDATE inboxes SET lease_holder = 'another'").await;
    let error = setup.sync().run(&inbox).await.unwrap_err();
    assert!(matches!(error, SyncError::Store(StoreError::Leased { .. })));
    assert!(error.to_string().contains("another worker"), "{error}");
    // The other inbox is free.
    setup.run(&setup.instagram()).await;

    execute(database, "UPDATE inboxes SET lease_until = unixepoch() - 1").await;
    setup.run(&inbox).await;
    // A clock that was ahead does not lock the inbox for years.
    execute(
        database,
        "UPDATE inboxes SET lease_holder = 'another', lease_until = unixepoch() + 1000000",
    )
    .await;
    setup.run(&inbox).await;
}

#[tokio::test]
async fn the_future_of_a_run_can_be_sent() {
    fn is_send(_: &impl Send) {}
    let setup = Setup::<Sqlite>::new(1).await;
    let (sync, inbox) = (setup.sync(), setup.messenger());
    is_send(&sync.run(&inbox));
    assert!(!format!("{:?}", SqliteStore::clone(&setup.store)).is_empty());
}

on_all_databases! {
    a_worker_that_lost_its_lease_cannot_write,
    an_inbox_of_another_worker_is_refused_until_its_lease_ends,
}

//! Workers that share the inboxes of a store.

use std::collections::HashSet;
use std::time::Duration;

use futures_util::TryStreamExt;
use futures_util::future::try_join;
use page_conversations::simulator::World;
use page_conversations::sync::{Inbox, Store, Sync, run_due};

use super::database::{TestDatabase, on_all_databases};
use super::mirror::number;
use super::{Setup, execute};

const HOUR: Duration = Duration::from_secs(3_600);

/// A world of so many Pages.
fn pages(count: usize) -> World {
    let pages = 0..count;
    pages.fold(World::seeded(1).page_threads(4), |world, page| {
        world.page(format!("2200000000010{page:02}"), "A Page", None)
    })
}

async fn workers_share_what_is_due<D: TestDatabase>() {
    let setup = Setup::<D>::of(pages(12)).await;
    let ids = setup.simulator.page_ids();
    let inboxes: Vec<_> = ids.iter().map(Inbox::messenger).collect();
    let other = setup.database.open().await.unwrap();
    setup.store.schedule(&inboxes, true).await.unwrap();
    setup.store.schedule(&inboxes[..1], false).await.unwrap();
    let work = async |store: &D::Store| {
        let sync_of = |_: &Inbox| Sync::new(setup.graph.clone(), store.clone());
        run_due(store, HOUR, 3, sync_of)
            .try_collect::<Vec<_>>()
            .await
    };
    let (mine, theirs) = try_join(work(&setup.store), work(&other)).await.unwrap();
    assert!(!mine.is_empty() && !theirs.is_empty());
    let all: Vec<_> = mine.into_iter().chain(theirs).collect();
    let different: HashSet<_> = all.iter().map(|(inbox, _)| inbox.clone()).collect();
    // Each is read once, and the one that was left out is not.
    assert_eq!((all.len(), different.len()), (inboxes.len() - 1, all.len()));
    assert!(!different.contains(&inboxes[0]));
    for (inbox, result) in &all {
        assert!(result.is_ok(), "{result:?}");
        setup.assert_mirrored(inbox).await;
    }
    let runs = number(&setup.database, "SELECT count(*) FROM runs").await;
    assert_eq!(runs as usize, all.len());
    // None is due until an hour has passed.
    assert!(work(&other).await.unwrap().is_empty());
    let later = "UPDATE inboxes SET started_at = started_at - 3600 WHERE key < 5";
    execute(&setup.database, later).await;
    assert_eq!(work(&other).await.unwrap().len(), 3);
}

async fn inboxes_of_an_account_are_with_one_worker<D: TestDatabase>() {
    let setup = Setup::<D>::new(2).await;
    let other = setup.database.open().await.unwrap();
    let inboxes = [setup.messenger(), setup.instagram()];
    setup.store.schedule(&inboxes, true).await.unwrap();
    let first = setup.store.begin_next(HOUR).await.unwrap().unwrap();
    assert_eq!(first.inbox, inboxes[0]);
    assert_eq!(other.begin_next(HOUR).await.unwrap(), None);
    // The worker is gone.
    execute(&setup.database, "UPDATE inboxes SET lease_until = 0").await;
    let taken = other.begin_next(HOUR).await.unwrap().unwrap();
    assert_eq!(taken.inbox, inboxes[1], "the one that waited longest");
    assert_eq!(setup.store.begin_next(HOUR).await.unwrap(), None);
    let taken = other.begin_next(HOUR).await.unwrap().unwrap();
    assert_eq!(taken.inbox, inboxes[0], "the other one has the same token");
    assert!(setup.store.renew(&first).await.is_err());
}

/// It may take longer over a result than a lease lasts.
async fn runs_go_on_while_the_caller_does_something_else<D: TestDatabase>() {
    let setup = Setup::<D>::of(pages(3)).await;
    let ids = setup.simulator.page_ids();
    let inboxes: Vec<_> = ids.iter().map(Inbox::messenger).collect();
    setup.store.schedule(&inboxes, true).await.unwrap();
    let sync_of = |_: &Inbox| Sync::new(setup.graph.clone(), setup.store.clone());
    let mut runs = std::pin::pin!(run_due(&setup.store, HOUR, 9, sync_of));
    assert!(runs.try_next().await.unwrap().is_some());
    let ended = "SELECT count(*) FROM runs WHERE ended_at IS NOT NULL";
    let others = async {
        while number(&setup.database, ended).await < 2 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let minute = Duration::from_secs(60);
    tokio::time::timeout(minute, others).await.unwrap();
    let rest: Vec<_> = runs.try_collect().await.unwrap();
    assert_eq!(rest.len() + 1, inboxes.len());
}

on_all_databases! {
    workers_share_what_is_due,
    runs_go_on_while_the_caller_does_something_else,
    inboxes_of_an_account_are_with_one_worker,
}

//! How many calls runs take.

use page_conversations::versions::{Newest, V25_0};

use super::database::Sqlite;
use super::mirror::{assert_same, on_graph, stored};
use super::{Depth, Setup};

#[tokio::test]
async fn a_run_with_nothing_new_takes_two_calls() {
    let setup = Setup::<Sqlite>::new(60).await;
    let inbox = setup.messenger();
    let first = setup.run(&inbox).await;
    assert_eq!(first.threads_new, 60);
    assert_same(
        &stored(&setup.database, &inbox).await,
        &on_graph(&setup.graph, &inbox).await,
    );

    let before = setup.simulator.calls().len();
    let second = setup.run(&inbox).await;
    assert!(second.calls <= 2, "{second:?}");
    assert_eq!(
        setup.simulator.calls().len() - before,
        second.calls as usize
    );
    assert_eq!(
        (second.messages_new, second.messages_changed, second.gaps),
        (0, 0, 0)
    );
}

#[tokio::test]
async fn changed_conversations_take_a_call_each_at_most() {
    let setup = Setup::<Sqlite>::new(120).await;
    let inbox = setup.messenger();
    setup.run(&inbox).await;
    let threads = on_graph(&setup.graph, &inbox).await;
    for changed in [1, 2, 7, 49, 51, 99] {
        for id in threads.keys().take(changed) {
            setup.new_message(id);
        }
        let report = setup.run(&inbox).await;
        assert!(
            report.calls <= 2 + changed as u64,
            "{changed} changed: {report:?}"
        );
        assert_eq!(report.messages_new, changed as u64);
    }
    assert_same(
        &stored(&setup.database, &inbox).await,
        &on_graph(&setup.graph, &inbox).await,
    );
}

#[tokio::test]
async fn the_first_run_takes_hardly_more_calls_than_there_are_pages() {
    let setup = Setup::<Sqlite>::new(1_000).await;
    // 50 conversations a call, which is the only limit that Graph documents.
    for inbox in [setup.messenger(), setup.instagram()] {
        let report = setup.run(&inbox).await;
        assert_eq!(report.threads_new, 1_000);
        assert!(report.calls <= 22, "{report:?}");
    }
}

#[tokio::test]
async fn a_version_without_the_filter_by_time_reads_no_more() {
    let setup = Setup::<Sqlite>::new(30).await;
    let inbox = setup.messenger();
    setup.sync().version(Newest).run(&inbox).await.unwrap();
    let id = stored(&setup.database, &inbox)
        .await
        .into_keys()
        .next()
        .unwrap();
    setup.new_message(&id);
    let report = setup.sync().version(V25_0).run(&inbox).await.unwrap();
    assert_eq!(report.messages_new, 1);
    assert!(report.calls <= 3, "{report:?}");
    assert_same(
        &stored(&setup.database, &inbox).await,
        &on_graph(&setup.graph, &inbox).await,
    );
}

#[tokio::test]
async fn deeper_runs_find_nothing_to_change() {
    let setup = Setup::<Sqlite>::new(60).await;
    for inbox in [setup.messenger(), setup.instagram()] {
        setup.run(&inbox).await;
        for depth in [Depth::Threads, Depth::Everything] {
            let report = setup.run_at(&inbox, depth).await;
            let changed = report.messages_new + report.messages_changed + report.messages_vanished;
            let others = (report.threads_vanished, report.gaps);
            assert_eq!((changed, others), (0, (0, 0)), "{report:?}");
        }
    }
}

#[tokio::test]
async fn many_pages_are_read_at_once_and_errors_end_one_run() {
    use futures_util::StreamExt;
    use page_conversations::simulator::World;
    use page_conversations::sync::{Inbox, SyncError, run_all};

    let mut world = World::seeded(1).page_threads(12);
    for page in 0..30 {
        world = world.page(format!("2200000000010{page:02}"), "A Page", None);
    }
    let setup = Setup::<Sqlite>::of(world).await;
    let pages = setup.simulator.page_ids();
    let inboxes = pages.iter().map(Inbox::messenger);
    // This Page has no account there.
    let inboxes = inboxes.chain([Inbox::instagram(&pages[20])]);
    let syncs = inboxes.map(|inbox| (setup.sync(), inbox));
    let results: Vec<_> = run_all(syncs, 8).collect().await;
    assert_eq!(results.len(), pages.len() + 1);
    for (inbox, result) in results {
        match result {
            Ok(_) => {
                let stored = stored(&setup.database, &inbox).await;
                assert_same(&stored, &on_graph(&setup.graph, &inbox).await);
            }
            Err(SyncError::Graph(error)) => {
                assert_eq!(inbox, Inbox::instagram(&pages[20]));
                assert_eq!(error.graph().unwrap().subcode, Some(2_534_013));
            }
            Err(error) => panic!("{error}"),
        }
    }
}

//! How many calls runs take.

use page_conversations::Timestamp;
use page_conversations::simulator::{Message, Person, Thread, World};
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
    setup.assert_mirrored(&inbox).await;
    // The world is what clients read.
    assert_same(&setup.world(&inbox), &on_graph(&setup.graph, &inbox).await);

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
    let threads = setup.world(&inbox);
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
    setup.assert_mirrored(&inbox).await;
}

/// A world of so many conversations on each platform, some with 50 messages, and most with one.
fn large_world(threads: usize) -> World {
    let time = Timestamp::from_unix_seconds;
    let mut world = World::empty().page("1", "A Page", Some("a.page".to_owned()));
    for number in 0..threads {
        let robin = Person::on_messenger("7", "Robin");
        let newest = 1_785_000_000 + number as i64;
        for (platform, thread) in [
            ("m", Thread::on_messenger as fn(_, _) -> _),
            ("i", Thread::on_instagram),
        ] {
            let messages = if number % 25 == 0 { 50 } else { 1 };
            let messages = (0..messages).map(|message| {
                let id = format!("{platform}_{number}_{message}");
                Message::new(id, time(newest - message), robin.clone())
            });
            let thread: Thread = thread(format!("t_{platform}_{number}"), time(newest));
            world = world.thread("1", thread.participant(robin.clone()), messages);
        }
    }
    world
}

#[tokio::test]
async fn the_first_run_takes_hardly_more_calls_than_there_are_pages() {
    let setup = Setup::<Sqlite>::of(large_world(1_000)).await;
    // 50 conversations a call, which is the only limit that Graph documents, and a tenth more.
    // The benchmark `sync` has 10,000 conversations.
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
    setup.assert_mirrored(&inbox).await;
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
                setup.assert_mirrored(&inbox).await;
            }
            Err(SyncError::Graph(error)) => {
                assert_eq!(inbox, Inbox::instagram(&pages[20]));
                assert_eq!(error.graph().unwrap().subcode, Some(2_534_013));
            }
            Err(error) => panic!("{error}"),
        }
    }
}

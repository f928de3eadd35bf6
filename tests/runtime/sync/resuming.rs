//! Runs that were stopped, and cursors that are refused.

use page_conversations::simulator::Fault;
use page_conversations::sync::SyncError;

use super::mirror::{assert_same, number, on_graph, stored};
use super::{Depth, Setup, execute};

/// Stops the first run after so many pages, by a token that expires.
async fn stop_after(setup: &Setup, calls: usize) -> SyncError {
    setup.simulator.pass_next(calls);
    setup.simulator.fail_next(Fault::Error {
        code: 190,
        subcode: None,
        is_transient: None,
    });
    setup.sync().run(&setup.messenger()).await.unwrap_err()
}

#[tokio::test]
async fn a_run_that_failed_continues_where_it_stopped() {
    let setup = Setup::new(200).await;
    let inbox = setup.messenger();
    let error = stop_after(&setup, 2).await;
    assert!(matches!(error, SyncError::Graph(_)), "{error}");
    let read = number(
        &setup.path(),
        "SELECT count(*) FROM threads WHERE is_complete",
    )
    .await;
    assert!(read > 0 && read < 200, "{read}");
    let watermark = "SELECT watermark IS NULL FROM inboxes";
    assert_eq!(number(&setup.path(), watermark).await, 1);

    let report = setup.run(&inbox).await;
    // One conversation may be read again, and the newest is read once more.
    assert!(
        report.threads_read as i64 <= 200 - read + 2,
        "{read} {report:?}"
    );
    assert_eq!(number(&setup.path(), watermark).await, 0);
    assert_same(
        &stored(&setup.path(), &inbox).await,
        &on_graph(&setup.graph, &inbox).await,
    );
    let failed = "SELECT count(*) FROM runs WHERE outcome = 'failed' AND error IS NOT NULL";
    assert_eq!(number(&setup.path(), failed).await, 1);
}

#[tokio::test]
async fn changes_during_a_first_run_are_in_the_next() {
    let setup = Setup::new(200).await;
    let inbox = setup.messenger();
    let all = on_graph(&setup.graph, &inbox).await;
    stop_after(&setup, 2).await;
    for id in all.keys().take(60) {
        setup.simulator.add_message(id);
    }
    setup.run(&inbox).await;
    setup.run(&inbox).await;
    assert_same(
        &stored(&setup.path(), &inbox).await,
        &on_graph(&setup.graph, &inbox).await,
    );
}

#[tokio::test]
async fn a_stored_cursor_is_a_hint() {
    for change in [
        "UPDATE inboxes SET walk_cursor = 'refused'",
        "UPDATE inboxes SET walk_thread = 't_unknown'",
    ] {
        let setup = Setup::new(200).await;
        let inbox = setup.messenger();
        stop_after(&setup, 2).await;
        let cursor = "SELECT walk_cursor IS NOT NULL FROM inboxes";
        assert_eq!(number(&setup.path(), cursor).await, 1);
        let read = number(
            &setup.path(),
            "SELECT count(*) FROM threads WHERE is_complete",
        )
        .await;
        execute(&setup.path(), change).await;
        let report = setup.run(&inbox).await;
        assert_eq!(report.listed_again, 1, "{change}");
        assert!(
            report.threads_read as i64 <= 200 - read + 2,
            "{read} {report:?}"
        );
        assert_same(
            &stored(&setup.path(), &inbox).await,
            &on_graph(&setup.graph, &inbox).await,
        );
    }
}

#[tokio::test]
async fn conversations_that_move_while_pages_are_read_are_not_lost() {
    let setup = Setup::new(160).await;
    let inbox = setup.messenger();
    let all = on_graph(&setup.graph, &inbox).await;
    // One of each page moves to the top before the next is read.
    let oldest = all.iter().min_by_key(|(_, thread)| thread.time).unwrap().0;
    setup.simulator.pass_next(1);
    setup.simulator.fail_next(Fault::NewMessage {
        thread_id: oldest.clone(),
    });
    setup.run(&inbox).await;
    let report = setup.run(&inbox).await;
    assert_eq!(report.threads_new, 1);
    assert_same(
        &stored(&setup.path(), &inbox).await,
        &on_graph(&setup.graph, &inbox).await,
    );
}

#[tokio::test]
async fn empty_pages_and_repeated_cursors_do_not_lose_conversations() {
    let setup = Setup::new(160).await;
    let inbox = setup.messenger();
    setup.simulator.fail_next(Fault::EmptyPage);
    setup.simulator.pass_next(1);
    setup.simulator.fail_next(Fault::RepeatedCursor);
    setup.run(&inbox).await;
    setup.run_at(&inbox, Depth::Threads).await;
    assert_same(
        &stored(&setup.path(), &inbox).await,
        &on_graph(&setup.graph, &inbox).await,
    );
}

#[tokio::test]
async fn what_is_too_much_data_is_read_in_parts() {
    let setup = Setup::new(60).await;
    let inbox = setup.messenger();
    setup
        .simulator
        .fail_always(Fault::TooMuchNested { above: 7 });
    let report = setup.run(&inbox).await;
    assert_eq!(report.threads_new, 60);
    let id = stored(&setup.path(), &inbox)
        .await
        .into_keys()
        .next()
        .unwrap();
    setup.simulator.add_message(&id);
    setup.run(&inbox).await;
    setup.simulator.stop_failing();
    assert_same(
        &stored(&setup.path(), &inbox).await,
        &on_graph(&setup.graph, &inbox).await,
    );
}

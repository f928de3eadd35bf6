//! Runs that were stopped, and cursors that are refused.

use page_conversations::GraphVersion;
use page_conversations::simulator::Fault;
use page_conversations::sync::SyncError;
use page_conversations::versions::Newest;

use super::database::{Sqlite, TestDatabase, on_all_databases};
use super::mirror::{number, stored};
use super::{Depth, Setup, execute};

/// Stops the first run after so many pages, by a token that expires.
async fn stop_after(setup: &Setup<impl TestDatabase>, calls: usize) -> SyncError {
    setup.simulator.pass_next(calls);
    setup.simulator.fail_next(Fault::Error {
        code: 190,
        subcode: None,
        is_transient: None,
    });
    setup.sync().run(&setup.messenger()).await.unwrap_err()
}

async fn a_run_that_failed_continues_where_it_stopped<D: TestDatabase>() {
    let setup = Setup::<D>::new(120).await;
    let inbox = setup.messenger();
    let error = stop_after(&setup, 2).await;
    assert!(matches!(error, SyncError::Graph(_)), "{error}");
    let read = number(
        &setup.database,
        "SELECT count(*) FROM threads WHERE is_complete",
    )
    .await;
    assert!(read > 0 && read < 120, "{read}");
    let watermark = "SELECT watermark IS NULL FROM inboxes";
    assert_eq!(number(&setup.database, watermark).await, 1);

    let report = setup.run(&inbox).await;
    // One conversation may be read again, and the newest is read once more.
    assert!(
        report.threads_read as i64 <= 120 - read + 2,
        "{read} {report:?}"
    );
    assert_eq!(number(&setup.database, watermark).await, 0);
    setup.assert_mirrored(&inbox).await;
    let failed = "SELECT count(*) FROM runs WHERE outcome = 'failed' AND error IS NOT NULL";
    assert_eq!(number(&setup.database, failed).await, 1);
}

async fn changes_during_a_first_run_are_in_the_next<D: TestDatabase>() {
    let setup = Setup::<D>::new(120).await;
    let inbox = setup.messenger();
    let all = setup.world(&inbox);
    stop_after(&setup, 2).await;
    for id in all.keys().take(60) {
        setup.new_message(id);
    }
    setup.run(&inbox).await;
    setup.run(&inbox).await;
    setup.assert_mirrored(&inbox).await;
}

async fn a_stored_cursor_is_a_hint<D: TestDatabase>() {
    for change in [
        "UPDATE inboxes SET walk_cursor = 'refused'",
        "UPDATE inboxes SET walk_thread = 't_unknown'",
    ] {
        let setup = Setup::<D>::new(120).await;
        let inbox = setup.messenger();
        stop_after(&setup, 2).await;
        let cursor = "SELECT walk_cursor IS NOT NULL FROM inboxes";
        assert_eq!(number(&setup.database, cursor).await, 1);
        let read = number(
            &setup.database,
            "SELECT count(*) FROM threads WHERE is_complete",
        )
        .await;
        execute(&setup.database, change).await;
        let report = setup.run(&inbox).await;
        assert_eq!(report.listed_again, 1, "{change}");
        assert!(
            report.threads_read as i64 <= 120 - read + 2,
            "{read} {report:?}"
        );
        setup.assert_mirrored(&inbox).await;
    }
}

#[tokio::test]
async fn conversations_that_move_while_pages_are_read_are_not_lost() {
    let setup = Setup::<Sqlite>::new(120).await;
    let inbox = setup.messenger();
    let all = setup.world(&inbox);
    // One of each page moves to the top before the next is read.
    let oldest = all.iter().min_by_key(|(_, thread)| thread.time).unwrap().0;
    setup.simulator.pass_next(1);
    setup.simulator.fail_next(Fault::NewMessage {
        thread_id: oldest.clone(),
    });
    setup.run(&inbox).await;
    let report = setup.run(&inbox).await;
    assert_eq!(report.threads_new, 1);
    setup.assert_mirrored(&inbox).await;
}

#[tokio::test]
async fn empty_pages_and_repeated_cursors_do_not_lose_conversations() {
    let setup = Setup::<Sqlite>::new(120).await;
    let inbox = setup.messenger();
    setup.simulator.fail_next(Fault::EmptyPage);
    setup.simulator.pass_next(1);
    setup.simulator.fail_next(Fault::RepeatedCursor);
    setup.run(&inbox).await;
    setup.run_at(&inbox, Depth::Threads).await;
    setup.assert_mirrored(&inbox).await;
}

#[tokio::test]
async fn what_is_too_much_data_is_read_in_parts() {
    let setup = Setup::<Sqlite>::new(60).await;
    let inbox = setup.messenger();
    setup
        .simulator
        .fail_always(Fault::TooMuchNested { above: 7 });
    let report = setup.run(&inbox).await;
    assert_eq!(report.threads_new, 60);
    let id = stored(&setup.database, &inbox)
        .await
        .into_keys()
        .next()
        .unwrap();
    setup.new_message(&id);
    setup.run(&inbox).await;
    setup.simulator.stop_failing();
    setup.assert_mirrored(&inbox).await;
}

#[tokio::test]
async fn responses_that_are_too_large_are_read_in_parts() {
    let setup = Setup::<Sqlite>::new(60).await;
    let inbox = setup.messenger();
    let graph = page_conversations::Graph::builder(setup.simulator.access_token())
        .host(setup.simulator.url())
        .pacing(page_conversations::Pacing::off())
        .body_limit(100_000)
        .build()
        .unwrap();
    let sync = super::Sync::new(graph, setup.store.clone());
    let report = sync.run(&inbox).await.unwrap();
    assert_eq!(
        (report.threads_new, report.unreadable),
        (60, 0),
        "{report:?}"
    );
    setup.assert_mirrored(&inbox).await;
}

/// A Graph with two conversations, of which the newest one has so many messages, all of the
/// same second.
async fn graph_of_one_second(server: &wiremock::MockServer, messages: usize) {
    use serde_json::json;
    use wiremock::matchers::{method, path, query_param};
    use wiremock::{Mock, ResponseTemplate};

    let newest_version = Newest::VERSION;
    let time = "2026-07-29T10:00:00+0000";
    let messages = (0..messages).rev();
    let messages: Vec<_> = messages
        .map(|number| json!({"id": format!("m_{number}"), "created_time": time}))
        .collect();
    let newest = json!({"id": "t_1", "updated_time": time, "messages": {"data": messages}});
    let older = json!({"id": "t_0", "updated_time": "2026-07-29T09:59:59+0000"});
    server.reset().await;
    Mock::given(method("GET"))
        .and(path(format!("/{newest_version}/1/conversations")))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"data": [newest, older]})))
        .mount(server)
        .await;
    // The older one is settled, and is not asked for.
    Mock::given(method("GET"))
        .and(path(format!("/{newest_version}/")))
        .and(query_param("ids", "t_1"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"t_1": newest})))
        .mount(server)
        .await;
}

#[tokio::test]
async fn a_message_of_the_second_of_the_watermark_is_not_lost() {
    let server = wiremock::MockServer::start().await;
    let database = Sqlite::create().await;
    let store = database.open().await.unwrap();
    let graph = page_conversations::Graph::builder("token")
        .host(server.uri())
        .build()
        .unwrap();
    let sync = super::Sync::new(graph, store);
    let inbox = super::Inbox::messenger("1");
    for messages in 1..4 {
        graph_of_one_second(&server, messages).await;
        let report = sync.run(&inbox).await.unwrap();
        assert_eq!(report.messages_new, 1, "{report:?}");
        let stored = number(&database, "SELECT count(*) FROM messages").await;
        assert_eq!(stored, messages as i64);
    }
}

on_all_databases! {
    a_run_that_failed_continues_where_it_stopped,
    changes_during_a_first_run_are_in_the_next,
    a_stored_cursor_is_a_hint,
}

//! Answers that the simulator does not give.

use page_conversations::Graph;
use page_conversations::sync::SyncReport;
use serde_json::{Value, json};
use wiremock::matchers::{path_regex, query_param, query_param_is_missing};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::database::{Sqlite, TestDatabase};
use super::mirror::number;
use super::{Depth, Inbox, Sync, execute};
use crate::loopback;

const TIME: i64 = 1_785_283_200;

/// A mirror of a server that answers each list alike.
struct Mirror {
    server: MockServer,
    graph: Graph,
    database: Sqlite,
}

impl Mirror {
    async fn new() -> Self {
        let server = MockServer::start().await;
        Self {
            graph: loopback::graph(&server),
            server,
            database: Sqlite::create().await,
        }
    }

    /// Answers the list so, and requests of ids.
    async fn answer(&self, list: ResponseTemplate, ids: &Value) {
        self.server.reset().await;
        // In any version: the mirror reads the newest one.
        let lists = Mock::given(path_regex("^/[^/]+/1/conversations$"));
        lists.respond_with(list).mount(&self.server).await;
        let others = Mock::given(query_param_is_missing("platform"));
        let ids = ResponseTemplate::new(200).set_body_json(ids);
        others.respond_with(ids).mount(&self.server).await;
    }

    /// Answers requests after this cursor so.
    async fn answer_after(&self, cursor: &str, list: ResponseTemplate) {
        let page = Mock::given(query_param("after", cursor)).respond_with(list);
        page.with_priority(1).mount(&self.server).await;
    }

    /// Answers all but lists with an error.
    async fn fail(&self, code: i64) {
        let error = json!({"error": {"code": code, "message": "no"}});
        let error = ResponseTemplate::new(400).set_body_json(error);
        let others = Mock::given(query_param_is_missing("platform")).respond_with(error);
        others.with_priority(1).mount(&self.server).await;
    }

    async fn run(&self, depth: Depth) -> Result<SyncReport, page_conversations::sync::SyncError> {
        let sync = Sync::new(self.graph.clone(), self.database.open().await.unwrap());
        sync.depth(depth).run(&Inbox::messenger("1")).await
    }
}

fn thread(id: &str) -> Value {
    json!({"id": id, "updated_time": TIME, "message_count": 0})
}

fn list(threads: &[Value]) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({ "data": threads }))
}

/// Only what is left out is lost.
#[tokio::test]
async fn paging_and_bytes_of_another_form_lose_no_conversation() {
    let thread = thread("t_1").to_string();
    for body in [
        format!(r#"{{"data":[{thread}],"paging":[]}}"#).into_bytes(),
        format!(r#"{{"data":[{thread}],"paging":{{"cursors":[]}}}}"#).into_bytes(),
        [
            b"{\"data\":[{\"name\":\"\xff\",",
            &thread.as_bytes()[1..],
            b"]}",
        ]
        .concat(),
    ] {
        let mirror = Mirror::new().await;
        let shown = String::from_utf8_lossy(&body).into_owned();
        let list = ResponseTemplate::new(200).set_body_raw(body, "application/json");
        mirror.answer(list, &json!({})).await;
        let report = mirror.run(Depth::Changes).await.unwrap();
        let counts = (report.threads_new, report.threads_without_id);
        assert_eq!(counts, (1, 0), "{shown}");
        let watermark = "SELECT watermark IS NULL FROM inboxes";
        assert_eq!(number(&mirror.database, watermark).await, 0, "{shown}");
    }
}

#[tokio::test]
async fn an_answer_that_is_no_map_of_conversations_marks_none_as_vanished() {
    let mirror = Mirror::new().await;
    let threads = ["t_1", "t_2"].map(thread);
    mirror.answer(list(&threads), &json!({})).await;
    mirror.run(Depth::Changes).await.unwrap();
    let vanished = "SELECT count(vanished_at) FROM threads";
    for ids in [json!(null), json!({"success": false}), json!({"data": []})] {
        mirror.answer(list(&[]), &ids).await;
        let result = mirror.run(Depth::Threads).await;
        assert!(result.is_err(), "{ids}: {result:?}");
        assert_eq!(number(&mirror.database, vanished).await, 0, "{ids}");
    }
    // One of them is no object, and the other one is gone.
    mirror.answer(list(&[]), &json!({"t_1": false})).await;
    let report = mirror.run(Depth::Threads).await.unwrap();
    let counts = (report.threads_vanished, report.unreadable);
    assert_eq!(counts, (1, 1), "{report:?}");
    let gone = "SELECT count(*) FROM threads WHERE vanished_at IS NOT NULL AND id = 't_2'";
    assert_eq!(number(&mirror.database, gone).await, 1);

    // An error of any form is one of each.
    mirror.answer(list(&[]), &json!({"error": "x"})).await;
    mirror.run(Depth::Threads).await.unwrap();
    assert_eq!(number(&mirror.database, vanished).await, 1);
}

/// A time that may be right, and is not.
#[tokio::test]
async fn an_old_time_between_others_hides_no_change() {
    let mirror = Mirror::new().await;
    let message = |id: &str, time: i64| json!({"id": id, "created_time": time});
    let changed = |id: &str, time: i64, messages: &[Value]| json!({"id": id, "updated_time": time, "messages": {"data": messages}});
    let old: Vec<_> = (0..5)
        .map(|n| message(&format!("m_{n}"), TIME - n))
        .collect();
    let first = [changed("t_1", TIME, &old), changed("t_2", TIME - 1, &[])];
    mirror.answer(list(&first), &json!({})).await;
    mirror.run(Depth::Changes).await.unwrap();

    // 2010, in the list and among the messages.
    let wrong = 1_262_304_000;
    let new = [
        message("m_9", TIME + 9),
        message("m_8", wrong),
        old[0].clone(),
    ];
    let threads = [
        changed("t_3", TIME + 9, &[]),
        changed("t_1", wrong, &[]),
        changed("t_4", TIME + 8, &[]),
    ];
    let ids = json!({
        "t_1": changed("t_1", wrong, &new), "t_3": threads[0], "t_4": threads[2],
    });
    mirror.answer(list(&threads), &ids).await;
    let report = mirror.run(Depth::Changes).await.unwrap();
    let counts = (
        report.threads_new,
        report.messages_new,
        report.messages_vanished,
    );
    assert_eq!(counts, (2, 2, 0), "{report:?}");
}

#[tokio::test]
async fn one_old_time_at_the_end_of_a_page_does_not_end_the_list() {
    let mirror = Mirror::new().await;
    mirror.answer(list(&[thread("t_1")]), &json!({})).await;
    mirror.run(Depth::Changes).await.unwrap();

    let with_time = |id: &str, time: i64| json!({"id": id, "updated_time": time});
    let page = |threads: [Value; 2], cursor: &str| {
        let paging = json!({"cursors": {"after": cursor}, "next": "https://h/"});
        let page = json!({"data": threads, "paging": paging});
        ResponseTemplate::new(200).set_body_json(page)
    };
    let wrong = 1_262_304_000;
    let first = page([with_time("t_2", TIME + 9), with_time("t_3", wrong)], "1");
    let second = page([with_time("t_4", TIME + 8), thread("t_1")], "2");
    // Both are too old, so that the page after it is not read.
    let third = page(
        [with_time("t_5", TIME - 8), with_time("t_6", TIME - 9)],
        "3",
    );
    let new = ["t_2", "t_3", "t_4", "t_5", "t_6"].map(|id| (id.to_owned(), thread(id)));
    let new: serde_json::Map<_, _> = new.into_iter().collect();
    mirror.answer(first, &json!(new)).await;
    mirror.answer_after("1", second).await;
    mirror.answer_after("2", third).await;
    mirror.answer_after("3", ResponseTemplate::new(500)).await;
    let report = mirror.run(Depth::Changes).await.unwrap();
    assert_eq!(
        (report.threads_listed, report.threads_new),
        (6, 5),
        "{report:?}"
    );
}

/// Its time shows that it has not changed, so that it is not read before it is due.
#[tokio::test]
async fn a_conversation_that_fails_again_keeps_its_time() {
    let mirror = Mirror::new().await;
    mirror.answer(list(&[thread("t_1")]), &json!({})).await;
    mirror.run(Depth::Changes).await.unwrap();
    let changed = json!({"id": "t_1", "updated_time": TIME + 1});
    mirror.answer(list(&[changed]), &json!({})).await;
    mirror.fail(551).await;
    let attempts = "SELECT attempts FROM unreadable WHERE updated_time IS NOT NULL";
    mirror.run(Depth::Changes).await.unwrap();
    assert_eq!(number(&mirror.database, attempts).await, 1);

    // Not listed, and due.
    mirror.answer(list(&[]), &json!({})).await;
    mirror.fail(551).await;
    execute(&mirror.database, "UPDATE unreadable SET next_at = 0").await;
    mirror.run(Depth::Changes).await.unwrap();
    assert_eq!(number(&mirror.database, attempts).await, 2);
}

//! Answers with values that no other answer has: nothing of them is lost silently.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::SeqCst;

use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Respond, ResponseTemplate};

use crate::contract::version_without_more;
use crate::program::Place;

/// Half of a surrogate pair, integers that no type holds, a number beyond `f64`, line breaks, and an
/// element that is no object.
const BODY: &str = r#"{"data":[
  {"id":"t_1",
   "snippet":"a\ud83d b","message_count":123456789012345678901234567890},
  {"id":"t_2","x":1e999},
  7
]}"#;

/// The elements, as they are in the body.
const LINES: [&str; 3] = [
    r#"{"id":"t_1",    "snippet":"a\ud83d b","message_count":123456789012345678901234567890}"#,
    r#"{"id":"t_2","x":1e999}"#,
    "7",
];

/// Starts a Graph with one answer, until it is dropped.
async fn graph_with(body: &str) -> MockServer {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(200).set_body_raw(body, "application/json");
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

/// Returns a command of a version that requires no more parameters.
fn of_known(command: &str) -> String {
    format!("{command} --graph-version {}", version_without_more())
}

#[tokio::test(flavor = "multi_thread")]
async fn json_is_printed_as_graph_sent_it() {
    for body in [BODY.to_owned(), format!("\u{feff}{BODY}")] {
        let server = graph_with(&body).await;
        let place = Place::at(server.uri(), "EAAtoken");
        let get = "get list-conversations --page-id 1 --json";
        for args in ["list --json", get, &format!("{get} --all")] {
            let printed = place.run(&of_known(args)).success();
            let lines: Vec<_> = printed.lines().collect();
            assert_eq!(lines, LINES, "{args}");
        }
        let printed = place.run("read t_1 --json").success();
        let lines: Vec<_> = printed.lines().rev().collect();
        assert_eq!(lines, LINES);
    }
    let node = LINES[0];
    let server = graph_with(node).await;
    let place = Place::at(server.uri(), "EAAtoken");
    let args = "get get-conversation --thread-id t_1 --json";
    assert_eq!(place.run(&of_known(args)).success(), format!("{node}\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_show_all_that_can_be_shown_and_say_what_cannot() {
    let server = graph_with(BODY).await;
    let place = Place::at(server.uri(), "EAAtoken");
    let ended = place.run("list");
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.stdout.contains("a\u{fffd} b"), "{ended:?}");
    assert!(ended.stdout.contains("t_2"), "{ended:?}");
    let unexpected: Vec<_> = ended.stderr.lines().collect();
    insta::assert_snapshot!(unexpected.join("\n"), @r"
    unexpected value (1 times): data[]: expected an object, found a number; element left out
    unexpected value (1 times): data[].*: expected a number within the range of `f64`, found a number; element left out
    unexpected value (1 times): data[].*: expected text that is valid Unicode, found a string; invalid characters replaced
    ");
    let ended = place.run(&of_known("get list-conversations --page-id 1"));
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.stdout.contains("a\u{fffd} b"), "{ended:?}");
}

/// A Graph with one conversation, which has one more message once it changed.
struct Changing {
    is_changed: AtomicBool,
    /// What it answers for ids then.
    by_ids: Value,
}

impl Respond for &'static Changing {
    fn respond(&self, request: &wiremock::Request) -> ResponseTemplate {
        let query: HashMap<_, _> = request.url.query_pairs().collect();
        let is_changed = self.is_changed.load(SeqCst);
        let message = |n| json!({"id": format!("m_{n}"), "created_time": time(n), "message": "a"});
        let messages = match is_changed {
            true => vec![message(2), message(1)],
            false => vec![message(1)],
        };
        let newest = time(messages.len());
        let edge = json!({ "data": messages });
        let body = if query.contains_key("ids") {
            self.by_ids.clone()
        } else if request.url.path().ends_with("/t_1/messages") {
            edge
        } else {
            // Line breaks in members of a node are none between lines of an export.
            json!({"data": [{"id": "t_1", "updated_time": newest, "messages": edge}]})
        };
        let body = serde_json::to_string_pretty(&body).unwrap();
        ResponseTemplate::new(200).set_body_raw(body, "application/json")
    }
}

fn time(second: usize) -> String {
    format!("2026-07-29T10:00:{second:02}+0000")
}

fn with_messages(thread: &Value, messages: Value) -> Value {
    let mut thread = thread.clone();
    thread["messages"] = messages;
    thread
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_answers_for_ids_lose_no_message() {
    let complete = json!({"id": "t_1", "updated_time": time(2), "message_count": 2});
    for (by_ids, code) in [
        (json!({ "t_1": null }), 1),
        (json!({ "t_1": [] }), 1),
        (json!({}), 1),
        (json!({"t_1": {"updated_time": time(2)}}), 1),
        (json!({"t_1": {"id": "t_77", "updated_time": time(2)}}), 1),
        (json!({ "t_1": complete }), 0),
        (json!({ "t_1": with_messages(&complete, json!(null)) }), 0),
        (json!({ "t_1": with_messages(&complete, json!([])) }), 0),
        (
            json!({ "t_1": with_messages(&complete, json!({"data": [], "paging": {}})) }),
            0,
        ),
    ] {
        let graph: &'static Changing = Box::leak(Box::new(Changing {
            is_changed: AtomicBool::new(false),
            by_ids: by_ids.clone(),
        }));
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(graph).mount(&server).await;
        let place = Place::at(server.uri(), "EAAtoken");
        let sync = "sync --store inbox.db --page-id 1 --platform messenger";
        place.run(sync).success();
        graph.is_changed.store(true, SeqCst);
        let changed = place.run(sync);
        assert_eq!(changed.code, Some(code), "{by_ids}: {changed:?}");
        let is_told = changed.stderr.contains("1 unreadable");
        assert_eq!(is_told, code == 1, "{by_ids}: {changed:?}");
        let export = place.run_here("export --from inbox.db");
        let lines: Vec<_> = export.stdout.lines().collect();
        let [line] = lines[..] else {
            panic!("{by_ids}: {export:?}");
        };
        let line: Value = serde_json::from_str(line).unwrap();
        let messages = line["messages"].as_array().unwrap().len();
        assert_eq!(messages, if code == 0 { 2 } else { 1 }, "{by_ids}: {line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_no_text_is_shown_as_it_is() {
    let body = r#"{"data":[{"id":"m_1","message":{"text":"odd"}},{"id":"m_2","message":7}]}"#;
    let server = graph_with(body).await;
    let place = Place::at(server.uri(), "EAAtoken");
    let shown = place.run("read t_1").success();
    let lines: Vec<_> = shown.lines().skip(1).collect();
    assert!(lines[0].ends_with("  7"), "{shown}");
    assert!(lines[1].ends_with(r#"  {"text":"odd"}"#), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn csv_has_values_of_other_types_as_graph_sent_them() {
    let odd = json!({"id": "m_1", "message": ["x"], "created_time": {"a": 1}, "from": "Robin"});
    let absent = json!({"id": "m_2", "message": null, "created_time": time(1)});
    let thread = json!({"id": "t_1", "updated_time": time(2)});
    let listed = json!({"data": [with_messages(&thread, json!({"data": [odd, absent]}))]});
    let server = graph_with(&listed.to_string()).await;
    let place = Place::at(server.uri(), "EAAtoken");
    // It has no conversations by id, so that the export says that it is not complete.
    let csv = place.run("export --format csv --page-id 1 --platform messenger");
    let lines: Vec<_> = csv.stdout.lines().skip(1).collect();
    let expected = [
        r#"1,messenger,t_1,m_1,"{""a"":1}","""Robin""",,"[""x""]",0,"#,
        "1,messenger,t_1,m_2,2026-07-29T10:00:01Z,,,,0,",
    ];
    assert_eq!(lines, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_another_version_is_told_once() {
    let server = MockServer::start().await;
    let next = format!("{}/next", server.uri());
    let page = |paging| json!({"data": [{"id": "t_1"}], "paging": paging});
    let pages = [
        page(json!({"cursors": {"after": "a"}, "next": next})),
        page(json!({})),
    ];
    for page in pages {
        let answer = ResponseTemplate::new(200)
            .set_body_json(page)
            .insert_header("facebook-api-version", "v999.0");
        let mock = Mock::given(any()).respond_with(answer);
        mock.up_to_n_times(1).mount(&server).await;
    }
    let place = Place::at(server.uri(), "EAAtoken");
    let listed = place.run(&of_known("list --all"));
    let expected = format!(
        "warning: {} was requested, and v999.0 answered: choose another version with \
         --graph-version\n",
        version_without_more()
    );
    assert_eq!((listed.code, &listed.stderr), (Some(0), &expected));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_without_an_id_is_no_inbox() {
    for body in ["{}", r#"{"id":""}"#, r#"{"id":null}"#] {
        let server = graph_with(body).await;
        let place = Place::at(server.uri(), "EAAtoken");
        let sync = place.run("sync --store inbox.db");
        assert_eq!(sync.code, Some(3), "{sync:?}");
        assert!(sync.stderr.contains("has no id"), "{sync:?}");
        assert!(place.files().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_shown_to_people_does_not_change_the_terminal() {
    let body = r#"{"data":[{"id":"t_1","snippet":"a\u001b[2J\u009b\u202eb"}],
        "paging":{"cursors":{"after":"x\u001b[2J' $(y)"},"next":"https://h/"}}"#;
    let server = graph_with(body).await;
    let place = Place::at(server.uri(), "EAAtoken");
    let page = place.run(&of_known("get list-conversations --page-id 1"));
    let shown = format!("{}{}", page.stdout, page.stderr);
    let is_odd = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
    assert!(!shown.contains(is_odd), "{page:?}");
    assert!(page.stdout.contains(r"\u009b\u202eb"), "{page:?}");
    let quoted = r"add --after 'x [2J'\'' $(y)', or --all";
    assert!(page.stderr.contains(quoted), "{page:?}");
}

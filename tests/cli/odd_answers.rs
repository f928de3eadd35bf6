//! Answers with values that no other answer has: nothing of them is lost silently.

use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

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
    let place = Place::at(graph_with(node).await.uri(), "EAAtoken");
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

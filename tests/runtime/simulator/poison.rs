//! Nodes of the simulator that fail the calls which read them.

use crate::simulator::plain::{Answer, call, ids};
use page_conversations::simulator::{Fault, Poison, Simulator};
use serde_json::Value;

/// A simulator, a list on a platform, and the ids in it.
async fn start(platform: &str) -> (Simulator, String, Vec<String>) {
    let simulator = Simulator::start().await.unwrap();
    let page = simulator.page_ids()[0].clone();
    let list = format!("/v26.0/{page}/conversations?platform={platform}");
    let found = ids(&call(&simulator, &format!("{list}&limit=60")).await.body);
    (simulator, list, found)
}

/// HTTP status and code; code 0 for data.
async fn outcome(simulator: &Simulator, path: &str) -> (u16, i64) {
    let answer = call(simulator, path).await;
    match answer.body.get("error") {
        Some(_) => answer.code(),
        None => (answer.status, 0),
    }
}

/// An error, without what differs from call to call.
fn error(answer: Answer) -> Value {
    let mut error = answer.body["error"].clone();
    error.as_object_mut().unwrap().remove("fbtrace_id").unwrap();
    error
}

/// The message of a conversation at a place.
async fn message(simulator: &Simulator, thread: &str, place: usize) -> String {
    let path = format!("/v26.0/{thread}/messages?limit=100");
    ids(&call(simulator, &path).await.body)[place].clone()
}

const FINE: (u16, i64) = (200, 0);
const FAILS: (u16, i64) = (500, 1);

#[tokio::test]
async fn a_poisoned_thread_fails_the_pages_that_contain_and_expand_it() {
    for platform in ["messenger", "instagram"] {
        let (simulator, list, threads) = start(platform).await;
        simulator.fail_always(Poison::thread(&threads[7]));
        for (fields, expected) in [
            ("", FINE),
            ("id,updated_time", FINE),
            ("id,snippet,unread_count,is_owner", FINE),
            ("participants", FAILS),
            ("updated_time,messages.limit(1){message}", FAILS),
            ("id,senders{id}", FAILS),
            ("former_participants", FAILS),
        ] {
            let path = |limit| format!("{list}&limit={limit}&fields={fields}");
            assert_eq!(outcome(&simulator, &path(7)).await, FINE, "{fields}");
            assert_eq!(outcome(&simulator, &path(8)).await, expected, "{fields}");
        }
        let fields = format!("{list}&fields=participants");
        let first = call(&simulator, &format!("{fields}&limit=8")).await;
        assert_eq!(
            first.body["error"]["message"], "An unknown error occurred",
            "{}",
            first.body
        );
        let after = call(&simulator, &format!("{list}&limit=8")).await;
        let after = after.body["paging"]["cursors"]["after"].as_str().unwrap();
        let second = format!("{fields}&limit=30&after={after}");
        assert_eq!(outcome(&simulator, &second).await, FINE);

        simulator.stop_failing();
        let path = format!("{fields}&limit=8");
        assert_eq!(outcome(&simulator, &path).await, FINE);
    }
}

#[tokio::test]
async fn a_poisoned_thread_fails_by_its_id_unless_it_is_readable_by_id() {
    let (simulator, list, threads) = start("messenger").await;
    let (id, other) = (&threads[7], &threads[8]);
    let page = &simulator.page_ids()[0];
    for (poison, alone) in [
        (Poison::thread(id), FAILS),
        (Poison::thread(id).readable_by_id(), FINE),
    ] {
        simulator.fail_always(poison);
        for (path, expected) in [
            (format!("/v26.0/{id}"), FINE),
            (format!("/v26.0/{id}?fields=id,updated_time"), FINE),
            (format!("/v26.0/{id}?fields=participants"), alone),
            (format!("/v26.0/{id}?fields=messages{{id}}"), alone),
            (format!("/v26.0/{id}/messages"), alone),
            (format!("/v26.0/{other}/messages?fields=message"), FINE),
            (format!("/v26.0/{other}?fields=participants"), FINE),
            (
                format!("/v26.0/?ids={id},{other}&fields=updated_time"),
                FINE,
            ),
            (
                format!("/v26.0/?ids={other},{id}&fields=participants"),
                FAILS,
            ),
            (format!("/v26.0/?ids={other}&fields=participants"), FINE),
            (
                format!("/v26.0/{page}?fields=conversations.limit(8){{senders}}"),
                FAILS,
            ),
            (
                format!("/v26.0/{page}?fields=conversations.limit(7){{senders}}"),
                FINE,
            ),
            (format!("/v26.0/{page}?fields=conversations"), FINE),
            (format!("{list}&fields=senders"), FAILS),
        ] {
            assert_eq!(outcome(&simulator, &path).await, expected, "{path}");
        }
        simulator.stop_failing();
    }
}

#[tokio::test]
async fn a_poisoned_message_fails_what_reads_more_than_its_time() {
    let (simulator, list, threads) = start("messenger").await;
    let thread = &threads[0];
    let id = message(&simulator, thread, 3).await;
    for (poison, alone) in [
        (Poison::message(&id), FAILS),
        (Poison::message(&id).readable_by_id(), FINE),
    ] {
        simulator.fail_always(poison);
        let messages = format!("/v26.0/{thread}/messages");
        for (path, expected) in [
            (messages.clone(), FINE),
            (format!("{messages}?fields=id,created_time"), FINE),
            (format!("{messages}?fields=message"), FAILS),
            (format!("{messages}?fields=message&limit=3"), FINE),
            (format!("{messages}?fields=sticker&limit=4"), FAILS),
            (format!("{list}&limit=2&fields=messages"), FINE),
            (format!("{list}&limit=2&fields=messages{{from}}"), FAILS),
            (
                format!("{list}&limit=2&fields=messages.limit(3){{from}}"),
                FINE,
            ),
            (
                format!("/v26.0/{thread}?fields=participants,messages{{id,to}}"),
                FAILS,
            ),
            (format!("/v26.0/{id}"), FINE),
            (format!("/v26.0/{id}?fields=message"), alone),
            (format!("/v26.0/?ids={id}&fields=message"), FAILS),
            (format!("/v26.0/?ids={id}&fields=created_time"), FINE),
        ] {
            assert_eq!(outcome(&simulator, &path).await, expected, "{path}");
        }
        simulator.stop_failing();
    }
}

#[tokio::test]
async fn a_poisoned_id_fails_each_call_that_names_it() {
    let (simulator, list, threads) = start("messenger").await;
    let id = &threads[7];
    simulator.fail_always(Poison::id(id));
    let fifty = threads[..50].join(",");
    let whole = call(&simulator, &format!("/v26.0/?ids={fifty}")).await;
    assert_eq!(
        (whole.status, &whole.body["error"]["code"]),
        (400, &100.into())
    );
    let whole = error(whole);
    let text = format!("Unsupported get request. Object with ID '{id}' does not exist, cannot");
    assert!(whole["message"].as_str().unwrap().starts_with(&text));
    assert_eq!(whole["error_subcode"], 33);
    assert_eq!(whole["type"], "GraphMethodException");
    for path in [format!("/v26.0/{id}"), format!("/v26.0/{id}/messages")] {
        assert_eq!(error(call(&simulator, &path).await), whole, "{path}");
    }
    let rest = fifty.replace(&format!("{id},"), "");
    let rest = call(&simulator, &format!("/v26.0/?ids={rest}")).await;
    assert_eq!(rest.body.as_object().unwrap().len(), 49);
    let list = call(&simulator, &format!("{list}&fields=participants")).await;
    assert!(ids(&list.body).contains(id));
}

#[tokio::test]
async fn the_error_of_a_poisoned_node_can_be_chosen() {
    let (simulator, list, threads) = start("instagram").await;
    let poison = Poison::thread(&threads[0])
        .status(503)
        .code(2)
        .subcode(99)
        .transient(true)
        .error_message("Down for now");
    simulator.fail_always(poison);
    let answer = call(&simulator, &format!("{list}&fields=messages")).await;
    assert_eq!(answer.status, 503);
    let expected = serde_json::json!({
        "message": "Down for now", "type": "OAuthException", "code": 2,
        "error_subcode": 99, "is_transient": true,
    });
    assert_eq!(error(answer), expected);
}

#[tokio::test]
async fn poison_works_by_script_and_by_chance_and_beside_other_faults() {
    let (simulator, list, threads) = start("messenger").await;
    let path = format!("{list}&fields=participants");
    let poison = Fault::from(Poison::thread(&threads[0]));
    simulator.pass_next(1);
    simulator.fail_next(poison.clone());
    for expected in [FINE, FAILS, FINE] {
        assert_eq!(outcome(&simulator, &path).await, expected);
    }
    simulator.fail_at_rate(1, 1.0, [poison]);
    assert_eq!(outcome(&simulator, &path).await, FAILS);
    simulator.fail_at_rate(1, 0.0, []);

    // Several hold together, and a call has its own besides.
    simulator.fail_always(Poison::thread(&threads[5]));
    simulator.fail_always(Poison::thread(&threads[9]));
    simulator.fail_next(Fault::Html(502));
    assert_eq!(call(&simulator, &path).await.status, 502);
    for (limit, expected) in [(5, FINE), (6, FAILS)] {
        let path = format!("{path}&limit={limit}");
        assert_eq!(outcome(&simulator, &path).await, expected, "{limit}");
    }
    let after = call(&simulator, &format!("{list}&limit=6")).await;
    let after = after.body["paging"]["cursors"]["after"].as_str().unwrap();
    for (limit, expected) in [(3, FINE), (4, FAILS)] {
        let path = format!("{path}&after={after}&limit={limit}");
        assert_eq!(outcome(&simulator, &path).await, expected, "{limit}");
    }
}

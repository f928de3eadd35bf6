//! What changes and the clock may be, and what is said of the rest.

use super::{admin_json, ok, start};
use crate::plain::{call, ids};
use page_conversations::simulator::Simulator;
use serde_json::{Value, json};
use std::time::Duration;

async fn conversations(simulator: &Simulator) -> Vec<String> {
    ids(&call(simulator, "/v26.0/me/conversations?limit=100")
        .await
        .body)
}

/// What could not be read afterwards is refused, and the world stays as it was.
#[tokio::test]
async fn ids_and_folders_that_nobody_can_read_by_are_refused() {
    let simulator = start().await;
    let page = simulator.page_ids()[0].clone();
    let before = conversations(&simulator).await;
    let time = "2020-01-01T00:00:00+0000";
    let add = |id: &str| json!({ "type": "add_thread", "page": page, "conversation": { "id": id, "updated_time": time } });
    let message = |id: &str| json!({ "type": "add_message", "thread": before[0], "message": { "id": id, "created_time": time } });
    let folder =
        |folder: &str| json!({ "type": "move_thread", "thread": before[0], "folder": folder });
    for (change, words) in [
        (add(""), "no node can have the id ``"),
        (add("me"), "no node can have the id `me`"),
        (add("v26.0"), "no node can have the id `v26.0`"),
        (add(&page), "of another node"),
        (message(""), "no node can have the id"),
        (message(&before[1]), "of another node"),
    ] {
        let answer = admin_json(&simulator, "POST", "changes", &change).await;
        assert_eq!(answer.status, 400, "{change}: {}", answer.text);
        let error = &answer.body["error"];
        let text = error["message"].as_str().unwrap();
        assert!(text.contains(words), "{text}");
        // The body is one change, and no list.
        assert_eq!(error["path"], Value::Null);
        let several = json!([{ "type": "read_thread", "thread": before[0] }, change]);
        let answer = admin_json(&simulator, "POST", "changes", &several).await;
        assert_eq!(answer.body["error"]["path"], "/1");
    }
    for name in ["foo", "INBOX", ""] {
        let answer = admin_json(&simulator, "POST", "changes", &folder(name)).await;
        assert_eq!(answer.status, 400, "{}", answer.text);
        assert_eq!(answer.body["error"]["path"], "/folder");
        assert!(answer.text.contains("`page_done`"), "{}", answer.text);
    }
    assert_eq!(conversations(&simulator).await, before);
}

#[tokio::test]
async fn a_new_person_has_an_id_and_a_stated_number_of_messages_counts_on() {
    let simulator = start().await;
    let page = simulator.page_ids()[0].clone();
    let new = |name: &str| json!({ "type": "new_thread", "page": page, "person": { "name": name }, "text": "Hello" });
    let changed = ok(
        &simulator,
        "POST",
        "changes",
        &json!([new("Bo"), new("Kim")]),
    )
    .await;
    let mut people = Vec::new();
    for (place, name) in [(0, "Bo"), (1, "Kim")] {
        let thread = changed["changed"][place]["thread"].as_str().unwrap();
        let node = call(&simulator, &format!("/v26.0/{thread}?fields=participants"))
            .await
            .body;
        let person = node["participants"]["data"][0].clone();
        assert_eq!(person["name"], name);
        people.push(person["id"].as_str().unwrap().to_owned());
    }
    assert!(people[0] != people[1] && people.iter().all(|id| !id.is_empty()));

    let time = "2020-01-01T00:00:00+0000";
    let recorded = json!({ "type": "add_thread", "page": page, "conversation": {
        "id": "t_recorded", "updated_time": time, "message_count": 93,
        "participants": [{ "id": "9", "name": "Al" }],
        "messages": [{ "id": "m_recorded", "created_time": time, "message": "Hi" }],
    } });
    let written = json!({ "type": "new_message", "thread": "t_recorded", "text": "More" });
    let count = async || {
        let node = call(&simulator, "/v26.0/t_recorded?fields=message_count").await;
        node.body["message_count"].clone()
    };
    ok(&simulator, "POST", "changes", &recorded).await;
    assert_eq!(count().await, 93);
    ok(&simulator, "POST", "changes", &written).await;
    assert_eq!(count().await, 94);
}

#[tokio::test]
async fn the_clock_ends_with_the_year_9999() {
    let simulator = start().await;
    for seconds in [1e18, 1e19] {
        let answer = admin_json(
            &simulator,
            "POST",
            "clock/advance",
            &json!({ "seconds": seconds }),
        )
        .await;
        assert_eq!(answer.status, 400, "{}", answer.text);
        assert!(answer.text.contains("year 9999"), "{}", answer.text);
    }
    simulator.advance(Duration::MAX);
    let now = ok(&simulator, "GET", "status", &Value::Null).await["now"].clone();
    assert!(
        now.as_str().unwrap().starts_with("9999-12-31T23:59:59"),
        "{now}"
    );
}

#[tokio::test]
async fn a_number_out_of_bounds_is_told_so() {
    let simulator = start().await;
    for (path, body, words) in [
        (
            "faults/rate",
            json!({ "rate": 1, "seed": -1, "faults": [] }),
            "at least 0",
        ),
        (
            "faults/next",
            json!({ "type": "unanswered_after", "answered": -1 }),
            "at least 0",
        ),
    ] {
        let answer = admin_json(
            &simulator,
            if path.ends_with("rate") {
                "PUT"
            } else {
                "POST"
            },
            path,
            &body,
        )
        .await;
        let text = answer.body["error"]["message"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        assert!(text.contains(words), "{}", answer.text);
    }
}

//! Changes of the world, the clock and the reset.

use super::{admin, admin_json, ok, start};
use crate::plain::{call, call_with, ids};
use page_conversations::Timestamp;
use page_conversations::simulator::{Admin, Change, Clock, Fault, Simulator, World};
use serde_json::{Value, json};
use std::time::Duration;

async fn conversations(simulator: &Simulator, parameters: &str) -> Vec<String> {
    let path = format!("/v26.0/me/conversations?limit=100&{parameters}");
    ids(&call(simulator, &path).await.body)
}

#[tokio::test]
async fn changes_of_each_kind_are_seen_by_callers() {
    let simulator = start().await;
    let page = simulator.page_ids()[0].clone();
    let before = conversations(&simulator, "").await;
    let thread = &before[7];
    let changes = json!([
        { "type": "new_message", "thread": thread, "text": "Hello?" },
        { "type": "new_message", "thread": thread, "from": "page", "attachments": [{ "id": "1" }] },
        { "type": "new_thread", "page": page, "text": "I am new" },
        { "type": "new_thread", "page": page, "platform": "instagram", "person": { "id": "77", "username": "sam" } },
        { "type": "move_thread", "thread": before[1], "folder": "spam" },
        { "type": "read_thread", "thread": before[2] },
        { "type": "delete_thread", "thread": before[3] },
        { "type": "add_token", "token": "another" },
        { "type": "add_thread", "page": page, "conversation": { "id": "t_own", "updated_time": "2020-01-01T00:00:00+0000" } },
        { "type": "add_message", "thread": "t_own", "message": { "id": "m_own", "created_time": "2020-01-02T00:00:00+0000", "message": "Old" } },
    ]);
    let changed = ok(&simulator, "POST", "changes", &changes).await;
    let changed = changed["changed"].as_array().unwrap();
    assert_eq!(changed.len(), 10);
    assert_eq!(changed[7], Value::Null);
    let [hello, reply] = [0, 1].map(|place| changed[place]["message"].as_str().unwrap());
    let (new, own) = (changed[2]["thread"].as_str().unwrap(), &changed[9]);
    assert_eq!(
        *own,
        json!({ "page": page, "thread": "t_own", "message": "m_own" })
    );

    let after = conversations(&simulator, "").await;
    assert_eq!(after[..2], [new.to_owned(), thread.clone()]);
    assert_eq!(after.last().unwrap(), "t_own");
    assert!(!after.contains(&before[3]));
    assert!(
        conversations(&simulator, "folder=spam")
            .await
            .contains(&before[1])
    );
    let on_instagram = conversations(&simulator, "platform=instagram").await;
    assert_eq!(on_instagram[0], changed[3]["thread"]);
    assert_eq!(call_with(&simulator, "another", "/me").await.status, 200);
    let message = call(&simulator, &format!("/{reply}?fields=attachments,from"))
        .await
        .body;
    assert_eq!(message["from"]["id"], page);
    assert_eq!(message["attachments"]["data"][0]["id"], "1");

    // One change needs no list.
    let react = json!({ "type": "react", "message": hello, "reaction": "👍" });
    ok(&simulator, "POST", "changes", &react).await;
    let message = call(&simulator, &format!("/{hello}?fields=message,reactions"))
        .await
        .body;
    assert_eq!(message["message"], "Hello?");
    assert_eq!(message["reactions"]["data"][0]["reaction"], "👍");
    ok(
        &simulator,
        "POST",
        "changes",
        &json!({ "type": "delete_message", "message": hello }),
    )
    .await;
    assert_eq!(
        call(&simulator, &format!("/{hello}")).await.code(),
        (400, 9_000_001)
    );
    ok(
        &simulator,
        "POST",
        "changes",
        &json!({ "type": "expire_token", "token": "another" }),
    )
    .await;
    assert_eq!(
        call_with(&simulator, "another", "/me").await.code(),
        (400, 190)
    );
}

#[tokio::test]
async fn if_one_change_is_refused_none_happens() {
    let simulator = start().await;
    let before = conversations(&simulator, "").await;
    let changes = json!([
        { "type": "add_token", "token": "another" },
        { "type": "delete_thread", "thread": before[0] },
        { "type": "delete_thread", "thread": "t_nothing" },
    ]);
    let answer = admin_json(&simulator, "POST", "changes", &changes).await;
    assert_eq!(answer.status, 404, "{}", answer.text);
    assert_eq!(answer.body["error"]["path"], "/2");
    assert!(answer.text.contains("t_nothing"), "{}", answer.text);
    assert_eq!(conversations(&simulator, "").await, before);
    assert_eq!(
        call_with(&simulator, "another", "/me").await.code(),
        (400, 190)
    );
    for (change, words) in [
        (
            json!({ "type": "new_mesage" }),
            "did you mean `new_message`",
        ),
        (
            json!({ "type": "new_message", "thread": "t_1", "from": "pagee" }),
            "did you mean `page`",
        ),
        (
            json!({ "type": "move_thread", "thread": "t_1" }),
            "missing key `folder`",
        ),
        (
            json!({ "type": "new_thread", "page": "1" }),
            "/__admin/status",
        ),
        (
            json!({ "type": "new_thread", "page": simulator.page_ids()[1], "platform": "INSTAGRAM" }),
            "no account on Instagram",
        ),
    ] {
        let answer = admin_json(&simulator, "POST", "changes", &change).await;
        assert!([400, 404, 409].contains(&answer.status), "{change}");
        assert!(answer.text.contains(words), "{change}: {}", answer.text);
    }
}

#[tokio::test]
async fn conversations_and_messages_are_added_in_graphs_form() {
    let simulator = start().await;
    let page = simulator.page_ids()[0].clone();
    let thread = json!({
        "id": "t_own:1", "updated_time": "2030-01-01T00:00:00+0000",
        "participants": { "data": [{ "id": "5", "name": "Robin" }] },
        "messages": { "data": [{ "id": "m_1", "created_time": "2030-01-01T00:00:00+0000" }] },
    });
    let path = format!("pages/{page}/threads");
    let answer = admin_json(&simulator, "POST", &path, &thread).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    assert_eq!(conversations(&simulator, "").await[0], "t_own:1");
    let message = json!({
        "id": "m_2", "created_time": "2030-01-02T00:00:00+0000", "message": "Hi",
        "shares": [{ "link": "https://example.com" }],
    });
    // The id is encoded in the path.
    let path = "threads/t_own%3A1/messages";
    let answer = admin_json(&simulator, "POST", path, &message).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let list = call(&simulator, "/t_own:1/messages?fields=message,shares")
        .await
        .body;
    assert_eq!(ids(&list), ["m_2", "m_1"]);
    assert_eq!(
        list["data"][0]["shares"]["data"][0]["link"],
        "https://example.com"
    );

    for (path, body, status, words) in [
        ("pages/1/threads", &thread, 404, "Page"),
        (&*format!("pages/{page}/threads"), &thread, 409, "t_own:1"),
        ("threads/t_nothing/messages", &message, 404, "t_nothing"),
        (path, &message, 409, "m_2"),
        (
            path,
            &json!({ "id": "m_3", "created_time": "yesterday" }),
            400,
            "/created_time",
        ),
        (path, &json!({ "id": "m_3" }), 400, "created_time"),
    ] {
        let answer = admin_json(&simulator, "POST", path, body).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text);
        assert!(answer.text.contains(words), "{path}: {}", answer.text);
    }
}

#[tokio::test]
async fn the_clock_advances_and_a_reset_restores_the_start() {
    let start: Timestamp = "2026-09-01T00:00:00Z".parse().unwrap();
    let page = World::seeded(1).page_ids().next().unwrap().to_owned();
    let builder = Simulator::builder()
        .clock(Clock::Fixed(start))
        .script([(Duration::from_secs(60), Change::thread(page, "Scripted"))])
        .throttle_after(20, Duration::from_secs(3600))
        .token("of the start")
        .expired_token("expired")
        .fail_always(Fault::Delay(Duration::from_millis(1)))
        .fail_at_rate(1, 0.0, [Fault::EmptyPage])
        .admin(Admin::new());
    let simulator = builder.start().await.unwrap();
    let faults = ok(&simulator, "GET", "faults", &Value::Null).await;
    let first = ok(&simulator, "GET", "status", &Value::Null).await;
    assert_eq!(
        (&first["now"], &first["clock"]),
        (&json!(start), &json!("fixed"))
    );
    let before = conversations(&simulator, "").await;
    for seconds in [59.5, 0.5] {
        assert_eq!(conversations(&simulator, "").await, before);
        ok(
            &simulator,
            "POST",
            "clock/advance",
            &json!({ "seconds": seconds }),
        )
        .await;
    }
    assert_eq!(conversations(&simulator, "").await.len(), before.len() + 1);
    let status = ok(&simulator, "GET", "status", &Value::Null).await;
    assert_eq!(status["now"], "2026-09-01T00:01:00Z");

    simulator.stop_failing();
    simulator.fail_always(Fault::Throttle(Duration::from_secs(60)));
    simulator.expire_token_at(simulator.user_token(), start);
    simulator.expire_token_at("of the start", start);
    simulator.add_token("expired");
    simulator.add_token("of later");
    call(&simulator, "/me").await;
    let status = ok(&simulator, "POST", "reset", &Value::Null).await;
    assert_eq!(status, first);
    assert!(simulator.calls().is_empty());
    assert_eq!(ok(&simulator, "GET", "faults", &Value::Null).await, faults);
    for (token, status) in [("of the start", 200), ("expired", 400), ("of later", 400)] {
        assert_eq!(
            call_with(&simulator, token, "/me").await.status,
            status,
            "{token}"
        );
    }
    assert_eq!(conversations(&simulator, "").await, before);
    assert_eq!(
        call_with(&simulator, simulator.user_token(), "/me")
            .await
            .status,
        200
    );
    // What was scripted happens again.
    ok(
        &simulator,
        "POST",
        "clock/advance",
        &json!({ "seconds": 60 }),
    )
    .await;
    assert_eq!(conversations(&simulator, "").await.len(), before.len() + 1);
    let answer = admin_json(
        &simulator,
        "POST",
        "clock/advance",
        &json!({ "seconds": "1h" }),
    )
    .await;
    assert_eq!(
        (answer.status, &answer.body["error"]["path"]),
        (400, &json!("/seconds"))
    );
    let answer = admin(&simulator, "GET", "reset").await;
    assert_eq!((answer.status, answer.header("allow")), (405, "POST"));
}

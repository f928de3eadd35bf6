//! Faults that are set over HTTP.

use super::{ok, start};
use crate::plain::call;
use page_conversations::simulator::{Fault, Poison};
use serde_json::{Value, json};

#[tokio::test]
async fn faults_can_be_set_seen_and_cleared() {
    let simulator = start().await;
    let none = json!({ "always": [], "next": [], "rate": null });
    assert_eq!(ok(&simulator, "GET", "faults", &Value::Null).await, none);

    let html = json!({ "type": "html", "status": 502 });
    let error = json!({ "type": "error", "code": 613 });
    let next = ok(
        &simulator,
        "POST",
        "faults/next",
        &json!([error, null, html]),
    )
    .await;
    assert_eq!(next["next"], json!([error, null, html]));
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(call(&simulator, "/me").await.status);
    }
    assert_eq!(statuses, [400, 200, 502, 200]);

    // One fault needs no list.
    ok(&simulator, "POST", "faults/always", &html).await;
    assert_eq!(call(&simulator, "/me").await.status, 502);
    ok(&simulator, "DELETE", "faults/always", &Value::Null).await;
    assert_eq!(call(&simulator, "/me").await.status, 200);

    let rate = json!({ "rate": 1, "faults": [error] });
    let set = ok(&simulator, "PUT", "faults/rate", &rate).await;
    assert_eq!(
        set["rate"],
        json!({ "rate": 1.0, "seed": 1, "faults": [error] })
    );
    assert_eq!(call(&simulator, "/me").await.code(), (400, 613));
    ok(&simulator, "DELETE", "faults/rate", &Value::Null).await;
    assert_eq!(call(&simulator, "/me").await.status, 200);

    ok(&simulator, "POST", "faults/always", &json!([html, error])).await;
    ok(&simulator, "POST", "faults/next", &error).await;
    assert_eq!(ok(&simulator, "DELETE", "faults", &Value::Null).await, none);
    assert_eq!(call(&simulator, "/me").await.status, 200);
}

/// What is set in Rust is seen over HTTP, and has the same effect when it is set there.
#[tokio::test]
async fn faults_set_in_rust_are_seen_and_can_be_copied() {
    let (one, other) = (start().await, start().await);
    let threads = call(&one, "/me/conversations?limit=3").await;
    let id = threads.body["data"][1]["id"].as_str().unwrap();
    one.fail_always(Poison::thread(id).code(2).status(503));
    one.fail_always(Fault::UnknownFields);
    let seen = ok(&one, "GET", "faults", &Value::Null).await;
    ok(&other, "POST", "faults/always", &seen["always"]).await;
    for path in [
        "/me/conversations?limit=3",
        "/me/conversations?limit=3&fields=participants",
    ] {
        let strip = |mut body: Value| {
            body["paging"].take();
            body["error"]["fbtrace_id"].take();
            body
        };
        let expected = call(&one, path).await;
        let found = call(&other, path).await;
        assert_eq!(found.status, expected.status, "{path}");
        assert_eq!(strip(found.body), strip(expected.body), "{path}");
    }
}

//! Requests that are wrong.

use super::{admin, admin_json, ok, request, start};
use crate::plain::send;
use serde_json::{Value, json};

/// Each is refused with its place and the way out, and changes nothing.
#[tokio::test]
async fn wrong_requests_are_refused_as_a_whole() {
    let simulator = start().await;
    for (method, path, body, pointer, words) in [
        (
            "POST",
            "faults/always",
            json!({ "type": "htlm", "status": 500 }),
            "/type",
            "did you mean `html`",
        ),
        (
            "POST",
            "faults/always",
            json!({ "status": 500 }),
            "",
            "missing key `type`",
        ),
        (
            "POST",
            "faults/always",
            json!({ "type": "html", "stauts": 500 }),
            "/stauts",
            "did you mean `status`",
        ),
        (
            "POST",
            "faults/always",
            json!({ "type": "html" }),
            "",
            "missing key `status`",
        ),
        (
            "POST",
            "faults/always",
            json!({ "type": "html", "status": 99 }),
            "/status",
            "from 200 to 599",
        ),
        (
            "POST",
            "faults/always",
            json!({ "type": "html", "status": "500" }),
            "/status",
            "from 200 to 599",
        ),
        (
            "POST",
            "faults/always",
            json!({ "type": "empty_page", "status": 500 }),
            "/status",
            "unknown key",
        ),
        (
            "POST",
            "faults/always",
            json!({ "type": "delay", "seconds": -1 }),
            "/seconds",
            "number of seconds",
        ),
        (
            "POST",
            "faults/always",
            json!({ "type": "delay", "seconds": 1e30 }),
            "/seconds",
            "number of seconds",
        ),
        (
            "POST",
            "faults/always",
            json!([{ "type": "disconnect" }, 5]),
            "/1",
            "a map with `type`",
        ),
        (
            "POST",
            "faults/always",
            json!("disconnect"),
            "",
            "a map with `type`",
        ),
        (
            "POST",
            "faults/next",
            json!([null, { "type": "poison", "id": "t_1", "of": "thred" }]),
            "/1/of",
            "did you mean `thread`",
        ),
        (
            "PUT",
            "faults/rate",
            json!({ "rate": 1.5, "faults": [] }),
            "/rate",
            "from 0 to 1",
        ),
        (
            "PUT",
            "faults/rate",
            json!({ "rate": 1, "fautls": [] }),
            "/fautls",
            "did you mean `faults`",
        ),
        (
            "PUT",
            "faults/rate",
            json!([]),
            "",
            "a map with `rate` and `faults`",
        ),
    ] {
        let answer = admin_json(&simulator, method, path, &body).await;
        assert_eq!(answer.status, 400, "{body}: {}", answer.text);
        let error = &answer.body["error"];
        let message = error["message"].as_str().unwrap();
        assert_eq!(
            error["path"].as_str().unwrap_or_default(),
            pointer,
            "{body}: {message}"
        );
        assert!(message.contains(words), "{body}: {message}");
    }
    let faults = ok(&simulator, "GET", "faults", &Value::Null).await;
    assert_eq!(faults, json!({ "always": [], "next": [], "rate": null }));

    // All that is wrong, at once.
    let body = json!([{ "type": "htlm" }, { "type": "delay", "secnds": 1 }]);
    let answer = admin_json(&simulator, "POST", "faults/next", &body).await;
    let others = answer.body["others"].as_array().unwrap().iter();
    let paths = others.map(|other| other["path"].as_str().unwrap());
    assert_eq!(answer.body["error"]["path"], "/0/type");
    assert_eq!(paths.collect::<Vec<_>>(), ["/1/secnds"], "{}", answer.text);
}

#[tokio::test]
async fn paths_methods_and_bodies_have_to_fit() {
    let simulator = start().await;
    for path in [
        "",
        "statuss",
        "status/",
        "faults/always/1",
        "pages//threads",
    ] {
        let answer = admin(&simulator, "GET", path).await;
        assert_eq!(answer.status, 404, "{path}");
    }
    let answer = admin(&simulator, "POST", "faults").await;
    assert_eq!(answer.status, 405);
    assert_eq!(answer.header("allow"), "GET, DELETE");
    let answer = admin(&simulator, "GET", "calls?after=x").await;
    assert_eq!(
        (answer.status, &answer.body["error"]["path"]),
        (400, &json!("/after"))
    );
    let answer = admin(&simulator, "GET", "calls?aftr=1").await;
    assert!(
        answer.text.contains("did you mean `after`"),
        "{}",
        answer.text
    );
    assert_eq!(
        admin(&simulator, "GET", "calls?after=1&after=2")
            .await
            .status,
        400
    );
    assert_eq!(admin(&simulator, "HEAD", "status").await.status, 200);

    let post = |content_type: &'static str, body: String| {
        let request = request(&simulator, "POST", "faults/next");
        send(request.header("content-type", content_type).body(body))
    };
    // The types that a form of another page can send.
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    ] {
        assert_eq!(
            post(content_type, "[]".to_owned()).await.status,
            415,
            "{content_type}"
        );
    }
    assert_eq!(
        post("application/json; charset=utf-8", "[]".to_owned())
            .await
            .status,
        200
    );
    for not_json in ["", "[", "{'a': 1}", "[] []", "\u{feff}[]"] {
        let answer = post("application/json", not_json.to_owned()).await;
        assert_eq!(answer.status, 400, "{not_json}");
        assert!(answer.text.contains("not JSON"), "{}", answer.text);
    }
    let deep = "[".repeat(100_000);
    assert_eq!(post("application/json", deep).await.status, 400);
    let large = format!("[{}]", " ".repeat(1024 * 1024));
    let answer = post("application/json", large).await;
    assert_eq!(answer.status, 413, "{}", answer.text);
}

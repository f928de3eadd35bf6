//! The status and the log of calls.

use super::{admin, ok, start};
use crate::plain::{call, get};
use page_conversations::simulator::{Admin, Fault, Simulator};
use page_conversations::versions::VERSIONS;
use serde_json::{Value, json};

#[tokio::test]
async fn the_status_has_what_a_client_needs() {
    let builder = Simulator::builder()
        .app_secret("an-app-secret")
        .admin(Admin::new());
    let simulator = builder.start().await.unwrap();
    let status = ok(&simulator, "GET", "status", &Value::Null).await;
    assert_eq!(status["url"], simulator.url());
    assert_eq!(status["app_id"], simulator.app_id());
    assert_eq!(status["app_secret"], "an-app-secret");
    assert_eq!(status["tokens"]["all_pages"], simulator.access_token());
    assert_eq!(status["tokens"]["user"], simulator.user_token());
    assert_eq!(status["tokens"]["app"], simulator.app_token().unwrap());
    let [first, second] = [0, 1].map(|place| simulator.page_ids()[place].clone());
    assert_eq!(status["pages"][0]["id"], first);
    assert_eq!(
        status["pages"][0]["token"],
        simulator.page_token(&first).unwrap()
    );
    let account = &status["pages"][0]["instagram"];
    assert_eq!(account["token"], simulator.instagram_token(&first).unwrap());
    assert_eq!(status["pages"][1]["id"], second);
    assert_eq!(status["pages"][1]["instagram"], Value::Null);
    let versions: Vec<_> = VERSIONS.iter().map(|version| version.name).collect();
    assert_eq!(status["versions"], json!(versions));
    assert_eq!(status["newest_version"], *versions.last().unwrap());
    let now: page_conversations::Timestamp = status["now"].as_str().unwrap().parse().unwrap();
    assert!(now.abs_diff(page_conversations::Timestamp::now()).as_secs() < 60);
    // The token works.
    let token = status["pages"][0]["token"].as_str().unwrap();
    let me = get(&format!(
        "{}/v26.0/me?access_token={token}",
        simulator.url()
    ))
    .await;
    assert_eq!(me.body["id"], first);
}

#[tokio::test]
async fn the_log_has_graph_calls_alone_with_numbers_and_without_tokens() {
    let simulator = start().await;
    simulator.fail_next(Fault::Html(502));
    call(&simulator, "/v26.0/me?fields=id").await;
    ok(&simulator, "GET", "status", &Value::Null).await;
    call(&simulator, "/me/nothing?limit=1&limit=2").await;
    let url = format!("{}/v26.0/me?access_token=wrong", simulator.url());
    get(&url).await;
    let log = ok(&simulator, "GET", "calls", &Value::Null).await;
    assert!(!log.to_string().contains("wrong"), "{log}");
    assert!(!log.to_string().contains(simulator.access_token()), "{log}");
    let calls = log["calls"].as_array().unwrap();
    let column = |name: &str| -> Value { calls.iter().map(|call| call[name].clone()).collect() };
    assert_eq!(log["last"], 3);
    assert_eq!(column("number"), json!([1, 2, 3]));
    assert_eq!(column("status"), json!([502, 400, 400]));
    assert_eq!(column("error_code"), json!([null, 100, 190]));
    assert_eq!(column("version"), json!(["v26.0", null, "v26.0"]));
    assert_eq!(column("path"), json!(["/me", "/me/nothing", "/me"]));
    let parameters = json!([{ "fields": "id" }, { "limit": ["1", "2"] }, {}]);
    assert_eq!(column("parameters"), parameters);

    let newer = ok(&simulator, "GET", "calls?after=2", &Value::Null).await;
    assert_eq!(newer, json!({ "calls": [calls[2]], "last": 3 }));
    let none = json!({ "calls": [], "last": 3 });
    assert_eq!(
        ok(&simulator, "GET", "calls?after=99", &Value::Null).await,
        none
    );
    assert_eq!(ok(&simulator, "DELETE", "calls", &Value::Null).await, none);
    assert!(simulator.calls().is_empty());
    call(&simulator, "/me").await;
    let log = ok(&simulator, "GET", "calls?after=3", &Value::Null).await;
    assert_eq!(
        (&log["calls"][0]["number"], &log["last"]),
        (&json!(4), &json!(4))
    );
}

#[tokio::test]
async fn admin_requests_get_no_faults_and_use_no_quota() {
    let builder = Simulator::builder().throttle_after(2, std::time::Duration::from_secs(60));
    let simulator = builder.admin(Admin::new()).start().await.unwrap();
    simulator.fail_next(Fault::Disconnect);
    simulator.fail_always(Fault::Html(500));
    for _ in 0..5 {
        assert_eq!(admin(&simulator, "GET", "calls").await.status, 200);
    }
    simulator.stop_failing();
    ok(&simulator, "DELETE", "faults/next", &Value::Null).await;
    assert_eq!(call(&simulator, "/me").await.status, 200);
}

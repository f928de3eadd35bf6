//! Access to the simulator, and the headers of its responses.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::simulator::plain::{Answer, call, call_with, get, send};
use hmac_sha256::HMAC;
use page_conversations::Timestamp;
use page_conversations::simulator::{Clock, Fault, Simulator, World};
use serde_json::{Value, json};

const SECRET: &str = "a secret";

pub fn hex(message: &str, secret: &str) -> String {
    let mac = HMAC::mac(message, secret);
    mac.iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn proved(simulator: &Simulator, query: &str) -> Answer {
    let page_id = &simulator.page_ids()[0];
    call(
        simulator,
        &format!("/v26.0/{page_id}/conversations?{query}"),
    )
    .await
}

#[tokio::test]
async fn the_token_comes_in_the_query_in_a_form_or_in_a_header() {
    let simulator = Simulator::start().await.unwrap();
    let path = format!(
        "{}/v26.0/{}/conversations",
        simulator.url(),
        simulator.page_ids()[0]
    );
    let token = simulator.access_token();
    let client = reqwest::Client::new();
    let form = |text: String| {
        let ty = "application/x-www-form-urlencoded";
        client.post(&path).header("content-type", ty).body(text)
    };
    for (request, expected) in [
        (client.get(format!("{path}?access_token={token}")), (200, 0)),
        (
            client
                .get(&path)
                .header("authorization", format!("Bearer {token}")),
            (200, 0),
        ),
        (
            client
                .get(&path)
                .header("authorization", format!("bearer {token}")),
            (200, 0),
        ),
        (form(format!("method=get&access_token={token}")), (200, 0)),
        (client.get(&path), (400, 104)),
        (
            client
                .get(&path)
                .header("authorization", format!("Basic {token}")),
            (400, 104),
        ),
        (client.get(format!("{path}?access_token=x")), (400, 190)),
        (
            client.get(&path).header("authorization", "Bearer x"),
            (400, 190),
        ),
        (form("method=get&access_token=x".to_owned()), (400, 190)),
        (form(format!("access_token={token}")), (400, 100)),
        (
            client.put(format!("{path}?access_token={token}")),
            (400, 100),
        ),
        (
            client.delete(format!("{path}?access_token={token}")),
            (400, 100),
        ),
        (
            client.get(format!("{path}?method=delete&access_token={token}")),
            (400, 100),
        ),
    ] {
        let answer = send(request).await;
        let got = (
            answer.status,
            answer.body["error"]["code"].as_i64().unwrap_or(0),
        );
        assert_eq!(got, expected, "{}", answer.body);
        if expected.1 == 190 {
            assert!(answer.headers.contains_key("www-authenticate"));
        }
    }
    let calls = simulator.calls();
    assert!(!format!("{calls:?}").contains(token));
    assert_eq!(
        calls[0].path,
        format!("/{}/conversations", simulator.page_ids()[0])
    );
}

#[tokio::test]
async fn proofs_are_checked_in_both_forms() {
    let builder = || Simulator::builder().app_secret(SECRET);
    let simulator = builder().require_proof().start().await.unwrap();
    let token = simulator.access_token();
    let plain = hex(token, SECRET);
    assert_eq!(
        proved(&simulator, &format!("appsecret_proof={plain}"))
            .await
            .status,
        200
    );
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let timed = |time: u64| {
        let proof = hex(&format!("{token}|{time}"), SECRET);
        format!("appsecret_proof={proof}&appsecret_time={time}")
    };
    assert_eq!(proved(&simulator, &timed(now)).await.status, 200);
    assert_eq!(proved(&simulator, &timed(now - 200)).await.status, 200);
    let wrong = hex(token, "another");
    for query in [
        timed(now - 400),
        timed(now + 400),
        format!("appsecret_proof={wrong}"),
        format!("appsecret_proof={plain}&appsecret_time={now}"),
        format!("appsecret_proof={plain}&appsecret_time=now"),
        "appsecret_proof=".to_owned(),
        String::new(),
    ] {
        let answer = proved(&simulator, &query).await;
        assert_eq!(answer.code(), (400, 100), "{query}");
        assert_eq!(answer.body["error"]["type"], "GraphMethodException");
        assert!(
            answer.body["error"]["message"]
                .as_str()
                .unwrap()
                .contains("appsecret_proof")
        );
    }
    let lenient = builder().start().await.unwrap();
    assert_eq!(proved(&lenient, "").await.status, 200);
    assert_eq!(
        proved(&lenient, "appsecret_proof=x").await.code(),
        (400, 100)
    );
}

#[tokio::test]
async fn usage_headers_count_and_throttling_ends_when_they_say() {
    let rest = Duration::from_secs(42);
    let simulator = Simulator::builder()
        .throttle_after(4, rest)
        .exact_estimates(true)
        .clock(Clock::Fixed(Timestamp::now()))
        .start()
        .await
        .unwrap();
    let page_id = simulator.page_ids()[0].clone();
    let usage = |answer: &Answer| {
        let business = answer.header("x-business-use-case-usage");
        let business: Value = serde_json::from_str(business).unwrap();
        let business = business[&page_id][0].clone();
        assert_eq!(business["type"], "messenger");
        // The use of the app is stated with an answer, not with an error of the Page.
        let app = answer.headers.get("x-app-usage");
        let app = app.map(|app| serde_json::from_slice::<Value>(app.as_bytes()).unwrap());
        assert_eq!(app.is_none(), answer.body.get("error").is_some());
        assert!(app.is_none_or(|app| app["call_count"] == business["call_count"]));
        let minutes = business["estimated_time_to_regain_access"]
            .as_f64()
            .unwrap();
        (business["call_count"].as_u64().unwrap(), minutes)
    };
    for expected in [25, 50, 75, 100] {
        assert_eq!(usage(&proved(&simulator, "").await), (expected, 0.0));
    }
    let answer = proved(&simulator, "").await;
    assert_eq!(answer.code(), (400, 80_006));
    let (share, minutes) = usage(&answer);
    assert_eq!((share, minutes), (100, 0.7));
    assert_eq!(proved(&simulator, "").await.code(), (400, 80_006));
    let (_, left) = usage(&proved(&simulator, "").await);
    simulator.advance(Duration::from_secs_f64(left * 60.0 - 0.01));
    assert_eq!(proved(&simulator, "").await.code(), (400, 80_006));
    let (_, left) = usage(&proved(&simulator, "").await);
    simulator.advance(Duration::from_secs_f64(left * 60.0 + 0.01));
    assert_eq!(usage(&proved(&simulator, "").await), (25, 0.0));
    simulator.fail_next(Fault::Throttle(Duration::from_secs(90)));
    assert_eq!(usage(&proved(&simulator, "").await), (100, 2.0));
}

#[tokio::test]
async fn calls_while_rate_limited_extend_the_wait() {
    let simulator = Simulator::start().await.unwrap();
    let path = format!("/v26.0/{}/conversations", simulator.page_ids()[0]);
    simulator.fail_next(Fault::Throttle(Duration::from_secs(600)));
    let mut minutes = Vec::new();
    for _ in 0..4 {
        let answer = call(&simulator, &path).await;
        assert_eq!(answer.code(), (400, 80_006));
        let usage: Value =
            serde_json::from_str(answer.header("x-business-use-case-usage")).unwrap();
        let usage = &usage[&simulator.page_ids()[0]][0];
        minutes.push(usage["estimated_time_to_regain_access"].as_f64().unwrap());
    }
    assert_eq!(minutes, [10.0, 11.0, 12.0, 13.0]);
}

/// The code of the error of a call, if it failed, and its usage headers.
async fn usage(simulator: &Simulator, path: &str, token: &str) -> (Option<u64>, [Value; 2]) {
    let answer = call_with(simulator, token, path).await;
    let headers = ["x-app-usage", "x-business-use-case-usage"].map(|name| {
        let value = answer.headers.get(name);
        value.map_or(Value::Null, |value| {
            serde_json::from_slice(value.as_bytes()).unwrap()
        })
    });
    (answer.body["error"]["code"].as_u64(), headers)
}

/// Each Page and each account has a quota; the tokens of people and of the app share one.
#[tokio::test]
async fn a_rate_limit_is_one_of_a_page_an_account_or_the_app() {
    let simulator = Simulator::builder()
        .app_secret("a secret")
        .throttle_after(2, Duration::from_secs(90))
        .clock(Clock::Fixed(Timestamp::now()))
        .start()
        .await
        .unwrap();
    let [one, other] = [0, 1].map(|place| simulator.page_ids()[place].clone());
    let [page, other_page] = [&one, &other].map(|id| simulator.page_token(id).unwrap());
    let account = simulator.instagram_token(&one).unwrap();
    let list = |id: &str| format!("/v26.0/{id}/conversations");
    for _ in 0..2 {
        assert_eq!(usage(&simulator, &list(&one), &page).await.0, None);
    }
    let (code, [app, business]) = usage(&simulator, &list(&one), &page).await;
    assert_eq!((code, app), (Some(80_006), Value::Null));
    let entry = &business[&one][0];
    assert_eq!(entry["type"], "messenger");
    // In whole minutes, as Graph's.
    assert_eq!(entry["estimated_time_to_regain_access"].as_u64(), Some(2));
    // The others have used nothing.
    let (code, [_, business]) = usage(&simulator, &list(&other), &other_page).await;
    assert_eq!(
        (code, business[&other][0]["call_count"].as_u64()),
        (None, Some(50))
    );
    let (code, [_, business]) = usage(&simulator, "/v26.0/me/conversations", &account).await;
    assert_eq!(
        (code, &business[format!("1784{one}")][0]["type"]),
        (None, &json!("instagram"))
    );
    let user = simulator.user_token();
    for expected in [None, None, Some(4)] {
        let (code, [app, business]) = usage(&simulator, "/v26.0/me", user).await;
        assert_eq!((code, business), (expected, Value::Null));
        assert!(app["call_count"].as_u64().unwrap() >= 50);
    }
    // Nothing is known of the use of an unknown token.
    let unknown = usage(&simulator, "/v26.0/me", "unknown").await;
    assert_eq!(unknown, (Some(190), [Value::Null, Value::Null]));
}

#[tokio::test]
async fn a_page_counts_as_the_use_case_pages() {
    let simulator = Simulator::start().await.unwrap();
    let page_id = simulator.page_ids()[0].clone();
    for (path, use_case, code) in [
        (page_id.clone(), "pages", 80_001),
        ("me".to_owned(), "pages", 80_001),
        (format!("{page_id}/conversations"), "messenger", 80_006),
    ] {
        simulator.fail_next(Fault::Throttle(Duration::ZERO));
        let answer = call(&simulator, &format!("/v26.0/{path}")).await;
        assert_eq!(answer.code(), (400, code), "{path}");
        let usage: Value =
            serde_json::from_str(answer.header("x-business-use-case-usage")).unwrap();
        assert_eq!(usage[&page_id][0]["type"], use_case, "{path}");
    }
}

#[tokio::test]
async fn answers_are_compressed_on_request() {
    let simulator = Simulator::start().await.unwrap();
    let path = format!(
        "{}/v26.0/{}/conversations",
        simulator.url(),
        simulator.page_ids()[0]
    );
    let client = reqwest::Client::builder().no_gzip().build().unwrap();
    let request = || client.get(&path).bearer_auth(simulator.access_token());
    let packed = request()
        .header("accept-encoding", "gzip, br")
        .send()
        .await
        .unwrap();
    assert_eq!(packed.headers()["content-encoding"], "gzip");
    let packed = packed.bytes().await.unwrap();
    let plain = request().send().await.unwrap();
    assert!(plain.headers().get("content-encoding").is_none());
    assert!(plain.headers()["content-type"] == "application/json; charset=UTF-8");
    let plain = plain.bytes().await.unwrap();
    assert!(packed.starts_with(&[0x1f, 0x8b]) && packed.len() * 2 < plain.len());
    let unpacked = get(&format!("{path}?access_token={}", simulator.access_token())).await;
    assert_eq!(
        unpacked.body,
        serde_json::from_slice::<Value>(&plain).unwrap()
    );
}

#[tokio::test]
async fn the_same_seed_makes_the_same_world_and_the_same_faults() {
    let fields = "messages.limit(40){message,from,attachments,shares,sticker,reactions,story,\
                  reply_to,is_unsupported}";
    let query = format!("limit=60&fields={fields}");
    let mut bodies = Vec::new();
    for seed in [5, 5, 6] {
        let world = World::seeded(seed);
        let simulator = Simulator::builder().world(world).start().await.unwrap();
        let messenger = proved(&simulator, &query).await.body["data"].to_string();
        let query = format!("platform=instagram&{query}");
        let instagram = proved(&simulator, &query).await.body["data"].to_string();
        let url = simulator.url();
        bodies.push(format!("{messenger}{instagram}").replace(&url, ""));
    }
    assert!(bodies[0] == bodies[1] && bodies[0] != bodies[2]);
    for wanted in [
        "image_data",
        "video_data",
        "generic_template",
        "shares",
        "sticker",
        "reactions",
        "is_self_reply",
        "reply_to\":{\"id",
        "mention",
        "is_unsupported",
        "Media not available",
    ] {
        assert!(bodies[0].contains(wanted), "no message has {wanted}");
    }
    let mut statuses = Vec::new();
    for _ in 0..2 {
        let simulator = Simulator::start().await.unwrap();
        simulator.fail_at_rate(9, 0.3, [Fault::Html(502), Fault::EmptyBody(503)]);
        for _ in 0..40 {
            proved(&simulator, "limit=1").await;
        }
        let calls = simulator.calls();
        statuses.push(calls.iter().map(|call| call.status).collect::<Vec<_>>());
    }
    let failed = statuses[0].iter().filter(|status| **status != 200).count();
    assert!(
        statuses[0] == statuses[1] && (4..24).contains(&failed),
        "{statuses:?}"
    );
}

#[tokio::test]
async fn latency_is_for_each_call() {
    let latency = Duration::from_millis(120);
    let simulator = Simulator::builder().latency(latency).start().await.unwrap();
    for _ in 0..2 {
        let start = Instant::now();
        proved(&simulator, "").await;
        assert!(start.elapsed() >= latency);
    }
}

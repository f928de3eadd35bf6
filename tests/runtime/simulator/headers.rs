//! The headers of the simulator's responses, and the forms that a call can ask for.

use std::time::Duration;

use crate::simulator::plain::{Answer, CLIENT, call, call_with, send};
use page_conversations::Timestamp;
use page_conversations::simulator::{Change, Clock, Fault, Simulator};
use reqwest::Method;
use serde_json::{Value, json};

fn list(simulator: &Simulator) -> String {
    format!("/v26.0/{}/conversations", simulator.page_ids()[0])
}

#[tokio::test]
async fn the_date_is_the_time_of_the_simulator() {
    let time: Timestamp = "2026-07-29T12:00:00Z".parse().unwrap();
    let builder = Simulator::builder().clock(Clock::Fixed(time));
    let simulator = builder.start().await.unwrap();
    for path in [list(&simulator), "/v26.0/nope".to_owned()] {
        let answer = call(&simulator, &path).await;
        assert_eq!(answer.header("date"), "Wed, 29 Jul 2026 12:00:00 GMT");
        assert_eq!(answer.headers.get_all("date").iter().count(), 1);
    }
    simulator.advance(Duration::from_secs(600));
    let later = call(&simulator, &list(&simulator)).await;
    assert_eq!(later.header("date"), "Wed, 29 Jul 2026 12:10:00 GMT");
    // The server itself states the time of the machine.
    let simulator = Simulator::start().await.unwrap();
    let answer = call(&simulator, &list(&simulator)).await;
    assert_eq!(answer.headers.get_all("date").iter().count(), 1);
}

#[tokio::test]
async fn errors_say_in_a_header_what_is_wrong() {
    let simulator = Simulator::start().await.unwrap();
    let list = list(&simulator);
    for (path, kind, message) in [
        (
            list.clone(),
            "invalid_token",
            "Invalid OAuth access token - Cannot parse access token",
        ),
        (
            format!("{list}?limit=0"),
            "invalid_request",
            "(#100) Param limit must be a positive integer",
        ),
        (
            "/v26.0/me/a/nope".to_owned(),
            "invalid_request",
            "Unknown path components: /nope",
        ),
        (
            format!("{list}?fields=%C3%A9"),
            "invalid_request",
            r#"Syntax error \"Expected name, found \"\u00e9\".\" at fields"#,
        ),
        (
            "/v26.0/me/%22%0d%0a".to_owned(),
            "invalid_request",
            r#"(#100) Tried accessing nonexisting field (\"\r\n) on node type (Page)"#,
        ),
    ] {
        let token = match kind {
            "invalid_token" => "wrong",
            _ => simulator.access_token(),
        };
        let answer = call_with(&simulator, token, &path).await;
        let expected = format!("OAuth \"Facebook Platform\" \"{kind}\" \"{message}\"");
        assert_eq!(answer.header("www-authenticate"), expected, "{path}");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(!answer.headers.contains_key("etag"));
    }
    let answer = call(&simulator, &list).await;
    assert!(!answer.headers.contains_key("www-authenticate"));
    assert!(answer.header("cache-control").starts_with("private"));
    for name in [
        "x-fb-rev",
        "x-fb-debug",
        "x-fb-trace-id",
        "pragma",
        "expires",
    ] {
        assert!(!answer.header(name).is_empty());
    }
}

#[tokio::test]
async fn usage_is_stated_from_one_percent_on() {
    let simulator = Simulator::builder()
        .throttle_after(200, std::time::Duration::from_secs(60))
        .start()
        .await
        .unwrap();
    let has_usage = |answer: &Answer| {
        let names = ["x-app-usage", "x-business-use-case-usage"];
        let both = names.map(|name| answer.headers.contains_key(name));
        assert_eq!(both[0], both[1]);
        both[0]
    };
    let list = list(&simulator);
    assert!(!has_usage(&call(&simulator, &list).await));
    assert!(has_usage(&call(&simulator, &list).await));
    // It is all used where a call is refused because of it.
    let simulator = Simulator::start().await.unwrap();
    for (code, use_case) in [
        (613, Some("messenger")),
        (80_006, Some("messenger")),
        (80_001, Some("pages")),
        (80_002, Some("instagram")),
        (4, Some("app")),
        (17, Some("app")),
        (200, None),
        (1, None),
    ] {
        simulator.fail_next(Fault::Error {
            code,
            subcode: None,
            is_transient: None,
        });
        // One header, of the pool that the error is about.
        let answer = call(&simulator, &list).await;
        let headers = ["x-app-usage", "x-business-use-case-usage"];
        let headers = headers.map(|name| answer.headers.get(name));
        let [app, business] = headers.map(|value| value.map(|value| value.to_str().unwrap()));
        let stated = match use_case {
            Some("app") => app,
            _ => business,
        };
        let count = [app, business].into_iter().flatten().count();
        assert_eq!(count, usize::from(use_case.is_some()), "{code}");
        assert!(stated.is_none_or(|stated| stated.contains("\"call_count\":100")));
        if let Some(use_case) = use_case.filter(|name| *name != "app") {
            assert!(business.unwrap().contains(use_case), "{code}");
        }
    }
}

#[tokio::test]
async fn what_a_client_has_is_not_sent_again() {
    let simulator = Simulator::start().await.unwrap();
    let list = list(&simulator);
    let ask = async |path: &str, tag: &str| {
        let request = CLIENT.get(format!("{}{path}", simulator.url()));
        let request = request.bearer_auth(simulator.access_token());
        send(request.header("if-none-match", tag)).await
    };
    let first = call(&simulator, &list).await;
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with('"') && tag.ends_with('"') && tag.len() > 10);
    for known in [
        tag.clone(),
        format!("\"a\", {tag}"),
        format!("W/{tag}"),
        "*".to_owned(),
    ] {
        let answer = ask(&list, &known).await;
        assert_eq!((answer.status, answer.text.as_str()), (304, ""), "{known}");
        assert_eq!(answer.header("etag"), tag);
    }
    assert_eq!(ask(&list, "\"another\"").await.body, first.body);
    assert_eq!(ask(&format!("{list}?limit=1"), &tag).await.status, 200);
    assert_eq!(ask("/v26.0/t_1", "*").await.status, 400);
    // It counts as a call.
    assert_eq!(
        simulator
            .calls()
            .iter()
            .filter(|call| call.status == 304)
            .count(),
        4
    );
    let thread = first.body["data"][3]["id"].as_str().unwrap();
    simulator
        .change(Change::message(thread, "One more question"))
        .unwrap();
    assert_eq!(ask(&list, &tag).await.status, 200);
}

#[tokio::test]
async fn a_browser_may_ask_first() {
    let simulator = Simulator::start().await.unwrap();
    let url = format!("{}{}", simulator.url(), list(&simulator));
    let request = CLIENT.request(Method::OPTIONS, url);
    let request = request.header("origin", "https://app.example");
    let request = request.header("access-control-request-method", "GET");
    let request = request.header("access-control-request-headers", "authorization,x-a");
    let answer = send(request).await;
    assert_eq!((answer.status, answer.text.as_str()), (200, ""));
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert!(
        answer
            .header("access-control-allow-methods")
            .contains("GET")
    );
    assert_eq!(
        answer.header("access-control-allow-headers"),
        "authorization,x-a"
    );
    assert!(simulator.calls().is_empty());
}

#[tokio::test]
async fn errors_come_with_200_on_request() {
    let simulator = Simulator::start().await.unwrap();
    for (query, status) in [
        ("", 400),
        ("suppress_http_code=1", 200),
        ("suppress_response_codes=true", 200),
        ("suppress_http_code=0", 400),
    ] {
        let answer = call(&simulator, &format!("/v26.0/t_1?{query}")).await;
        assert_eq!(answer.code(), (status, 100), "{query}");
    }
}

#[tokio::test]
async fn json_is_pretty_or_a_script_on_request() {
    let simulator = Simulator::start().await.unwrap();
    let list = format!("{}?fields=participants,snippet&limit=60", list(&simulator));
    let plain = call(&simulator, &list).await;
    let pretty = call(&simulator, &format!("{list}&pretty=1")).await;
    assert_eq!(pretty.body["data"], plain.body["data"]);
    assert!(
        pretty
            .text
            .starts_with("{\n   \"data\": [\n      {\n         \"participants\": {\n")
    );
    assert!(pretty.text.ends_with("\n   }\n}") && pretty.text.lines().count() > 300);
    let answer = call(&simulator, "/v26.0/t_1?pretty=true").await;
    assert!(answer.text.starts_with("{\n   \"error\": {\n      \""));
    let empty = call(&simulator, &format!("{list}&user_id=1&pretty=1")).await;
    assert_eq!(empty.text, "{\n   \"data\": []\n}");

    for (path, start) in [
        (list, "/**/ window.a[0]({\"data\":["),
        ("/v26.0/t_1?a=b".to_owned(), "/**/ window.a[0]({\"error\":{"),
    ] {
        let answer = call(&simulator, &format!("{path}&callback=window.a[0]")).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, "text/javascript; charset=UTF-8")
        );
        assert!(
            answer.text.starts_with(start) && answer.text.ends_with("});"),
            "{}",
            answer.text
        );
        let json = answer
            .text
            .trim_start_matches("/**/ window.a[0](")
            .trim_end_matches(");");
        assert!(serde_json::from_str::<Value>(json).is_ok());
    }
    let answer = call(&simulator, "/v26.0/me?callback=alert(1)").await;
    assert_eq!(answer.code(), (400, 100));
    assert_ne!(answer.body, json!(null));
}

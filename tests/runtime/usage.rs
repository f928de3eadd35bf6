//! How much of its quota a token has used, as headers tell.

use crate::loopback;
use std::time::Duration;

use crate::loopback::{PAGE_ID, answering, fixture, graph, page, recorded_error};
use page_conversations::v26_0::ListConversations;
use page_conversations::{BusinessUsage, Metrics, Usage};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

const APP: &str = "x-app-usage";
const PAGE: &str = "x-page-usage";
const BUSINESS: &str = "x-business-use-case-usage";

fn list() -> ListConversations {
    ListConversations::new(PAGE_ID)
}

fn success() -> ResponseTemplate {
    page(json!({"data": []}))
}

/// Returns the usage of a page with these headers.
async fn read(headers: &[(&str, &[u8])]) -> Usage {
    let answer = headers.iter().fold(success(), |answer, (name, value)| {
        answer.append_header(*name, value.to_vec())
    });
    let server = answering([answer]).await;
    graph(&server).page(&list()).await.unwrap().info.usage
}

async fn app(value: impl AsRef<[u8]>) -> Option<Metrics> {
    read(&[(APP, value.as_ref())]).await.app
}

async fn business(value: impl AsRef<[u8]>) -> Vec<BusinessUsage> {
    read(&[(BUSINESS, value.as_ref())]).await.business
}

/// The time that Graph takes no calls for, by its estimate in JSON.
async fn regain(estimate: &str) -> Option<Duration> {
    let value = format!(r#"{{"1": [{{"estimated_time_to_regain_access": {estimate}}}]}}"#);
    // The entry is kept whatever its estimate is.
    let [usage] = business(value).await.try_into().unwrap();
    usage.regain_access
}

fn shares(metrics: Metrics) -> [Option<f64>; 3] {
    [
        metrics.call_count,
        metrics.total_cputime,
        metrics.total_time,
    ]
}

/// Ids and use cases.
fn names(business: &[BusinessUsage]) -> Vec<(&str, Option<&str>)> {
    let names = business.iter();
    names
        .map(|usage| (usage.id.as_str(), usage.use_case.as_deref()))
        .collect()
}

fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(60 * minutes)
}

/// An answer with all three headers as they were recorded.
fn recorded(answer: ResponseTemplate) -> ResponseTemplate {
    let recorded = fixture("13_usage_headers");
    let header = |name: &str| recorded[name].as_str().unwrap().to_owned();
    answer
        .insert_header(APP, header("x-app-usage").as_str())
        .insert_header(PAGE, header("x-page-usage (legacy)").as_str())
        .insert_header(
            BUSINESS,
            header("x-business-use-case-usage (throttled)").as_str(),
        )
}

fn assert_recorded(usage: &Usage) {
    assert_eq!(
        shares(usage.app.unwrap()),
        [Some(12.0), Some(0.0), Some(0.0)]
    );
    assert_eq!(
        shares(usage.page.unwrap()),
        [Some(85.0), Some(56.0), Some(60.0)]
    );
    let [business] = usage.business.as_slice() else {
        panic!("{usage:?}");
    };
    assert_eq!(business.id, "651551841370000");
    assert_eq!(business.use_case.as_deref(), Some("messenger"));
    assert_eq!(
        shares(business.metrics),
        [Some(100.0), Some(25.0), Some(25.0)]
    );
    assert_eq!(business.regain_access, Some(minutes(19)));
    assert_eq!(business.ads_api_access_tier, None);
    assert_eq!(usage.highest(), Some(100.0));
    assert_eq!(usage.regain_access(), Some(minutes(19)));
}

#[tokio::test]
async fn a_success_tells_the_usage() {
    let server = answering([recorded(success())]).await;
    let page = graph(&server).page(&list()).await.unwrap();
    assert_recorded(&page.info.usage);
    let server = answering([recorded(success())]).await;
    let response = graph(&server).send_with_info(&list()).await.unwrap();
    assert_recorded(&response.info.usage);
}

#[tokio::test]
async fn a_failure_tells_the_usage() {
    for answer in [
        recorded_error("err_80006_messenger_buc"),
        recorded_error("err_190_463_expired_token"),
        ResponseTemplate::new(502).set_body_string("<html>"),
        ResponseTemplate::new(200).set_body_string("["),
        ResponseTemplate::new(200).set_body_json(json!({"error": {"code": 2}})),
    ] {
        let server = answering([recorded(answer)]).await;
        let error = graph(&server).page(&list()).await.unwrap_err();
        assert_recorded(error.usage().unwrap());
    }
    let (host, _socket) = loopback::closed().unwrap();
    let graph = loopback::builder("token", host).build().unwrap();
    let error = graph.page(&list()).await.unwrap_err();
    assert_eq!(error.usage(), None);
}

#[tokio::test]
async fn recorded_headers_are_read() {
    let Value::Object(recorded) = fixture("13_usage_headers") else {
        panic!("no object");
    };
    let mut several = 0;
    for (name, value) in recorded {
        let value = value.as_str().unwrap();
        let header = name.split(' ').next().unwrap();
        let usage = read(&[(header, value.as_bytes())]).await;
        let found = usage.app.iter().chain(&usage.page).count() + usage.business.len();
        several += usize::from(found == 2);
        assert!(found > 0, "{name}");
        assert!(usage.highest().is_some(), "{name}");
        // An estimate of 0 is none.
        let throttled = name.contains("throttled");
        assert_eq!(usage.regain_access().is_some(), throttled, "{name}");
    }
    assert_eq!(several, 1);
}

#[tokio::test]
async fn what_is_absent_is_unknown_and_not_zero() {
    let usage = read(&[]).await;
    assert_eq!(usage, Usage::default());
    assert_eq!((usage.highest(), usage.regain_access()), (None, None));
    let metrics = app(r#"{"total_time": 3}"#).await.unwrap();
    assert_eq!(shares(metrics), [None, None, Some(3.0)]);
    assert_eq!(metrics.highest(), Some(3.0));
    let [usage] = business(r#"{"1": [{}]}"#).await.try_into().unwrap();
    assert_eq!(shares(usage.metrics), [None; 3]);
    assert_eq!((usage.use_case, usage.regain_access), (None, None));
}

#[tokio::test]
async fn ids_that_come_twice_and_use_cases_that_are_new_are_kept() {
    let value = r#"{
        "1": [{"type": "messenger", "call_count": 1}, {"type": "whats_new", "call_count": 2}],
        "2": [{"type": "ads_management", "ads_api_access_tier": "standard_access"}],
        "1": [{"type": "pages", "call_count": 3, "more": {"deep": []}}]
    }"#;
    let usage = business(value.replace('\n', " ")).await;
    let expected = [
        ("1", Some("messenger")),
        ("1", Some("whats_new")),
        ("2", Some("ads_management")),
        ("1", Some("pages")),
    ];
    assert_eq!(names(&usage), expected);
    let tier = usage[2].ads_api_access_tier.as_deref();
    assert_eq!(tier, Some("standard_access"));
    let counts = usage.iter().map(|usage| usage.metrics.call_count);
    assert_eq!(
        counts.collect::<Vec<_>>(),
        [Some(1.0), Some(2.0), None, Some(3.0)]
    );
}

#[tokio::test]
async fn a_bare_percentage_is_one_of_calls() {
    for value in [
        "\"17%\"", "17%", "17", "\"17\"", " 17 % ", "\"17 %\"", "17.0",
    ] {
        let metrics = app(value).await.unwrap_or_else(|| panic!("{value}"));
        assert_eq!(shares(metrics), [Some(17.0), None, None], "{value}");
    }
    let usage = read(&[(PAGE, b"\"17%\"")]).await;
    assert_eq!(usage.page.unwrap().call_count, Some(17.0));
    assert_eq!(usage.app, None);
}

#[tokio::test]
async fn numbers_may_be_text() {
    let metrics = app(r#"{"call_count": "12", "total_cputime": "3%", "total_time": 0.5}"#);
    let expected = [Some(12.0), Some(3.0), Some(0.5)];
    assert_eq!(shares(metrics.await.unwrap()), expected);
    assert_eq!(regain("\"19\"").await, Some(minutes(19)));
    assert_eq!(regain("0.5").await, Some(Duration::from_secs(30)));
}

#[tokio::test]
async fn an_estimate_that_is_none_is_left_out() {
    for estimate in [
        "0",
        "0.0",
        "-0",
        "-1",
        "-1e300",
        "1e300",
        "1e18",
        "\"NaN\"",
        "\"inf\"",
        "\"-inf\"",
        "null",
        "true",
        "[]",
        "{}",
        "\"\"",
        "\"soon\"",
        "\"%\"",
        "99999999999999999999",
    ] {
        assert_eq!(regain(estimate).await, None, "{estimate}");
    }
    // The longest one counts.
    let value = r#"{"1": [{"estimated_time_to_regain_access": 3}],
        "2": [{"estimated_time_to_regain_access": 7}, {"estimated_time_to_regain_access": -9}]}"#;
    let usage = read(&[(BUSINESS, value.replace('\n', " ").as_bytes())]).await;
    assert_eq!(usage.regain_access(), Some(minutes(7)));
}

/// Case 08.
#[tokio::test]
async fn the_time_of_another_product_stands_in_its_entry_alone() {
    let value = r#"{"1": [{"type": "ads_insights", "estimated_time_to_regain_access": 55},
        {"type": "messenger", "estimated_time_to_regain_access": 1}]}"#;
    let usage = read(&[(BUSINESS, value.replace('\n', " ").as_bytes())]).await;
    assert_eq!(usage.regain_access(), Some(minutes(1)));
    assert_eq!(usage.business[0].regain_access, Some(minutes(55)));
    for (use_case, counts) in [
        (r#""messenger""#, true),
        (r#""instagram""#, true),
        (r#""pages""#, true),
        (r#""Messenger""#, true),
        // It may be any.
        ("null", true),
        ("7", true),
        (r#""ads_insights""#, false),
        (r#""leadgen""#, false),
        (r#""whats_new""#, false),
        (r#""""#, false),
    ] {
        let value =
            format!(r#"{{"1": [{{"type": {use_case}, "estimated_time_to_regain_access": 2}}]}}"#);
        let usage = read(&[(BUSINESS, value.as_bytes())]).await;
        assert_eq!(usage.business[0].regain_access, Some(minutes(2)));
        let expected = counts.then(|| minutes(2));
        assert_eq!(usage.regain_access(), expected, "{use_case}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_left_out_and_the_rest_is_kept() {
    let strange = r#"{"call_count": "many", "total_cputime": [1], "total_time": 4}"#;
    assert_eq!(shares(app(strange).await.unwrap()), [None, None, Some(4.0)]);
    let strange = r#"{
        "1": {"type": "messenger"},
        "2": null,
        "3": [null, 5, "x", [], {"type": 7, "call_count": 9}],
        "4": 5,
        "": [{"type": "pages", "ads_api_access_tier": 1}]
    }"#;
    let usage = business(strange.replace('\n', " ")).await;
    assert_eq!(names(&usage), [("3", None), ("", Some("pages"))]);
    assert_eq!(usage[0].metrics.call_count, Some(9.0));

    let good = br#"{"call_count": 5}"#;
    let usage = read(&[(APP, b"{"), (PAGE, good), (BUSINESS, b"[")]).await;
    assert_eq!((usage.app, usage.business.len()), (None, 0));
    assert_eq!(usage.page.unwrap().call_count, Some(5.0));
    assert_eq!(usage.highest(), Some(5.0));
}

#[tokio::test]
async fn headers_of_any_bytes_do_no_harm() {
    let deep = "[".repeat(5000);
    let broken = [
        "",
        " ",
        "{",
        "}",
        "[",
        "[]",
        "null",
        "true",
        "NaN",
        "%",
        "\"",
        "\"%\"",
        "-",
        "{]",
        "{\"call_count\"",
        "{\"1\": [",
        "1e999",
        "\u{e9}",
        "{\"1\": [{}]} more",
        &deep,
    ];
    for value in broken {
        assert_eq!(app(value).await, None, "{value}");
        assert!(business(value).await.is_empty(), "{value}");
    }
    assert!(business("{}").await.is_empty());
    assert_eq!(shares(app("{}").await.unwrap()), [None; 3]);
    for value in [&b"\xff\xfe"[..], b"{\"call_count\": \xff}"] {
        assert_eq!(app(value).await, None, "{value:?}");
        assert!(business(value).await.is_empty(), "{value:?}");
    }
    // Text in another encoding leaves the numbers readable.
    let usage = app(b"{\"call_count\": 7, \"note\": \"caf\xe9\"}").await;
    assert_eq!(usage.unwrap().call_count, Some(7.0));
    let usage = business(b"{\"1\": [{\"type\": \"caf\xe9\", \"call_count\": 7}]}").await;
    assert_eq!(names(&usage), [("1", Some("caf\u{fffd}"))]);
    let usage = business("{\"1\": [{\"type\": \"\u{e9}\"}]}").await;
    assert_eq!(names(&usage), [("1", Some("\u{e9}"))]);
}

#[tokio::test]
async fn a_header_in_several_lines_is_read_as_a_whole() {
    let usage = read(&[
        (APP, b"no share"),
        (APP, br#"{"call_count": 5}"#),
        (
            BUSINESS,
            br#"{"1": [{"type": "messenger", "call_count": 6}]}"#,
        ),
        (BUSINESS, b"["),
        (BUSINESS, br#"{"2": [{"type": "pages", "call_count": 7}]}"#),
    ])
    .await;
    assert_eq!(usage.app.map(shares), Some([Some(5.0), None, None]));
    let expected = [("1", Some("messenger")), ("2", Some("pages"))];
    assert_eq!(names(&usage.business), expected);
}

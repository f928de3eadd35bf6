//! Waits that a server states, however absurd, and by which clock.

use std::time::Duration;

use page_conversations::v26_0::ListConversations;
use page_conversations::{Advice, Error, Retry};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::loopback::{self, ACCESS_TOKEN, PAGE_ID, answering, fixture, page};

const HOUR: Duration = Duration::from_secs(3600);

/// More than a test takes between two calls.
const MINUTE: Duration = Duration::from_secs(60);

fn list() -> ListConversations {
    ListConversations::new(PAGE_ID)
}

fn limited(retry_after: &str) -> ResponseTemplate {
    ResponseTemplate::new(429).insert_header("retry-after", retry_after)
}

fn estimate(answer: ResponseTemplate, minutes: &Value) -> ResponseTemplate {
    let usage = json!({"1": [{
        "type": "messenger", "estimated_time_to_regain_access": minutes,
    }]});
    answer.insert_header("x-business-use-case-usage", usage.to_string().as_str())
}

fn advised(error: &Error) -> Duration {
    match error.advice() {
        Advice::Wait(wait) => wait,
        other => panic!("{other:?}: {error:?}"),
    }
}

#[tokio::test]
async fn a_date_is_read_in_each_form_by_the_clock_of_the_server() {
    // The clock of the server is decades behind, or ahead.
    for (date, forms) in [
        (
            "Sun, 06 Nov 1994 08:49:07 GMT",
            [
                "Sun, 06 Nov 1994 08:50:37 GMT",
                "Sunday, 06-Nov-94 08:50:37 GMT",
                "Sun Nov  6 08:50:37 1994",
            ],
        ),
        (
            "Sat Jan  1 00:00:00 2050",
            [
                "Sat, 01 Jan 2050 00:01:30 GMT",
                "Saturday, 01-Jan-50 00:01:30 GMT",
                "Sat Jan  1 00:01:30 2050",
            ],
        ),
    ] {
        for form in forms {
            let server = answering([limited(form).insert_header("date", date)]).await;
            let graph = loopback::graph(&server);
            let error = graph.page(&list()).await.unwrap_err();
            assert_eq!(advised(&error), Duration::from_secs(90), "{form}");
            let rest = graph.rate_limited_for().await.unwrap().unwrap();
            let expected = Duration::from_secs(90);
            assert!(rest <= expected && rest + MINUTE > expected, "{rest:?}");
        }
    }
}

/// Responses that state an absurd wait.
fn absurd() -> Vec<(String, ResponseTemplate)> {
    let mut answers = Vec::new();
    for number in [
        "999999999",
        "18446744073709551615",
        "18446744073709551616",
        "99999999999999999999999999999999",
        "Fri, 31 Dec 9999 23:59:59 GMT",
    ] {
        answers.push((number.to_owned(), limited(number)));
        let unavailable = ResponseTemplate::new(503).set_body_string("<html>");
        let unavailable = unavailable.insert_header("retry-after", number);
        answers.push((format!("503 {number}"), unavailable));
    }
    let rate = fixture("err_613_2534040_rate")["body"].clone();
    // A number that no clock counts is no estimate.
    for minutes in [json!(61), json!(1e9), json!(1.6e17), json!("1e16")] {
        let answer = ResponseTemplate::new(400).set_body_json(&rate);
        answers.push((format!("613 {minutes}"), estimate(answer, &minutes)));
        answers.push((
            format!("429 {minutes}"),
            estimate(ResponseTemplate::new(429), &minutes),
        ));
    }
    answers
}

#[tokio::test]
async fn an_absurd_wait_blocks_neither_calls_nor_callers_for_longer_than_the_maximum() {
    for (case, answer) in absurd() {
        for maximum in [None, Some(Duration::from_secs(600))] {
            let server = answering([answer.clone()]).await;
            let builder = loopback::builder(ACCESS_TOKEN, server.uri()).retry(Retry::default());
            let builder = match maximum {
                Some(maximum) => builder.max_pause(maximum),
                None => builder,
            };
            let (graph, maximum) = (builder.build().unwrap(), maximum.unwrap_or(HOUR));
            // Longer than retries may take, so that the error is returned at once.
            let error = graph.page(&list()).await.unwrap_err();
            assert_eq!(advised(&error), maximum, "{case}");
            let rest = graph.rate_limited_for().await.unwrap().unwrap();
            assert!(
                rest <= maximum && rest + MINUTE > maximum,
                "{case}: {rest:?}"
            );
            let error = graph.page(&list()).await.unwrap_err();
            let Error::RateLimited { retry_after } = error else {
                panic!("{case}: {error:?}");
            };
            assert!(retry_after <= maximum, "{case}: {retry_after:?}");
            assert_eq!(server.received_requests().await.unwrap().len(), 1, "{case}");
        }
    }
}

#[tokio::test]
async fn a_success_with_an_absurd_estimate_is_delivered_and_can_be_cleared() {
    let full = || page(json!({"data": [{"id": "t_1"}]}));
    let server = answering([estimate(full(), &json!(1.6e17)), full()]).await;
    let graph = loopback::graph(&server);
    assert_eq!(graph.page(&list()).await.unwrap().items.len(), 1);
    let rest = graph.rate_limited_for().await.unwrap().unwrap();
    assert!(rest <= HOUR && rest + MINUTE > HOUR, "{rest:?}");
    graph.clear_rate_limit().await.unwrap();
    assert_eq!(graph.page(&list()).await.unwrap().items.len(), 1);
}

#[tokio::test]
async fn the_header_is_kept_as_it_was_stated() {
    let server = answering([limited("999999999")]).await;
    let error = loopback::graph(&server).page(&list()).await.unwrap_err();
    let stated = error.info().unwrap().retry_after;
    assert_eq!(stated, Some(Duration::from_secs(999_999_999)));
}

#[cfg(feature = "tracing")]
#[tokio::test]
async fn a_stated_wait_above_the_maximum_is_warned_of() {
    let half = Duration::from_secs(1800);
    for (answer, maximum, is_warned) in [
        (limited("3601"), None, true),
        (limited("3600"), None, false),
        (limited("1801"), Some(half), true),
        (limited("1800"), Some(half), false),
        (estimate(page(json!({"data": []})), &json!(61)), None, true),
        (estimate(page(json!({"data": []})), &json!(60)), None, false),
    ] {
        let (log, _guard) = crate::log::Log::start();
        let server = answering([answer]).await;
        let builder = loopback::builder(ACCESS_TOKEN, server.uri());
        let builder = match maximum {
            Some(maximum) => builder.max_pause(maximum),
            None => builder,
        };
        let _ = builder.build().unwrap().page(&list()).await;
        let text = log.text();
        assert!(text.contains("token is rate limited"), "{text}");
        let mut lines = text.lines();
        let warning = lines.find(|line| line.contains("longer than the maximum"));
        assert_eq!(warning.is_some(), is_warned, "{text}");
        assert!(warning.is_none_or(|line| line.contains("WARN")), "{text}");
    }
}

#[tokio::test]
async fn a_401_without_a_graph_error_renews_the_token_of_a_provider() {
    let html = ResponseTemplate::new(401).set_body_string("<html>");
    let server = answering([html, page(json!({"data": [{"id": "t_1"}]}))]).await;
    let provider = |refused: Option<page_conversations::AccessToken>| async move {
        let token = refused.map_or("EAAB-first-token", |_| ACCESS_TOKEN);
        Ok::<_, std::io::Error>(token.into())
    };
    let builder = page_conversations::Graph::builder_with_provider(provider);
    let graph = builder
        .host(server.uri())
        .retry(Retry::off())
        .build()
        .unwrap();
    assert_eq!(graph.page(&list()).await.unwrap().items.len(), 1);
}

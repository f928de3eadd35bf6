//! Responses: errors, usage headers, and what is shown of them.

use std::sync::LazyLock;
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::secrets::{assert_absent, filled};
use crate::client::graph::Graph;
use crate::client::response::RawResponse;
use crate::client::response_info::ResponseInfo;
use crate::error::Error;
use crate::error::advice::Advice;
use crate::types::edge::Edge;
use crate::v26_0::{ListConversations, UnifiedThread};

const TOKEN: &str = "EAAB-1234567|k/y";
const SECRET: &str = "0123456789abcdef";
const MAX_PAUSE: Duration = Duration::from_secs(600);

static GRAPH: LazyLock<Graph> = LazyLock::new(|| {
    let graph = Graph::builder(TOKEN).app_secret(SECRET);
    let graph = graph.host("http://127.0.0.1:9").keep_raw_bodies(true);
    graph.max_pause(MAX_PAUSE).build().expect("a client")
});

/// Reads a response: a line with the status, headers, an empty line, and the body. What is
/// shown of it has no secrets, which `$t0` and `$s1` stand for, and no wait is too long.
pub fn answer(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let (text, written) = filled(&text, TOKEN, SECRET);
    let (head, body) = text.split_once("\n\n").unwrap_or((&text, ""));
    let (status, headers) = head.split_once('\n').unwrap_or((head, ""));
    let status = status.trim().parse().unwrap_or(200);
    let request = ListConversations::new("1");
    let session = &GRAPH.session_for(&request);
    let response = RawResponse::new(status, read(headers), body.into(), session);
    assert_info(&response.info, status, &written);
    let checked = response.check(&request, session);
    let read = checked.and_then(|raw| raw.into_response::<Edge<UnifiedThread>>(session));
    match read {
        Err(error) => assert_error(&error, &written),
        Ok(response) => {
            let (info, report) = (response.info, response.report);
            assert_absent(&written, &format!("{info:?} {report:?}"));
        }
    }
}

fn read(headers: &str) -> HeaderMap {
    let headers = headers.lines().filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        let name: HeaderName = name.trim().parse().ok()?;
        let value = HeaderValue::from_bytes(value.trim().as_bytes()).ok()?;
        Some((name, value))
    });
    headers.collect()
}

/// Fails unless the metadata is that of the response, without secrets.
fn assert_info(info: &ResponseInfo, status: u16, written: &[String]) {
    assert_eq!(info.status, status);
    let usage = &info.usage;
    assert!(usage.highest().is_none_or(f64::is_finite), "{usage:?}");
    assert_absent(written, &format!("{info:?}"));
}

fn assert_error(error: &Error, written: &[String]) {
    assert!(!error.to_string().is_empty());
    if let Advice::Wait(wait) = error.advice() {
        assert!(wait <= MAX_PAUSE, "{error:?}");
    }
    let advice = error.advice();
    assert_absent(written, &format!("{error} {error:?} {error:#?} {advice:?}"));
}

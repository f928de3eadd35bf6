//! Calls to the simulator over plain HTTP.

#![allow(dead_code)] // Each test file uses what it needs.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use page_conversations::GraphVersion;
use page_conversations::simulator::Simulator;
use page_conversations::versions::{V26_0, VERSIONS};
use reqwest::header::HeaderMap;
use serde_json::Value;

/// The versions of the contract that the tests know: what a later one has is
/// stated by the contract alone.
pub fn known_versions() -> impl Iterator<Item = &'static str> {
    let known = VERSIONS.iter();
    let known = known.take_while(|version| version.released <= V26_0::VERSION.released);
    known.map(|version| version.name)
}

/// Opens a connection for each call, because each test has a runtime of its own.
pub static CLIENT: LazyLock<reqwest::Client> = LazyLock::new(|| {
    let client = reqwest::Client::builder().pool_max_idle_per_host(0);
    client.build().unwrap()
});

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    /// The body, as it came.
    pub text: String,
    /// `Null` where it is no JSON.
    pub body: Value,
}

impl Answer {
    /// HTTP status, and the code of the error.
    pub fn code(&self) -> (u16, i64) {
        let error = &self.body["error"];
        assert!(error["message"].is_string(), "no error: {}", self.body);
        (self.status, error["code"].as_i64().unwrap_or_default())
    }

    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_else(|| panic!("no header {name}"))
    }
}

/// Sends a request.
pub async fn send(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let text = response.text().await.unwrap();
    let body = serde_json::from_str(&text).unwrap_or_default();
    Answer {
        status,
        headers,
        text,
        body,
    }
}

/// Reads a URL, and sends nothing with it.
pub async fn get(url: &str) -> Answer {
    send(CLIENT.get(url)).await
}

/// Reads a path with the token that may read all Pages.
pub async fn call(simulator: &Simulator, path: &str) -> Answer {
    call_with(simulator, simulator.access_token(), path).await
}

/// Reads a path with a token.
pub async fn call_with(simulator: &Simulator, token: &str, path: &str) -> Answer {
    let url = format!("{}{path}", simulator.url());
    send(CLIENT.get(url).bearer_auth(token)).await
}

/// Posts a form with the token that may read all Pages.
pub async fn post(simulator: &Simulator, path: &str, form: &[(&str, &str)]) -> Answer {
    let url = format!("{}{path}", simulator.url());
    let body = reqwest::Url::parse_with_params("http://x", form).unwrap();
    let request = CLIENT.post(url).bearer_auth(simulator.access_token());
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    send(request.body(body.query().unwrap().to_owned())).await
}

/// The cursor of a position in the list that a page is from.
pub fn cursor(page: &Value, position: u64) -> String {
    let cursor = page["paging"]["cursors"]["after"].as_str().unwrap();
    let text = BASE64_URL_SAFE_NO_PAD.decode(cursor).unwrap();
    let text = String::from_utf8(text).unwrap();
    let parts: Vec<_> = text.split(':').collect();
    let [place, _, empty, list] = parts[..] else {
        panic!("no cursor: {text}")
    };
    BASE64_URL_SAFE_NO_PAD.encode(format!("{place}:{position:012}:{empty}:{list}"))
}

/// Ids of the nodes of a page.
pub fn ids(page: &Value) -> Vec<String> {
    let nodes = page["data"].as_array();
    let nodes = nodes.unwrap_or_else(|| panic!("no page: {page}"));
    let ids = nodes
        .iter()
        .map(|node| node["id"].as_str().unwrap().to_owned());
    ids.collect()
}

/// Follows `next` to the end, then `previous` back to the beginning; gives the
/// ids of both ways, each in order.
pub async fn walk(first: Answer) -> (Vec<String>, Vec<String>) {
    let mut there = Vec::new();
    let mut page = first;
    loop {
        assert_eq!(page.status, 200, "{}", page.body);
        there.push(ids(&page.body));
        let cursors = &page.body["paging"]["cursors"];
        assert!(cursors["after"].is_string() && cursors["before"].is_string());
        match page.body["paging"]["next"].as_str() {
            Some(next) => page = get(next).await,
            None => break,
        }
    }
    let mut back = vec![ids(&page.body)];
    while let Some(previous) = page.body["paging"]["previous"].as_str() {
        page = get(previous).await;
        back.insert(0, ids(&page.body));
    }
    (there.concat(), back.concat())
}

/// A body from `tests/fixtures/graph`.
pub fn fixture(name: &str) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/graph");
    let text = std::fs::read_to_string(format!("{folder}/{name}.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The keys of a value with their nesting; what is in a list counts together.
pub fn shape(value: &Value) -> BTreeSet<String> {
    fn collect(value: &Value, path: &str, keys: &mut BTreeSet<String>) {
        match value {
            Value::Object(object) => {
                for (key, value) in object {
                    let path = format!("{path}.{key}");
                    collect(value, &path, keys);
                    keys.insert(path);
                }
            }
            Value::Array(list) => list.iter().for_each(|one| collect(one, path, keys)),
            _ => {}
        }
    }
    let mut keys = BTreeSet::new();
    collect(value, "", &mut keys);
    keys
}

//! A server on loopback that answers with recorded bodies, page after page.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use page_conversations::{Decoding, Graph, GraphBuilder, Pacing, Retry};
use serde_json::{Value, json};
use tokio::net::TcpSocket;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

/// The token that the server takes.
pub const ACCESS_TOKEN: &str = "EAAB-loopback-token";

/// The Page whose conversations it has.
pub const PAGE_ID: &str = "210000000000001";

/// A body from `tests/fixtures/graph`.
pub fn fixture(name: &str) -> Value {
    // Another package of the workspace has these tests too.
    let package = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = package
        .ancestors()
        .map(|up| up.join("tests/fixtures/graph"));
    let folder = folders.find(|folder| folder.is_dir()).unwrap_or_default();
    let text = std::fs::read_to_string(folder.join(format!("{name}.json")))
        .unwrap_or_else(|error| panic!("no fixture `{name}`: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("fixture `{name}`: {error}"))
}

/// Starts a server that answers `GET /<version>/<page>/conversations`, with the
/// recorded pages of each platform one after the other.
pub async fn start() -> MockServer {
    let server = MockServer::start().await;
    let inbox = Inbox {
        messenger: chain(&[
            "01_messenger_list_default_fields",
            "03_empty_page_with_next",
            "02_messenger_list_all_fields",
            "04_last_page_cursors_without_next",
        ]),
        instagram: chain(&["06_instagram_list_default_fields", "05_no_conversations"]),
    };
    Mock::given(any()).respond_with(inbox).mount(&server).await;
    server
}

/// The pages in order, each naming the next by a cursor of its own: the
/// recordings all have the same one. The last page stays as it was recorded.
fn chain(names: &[&str]) -> Vec<Value> {
    let mut pages: Vec<_> = names.iter().map(|name| fixture(name)).collect();
    let last = pages.len() - 1;
    for (index, page) in pages[..last].iter_mut().enumerate() {
        let cursor = (index + 1).to_string();
        page["paging"]["cursors"]["after"] = json!(cursor);
        // A client that followed this URL would leave the server.
        page["paging"]["next"] = json!(format!(
            "https://graph.facebook.com/v26.0/{PAGE_ID}/conversations?access_token=REDACTED_TOKEN&after={cursor}"
        ));
    }
    pages
}

struct Inbox {
    messenger: Vec<Value>,
    instagram: Vec<Value>,
}

impl Respond for Inbox {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let query: HashMap<_, _> = request.url.query_pairs().into_owned().collect();
        let authorization = request.headers.get("authorization");
        let expected = format!("Bearer {ACCESS_TOKEN}");
        if authorization.is_none_or(|value| value.as_bytes() != expected.as_bytes()) {
            return recorded_error("err_190_463_expired_token");
        }
        let mut path = request.url.path().split('/').skip(2);
        if (path.next(), path.next(), path.next()) != (Some(PAGE_ID), Some("conversations"), None) {
            return recorded_error("err_100_33_unsupported_get");
        }
        let pages = match query.get("platform").map(String::as_str) {
            Some("INSTAGRAM") => &self.instagram,
            _ => &self.messenger,
        };
        let index = query.get("after").map_or(Ok(0), |after| after.parse());
        match index.ok().and_then(|index: usize| pages.get(index)) {
            Some(page) => ResponseTemplate::new(200).set_body_json(page),
            None => recorded_error("err_100_nonexisting_field"),
        }
    }
}

/// A recorded error, with its status and headers.
pub fn recorded_error(name: &str) -> ResponseTemplate {
    let recorded = fixture(name);
    let status = recorded["http_status"]
        .as_u64()
        .and_then(|status| status.try_into().ok());
    let template = ResponseTemplate::new(status.unwrap_or(400));
    let headers = recorded["headers"].as_object().into_iter().flatten();
    let template = headers.fold(template, |template, (name, value)| {
        template.insert_header(name.as_str(), value.as_str().unwrap_or_default())
    });
    template.set_body_json(&recorded["body"])
}

/// A client with the token and the host of a server.
#[allow(dead_code)] // The example shows how to build one.
pub fn graph(server: &MockServer) -> Graph {
    builder(ACCESS_TOKEN, server.uri())
        .build()
        .unwrap_or_else(|error| panic!("no client: {error}"))
}

/// A client that refuses what does not fit the contract.
#[allow(dead_code)] // The example reads what fits.
pub fn strict(server: &MockServer) -> Graph {
    builder(ACCESS_TOKEN, server.uri())
        .decoding(Decoding::Strict)
        .build()
        .unwrap_or_else(|error| panic!("no client: {error}"))
}

/// A client that sends each call once and at once.
#[allow(dead_code)] // The example shows how to build one.
pub fn builder(access_token: &str, host: impl Into<String>) -> GraphBuilder {
    Graph::builder(access_token)
        .host(host)
        .pacing(Pacing::off())
        .retry(Retry::off())
}

/// Starts a server that sends each response once, in order, to any request.
/// One call too many gets a status that Graph never sends.
#[allow(dead_code)] // The example needs no answers of its own.
pub async fn answering(answers: impl IntoIterator<Item = ResponseTemplate>) -> MockServer {
    let answers: Vec<_> = answers.into_iter().collect();
    let given = AtomicUsize::new(0);
    let next = move |_: &Request| {
        let index = given.fetch_add(1, Ordering::SeqCst);
        let answer = answers.get(index).cloned();
        answer.unwrap_or_else(|| ResponseTemplate::new(418))
    };
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(next).mount(&server).await;
    server
}

/// A host that refuses connections as long as the socket is held. A server that
/// was stopped is none: wiremock hands it to the next test.
#[allow(dead_code)] // The example reaches its server.
pub fn closed() -> std::io::Result<(String, TcpSocket)> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(([127, 0, 0, 1], 0).into())?;
    Ok((format!("http://{}", socket.local_addr()?), socket))
}

/// A page with a body of its own.
#[allow(dead_code)] // The example reads recorded pages only.
pub fn page(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

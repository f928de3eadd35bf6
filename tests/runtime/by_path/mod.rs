//! Nodes and edges that the contract lacks, read by their paths.

mod refused;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::TryStreamExt;
use page_conversations::versions::{self, V25_0};
use page_conversations::{
    Advice, Attempt, AttemptOutcome, CallOptions, Checkpoint, Decoding, Edge, Error, Graph,
    GraphPath, Hook, OnUnreadable, Page, PathRequest, Request, Retry,
};
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::loopback::{self, ACCESS_TOKEN, answering, graph, page};

/// A Page of a person, which the contract does not have.
#[derive(Debug, PartialEq, serde::Deserialize)]
struct Account {
    id: String,
    name: Option<String>,
    followers: Option<u64>,
}

fn account(id: &str) -> Account {
    let (id, name, followers) = (id.to_owned(), None, None);
    Account {
        id,
        name,
        followers,
    }
}

/// The path with the query of each request that a server received.
async fn sent(server: &MockServer) -> Vec<String> {
    let requests = server.received_requests().await.unwrap().into_iter();
    let texts = requests.map(|request| {
        assert_eq!(request.method.as_str(), "GET");
        let url = request.url;
        let query = url.query().map(|query| format!("?{query}"));
        url.path().to_owned() + &query.unwrap_or_default()
    });
    texts.collect()
}

/// Two pages of accounts, with the URL that Graph sends.
fn pages() -> [ResponseTemplate; 2] {
    let next =
        format!("https://graph.facebook.com/me/accounts?access_token={ACCESS_TOKEN}&after=c");
    let paging = json!({"cursors": {"after": "c"}, "next": next});
    [
        page(json!({"data": [{"id": "1", "x": next}], "paging": paging})),
        page(json!({"data": [{"id": "2"}]})),
    ]
}

#[tokio::test]
async fn a_node_is_read_as_any_type() {
    let body = json!({"id": "1", "name": "Robin"});
    let server = answering([page(body.clone()), page(body.clone()), page(body.clone())]).await;
    let graph = graph(&server);
    let value: Value = graph.get("/me").fields("id,name").send().await.unwrap();
    assert_eq!(value, body);
    let me = graph
        .get::<Account>("me")
        .query("locale", "de_DE")
        .send_with_info()
        .await
        .unwrap();
    assert_eq!(
        (me.body.name.as_deref(), me.info.status),
        (Some("Robin"), 200)
    );
    let request = PathRequest::new(["me"]).version(V25_0);
    let me: HashMap<String, String> = graph.send(&request).await.unwrap();
    assert_eq!(me["id"], "1");
    let newest = versions::VERSIONS.last().unwrap().name;
    let expected = [
        format!("/{newest}/me?fields=id%2Cname"),
        format!("/{newest}/me?locale=de_DE"),
        "/v25.0/me".to_owned(),
    ];
    assert_eq!(sent(&server).await, expected);
}

#[tokio::test]
async fn an_edge_is_read_page_by_page() {
    let server = answering(pages()).await;
    let graph = graph(&server);
    let accounts = graph
        .get("/me/accounts")
        .fields("id,name")
        .limit(1)
        .version(V25_0);
    let accounts: Vec<Account> = accounts.items().try_collect().await.unwrap();
    assert_eq!(accounts, [account("1"), account("2")]);
    let first = "/v25.0/me/accounts?fields=id%2Cname&limit=1";
    assert_eq!(
        sent(&server).await,
        [first.to_owned(), format!("{first}&after=c")]
    );
}

#[tokio::test]
async fn pages_are_values_with_cursors_and_without_the_token() {
    let server = answering(pages().into_iter().chain(pages())).await;
    let graph = graph(&server);
    let page = graph
        .get::<Edge<Value>>("/me/accounts")
        .page()
        .await
        .unwrap();
    assert_eq!(page.next_cursor(), Some("c"));
    let shown = format!("{page:?}");
    assert!(shown.contains("access_token=<access token>") && !shown.contains(ACCESS_TOKEN));
    // From the second page on, as a stream that was stored.
    let request = PathRequest::<Edge<Account>>::new("/me/accounts").query("before", "b");
    let mut stream = graph
        .items(request)
        .resume(Checkpoint::After("c".to_owned()));
    assert_eq!(stream.try_next().await.unwrap(), Some(account("2")));
    assert_eq!(stream.try_next().await.unwrap(), None);
    assert_eq!(stream.checkpoint(), &Checkpoint::Done);
    assert!(sent(&server).await[1].ends_with("/me/accounts?after=c"));
    let body: Value = graph.get("/me/accounts").after("d").send().await.unwrap();
    assert!(!body.to_string().contains(ACCESS_TOKEN), "{body}");
    assert_eq!(body["paging"]["cursors"]["after"], "c");
}

#[tokio::test]
async fn values_that_do_not_match_are_reported_or_refused_with_their_path() {
    let body = json!({"data": [{"id": "1", "followers": "many"}, {"name": "x"}, {"id": "3"}]});
    let server = answering([page(body.clone()), page(body)]).await;
    let page: Page<Account> = graph(&server).get("/me/accounts").page().await.unwrap();
    assert_eq!(page.items, [account("1"), account("3")]);
    let paths: Vec<_> = page
        .report
        .mismatches()
        .iter()
        .map(|one| one.path.as_str())
        .collect();
    assert_eq!(paths, ["data[0].followers", "data[1]"]);
    let strict = loopback::builder(ACCESS_TOKEN, server.uri()).decoding(Decoding::Strict);
    let strict = strict.build().unwrap();
    let error = strict
        .get::<Edge<Account>>("/me/accounts")
        .page()
        .await
        .unwrap_err();
    let Error::Decode(error) = error else {
        panic!("{error}")
    };
    assert_eq!(error.path.as_deref(), Some("data[0].followers"));
}

#[tokio::test]
async fn an_edge_that_is_none_is_refused() {
    let server = answering([page(json!({"id": "1"}))]).await;
    let error = graph(&server)
        .get::<Edge<Value>>("/me")
        .page()
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
}

#[tokio::test]
async fn nodes_of_a_failing_page_are_read_by_their_ids() {
    let failure = json!({"error": {"code": 1, "message": "An unknown error occurred"}});
    let failure = ResponseTemplate::new(500).set_body_json(failure);
    let respond = move |request: &wiremock::Request| {
        let query: HashMap<_, _> = request.url.query_pairs().into_owned().collect();
        match (
            request.url.path().rsplit('/').next().unwrap(),
            query["fields"].as_str(),
        ) {
            ("accounts", "id") => page(json!({"data": [{"id": "1"}, {"id": "2"}]})),
            ("1", "id,name") => page(json!({"id": "1"})),
            _ => failure.clone(),
        }
    };
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(respond)
        .mount(&server)
        .await;
    let accounts = graph(&server)
        .get("/me/accounts")
        .fields("id,name")
        .limit(2)
        .items();
    let mut accounts = accounts.on_unreadable(OnUnreadable::Continue);
    assert_eq!(accounts.try_next().await.unwrap(), Some(account("1")));
    assert_eq!(accounts.try_next().await.unwrap(), None);
    assert_eq!(accounts.report().unreadable()[0].id, "2");
}

#[tokio::test]
async fn errors_are_retried_and_advise_as_those_of_the_contract() {
    let error = |code: u64, message: &str| {
        let error = json!({"error": {"code": code, "message": message}});
        ResponseTemplate::new(400).set_body_json(error)
    };
    let answers = [
        error(2, "Service temporarily unavailable"),
        page(json!({"id": "1"})),
        error(190, "expired"),
        error(100, "Invalid parameter locale"),
    ];
    let server = answering(answers).await;
    let graph = graph(&server);
    let retry = CallOptions::new()
        .retry(Retry::default())
        .header("x-request-id", "7");
    let me = graph
        .get::<Account>("/me")
        .with_options(retry)
        .send()
        .await
        .unwrap();
    assert_eq!(me, account("1"));
    let requests = server.received_requests().await.unwrap();
    assert!(
        requests
            .iter()
            .all(|request| request.headers["x-request-id"] == "7")
    );
    let request = || PathRequest::<Value>::new("/me").query("locale", "x");
    let error = graph.send(&request()).await.unwrap_err();
    assert_eq!(error.advice(), Advice::LogIn);
    let error = graph.send(&request()).await.unwrap_err();
    let parameter = Some("locale".to_owned());
    assert_eq!(error.advice(), Advice::FixRequest { parameter });
    let now = request().with_options(CallOptions::new().operation_timeout(Duration::ZERO));
    assert!(graph.send(&now).await.is_err());
}

#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Hook for Seen {
    fn after_attempt(&self, attempt: &Attempt, outcome: &AttemptOutcome<'_>) {
        let status = outcome.info().map_or(0, |info| info.status);
        let text = format!("{} {} {status}", attempt.method(), attempt.path());
        self.0.lock().unwrap().push(text);
    }
}

#[tokio::test]
async fn hooks_see_the_path() {
    let server = answering([page(json!({"id": "1"}))]).await;
    let seen = Seen::default();
    let builder = loopback::builder(ACCESS_TOKEN, server.uri()).hook(seen.clone());
    let request = PathRequest::<Value>::new(["1", "a b"])
        .version(V25_0)
        .query("q", "secret");
    builder.build().unwrap().send(&request).await.unwrap();
    assert_eq!(*seen.0.lock().unwrap(), ["GET /v25.0/1/a%20b 200"]);
}

/// Segments stay segments, whatever they contain.
#[tokio::test]
async fn segments_are_encoded() {
    let ids = [
        "a/b",
        "a?b",
        "a#b",
        "%2e%2e",
        "..;",
        "é",
        "m_mid.$cAA:1+=&",
        "v26.0",
        "//h",
        "a b",
    ];
    let server = answering(ids.map(|_| page(json!({})))).await;
    let graph = graph(&server);
    for id in ids {
        // A first segment may not be a version.
        let first = if id == "v26.0" { "w" } else { id };
        let call = graph.get([first, "x"]).version(V25_0);
        let _: Value = call.send().await.unwrap();
    }
    let paths = sent(&server).await;
    for (path, id) in paths.iter().zip(ids) {
        let segments: Vec<_> = path.split('/').collect();
        assert_eq!(
            (segments.len(), segments[1], segments[3]),
            (4, "v25.0", "x"),
            "{id}: {path}"
        );
        assert!(!path.contains(['?', '#']), "{id}: {path}");
    }
    assert_eq!(paths[0], "/v25.0/a%2Fb/x");
    assert_eq!(paths[3], "/v25.0/%252e%252e/x");
}

#[tokio::test]
async fn the_root_takes_ids() {
    let server = answering([page(json!({"1": {"id": "1"}}))]).await;
    let call = graph(&server).get("/").query("ids", "1").version(V25_0);
    let nodes: HashMap<String, Account> = call.send().await.unwrap();
    assert_eq!(nodes["1"], account("1"));
    assert_eq!(sent(&server).await, ["/v25.0/?ids=1"]);
}

#[cfg(feature = "simulator")]
#[tokio::test]
async fn the_simulator_answers_as_it_does_to_requests_of_the_contract() {
    use page_conversations::simulator::Simulator;
    use page_conversations::v26_0::ListConversations;

    let simulator = Simulator::start().await.unwrap();
    let graph = simulator.graph().unwrap();
    let page_id = simulator.page_ids()[0].to_string();
    let page: Value = graph
        .get([page_id.as_str()])
        .fields("id,name")
        .send()
        .await
        .unwrap();
    assert_eq!(page["id"], page_id.as_str());
    let threads = graph
        .get([page_id.as_str(), "conversations"])
        .fields("id")
        .limit(20);
    let threads: Vec<Value> = threads.items().try_collect().await.unwrap();
    let typed = graph.items(ListConversations::new(page_id));
    let typed: Vec<_> = typed.try_collect().await.unwrap();
    let ids = threads.iter().map(|thread| thread["id"].as_str().unwrap());
    assert!(ids.eq(typed.iter().map(|thread| thread.id.as_str())));
    assert_eq!(threads.len(), 60);
    let error = graph.get::<Value>("/0/feed").send().await.unwrap_err();
    assert!(error.graph().is_some(), "{error}");
}

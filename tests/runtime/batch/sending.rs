//! How a batch is sent.

use std::sync::{Arc, Mutex};

use page_conversations::simulator::Simulator;
use page_conversations::v26_0::{GetConversation, ListConversations};
use page_conversations::versions::V26_0;
use page_conversations::{
    __rt, Attempt, AttemptOutcome, CallOptions, Error, Graph, GraphVersion, Hook, Invalid,
    PathRequest, Permission, Request, Retry, VersionCheck,
};
use serde_json::{Value, json};

use crate::loopback::{self, answering};

use super::{builder, error, item, of, parts, read, retrying, sent, thread};

#[tokio::test]
async fn options_of_requests_hold_in_a_batch() {
    let server = answering([of([error(500, 2), error(500, 2)]), of([thread("t_2")])]).await;
    let graph = builder(&server).retry(Retry::off()).build().unwrap();
    let mut batch = graph.batch();
    let once = batch.add(GetConversation::new("t_1"));
    let options = CallOptions::new()
        .retry(retrying())
        .header("x-request-id", "7f3a");
    let again = batch.add(GetConversation::new("t_2").with_options(options));
    let invalid = CallOptions::new().header("host", "h");
    let refused = batch.add(GetConversation::new("t_3").with_options(invalid));
    let mut answers = batch.send().await.unwrap();
    assert_eq!(
        answers.take(once).unwrap_err().graph().unwrap().code,
        Some(2)
    );
    assert_eq!(answers.take(again).unwrap().body.id.as_str(), "t_2");
    assert!(matches!(answers.take(refused), Err(Error::Invalid(_))));
    let requests = server.received_requests().await.unwrap();
    let parts = parts(&requests[0].body);
    assert_eq!(parts[0].get("headers"), None);
    assert_eq!(parts[1]["headers"], json!(["x-request-id: 7f3a"]));
    assert!(requests[0].headers.get("x-request-id").is_none());
}

#[tokio::test]
async fn the_token_is_in_the_header_only_and_the_proof_in_the_url() {
    const CANARY: &str = "EAABcanary7Q2x";
    let refused =
        json!({"error": {"message": format!("bad {CANARY}"), "code": 100, "type": CANARY}});
    let mut first = item(400, &refused);
    first["headers"] = json!([{"name": "x-fb-trace-id", "value": CANARY}]);
    let wrong = json!({"code": 200, "body": format!("{{\"id\": [\"{CANARY}\"]}}")});
    let html = json!({"code": 502, "body": format!("<a href='?access_token={CANARY}'>")});
    let server = answering([of([first, wrong, html])]).await;
    let graph = loopback::builder(CANARY, server.uri())
        .app_secret("canary-secret-9Z")
        .keep_raw_bodies(true);
    let graph = graph.build().unwrap();
    let read = read(&graph, &["t_1", "t_2", "t_3"]).await.unwrap();
    for error in read {
        let error = error.unwrap_err();
        let text = format!("{error} {error:?} {error:#?} {:?}", error.info());
        assert!(!text.contains("EAAB") && !text.contains("canary"), "{text}");
    }
    let requests = server.received_requests().await.unwrap();
    let [request] = &requests[..] else { panic!() };
    assert_eq!(
        request.headers["authorization"],
        format!("Bearer {CANARY}").as_str()
    );
    assert!(request.url.query().unwrap().starts_with("appsecret_proof="));
    assert!(!request.url.as_str().contains(CANARY));
    let body = String::from_utf8_lossy(&request.body);
    assert!(
        !body.contains(CANARY) && !body.contains("appsecret"),
        "{body}"
    );
}

#[tokio::test]
async fn a_proof_holds_for_all_requests() {
    let simulator = Simulator::builder().app_secret("a secret").require_proof();
    let simulator = simulator.start().await.unwrap();
    let graph = simulator.graph().unwrap();
    let list = ListConversations::new(simulator.page_ids()[0].as_str()).limit(2);
    let mut batch = graph.batch();
    let handles = [batch.add(list.clone()), batch.add(list)];
    let mut answers = batch.send().await.unwrap();
    for handle in handles {
        assert_eq!(answers.page(handle).unwrap().items.len(), 2);
    }
}

/// Records what it sees of attempts.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Hook for Seen {
    fn after_attempt(&self, attempt: &Attempt, outcome: &AttemptOutcome<'_>) {
        let status = outcome.info().map(|info| info.status);
        let (name, method, path) = (attempt.operation(), attempt.method(), attempt.path());
        let seen = format!("{name} {method} {path} x{} {status:?}", attempt.calls());
        self.0.lock().unwrap().push(seen);
    }
}

#[tokio::test]
async fn a_hook_sees_one_attempt_for_each_time_that_a_batch_is_sent() {
    let server = answering([
        of([thread("t_1"), error(500, 2), error(500, 2)]),
        of([thread("t_2"), thread("t_3")]),
    ])
    .await;
    let seen = Seen::default();
    let graph = builder(&server).hook(seen.clone()).build().unwrap();
    let read = read(&graph, &["t_1", "t_2", "t_3"]).await.unwrap();
    assert!(read.iter().all(Result::is_ok));
    let seen = seen.0.lock().unwrap().clone();
    let expected = [
        "Batch POST /v26.0/ x3 Some(200)",
        "Batch POST /v26.0/ x2 Some(200)",
    ];
    assert_eq!(seen, expected);
}

/// A request that is not read-only.
struct Post;

impl Request for Post {
    type Version = V26_0;
    type Output = Value;

    const NAME: &'static str = "Post";
    const PERMISSIONS: &'static [Permission] = &[];

    fn check(&self) -> Result<(), Invalid> {
        Ok(())
    }

    fn names(&self, _: &str) -> bool {
        false
    }

    async fn send(&self, session: __rt::Session) -> __rt::Sent {
        let url = format!("{}/t_1", session.base_url(V26_0::VERSION));
        let mut request = session.http().post(url).build()?;
        let prepared = session.prepare(&mut request).await;
        prepared.map_err(__rt::progenitor_client::Error::Custom)?;
        panic!("a request of a batch was sent on its own");
    }
}

#[tokio::test]
async fn a_request_of_another_verb_is_not_sent_in_a_batch() {
    let server = answering([of([thread("t_1")])]).await;
    let graph = builder(&server).build().unwrap();
    let mut batch = graph.batch();
    let post = batch.add(Post);
    let get = batch.add(GetConversation::new("t_1"));
    let mut answers = batch.send().await.unwrap();
    let error = answers.take(post).unwrap_err().to_string();
    assert_eq!(
        error,
        "invalid request: a batch sends GET requests only, not POST"
    );
    assert!(answers.take(get).is_ok());
    assert_eq!(sent(&server).await, [["v26.0/t_1"]]);
}

/// The first call of a provider's client: the token is asked for first.
#[tokio::test]
async fn a_request_with_the_token_is_refused_in_the_first_batch_too() {
    const TOKEN: &str = "EAABtokenOfAProvider";
    let server = answering([of([thread("t_2")])]).await;
    let provider = |_| async { Ok::<_, String>(TOKEN.into()) };
    let graph = Graph::builder_with_provider(provider).host(server.uri());
    let mut batch = graph.build().unwrap().batch();
    let in_header = CallOptions::new().header("x-token", TOKEN);
    let refused = batch.add(GetConversation::new("t_1").with_options(in_header));
    let in_url = batch.add(PathRequest::<Value>::new("/me").query("x", TOKEN));
    let sent = batch.add(GetConversation::new("t_2"));
    let mut answers = batch.send().await.unwrap();
    assert!(matches!(answers.take(refused), Err(Error::Invalid(_))));
    assert!(matches!(answers.take(in_url), Err(Error::Invalid(_))));
    assert_eq!(answers.take(sent).unwrap().body.id.as_str(), "t_2");
    let requests = server.received_requests().await.unwrap();
    assert_eq!(parts(&requests[0].body).len(), 1);
}

/// Each part states which version answered it, and the batch states another.
#[tokio::test]
async fn only_the_requests_that_another_version_answered_are_refused() {
    let answered = |version: &str, id: &str| {
        let mut item = thread(id);
        item["headers"] = json!([{"name": "facebook-api-version", "value": version}]);
        item
    };
    let items = [answered("v25.0", "t_1"), answered("v26.0", "t_2")];
    let answer = of(items).insert_header("facebook-api-version", "v25.0");
    let server = answering([answer]).await;
    let graph = builder(&server).version_check(VersionCheck::Refuse);
    let read = read(&graph.build().unwrap(), &["t_1", "t_2"])
        .await
        .unwrap();
    assert!(matches!(read[0], Err(Error::Version { .. })), "{read:?}");
    assert_eq!(read[1].as_ref().unwrap(), "t_2");
}

/// Then the version of the batch counts.
#[tokio::test]
async fn requests_without_headers_are_refused_if_another_version_answered_the_batch() {
    let items = [thread("t_1"), thread("t_2")];
    let answer = of(items).insert_header("facebook-api-version", "v99.0");
    let server = answering([answer]).await;
    let graph = builder(&server).version_check(VersionCheck::Refuse);
    let read = read(&graph.build().unwrap(), &["t_1", "t_2"])
        .await
        .unwrap();
    assert!(
        read.iter()
            .all(|one| matches!(one, Err(Error::Version { .. })))
    );
}

#[tokio::test]
async fn a_batch_of_invalid_requests_needs_no_token() {
    let server = answering([]).await;
    let provider = |_| async { Err::<page_conversations::AccessToken, _>("no vault".to_owned()) };
    let graph = Graph::builder_with_provider(provider).host(server.uri());
    let read = read(&graph.build().unwrap(), &["", ""]).await.unwrap();
    assert!(
        read.iter().all(|one| matches!(one, Err(Error::Invalid(_)))),
        "{read:?}"
    );
}

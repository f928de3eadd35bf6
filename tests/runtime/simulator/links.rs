//! The URLs and cursors of other pages.

use std::collections::HashMap;

use crate::simulator::plain::{CLIENT, call, call_with, get, ids, send};
use hmac_sha256::HMAC;
use page_conversations::simulator::Simulator;
use serde_json::{Value, json};

/// The parameters of a URL.
fn query(url: &Value) -> HashMap<String, String> {
    let url = reqwest::Url::parse(url.as_str().unwrap()).unwrap();
    url.query_pairs().into_owned().collect()
}

fn list(simulator: &Simulator) -> String {
    format!("/v26.0/{}/conversations", simulator.page_ids()[0])
}

#[tokio::test]
async fn they_repeat_the_token_and_the_parameters_but_no_proof() {
    let simulator = Simulator::builder()
        .app_secret("secret")
        .start()
        .await
        .unwrap();
    let token = simulator.page_token(&simulator.page_ids()[0]).unwrap();
    let mac = HMAC::mac(&token, "secret");
    let proof: String = mac.iter().map(|byte| format!("{byte:02x}")).collect();
    let fields = "updated_time,messages.limit(1){created_time}";
    let path = format!(
        "{}?limit=3&folder=inbox&date_format=U&locale=de_DE&fields={fields}&appsecret_proof={proof}",
        list(&simulator)
    );
    let answer = call_with(&simulator, &token, &path).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let own = [
        ("access_token", token.as_str()),
        ("date_format", "U"),
        ("locale", "de_DE"),
    ];
    let next = query(&answer.body["paging"]["next"]);
    let of_list = [("limit", "3"), ("folder", "inbox"), ("fields", fields)];
    for (name, value) in own.into_iter().chain(of_list) {
        assert_eq!(next[name], value);
    }
    assert!(!answer.text.contains("appsecret"));

    let threads = answer.body["data"].as_array().unwrap().iter();
    let nested: Vec<_> = threads
        .map(|thread| &thread["messages"]["paging"]["next"])
        .collect();
    let nested = nested.into_iter().find(|next| next.is_string()).unwrap();
    let next = query(nested);
    for (name, value) in own
        .into_iter()
        .chain([("limit", "1"), ("fields", "created_time")])
    {
        assert_eq!(next[name], value);
    }
    assert_eq!(next.get("folder"), None);
    // It needs none, and goes on in the same form.
    let page = get(nested.as_str().unwrap()).await.body;
    assert!(page["data"][0]["created_time"].is_i64(), "{page}");
    let previous = query(&page["paging"]["previous"]);
    assert_eq!(previous["date_format"], "U");
}

#[tokio::test]
async fn their_host_is_the_one_of_the_request() {
    let simulator = Simulator::start().await.unwrap();
    let path = format!("{}?limit=1&fields=messages.limit(1)", list(&simulator));
    let ask = async |host: &str| {
        let request = CLIENT.get(format!("{}{path}", simulator.url()));
        let request = request.bearer_auth(simulator.access_token());
        send(request.header("host", host)).await
    };
    let own = simulator.url().replace("http://", "");
    for (host, expected) in [
        ("graph.example:8080", "graph.example:8080"),
        ("localhost", "localhost"),
        ("[::1]:99", "[::1]:99"),
        ("user:password@graph.example", &own),
        ("a/b", &own),
    ] {
        let body = ask(host).await.body;
        let next = body["paging"]["next"].as_str().unwrap();
        let start = format!("http://{expected}/v26.0/");
        assert!(next.starts_with(&start), "{host}: {next}");
        if let Some(next) = body["data"][0]["messages"]["paging"]["next"].as_str() {
            assert!(next.starts_with(&start), "{host}: {next}");
        }
    }
}

#[tokio::test]
async fn cursors_belong_to_their_list() {
    let simulator = Simulator::start().await.unwrap();
    let [first, second] = [0, 1].map(|place| simulator.page_ids()[place].clone());
    let read = async |path: &str| call(&simulator, &format!("/v26.0/{path}")).await;
    let own = format!("{first}/conversations?limit=5");
    let page = read(&own).await;
    let after = page.body["paging"]["cursors"]["after"]
        .as_str()
        .unwrap()
        .to_owned();
    let thread = ids(&page.body)[0].clone();
    let all = ids(&read(&format!("{first}/conversations")).await.body);
    // Other names of the list, and other fields of its nodes.
    for path in [
        own.clone(),
        format!("{first}/threads?limit=2"),
        "me/conversations?limit=2".to_owned(),
        format!("{own}&platform=messenger&fields=participants"),
    ] {
        let page = read(&format!("{path}&after={after}")).await;
        assert_eq!(page.status, 200, "{path}: {}", page.text);
        assert_eq!(ids(&page.body)[0], all[5], "{path}");
    }
    for path in [
        format!("{second}/conversations?limit=5"),
        format!("{own}&platform=instagram"),
        format!("{own}&folder=inbox"),
        format!("{own}&updated_after_ms=1"),
        format!("{own}&user_id=1"),
        format!("{thread}/messages?limit=1"),
    ] {
        for direction in ["after", "before"] {
            let answer = read(&format!("{path}&{direction}={after}")).await;
            assert_eq!(answer.code(), (400, 100), "{path}");
            assert_eq!(
                answer.body["error"]["message"],
                "(#100) Invalid cursors values"
            );
        }
    }
    let nested = format!("{thread}?fields=messages.after({after})");
    assert_eq!(read(&nested).await.code(), (400, 100));
}

#[tokio::test]
async fn attachments_have_paging_with_a_next_page_that_is_empty() {
    let simulator = Simulator::start().await.unwrap();
    let fields = "fields=messages.limit(40){attachments}&limit=60";
    let answer = call(&simulator, &format!("{}?{fields}", list(&simulator))).await;
    let threads = answer.body["data"].as_array().unwrap().iter();
    let messages = threads.flat_map(|thread| thread["messages"]["data"].as_array().unwrap());
    let all: Vec<_> = messages
        .filter(|one| one.get("attachments").is_some())
        .collect();
    assert!(all.len() > 10);
    for message in &all[..5] {
        let (id, attachments) = (message["id"].as_str().unwrap(), &message["attachments"]);
        let next = attachments["paging"]["next"].as_str().unwrap();
        assert!(
            next.contains(&format!("/v26.0/{id}/attachments?")),
            "{next}"
        );
        assert!(attachments["paging"]["cursors"]["after"].is_string());
        let rest = get(next).await;
        assert_eq!(rest.body, json!({ "data": [] }), "{}", rest.text);
        let edge = call(&simulator, &format!("/v26.0/{id}/attachments")).await;
        assert_eq!(edge.body["data"], attachments["data"]);
    }
    // A message without attachments has the edge, and nothing on it.
    let without = answer.body["data"][0]["messages"]["data"]
        .as_array()
        .unwrap();
    let without = without
        .iter()
        .find(|one| one.get("attachments").is_none())
        .unwrap();
    let path = format!("/v26.0/{}/attachments", without["id"].as_str().unwrap());
    assert_eq!(call(&simulator, &path).await.body, json!({ "data": [] }));
}

/// A modifier that the edge does not have changes no page, and is in no URL.
#[tokio::test]
async fn pages_within_a_node_are_alike_whatever_its_modifiers_are() {
    let simulator = Simulator::start().await.unwrap();
    let threads = call(&simulator, &list(&simulator)).await;
    let thread = ids(&threads.body).swap_remove(0);
    for modifiers in [
        "fields(message)",
        "date_format(U)",
        "access_token(another).callback(y)",
        "source(PARTICIPANTS)",
    ] {
        let path = format!("/v26.0/{thread}?fields=messages.limit(1).{modifiers}{{created_time}}");
        let first = call(&simulator, &path).await.body["messages"].clone();
        let next = first["paging"]["next"].as_str().unwrap();
        let names = reqwest::Url::parse(next).unwrap();
        let names: Vec<_> = names
            .query_pairs()
            .map(|(name, _)| name.into_owned())
            .collect();
        let distinct: std::collections::BTreeSet<_> = names.iter().collect();
        assert_eq!(distinct.len(), names.len(), "{next}");
        assert_eq!(
            query(&first["paging"]["next"])["access_token"],
            simulator.access_token()
        );
        let second = get(next).await;
        assert_eq!(second.status, 200, "{}", second.text);
        let shape = |node: &Value| -> Vec<(String, bool)> {
            let members = node.as_object().unwrap().iter();
            members
                .map(|(name, value)| (name.clone(), value.is_string()))
                .collect()
        };
        assert_eq!(
            shape(&first["data"][0]),
            shape(&second.body["data"][0]),
            "{next}"
        );
    }
}

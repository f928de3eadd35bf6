//! What calls are sent with, and what is taken of their answers.

use crate::loopback;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::loopback::{ACCESS_TOKEN, PAGE_ID, answering, page, recorded_error};
use futures_util::future::join_all;
use page_conversations::v26_0::{ListConversations, UnifiedThread};
use page_conversations::versions::V26_0;
use page_conversations::{
    Date, Error, Graph, GraphBuilder, GraphVersion, Page, Version, VersionCheck, hosts,
};
use reqwest::{Proxy, header::HeaderMap, redirect::Policy};
use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use wiremock::{MockServer, Request, ResponseTemplate};

const APP_SECRET: &str = "app-secret-of-loopback";

/// `printf EAAB-loopback-token | openssl dgst -sha256 -hmac app-secret-of-loopback`
const PROOF: &str = "b77325ef9d2a1351d4aafc3c3949203a3c96e9d233ac4f64b16d9adaf64c1d10";

fn list() -> ListConversations {
    ListConversations::new(PAGE_ID)
}

fn success() -> ResponseTemplate {
    page(json!({"data": []}))
}

/// Reads a page with what a builder sets.
async fn read(
    server: &MockServer,
    set: impl FnOnce(GraphBuilder) -> GraphBuilder,
) -> Result<Page<UnifiedThread>, Error> {
    let builder = loopback::builder(ACCESS_TOKEN, server.uri());
    set(builder).build().unwrap().page(&list()).await
}

/// The request that is sent with what a builder sets.
async fn request(set: impl FnOnce(GraphBuilder) -> GraphBuilder) -> Request {
    let server = answering([success()]).await;
    read(&server, set).await.unwrap();
    let requests = server.received_requests().await.unwrap();
    let [request] = requests.try_into().unwrap();
    request
}

fn query(request: &Request) -> Vec<(String, String)> {
    request.url.query_pairs().into_owned().collect()
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

fn hmac(message: &str) -> String {
    let mac = hmac_sha256::HMAC::mac(message, APP_SECRET);
    mac.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn seconds() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.unwrap().as_secs()
}

#[tokio::test]
async fn a_secret_proves_each_call() {
    let sent = request(|builder| builder.app_secret(APP_SECRET)).await;
    assert_eq!(query(&sent), [pair("appsecret_proof", PROOF)]);
    // It follows what the call asks for.
    let server = answering([success()]).await;
    let builder = loopback::builder(ACCESS_TOKEN, server.uri()).app_secret(APP_SECRET);
    let request = list().limit(3);
    builder.build().unwrap().page(&request).await.unwrap();
    let requests = server.received_requests().await.unwrap();
    let expected = [pair("limit", "3"), pair("appsecret_proof", PROOF)];
    assert_eq!(query(&requests[0]), expected);
}

#[tokio::test]
async fn a_timed_proof_names_the_second() {
    assert_eq!(hmac(ACCESS_TOKEN), PROOF);
    let before = seconds();
    let sent = request(|builder| builder.app_secret(APP_SECRET).timed_proof(true)).await;
    let [proof, time]: [_; 2] = query(&sent).try_into().unwrap();
    let second: u64 = time.1.parse().unwrap();
    assert!((before..=seconds()).contains(&second), "{second}");
    let expected = hmac(&format!("{ACCESS_TOKEN}|{second}"));
    assert_eq!(proof, pair("appsecret_proof", &expected));
    assert_eq!(time, pair("appsecret_time", &second.to_string()));
}

#[tokio::test]
async fn without_a_secret_nothing_is_proved() {
    let sent = request(|builder| builder).await;
    assert_eq!(sent.url.query(), None);
    let sent = request(|builder| builder.timed_proof(true)).await;
    assert_eq!(sent.url.query(), None);
}

#[tokio::test]
async fn spaces_around_secrets_are_not_part_of_the_proof() {
    // HTTP drops those of the token, and files end with a line break.
    let server = answering([success()]).await;
    let builder = loopback::builder(&format!(" {ACCESS_TOKEN} "), server.uri());
    let graph = builder.app_secret(format!("{APP_SECRET}\n")).build();
    graph.unwrap().page(&list()).await.unwrap();
    let requests = server.received_requests().await.unwrap();
    assert_eq!(query(&requests[0]), [pair("appsecret_proof", PROOF)]);
    let expected = format!("Bearer {ACCESS_TOKEN}");
    assert_eq!(requests[0].headers["authorization"], expected);
}

#[test]
fn a_secret_of_nothing_is_refused() {
    for secret in ["", " ", "\n"] {
        let builder = Graph::builder(ACCESS_TOKEN).app_secret(secret);
        let error = builder.build().unwrap_err();
        assert!(matches!(error, Error::Invalid(_)), "{error:?}");
    }
}

/// Returns the first line that a proxy receives for a call to a host.
async fn told_to_proxy(set: impl FnOnce(GraphBuilder) -> GraphBuilder) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    let builder = set(Graph::builder(ACCESS_TOKEN).timeout(Duration::from_secs(20)));
    let graph = builder
        .retry(page_conversations::Retry::off())
        .http(move |http| http.proxy(Proxy::all(proxy).unwrap()).https_only(false))
        .build()
        .unwrap();
    let accept = async {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(socket.read_u8().await.unwrap());
        }
        String::from_utf8(head).unwrap()
    };
    let request = list();
    let (head, result) = tokio::join!(accept, graph.page(&request));
    assert!(matches!(result, Err(Error::Transport(_))), "{result:?}");
    head
}

#[tokio::test]
async fn calls_go_to_facebook_or_the_host_that_is_set_and_a_proxy_sees_no_token() {
    let cases = [
        (None, "graph.facebook.com"),
        (Some(hosts::INSTAGRAM), "graph.instagram.com"),
    ];
    for (host, expected) in cases {
        let head = told_to_proxy(|builder| match host {
            Some(host) => builder.host(host),
            None => builder,
        });
        let head = head.await;
        let connect = format!("CONNECT {expected}:443 HTTP/1.1\r\n");
        assert!(head.starts_with(&connect), "{head}");
        assert!(!head.contains(ACCESS_TOKEN), "{head}");
    }
}

#[tokio::test]
async fn the_http_client_can_be_adjusted() {
    let sent = request(|builder| {
        builder.http(|http| {
            let mut headers = HeaderMap::new();
            headers.insert("x-mine", "1".parse().unwrap());
            headers.insert("authorization", "Bearer another".parse().unwrap());
            http.default_headers(headers).user_agent("another")
        })
    })
    .await;
    assert_eq!(sent.headers["x-mine"], "1");
    // The token and the user agent are not its matter.
    assert_eq!(
        sent.headers["authorization"],
        format!("Bearer {ACCESS_TOKEN}")
    );
    assert_eq!(sent.headers.get_all("authorization").iter().count(), 1);
    let ours = concat!("page-conversations/", env!("CARGO_PKG_VERSION"));
    assert_eq!(sent.headers["user-agent"], ours);
    let sent = request(|builder| builder.user_agent("mine/1")).await;
    assert_eq!(sent.headers["user-agent"], "mine/1");
}

#[tokio::test]
async fn the_http_client_cannot_be_made_unsafe() {
    // Not redirected.
    let elsewhere = answering([success()]).await;
    let moved = ResponseTemplate::new(302).insert_header("location", elsewhere.uri());
    let server = answering([moved]).await;
    let result = read(&server, |builder| {
        builder.http(|http| http.redirect(Policy::limited(5)))
    });
    assert_eq!(result.await.unwrap_err().status(), Some(302));
    assert!(elsewhere.received_requests().await.unwrap().is_empty());

    // Not by a proxy, where there is no TLS.
    let proxy = answering([success()]).await;
    let server = answering([success(), success(), success()]).await;
    for make in [Proxy::all, Proxy::http] {
        let made = make(proxy.uri()).unwrap();
        let result = read(&server, |builder| {
            builder.http(move |http| http.proxy(made))
        });
        result.await.unwrap();
    }
    assert!(proxy.received_requests().await.unwrap().is_empty());

    // Nor by a second count of attempts.
    let retry = reqwest::retry::for_host("127.0.0.1")
        .no_budget()
        .classify_fn(|attempt| attempt.retryable());
    let server = answering([ResponseTemplate::new(500), success()]).await;
    let result = read(&server, |builder| builder.http(|http| http.retry(retry)));
    assert_eq!(result.await.unwrap_err().status(), Some(500));
}

fn answered_by(version: &str) -> ResponseTemplate {
    success().insert_header("facebook-api-version", version)
}

#[tokio::test]
async fn the_version_that_answered_is_told() {
    let refuse = |builder: GraphBuilder| builder.version_check(VersionCheck::Refuse);
    let server = answering([answered_by("v21.0"), answered_by("v26.0"), success()]).await;
    let mut answered = Vec::new();
    for _ in 0..3 {
        answered.push(read(&server, |builder| builder).await.unwrap());
    }
    let answered: Vec<_> = answered
        .iter()
        .map(|page| page.info.answered_by.as_deref())
        .collect();
    assert_eq!(answered, [Some("v21.0"), Some("v26.0"), None]);

    let server = answering([answered_by("v26.0"), success(), answered_by("v21.0")]).await;
    read(&server, refuse).await.unwrap();
    read(&server, refuse).await.unwrap();
    let error = read(&server, refuse).await.unwrap_err();
    assert_eq!(error.to_string(), "requested v26.0, but v21.0 answered");
    assert_eq!(error.status(), Some(200));
    let Error::Version {
        requested,
        answered_by,
        ..
    } = error
    else {
        panic!("{error:?}");
    };
    assert_eq!((requested, answered_by.as_str()), (V26_0::VERSION, "v21.0"));
    // A Graph error takes precedence.
    let error = recorded_error("err_190_463_expired_token");
    let server = answering([error.insert_header("facebook-api-version", "v21.0")]).await;
    let error = read(&server, refuse).await.unwrap_err();
    assert!(error.graph().is_some(), "{error:?}");
}

#[test]
fn a_version_expires_on_its_day() {
    let end = Date::new(2027, 1, 21);
    let version = Version::new("v21.0", Date::new(2024, 10, 2), Some(end));
    assert_eq!(version.expires, Some(end));
    for (day, expired) in [
        (Date::new(2026, 12, 31), false),
        (Date::new(2027, 1, 20), false),
        (Date::new(2027, 1, 21), true),
        (Date::new(2027, 1, 22), true),
        (Date::new(2028, 1, 1), true),
    ] {
        assert_eq!(version.is_expired(day), expired, "{day}");
    }
    let open = Version::new("v26.0", Date::new(2026, 7, 29), None);
    assert_eq!(open.expires, None);
    assert!(!open.is_expired(Date::new(9999, 12, 31)));
}

#[tokio::test]
async fn many_tokens_live_side_by_side() {
    let server = answering(vec![success(); 40]).await;
    let calls = (0..20).map(|index| {
        let (token, secret) = (format!("token-{index}"), format!("secret-{index}"));
        let builder = loopback::builder(&token, server.uri()).app_secret(secret);
        let graph = builder.build().unwrap();
        async move {
            for _ in 0..2 {
                let request = ListConversations::new(format!("{index}"));
                graph.page(&request).await.unwrap();
            }
        }
    });
    join_all(calls).await;
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 40);
    for request in requests {
        let index = request.url.path().split('/').nth(2).unwrap();
        let expected = format!("Bearer token-{index}");
        assert_eq!(request.headers["authorization"], expected);
        let proof = hmac_sha256::HMAC::mac(format!("token-{index}"), format!("secret-{index}"));
        let proof: String = proof.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(query(&request), [pair("appsecret_proof", &proof)]);
    }
}

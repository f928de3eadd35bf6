//! Hooks and headers of callers that misbehave.

use futures_util::TryStreamExt;
use page_conversations::v26_0::{GetConversations, ListConversations};
use page_conversations::{
    Attempt, CallOptions, CallPhase, Error, Graph, Hook, HookFuture, Request, Retry,
};
use serde_json::json;

use super::{APP_SECRET, MEDIUM, SHORT, assert_timed_out, ends, list, sent, shown};
use crate::loopback::{self, ACCESS_TOKEN, PAGE_ID, answering, page, recorded_error};
use crate::paused_clock::PausedClock;

/// Hangs before an attempt, counted from 1, and those that follow.
struct HangsFrom(u32);

impl Hook for HangsFrom {
    fn before_attempt<'a>(&'a self, attempt: &'a mut Attempt) -> HookFuture<'a> {
        match attempt.number() < self.0 {
            true => Box::pin(std::future::ready(Ok(()))),
            false => Box::pin(std::future::pending()),
        }
    }
}

fn graph(host: String) -> page_conversations::GraphBuilder {
    loopback::builder(ACCESS_TOKEN, host).app_secret(APP_SECRET)
}

/// A hook that adds a header.
fn adding(name: &'static str, value: String) -> impl Hook {
    struct Adding(&'static str, String);
    impl Hook for Adding {
        fn before_attempt<'a>(&'a self, attempt: &'a mut Attempt) -> HookFuture<'a> {
            Box::pin(async move { Ok(attempt.header(self.0, &self.1)?) })
        }
    }
    Adding(name, value)
}

#[tokio::test]
async fn a_hook_that_hangs_is_named_by_the_timeout() {
    let server = answering([recorded_error("err_2_transient"), page(json!({"data": []}))]).await;
    let builder = graph(server.uri()).operation_timeout(SHORT);
    let graph = builder.hook(HangsFrom(1)).build().unwrap();
    let error = ends(graph.page(&list())).await.unwrap_err();
    assert_timed_out(&error, CallPhase::Hook, "waiting for a hook");
    assert_eq!(sent(&server).await, 0);
}

#[tokio::test(start_paused = true)]
async fn a_hook_that_hangs_before_a_retry_leaves_the_error_of_the_first_attempt() {
    let server = answering([recorded_error("err_2_transient"), page(json!({"data": []}))]).await;
    let quick = Retry::default().initial_backoff(std::time::Duration::ZERO);
    let builder = graph(server.uri()).operation_timeout(MEDIUM).retry(quick);
    let clock = PausedClock::default();
    let builder = builder.hook(HangsFrom(2)).hook(clock.clone());
    let graph = builder.build().unwrap();
    let error = clock
        .run_beside(ends(graph.page(&list())))
        .await
        .unwrap_err();
    assert_eq!(error.graph().unwrap().code, Some(2), "{error:?}");
    assert_eq!(sent(&server).await, 1);
}

/// Headers that would replace those of the client, or change the connection.
const RESERVED: [&str; 15] = [
    "authorization",
    "Authorization",
    "AUTHORIZATION",
    "proxy-authorization",
    "cookie",
    "host",
    "content-length",
    "content-type",
    "transfer-encoding",
    "connection",
    "upgrade",
    "te",
    "trailer",
    "expect",
    "accept-encoding",
];

#[tokio::test]
async fn a_header_of_the_client_is_replaced_by_no_caller() {
    let server = answering([]).await;
    for name in RESERVED {
        let graph = graph(server.uri());
        let hooked = graph
            .hook(adding(name, "Bearer x".to_owned()))
            .build()
            .unwrap();
        let error = ends(hooked.page(&list())).await.unwrap_err();
        assert!(matches!(error, Error::Hook { .. }), "{name}: {error:?}");
        assert!(shown(&error).contains("set by the client"), "{error}");

        let plain = loopback::graph(&server);
        let options = CallOptions::new().header(name, "Bearer x");
        let error = ends(plain.page(&list().with_options(options)))
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Invalid(_)), "{name}: {error:?}");
        assert!(shown(&error).contains("set by the client"), "{error}");
    }
    assert_eq!(sent(&server).await, 0);
}

#[tokio::test]
async fn a_secret_in_a_header_of_a_caller_is_refused() {
    let server = answering([]).await;
    for value in [
        ACCESS_TOKEN.to_owned(),
        APP_SECRET.to_owned(),
        format!("https://graph.facebook.com/?access_token={ACCESS_TOKEN}&limit=1"),
        format!("a {APP_SECRET} b"),
    ] {
        let hook = adding("x-original-url", value.clone());
        let hooked = graph(server.uri()).hook(hook).build().unwrap();
        let error = ends(hooked.page(&list())).await.unwrap_err();
        assert!(matches!(error, Error::Hook { .. }), "{error:?}");
        assert!(shown(&error).contains("`x-original-url`"), "{error}");

        let graph = graph(server.uri()).build().unwrap();
        let options = CallOptions::new().header("referer", &value);
        let error = ends(graph.page(&list().with_options(options)))
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Invalid(_)), "{error:?}");
        assert!(shown(&error).contains("`referer`"), "{error}");
    }
    assert_eq!(sent(&server).await, 0);
}

/// Asserts that a request is refused because of a secret in its URL.
async fn assert_not_sent<R: Request>(graph: &Graph, request: &R) {
    let error = ends(graph.send(request)).await.err().unwrap();
    assert!(matches!(error, Error::Invalid(_)), "{error:?}");
    let text = shown(&error);
    assert!(
        text.contains("parameter contains the access token"),
        "{text}"
    );
}

#[tokio::test]
async fn a_secret_in_a_url_is_refused() {
    let server = answering([]).await;
    for token in [ACCESS_TOKEN, "1234567|EAAB+x/y"] {
        let builder = loopback::builder(token, server.uri()).app_secret(APP_SECRET);
        let graph = builder.build().unwrap();
        for secret in [token, APP_SECRET] {
            assert_not_sent(&graph, &ListConversations::new(secret)).await;
            assert_not_sent(&graph, &list().after(format!("x{secret}"))).await;
            assert_not_sent(&graph, &list().user_id(secret)).await;
            assert_not_sent(&graph, &GetConversations::new(["t_1", secret])).await;
        }
        assert!(!format!("{graph:?}").contains(token));
    }
    assert_eq!(sent(&server).await, 0);
    // A cursor that a server makes of the token.
    let paging = json!({"cursors": {"after": ACCESS_TOKEN}, "next": "https://h/"});
    let server = answering([page(json!({"data": [{"id": "t_1"}], "paging": paging}))]).await;
    let threads = graph(server.uri()).build().unwrap().items(list());
    let error = ends(threads.try_collect::<Vec<_>>()).await.unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "{error:?}");
    assert!(shown(&error).contains("parameter contains"), "{error}");
    assert_eq!(sent(&server).await, 1);
    // What is a part of a secret by chance is not one.
    let server = answering([page(json!({"data": []}))]).await;
    let graph = loopback::builder("210", server.uri()).build().unwrap();
    graph.page(&ListConversations::new(PAGE_ID)).await.unwrap();
}

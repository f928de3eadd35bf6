//! Hooks into attempts.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use page_conversations::v26_0::ListConversations;
use page_conversations::{Attempt, AttemptOutcome, Error, Hook, HookFuture, Retry, Version};
use serde_json::json;

use crate::loopback::{self, ACCESS_TOKEN, PAGE_ID, answering, page, recorded_error};

const APP_SECRET: &str = "app-secret-of-loopback";

fn list() -> ListConversations {
    ListConversations::new(PAGE_ID)
}

/// Notes what it sees.
#[derive(Default)]
struct Notes(Arc<Mutex<Vec<String>>>);

impl Notes {
    fn note(&self, note: String) {
        self.0.lock().unwrap().push(note);
    }
}

impl Hook for Notes {
    fn before_attempt<'a>(&'a self, attempt: &'a mut Attempt) -> HookFuture<'a> {
        let Version { name, .. } = attempt.version();
        self.note(format!(
            "before {} {name} {} {} {}",
            attempt.operation(),
            attempt.number(),
            attempt.method(),
            attempt.path()
        ));
        Box::pin(async move {
            tokio::task::yield_now().await;
            attempt.header("x-attempt", &attempt.number().to_string())?;
            Ok(())
        })
    }

    fn after_attempt(&self, attempt: &Attempt, outcome: &AttemptOutcome<'_>) {
        let status = outcome.info().map(|info| info.status);
        let code = outcome
            .result
            .err()
            .and_then(Error::graph)
            .map(|error| error.code);
        self.note(format!("after {} {status:?} {code:?}", attempt.number()));
        assert!(outcome.duration < Duration::from_secs(600));
    }
}

#[tokio::test]
async fn a_hook_sees_each_attempt_and_adds_headers() {
    let server = answering([recorded_error("err_2_transient"), page(json!({"data": []}))]).await;
    let notes = Notes::default();
    let seen = notes.0.clone();
    let quick = Retry::default().initial_backoff(Duration::ZERO);
    let builder = loopback::builder(ACCESS_TOKEN, server.uri()).app_secret(APP_SECRET);
    let graph = builder.retry(quick).hook(notes).build().unwrap();
    graph.page(&list()).await.unwrap();
    assert_eq!(
        *seen.lock().unwrap(),
        [
            "before ListConversations v26.0 1 GET /v26.0/210000000000001/conversations",
            "after 1 Some(500) Some(Some(2))",
            "before ListConversations v26.0 2 GET /v26.0/210000000000001/conversations",
            "after 2 Some(200) None",
        ]
    );
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests[0].headers["x-attempt"], "1");
    assert_eq!(requests[1].headers["x-attempt"], "2");
    assert_eq!(
        requests[1].headers["authorization"],
        format!("Bearer {ACCESS_TOKEN}")
    );
}

/// What a hook does before an attempt.
struct Before<F>(F);

impl<F> Hook for Before<F>
where
    F: for<'a> Fn(&'a mut Attempt) -> HookFuture<'a> + Send + Sync + 'static,
{
    fn before_attempt<'a>(&'a self, attempt: &'a mut Attempt) -> HookFuture<'a> {
        (self.0)(attempt)
    }
}

type BeforeAttempt = fn(&mut Attempt) -> HookFuture<'_>;

#[tokio::test]
async fn a_hook_that_refuses_panics_or_forges_sends_nothing() {
    let server = answering([]).await;
    let hooks: [(BeforeAttempt, &str); 5] = [
        (
            |_| Box::pin(async { Err(format!("quota of {ACCESS_TOKEN}").into()) }),
            "quota of",
        ),
        (
            |_| Box::pin(async { panic!("the hook panics") }),
            "panicked",
        ),
        (|_| panic!("the hook panics at once"), "panicked"),
        (
            |attempt| Box::pin(async { Ok(attempt.header("Authorization", "Bearer x")?) }),
            "set by the client",
        ),
        (
            |attempt| Box::pin(async { Ok(attempt.header("x-a", "b\r\nc: d")?) }),
            "invalid characters",
        ),
    ];
    for (hook, words) in hooks {
        let builder = loopback::builder(ACCESS_TOKEN, server.uri()).retry(Retry::default());
        let graph = builder.hook(Before(hook)).build().unwrap();
        let error = graph.page(&list()).await.unwrap_err();
        assert!(matches!(error, Error::Hook { .. }), "{error:?}");
        let text = format!("{error} {error:?}");
        assert!(
            text.contains(words) && !text.contains(ACCESS_TOKEN),
            "{text}"
        );
    }
    assert_eq!(server.received_requests().await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_hook_that_hangs_ends_with_the_operation_timeout() {
    let server = answering([]).await;
    let hang: BeforeAttempt = |_| Box::pin(std::future::pending());
    let builder = loopback::builder(ACCESS_TOKEN, server.uri());
    let builder = builder.operation_timeout(Duration::from_millis(50));
    let graph = builder.hook(Before(hang)).build().unwrap();
    let error = graph.page(&list()).await.unwrap_err();
    assert!(matches!(error, Error::OperationTimeout { .. }), "{error:?}");
    assert_eq!(server.received_requests().await.unwrap().len(), 0);
}

/// Panics after each attempt.
struct PanicsAfter;

impl Hook for PanicsAfter {
    fn after_attempt(&self, _: &Attempt, _: &AttemptOutcome<'_>) {
        panic!("the hook panics");
    }
}

#[tokio::test]
async fn a_panic_after_an_attempt_loses_nothing() {
    let server = answering([page(json!({"data": [{"id": "t_1"}]}))]).await;
    let notes = Notes::default();
    let seen = notes.0.clone();
    let builder = loopback::builder(ACCESS_TOKEN, server.uri());
    let graph = builder.hook(PanicsAfter).hook(notes).build().unwrap();
    assert_eq!(graph.page(&list()).await.unwrap().items.len(), 1);
    assert_eq!(seen.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn a_hook_does_not_see_a_token_in_the_path() {
    let server = answering([page(json!({"data": []}))]).await;
    let notes = Notes::default();
    let seen = notes.0.clone();
    // A longer one is not sent in a URL at all.
    let short = &ACCESS_TOKEN[..7];
    let builder = loopback::builder(short, server.uri()).app_secret(APP_SECRET);
    let graph = builder.hook(notes).build().unwrap();
    let request = ListConversations::new(short);
    graph.page(&request).await.unwrap();
    let seen = seen.lock().unwrap().join("\n");
    assert!(
        seen.contains("/v26.0/<access token>/conversations"),
        "{seen}"
    );
    assert!(
        !seen.contains(short) && !seen.contains("appsecret"),
        "{seen}"
    );
}

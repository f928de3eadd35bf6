//! No output has a secret, whatever is called and whatever goes wrong: hooks, token providers,
//! pacers and options of callers are a part of it.

mod seen;

use std::collections::HashMap;
use std::time::Duration;

use page_conversations::v26_0::{
    GetConversation, GetConversations, GetMessage, ListConversations, ListMessages, UnifiedMessage,
    UnifiedThreadFields,
};
use page_conversations::{
    AccessToken, Attempt, AttemptOutcome, CallOptions, Decoding, Edge, Graph, GraphBuilder, Hook,
    HookFuture, LocalPacer, OnUnreadable, PacedCall, Pacer, PacerFuture, Pacing, Paging, Permit,
    Request, Retry, VersionCheck,
};
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use self::seen::{Seen, VARIANTS};
use crate::log::Log;
use crate::loopback::{self, PAGE_ID, page};

/// The token, and the one that it replaces.
const TOKEN: &str = "EAABcanary|7Q2x+new";
const OLD_TOKEN: &str = "EAABcanary|5W8z/old";
const APP_SECRET: &str = "5ecretcanary&9K3v=";
/// The value of a header of a hook, and of one of a request.
const HOOK_KEY: &str = "hookcanary4J6h";
const OPTION_KEY: &str = "optioncanary2M8n";

/// Half of a secret is a leak, too.
const LEAKS: [&str; 8] = [
    "EAABcanary",
    "7Q2x",
    "5W8z",
    "5ecretcanary",
    "9K3v",
    "hookcanary",
    "optioncanary",
    "4J6h",
];

/// Shows all that a hook sees, adds a header with a key, and refuses on request.
struct Recording {
    seen: Seen,
    refuses: bool,
}

impl Hook for Recording {
    fn before_attempt<'a>(&'a self, attempt: &'a mut Attempt) -> HookFuture<'a> {
        Box::pin(async move {
            attempt.header("x-key", HOOK_KEY)?;
            self.seen.show(attempt);
            self.seen.show(&(attempt.path(), attempt.host()));
            match self.refuses {
                true => Err(format!("not with {OLD_TOKEN} or {APP_SECRET}").into()),
                false => Ok(()),
            }
        })
    }

    fn after_attempt(&self, attempt: &Attempt, outcome: &AttemptOutcome<'_>) {
        self.seen.show(&(attempt, outcome, outcome.info()));
        if let Err(error) = outcome.result {
            self.seen.error(error);
        }
    }
}

/// A client whose provider replaces the old token, and whose hooks show what they see.
fn builder(host: impl Into<String>, seen: &Seen) -> GraphBuilder {
    let provider = |refused: Option<AccessToken>| async move {
        Ok::<AccessToken, String>(refused.map_or(OLD_TOKEN, |_| TOKEN).into())
    };
    let quick = Retry::default().initial_backoff(Duration::ZERO);
    let hook = Recording {
        seen: seen.clone(),
        refuses: false,
    };
    Graph::builder_with_provider(provider)
        .host(host)
        .app_secret(APP_SECRET)
        .pacing(Pacing::off())
        .retry(quick.max_attempts(2).max_elapsed(Duration::from_secs(2)))
        .keep_raw_bodies(true)
        .max_empty_pages(2)
        .hook(hook)
}

fn list() -> ListConversations {
    ListConversations::new(PAGE_ID)
}

fn options() -> CallOptions {
    CallOptions::new().header("x-key-of-call", OPTION_KEY)
}

/// Does all that a client can do.
async fn use_all(graph: &Graph, seen: &Seen) {
    seen.show(graph);
    let request = list().with_options(options());
    seen.show(&request);
    seen.result(graph.page(&request).await);
    seen.result(graph.send(&request).await);
    seen.result(graph.send_with_info(&request).await);
    seen.result(graph.send(&GetConversation::new("t_1")).await);
    seen.result(graph.send(&GetMessage::new("m_1")).await);
    seen.all(graph.pages(request.clone())).await;
    seen.all(graph.items(request.clone()).read_ahead()).await;
    seen.all(graph.pages(ListMessages::new("t_1"))).await;
    let fields = UnifiedThreadFields::new().updated_time().participants();
    let whole = list().fields(fields).limit(2);
    seen.all(graph.items(whole.clone())).await;
    let walk = graph.items(whole).on_unreadable(OnUnreadable::Continue);
    seen.all(walk).await;
    let nodes = GetConversations::new(["t_1", "t_2"]).with_options(options());
    seen.result(graph.send(&nodes).await);
    seen.all(graph.nodes_by_id(nodes)).await;
    let edge = Edge::<UnifiedMessage>::from([]);
    let edge = edge.paging(Paging::new().after("cursor").has_next(true));
    seen.all(graph.continue_edge(&request, "t_1", edge)).await;
    seen.result(graph.rate_limited_for().await);
    seen.result(graph.clear_rate_limit().await);
}

/// All that a server knows of a call, in the forms that it may repeat.
fn echo(request: &wiremock::Request) -> String {
    let headers: Vec<_> = request
        .headers
        .iter()
        .filter(|(name, _)| !name.as_str().starts_with("x-key"))
        .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())))
        .collect();
    let headers = headers.join(" ");
    // A server cannot know the next token.
    let tokens: &[&str] = match is_old(request) {
        true => &[OLD_TOKEN],
        false => &[OLD_TOKEN, TOKEN],
    };
    let encode =
        |token: &&str| -> String { token.bytes().map(|byte| format!("%{byte:02X}")).collect() };
    let encoded: Vec<_> = tokens.iter().map(encode).collect();
    format!(
        "{} {headers} {} {APP_SECRET} access_token={}",
        request.url,
        tokens.join(" "),
        encoded.join("&access_token=")
    )
}

/// Returns whether a call was sent with the old token.
fn is_old(request: &wiremock::Request) -> bool {
    let old = format!("Bearer {OLD_TOKEN}");
    request.headers["authorization"] == old.as_str()
}

/// Answers the old token with an error, and else with what a closure returns for the echo.
async fn serve(answer: impl Fn(&str) -> ResponseTemplate + Send + Sync + 'static) -> MockServer {
    let server = MockServer::start().await;
    let respond = move |request: &wiremock::Request| {
        let echo = echo(request);
        let response = match is_old(request) {
            true => graph_error(400, 190, &echo),
            false => answer(&echo),
        };
        let response = response.insert_header("x-echo", echo.as_str());
        let response = response.insert_header("x-fb-trace-id", echo.as_str());
        response.insert_header("location", format!("/?{echo}").as_str())
    };
    Mock::given(any())
        .respond_with(respond)
        .mount(&server)
        .await;
    server
}

fn graph_error(status: u16, code: i64, echo: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(json!({"error": {
        "code": code, "message": echo, "type": echo, "error_user_title": echo,
        "error_user_msg": echo, "error_data": echo, "fbtrace_id": echo,
    }}))
}

fn next(after: &Value, echo: &str) -> Value {
    json!({"cursors": {"after": after}, "next": format!("https://h/?{echo}"), "previous": echo})
}

type Answer = fn(&str) -> ResponseTemplate;

/// What a server may answer.
const ANSWERS: [Answer; 15] = [
    |echo| page(json!({"data": [{"id": "t_1", "snippet": 1, "name": [echo]}], "paging": echo})),
    |echo| page(json!({"data": [], "paging": next(&json!("same"), echo)})),
    |echo| page(json!({"data": [{"id": "t_1"}], "paging": next(&json!("same"), echo)})),
    |echo| page(json!({"data": [{"id": "t_1"}], "paging": next(&Value::Null, echo)})),
    |echo| page(json!({"data": echo, "t_1": echo, "id": [echo], echo: echo})),
    |echo| ResponseTemplate::new(200).set_body_string(echo),
    |echo| page(json!({"data": []})).insert_header("facebook-api-version", echo),
    |echo| graph_error(400, 100, echo),
    |echo| graph_error(500, 1, echo),
    |echo| graph_error(400, 190, echo),
    |echo| graph_error(400, 613, echo),
    |echo| ResponseTemplate::new(401).set_body_string(echo),
    |echo| ResponseTemplate::new(307).set_body_string(echo),
    |echo| ResponseTemplate::new(429).set_body_string(echo),
    |echo| {
        ResponseTemplate::new(503)
            .set_body_string(echo)
            .insert_header("retry-after", echo)
    },
];

/// Fails whatever it is asked.
struct FailingPacer;

fn failed<T>() -> PacerFuture<'static, T> {
    Box::pin(async { Err(format!("no row for {OLD_TOKEN} and {APP_SECRET}").into()) })
}

impl Pacer for FailingPacer {
    fn acquire(&self, _: PacedCall) -> PacerFuture<'_, Permit> {
        failed()
    }

    fn pause(&self, _: Duration) -> PacerFuture<'_, ()> {
        failed()
    }

    fn paused_for(&self) -> PacerFuture<'_, Option<Duration>> {
        failed()
    }

    fn resume(&self) -> PacerFuture<'_, ()> {
        failed()
    }
}

/// Shows what goes wrong on this side.
async fn misuse(seen: &Seen) {
    let server = serve(|_| page(json!({"data": []}))).await;
    let graph = builder(server.uri(), seen).build().unwrap();
    // The token becomes known.
    seen.result(graph.page(&list()).await);
    use_all(&graph.with_pacer(FailingPacer), seen).await;
    let refusing = Recording {
        seen: seen.clone(),
        refuses: true,
    };
    use_all(
        &builder(server.uri(), seen).hook(refusing).build().unwrap(),
        seen,
    )
    .await;
    for wrong in [TOKEN, APP_SECRET, "\n"] {
        seen.result(graph.page(&ListConversations::new(wrong)).await);
        seen.result(graph.page(&list().after(wrong)).await);
        let header = CallOptions::new().header("x-key-of-call", wrong);
        seen.result(graph.page(&list().with_options(header)).await);
        seen.result(graph.with_token(format!("{wrong}\n")).map(drop));
        seen.result(
            graph
                .with_app_secret(wrong.trim())
                .map(|graph| format!("{graph:?}")),
        );
        seen.result(
            graph
                .with_host(&format!("https://{wrong}@h/?{wrong}"))
                .map(drop),
        );
    }
    let failing = |refused: Option<AccessToken>| async move {
        match refused {
            None => Ok(AccessToken::new(OLD_TOKEN)),
            Some(refused) => Err(format!("sealed: {refused:?} {OLD_TOKEN} {APP_SECRET}")),
        }
    };
    use_all(&graph.with_token_provider(failing), seen).await;
    let invalid = |_| async { Ok::<_, String>(AccessToken::new(format!("{TOKEN}\n"))) };
    use_all(&graph.with_token_provider(invalid), seen).await;
    seen.show(&(
        options(),
        AccessToken::new(TOKEN),
        LocalPacer::new(Pacing::off()),
    ));
}

/// Shows what goes wrong on the way.
async fn interrupt(seen: &Seen) {
    let (closed, _socket) = loopback::closed().unwrap();
    use_all(&builder(closed, seen).build().unwrap(), seen).await;
    let slow = serve(|_| page(json!({})).set_delay(Duration::from_secs(60))).await;
    let short = Duration::from_millis(30);
    use_all(
        &builder(slow.uri(), seen).timeout(short).build().unwrap(),
        seen,
    )
    .await;
    let cut = builder(slow.uri(), seen).operation_timeout(short);
    use_all(&cut.build().unwrap(), seen).await;
}

/// A server that fails pages with more than ids, and the node with an id that is an echo.
async fn serve_unreadable() -> MockServer {
    let server = MockServer::start().await;
    let respond = |request: &wiremock::Request| {
        let query: HashMap<_, _> = request.url.query_pairs().into_owned().collect();
        let is_page = request.url.path().ends_with("/conversations");
        match query.get("fields").map(String::as_str) {
            Some("id,updated_time") if is_page => page(json!({"data": [{"id": "t_1"}]})),
            _ => graph_error(500, 1, &echo(request)),
        }
    };
    Mock::given(any())
        .respond_with(respond)
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn no_output_has_a_secret_whatever_is_called_and_whatever_goes_wrong() {
    let (log, _guard) = Log::start();
    let seen = Seen::default();
    for answer in ANSWERS {
        let server = serve(answer).await;
        seen.show(&builder(server.uri(), &seen));
        let graph = builder(server.uri(), &seen).build().unwrap();
        use_all(&graph, &seen).await;
        let strict = builder(server.uri(), &seen).decoding(Decoding::Strict);
        let strict = strict.version_check(VersionCheck::Refuse).build().unwrap();
        use_all(&strict, &seen).await;
        for request in server.received_requests().await.unwrap() {
            let url = request.url.as_str();
            assert!(LEAKS.iter().all(|leak| !url.contains(leak)), "{url}");
            assert!(url.contains("appsecret_proof="), "{url}");
        }
    }
    let unreadable = serve_unreadable().await;
    use_all(&builder(unreadable.uri(), &seen).build().unwrap(), &seen).await;
    misuse(&seen).await;
    interrupt(&seen).await;

    let errors: Vec<_> = seen.errors.lock().unwrap().iter().copied().collect();
    assert_eq!(errors, VARIANTS);
    let text = seen.text.lock().unwrap().clone() + &log.text();
    for leak in LEAKS {
        let at = text.find(leak);
        let around = at.map(|at| {
            let from = at.saturating_sub(300);
            String::from_utf8_lossy(&text.as_bytes()[from..text.len().min(from + 600)])
        });
        assert!(at.is_none(), "{leak}: {}", around.unwrap_or_default());
    }
    // They would have been there.
    for redacted in ["<access token>", "<app secret>", "<proof>"] {
        assert!(text.matches(redacted).count() > 100, "{redacted}");
    }
}

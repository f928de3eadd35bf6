//! Many tokens with one client, and tokens that are renewed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::TryStreamExt;
use futures_util::future::join_all;
use page_conversations::v26_0::ListConversations;
use page_conversations::{
    AccessToken, Advice, Error, Graph, GraphBuilder, PacedCall, Pacer, PacerFuture, Pacing, Permit,
    Retry,
};
use wiremock::matchers::{any, header};
use wiremock::{Mock, MockServer};

use crate::loopback::{self, ACCESS_TOKEN, PAGE_ID, answering, page, recorded_error};

const OLD: &str = "EAAB-old-token-of-loopback";
const APP_SECRET: &str = "app-secret-of-loopback";

fn list() -> ListConversations {
    ListConversations::new(PAGE_ID)
}

/// A provider of the old token, then of the tokens of `renew`; counts the renewals.
fn renewing(
    server: &MockServer,
    renewals: &Arc<AtomicUsize>,
    renew: impl Fn(usize) -> Result<AccessToken, String> + Copy + Send + Sync + 'static,
) -> GraphBuilder {
    let renewals = renewals.clone();
    let provider = move |refused: Option<AccessToken>| {
        let renewals = renewals.clone();
        async move {
            match refused {
                None => Ok(OLD.into()),
                Some(_) => {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    renew(renewals.fetch_add(1, Ordering::SeqCst))
                }
            }
        }
    };
    Graph::builder_with_provider(provider)
        .host(server.uri())
        .pacing(Pacing::off())
        .retry(Retry::off())
}

#[tokio::test]
async fn tokens_share_a_client_but_not_a_pace() {
    let server = answering((0..4).map(|_| page(serde_json::json!({"data": []})))).await;
    let builder = Graph::builder("first-token-of-loopback").host(server.uri());
    let first = builder
        .pacing(Pacing::new(1, Duration::from_secs(60)))
        .build()
        .unwrap();
    let second = first.with_token("second-token-of-loopback").unwrap();
    // Each token has a call of its own, which a clone shares.
    first.page(&list()).await.unwrap();
    second.page(&list()).await.unwrap();
    let third = second.clone();
    let waits = tokio::time::timeout(Duration::from_millis(200), async move {
        third.page(&list()).await
    });
    assert!(waits.await.is_err());
    let requests = server.received_requests().await.unwrap();
    let tokens: Vec<_> = requests
        .iter()
        .map(|sent| sent.headers["authorization"].as_bytes())
        .collect();
    let expected: [&[u8]; 2] = [
        b"Bearer first-token-of-loopback",
        b"Bearer second-token-of-loopback",
    ];
    assert_eq!(tokens, expected);
}

#[tokio::test]
async fn an_app_secret_proves_the_calls_of_each_token() {
    let server = answering((0..3).map(|_| page(serde_json::json!({"data": []})))).await;
    let graph = loopback::graph(&server);
    let proved = graph.with_app_secret(APP_SECRET).unwrap();
    let other = proved.with_token(OLD).unwrap();
    for graph in [&graph, &proved, &other] {
        graph.page(&list()).await.unwrap();
    }
    let requests = server.received_requests().await.unwrap();
    let proof = |token: &str| {
        let mac = hmac_sha256::HMAC::mac(token, APP_SECRET);
        let hex: String = mac.iter().map(|byte| format!("{byte:02x}")).collect();
        Some(format!("appsecret_proof={hex}"))
    };
    let queries: Vec<_> = requests
        .iter()
        .map(|sent| sent.url.query().map(str::to_owned))
        .collect();
    assert_eq!(queries, [None, proof(ACCESS_TOKEN), proof(OLD)]);
}

#[tokio::test]
async fn another_host_shares_the_rate_limit_of_the_token() {
    let server = answering([recorded_error("err_613_2534040_rate")]).await;
    let graph = loopback::graph(&server);
    let other = graph.with_host("http://127.0.0.1:9").unwrap();
    assert_eq!(other.rate_limited_for().await.unwrap(), None);
    graph.page(&list()).await.unwrap_err();
    let rest = other.rate_limited_for().await.unwrap().unwrap();
    assert!(rest > Duration::from_secs(50), "{rest:?}");
    assert!(matches!(
        other.page(&list()).await,
        Err(Error::RateLimited { .. })
    ));
    other.clear_rate_limit().await.unwrap();
    assert_eq!(graph.rate_limited_for().await.unwrap(), None);
    assert!(matches!(
        other.page(&list()).await,
        Err(Error::Transport(_))
    ));
}

#[tokio::test]
async fn a_wrong_token_secret_or_host_is_refused() {
    let graph = Graph::builder(ACCESS_TOKEN).build().unwrap();
    let errors = [
        graph.with_token("").unwrap_err(),
        graph.with_token("a\nb").unwrap_err(),
        graph.with_app_secret(" ").unwrap_err(),
        graph.with_host("http://graph.facebook.com").unwrap_err(),
        // The client of this `Graph` accepts HTTPS only.
        graph.with_host("http://127.0.0.1:1").unwrap_err(),
    ];
    for error in errors {
        assert!(matches!(error, Error::Invalid(_)), "{error:?}");
    }
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_for_all_calls_in_flight() {
    let server = loopback::start().await;
    let renewals = Arc::new(AtomicUsize::new(0));
    let graph = renewing(&server, &renewals, |_| Ok(ACCESS_TOKEN.into()))
        .build()
        .unwrap();
    let calls = (0..20).map(|_| graph.items(list()).try_collect::<Vec<_>>());
    let read = join_all(calls).await;
    let sizes: Vec<_> = read
        .into_iter()
        .map(|threads| threads.unwrap().len())
        .collect();
    assert!(
        sizes[0] > 0 && sizes.iter().all(|size| *size == sizes[0]),
        "{sizes:?}"
    );
    assert_eq!(renewals.load(Ordering::SeqCst), 1);
}

/// Lets the first call be sent, and the others once the token is renewed; counts them.
#[derive(Default)]
struct WaitsForRenewal {
    calls: AtomicUsize,
    passed: AtomicUsize,
    renewals: AtomicUsize,
}

impl Pacer for WaitsForRenewal {
    fn acquire(&self, _: PacedCall) -> PacerFuture<'_, Permit> {
        Box::pin(async move {
            if self.calls.fetch_add(1, Ordering::SeqCst) > 0 {
                reaches(&self.renewals, 1).await;
                self.passed.fetch_add(1, Ordering::SeqCst);
            }
            Ok(Permit::Granted)
        })
    }

    fn pause(&self, _: Duration) -> PacerFuture<'_, ()> {
        Box::pin(async { Ok(()) })
    }

    fn paused_for(&self) -> PacerFuture<'_, Option<Duration>> {
        Box::pin(async { Ok(None) })
    }

    fn resume(&self) -> PacerFuture<'_, ()> {
        Box::pin(async { Ok(()) })
    }
}

/// Waits until a count is reached.
async fn reaches(count: &AtomicUsize, value: usize) {
    while count.load(Ordering::SeqCst) < value {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

#[tokio::test]
async fn calls_that_wait_for_the_pace_are_sent_with_the_renewed_token() {
    let server = loopback::start().await;
    let pacer = Arc::new(WaitsForRenewal::default());
    let shared = pacer.clone();
    let provider = move |refused: Option<AccessToken>| {
        let pacer = shared.clone();
        async move {
            if refused.is_none() {
                return Ok::<AccessToken, String>(OLD.into());
            }
            pacer.renewals.fetch_add(1, Ordering::SeqCst);
            // The renewal takes until the pacer has let all calls pass.
            reaches(&pacer.passed, 7).await;
            Ok(ACCESS_TOKEN.into())
        }
    };
    let builder = Graph::builder_with_provider(provider).host(server.uri());
    let graph = builder.retry(Retry::off()).build().unwrap();
    let graph = graph.with_pacer(pacer.clone());
    let request = list();
    for result in join_all((0..8).map(|_| graph.page(&request))).await {
        result.unwrap();
    }
    let requests = server.received_requests().await.unwrap();
    let old = format!("Bearer {OLD}");
    let old = requests
        .iter()
        .filter(|sent| sent.headers["authorization"] == old.as_str());
    // That of the call that was refused.
    assert_eq!((old.count(), requests.len()), (1, 9));
    assert_eq!(pacer.renewals.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_renewal_is_not_a_failed_attempt() {
    let server = MockServer::start().await;
    let accepted = header("authorization", format!("Bearer {ACCESS_TOKEN}"));
    let failing = recorded_error("err_2_transient");
    Mock::given(accepted)
        .respond_with(failing)
        .with_priority(1)
        .mount(&server)
        .await;
    let refused = recorded_error("err_190_463_expired_token");
    Mock::given(any())
        .respond_with(refused)
        .mount(&server)
        .await;
    let renewals = Arc::new(AtomicUsize::new(0));
    let builder = renewing(&server, &renewals, |_| Ok(ACCESS_TOKEN.into()));
    let quick = Retry::default().initial_backoff(Duration::ZERO);
    let graph = builder.retry(quick.max_attempts(2)).build().unwrap();
    let error = graph.page(&list()).await.unwrap_err();
    assert_eq!(error.graph().unwrap().code, Some(2));
    assert_eq!(server.received_requests().await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_provider_that_returns_the_refused_token_leaves_the_error() {
    let server = loopback::start().await;
    let renewals = Arc::new(AtomicUsize::new(0));
    let graph = renewing(&server, &renewals, |_| Ok(OLD.into()))
        .build()
        .unwrap();
    let request = list();
    let read = join_all((0..20).map(|_| graph.page(&request))).await;
    for result in read {
        let error = result.unwrap_err();
        assert_eq!(error.graph().unwrap().code, Some(190));
        assert_eq!(error.advice(), Advice::LogIn);
    }
    // Calls that waited for the provider share its answer.
    assert!(renewals.load(Ordering::SeqCst) < 20);
    let sent = server.received_requests().await.unwrap().len();
    assert_eq!(sent, 20);
}

#[tokio::test]
async fn a_new_token_that_is_refused_too_is_not_renewed_again_by_the_call() {
    let server = loopback::start().await;
    let renewals = Arc::new(AtomicUsize::new(0));
    let token = |renewal: usize| Ok(format!("another-wrong-token-{renewal}").into());
    let graph = renewing(&server, &renewals, token).build().unwrap();
    let error = graph.page(&list()).await.unwrap_err();
    assert_eq!(error.advice(), Advice::LogIn);
    assert_eq!(renewals.load(Ordering::SeqCst), 1);
    assert_eq!(server.received_requests().await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_failing_provider_is_reported_with_the_error_of_the_call() {
    let server = loopback::start().await;
    let renewals = Arc::new(AtomicUsize::new(0));
    let fails = |_| Err(format!("vault has sealed {OLD}"));
    let graph = renewing(&server, &renewals, fails).build().unwrap();
    let error = graph.page(&list()).await.unwrap_err();
    assert!(matches!(error, Error::Token { .. }), "{error:?}");
    assert_eq!(error.advice(), Advice::LogIn);
    assert_eq!(error.graph().unwrap().code, Some(190));
    let text = format!("{error} {error:?}");
    assert!(text.contains("vault has sealed"), "{text}");
    assert!(!text.contains(OLD), "{text}");
}

#[tokio::test]
async fn a_provider_without_a_first_token_sends_nothing() {
    let server = loopback::start().await;
    let failures: [fn() -> Result<AccessToken, String>; 4] = [
        || Err("no vault".to_owned()),
        || Ok("".into()),
        || Ok("not\nvalid".into()),
        || panic!("provider panics"),
    ];
    for failure in failures {
        let provider = move |_| async move { failure() };
        let builder = Graph::builder_with_provider(provider).host(server.uri());
        let error = builder.build().unwrap().page(&list()).await.unwrap_err();
        assert!(
            matches!(error, Error::Token { refused: None, .. }),
            "{error:?}"
        );
        assert_eq!(error.advice(), Advice::GiveUp);
    }
    assert_eq!(server.received_requests().await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_provider_that_never_returns_ends_with_the_operation_timeout() {
    let server = loopback::start().await;
    let never = |refused: Option<AccessToken>| async move {
        match refused {
            None => Ok::<AccessToken, String>(OLD.into()),
            Some(_) => std::future::pending().await,
        }
    };
    let builder = Graph::builder_with_provider(never).host(server.uri());
    let graph = builder
        .operation_timeout(Duration::from_millis(300))
        .build()
        .unwrap();
    // The refusal is more specific than the timeout.
    let error = graph.page(&list()).await.unwrap_err();
    assert_eq!(error.graph().unwrap().code, Some(190));
    // A call that is dropped releases the renewal to the next one.
    let error = graph.page(&list()).await.unwrap_err();
    assert_eq!(error.graph().unwrap().code, Some(190));
}

#[tokio::test]
async fn a_renewed_token_and_the_one_before_are_redacted() {
    let server = MockServer::start().await;
    let echo = page(serde_json::json!({"error": {
        "code": 100,
        "message": format!("{OLD} was replaced by {ACCESS_TOKEN}"),
    }}));
    let accepted = header("authorization", format!("Bearer {ACCESS_TOKEN}"));
    Mock::given(accepted)
        .respond_with(echo)
        .with_priority(1)
        .mount(&server)
        .await;
    let refused = recorded_error("err_190_463_expired_token");
    Mock::given(any())
        .respond_with(refused)
        .mount(&server)
        .await;
    let renewals = Arc::new(AtomicUsize::new(0));
    let graph = renewing(&server, &renewals, |_| Ok(ACCESS_TOKEN.into()))
        .build()
        .unwrap();
    let error = graph.page(&list()).await.unwrap_err();
    assert_eq!(
        error.graph().unwrap().message,
        "<access token> was replaced by <access token>"
    );
    let text = format!("{error:?} {:?}", AccessToken::from(OLD));
    assert!(
        !text.contains(OLD) && !text.contains(ACCESS_TOKEN),
        "{text}"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn many_tokens_are_cheap() {
    use crate::processor_time::of_this_thread;
    let graph = Graph::builder(ACCESS_TOKEN).build().unwrap();
    let build = of_this_thread();
    Graph::builder(OLD).build().unwrap();
    let start = of_this_thread();
    let build = start - build;
    let graphs: Vec<_> = (0..1000)
        .map(|page| graph.with_token(format!("token-of-page-{page}")).unwrap())
        .collect();
    // A ratio: both are measured on the same machine.
    let time = of_this_thread() - start;
    assert!(time < build * 100, "{time:?}, {build:?}");
    assert_eq!(graphs.len(), 1000);
}

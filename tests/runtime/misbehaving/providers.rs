//! Token providers that misbehave, with calls in flight.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::TryStreamExt;
use futures_util::future::join_all;
use page_conversations::{AccessToken, Advice, CallOptions, CallPhase, Error, Graph, Request};
use page_conversations::{GraphBuilder, Pacing, Retry};

use super::{LONG, MEDIUM, SHORT, assert_timed_out, ends, list, sent, shown};
use crate::loopback::{self, ACCESS_TOKEN};
use crate::paused_clock::PausedClock;

const OLD: &str = "EAAB-old-token-of-loopback";

/// What a provider does when it is asked.
#[derive(Clone, Copy, Debug)]
enum Does {
    Return(&'static str),
    Fail,
    Panic,
    Hang,
}

/// A provider that does one thing after the other, the last one from then on; counts calls.
fn provider(host: String, steps: &'static [Does]) -> (GraphBuilder, Arc<AtomicUsize>) {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = calls.clone();
    let provider = move |_: Option<AccessToken>| {
        let step = counted.fetch_add(1, Ordering::SeqCst).min(steps.len() - 1);
        async move {
            tokio::time::sleep(Duration::from_millis(10)).await;
            match steps[step] {
                Does::Return(token) => Ok(AccessToken::new(token)),
                Does::Fail => Err(format!("vault is sealed for {OLD}")),
                Does::Panic => panic!("the provider panics"),
                Does::Hang => std::future::pending().await,
            }
        }
    };
    let builder = Graph::builder_with_provider(provider).host(host);
    (builder.pacing(Pacing::off()).retry(Retry::off()), calls)
}

#[tokio::test]
async fn a_provider_that_never_returns_a_token_blocks_no_call_for_ever() {
    let server = loopback::start().await;
    let (builder, calls) = provider(server.uri(), &[Does::Hang]);
    let graph = builder.operation_timeout(SHORT).build().unwrap();
    let request = list();
    for result in ends(join_all((0..10).map(|_| graph.page(&request)))).await {
        let error = result.unwrap_err();
        assert_timed_out(&error, CallPhase::Token, "waiting for the token provider");
    }
    assert_eq!(sent(&server).await, 0);
    assert!(calls.load(Ordering::SeqCst) >= 1);
}

#[tokio::test]
async fn a_call_that_gives_up_hands_the_provider_to_the_next() {
    let server = loopback::start().await;
    let (builder, calls) = provider(server.uri(), &[Does::Hang, Does::Return(ACCESS_TOKEN)]);
    let graph = builder.operation_timeout(LONG).build().unwrap();
    let hasty = list().with_options(CallOptions::new().operation_timeout(SHORT));
    let request = list();
    let patient = join_all((0..5).map(|_| graph.page(&request)));
    let (hasty, patient) = ends(async { tokio::join!(graph.page(&hasty), patient) }).await;
    assert_timed_out(&hasty.unwrap_err(), CallPhase::Token, "token provider");
    for result in patient {
        result.unwrap();
    }
    assert_eq!(calls.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn cancelled_calls_leave_the_renewal_to_the_others() {
    let server = loopback::start().await;
    let steps = &[Does::Return(OLD), Does::Hang, Does::Return(ACCESS_TOKEN)];
    let (builder, calls) = provider(server.uri(), steps);
    let graph = builder.build().unwrap();
    let call = || {
        let graph = graph.clone();
        tokio::spawn(async move { graph.page(&list()).await })
    };
    let cancelled: Vec<_> = (0..5).map(|_| call()).collect();
    // One of them hangs in the renewal, and the others wait for it.
    while calls.load(Ordering::SeqCst) < 2 || sent(&server).await < 5 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let waiting: Vec<_> = (0..5).map(|_| call()).collect();
    tokio::time::sleep(SHORT).await;
    assert!(waiting.iter().all(|call| !call.is_finished()));
    cancelled.iter().for_each(|call| call.abort());
    for call in waiting {
        ends(call).await.unwrap().unwrap();
    }
    assert_eq!(calls.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_renewal_that_fails_is_reported_and_tried_again_by_the_next_call() {
    let failures: [(&[Does], &str); 5] = [
        (
            &[Does::Return(OLD), Does::Fail, Does::Return(ACCESS_TOKEN)],
            "vault is sealed",
        ),
        (
            &[Does::Return(OLD), Does::Panic, Does::Return(ACCESS_TOKEN)],
            "panicked",
        ),
        (
            &[
                Does::Return(OLD),
                Does::Return(""),
                Does::Return(ACCESS_TOKEN),
            ],
            "empty",
        ),
        (
            &[
                Does::Return(OLD),
                Does::Return("EAAB-two\nlines"),
                Does::Return(ACCESS_TOKEN),
            ],
            "line break",
        ),
        (
            &[
                Does::Return(OLD),
                Does::Return("EAAB-tökèn"),
                Does::Return(ACCESS_TOKEN),
            ],
            "not ASCII",
        ),
    ];
    for (steps, words) in failures {
        let server = loopback::start().await;
        let (builder, calls) = provider(server.uri(), steps);
        let graph = builder.build().unwrap();
        let request = list();
        let mut failed = 0;
        for result in ends(join_all((0..5).map(|_| graph.page(&request)))).await {
            // Those that asked after the failure have the token that was then returned.
            let Err(error) = result else { continue };
            failed += 1;
            assert!(matches!(error, Error::Token { .. }), "{steps:?}: {error:?}");
            assert_eq!(error.advice(), Advice::LogIn, "{steps:?}");
            assert_eq!(error.graph().unwrap().code, Some(190));
            let text = shown(&error);
            assert!(text.contains(words), "{text}");
            for secret in [OLD, "EAAB-two", "EAAB-t"] {
                assert!(!text.contains(secret), "{text}");
            }
        }
        assert!(failed > 0, "{steps:?}");
        ends(graph.page(&request)).await.unwrap();
        assert_eq!(calls.load(Ordering::SeqCst), 3, "{steps:?}");
    }
}

#[tokio::test]
async fn a_provider_that_returns_the_refused_token_with_spaces_returns_no_other() {
    let server = loopback::start().await;
    let steps = &[
        Does::Return(OLD),
        Does::Return(" EAAB-old-token-of-loopback\t"),
    ];
    let graph = provider(server.uri(), steps).0.build().unwrap();
    let error = ends(graph.page(&list())).await.unwrap_err();
    assert_eq!(error.graph().unwrap().code, Some(190), "{error:?}");
    assert_eq!(sent(&server).await, 1);
}

#[tokio::test(start_paused = true)]
async fn a_stream_does_not_search_for_bad_nodes_while_its_provider_hangs() {
    let server = loopback::start().await;
    let (builder, calls) = provider(server.uri(), &[Does::Return(OLD), Does::Hang]);
    let clock = PausedClock::default();
    let builder = builder.operation_timeout(MEDIUM).hook(clock.clone());
    let graph = builder.build().unwrap();
    let threads = graph.items(list().limit(10)).try_collect::<Vec<_>>();
    let error = clock.run_beside(ends(threads)).await.unwrap_err();
    // The refusal is more specific than the timeout.
    assert_eq!(error.graph().unwrap().code, Some(190), "{error:?}");
    assert_eq!((calls.load(Ordering::SeqCst), sent(&server).await), (2, 1));

    let (builder, calls) = provider(server.uri(), &[Does::Hang]);
    let graph = builder.operation_timeout(SHORT).build().unwrap();
    let threads = graph.items(list().limit(10)).try_collect::<Vec<_>>();
    let error = ends(threads).await.unwrap_err();
    assert_timed_out(&error, CallPhase::Token, "token provider");
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_provider_that_calls_its_own_graph_ends_with_the_operation_timeout() {
    let server = loopback::start().await;
    let slot = Arc::new(std::sync::OnceLock::<Graph>::new());
    let own = slot.clone();
    let provider = move |_| {
        let own = own.clone();
        async move {
            let graph = own.get().expect("the graph is built").clone();
            graph
                .page(&list())
                .await
                .map(|_| AccessToken::new(ACCESS_TOKEN))
        }
    };
    let builder = Graph::builder_with_provider(provider).host(server.uri());
    let graph = builder.operation_timeout(SHORT).build().unwrap();
    slot.set(graph.clone()).ok().unwrap();
    let error = ends(graph.page(&list())).await.unwrap_err();
    assert!(
        matches!(error, Error::OperationTimeout { .. } | Error::Token { .. }),
        "{error:?}"
    );
    assert!(shown(&error).contains("token provider"), "{error}");
    assert_eq!(sent(&server).await, 0);
}

#[tokio::test]
async fn a_provider_that_fails_is_asked_once_for_all_calls_that_wait() {
    let server = loopback::start().await;
    let (builder, calls) = provider(server.uri(), &[Does::Fail]);
    let graph = builder.build().unwrap();
    let request = list();
    // A later call asks again.
    for asked in [1, 2] {
        for result in ends(join_all((0..20).map(|_| graph.page(&request)))).await {
            let error = result.unwrap_err();
            assert!(matches!(error, Error::Token { .. }), "{error:?}");
        }
        assert_eq!(calls.load(Ordering::SeqCst), asked);
    }
    assert_eq!(sent(&server).await, 0);
}

//! What bounds retries: attempts, time, and the operation.

use super::*;

#[tokio::test]
async fn attempts_are_bounded() {
    let failure = recorded_error("err_2_transient");
    assert_eq!(times(quick(), failure.clone()).await, 4);
    for (attempts, expected) in [(0, 1), (1, 1), (2, 2), (5, 5)] {
        let retry = quick().max_attempts(attempts);
        assert_eq!(times(retry, failure.clone()).await, expected);
    }
    assert_eq!(times(Retry::off(), failure).await, 1);
    assert_eq!(times(Retry::off(), ResponseTemplate::new(500)).await, 1);
}

#[tokio::test]
async fn the_last_error_is_the_one_that_is_given() {
    let answers = [
        ResponseTemplate::new(500),
        recorded_error("err_2_transient"),
        recorded_error("err_190_463_expired_token"),
        success(),
    ];
    let (result, sent) = outcome(quick(), answers).await;
    assert_eq!(result.unwrap_err().graph().unwrap().code, Some(190));
    assert_eq!(sent, 3);
}

#[tokio::test(start_paused = true)]
async fn a_wait_beyond_the_budget_is_not_begun_and_the_error_tells_it() {
    let minutes = |minutes: u64| Advice::Wait(Duration::from_secs(60 * minutes));
    let stated = ResponseTemplate::new(503).insert_header("retry-after", "120");
    for (failure, advice) in [
        // Graph does not say how long.
        (recorded_error("err_613_2534040_rate"), minutes(1)),
        (recorded_error("err_80006_messenger_buc"), minutes(19)),
        (stated, minutes(2)),
    ] {
        let retry = quick().max_elapsed(Duration::from_secs(50));
        let (result, sent, time) = timed(retry, [failure, success()]).await;
        assert_eq!((result.unwrap_err().advice(), sent), (advice, 1));
        assert!(time < Duration::from_secs(1), "{time:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_retry_waits_as_long_as_the_error_advises() {
    let failure = recorded_error("err_2_transient").insert_header("retry-after", "20");
    let (result, sent, time) = timed(quick(), [failure, success()]).await;
    assert!(result.is_ok(), "{result:?}");
    assert_eq!(sent, 2);
    assert!(time >= Duration::from_secs(20), "{time:?}");
}

#[tokio::test]
async fn nothing_is_sent_again_once_the_budget_is_spent() {
    let failure = recorded_error("err_2_transient");
    let forever = Retry::default().max_attempts(u32::MAX);
    let at_once = forever.initial_backoff(Duration::ZERO);
    assert_eq!(
        times(at_once.max_elapsed(Duration::ZERO), failure.clone()).await,
        1
    );
    assert_eq!(
        times(forever.max_elapsed(Duration::ZERO), failure.clone()).await,
        1
    );
    let slow = failure.set_delay(ms(60));
    assert_eq!(times(at_once.max_elapsed(ms(50)), slow.clone()).await, 1);
    assert_eq!(
        times(quick().max_attempts(99).max_elapsed(ms(50)), slow).await,
        1
    );
}

#[tokio::test(start_paused = true)]
async fn the_budget_begins_with_the_first_attempt_not_with_the_wait_for_it() {
    let answers = [success(), ResponseTemplate::new(500), success()];
    let server = answering(answers).await;
    let clock = PausedClock::default();
    let builder = loopback::builder(ACCESS_TOKEN, server.uri()).hook(clock.clone());
    let builder = builder.retry(quick().max_elapsed(ms(200)));
    let graph = builder.pacing(Pacing::new(1, ms(400))).build().unwrap();
    let calls = async {
        graph.page(&list()).await.unwrap();
        graph.page(&list()).await.unwrap();
    };
    clock.run_beside(calls).await;
    assert_eq!(sent(&server).await, 3);
}

#[tokio::test]
async fn an_endless_budget_is_a_budget() {
    let retry = quick().max_elapsed(Duration::MAX);
    let (result, sent) = outcome(retry, [recorded_error("err_2_transient"), success()]).await;
    assert_eq!((result.is_ok(), sent), (true, 2));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_says_when_to_come_back_is_left_alone_until_then() {
    let busy = ResponseTemplate::new(503).insert_header("retry-after", "100");
    let (result, sent, time) = timed(quick(), [busy, success()]).await;
    assert_eq!((result.is_ok(), sent), (true, 2));
    let (wait, tick) = (Duration::from_secs(100), ms(2));
    assert!(time >= wait && time <= wait + tick, "{time:?}");
}

#[tokio::test]
async fn attempts_end_with_the_time_of_the_operation() {
    let (host, _socket) = loopback::closed().unwrap();
    let builder = loopback::builder(ACCESS_TOKEN, host).retry(quick().max_attempts(u32::MAX));
    let graph = builder.operation_timeout(ms(200)).build().unwrap();
    let request = list();
    let call = tokio::time::timeout(LONG, graph.page(&request));
    let error = call.await.unwrap().unwrap_err();
    let ended = matches!(error, Error::Transport(_) | Error::OperationTimeout { .. });
    assert!(ended, "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn a_rest_that_is_longer_than_the_operation_may_take_is_not_begun() {
    let server = answering([recorded_error("err_613_2534040_rate")]).await;
    let clock = PausedClock::default();
    let builder = loopback::builder(ACCESS_TOKEN, server.uri()).hook(clock.clone());
    let builder = builder.operation_timeout(Duration::from_secs(5));
    let (graph, start) = (builder.retry(quick()).build().unwrap(), Instant::now());
    let calls = async {
        let first = graph.page(&list()).await.unwrap_err();
        (first, graph.page(&list()).await.unwrap_err())
    };
    let (first, second) = clock.run_beside(calls).await;
    assert_eq!(first.graph().and_then(|error| error.code), Some(613));
    assert_eq!(first.advice(), Advice::Wait(Duration::from_secs(60)));
    assert!(matches!(second, Error::RateLimited { .. }), "{second:?}");
    assert!(start.elapsed() < Duration::from_secs(1));
}

#[tokio::test]
async fn an_operation_has_an_end_whatever_it_waits_for() {
    // For an answer.
    let server = answering([success().set_delay(Duration::from_secs(60))]).await;
    cut_off(server.uri(), quick(), Pacing::off()).await;
    // For its turn.
    let server = answering([success()]).await;
    cut_off(
        server.uri(),
        quick(),
        Pacing::new(1, Duration::from_secs(60)),
    )
    .await;
}

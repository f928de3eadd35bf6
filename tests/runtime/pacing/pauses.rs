//! When a token that Graph rate limits rests, and for how long.

use super::*;

#[tokio::test]
async fn a_throttled_token_rests_as_long_as_graph_says_and_another_does_not() {
    for code in [4, 17, 32, 341, 613, 80001, 80002, 80006] {
        let answers = [estimate(throttled(code), 19.0), success(), success()];
        let server = answering(answers).await;
        let builder = loopback::builder(ACCESS_TOKEN, server.uri());
        // Retrying as it is by default: two minutes are no nineteen.
        let graph = builder.retry(Retry::default()).build().unwrap();
        let start = Instant::now();
        let error = timeout(LONG, call(&graph)).await.unwrap().unwrap_err();
        assert_eq!(error.graph().unwrap().code, Some(code));
        assert_eq!(error.advice(), Advice::Wait(Duration::from_secs(19 * 60)));
        for graph in [&graph, &graph.clone()] {
            let rest = refused(graph).await;
            assert!(about(rest, 19, start), "{code}: {rest:?}");
        }
        assert_eq!(sent(&server).await, 1, "{code}");

        let other = loopback::builder("another-token", server.uri());
        goes(&other.build().unwrap()).await;
    }
}

#[tokio::test]
async fn a_refused_call_says_when_to_come_back() {
    let server = answering([recorded_error("err_80006_messenger_buc")]).await;
    let graph = graph(&server, Pacing::off());
    let start = Instant::now();
    call(&graph).await.unwrap_err();
    let error = call(&graph).await.unwrap_err();
    let Advice::Wait(rest) = error.advice() else {
        panic!("{error:?}");
    };
    assert!(about(rest, 19, start), "{rest:?}");
    assert_eq!(error.status(), None);
    assert_eq!(error.usage(), None);
}

#[tokio::test]
async fn a_throttled_token_rests_a_minute_where_graph_does_not_say_how_long() {
    for answer in [
        recorded_error("err_4_app_limit"),
        estimate(throttled(4), 0.0),
    ] {
        let server = answering([answer]).await;
        let graph = graph(&server, Pacing::off());
        let start = Instant::now();
        call(&graph).await.unwrap_err();
        assert!(about(refused(&graph).await, 1, start));
        assert_eq!(sent(&server).await, 1);
    }
}

#[tokio::test]
async fn http_statuses_can_throttle_as_well() {
    for status in [429, 503] {
        let answer = ResponseTemplate::new(status).insert_header("retry-after", "120");
        let server = answering([answer]).await;
        let graph = graph(&server, Pacing::off());
        let start = Instant::now();
        call(&graph).await.unwrap_err();
        assert!(about(refused(&graph).await, 2, start));
    }
    // These do not: it is the call that is wrong, or one server.
    for answer in [
        ResponseTemplate::new(404).insert_header("retry-after", "120"),
        ResponseTemplate::new(500),
        recorded_error("err_2_transient"),
        recorded_error("err_190_463_expired_token"),
    ] {
        let server = answering([answer, success()]).await;
        let graph = graph(&server, Pacing::off());
        call(&graph).await.unwrap_err();
        goes(&graph).await;
    }
}

#[tokio::test]
async fn any_answer_that_says_so_lets_the_token_rest() {
    let error = |code| estimate(throttled(code), 7.0);
    let html = ResponseTemplate::new(502).set_body_string("<html>");
    let unreadable = ResponseTemplate::new(200).set_body_string("[");
    for answer in [error(190), error(100), estimate(html, 7.0)] {
        let server = answering([answer]).await;
        let graph = graph(&server, Pacing::off());
        let start = Instant::now();
        call(&graph).await.unwrap_err();
        assert!(about(refused(&graph).await, 7, start));
        assert_eq!(sent(&server).await, 1);
    }
    for answer in [estimate(success(), 7.0), estimate(unreadable, 7.0)] {
        let server = answering([answer]).await;
        let graph = graph(&server, Pacing::off());
        let start = Instant::now();
        let _ = call(&graph).await;
        assert!(about(refused(&graph).await, 7, start));
        assert_eq!(sent(&server).await, 1);
    }
}

/// Case 08. The limits of other products are their own, after every answer.
#[tokio::test]
async fn case_08_limits_of_other_products_let_the_token_go_on() {
    let error = |status, code| {
        let error = json!({"code": code, "message": "no"});
        ResponseTemplate::new(status).set_body_json(json!({"error": error}))
    };
    for use_case in ELSEWHERE {
        for answer in [
            success(),
            error(400, 100),
            error(500, 2),
            error(400, 190),
            error(403, 200),
            error(400, 987_654),
            ResponseTemplate::new(502).set_body_string("<html>"),
            ResponseTemplate::new(200).set_body_string("["),
        ] {
            let answer = elsewhere(answer, use_case, json!({}));
            let server = answering([answer, success()]).await;
            let graph = graph(&server, Pacing::off());
            let _ = call(&graph).await;
            goes(&graph).await;
            assert_eq!(sent(&server).await, 2, "{use_case}");
        }
    }
}

/// Case 08. Messaging states one minute, ads 55.
#[tokio::test]
async fn a_throttled_token_rests_as_long_as_messaging_says() {
    let estimate = |minutes: u64| {
        json!([{
            "type": "messenger", "call_count": 100, "estimated_time_to_regain_access": minutes,
        }])
    };
    for (more, minutes) in [
        (json!({"210000000000001": estimate(1)}), 1),
        (json!({"210000000000001": estimate(3)}), 3),
        // Only ads say how long: as long as where nothing does.
        (json!({"210000000000001": estimate(0)}), 1),
        (json!({}), 1),
        // An entry that names no use case may be of any.
        (json!({"1": [{"estimated_time_to_regain_access": 4}]}), 4),
        (
            json!({"1": [{"type": "instagram", "estimated_time_to_regain_access": 5}]}),
            5,
        ),
        (
            json!({"1": [{"type": "PAGES", "estimated_time_to_regain_access": 6}]}),
            6,
        ),
    ] {
        for answer in [throttled(80006), throttled(613), ResponseTemplate::new(429)] {
            let server = answering([elsewhere(answer, "ads_insights", more.clone())]).await;
            let graph = graph(&server, Pacing::off());
            let start = Instant::now();
            let error = call(&graph).await.unwrap_err();
            let rest = Duration::from_secs(60 * minutes);
            assert_eq!(error.advice(), Advice::Wait(rest), "{more}");
            let rest = refused(&graph).await;
            assert!(about(rest, minutes, start), "{more}: {rest:?}");
        }
    }
}

/// Case 08. A failure that passes is tried again at once.
#[tokio::test]
async fn limits_of_other_products_do_not_hold_up_an_attempt() {
    for code in [1, 2, 987_654] {
        let error = json!({"code": code, "message": "no", "is_transient": true});
        let failure = ResponseTemplate::new(500).set_body_json(json!({"error": error}));
        let failure = elsewhere(failure, "ads_insights", json!({}));
        let server = answering([failure, success()]).await;
        let builder = loopback::builder(ACCESS_TOKEN, server.uri());
        let builder = builder.retry(Retry::default().initial_backoff(ms(1)));
        let graph = builder.build().unwrap();
        goes(&graph).await;
        assert_eq!(sent(&server).await, 2);
    }
}

#[tokio::test]
async fn an_estimate_of_ages_does_no_harm() {
    for minutes in [1e16, 1.6e17] {
        let answers = [
            estimate(success(), minutes),
            estimate(throttled(4), minutes),
        ];
        let server = answering(answers).await;
        let builder = loopback::builder(ACCESS_TOKEN, server.uri());
        let graph = builder.retry(Retry::default()).build().unwrap();
        goes(&graph).await;
        call(&graph).await.unwrap_err();
        call(&graph).await.unwrap_err();
    }
}

#[tokio::test]
async fn a_high_usage_without_an_estimate_is_no_reason_to_rest() {
    // All shares are 97 %.
    let answer = estimate(success(), 0.0).insert_header("x-app-usage", "{\"call_count\":99}");
    let server = answering([answer, success()]).await;
    let graph = graph(&server, Pacing::off());
    goes(&graph).await;
    goes(&graph).await;
    assert_eq!(sent(&server).await, 2);
}

#[tokio::test(start_paused = true)]
async fn a_rest_within_the_budget_is_waited_for() {
    // A rate-limited call is repeated after the rest, and calls after a success wait for it.
    for (answer, expected) in [(throttled(613), [90_000, 90_000]), (success(), [0, 90_000])] {
        let server = answering([estimate(answer, 1.5), success(), success()]).await;
        let clock = PausedClock::default();
        let builder = loopback::builder(ACCESS_TOKEN, server.uri()).hook(clock.clone());
        let graph = builder.retry(Retry::default()).build().unwrap();
        let times = clock.run_beside(times(&graph, 2)).await;
        assert!(are(&times, &expected), "{times:?}");
    }
}

#[tokio::test]
async fn the_longest_rest_counts() {
    let answers = [
        estimate(success(), 7.0).set_delay(ms(20)),
        estimate(success(), 3.0).set_delay(ms(100)),
    ];
    let server = answering(answers).await;
    let graph = graph(&server, Pacing::off());
    let start = Instant::now();
    let results = join_all((0..2).map(|_| call(&graph))).await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    assert!(about(refused(&graph).await, 7, start));
}

/// As another call of the token begins one, after the attempt.
struct PauseAfterAttempt(Arc<LocalPacer>);

impl Hook for PauseAfterAttempt {
    fn after_attempt(&self, _: &Attempt, _: &AttemptOutcome<'_>) {
        drop(self.0.pause(HOUR));
    }
}

#[tokio::test]
async fn a_pause_that_begins_between_two_attempts_is_what_the_error_advises_to_wait_for() {
    let server = answering([recorded_error("err_2_transient"), success()]).await;
    let pacer = Arc::new(LocalPacer::new(Pacing::off()));
    let builder = loopback::builder(ACCESS_TOKEN, server.uri());
    let quick = Retry::default().initial_backoff(ms(1));
    let builder = builder.retry(quick).hook(PauseAfterAttempt(pacer.clone()));
    let graph = builder.build().unwrap().with_pacer(pacer);
    let error = call(&graph).await.unwrap_err();
    let Advice::Wait(wait) = error.advice() else {
        panic!("{error:?}");
    };
    assert!(wait > HOUR / 2, "{error:?}");
    assert_eq!(sent(&server).await, 1);
}

#[test]
fn durations_in_messages_are_rounded() {
    for (retry_after, text) in [
        (Duration::from_micros(59_999_600), "60 s"),
        (Duration::from_millis(1_499), "1 s"),
        (Duration::from_micros(250_700), "250 ms"),
    ] {
        let error = Error::RateLimited { retry_after };
        let message = format!("token is rate limited for another {text}; request not sent");
        assert_eq!(error.to_string(), message);
    }
}

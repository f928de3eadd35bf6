//! Clocks, and what they decide.

use std::time::Duration;

use super::{SECOND, START, fixed, messages, threads};
use crate::simulator::access::hex;
use crate::simulator::plain::{call, get, ids, post};
use page_conversations::Timestamp;
use page_conversations::simulator::{Change, Clock, Simulator};
use page_conversations::versions::VERSIONS;

async fn list(simulator: &Simulator) -> u16 {
    let path = format!("/v26.0/{}/conversations?limit=1", simulator.page_ids()[0]);
    call(simulator, &path).await.status
}

#[tokio::test]
async fn a_fixed_clock_moves_by_hand_alone() {
    let simulator = fixed().start().await.unwrap();
    assert_eq!(simulator.clock(), Clock::Fixed(START));
    list(&simulator).await;
    assert_eq!(simulator.now(), START);
    assert_eq!(simulator.advance(90 * SECOND), START + 90 * SECOND);
    assert_eq!(simulator.now(), START + 90 * SECOND);
    let id = threads(&simulator)[7].clone();
    simulator.change(Change::message(&id, "now")).unwrap();
    let newest = &messages(&simulator.world(), &id)[0];
    assert_eq!(newest.created_time, START + 90 * SECOND);
    // It does not overflow.
    simulator.advance(Duration::MAX);
    assert!(simulator.now() > START);
    let answer = call(&simulator, &format!("/{}/me", VERSIONS[0])).await;
    let mut lasting = VERSIONS.iter().filter(|version| version.expires.is_none());
    let lasting = lasting.next().unwrap().name;
    assert_eq!(answer.header("facebook-api-version"), lasting);
}

#[tokio::test]
async fn each_call_moves_a_stepped_clock_once() {
    let step = Duration::from_millis(1_500);
    let start = START;
    let simulator = Simulator::builder().clock(Clock::Stepped { start, step });
    let simulator = simulator.start().await.unwrap();
    simulator.world();
    assert_eq!(simulator.now(), START);
    list(&simulator).await;
    assert_eq!(simulator.now(), START + step);
    let parts = r#"[{"relative_url":"me"},{"relative_url":"me"},{"relative_url":"me"}]"#;
    post(&simulator, "/v26.0/", &[("batch", parts)]).await;
    assert_eq!(simulator.now(), START + 2 * step);
    simulator.advance(SECOND);
    assert_eq!(simulator.now(), START + 2 * step + SECOND);
}

#[tokio::test]
async fn the_clock_of_the_machine_runs_and_can_be_advanced() {
    let before = Timestamp::now();
    let simulator = Simulator::start().await.unwrap();
    assert_eq!(simulator.clock(), Clock::Machine);
    let first = simulator.now();
    assert!(first >= before && first <= Timestamp::now());
    assert!(simulator.advance(3_600 * SECOND) >= first + 3_600 * SECOND);

    let simulator = Simulator::builder().clock(Clock::StartingAt(START));
    let simulator = simulator.start().await.unwrap();
    let first = simulator.now();
    assert!(first >= START);
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert!(simulator.now() >= first + Duration::from_millis(20));
}

#[tokio::test]
async fn time_does_not_run_backwards_in_a_world() {
    let early = Timestamp::from_unix_seconds(1_000_000_000);
    let simulator = Simulator::builder().clock(Clock::Fixed(early));
    let simulator = simulator.start().await.unwrap();
    let newest = simulator.world().newest_time().unwrap();
    let all = threads(&simulator);
    for id in [&all[9], &all[4]] {
        simulator.change(Change::message(id, "?")).unwrap();
    }
    assert_eq!(threads(&simulator)[..2], [all[4].clone(), all[9].clone()]);
    let millisecond = Duration::from_millis(1);
    assert_eq!(
        simulator.world().newest_time(),
        Some(newest + 2 * millisecond)
    );
    let page = simulator.page_ids()[0].clone();
    let after = newest.unix_milliseconds();
    let path = format!("/v26.0/{page}/conversations?updated_after_ms={after}");
    assert_eq!(
        ids(&call(&simulator, &path).await.body),
        [&*all[4], &*all[9]]
    );
}

#[tokio::test]
async fn versions_expire_as_time_passes() {
    let [oldest, next, ..] = VERSIONS;
    let expiry: Timestamp = format!("{}T00:00:00Z", oldest.expires.unwrap())
        .parse()
        .unwrap();
    let start = expiry - 24 * 3_600 * SECOND;
    let simulator = Simulator::builder().clock(Clock::Fixed(start));
    let simulator = simulator.start().await.unwrap();
    let mut answered = Vec::new();
    for _ in 0..3 {
        let answer = call(&simulator, &format!("/{oldest}/me")).await;
        answered.push(answer.header("facebook-api-version").to_owned());
        simulator.advance(24 * 3_600 * SECOND);
    }
    assert_eq!(answered, [oldest.name, next.name, next.name]);
}

#[tokio::test]
async fn tokens_expire_as_time_passes() {
    let simulator = fixed().app_secret("secret").start().await.unwrap();
    let token = simulator.page_token(&simulator.page_ids()[0]).unwrap();
    simulator.expire_token_at(&token, START + 60 * SECOND);
    let read = || {
        let url = format!("{}/v26.0/me?access_token={token}", simulator.url());
        async move { get(&url).await }
    };
    let debug = format!("/v26.0/debug_token?input_token={token}");
    assert_eq!(read().await.status, 200);
    let data = call(&simulator, &debug).await.body["data"].clone();
    assert_eq!(data["is_valid"], true);
    assert_eq!(data["expires_at"], START.unix_seconds() + 60);
    simulator.advance(59 * SECOND);
    assert_eq!(read().await.status, 200);
    simulator.advance(SECOND);
    let answer = read().await;
    assert_eq!(answer.code(), (400, 190));
    assert_eq!(answer.body["error"]["error_subcode"], 463);
    let data = call(&simulator, &debug).await.body["data"].clone();
    assert_eq!(data["is_valid"], false);
    simulator.add_token(&token);
    assert_eq!(read().await.status, 200);
}

#[tokio::test]
async fn timed_proofs_expire_as_time_passes() {
    let simulator = fixed().app_secret("secret").require_proof();
    let simulator = simulator.start().await.unwrap();
    let time = START.unix_seconds();
    let proof = hex(&format!("{}|{time}", simulator.access_token()), "secret");
    let path = format!("/v26.0/me?appsecret_proof={proof}&appsecret_time={time}");
    assert_eq!(call(&simulator, &path).await.status, 200);
    simulator.advance(300 * SECOND);
    assert_eq!(call(&simulator, &path).await.status, 200);
    simulator.advance(SECOND);
    assert_eq!(call(&simulator, &path).await.code(), (400, 100));
}

#[tokio::test]
async fn a_rate_limit_ends_as_time_passes() {
    let simulator = fixed()
        .throttle_after(2, 60 * SECOND)
        .start()
        .await
        .unwrap();
    let mut statuses = Vec::new();
    for pause in [0, 0, 0, 59, 7, 0] {
        simulator.advance(pause * SECOND);
        statuses.push(list(&simulator).await);
    }
    // The fourth call is refused and extends the wait by six seconds.
    assert_eq!(statuses, [200, 200, 400, 400, 200, 200]);
}

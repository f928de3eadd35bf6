//! Reading a world while it changes: pollers, drifting cursors, duplicates and gaps.

use std::collections::{BTreeMap, BTreeSet};

use super::{PLATFORMS, SECOND, START, threads};
use crate::simulator::plain::{call, get, ids};
use page_conversations::Timestamp;
use page_conversations::simulator::{
    Change, Clock, Simulator, SimulatorBuilder, Traffic, TrafficKind,
};
use serde_json::Value;

/// Each call takes a second.
fn stepped() -> SimulatorBuilder {
    Simulator::builder().clock(Clock::Stepped {
        start: START,
        step: SECOND,
    })
}

/// Reads all pages of a list, and returns its ids in order.
async fn read(simulator: &Simulator, query: &str) -> Vec<String> {
    let pages = read_nodes(simulator, query).await.into_iter();
    let ids = pages.map(|node| node["id"].as_str().unwrap().to_owned());
    ids.collect()
}

async fn read_nodes(simulator: &Simulator, query: &str) -> Vec<Value> {
    let page = &simulator.page_ids()[0];
    let mut answer = call(simulator, &format!("/v26.0/{page}/conversations?{query}")).await;
    let mut nodes = Vec::new();
    loop {
        nodes.extend(answer.body["data"].as_array().unwrap().iter().cloned());
        match answer.body["paging"]["next"].as_str() {
            Some(next) => answer = get(next).await,
            None => return nodes,
        }
    }
}

#[tokio::test]
async fn a_poller_sees_every_conversation_that_changed() {
    for platform in ["messenger", "instagram"] {
        let traffic = Traffic::new(11, 60, 60 * SECOND).weight(TrafficKind::DeletedThread, 0);
        let simulator = stepped().traffic(traffic).start().await.unwrap();
        let mut store = BTreeMap::new();
        let mut watermark = START.unix_milliseconds();
        let mut duplicates = 0;
        for _ in 0..60 {
            simulator.advance(30 * SECOND);
            // Times on the wire are whole seconds: those of the last one come again.
            let query = format!(
                "platform={platform}&limit=5&updated_after_ms={}",
                watermark - 1
            );
            for node in read_nodes(&simulator, &query).await {
                let time: Timestamp = node["updated_time"].as_str().unwrap().parse().unwrap();
                watermark = watermark.max(time.unix_milliseconds());
                let id = node["id"].as_str().unwrap().to_owned();
                let before = store.insert(id, time.unix_seconds());
                duplicates += usize::from(before == Some(time.unix_seconds()));
            }
        }
        assert!(duplicates > 0);
        // The last walk was over before the last changes.
        let seen = Timestamp::from_unix_milliseconds(i64::try_from(watermark).unwrap());
        let world = simulator.world();
        let page = simulator.page_ids()[0].clone();
        let platform = PLATFORMS[usize::from(platform == "instagram")];
        let changed = world.threads(&page, platform);
        let changed: Vec<_> = changed
            .filter(|thread| (START..=seen).contains(&thread.updated_time))
            .collect();
        assert!(changed.len() > 50, "{}", changed.len());
        for thread in changed {
            let seconds = thread.updated_time.unix_seconds();
            assert_eq!(store.get(&thread.id), Some(&seconds), "{}", thread.id);
        }
    }
}

#[tokio::test]
async fn a_cursor_drifts_while_conversations_move() {
    let all = threads(&stepped().start().await.unwrap());
    // One that was not read yet moves up, while the second page is read.
    let simulator = stepped().script([(SECOND, Change::message(&all[40], "?"))]);
    let simulator = simulator.start().await.unwrap();
    let read_all = read(&simulator, "limit=20").await;
    let mut expected = all.clone();
    expected.remove(40);
    // The last one of the first page comes again, and the moved one does not come.
    expected.insert(20, all[19].clone());
    assert_eq!(read_all, expected);
    // What changed since the start is what was missed.
    let after = START.unix_milliseconds();
    let missed = read(&simulator, &format!("updated_after_ms={after}")).await;
    assert_eq!(missed, [all[40].as_str()]);
}

#[tokio::test]
async fn what_leaves_a_list_makes_a_gap() {
    let all = threads(&stepped().start().await.unwrap());
    let simulator = stepped().script([(SECOND, Change::delete_thread(&all[3]))]);
    let simulator = simulator.start().await.unwrap();
    let read_all = read(&simulator, "limit=20").await;
    let missed: Vec<_> = all.iter().filter(|id| !read_all.contains(id)).collect();
    // It took the place of the last one of the first page.
    assert_eq!(missed, [&all[20]]);
    assert_eq!(read_all.len(), 59);

    // A folder is left by being archived too.
    let inbox = read(&stepped().start().await.unwrap(), "folder=inbox&limit=50").await;
    let simulator = stepped().script([(SECOND, Change::archive(&inbox[0]))]);
    let simulator = simulator.start().await.unwrap();
    let read_inbox = read(&simulator, "folder=inbox&limit=5").await;
    let missed: Vec<_> = inbox.iter().filter(|id| !read_inbox.contains(id)).collect();
    assert_eq!(missed, [&inbox[5]]);
}

#[tokio::test]
async fn a_walk_through_traffic_has_duplicates_and_gaps_and_a_resting_world_has_none() {
    let mut traffic = Traffic::new(5, 180, 60 * SECOND);
    for (kind, weight) in [
        (TrafficKind::MessageFromPerson, 30),
        (TrafficKind::MessageFromPage, 0),
        (TrafficKind::DeletedThread, 30),
    ] {
        traffic = traffic.weight(kind, weight);
    }
    let simulator = stepped().traffic(traffic).start().await.unwrap();
    let before = threads(&simulator);
    let walked = read(&simulator, "limit=2").await;
    let distinct: BTreeSet<_> = walked.iter().collect();
    assert!(distinct.len() < walked.len(), "no duplicate");
    let after = threads(&simulator);
    let remaining = before.iter().filter(|id| after.contains(id));
    let missed = remaining.filter(|id| !distinct.contains(id)).count();
    assert!(missed > 0, "no gap");

    let simulator = stepped().start().await.unwrap();
    let walked = read(&simulator, "limit=2").await;
    assert_eq!(walked, threads(&simulator));
}

#[tokio::test]
async fn an_answer_is_of_one_moment() {
    let traffic = Traffic::new(5, 1_000, SECOND);
    let simulator = stepped().traffic(traffic).start().await.unwrap();
    let page = simulator.page_ids()[0].clone();
    let path = format!("/v26.0/{page}/conversations?limit=200&fields=updated_time");
    for _ in 0..5 {
        let answer = call(&simulator, &path).await;
        let ids = ids(&answer.body);
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
        let nodes = answer.body["data"].as_array().unwrap();
        let times = nodes
            .iter()
            .map(|node| node["updated_time"].as_str().unwrap());
        assert!(
            times
                .collect::<Vec<_>>()
                .is_sorted_by(|newer, older| newer >= older)
        );
    }
}

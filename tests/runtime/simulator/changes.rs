//! A world that changes while it is read.

use crate::simulator::plain::{call, ids, walk};
use page_conversations::Timestamp;
use page_conversations::simulator::{Change, ChangeError, Person, Simulator, Thread, World};
use serde_json::{Value, json};

async fn read(simulator: &Simulator, query: &str) -> Vec<String> {
    let page = &simulator.page_ids()[0];
    let path = format!("/v26.0/{page}/conversations?limit=7&{query}");
    let (there, back) = walk(call(simulator, &path).await).await;
    assert_eq!(there, back, "{query}");
    there
}

/// All conversations, with their times and folders.
async fn times(simulator: &Simulator) -> Vec<Value> {
    let page = &simulator.page_ids()[0];
    let path = format!("/v26.0/{page}/conversations?limit=100&fields=updated_time,folder");
    call(simulator, &path).await.body["data"]
        .as_array()
        .unwrap()
        .clone()
}

#[tokio::test]
async fn a_thread_that_changes_its_folder_keeps_its_place() {
    let simulator = Simulator::start().await.unwrap();
    for platform in ["messenger", "instagram"] {
        let platform = format!("platform={platform}");
        let before = read(&simulator, &platform).await;
        let inbox = read(&simulator, &format!("{platform}&folder=inbox")).await;
        let mut archived = read(&simulator, &format!("{platform}&folder=page_done")).await;
        let thread = inbox[20].clone();
        simulator
            .change(Change::move_thread(&thread, "page_done"))
            .unwrap();
        assert_eq!(read(&simulator, &platform).await, before);
        let rest = read(&simulator, &format!("{platform}&folder=inbox")).await;
        assert_eq!(rest.len(), inbox.len() - 1);
        assert!(!rest.contains(&thread));
        archived.push(thread.clone());
        archived.sort_by_key(|id| before.iter().position(|other| other == id));
        assert_eq!(
            read(&simulator, &format!("{platform}&folder=page_done")).await,
            archived
        );
        // And back.
        simulator
            .change(Change::move_thread(&thread, "inbox"))
            .unwrap();
        assert_eq!(
            read(&simulator, &format!("{platform}&folder=inbox")).await,
            inbox
        );
        simulator
            .change(Change::move_thread(&inbox[0], "spam"))
            .unwrap();
        assert_eq!(read(&simulator, &platform).await, before);
    }
    simulator
        .change(Change::move_thread("t_1", "inbox"))
        .unwrap_err();
}

#[tokio::test]
async fn a_deleted_thread_is_gone_with_its_messages() {
    let simulator = Simulator::start().await.unwrap();
    let mut all = read(&simulator, "").await;
    for (place, is_stored) in [(3, false), (30, true)] {
        let thread = all.remove(place);
        let path = format!("/v26.0/{thread}?fields=participants,messages{{id}}");
        let node = call(&simulator, &path).await.body;
        let message = node["messages"]["data"][0]["id"].as_str().unwrap();
        let person = node["participants"]["data"][0]["id"].as_str().unwrap();
        if is_stored {
            simulator
                .change(Change::move_thread(&thread, "spam"))
                .unwrap();
        }
        simulator.change(Change::delete_thread(&thread)).unwrap();
        for change in [
            Change::delete_thread(&thread),
            Change::message(&thread, "?"),
        ] {
            let error = simulator.change(change).unwrap_err();
            assert_eq!(error, ChangeError::UnknownThread(thread.clone()));
        }
        assert_eq!(read(&simulator, "").await, all);
        let page = &simulator.page_ids()[0];
        let path = format!("/v26.0/{page}/conversations?user_id={person}");
        let found = call(&simulator, &path).await.body;
        assert_eq!(found, json!({ "data": [] }));
        for gone in [&*thread, message, &format!("{thread}/messages")] {
            let answer = call(&simulator, &format!("/v26.0/{gone}")).await;
            assert_eq!(answer.body["error"]["error_subcode"], 33, "{gone}");
        }
    }
}

#[tokio::test]
async fn a_deleted_message_is_refused_and_the_others_stay() {
    let simulator = Simulator::start().await.unwrap();
    let mut threads = read(&simulator, "").await.into_iter();
    let messages = async |thread: &str| {
        let path = format!("/v26.0/{thread}/messages?limit=100");
        ids(&call(&simulator, &path).await.body)
    };
    let (thread, mut before) = loop {
        let thread = threads.next().unwrap();
        let before = messages(&thread).await;
        if before.len() > 3 {
            break (thread, before);
        }
    };
    let message = before.remove(1);
    simulator.change(Change::delete_message(&message)).unwrap();
    assert_eq!(messages(&thread).await, before);
    let answer = call(&simulator, &format!("/v26.0/{message}")).await;
    assert_eq!(answer.code(), (400, 9_000_001));
    let answer = call(&simulator, &format!("/v26.0/{}", before[1])).await;
    assert_eq!(answer.status, 200);
    simulator.change(Change::delete_message("m_1")).unwrap_err();
}

#[tokio::test]
async fn added_threads_are_among_the_seeded_ones_by_time() {
    let page = World::seeded(1).page_ids().next().unwrap().to_owned();
    let start = Simulator::start().await.unwrap();
    let known = times(&start).await;
    let time = |place: usize| {
        let time = known[place]["updated_time"].as_str().unwrap();
        time.parse::<Timestamp>().unwrap().unix_seconds()
    };
    let mut world = World::seeded(1);
    for (id, seconds) in [
        ("t_newest", time(0) + 1),
        ("t_same", time(5)),
        ("t_between", time(20) - 1),
        ("t_oldest", 1),
    ] {
        let time = Timestamp::from_unix_seconds(seconds);
        let thread = Thread::on_messenger(id, time).participant(Person::on_messenger("7", "Alex"));
        world = world.thread(&page, thread, []);
    }
    let simulator = Simulator::builder().world(world).start().await.unwrap();
    let all = times(&simulator).await;
    assert_eq!(all.len(), 64);
    let values: Vec<_> = all
        .iter()
        .map(|one| one["updated_time"].as_str().unwrap())
        .collect();
    assert!(
        values.is_sorted_by(|newer, older| newer >= older),
        "{values:?}"
    );
    for (place, id) in [
        (0, "t_newest"),
        (6, "t_same"),
        (23, "t_between"),
        (63, "t_oldest"),
    ] {
        assert_eq!(all[place]["id"], json!(id));
    }
    assert_eq!(read(&simulator, "").await.len(), 64);
    assert_eq!(read(&simulator, "folder=spam").await.len(), 6);
    assert_eq!(read(&simulator, "folder=inbox").await[0], "t_newest");
}

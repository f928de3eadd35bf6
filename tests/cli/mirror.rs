//! `sync`, `status`, `export`, `watch`, `forget` and `expire`.

use std::fs;
use std::io::{BufRead, BufReader, Read};

use page_conversations::simulator::{Change, Fault, Platform, Poison, Simulator};
use serde_json::Value;

use crate::program::{Ended, Place};
use crate::simulator;

/// Returns the ids of all messages of the first Page that can be read.
fn messages_of(simulator: &Simulator) -> Vec<String> {
    let world = simulator.world();
    let page = world.page_ids().next().unwrap().to_owned();
    let mut ids: Vec<String> = Vec::new();
    for (platform, readable) in [(Platform::Messenger, usize::MAX), (Platform::Instagram, 20)] {
        for thread in world.threads(&page, platform) {
            let messages = world.messages(&thread.id).take(readable);
            let messages = messages.filter(|message| !message.is_deleted);
            ids.extend(messages.map(|message| message.id.to_string()));
        }
    }
    ids.sort();
    ids
}

#[tokio::test(flavor = "multi_thread")]
async fn four_commands_lead_from_nothing_to_a_mirror_and_its_exports() {
    let simulator = simulator(3).await;
    let place = Place::with(&simulator);
    place.run("sync --store inbox.db").success();
    let again = place.run("sync --store inbox.db --json").success();
    for line in again.lines() {
        let run: Value = serde_json::from_str(line).unwrap();
        assert_eq!(run["messages_new"], 0, "{run}");
        assert!(run["calls"].as_u64().unwrap() <= 2, "{run}");
    }
    let expected = messages_of(&simulator);
    let status = place.run_here("status --store inbox.db --json").success();
    let stored = status.lines().map(|line| {
        let inbox: Value = serde_json::from_str(line).unwrap();
        assert_eq!(inbox["runs"][0]["outcome"], "complete", "{inbox}");
        inbox["messages"].as_u64().unwrap()
    });
    assert_eq!(stored.sum::<u64>(), expected.len() as u64);

    place.run("export --out inbox.ndjson").success();
    let lines = fs::read_to_string(place.path().join("inbox.ndjson")).unwrap();
    let mut ids: Vec<String> = Vec::new();
    for line in lines.lines() {
        let thread: Value = serde_json::from_str(line).unwrap();
        let messages = thread["messages"].as_array().unwrap();
        ids.extend(
            messages
                .iter()
                .map(|one| one["id"].as_str().unwrap().to_owned()),
        );
    }
    ids.sort();
    assert_eq!(ids, expected);

    let csv = place
        .run_here("export --from inbox.db --format csv")
        .success();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let rows = reader.records().map(|row| row.unwrap()[3].to_owned());
    let mut ids: Vec<_> = rows.collect();
    ids.sort();
    assert_eq!(ids, expected);

    place.run("export --format sqlite --out copy.db").success();
    place.run_here("status --store copy.db").success();
    assert_eq!(place.files(), ["copy.db", "inbox.db", "inbox.ndjson"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn exports_list_what_they_do_not_have() {
    let simulator = simulator(3).await;
    let place = Place::with(&simulator);
    let ids = ["t_100000000000000", "t_100000000000002"];
    simulator.fail_always(Poison::thread(ids[1]));
    let sync = place.run("sync --platform messenger --store inbox.db");
    assert!(
        sync.stderr.contains("1 unreadable; `status` lists them"),
        "{sync:?}"
    );
    assert_eq!(sync.code, Some(1));
    // It is not tried again at once, and is missing all the same.
    let again = place.run("sync --platform messenger --store inbox.db");
    assert_eq!((again.code, &again.stderr), (Some(1), &sync.stderr));
    for args in ["--platform messenger", "--from inbox.db"] {
        let export = place.run(&format!("export --out inbox.ndjson --force {args}"));
        assert_eq!(export.code, Some(1), "{export:?}");
        let line = format!("cannot be read: {}: Graph error 1 ", ids[1]);
        assert!(export.stderr.contains(&line), "{export:?}");
        assert!(!export.stderr.contains("`status`"), "{export:?}");
        let lines = fs::read_to_string(place.path().join("inbox.ndjson")).unwrap();
        assert_eq!(lines.lines().count(), 2);
        assert!(lines.contains(ids[0]), "{lines}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn people_can_be_forgotten_and_old_messages_expire() {
    let simulator = simulator(3).await;
    let place = Place::with(&simulator);
    place
        .run("sync --store inbox.db --platform messenger")
        .success();
    let threads = place.run("list --json").success();
    let first: Value = serde_json::from_str(threads.lines().next().unwrap()).unwrap();
    let person = first["participants"]["data"][0]["id"].as_str().unwrap();
    let removed = place
        .run_here(&format!("forget {person} --store inbox.db"))
        .success();
    assert_eq!(removed, "1 conversation removed\n");
    place
        .run("sync --store inbox.db --platform messenger --depth everything")
        .success();
    let rest = place.run_here("export --from inbox.db").success();
    assert_eq!(rest.lines().count(), 2);
    assert!(!rest.contains(person));

    // The world is older than a second.
    let expired = place
        .run_here("expire --older-than 1s --store inbox.db")
        .success();
    assert!(!expired.starts_with("0 "), "{expired}");
    assert_eq!(place.run_here("export --from inbox.db").success(), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn watch_prints_what_is_new() {
    let simulator = simulator(3).await;
    let place = Place::with(&simulator);
    let mut watch = place.start("watch --every 1s --limit 1 --platform messenger");
    let mut stderr = BufReader::new(watch.stderr.take().unwrap());
    let mut line = String::new();
    stderr.read_line(&mut line).unwrap();
    assert!(line.starts_with("watching "), "{line}");
    // A page of a proxy, which a later look may not get.
    simulator.fail_next(Fault::Html(200));
    let mut waits = String::new();
    stderr.read_line(&mut waits).unwrap();
    assert!(waits.ends_with("; waiting for 1 s\n"), "{waits}");
    // Control characters could change what a terminal shows.
    let change = Change::message("t_100000000000002", "Hello\u{1b}[2J\nthere");
    simulator.change(change).unwrap();
    let mut stdout = String::new();
    watch
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut stdout)
        .unwrap();
    let ended = Ended {
        code: watch.wait().unwrap().code(),
        stdout,
        stderr: line,
    };
    let line = ended.success();
    assert_eq!(line.lines().count(), 1, "{line}");
    assert!(line.contains("  t_100000000000002  "), "{line}");
    assert!(line.ends_with(": Hello [2J there\n"), "{line}");
    assert!(place.files().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn watch_prints_nothing_of_before_if_its_first_look_fails() {
    let simulator = simulator(3).await;
    let place = Place::with(&simulator);
    // Smaller pages are tried first.
    (0..10).for_each(|_| simulator.fail_next(Fault::Html(200)));
    let mut watch = place.start("watch --every 1s --limit 1 --page-id 210000000000001 --platform messenger --store inbox.db");
    let stderr = BufReader::new(watch.stderr.take().unwrap()).lines();
    let lines = stderr.map_while(Result::ok);
    let waits: Vec<_> = lines
        .take_while(|line| !line.starts_with("watching "))
        .collect();
    assert!(!waits.is_empty());
    assert!(
        waits.iter().all(|line| line.ends_with("; waiting for 1 s")),
        "{waits:?}"
    );
    let change = Change::message("t_100000000000002", "Hello there");
    simulator.change(change).unwrap();
    let mut stdout = watch.stdout.take().unwrap();
    let mut printed = String::new();
    stdout.read_to_string(&mut printed).unwrap();
    assert!(watch.wait().unwrap().success());
    assert!(printed.ends_with(": Hello there\n"), "{printed}");
    assert_eq!(printed.lines().count(), 1, "{printed}");
}

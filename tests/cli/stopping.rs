//! Ctrl-C, requests to terminate, and a reader that ends.

use std::io::{BufRead, BufReader, Read};
use std::thread;
use std::time::Duration;

use page_conversations::simulator::{Simulator, World};

use crate::program::Place;
use crate::simulator;

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_sync_and_export_continue_at_once() {
    let world = World::seeded(1).page_threads(150);
    let builder = Simulator::builder().world(world);
    let simulator = builder
        .latency(Duration::from_millis(200))
        .start()
        .await
        .unwrap();
    let place = Place::with(&simulator);
    for (signal, args) in [
        ("-INT", "sync --platform messenger --store inbox.db"),
        ("-TERM", "export --platform messenger --out inbox.ndjson"),
    ] {
        let before = simulator.calls().len();
        let mut stopped = place.start(args);
        // The Page, and the first page of three: the second is on its way.
        while simulator.calls().len() < before + 3 {
            thread::sleep(Duration::from_millis(10));
        }
        let id = stopped.id().to_string();
        let sent = std::process::Command::new("kill")
            .args([signal, &id])
            .status();
        assert!(sent.unwrap().success());
        let mut stderr = String::new();
        stopped
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut stderr)
            .unwrap();
        assert_eq!(stopped.wait().unwrap().code(), Some(130), "{stderr}");
        assert!(
            stderr.contains("help: to continue, run it again: "),
            "{stderr}"
        );
        assert!(stderr.contains(args), "{stderr}");
        // No lease is in the way.
        place.run(args).success();
    }
    let first = place.run_here("export --from inbox.db").success();
    let second = std::fs::read_to_string(place.path().join("inbox.ndjson")).unwrap();
    assert_eq!(first.lines().count(), 150);
    assert_eq!(first, second);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_ends_is_no_failure() {
    let simulator = simulator(40).await;
    let place = Place::with(&simulator);
    let mut list = place.start("list --all --json");
    let mut stdout = BufReader::new(list.stdout.take().unwrap());
    stdout.read_line(&mut String::new()).unwrap();
    drop(stdout);
    let mut stderr = String::new();
    list.stderr
        .take()
        .unwrap()
        .read_to_string(&mut stderr)
        .unwrap();
    assert_eq!(list.wait().unwrap().code(), Some(0), "{stderr}");
    assert_eq!(stderr, "");
}

//! The command `page-conversations`, as a process.

#![allow(clippy::unwrap_used)]

mod bad_input;
mod contract;
mod mirror;
mod odd_answers;
mod program;
#[cfg(unix)]
mod stopping;
#[cfg(unix)]
mod terminal;

use page_conversations::simulator::{Change, NewMessage, Sender, Simulator, World};
use page_conversations::versions::VERSIONS;

use crate::program::Place;

async fn simulator(threads: usize) -> Simulator {
    let world = World::seeded(1).page_threads(threads);
    Simulator::builder().world(world).start().await.unwrap()
}

/// Replaces what differs between versions.
fn stable(text: &str) -> String {
    text.replace(VERSIONS[VERSIONS.len() - 1].name, "NEWEST")
}

#[test]
fn help_is_short_and_has_examples() {
    let place = Place::new();
    let commands = [
        "", "doctor", "list", "export", "sync", "watch", "status", "forget",
    ];
    let help = commands.map(|command| {
        let help = place.run(&format!("{command} --help")).success();
        format!("$ page-conversations {command} --help\n{help}")
    });
    insta::assert_snapshot!("help", help.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn people_read_tables_and_programs_lines_of_json() {
    let simulator = simulator(3).await;
    let place = Place::with(&simulator);
    let list = place.run("list").success();
    let read = place.run("read t_100000000000001").success();
    insta::assert_snapshot!("tables", format!("{list}\n{read}"));

    let lines = place.run("list --json").success();
    let ids = lines.lines().map(|line| {
        let thread: serde_json::Value = serde_json::from_str(line).unwrap();
        thread["id"].as_str().unwrap().to_owned()
    });
    let ids: Vec<_> = ids.collect();
    let world = simulator.world();
    let page = &world.page_ids().next().unwrap().to_owned();
    let expected = world.threads(page, page_conversations::simulator::Platform::Messenger);
    let expected: Vec<_> = expected.map(|thread| thread.id.to_string()).collect();
    assert_eq!(ids, expected);

    let more = |args: &str| {
        place
            .run(args)
            .stderr
            .contains("pass a larger --limit, or --all")
    };
    assert!(more("list --limit 2"));
    assert!(!more("list --limit 3"));
    assert!(more("read t_100000000000001 --limit 1"));
    assert!(!more("read t_100000000000001"));
    let mut list = place.command("list --json");
    list.env("GRAPH_PAGE_ID", "");
    assert_eq!(place.ended(&mut list).success(), lines);
    list.env("GRAPH_PAGE_ID", "6");
    assert_eq!(place.ended(&mut list).code, Some(3));
}

/// What strangers write cannot clear a terminal, set its title, add rows or turn text around.
#[tokio::test(flavor = "multi_thread")]
async fn texts_of_others_do_not_change_the_terminal() {
    let simulator = simulator(1).await;
    let harmful = [
        '\u{1b}', '\u{7}', '\u{9b}', '\r', '\n', '\u{61c}', '\u{200e}', '\u{2028}', '\u{2029}',
        '\u{202e}', '\u{2067}',
    ];
    let text = harmful.map(|c| format!("{c}[2J")).concat();
    let change = Change::NewMessage {
        thread_id: "t_100000000000000".to_owned(),
        message: NewMessage::new(Sender::Person, &*text),
    };
    simulator.change(change).unwrap();
    let place = Place::with(&simulator);
    for args in ["list", "read t_100000000000000"] {
        let output = place.run(args).success();
        let found = output.chars().find(|c| *c != '\n' && harmful.contains(c));
        assert_eq!(found, None, "{args}: {output:?}");
        assert!(output.contains("[2J [2J"), "{args}: {output:?}");
        let rows = output.lines().filter(|line| line.contains("[2J"));
        assert_eq!(rows.count(), 1, "{args}: {output:?}");
    }
    // Programs get it as it is.
    let json = place.run("read t_100000000000000 --json").success();
    let mut messages = json.lines().map(|line| serde_json::from_str(line).unwrap());
    let is_it = |message: serde_json::Value| message["message"] == text;
    assert!(messages.any(is_it), "{json}");
}

/// A proxy would see the token of a call without TLS.
#[tokio::test(flavor = "multi_thread")]
async fn no_call_without_tls_goes_through_a_proxy() {
    let simulator = simulator(3).await;
    let place = Place::with(&simulator);
    let proxy = wiremock::MockServer::start().await;
    for args in ["doctor", "list"] {
        let mut command = place.command(args);
        for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
            command.env(name, proxy.uri());
        }
        let output = command.output().unwrap();
        assert!(output.status.success(), "{args}: {output:?}");
        let seen = proxy.received_requests().await.unwrap();
        assert!(seen.is_empty(), "{args}: {seen:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_shows_what_works_and_what_to_do() {
    let simulator = simulator(3).await;
    let healthy = Place::with(&simulator).run("doctor");
    assert_eq!(healthy.code, Some(0), "{healthy:?}");
    let scopes = |text: &str| {
        let lines = text.lines().filter(|line| !line.contains("Scopes, "));
        // How many seconds depends on the machine.
        let lines = lines.map(|line| line.split(" by ").next().unwrap_or_default());
        lines.collect::<Vec<_>>().join("\n")
    };
    // The contract has the scopes, and all are granted.
    assert_eq!(healthy.stdout.matches("Scopes, ").count(), 2, "{healthy:?}");
    assert!(!healthy.stdout.contains("not granted"), "{healthy:?}");

    let wrong = Place::with_token(&simulator, "EAAwrong").run("doctor");
    assert_eq!(wrong.code, Some(1), "{wrong:?}");
    let person = Place::with_token(&simulator, simulator.user_token()).run("doctor");
    assert_eq!(person.code, Some(1), "{person:?}");
    let traces = |text: &str| {
        let parts = text.split(" (trace id ").enumerate();
        let parts = parts.map(|(at, part)| match (at, part.split_once(')')) {
            (1.., Some((_, rest))) => rest,
            _ => part,
        });
        parts.collect::<String>()
    };
    let text = [healthy.stdout, wrong.stdout, person.stdout].map(|text| traces(&scopes(&text)));
    insta::assert_snapshot!("doctor", stable(&text.join("\n\n")));
}

//! Wrong arguments, tokens and files: an error with what to do, and nothing half-written.

use std::fs;
use std::time::Duration;

use page_conversations::Timestamp;
use page_conversations::simulator::{Fault, Simulator, World, WorldFile};

use crate::contract::version_without_more;
use crate::program::{Ended, Place, kept};
use crate::simulator;

/// Returns how a command failed.
#[track_caller]
fn failure(args: &str, ended: Ended) -> String {
    assert_ne!(ended.code, Some(0), "{args}: {ended:?}");
    assert_eq!(ended.stdout, "", "{args}");
    let code = ended.code.unwrap();
    format!(
        "$ page-conversations {args}\n{}exit code {code}\n",
        ended.stderr
    )
}

#[test]
fn wrong_arguments_and_files_are_refused_with_what_to_do() {
    let place = Place::new();
    let path = |name: &str| place.path().join(name);
    fs::write(path("empty"), " \n").unwrap();
    fs::write(path("two"), "one two").unwrap();
    fs::write(path("nul"), "EAA\0EAA").unwrap();
    fs::write(path("word"), "EAAword").unwrap();
    fs::create_dir(path("folder")).unwrap();
    fs::write(path("there.csv"), "something of the user").unwrap();
    let commands = [
        "list",
        "list --token-file empty",
        "list --token-file two",
        "list --token-file nul",
        "list --token-file word --host http://graph.example.com",
        "list --token-file word --host https://user:word@graph.example.com",
        "list --token-file missing",
        "list --simulator --page-id 5",
        "list --simulator --world missing.yaml",
        "list --simulator --limit 0",
        "list --simulator --user-id=",
        "watch --simulator --limit 0",
        "sync --simulator --store folder",
        "sync --simulator --store missing/inbox.db",
        "status --store missing.db",
        "status --store there.csv",
        "status --store empty",
        "status --store folder",
        "forget 1 --store missing.db",
        "expire --older-than 5",
        "export --format sqlite",
        "export --from missing.db",
        "export --simulator --out there.csv",
        "export --simulator --out missing/there.csv",
        "export --simulator --out folder --force",
        // Each would have no effect.
        "simulate --random-fault-rate 0.5",
        "simulate --random-fault-seed 2",
        "simulate --throttle-for 1h",
        "simulate --traffic-seed 2",
        "read t_999 --simulator",
        "get list-conversations --simulator --page-id me --limit x --graph-version VERSION",
        "get list-conversations --simulator --page-id me --updated-after-ms yesterday --graph-version VERSION",
        "get list-conversations --simulator --page-id me --fields id,nope --graph-version VERSION",
    ];
    let version = version_without_more();
    let failures =
        commands.map(|args| failure(args, place.run(&args.replace("VERSION", &version))));
    insta::assert_snapshot!("wrong", failures.join("\n"));
    let kept = fs::read_to_string(path("there.csv")).unwrap();
    assert_eq!(kept, "something of the user");
    let files = ["empty", "folder", "nul", "there.csv", "two", "word"];
    assert_eq!(place.files(), files);
    assert_eq!(fs::read(path("empty")).unwrap(), b" \n");
}

#[test]
fn nobody_listens() {
    let place = Place::new();
    fs::write(place.path().join("token"), "EAAword").unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let refused = place.run(&format!("list --token-file token --host http://{address}"));
    assert_eq!(refused.code, Some(3), "{refused:?}");
    let help = "help: check the host and the network, and try again\n";
    assert!(refused.stderr.ends_with(help), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_of_page_token_and_app_say_what_to_do() {
    let file = "pages:\n  - { id: \"5\", name: Lone }\n";
    let world = WorldFile::from_yaml(file, "world").unwrap();
    let lone = Simulator::builder()
        .world_file(world)
        .start()
        .await
        .unwrap();
    let place = Place::with(&lone);
    let help = "help: link a professional account in the settings of the Page, ";
    for command in ["list", "sync --store inbox.db"] {
        let refused = place.run(&format!("{command} --platform instagram"));
        assert_eq!(refused.code, Some(3), "{refused:?}");
        assert!(refused.stderr.contains(help), "{refused:?}");
    }
    // A Page need not have one.
    let healthy = place.run("doctor");
    assert!(
        healthy.stdout.contains("\nwarning  Instagram inbox  "),
        "{healthy:?}"
    );
    healthy.success();
    let empty = place.run("list");
    assert_eq!(empty.stderr, "no conversation\n");
    let again = place.run("sync --store inbox.db");
    assert!(
        again.stderr.contains("no Instagram account is visible"),
        "{again:?}"
    );
    again.success();
    let status = place.run_here("status --store inbox.db").success();
    let ends = [
        ("messenger", "  -       -"),
        ("instagram", "first run incomplete"),
    ];
    for (platform, end) in ends {
        let start = format!("5 on {platform} ");
        let mut lines = status.lines();
        let line = lines.find(|line| line.starts_with(&start)).unwrap();
        assert!(line.ends_with(end), "{status}");
    }

    let person = Place::with_token(&lone, lone.user_token()).run("sync --store other.db");
    assert_eq!(person.code, Some(3), "{person:?}");
    assert!(
        person
            .stderr
            .contains("help: use the access token of a Page"),
        "{person:?}"
    );

    let strict = Simulator::builder().app_secret("secret").require_proof();
    let strict = strict.start().await.unwrap();
    let place = Place::with(&strict);
    let refused = place.run("list");
    assert_eq!(refused.code, Some(3), "{refused:?}");
    assert!(
        refused.stderr.contains("help: set GRAPH_APP_SECRET"),
        "{refused:?}"
    );
    let mut list = place.command("list");
    list.env("GRAPH_APP_SECRET", strict.app_secret().unwrap());
    place.ended(&mut list).success();
}

#[test]
fn a_token_is_no_argument() {
    let refused = Place::new().run("list --token EAAsecret");
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(refused.stderr.contains("--token-file"), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_revoked_half_way_loses_nothing() {
    let world = World::seeded(1).page_threads(60);
    let simulator = Simulator::builder().world(world).start().await.unwrap();
    let token = "EAArevoked";
    simulator.add_token(token);
    let place = Place::with_token(&simulator, token);
    // The Page, a page of the inbox, and no more.
    simulator.pass_next(2);
    simulator.fail_next(Fault::Error {
        code: 190,
        subcode: Some(460),
        is_transient: None,
    });
    let stopped = place.run("export --platform messenger --out inbox.ndjson");
    assert_eq!(stopped.code, Some(3), "{stopped:?}");
    assert!(
        stopped.stderr.contains("help: get a new access token"),
        "{stopped:?}"
    );
    assert_eq!(place.files(), ["inbox.ndjson.partial.db"]);

    simulator.expire_token_at(token, Timestamp::now() - Duration::from_secs(1));
    let refused = place.run("list");
    assert_eq!(refused.code, Some(3), "{refused:?}");

    // What was read is not listed again: the cursor of the page is sent.
    simulator.add_token(token);
    let calls = simulator.calls().len();
    place
        .run("export --platform messenger --out inbox.ndjson")
        .success();
    let mut lists = simulator.calls().into_iter().skip(calls);
    let list = lists.find(|call| call.path.ends_with("/conversations"));
    assert!(list.is_some_and(|call| call.params.iter().any(|(name, _)| name == "limit")));
    let lines = fs::read_to_string(place.path().join("inbox.ndjson")).unwrap();
    assert_eq!(lines.lines().count(), 60);
    assert_eq!(place.files(), ["inbox.ndjson"]);
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_leaves_no_half_file() {
    use std::process::{Command, Stdio};

    let simulator = simulator(60).await;
    let place = Place::with(&simulator);
    place.run("sync --store inbox.db").success();
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let status = place
        .command("list")
        .stdout(Stdio::from(full))
        .status()
        .unwrap();
    assert_eq!(status.code(), Some(4));

    // No file may be larger than 80 blocks, of 512 or 1024 bytes; the signal of that is ignored, as it is for a disk.
    let program = env!("CARGO_BIN_EXE_page-conversations");
    let export = "export --from inbox.db --format csv --out inbox.csv";
    let mut limited = Command::new("sh");
    let script = format!("trap '' XFSZ; ulimit -f 80; exec '{program}' {export}");
    limited
        .args(["-c", &script])
        .env_clear()
        .envs(kept())
        .current_dir(place.path());
    let ended = place.ended(&mut limited);
    assert_eq!(ended.code, Some(4), "{ended:?}");
    assert!(ended.stderr.starts_with("error: inbox.csv: "), "{ended:?}");
    assert!(
        ended.stderr.contains("\nhelp: name a file on a disk"),
        "{ended:?}"
    );
    assert!(!ended.stderr.contains(".tmp"), "{ended:?}");
    assert_eq!(place.files(), ["inbox.db"]);
}

/// Starts a server that sends the same response to any request.
async fn answering(status: u16, body: &serde_json::Value) -> wiremock::MockServer {
    let server = wiremock::MockServer::start().await;
    let answer = wiremock::ResponseTemplate::new(status).set_body_json(body);
    let mock = wiremock::Mock::given(wiremock::matchers::any()).respond_with(answer);
    mock.mount(&server).await;
    server
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_is_not_content_with_an_answer_without_an_id() {
    for body in [
        serde_json::json!({}),
        serde_json::json!({"id": null, "name": "x"}),
    ] {
        let server = answering(200, &body).await;
        let place = Place::new();
        fs::write(place.path().join("token"), "EAAword").unwrap();
        let command = format!("doctor --token-file token --host {}", server.uri());
        let shown = place.run(&command);
        assert_eq!(shown.code, Some(1), "{shown:?}");
        let mut lines = shown.stdout.lines();
        assert!(
            lines.any(|line| line.starts_with("FAILED   Token ")),
            "{shown:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn conversations_without_an_id_are_told_and_the_exit_code_is_1() {
    let body = serde_json::json!({"data": [{"name": "x"}, null, 7, {"id": ""}], "id": "5", "name": "A Page"});
    let server = answering(200, &body).await;
    let place = Place::new();
    fs::write(place.path().join("token"), "EAAword").unwrap();
    let graph = format!(
        "--platform messenger --token-file token --host {}",
        server.uri()
    );
    for command in [
        format!("sync --store inbox.db {graph}"),
        format!("export --out all.ndjson {graph}"),
        "export --from inbox.db --out mirrored.ndjson".to_owned(),
    ] {
        let ended = place.run(&command);
        assert_eq!(ended.code, Some(1), "{command}: {ended:?}");
        let told = "5 on messenger: 4 conversations without an id: left out\n";
        assert!(ended.stderr.contains(told), "{command}: {ended:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn values_of_other_types_are_told() {
    let thread = serde_json::json!({
        "id": "t_1", "updated_time": ["x"], "message_count": 0, "participants": 7,
    });
    let body = serde_json::json!({"data": [thread], "id": "5", "name": "A Page"});
    let server = answering(200, &body).await;
    let place = Place::new();
    fs::write(place.path().join("token"), "EAAword").unwrap();
    let ended = place.run(&format!(
        "sync --store inbox.db --platform messenger --token-file token --host {}",
        server.uri()
    ));
    let told = "5 on messenger: 2 values of another type: only in `raw`\n";
    assert!(ended.stderr.contains(told), "{ended:?}");
}

/// Graph may repeat what it was sent.
#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_shows_no_token_that_an_answer_repeats() {
    let token = "EAAsecrettoken987654321";
    let message = format!("Malformed access token {token}");
    let error = serde_json::json!({"code": 190, "message": message});
    let named = serde_json::json!({"type": token, "application": message, "error": error});
    let part =
        |body: serde_json::Value| serde_json::json!([{"code": 200, "body": body.to_string()}]);
    for (status, body) in [
        (400, serde_json::json!({ "error": error })),
        (200, part(serde_json::json!({ "error": error }))),
        (
            200,
            part(serde_json::json!({"data": {"is_valid": false, "error": error}})),
        ),
        (200, part(serde_json::json!({ "data": named }))),
    ] {
        let server = answering(status, &body).await;
        let place = Place::new();
        fs::write(place.path().join("token"), token).unwrap();
        for output in ["", " --json"] {
            let command = format!("doctor --token-file token --host {}{output}", server.uri());
            let shown = place.run(&command);
            let text = format!("{}{}", shown.stdout, shown.stderr);
            assert!(!text.contains(token), "{text}");
            let told = text.contains("an error with code 190");
            assert!(
                told || text.contains("Malformed access token <secret>"),
                "{text}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_does_not_replace_the_mirror_that_it_reads() {
    let simulator = simulator(3).await;
    let place = Place::with(&simulator);
    place.run("sync --store inbox.db").success();
    place.run("sync --store out.csv.partial.db").success();
    for (from, out) in [
        ("inbox.db", "./inbox.db"),
        ("out.csv.partial.db", "out.csv"),
    ] {
        let before = fs::read(place.path().join(from)).unwrap();
        let command = format!("export --from {from} --format csv --out {out} --force");
        let refused = place.run_here(&command);
        assert_eq!(refused.code, Some(2), "{refused:?}");
        assert!(refused.stderr.contains("--from reads"), "{refused:?}");
        assert_eq!(fs::read(place.path().join(from)).unwrap(), before);
    }
}

/// Other systems allow no colons in names of files.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_store_is_a_file_whatever_its_name_means_to_sqlite() {
    let simulator = simulator(3).await;
    let place = Place::with(&simulator);
    for name in [":memory:", "file:mirror.db?mode=memory"] {
        place.run(&format!("sync --store {name}")).success();
        let status = place.run_here(&format!("status --store {name}")).success();
        assert!(status.contains("on messenger "), "{status}");
        assert!(place.files().contains(&name.to_owned()));
    }
}

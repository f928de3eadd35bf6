//! The program `page-conversations-simulator`, as a process.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

use crate::simulator::plain::{CLIENT, ids, send};

/// Where `.ci/coverage.py` wants to know what ran.
const PROFILE: &str = "LLVM_PROFILE_FILE";

/// The program, with nothing else of the environment of the tests.
fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_page-conversations-simulator"));
    let profile = std::env::var_os(PROFILE).map(|file| (PROFILE, file));
    command.env_clear().envs(profile).args(args);
    command
}

/// A running program, and what it printed for scripts.
struct Running {
    child: Child,
    graph: Value,
}

impl Running {
    fn start(args: &[&str]) -> Self {
        Self::of(program(args).arg("--json"))
    }

    fn of(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let stdout = child.stdout.as_mut().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        let graph = serde_json::from_str(&line).unwrap();
        Self { child, graph }
    }

    fn text(&self, name: &str) -> &str {
        self.graph[name].as_str().unwrap()
    }

    /// The URL of the conversations of the first Page.
    fn list(&self, token: &str) -> String {
        let page = self.graph["page_ids"][0].as_str().unwrap();
        let address = self.text("address");
        format!("{address}/v26.0/{page}/conversations?access_token={token}")
    }

    async fn code(&self, url: String) -> (u16, i64) {
        let answer = send(CLIENT.get(url)).await;
        let code = answer.body["error"]["code"].as_i64();
        (answer.status, code.unwrap_or_default())
    }

    #[cfg(unix)]
    fn signal(&mut self, name: &str) -> std::process::ExitStatus {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([name, &id]).status().unwrap();
        assert!(sent.success());
        self.child.wait().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a program prints that does not start, with its exit code.
fn ended(command: &mut Command) -> (Option<i32>, String) {
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    let stdout = child.stdout.as_mut().unwrap();
    BufReader::new(stdout).read_line(&mut line).unwrap();
    if !line.is_empty() {
        // It would serve until it is stopped.
        child.kill().unwrap();
    }
    let Output { status, stderr, .. } = child.wait_with_output().unwrap();
    assert!(line.is_empty(), "{command:?} starts: {line}");
    let stderr = String::from_utf8(stderr).unwrap();
    assert!(!stderr.contains("panicked"), "{stderr}");
    (status.code(), stderr)
}

/// Asserts that arguments are refused with an exit code and a message.
fn assert_refused(args: &[&str], code: i32, parts: &[&str]) {
    let (ended_with, message) = ended(&mut program(args));
    assert_eq!(ended_with, Some(code), "{args:?}: {message}");
    for part in parts {
        assert!(message.contains(part), "{args:?}, {part}: {message}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn it_serves_until_a_signal_ends_it_with_success() {
    for signal in ["-INT", "-TERM"] {
        let mut running = Running::start(&[]);
        let url = running.list(running.text("access_token"));
        assert_eq!(ids(&send(CLIENT.get(url)).await.body).len(), 25);
        assert!(running.signal(signal).success(), "{signal}");
    }
}

// macOS has one address for loopback.
#[cfg(not(target_os = "macos"))]
#[tokio::test]
async fn flags_and_variables_set_the_world_the_address_and_the_port() {
    // No other test listens there.
    let address = "127.0.0.77";
    let free = TcpListener::bind((address, 0)).unwrap();
    let port = free.local_addr().unwrap().port().to_string();
    drop(free);
    let mut with_flags = program(&["--json", "--threads-per-page", "7"]);
    with_flags.args(["--address", address, "--port", &port]);
    let mut with_variables = program(&["--json"]);
    with_variables
        .env("GRAPH_SIMULATOR_THREADS_PER_PAGE", "7")
        .env("GRAPH_SIMULATOR_ADDRESS", address)
        .env("GRAPH_SIMULATOR_PORT", &port);
    for command in [&mut with_flags, &mut with_variables] {
        let running = Running::of(command);
        assert_eq!(running.text("address"), format!("http://{address}:{port}"));
        let url = running.list(running.text("access_token"));
        assert_eq!(ids(&send(CLIENT.get(url)).await.body).len(), 7);
    }
    let people = |seed: &'static str| async move {
        let running = Running::start(&["--seed", seed]);
        let url = running.list(running.text("access_token")) + "&fields=participants";
        send(CLIENT.get(url)).await.body["data"].clone()
    };
    assert_eq!(people("3").await, people("3").await);
    assert_ne!(people("3").await, people("4").await);
}

#[tokio::test]
async fn the_date_decides_which_version_answers() {
    let running = Running::start(&["--today", "2030-01-01"]);
    let url = running.list(running.text("access_token"));
    let answer = send(CLIENT.get(url.replace("v26.0", "v23.0"))).await;
    assert_ne!(answer.header("facebook-api-version"), "v23.0");
}

#[tokio::test]
async fn tokens_and_secrets_come_from_files_and_variables_and_are_not_printed() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let token = write("token", "token-of-a-file\n");
    // Some editors begin a file with a byte order mark.
    let tokens = write("tokens", "\u{feff}first,second\nthird\n");
    for json in [true, false] {
        let mut command = program(&["--require-proof"]);
        command
            .arg("--access-token-file")
            .arg(&token)
            .arg("--tokens-file")
            .arg(&tokens)
            .env("GRAPH_SIMULATOR_EXPIRED_TOKENS", "old,second")
            .env("GRAPH_SIMULATOR_APP_SECRET", "secret-of-a-variable");
        if json {
            command.arg("--json");
        }
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut printed = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        while !printed.contains(match json {
            true => "\n",
            false => "to stop it",
        }) {
            let length = stdout.read_line(&mut printed).unwrap();
            assert_ne!(length, 0, "it ends: {printed}");
        }
        for secret in ["token-of-a-file", "first", "third", "secret-of-a-variable"] {
            assert!(!printed.contains(secret), "{printed}");
        }
        let Ok(graph) = serde_json::from_str::<Value>(&printed) else {
            assert!(printed.contains("$ACCESS_TOKEN"), "{printed}");
            drop(Running {
                child,
                graph: Value::Null,
            });
            continue;
        };
        for name in ["access_token", "app_secret", "app_token"] {
            assert!(graph[name].is_null(), "{name}");
        }
        let running = Running { child, graph };
        for (token, expected) in [
            // They are known, and lack a proof.
            ("token-of-a-file", (400, 100)),
            ("first", (400, 100)),
            ("third", (400, 100)),
            ("second", (400, 190)),
            ("old", (400, 190)),
            ("EAAB-simulated-token", (400, 190)),
        ] {
            assert_eq!(running.code(running.list(token)).await, expected, "{token}");
        }
    }
}

#[tokio::test]
async fn faults_are_set_by_name() {
    let running = Running::start(&["--fault", "error:190/463"]);
    let url = running.list(running.text("access_token"));
    let answer = send(CLIENT.get(url)).await;
    assert_eq!(answer.code(), (400, 190));
    assert_eq!(answer.body["error"]["error_subcode"], 463);

    let mut command = program(&["--json", "--random-fault-rate", "0.5"]);
    command.env("GRAPH_SIMULATOR_RANDOM_FAULT", "html:502, empty-body:500");
    let running = Running::of(&mut command);
    let mut statuses = Vec::new();
    for _ in 0..40 {
        let url = running.list(running.text("access_token"));
        statuses.push(send(CLIENT.get(url)).await.status);
    }
    for status in [200, 500, 502] {
        assert!(statuses.contains(&status), "{statuses:?}");
    }

    let running = Running::start(&["--throttle-after", "1", "--throttle-for", "1h"]);
    let url = running.list(running.text("access_token"));
    assert_eq!(running.code(url.clone()).await, (200, 0));
    assert_ne!(running.code(url).await.1, 0);
}

#[tokio::test]
async fn it_serves_tls_and_writes_the_certificate_for_clients() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("certificate.pem");
    let file = path.to_str().unwrap();
    let running = Running::start(&["--tls", "--write-certificate", file]);
    let pem = fs::read_to_string(&path).unwrap();
    assert_eq!(pem, running.text("certificate"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    let root = reqwest::Certificate::from_pem(pem.as_bytes()).unwrap();
    let client = reqwest::Client::builder().add_root_certificate(root);
    let url = running.list(running.text("access_token"));
    assert!(url.starts_with("https://"), "{url}");
    let answer = send(client.build().unwrap().get(url)).await;
    assert_eq!(ids(&answer.body).len(), 25);
}

#[test]
fn what_the_system_refuses_is_explained_with_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let where_ = format!("127.0.0.1:{port}");
    assert_refused(&["--port", &port], 1, &[&where_, "help:", "--port"]);
    assert_refused(
        &["--address", "192.0.2.1"],
        1,
        &["192.0.2.1", "help:", "--address"],
    );
    let nowhere = ["--tls", "--write-certificate", "/nonexistent/a.pem"];
    assert_refused(&nowhere, 1, &["cannot write /nonexistent/a.pem"]);
}

#[test]
fn wrong_settings_are_explained() {
    let readable = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    for (args, parts) in [
        (&["--port", "70000"][..], &["--port", "70000"][..]),
        (&["--address", "localhost"], &["--address"]),
        (&["--latency", "5"], &["--latency", "5ms"]),
        (&["--today", "2026-02-30"], &["--today", "2026-11-27"]),
        (&["--fault", "thottle:1s"], &["`thottle`", "throttle:2s"]),
        (&["--fault", "html"], &["html:502"]),
        (&["--fault", "html:99"], &["html:502"]),
        (&["--fault", "disconnect:1"], &["no argument"]),
        (&["--fault", "poison-thread:"], &["poison-thread:ID"]),
        (&["--random-fault-rate", "2"], &["from 0 to 1"]),
        (&["--random-fault-rate", "NaN"], &["from 0 to 1"]),
        // Each would have no effect.
        (&["--random-fault-rate", "0.5"], &["--random-fault <FAULT>"]),
        (&["--random-fault-seed", "2"], &["--random-fault <FAULT>"]),
        (&["--throttle-for", "1h"], &["--throttle-after <N>"]),
        (&["--traffic-seed", "2"], &["--traffic <N>"]),
        (&["--write-certificate", "a.pem"], &["--tls"]),
        (&["--tls-certificate", "a.pem"], &["--tls-key"]),
        (
            &["--tls-certificate", "/nonexistent", "--tls-key", "b"],
            &["/nonexistent"],
        ),
        (
            &["--tls-certificate", readable, "--tls-key", readable],
            &["no certificate"],
        ),
        (&["--app-secret-file", "/nonexistent"], &["/nonexistent"]),
        (&["--access-token-file", readable], &["has a space"]),
        (
            &["--admin", "--address", "0.0.0.0"],
            &["GRAPH_SIMULATOR_ADMIN_SECRET", "0.0.0.0"],
        ),
        (&["--throttle-after", "0"], &["--throttle-after"]),
        (&["--max-connections", "0"], &["--max-connections"]),
        (&["--nonesuch"], &["--nonesuch"]),
    ] {
        assert_refused(args, 2, parts);
    }
    for (variable, value, flag) in [
        ("GRAPH_SIMULATOR_PORT", "http", "--port"),
        // It is off unless it is said to be on.
        ("GRAPH_SIMULATOR_ADMIN", "maybe", "--admin"),
        // No header can have it.
        ("GRAPH_SIMULATOR_ACCESS_TOKEN", "tök", "no token has"),
        ("GRAPH_SIMULATOR_TOKENS", "token,tök", "no token has"),
    ] {
        let (code, message) = ended(program(&[]).env(variable, value));
        assert_eq!(code, Some(2), "{message}");
        assert!(message.contains(flag), "{message}");
    }
}

#[test]
fn a_reader_that_is_gone_ends_it_without_a_panic() {
    let mut child = program(&[])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut message = String::new();
    let stderr = child.stderr.as_mut().unwrap();
    stderr.read_to_string(&mut message).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1), "{message}");
    assert!(message.contains("cannot print"), "{message}");
}

#[test]
fn the_help_names_the_variable_of_each_flag() {
    let output = program(&["--help"]).output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    let flags = help.lines().map(str::trim_start);
    let flags = flags.filter_map(|line| line.strip_prefix("--"));
    let flags: Vec<_> = flags.map(|line| line.split(' ').next().unwrap()).collect();
    assert!(flags.len() > 25, "{flags:?}");
    for flag in flags {
        let variable = flag.replace('-', "_").to_uppercase();
        let variable = format!("[env: GRAPH_SIMULATOR_{variable}=");
        assert!(help.contains(&variable), "{variable}");
    }
}

#[test]
fn the_text_for_a_person_has_calls_to_paste() {
    let mut child = program(&[]).stdout(Stdio::piped()).spawn().unwrap();
    let mut text = String::new();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    while !text.contains("to stop it") {
        stdout.read_line(&mut text).unwrap();
    }
    let _running = Running {
        child,
        graph: Value::Null,
    };
    let calls: Vec<_> = text
        .lines()
        .filter(|line| line.starts_with("curl "))
        .collect();
    assert_eq!(calls.len(), 3, "{text}");
    if Command::new("curl").arg("--version").output().is_err() {
        return;
    }
    for call in calls {
        let output = Command::new("sh").args(["-c", call]).output().unwrap();
        let body: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(!ids(&body).is_empty(), "{call}: {body}");
    }
}

//! The programs that the explorer shows compile, and they and the commands that it shows
//! send the call whose URL it shows.
//!
//! The scripts of the page make them, in Node.js. Without it, or without `curl`, these tests
//! say what they skip.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use page_conversations::simulator::{LoggedCall, Simulator};
use page_conversations::versions::VERSIONS;
use serde_json::Value;

use super::explorer;
use crate::cargo;

/// A call as the page shows it.
struct Sample {
    url: String,
    curl: String,
    rust: String,
    /// Whether the program sends it: the crate refuses what Graph would refuse.
    is_sent: bool,
}

/// Returns whether a program is installed.
fn has(program: &str) -> bool {
    let version = Command::new(program).arg("--version").output();
    let is_there = version.is_ok_and(|output| output.status.success());
    if !is_there {
        eprintln!("skipped: `{program}` is not installed");
    }
    is_there
}

/// Returns samples of all requests of a version, with values of all kinds.
async fn samples(simulator: &Simulator, version: &str) -> Vec<Sample> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = explorer::file(simulator, &format!("contract/{version}.json")).await;
    let mut node = Command::new("node")
        .arg(root.join("tests/runtime/simulator/explorer_samples.mjs"))
        .arg(root.join("src/simulator/explorer/web"))
        .arg(simulator.url())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    node.stdin
        .take()
        .unwrap()
        .write_all(document.as_bytes())
        .unwrap();
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success());
    let samples: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let samples = samples.iter().map(|sample| Sample {
        url: text(&sample["url"]),
        curl: text(&sample["curl"]),
        rust: text(&sample["rust"]),
        is_sent: sample["is_sent"] == true,
    });
    samples.collect()
}

/// The path and the parameters of a call, in any order.
type Target = (String, BTreeMap<String, String>);

fn target_of_url(url: &str) -> Target {
    let url = reqwest::Url::parse(url).unwrap();
    let params = url.query_pairs().into_owned().collect();
    let path = percent_encoding::percent_decode_str(url.path()).decode_utf8();
    (path.unwrap().into_owned(), params)
}

fn target_of_call(call: &LoggedCall) -> Target {
    let path = format!("/{}{}", call.version.as_deref().unwrap(), call.path);
    (path, call.params.iter().cloned().collect())
}

/// Returns the source of a program that runs all samples.
fn program(samples: &[Sample]) -> String {
    let modules = samples.iter().enumerate().map(|(number, sample)| {
        // `main` is that of the sample, and runs it.
        let sample = sample.rust.replace("\nfn main", "\npub fn main");
        let sample = sample.replace("\nasync fn main", "\npub async fn main");
        format!("mod sample_{number} {{\n{sample}\n}}\n")
    });
    let calls = (0..samples.len()).map(|number| {
        // Graph refuses some of them, which is no concern here.
        format!("    if let Err(error) = sample_{number}::main() {{ println!(\"{{error}}\"); }}\n")
    });
    format!(
        "#![deny(warnings)]\n{}fn main() {{\n{}}}\n",
        modules.collect::<String>(),
        calls.collect::<String>()
    )
}

/// Compiles a program, and returns where it is. `metadata` checks it without making it.
fn compile(program: &str, emit: &str, folder: &Path) -> PathBuf {
    let (source, made) = (folder.join("samples.rs"), folder.join(emit));
    fs::write(&source, program).unwrap();
    let deps = env::current_exe().unwrap();
    let mut dependencies = OsString::from("dependency=");
    dependencies.push(deps.parent().unwrap());
    let mut rustc = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.args(["--edition=2024", "--emit", emit, "-L"]);
    rustc.arg(dependencies);
    for name in ["page_conversations", "tokio", "serde_json"] {
        let mut library = OsString::from(format!("{name}="));
        library.push(cargo::library(name));
        rustc.arg("--extern").arg(library);
    }
    let done = rustc.arg("-o").arg(&made).arg(&source).output().unwrap();
    let messages = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{messages}");
    made
}

#[tokio::test(flavor = "multi_thread")]
async fn its_programs_and_commands_send_the_call_that_it_shows() {
    if !has("node") {
        return;
    }
    let simulator = explorer::start().await;
    let mut all = Vec::new();
    for version in VERSIONS {
        all.push(samples(&simulator, version.name).await);
    }
    // Each request of each version, and any path.
    assert!(all.iter().all(|samples| samples.len() >= 6 * 6));

    let folder = tempfile::tempdir().unwrap();
    let programs: String = (all.iter().zip(VERSIONS))
        .map(|(samples, version)| {
            let (name, program) = (version.name.replace('.', "_"), program(samples));
            let program = program.replace("#![deny(warnings)]\n", "");
            let program = program.replacen("\nfn main", "\npub fn main", 1);
            format!("pub mod {name} {{\n{program}\n}}\n")
        })
        .collect();
    let programs = format!("#![deny(warnings)]\n#![allow(dead_code)]\n{programs}fn main() {{}}\n");
    compile(&programs, "metadata", folder.path());

    // To make them takes much longer than to check them, and the version is all that differs.
    let newest = &all[all.len() - 1];
    let executable = compile(&program(newest), "link", folder.path());
    let output = Command::new(executable)
        .env("GRAPH_ACCESS_TOKEN", simulator.access_token())
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{printed}");
    let calls: Vec<_> = simulator.calls().iter().map(target_of_call).collect();
    let sent: Vec<_> = newest.iter().filter(|sample| sample.is_sent).collect();
    for (call, sample) in calls.iter().zip(&sent) {
        assert_eq!(call, &target_of_url(&sample.url), "{}", sample.rust);
    }
    assert_eq!(calls.len(), sent.len(), "{printed}");

    if !has("curl") || !has("sh") {
        return;
    }
    for sample in newest {
        let before = simulator.calls().len();
        let output = Command::new("sh")
            .args(["-c", &sample.curl])
            .env("GRAPH_ACCESS_TOKEN", simulator.access_token())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", sample.curl);
        let calls = simulator.calls();
        assert_eq!(calls.len(), before + 1, "{}", sample.curl);
        let call = target_of_call(&calls[before]);
        assert_eq!(call, target_of_url(&sample.url), "{}", sample.curl);
    }
}

//! What Cargo built for these tests: examples and the library.

use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;

/// Returns the path of an example, which takes the features of these tests.
#[cfg(feature = "simulator")]
pub fn example(name: &str) -> PathBuf {
    let artifacts = artifacts("build", &["--example", name]);
    let mut paths = artifacts.iter().filter_map(|artifact| {
        let is_example = artifact["target"]["name"] == name;
        is_example.then(|| artifact["executable"].as_str())?
    });
    paths.next().unwrap().into()
}

/// What these tests were built from. Asked for once, because Cargo takes seconds to answer.
static BUILT: LazyLock<Vec<Value>> =
    LazyLock::new(|| artifacts("test", &["--test", "runtime", "--no-run"]));

/// Returns the path of a library that these tests are linked with.
pub fn library(name: &str) -> PathBuf {
    let mut names = BUILT.iter().filter_map(|artifact| {
        let is_library = artifact["target"]["name"] == name;
        is_library.then(|| artifact["filenames"].as_array())?
    });
    let mut paths = names.next().unwrap().iter().filter_map(Value::as_str);
    paths.find(|path| path.ends_with(".rlib")).unwrap().into()
}

/// Returns what Cargo built, with the packages and features that CI tests with these
/// features: `cargo test` has built it already.
fn artifacts(command: &str, target: &[&str]) -> Vec<Value> {
    let features = [
        ("cli", cfg!(feature = "cli")),
        ("postgres", cfg!(feature = "postgres")),
        ("simulator", cfg!(feature = "simulator")),
        ("simulator-server", cfg!(feature = "simulator-server")),
        ("sync", cfg!(feature = "sync")),
        ("tracing", cfg!(feature = "tracing")),
        ("blocking", cfg!(feature = "blocking")),
    ];
    let features: Vec<_> = features.iter().filter(|(_, is_on)| *is_on).collect();
    let names: Vec<_> = features.iter().map(|(name, _)| *name).collect();
    let packages: &[_] = match features.is_empty() {
        true => &["--package", "page-conversations"],
        false => &["--workspace"],
    };
    let output = Command::new(env!("CARGO"))
        .args([command, "--quiet", "--message-format", "json"])
        .args(packages)
        .args(["--features", &names.join(",")])
        .args(target)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let messages = String::from_utf8(output.stdout).unwrap();
    let messages = messages.lines().map(serde_json::from_str);
    messages.map(Result::unwrap).collect()
}

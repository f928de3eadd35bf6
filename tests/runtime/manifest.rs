//! What the manifest promises to those who depend on the library.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use page_conversations::versions::VERSIONS;
use serde_json::Value;

/// The workspace as cargo resolves it, with all features.
fn metadata() -> Value {
    metadata_with(&["--all-features"])
}

/// Features that are for programs.
const PROGRAMS: [&str; 2] = ["cli", "simulator-server"];

/// The workspace as cargo resolves it with all features of the library but those for programs.
fn metadata_of_library() -> Value {
    let metadata = metadata_with(&["--no-deps"]);
    let mut packages = metadata["packages"].as_array().unwrap().iter();
    let library = packages.find(|one| one["name"] == "page-conversations");
    let features = library.unwrap()["features"].as_object().unwrap().keys();
    let features: Vec<_> = features.map(String::as_str).collect();
    assert!(PROGRAMS.iter().all(|name| features.contains(name)) && features.len() > 8);
    let others = features.iter().filter(|name| !PROGRAMS.contains(name));
    let others: Vec<_> = others.copied().collect();
    metadata_with(&["--features", &others.join(",")])
}

fn metadata_with(args: &[&str]) -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .args(args)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The packages that a build of a package needs, by id; not those of its tests.
fn tree<'a>(metadata: &'a Value, name: &str) -> BTreeMap<&'a str, &'a Value> {
    let packages = metadata["packages"].as_array().unwrap();
    let by_id: BTreeMap<_, _> = packages
        .iter()
        .map(|one| (one["id"].as_str().unwrap(), one))
        .collect();
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let nodes: BTreeMap<_, _> = nodes
        .iter()
        .map(|node| (node["id"].as_str().unwrap(), node))
        .collect();
    let root = packages
        .iter()
        .find(|package| package["name"] == name)
        .unwrap();
    let mut found = BTreeMap::new();
    let mut todo = vec![root["id"].as_str().unwrap()];
    while let Some(id) = todo.pop() {
        if found.insert(id, by_id[id]).is_some() {
            continue;
        }
        for dependency in nodes[id]["deps"].as_array().unwrap() {
            let kinds = dependency["dep_kinds"].as_array().unwrap();
            if kinds.iter().any(|kind| kind["kind"] != "dev") {
                todo.push(dependency["pkg"].as_str().unwrap());
            }
        }
    }
    found
}

#[test]
fn the_library_depends_on_no_generator_and_no_yaml_parser() {
    let metadata = metadata_of_library();
    let tree = tree(&metadata, "page-conversations");
    let names: BTreeSet<_> = tree
        .values()
        .map(|package| package["name"].as_str().unwrap())
        .collect();
    assert!(names.contains("progenitor-client") && names.contains("reqwest"));
    let unwanted = |name: &&&str| {
        let parts = [
            "typify",
            "openapiv3",
            "prettyplease",
            "schemars",
            "yaml",
            "saphyr",
            "granit",
            "codegen",
        ];
        parts.iter().any(|part| name.contains(part))
            || ["progenitor", "progenitor-impl"].contains(*name)
    };
    let found: Vec<_> = names.iter().filter(unwanted).collect();
    assert!(found.is_empty(), "{found:?}");
}

/// The packages that a build with some features needs, on any platform.
fn packages_with(features: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--package", "page-conversations"])
        .args(["--no-default-features", "--features", features])
        .args(["--target", "all", "--edges", "normal,build"])
        .args(["--prefix", "none", "--format", "{p}"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let text = String::from_utf8(output.stdout).unwrap();
    let names = text.lines().filter_map(|line| line.split(' ').next());
    names.map(str::to_owned).collect()
}

#[test]
fn a_database_is_compiled_by_those_who_mirror_inboxes() {
    for (features, expected) in [("rustls,simulator", false), ("sync", true)] {
        assert_eq!(
            packages_with(features).contains("sqlx"),
            expected,
            "{features}"
        );
    }
}

#[test]
fn each_feature_for_tls_brings_its_own_cryptography_only() {
    for (features, expected) in [
        ("rustls", &["aws-lc-rs"][..]),
        ("rustls-ring", &["ring"]),
        ("rustls,rustls-ring", &["aws-lc-rs", "ring"]),
        ("rustls-no-provider", &[]),
        ("native-tls", &["openssl"]),
        ("blocking", &[]),
    ] {
        let packages = packages_with(features);
        let cryptography = ["aws-lc-rs", "openssl", "ring"];
        let found: Vec<_> = cryptography
            .into_iter()
            .filter(|name| packages.contains(*name))
            .collect();
        assert_eq!(found, expected, "{features}");
        // What the builds of aws-lc and OpenSSL need, beside a C compiler.
        let needs_tools = packages.contains("cmake") || packages.contains("openssl-sys");
        let has_tools = found.iter().any(|name| *name != "ring");
        assert_eq!(needs_tools, has_tools, "{features}: {packages:?}");
    }
}

/// The manifest in the README.
#[test]
fn the_readme_states_the_dependencies_of_its_example() {
    let readme = include_str!("../../README.md");
    let block = readme.split("```toml\n").nth(1).unwrap();
    let block = block.split("```").next().unwrap();
    let ours: Vec<_> = env!("CARGO_PKG_VERSION").split('.').take(2).collect();
    let expected = format!("page-conversations = \"{}\"\n", ours.join("."));
    assert!(block.starts_with("[dependencies]\n"), "{block}");
    assert!(block.contains(&expected), "{block}");
    let example = readme.split("```rust,no_run\n").nth(1).unwrap();
    let example = example.split("```").next().unwrap();
    let uses = example.lines().filter_map(|line| line.strip_prefix("use "));
    let crates = uses.map(|path| path.split("::").next().unwrap().replace('_', "-"));
    for name in crates.chain(["tokio".to_owned()]) {
        assert!(block.contains(&format!("\n{name} = ")), "{name}: {block}");
    }
}

#[test]
fn no_dependency_needs_a_newer_rust_than_the_manifest_states() {
    let metadata = metadata();
    for name in ["page-conversations", "page-conversations-codegen"] {
        let tree = tree(&metadata, name);
        let own = tree
            .values()
            .find(|package| package["name"] == name)
            .unwrap();
        let stated = version(own["rust_version"].as_str().unwrap());
        let newest = tree
            .values()
            .filter_map(|package| {
                Some((version(package["rust_version"].as_str()?), &package["name"]))
            })
            .max_by_key(|(needed, _)| needed.clone())
            .unwrap();
        assert!(newest.0 <= stated, "{} needs {:?}", newest.1, newest.0);
    }
}

fn version(text: &str) -> Vec<u32> {
    let mut parts: Vec<u32> = text.split('.').map(|part| part.parse().unwrap()).collect();
    parts.resize(3, 0);
    parts
}

/// Tests of which a version changes nothing: of TLS, and of bindings of other specs.
const NOT_REHEARSED: [&str; 3] = ["calls", "no_tls", "tls_provider"];

/// The rehearsal names them, because it runs those of the generator without Cargo.
#[test]
fn the_rehearsal_runs_all_tests() {
    let rehearsal = include_str!("../../.ci/rehearsal");
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap().iter();
    let members = metadata["workspace_members"].as_array().unwrap();
    let members = packages.filter(|package| members.contains(&package["id"]));
    let targets = members.flat_map(|package| package["targets"].as_array().unwrap());
    let tests: Vec<_> = targets
        .filter(|target| target["kind"][0] == "test")
        .map(|target| target["name"].as_str().unwrap())
        .filter(|test| !NOT_REHEARSED.contains(test))
        .collect();
    assert!(tests.len() > 3, "{tests:?}");
    for test in tests {
        assert!(rehearsal.contains(&format!("--test {test}")), "{test}");
    }
}

/// The unit tests of a file, if it has some.
fn unit_tests(path: &Path) -> Option<String> {
    let text = fs::read_to_string(path).unwrap();
    if path.ends_with("tests.rs") {
        return Some(text);
    }
    let (_, tests) = text.split_once("#[cfg(test)]\nmod tests {")?;
    Some(tests.to_owned())
}

/// The rehearsal does not run them: a new version changes no other one, and the oldest may be
/// dropped.
#[test]
fn unit_tests_do_not_name_the_oldest_version() {
    let mut folders = vec![PathBuf::from("src")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(folder).unwrap();
        let (more, rust): (Vec<_>, Vec<_>) = entries
            .map(|entry| entry.unwrap().path())
            .partition(|path| path.is_dir());
        folders.extend(more);
        files.extend(
            rust.into_iter()
                .filter(|path| path.extension().is_some_and(|end| end == "rs")),
        );
    }
    let tests = files
        .iter()
        .filter_map(|path| Some((path, unit_tests(path)?)));
    let tests: Vec<_> = tests.collect();
    assert!(tests.len() > 10, "{tests:?}");
    let oldest = VERSIONS[0].name.replace('.', "_");
    for (path, text) in tests {
        assert!(!text.contains(&oldest), "{}", path.display());
    }
}

/// With other features, the dependencies would be compiled again.
#[test]
fn readme_and_ci_test_with_the_features_of_the_alias() {
    let aliases = include_str!("../../.cargo/config.toml");
    let selection = aliases.lines().find_map(|line| {
        let alias = line.strip_prefix("tests = \"test --workspace --features ")?;
        alias.strip_suffix('"')
    });
    let selection = selection.unwrap();
    let command = format!("cargo test --workspace --features {selection}");
    let readme = include_str!("../../README.md");
    assert!(readme.contains(&format!("\n{command} ")), "{command}");
    let ci = include_str!("../../.ci/run");
    assert!(ci.contains(&format!("{command}\n")), "{command}");
    let rehearsal = include_str!("../../.ci/rehearsal");
    let expected = format!("\nselection=(--workspace --features \"{selection}\")\n");
    assert!(rehearsal.contains(&expected), "{expected}");
}

//! A git repository in a folder that goes away, with a spec in it.

#![allow(dead_code)] // No test uses all of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A spec in which things came, went and changed.
pub const SPEC: &str = include_str!("../specs/history.yaml");

/// An edit of it that breaks what callers read.
pub const NO_LIKES: (&str, &str) = (
    "      likes: { type: int, removed_in: v3.0, doc: Likes., source: page }\n",
    "",
);

/// An edit of it that breaks nobody.
pub const MORE: (&str, &str) = (
    "      stable: {",
    "      more: { type: int, since: v10.0, doc: More., source: page }\n      stable: {",
);

/// A waiver of the first.
pub const WAIVER: &str = "rule: field-removed, item: Post.likes, reason: Graph never sent it.";

pub struct Repository(tempfile::TempDir);

impl Repository {
    /// A repository without a commit.
    pub fn new() -> Self {
        let repository = Self(tempfile::tempdir().unwrap());
        repository.git(&["init", "--quiet", "--initial-branch", "main"]);
        repository
    }

    /// One with a spec that is committed.
    pub fn with(spec: &str) -> Self {
        let repository = Self::new();
        repository.write("spec/contract.yaml", spec);
        repository.commit("The contract");
        repository
    }

    pub fn path(&self) -> PathBuf {
        self.0.path().to_owned()
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Replaces a text that stands in a file once.
    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.0.path().join(path)).unwrap();
        assert_eq!(text.matches(from).count(), 1, "`{from}` in {path}");
        self.write(path, &text.replacen(from, to, 1));
    }

    /// Commits everything; gives the commit.
    pub fn commit(&self, message: &str) -> String {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
        self.git(&["rev-parse", "HEAD"]).trim().to_owned()
    }

    pub fn git(&self, command: &[&str]) -> String {
        git(self.0.path(), command)
    }

    /// `cargo codegen diff --base …`, from the repository's root.
    pub fn diff(&self, arguments: &[&str]) -> Output {
        diff(self.0.path(), &self.0.path().join("spec"), arguments)
    }
}

pub fn git(folder: &Path, command: &[&str]) -> String {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.com"])
        .args(["-c", "protocol.file.allow=always"])
        .args(command)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {command:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// `cargo codegen diff`, without colours and without a clock.
pub fn diff(folder: &Path, spec: &Path, arguments: &[&str]) -> Output {
    command(folder, spec, arguments).output().unwrap()
}

pub fn command(folder: &Path, spec: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_page-conversations-codegen"));
    command
        .current_dir(folder)
        .arg("diff")
        .args(arguments)
        .arg("--spec")
        .arg(spec)
        .arg("--out")
        .arg(folder.join("generated"))
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null");
    command
}

pub fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

pub fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn complained(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A repository with the spec, and edits of it in the working tree.
pub fn edited(edits: &[(&str, &str)]) -> Repository {
    let repository = Repository::with(SPEC);
    for (from, to) in edits {
        repository.edit("spec/contract.yaml", from, to);
    }
    repository
}

/// Writes the waivers of the working tree.
pub fn waive(repository: &Repository, waivers: &[&str]) {
    let lines: String = waivers
        .iter()
        .map(|waiver| format!("  - {{ {waiver} }}\n"))
        .collect();
    repository.write(
        "spec/waivers.yaml",
        &format!("format: 1\nwaivers:\n{lines}"),
    );
}

/// A report as an object.
pub fn json(output: &Output) -> Value {
    let text = said(output);
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}{}", complained(output)))
}

/// The report of the working tree against the branch `main`.
pub fn found(repository: &Repository) -> Value {
    json(&repository.diff(&["--base", "main", "--format", "json"]))
}

/// Rule, item, versions and reason of each change of a report.
pub fn changes(report: &Value) -> Vec<String> {
    let word = |change: &Value, key: &str| change[key].as_str().unwrap_or("-").to_owned();
    let changes = report["changes"].as_array().unwrap().iter();
    let lines = changes.map(|change| {
        let versions = change["versions"].as_array().unwrap().iter();
        let versions: Vec<_> = versions.map(|name| name.as_str().unwrap()).collect();
        let (rule, item) = (word(change, "rule"), word(change, "item"));
        let versions = versions.join(",");
        format!("{rule} {item} {versions} {}", word(change, "waived"))
    });
    lines.collect()
}

/// A report of our own spec without its lines, which every edit of it moves.
pub fn without_lines(report: &str) -> String {
    let mut text = report.to_owned();
    for mark in [".yaml:", ".yaml,line="] {
        let mut parts = text.split(mark);
        let first = parts.next().unwrap_or_default().to_owned();
        let rest = parts.map(|part| part.trim_start_matches(|c: char| c.is_ascii_digit()));
        text = rest.fold(first, |text, part| format!("{text}{mark}…{part}"));
    }
    text
}

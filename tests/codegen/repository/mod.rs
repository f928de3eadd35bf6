//! A git repository in a folder that goes away, with a spec in it.

#![allow(dead_code)] // No test uses all of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

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

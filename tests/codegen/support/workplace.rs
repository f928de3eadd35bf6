//! A copy of our spec, and runs of the binary over it.

#![allow(dead_code)] // No test uses all of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A copy of our spec, and a folder for what is generated from it.
pub struct Workplace(pub tempfile::TempDir);

pub type Files = BTreeMap<PathBuf, Vec<u8>>;

impl Workplace {
    /// One without a spec.
    pub fn empty() -> Self {
        let workplace = Self(tempfile::tempdir().unwrap());
        fs::create_dir(workplace.spec()).unwrap();
        workplace
    }

    pub fn new() -> Self {
        let workplace = Self::empty();
        for entry in fs::read_dir(super::CONTRACT).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, workplace.spec().join(path.file_name().unwrap())).unwrap();
        }
        workplace
    }

    pub fn spec(&self) -> PathBuf {
        self.0.path().join("spec")
    }

    pub fn out(&self) -> PathBuf {
        self.0.path().join("generated")
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_page-conversations-codegen"));
        let paths = [self.spec(), self.out()];
        command.args(arguments).arg("--spec").arg(&paths[0]);
        command.arg("--out").arg(&paths[1]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs what must succeed.
    pub fn generate(&self) -> Output {
        let output = self.run(&[]);
        assert_eq!(output.status.code(), Some(0), "{}", complained(&output));
        output
    }

    /// Names the contract, and changes a doc of it: many generated files change.
    pub fn name(&self, word: &str) {
        let spec = include_str!("../specs/history.yaml");
        let named = spec.replace("title: Versions", &format!("title: {word}"));
        let text = named.replace("doc: Likes.", &format!("doc: {word}."));
        assert_ne!(text, named);
        fs::write(self.spec().join("contract.yaml"), text).unwrap();
    }
}

pub fn files(folder: &Path) -> Files {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.file_type().unwrap().is_dir() {
                true => folders.push(entry.path()),
                false => drop(files.insert(entry.path(), fs::read(entry.path()).unwrap())),
            }
        }
    }
    files
}

pub fn temporary(files: &Files) -> Vec<&Path> {
    let paths = files.keys().map(PathBuf::as_path);
    let temporary = |path: &&Path| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with(".codegen-")
    };
    paths.filter(temporary).collect()
}

pub fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn complained(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

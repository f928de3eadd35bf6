//! A copy of our spec and files of Meta's, in a folder of their own.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

use crate::support::CONTRACT;
use crate::support::catalogues::Made;

pub type Files = BTreeMap<String, Value>;

pub struct Workplace(pub tempfile::TempDir);

impl Workplace {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let spec = folder.path().join("spec");
        fs::create_dir(&spec).unwrap();
        for entry in fs::read_dir(CONTRACT).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, spec.join(path.file_name().unwrap())).unwrap();
        }
        Made::v26().write(&folder.path().join("v26.0"));
        Self(folder)
    }

    pub fn specs(&self) -> PathBuf {
        self.0.path().join("v26.0/specs")
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.specs().join(format!("{name}.json"))
    }

    pub fn run(&self, more: &[&str]) -> Output {
        let version = ["--graph-version", "v26.0"];
        let version = if more.contains(&"--draft") {
            &[][..]
        } else {
            &version
        };
        Command::new(env!("CARGO_BIN_EXE_page-conversations-codegen"))
            .current_dir(self.0.path())
            .args(["upstream", "v26.0", "--spec", "spec", "--out", "generated"])
            .args(version)
            .args(more)
            .output()
            .unwrap()
    }

    pub fn spec(&self) -> Vec<String> {
        let mut texts: Vec<_> = fs::read_dir(self.0.path().join("spec"))
            .unwrap()
            .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
            .collect();
        texts.sort();
        texts
    }

    /// Compares and applies: both refuse, in the same words, and write nothing.
    pub fn refused(&self) -> String {
        let before = self.spec();
        let compared = self.run(&[]);
        assert_eq!(compared.status.code(), Some(2), "{}", complained(&compared));
        let applied = self.run(&["--apply"]);
        assert_eq!(applied.status.code(), Some(2), "{}", complained(&applied));
        assert_eq!(complained(&compared), complained(&applied));
        assert!(!self.0.path().join("generated").exists());
        assert_eq!(self.spec(), before);
        assert!(compared.stdout.is_empty());
        complained(&compared)
    }
}

pub fn complained(output: &Output) -> String {
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(!said.contains("panicked"), "{said}");
    said
}

pub fn fields(files: &mut Files) -> &mut Vec<Value> {
    files.get_mut("UnifiedThread").unwrap()["fields"]
        .as_array_mut()
        .unwrap()
}

pub fn platform(files: &mut Files) -> &mut Value {
    &mut files.get_mut("enum_types").unwrap()[0]
}

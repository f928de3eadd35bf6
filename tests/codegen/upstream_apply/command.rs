//! The command `upstream --apply`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::applying::up_to;
use crate::support::catalogues::Made;

struct Workplace(tempfile::TempDir);

impl Workplace {
    /// Our contract up to v22.0, in a folder of its own.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let spec = folder.path().join("spec");
        fs::create_dir(&spec).unwrap();
        for source in up_to("v22.0").sources().0 {
            let name = source.name.rsplit('/').next().unwrap();
            fs::write(spec.join(name), source.text).unwrap();
        }
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, files: &Path, more: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_page-conversations-codegen"))
            .arg("upstream")
            .arg(files)
            .arg("--spec")
            .arg(self.path("spec"))
            .arg("--out")
            .arg(self.path("generated"))
            .args(more)
            .output()
            .unwrap()
    }

    fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        let mut folders = vec![self.0.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    found.push((path.clone(), fs::read(&path).unwrap()));
                }
            }
        }
        found.sort();
        found
    }
}

fn complained(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_version_that_is_not_there_is_opened_once_its_day_is_said() {
    let workplace = Workplace::new();
    let files = workplace.path("files");
    Made::v26().write(&files);
    let before = workplace.files();
    let refused = workplace.run(&files, &["--graph-version", "v27.0", "--apply"]);
    assert_eq!(refused.status.code(), Some(2));
    let said = complained(&refused);
    assert!(
        said.contains("v22.0") && said.contains("--released"),
        "{said}"
    );
    assert_eq!(workplace.files(), before);

    let arguments = [
        "--graph-version",
        "v27.0",
        "--apply",
        "--released",
        "2027-01-20",
    ];
    let done = workplace.run(&files, &arguments);
    assert_eq!(done.status.code(), Some(0), "{}", complained(&done));
    insta::assert_snapshot!("applied", {
        let said = String::from_utf8(done.stdout).unwrap();
        let lines = said.lines().filter(|line| !line.contains("v27_0"));
        lines.collect::<Vec<_>>().join("\n")
    });
    let once = workplace.files();
    let again = workplace.run(&files, &arguments);
    assert_eq!(again.status.code(), Some(0));
    assert_eq!(workplace.files(), once);

    let other = [
        "--graph-version",
        "v27.0",
        "--apply",
        "--released",
        "2027-01-21",
    ];
    let refused = workplace.run(&files, &other);
    assert_eq!(refused.status.code(), Some(2));
    assert!(complained(&refused).contains("2027-01-20"));
    assert_eq!(workplace.files(), once);
}

#[test]
fn what_is_left_to_decide_ends_with_1() {
    let workplace = Workplace::new();
    let files = workplace.path("files");
    Made::v26().field("snippet", "int").write(&files);
    let arguments = [
        "--graph-version",
        "v23.0",
        "--apply",
        "--released",
        "2025-05-29",
    ];
    let done = workplace.run(&files, &arguments);
    assert_eq!(done.status.code(), Some(1), "{}", complained(&done));
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(
        said.contains("Decide") && said.contains("UnifiedThread.snippet"),
        "{said}"
    );
}

#[test]
fn a_spec_that_is_wrong_is_not_edited() {
    let workplace = Workplace::new();
    let files = workplace.path("files");
    Made::v26().write(&files);
    let thread = workplace.path("spec").join("unified_thread.yaml");
    let text = fs::read_to_string(&thread)
        .unwrap()
        .replace("type: bool", "type: boolean");
    fs::write(&thread, text).unwrap();
    let before = workplace.files();
    let arguments = [
        "--graph-version",
        "v23.0",
        "--apply",
        "--released",
        "2025-05-29",
    ];
    let refused = workplace.run(&files, &arguments);
    assert_eq!(refused.status.code(), Some(2));
    assert!(complained(&refused).contains("boolean"));
    assert_eq!(workplace.files(), before);
}

//! `cargo codegen` as it is called: exit codes, and what is written.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

use crate::support::{CONTRACT, sarif};

const RIGHT: &str = "../tests/codegen/specs/history.yaml";
const WRONG: &str = "../tests/codegen/wrong_specs/reading/unknown_key.yaml";

struct Workplace(tempfile::TempDir);

impl Workplace {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn out(&self) -> PathBuf {
        self.0.path().join("generated")
    }

    fn run(&self, spec: &str, more: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_page-conversations-codegen"))
            .args(["--spec", spec, "--out"])
            .arg(self.out())
            .args(more)
            .output()
            .unwrap()
    }

    /// Every file with its text and the time of its last change.
    fn files(&self) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.out()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let changed = fs::metadata(&path).unwrap().modified().unwrap();
                    files.insert(path.clone(), (fs::read(&path).unwrap(), changed));
                }
            }
        }
        files
    }
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn complained(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn a_second_run_touches_nothing() {
    let workplace = Workplace::new();
    let first = workplace.run(RIGHT, &[]);
    assert_eq!(code(&first), Some(0), "{}", complained(&first));
    let before = workplace.files();
    assert!(before.len() > 20);
    let second = workplace.run(RIGHT, &[]);
    assert_eq!(code(&second), Some(0));
    insta::assert_snapshot!(said(&second));
    assert_eq!(workplace.files(), before);
}

#[test]
fn check_finds_stale_missing_and_left_over_files_and_writes_nothing() {
    let workplace = Workplace::new();
    workplace.run(RIGHT, &[]);
    assert_eq!(code(&workplace.run(RIGHT, &["--check"])), Some(0));

    let left_over = workplace.out().join("types/v0_1/gone.rs");
    fs::create_dir_all(left_over.parent().unwrap()).unwrap();
    fs::copy(workplace.out().join("mod.rs"), &left_over).unwrap();
    fs::remove_file(workplace.out().join("v1_0.rs")).unwrap();
    let stale = workplace.out().join("errors/codes.rs");
    let text = fs::read_to_string(&stale).unwrap();
    fs::write(&stale, text.replace("Closed", "Open")).unwrap();

    let before = workplace.files();
    let checked = workplace.run(RIGHT, &["--check"]);
    assert_eq!(code(&checked), Some(1));
    insta::assert_snapshot!(said(&checked));
    assert!(complained(&checked).contains("run `cargo codegen`"));
    assert_eq!(workplace.files(), before);

    let mended = workplace.run(RIGHT, &[]);
    assert_eq!(code(&mended), Some(0));
    assert!(!left_over.exists());
    assert!(!left_over.parent().unwrap().exists());
    assert_eq!(code(&workplace.run(RIGHT, &["--check"])), Some(0));
}

#[test]
fn a_wrong_spec_is_told_and_nothing_is_written() {
    let workplace = Workplace::new();
    let refused = workplace.run(WRONG, &[]);
    assert_eq!(code(&refused), Some(2));
    assert!(complained(&refused).contains("unknown_key.yaml:"));
    assert!(!workplace.out().exists());

    workplace.run(RIGHT, &[]);
    let before = workplace.files();
    assert_eq!(code(&workplace.run(WRONG, &[])), Some(2));
    assert_eq!(code(&workplace.run(WRONG, &["--check"])), Some(2));
    assert_eq!(workplace.files(), before);
}

#[test]
fn files_that_nobody_generated_are_left_alone() {
    let workplace = Workplace::new();
    fs::create_dir_all(workplace.out()).unwrap();
    for name in ["notes.txt", "mod.rs"] {
        let own = workplace.out().join(name);
        fs::write(&own, "mine").unwrap();
        let refused = workplace.run(RIGHT, &[]);
        assert_eq!(code(&refused), Some(2));
        assert!(
            complained(&refused).contains(name),
            "{}",
            complained(&refused)
        );
        assert_eq!(workplace.files().len(), 1);
        assert_eq!(fs::read_to_string(&own).unwrap(), "mine");
        fs::remove_file(own).unwrap();
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_told() {
    let workplace = Workplace::new();
    fs::write(workplace.out(), "a file, not a folder").unwrap();
    let refused = workplace.run(RIGHT, &[]);
    assert_eq!(code(&refused), Some(2));
    assert!(
        complained(&refused).starts_with("error: cannot "),
        "{}",
        complained(&refused)
    );
}

#[test]
fn versions_near_their_end_are_told_beside_the_output() {
    let workplace = Workplace::new();
    let early = workplace.run(RIGHT, &["--today", "2021-01-01"]);
    assert_eq!(code(&early), Some(0));
    assert_eq!(complained(&early), "");
    let files = workplace.files();

    let late = workplace.run(RIGHT, &["--today", "2023-12-01"]);
    assert_eq!(code(&late), Some(0));
    assert_eq!(
        complained(&late),
        "     Expired v1.0 on 2022-01-01: Graph answers it with v3.0\n     \
              Expired v2.0 on 2023-01-01: Graph answers it with v3.0\n     \
              Expires v3.0 on 2024-01-01, in 31 days\n"
    );
    assert_eq!(workplace.files(), files);
    let checked = workplace.run(RIGHT, &["--check", "--today", "2023-12-01"]);
    assert_eq!(code(&checked), Some(0));
    assert_eq!(complained(&checked), complained(&late));
}

#[test]
fn usage_that_is_wrong_is_told() {
    let workplace = Workplace::new();
    assert_eq!(code(&workplace.run(RIGHT, &["--chekc"])), Some(2));
    assert_eq!(
        code(&workplace.run(RIGHT, &["--today", "tomorrow"])),
        Some(2)
    );
    assert!(!Path::new(&workplace.out()).exists());
}

#[test]
fn the_readme_shows_what_is_said_of_a_contract() {
    let workplace = Workplace::new();
    workplace.run(CONTRACT, &[]);
    let output = workplace.run(CONTRACT, &["--check"]);
    assert_eq!(code(&output), Some(0));
    let readme = include_str!("../../README.md");
    assert!(readme.contains(&said(&output)), "{}", said(&output));
}

/// `cargo codegen | head` ends as it would have.
#[test]
fn nobody_has_to_listen() {
    let workplace = Workplace::new();
    for (spec, expected) in [(RIGHT, 0), (WRONG, 2)] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_page-conversations-codegen"))
            .args(["--today", "2999-01-01", "--spec", spec, "--out"])
            .arg(workplace.out())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        drop((child.stdout.take(), child.stderr.take()));
        assert_eq!(child.wait().unwrap().code(), Some(expected));
    }
}

/// A report that nobody reads to its end is no error; one that cannot be written is.
#[test]
#[cfg(target_os = "linux")]
fn a_report_may_be_closed_but_not_lost() {
    let codegen = env!("CARGO_BIN_EXE_page-conversations-codegen");
    let formats = ["human", "markdown", "json", "github", "sarif"];
    for format in formats {
        let diff = format!("'{codegen}' diff v1.0 v10.0 --format {format} --spec {RIGHT}");
        let ended = Command::new("bash")
            .args(["-c", &format!("{diff} | true; echo ${{PIPESTATUS[0]}}")])
            .output()
            .unwrap();
        assert_eq!(
            (said(&ended), complained(&ended)),
            ("1\n".to_owned(), String::new())
        );
        let full = Command::new("bash")
            .args(["-c", &format!("{diff} > /dev/full")])
            .output()
            .unwrap();
        assert_eq!(code(&full), Some(2), "{format}");
        assert!(complained(&full).starts_with("error: cannot write the report: "));
    }
}

#[test]
fn a_check_reports_an_invalid_spec_in_every_format() {
    let workplace = Workplace::new();
    let github = workplace.run(WRONG, &["--check", "--format", "github"]);
    assert_eq!(code(&github), Some(2));
    // The path is relative to the root of the repository, if there is one around it.
    let text = said(&github);
    let (_, name) = text.split_once("file=").unwrap();
    let (root, _) = name.split_once("tests/codegen/").unwrap();
    insta::assert_snapshot!(text.replace(&format!("file={root}"), "file="));
    assert!(
        complained(&github).contains("unknown_key.yaml:"),
        "the log shows the lines"
    );
    for (format, start) in [
        ("markdown", "## 5 errors in the spec; nothing was written\n"),
        (
            "json",
            "{\n  \"summary\": \"5 errors in the spec; nothing was written\",\n",
        ),
        ("sarif", "{\n  \"$schema\": "),
        ("human", ""),
    ] {
        let output = workplace.run(WRONG, &["--check", "--format", format]);
        assert_eq!(code(&output), Some(2));
        assert!(said(&output).starts_with(start), "{}", said(&output));
        if format == "sarif" {
            sarif::valid(&said(&output));
        }
        assert_eq!(complained(&output), complained(&github));
    }
    assert_eq!(said(&workplace.run(WRONG, &[])), "");
}

#[test]
fn a_check_reports_stale_files_in_every_format() {
    let workplace = Workplace::new();
    workplace.run(RIGHT, &[]);
    for (format, expected) in [
        ("github", ""),
        ("markdown", "## The 49 generated files are up to date\n"),
        (
            "json",
            "{\n  \"summary\": \"The 49 generated files are up to date\",\n  \"problems\": []\n}\n",
        ),
    ] {
        let output = workplace.run(RIGHT, &["--check", "--format", format]);
        assert_eq!(
            (code(&output), said(&output)),
            (Some(0), expected.to_owned())
        );
    }
    fs::remove_file(workplace.out().join("v1_0.rs")).unwrap();
    fs::write(workplace.out().join(".codegen-a1B2c3"), "").unwrap();
    let root = workplace.0.path().to_str().unwrap();
    for format in ["github", "markdown"] {
        let output = workplace.run(RIGHT, &["--check", "--format", format]);
        assert_eq!(code(&output), Some(1));
        insta::assert_snapshot!(
            format!("stale_{format}"),
            said(&output).replace(root, "ROOT")
        );
    }
    assert_eq!(code(&workplace.run(RIGHT, &["--format", "json"])), Some(0));
    assert_eq!(code(&workplace.run(RIGHT, &["--check"])), Some(0));
}

/// The numbers of the last line are those of the lines above it and of the folder.
#[test]
fn what_a_run_changed_is_counted_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("generated");
    let run = |spec: &str| {
        let spec = format!("../tests/codegen/specs/{spec}.yaml");
        let arguments = ["--spec", &spec, "--out", out.to_str().unwrap()];
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_page-conversations-codegen"))
            .args(arguments)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let files = |folder: &std::path::Path| {
        let mut files = 0;
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => folders.push(path),
                    false => files += 1,
                }
            }
        }
        files
    };
    let mut removed = 0;
    for spec in ["history", "node", "history", "edge", "reuse"] {
        let said = run(spec);
        let last = said.lines().last().unwrap().trim().to_owned();
        let listed = |verb: &str| {
            let lines = said.lines().map(str::trim);
            lines.filter(|line| line.starts_with(verb)).count()
        };
        let all = files(&out);
        let number = |what: &str| -> usize {
            let parts = last.split([':', ',', ';']).map(str::trim);
            let mut parts = parts.filter_map(|part| part.split_once(' '));
            let part = parts.find(|(_, word)| *word == what);
            part.map_or(0, |(number, _)| number.parse().unwrap())
        };
        assert!(
            last.starts_with(&format!("Finished {all} files: ")),
            "{last}"
        );
        for (verb, what) in [
            ("Added ", "added"),
            ("Updated ", "updated"),
            ("Removed ", "removed"),
        ] {
            assert_eq!(number(what), listed(verb), "{what}: {said}");
        }
        let counted = number("added") + number("updated") + number("unchanged");
        assert_eq!(counted, all, "{last}");
        removed += number("removed");
    }
    assert!(removed > 0);
}

//! The record of the last run: it saves work, and never hides any.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

const SPEC: &str = "../tests/codegen/specs/history.yaml";

/// A program in a target folder of its own, a spec and an output folder.
struct Workplace(tempfile::TempDir);

impl Workplace {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        fs::create_dir_all(place.path("target/deps")).unwrap();
        let built = env!("CARGO_BIN_EXE_page-conversations-codegen");
        fs::copy(built, place.program()).unwrap();
        fs::copy(SPEC, place.path("history.yaml")).unwrap();
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn program(&self) -> PathBuf {
        let name = format!("codegen{}", std::env::consts::EXE_SUFFIX);
        self.path("target").join(name)
    }

    fn record(&self) -> PathBuf {
        self.path("target/page-conversations-codegen.last-run")
    }

    /// Runs the program, and returns the exit code and what it prints.
    fn run(&self, args: &[&str]) -> (Option<i32>, String) {
        let mut command = Command::new(self.program());
        command
            .args(["--today", "2026-11-29"])
            .arg("--spec")
            .arg(self.path("history.yaml"))
            .arg("--out")
            .arg(self.path("generated"))
            .args(args);
        let output = loop {
            match command.output() {
                // A process that another test starts has the copy open until it is running.
                Err(error) if error.kind() == ErrorKind::ExecutableFileBusy => {}
                output => break output.unwrap(),
            }
        };
        let printed = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(printed).unwrap())
    }

    /// Whether the next run uses the record, of which a word is changed.
    fn uses_record(&self) -> bool {
        let record = fs::read_to_string(self.record()).unwrap();
        let marked = record.replace(" versions, ", " marked versions, ");
        assert_ne!(marked, record);
        fs::write(self.record(), marked).unwrap();
        let (code, printed) = self.run(&[]);
        assert_eq!(code, Some(0), "{printed}");
        printed.contains("marked")
    }
}

#[test]
fn a_run_with_nothing_to_do_uses_the_record() {
    let place = Workplace::new();
    let first = place.run(&[]);
    assert_eq!(first.0, Some(0), "{}", first.1);
    let (_, generated) = place.run(&[]);
    fs::remove_file(place.record()).unwrap();
    let (_, again) = place.run(&[]);
    assert_eq!(generated, again);
    assert!(place.uses_record());
    // A check compares all files, whatever the record says.
    let (code, printed) = place.run(&["--check"]);
    assert_eq!(code, Some(0));
    assert!(!printed.contains("marked"), "{printed}");
}

#[test]
fn whatever_differs_from_the_record_is_generated() {
    let edit = |path: &Path| {
        let text = fs::read_to_string(path).unwrap();
        fs::write(path, text.replacen("Likes.", "Likes!", 1)).unwrap();
    };
    type Change<'c> = (&'c str, &'c dyn Fn(&Workplace));
    let changes: [Change<'_>; 8] = [
        ("spec", &|place| edit(&place.path("history.yaml"))),
        ("stale file", &|place| {
            edit(&place.path("generated/REFERENCE.md"));
        }),
        ("missing file", &|place| {
            fs::remove_file(place.path("generated/mod.rs")).unwrap();
        }),
        ("left file", &|place| {
            let file = place.path("generated/mod.rs");
            fs::copy(file, place.path("generated/other.rs")).unwrap();
        }),
        ("renamed file", &|place| {
            let file = place.path("generated/mod.rs");
            fs::rename(file, place.path("generated/mod2.rs")).unwrap();
        }),
        ("temporary file", &|place| {
            fs::write(place.path("generated/.codegen-1"), "").unwrap();
        }),
        ("program", &|place| {
            let program = fs::File::options().append(true).open(place.program());
            let later = SystemTime::now() + Duration::from_secs(1);
            program.unwrap().set_modified(later).unwrap();
        }),
        ("record", &|place| {
            fs::write(place.record(), "{").unwrap();
        }),
    ];
    for (name, change) in changes {
        let place = Workplace::new();
        place.run(&[]);
        change(&place);
        if name != "record" {
            assert!(!place.uses_record(), "{name}");
        }
        place.run(&[]);
        let (code, printed) = place.run(&["--check"]);
        assert_eq!(code, Some(0), "{name}: {printed}");
        assert!(place.uses_record(), "{name}");
    }
}

#[test]
fn a_run_that_warns_and_one_of_an_installed_program_leave_no_record() {
    let place = Workplace::new();
    let spec = place.path("history.yaml");
    let text = fs::read_to_string(&spec).unwrap();
    let text = text.replacen("doc: Likes.", "doc: To be written.", 1);
    fs::write(&spec, &text).unwrap();
    let (code, printed) = place.run(&[]);
    assert_eq!(code, Some(0), "{printed}");
    assert!(printed.contains("To be written"), "{printed}");
    assert!(!place.record().exists());

    let place = Workplace::new();
    fs::remove_dir(place.path("target/deps")).unwrap();
    place.run(&[]);
    assert!(!place.record().exists());
}

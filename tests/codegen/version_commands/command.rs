//! The commands that open and drop a version.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::CONTRACT;

struct Workplace(tempfile::TempDir);

impl Workplace {
    /// A copy of our spec, and nothing generated.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("spec")).unwrap();
        for entry in fs::read_dir(CONTRACT).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(
                &path,
                folder.path().join("spec").join(path.file_name().unwrap()),
            )
            .unwrap();
        }
        Self(folder)
    }

    fn spec(&self) -> PathBuf {
        self.0.path().join("spec")
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_page-conversations-codegen"))
            .args(args)
            .arg("--spec")
            .arg(self.spec())
            .arg("--out")
            .arg(self.0.path().join("generated"))
            .output()
            .unwrap()
    }

    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.0.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.insert(path.clone(), fs::read(&path).unwrap());
                }
            }
        }
        files
    }

    /// Runs what is refused, and gives what is said of it.
    fn refused(&self, args: &[&str]) -> String {
        let before = self.files();
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert_eq!(self.files(), before, "{args:?}");
        assert!(output.stdout.is_empty(), "{args:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        format!("$ {}\n{said}", args.join(" "))
    }
}

#[test]
fn a_new_version_is_opened_from_the_command_line() {
    let workplace = Workplace::new();
    workplace.run(&[]);
    let output = workplace.run(&["new-version", "v27.0", "--released", "2027-01-20"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    insta::assert_snapshot!(said.replace(&workplace.spec().display().to_string(), "spec"));
    let table = fs::read_to_string(workplace.spec().join("graph.yaml")).unwrap();
    assert!(table.contains(
        "  v26.0: { released: 2026-07-29, source: versions }\n  v27.0: { released: 2027-01-20, source: versions }\n"
    ));
    assert!(workplace.0.path().join("generated/v27_0.rs").exists());
    assert_eq!(workplace.run(&["--check"]).status.code(), Some(0));

    let output = workplace.run(&["drop-version", "v27.0"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(!workplace.0.path().join("generated/v27_0.rs").exists());
    for name in ["graph.yaml", "conversations.yaml"] {
        let ours = fs::read(Path::new(CONTRACT).join(name)).unwrap();
        assert_eq!(
            fs::read(workplace.spec().join(name)).unwrap(),
            ours,
            "{name}"
        );
    }
}

#[test]
fn what_cannot_be_opened_or_dropped_is_refused_and_nothing_is_written() {
    let workplace = Workplace::new();
    let new = |version: &'static str, more: &[&'static str]| {
        let args = [&["new-version", version][..], more].concat();
        workplace.refused(&args)
    };
    let said = [
        new("v26.0", &["--released", "2026-07-29"]),
        new("27", &["--released", "2027-01-20"]),
        new("v27.0", &["--released", "2027-02-30"]),
        new("v27.0", &["--released", "20.1.2027"]),
        new("v27.0", &[]),
        new(
            "v27.0",
            &["--released", "2027-01-20", "--expires", "2027-01-20"],
        ),
        new("v27.0", &["--released", "2026-07-29"]),
        // Before all versions: told of the one beside it.
        new("v27.0", &["--released", "2019-01-20"]),
        new("v18.0", &["--released", "2024-01-24"]),
        new("v20.5", &["--released", "2024-10-02"]),
        new(
            "v27.0",
            &["--released", "2027-01-20", "--source", "hearsay"],
        ),
        new("v27.0", &["--released", "2027-01-20", "--check"]),
        new("v27.0", &["--released", "2027-01-20", "--assume-same"]),
        workplace.refused(&["drop-version", "v27.0"]),
        workplace.refused(&["drop-version", "v22.0"]),
        workplace.refused(&["--check", "drop-version", "v26.0"]),
        workplace.refused(&["open-version", "v26.0"]),
    ];
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn a_spec_that_is_wrong_is_not_edited() {
    let workplace = Workplace::new();
    let graph = workplace.spec().join("graph.yaml");
    let text = fs::read_to_string(&graph).unwrap();
    fs::write(
        &graph,
        text.replace("released: 2024-05-21", "released: 2014-05-21"),
    )
    .unwrap();
    let said = workplace.refused(&["new-version", "v27.0", "--released", "2027-01-20"]);
    assert!(
        said.contains("`v20.0` is not released after `v19.0`"),
        "{said}"
    );
    assert!(said.contains("spec/graph.yaml:"), "{said}");
}

#[cfg(unix)]
#[test]
fn folders_that_cannot_be_written_are_told_and_nothing_is_written() {
    use std::os::unix::fs::PermissionsExt;
    let workplace = Workplace::new();
    workplace.run(&[]);
    for folder in ["spec", "generated"] {
        let folder = workplace.0.path().join(folder);
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
        // Who may do everything can write there all the same.
        if fs::write(folder.join(".probe"), "").is_ok() {
            fs::remove_file(folder.join(".probe")).unwrap();
            println!("skipped: this user may write to a read-only folder");
        } else {
            let said = workplace.refused(&["new-version", "v27.0", "--released", "2027-01-20"]);
            assert!(said.contains("error: cannot write "), "{said}");
        }
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

#[test]
fn nothing_is_edited_where_the_generated_files_cannot_be_written() {
    let workplace = Workplace::new();
    let generated = workplace.0.path().join("generated");
    let refused = || workplace.refused(&["new-version", "v27.0", "--released", "2027-01-20"]);
    fs::write(&generated, "a file, not a folder").unwrap();
    let said = refused();
    assert!(said.contains("error: cannot "), "{said}");
    fs::remove_file(&generated).unwrap();
    #[cfg(unix)]
    {
        // What is found out only when it is written.
        std::os::unix::fs::symlink(workplace.0.path().join("nowhere"), &generated).unwrap();
        let spec = |workplace: &Workplace| fs::read(workplace.spec().join("graph.yaml")).unwrap();
        let before = spec(&workplace);
        let output = workplace.run(&["new-version", "v27.0", "--released", "2027-01-20"]);
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(spec(&workplace), before);
    }
}

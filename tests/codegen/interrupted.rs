//! Runs that are killed, and runs at the same time.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use page_conversations_codegen::build;
use page_conversations_codegen::emit::output::lock::{Access, Locks};

/// A copy of our spec, and a folder for what is generated from it.
struct Workplace(tempfile::TempDir);

type Files = BTreeMap<PathBuf, Vec<u8>>;

impl Workplace {
    /// One without a spec.
    fn empty() -> Self {
        let workplace = Self(tempfile::tempdir().unwrap());
        fs::create_dir(workplace.spec()).unwrap();
        workplace
    }

    fn new() -> Self {
        let workplace = Self::empty();
        for entry in fs::read_dir("../spec").unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, workplace.spec().join(path.file_name().unwrap())).unwrap();
        }
        workplace
    }

    fn spec(&self) -> PathBuf {
        self.0.path().join("spec")
    }

    fn out(&self) -> PathBuf {
        self.0.path().join("generated")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_page-conversations-codegen"));
        let paths = [self.spec(), self.out()];
        command.args(arguments).arg("--spec").arg(&paths[0]);
        command.arg("--out").arg(&paths[1]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs what must succeed.
    fn generate(&self) -> Output {
        let output = self.run(&[]);
        assert_eq!(output.status.code(), Some(0), "{}", complained(&output));
        output
    }

    /// Names the contract, and changes a doc of it: many generated files change.
    fn name(&self, word: &str) {
        let spec = include_str!("specs/history.yaml");
        let named = spec.replace("title: Versions", &format!("title: {word}"));
        let text = named.replace("doc: Likes.", &format!("doc: {word}."));
        assert_ne!(text, named);
        fs::write(self.spec().join("contract.yaml"), text).unwrap();
    }
}

fn files(folder: &Path) -> Files {
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

fn temporary(files: &Files) -> Vec<&Path> {
    let paths = files.keys().map(PathBuf::as_path);
    let temporary = |path: &&Path| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with(".codegen-")
    };
    paths.filter(temporary).collect()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn complained(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Starts a run, kills it after a while, and returns whether it was still running.
fn kill(workplace: &Workplace, arguments: &[&str], delay: Duration, signal: &str) -> bool {
    let mut child = workplace.command(arguments).spawn().unwrap();
    sleep(delay);
    match signal {
        // Sent by this process, which is faster.
        "-KILL" => child.kill().unwrap(),
        _ if child.try_wait().unwrap().is_none() => {
            let pid = child.id().to_string();
            Command::new("kill").args([signal, &pid]).output().unwrap();
        }
        _ => {}
    }
    child.wait().unwrap().code().is_none()
}

/// Moments and signals to kill a run that takes so long, until there are enough:
/// most of them in its second half, which writes.
fn moments(run: Duration) -> impl Iterator<Item = (Duration, &'static str)> {
    let share = |index: u32| match index % 4 {
        0 => f64::from(index % 32) / 32.0,
        _ => 0.4 + 0.8 * f64::from(index * 7 % 32) / 32.0,
    };
    let signal = |index: u32| ["-KILL", "-TERM", "-KILL"][index as usize % 3];
    (0..400).map(move |index| (run.mul_f64(share(index)), signal(index)))
}

#[test]
fn a_killed_run_leaves_whole_files_and_the_next_run_cleans_up() {
    let workplace = Workplace::empty();
    workplace.name("First");
    let start = Instant::now();
    workplace.generate();
    let run = start.elapsed();
    let first = files(&workplace.out());
    workplace.name("Second");
    workplace.generate();
    let second = files(&workplace.out());
    let different = second
        .iter()
        .filter(|(path, text)| first.get(*path) != Some(text));
    assert!(different.count() > 5);

    let (mut runs, mut killed, mut left, mut mixed) = (0, 0, 0, 0);
    for (index, (moment, signal)) in moments(run).enumerate() {
        if killed >= 40 && left >= 10 {
            break;
        }
        runs += 1;
        // Every other run writes all files.
        let (word, goal) = match index % 2 {
            0 => ("First", &first),
            _ => ("Second", &second),
        };
        workplace.name(word);
        if index % 4 > 1 {
            fs::remove_dir_all(workplace.out()).unwrap();
        }
        killed += u32::from(kill(&workplace, &[], moment, signal));

        let found = files(&workplace.out());
        let temporary = temporary(&found);
        let whole = found
            .iter()
            .filter(|(path, _)| !temporary.contains(&path.as_path()));
        for (path, text) in whole {
            let known = [first.get(path), second.get(path)];
            assert!(
                known.contains(&Some(text)),
                "{} is half-written",
                path.display()
            );
        }
        let checked = workplace.run(&["--check"]);
        let stale = found != *goal;
        assert_eq!(
            checked.status.code(),
            Some(i32::from(stale)),
            "{}",
            said(&checked)
        );
        for path in &temporary {
            let line = format!("Interrupted {}, which a run left\n", path.display());
            assert!(said(&checked).contains(&line), "{}", said(&checked));
        }
        assert_eq!(files(&workplace.out()), found, "a check writes nothing");
        left += u32::from(!temporary.is_empty());
        mixed += u32::from(stale && temporary.is_empty());

        let next = workplace.generate();
        for path in &temporary {
            let line = format!(
                "Cleared {}, which an interrupted run left\n",
                path.display()
            );
            assert!(complained(&next).contains(&line), "{}", complained(&next));
        }
        assert_eq!(files(&workplace.out()), *goal);
    }
    println!(
        "{killed} of {runs} runs were killed: {left} left temporary files, {mixed} stale ones"
    );
    assert!(killed >= 40, "{killed} runs were killed");
    assert!(left >= 10, "{left} runs left something");
}

#[test]
fn a_killed_edit_leaves_nothing_that_the_next_run_cannot_finish() {
    let workplace = Workplace::new();
    workplace.generate();
    let before = files(&workplace.spec());
    let edit = ["new-version", "v18.0", "--released", "2023-09-12"];
    let start = Instant::now();
    assert!(workplace.run(&edit).status.success());
    let run = start.elapsed();
    let after = files(&workplace.spec());
    let after_out = files(&workplace.out());
    let changed = after
        .iter()
        .filter(|(path, text)| before.get(*path) != Some(text));
    assert!(changed.count() > 2, "the edit is of several files");

    let (mut runs, mut killed, mut left, mut kept, mut half) = (0, 0, 0, 0, 0);
    for (moment, signal) in moments(run) {
        if killed >= 10 && left > 0 {
            break;
        }
        runs += 1;
        for (path, text) in &before {
            fs::write(path, text).unwrap();
        }
        workplace.generate();
        killed += u32::from(kill(&workplace, &edit, moment, signal));
        let found = files(&workplace.spec());
        let temporary = temporary(&found);
        left += u32::from(!temporary.is_empty());
        let whole = found
            .iter()
            .filter(|(path, _)| !temporary.contains(&path.as_path()));
        let whole: Files = whole
            .map(|(path, text)| (path.clone(), text.clone()))
            .collect();
        for (path, text) in &whole {
            let known = [before.get(path), after.get(path)];
            assert!(
                known.contains(&Some(text)),
                "{} is half-written",
                path.display()
            );
        }
        if whole != before && whole != after {
            half += 1;
            continue;
        }
        kept += u32::from(whole == before);
        workplace.generate();
        assert_eq!(files(&workplace.spec()), whole, "what was left is gone");
        if whole == before {
            assert!(workplace.run(&edit).status.success());
        }
        assert_eq!(files(&workplace.spec()), after);
        assert_eq!(files(&workplace.out()), after_out);
    }
    println!(
        "{killed} of {runs} edits were killed: {left} left temporary files in the spec, {kept} \
         changed nothing, {half} some files"
    );
    assert!(
        killed >= 10 && left > 0,
        "{killed} killed, {left} left something"
    );
    // Only between the first and the last rename of the spec.
    assert!(
        half <= killed / 4,
        "{half} of {killed} edits are incomplete"
    );
}

/// Starts runs while the folders are in use, and returns their outputs. `ready`
/// is called when all of them wait.
fn at_once(mut commands: Vec<Command>, ready: impl FnOnce()) -> Vec<Output> {
    let mut children: Vec<(Child, _)> = Vec::new();
    for command in &mut commands {
        let mut child = command.spawn().unwrap();
        let mut errors = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        errors.read_line(&mut line).unwrap();
        assert!(
            line.contains("Waiting for another run that uses `"),
            "{line}"
        );
        children.push((child, errors));
    }
    ready();
    let outputs = children.into_iter().map(|(child, mut errors)| {
        let mut output = child.wait_with_output().unwrap();
        std::io::Read::read_to_end(&mut errors, &mut output.stderr).unwrap();
        output
    });
    outputs.collect()
}

#[test]
fn runs_at_the_same_time_wait_for_each_other() {
    let workplace = Workplace::new();
    workplace.generate();
    let expected = files(&workplace.out());
    for runs in [2, 5] {
        fs::remove_dir_all(workplace.out()).unwrap();
        let mut locks = Locks::default();
        locks.output(&workplace.out(), Access::Write);
        let commands = (0..runs).map(|_| workplace.command(&[])).collect();
        let outputs = at_once(commands, || drop(locks));
        let wrote = outputs
            .iter()
            .filter(|output| said(output).contains("Added"));
        assert_eq!(
            wrote.count(),
            1,
            "one run writes, the others find nothing to do"
        );
        for output in &outputs {
            assert_eq!(output.status.code(), Some(0), "{}", complained(output));
            assert!(!complained(output).contains("Waiting"), "it is told once");
        }
        assert_eq!(files(&workplace.out()), expected);
    }
}

#[test]
fn edits_at_the_same_time_wait_for_each_other() {
    let workplace = Workplace::new();
    workplace.generate();
    let mut locks = Locks::default();
    locks.spec(&workplace.spec(), Access::Read);
    let commands = vec![
        workplace.command(&["drop-version", "v19.0"]),
        workplace.command(&["drop-version", "v19.0"]),
        workplace.command(&["format"]),
    ];
    let outputs = at_once(commands, || drop(locks));
    let codes: Vec<_> = outputs.iter().map(|output| output.status.code()).collect();
    assert_eq!(
        codes.iter().filter(|code| **code == Some(0)).count(),
        2,
        "{codes:?}"
    );
    let refused = outputs
        .iter()
        .find(|output| output.status.code() == Some(2));
    assert!(
        complained(refused.unwrap()).contains("v19.0"),
        "the second finds what the first did"
    );
    assert_eq!(workplace.run(&["--check"]).status.code(), Some(0));
}

#[test]
fn a_check_and_a_build_script_wait_for_a_run_that_writes() {
    let workplace = Workplace::new();
    workplace.generate();
    let mut locks = Locks::default();
    locks.output(&workplace.out(), Access::Write);
    let outputs = at_once(vec![workplace.command(&["--check"])], || drop(locks));
    assert_eq!(outputs[0].status.code(), Some(0));

    let mut locks = Locks::default();
    locks.spec(&workplace.spec(), Access::Write);
    let (spec, out) = (workplace.spec(), workplace.0.path().join("built"));
    let builder = std::thread::spawn(move || build(&spec, &out).is_ok());
    sleep(Duration::from_millis(300));
    assert!(!builder.is_finished());
    drop(locks);
    assert!(builder.join().unwrap());
}

/// Checks and comparisons do not wait for each other.
#[test]
fn runs_that_only_read_do_not_wait() {
    let workplace = Workplace::new();
    workplace.generate();
    let mut locks = Locks::default();
    locks.spec(&workplace.spec(), Access::Read);
    locks.output(&workplace.out(), Access::Read);
    for arguments in [&["--check"][..], &["diff", "v25.0", "v25.0"]] {
        let output = workplace.run(arguments);
        assert_eq!(output.status.code(), Some(0));
        assert!(
            !complained(&output).contains("Waiting"),
            "{}",
            complained(&output)
        );
    }
}

#[test]
fn a_run_that_waits_can_be_killed_and_blocks_nobody() {
    let workplace = Workplace::new();
    let mut locks = Locks::default();
    locks.output(&workplace.out(), Access::Write);
    for signal in ["-INT", "-TERM", "-KILL"] {
        let mut child = workplace.command(&[]).spawn().unwrap();
        let mut line = String::new();
        let mut errors = BufReader::new(child.stderr.take().unwrap());
        errors.read_line(&mut line).unwrap();
        assert!(line.contains("Waiting"), "{line}");
        let pid = child.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &pid])
                .status()
                .unwrap()
                .success()
        );
        assert_eq!(child.wait().unwrap().code(), None);
    }
    drop(locks);
    let next = workplace.generate();
    assert!(
        !complained(&next).contains("Waiting"),
        "{}",
        complained(&next)
    );
    let hidden = |path: &&PathBuf| path.file_name().unwrap().to_string_lossy().starts_with('.');
    let found = files(workplace.0.path());
    assert_eq!(found.keys().find(hidden), None, "no lock file is left");
}

/// The spec may be in the output folder, or be the folder that the output is in.
#[test]
fn a_folder_is_locked_once() {
    let workplace = Workplace::new();
    let spec = workplace.0.path().join("contract.yaml");
    fs::copy("../tests/codegen/specs/history.yaml", &spec).unwrap();
    for (out, expected) in [(".", 2), ("generated", 0)] {
        let output = Command::new(env!("CARGO_BIN_EXE_page-conversations-codegen"))
            .args(["--spec", "contract.yaml", "--out", out])
            .current_dir(workplace.0.path())
            .output()
            .unwrap();
        assert_eq!(
            output.status.code(),
            Some(expected),
            "{}",
            complained(&output)
        );
    }
}

#[test]
fn git_ignores_what_an_interrupted_run_leaves() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for folder in ["", "spec/", "generated/", "generated/types/", "drafts/"] {
        let path = format!("{folder}.codegen-a1B2c3");
        let ignored = Command::new("git")
            .args(["check-ignore", "--quiet", &path])
            .current_dir(&root)
            .status()
            .unwrap();
        assert!(ignored.success(), "{path}");
    }
}

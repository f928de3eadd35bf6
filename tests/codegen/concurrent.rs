//! Runs at the same time.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Output};
use std::thread::sleep;
use std::time::Duration;

use page_conversations_codegen::build;
use page_conversations_codegen::emit::output::lock::{Access, Locks};

use crate::support::workplace::{Workplace, complained, files, said};

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

/// Whether this process ignores SIGINT, as a shell lets its jobs in the background do.
fn ignores_interrupts() -> bool {
    const SIGINT: u32 = 2;
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mut lines = status.lines();
    let ignored = lines.find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    ignored.is_some_and(|mask| mask & (1 << (SIGINT - 1)) != 0)
}

#[test]
fn a_run_that_waits_can_be_killed_and_blocks_nobody() {
    let workplace = Workplace::new();
    let mut locks = Locks::default();
    locks.output(&workplace.out(), Access::Write);
    for signal in ["-INT", "-TERM", "-KILL"] {
        if signal == "-INT" && ignores_interrupts() {
            eprintln!("skipped: what started the tests ignores SIGINT, as their runs do then");
            continue;
        }
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

//! Runs that are killed.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use page_conversations_codegen::emit::output::{journal, stage};

use crate::support::workplace::{Files, Workplace, complained, files, said, temporary};

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

/// Shares of a run after which to kill it, with signals: most of them in its
/// second half, which writes.
fn moments() -> impl Iterator<Item = (f64, &'static str)> {
    let share = |index: u32| match index % 4 {
        0 => f64::from(index % 32) / 32.0,
        _ => 0.4 + 0.6 * f64::from(index * 7 % 32) / 32.0,
    };
    let signal = |index: u32| ["-KILL", "-TERM", "-KILL"][index as usize % 3];
    (0..300).map(move |index| (share(index), signal(index)))
}

/// How long a run takes, as far as kills tell: other tests slow it down.
fn estimate(run: Duration, killed: bool, left: bool) -> Duration {
    match (killed, left) {
        (false, _) => run.mul_f64(0.9),
        (true, false) => run.mul_f64(1.05),
        (true, true) => run,
    }
}

#[test]
fn a_killed_run_leaves_whole_files_and_the_next_run_cleans_up() {
    let workplace = Workplace::empty();
    workplace.name("First");
    let start = Instant::now();
    workplace.generate();
    let mut run = start.elapsed();
    let first = files(&workplace.out());
    workplace.name("Second");
    workplace.generate();
    let second = files(&workplace.out());
    let different = second
        .iter()
        .filter(|(path, text)| first.get(*path) != Some(text));
    assert!(different.count() > 5);

    let (mut runs, mut killed, mut left, mut mixed) = (0, 0, 0, 0);
    for (index, (share, signal)) in moments().enumerate() {
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
        let stopped = kill(&workplace, &[], run.mul_f64(share), signal);
        killed += u32::from(stopped);

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
        run = estimate(run, stopped, !temporary.is_empty());
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
    let mut run = start.elapsed();
    let after = files(&workplace.spec());
    let after_out = files(&workplace.out());
    let changed = after
        .iter()
        .filter(|(path, text)| before.get(*path) != Some(text));
    assert!(changed.count() > 2, "the edit is of several files");

    let (mut runs, mut killed, mut left, mut kept, mut half) = (0, 0, 0, 0, 0);
    for (share, signal) in moments() {
        if killed >= 5 && left > 0 {
            break;
        }
        runs += 1;
        for (path, text) in &before {
            fs::write(path, text).unwrap();
        }
        workplace.generate();
        let stopped = kill(&workplace, &edit, run.mul_f64(share), signal);
        killed += u32::from(stopped);
        let anything = !temporary(&files(workplace.0.path())).is_empty();
        let found = files(&workplace.spec());
        let temporary = temporary(&found);
        left += u32::from(anything);
        run = estimate(run, stopped, anything);
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
        half += u32::from(whole != before && whole != after);
        kept += u32::from(whole == before);
        workplace.generate();
        let finished = files(&workplace.spec());
        assert!(
            finished == before || finished == after,
            "an edit is finished, or not begun"
        );
        assert!(whole == before || finished == after);
        if finished == before {
            assert!(workplace.run(&edit).status.success());
        }
        assert_eq!(files(&workplace.spec()), after);
        assert_eq!(files(&workplace.out()), after_out);
    }
    println!(
        "{killed} of {runs} edits were killed: {left} left temporary files, {kept} \
         changed nothing, {half} some files"
    );
    assert!(
        killed >= 5 && left > 0,
        "{killed} killed, {left} left something"
    );
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

/// A kill between any two files: the run before is replayed up to there.
#[test]
fn an_edit_that_was_interrupted_between_two_files_is_finished() {
    let workplace = Workplace::new();
    workplace.generate();
    let before = files(&workplace.spec());
    assert!(
        workplace
            .run(&["new-version", "v18.0", "--released", "2023-09-12"])
            .status
            .success()
    );
    let after = files(&workplace.spec());
    let changed: Vec<_> = after
        .iter()
        .filter(|(path, text)| before.get(*path) != Some(text))
        .collect();
    for done in 0..=changed.len() {
        for touched in [false, true] {
            for (path, text) in &before {
                fs::write(path, text).unwrap();
            }
            let texts = changed
                .iter()
                .map(|(path, text)| ((*path).clone(), std::str::from_utf8(text).unwrap()));
            let staged = stage(texts).unwrap();
            journal::write(&workplace.spec(), staged.files()).unwrap();
            let replaced: Vec<_> = staged.files().take(done).collect();
            for (temporary, path) in replaced {
                fs::rename(temporary, path).unwrap();
            }
            // What is killed does not tidy up.
            std::mem::forget(staged);
            if touched {
                let path = changed[0].0;
                let text = fs::read_to_string(path).unwrap() + "# By hand.\n";
                fs::write(path, text).unwrap();
            }
            let left = files(&workplace.spec());
            assert!(!temporary(&left).is_empty());
            let checked = workplace.run(&["diff", "v25.0", "v25.0"]);
            assert!(
                complained(&checked).contains("an edit of `"),
                "{}",
                complained(&checked)
            );
            // What somebody changed in between may be invalid.
            let next = workplace.run(&["format"]);
            assert!(touched || next.status.success(), "{}", complained(&next));
            let found = files(&workplace.spec());
            assert!(temporary(&found).is_empty());
            if touched {
                let kept: Files = left
                    .into_iter()
                    .filter(|(path, _)| found.contains_key(path))
                    .collect();
                assert_eq!(
                    found, kept,
                    "what somebody changed since is not overwritten"
                );
            } else {
                assert_eq!(found, after);
            }
        }
    }
}

//! Runs that are killed.

use std::fs;
use std::path::Path;
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

use page_conversations_codegen::emit::output::{journal, stage};

use crate::support::workplace::{Files, Workplace, complained, files, said, temporary};

/// When to kill a run.
#[derive(Clone, Copy)]
enum Moment {
    /// After a share of the time that it takes.
    After(Duration),
    /// A share of five milliseconds after it has written the first temporary file.
    Writing(f64),
}

impl Moment {
    fn wait(self, workplace: &Workplace, child: &mut Child) {
        match self {
            Self::After(delay) => sleep(delay),
            Self::Writing(share) => {
                while !is_writing(workplace.0.path()) && child.try_wait().unwrap().is_none() {
                    sleep(Duration::from_micros(200));
                }
                sleep(Duration::from_secs_f64(share / 200.0));
            }
        }
    }
}

/// Whether a folder, or one in it, holds a temporary file with a text.
fn is_writing(folder: &Path) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut folders = vec![folder.to_owned()];
    folders.extend(
        entries
            .map(|entry| entry.path())
            .filter(|path| path.is_dir()),
    );
    let mut entries = folders
        .iter()
        .flat_map(|folder| fs::read_dir(folder).into_iter().flatten().flatten());
    entries.any(|entry| entry.file_name().to_string_lossy().starts_with(".codegen-"))
}

/// Starts a run, kills it, and returns whether it was still running.
fn kill(workplace: &Workplace, arguments: &[&str], moment: Moment, signal: &str) -> bool {
    let mut child = workplace.command(arguments).spawn().unwrap();
    moment.wait(workplace, &mut child);
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

/// Moments to kill runs, with signals: two of five as soon as a run writes, and most
/// of the others in its second half. `run` is how long a run takes.
fn moment(index: u32, run: Duration) -> (Moment, &'static str) {
    let share = match index % 4 {
        0 => f64::from(index % 32) / 32.0,
        _ => 0.4 + 0.6 * f64::from(index * 7 % 32) / 32.0,
    };
    let moment = match index % 5 {
        1 | 3 => Moment::Writing(share),
        _ => Moment::After(run.mul_f64(share)),
    };
    (moment, ["-KILL", "-TERM", "-KILL"][index as usize % 3])
}

/// How long a run takes, as far as kills tell: other tests slow it down.
fn estimate(run: Duration, moment: Moment, killed: bool, left: bool) -> Duration {
    match (moment, killed, left) {
        (Moment::After(_), false, _) => run.mul_f64(0.9),
        (Moment::After(_), true, false) => run.mul_f64(1.05),
        _ => run,
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
    for index in 0..300 {
        let (moment, signal) = moment(index, run);
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
        let stopped = kill(&workplace, &[], moment, signal);
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
        run = estimate(run, moment, stopped, !temporary.is_empty());
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
    for index in 0..300 {
        let (moment, signal) = moment(index, run);
        if killed >= 10 && left >= 4 {
            break;
        }
        runs += 1;
        for (path, text) in &before {
            fs::write(path, text).unwrap();
        }
        workplace.generate();
        let stopped = kill(&workplace, &edit, moment, signal);
        killed += u32::from(stopped);
        let anything = !temporary(&files(workplace.0.path())).is_empty();
        let found = files(&workplace.spec());
        let temporary = temporary(&found);
        left += u32::from(anything);
        run = estimate(run, moment, stopped, anything);
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
        killed >= 10 && left >= 4,
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

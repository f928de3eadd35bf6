//! The workflow `contract`: what its script does in a pull request.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::comments::Server;
use crate::support::repository::{MORE, NO_LIKES, Repository, SPEC, git};

const WORKFLOW: &str = include_str!("../../.github/workflows/contract.yml");

/// The script of a step.
fn script(job: &str, name: &str) -> String {
    let workflow: Value = serde_saphyr::from_str(WORKFLOW).unwrap();
    let steps = workflow["jobs"][job]["steps"].as_array().unwrap();
    let mut steps = steps.iter().filter(|step| step["name"] == name);
    steps.next().unwrap()["run"].as_str().unwrap().to_owned()
}

/// A script as GitHub runs a step. `codegen` is what `cargo codegen` runs.
fn step(script: &str, checkout: &Path, codegen: &str) -> Command {
    let tools = checkout.join(".git/tools");
    fs::create_dir_all(&tools).unwrap();
    let cargo = tools.join("cargo");
    fs::write(&cargo, format!("#!/bin/sh\nshift\n{codegen}\n")).unwrap();
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).unwrap();
    let path = std::env::var("PATH").unwrap();
    let mut command = Command::new("bash");
    command
        .args(["-e", "-c", script])
        .current_dir(checkout)
        .env("PATH", format!("{}:{path}", tools.display()))
        .env("GITHUB_STEP_SUMMARY", tools.join("summary.md"))
        .env("GITHUB_OUTPUT", tools.join("output"));
    command
}

/// What a step leaves behind: its exit code, the summary, the log, and the outputs.
struct Left {
    code: Option<i32>,
    summary: String,
    log: String,
    outputs: String,
}

fn left(mut command: Command, checkout: &Path) -> Left {
    let output = command.output().unwrap();
    let read = |name: &str| {
        let path = checkout.join(".git/tools").join(name);
        fs::read_to_string(path).unwrap_or_default()
    };
    Left {
        code: output.status.code(),
        summary: read("summary.md"),
        log: String::from_utf8([output.stdout, output.stderr].concat()).unwrap(),
        outputs: read("output"),
    }
}

/// `cargo codegen`, which is built already.
fn codegen() -> String {
    let codegen = env!("CARGO_BIN_EXE_page-conversations-codegen");
    format!("exec '{codegen}' \"$@\" --spec spec --out generated")
}

fn compare(checkout: &Path, target: &str, codegen: &str) -> Left {
    let script = script("review", "Compare the contract with the merge base");
    let mut command = step(&script, checkout, codegen);
    command.env("TARGET", target);
    left(command, checkout)
}

fn run(checkout: &Path, target: &str) -> (Option<i32>, String, String) {
    let left = compare(checkout, target, &codegen());
    assert_eq!(left.report(), left.summary, "the comment is the summary");
    (left.code, left.summary, left.log)
}

impl Left {
    /// The output `report`, read as GitHub does.
    fn report(&self) -> String {
        let (first, rest) = self.outputs.split_once('\n').unwrap();
        let end = first.strip_prefix("report<<").unwrap();
        assert_eq!(end.len(), 32, "nobody can guess it");
        let (report, rest) = rest.split_once(&format!("{end}\n")).unwrap();
        assert_eq!(rest, "");
        report.to_owned()
    }
}

/// A pull request that changes the spec, while its target goes on; gives the
/// target. The checkout is of the merge, as on GitHub.
fn pull_request((from, to): (&str, &str)) -> (Repository, String) {
    let repository = Repository::with(SPEC);
    repository.git(&["checkout", "--quiet", "-b", "change"]);
    repository.edit("spec/contract.yaml", from, to);
    repository.commit("The change");
    repository.git(&["checkout", "--quiet", "main"]);
    repository.write("README.md", "Something else.");
    let target = repository.commit("Something else");
    repository.git(&["merge", "--quiet", "--no-edit", "change"]);
    (repository, target)
}

#[test]
fn a_change_that_breaks_nobody_passes() {
    let (repository, target) = pull_request(MORE);
    let (code, summary, log) = run(&repository.path(), &target);
    assert_eq!(code, Some(0), "{log}");
    assert!(
        summary.starts_with("## This change breaks nobody."),
        "{summary}"
    );
    assert!(
        summary.contains(&format!("`{}`", &target[..10])),
        "{summary}"
    );
    assert!(
        log.starts_with("::notice file=spec/contract.yaml,line="),
        "{log}"
    );
}

#[test]
fn a_change_that_breaks_callers_fails_and_says_why() {
    let (repository, target) = pull_request(NO_LIKES);
    let (code, summary, log) = run(&repository.path(), &target);
    assert_eq!(code, Some(1), "{log}");
    assert!(
        summary.starts_with("## This change breaks callers in 1 place."),
        "{summary}"
    );
    assert!(
        log.starts_with("::error file=spec/contract.yaml,line=23,title=field-removed::"),
        "{log}"
    );
}

#[test]
fn a_clone_without_the_history_fails_and_says_what_to_do() {
    let repository = Repository::with(SPEC);
    repository.commit("More");
    let target = repository.git(&["rev-parse", "HEAD~1"]);
    let root = repository.path();
    let url = format!("file://{}", root.display());
    git(
        &root,
        &["clone", "--quiet", "--depth", "1", &url, "shallow"],
    );
    let (code, summary, log) = run(&root.join("shallow"), target.trim());
    assert_eq!(code, Some(2), "{log}");
    assert!(
        summary.starts_with("## The contracts cannot be compared\n")
            && summary.contains("fetch-depth: 0"),
        "{summary}"
    );
    assert!(log.contains("fetch-depth: 0"), "{log}");
}

#[test]
fn a_change_of_nothing_says_so() {
    let repository = Repository::with(SPEC);
    let target = repository.commit("Something else");
    let (code, summary, _) = run(&repository.path(), &target);
    assert_eq!(code, Some(0));
    assert!(
        summary.starts_with("## This change leaves the contract as it is."),
        "{summary}"
    );
}

#[test]
fn an_invalid_spec_is_the_summary() {
    let (repository, target) = pull_request(("doc: Likes.,", "dok: Likes.,"));
    let (code, summary, log) = run(&repository.path(), &target);
    assert_eq!(code, Some(2), "{log}");
    assert!(
        summary.starts_with("## 1 error in the spec in the working tree (head)"),
        "{summary}"
    );
    assert!(summary.contains("spec/contract.yaml:24"), "{summary}");
    assert!(
        log.starts_with("::error file=spec/contract.yaml,line=24,endLine=24,col="),
        "{log}"
    );
}

#[test]
fn a_tool_that_crashes_is_the_summary() {
    let (repository, target) = pull_request(MORE);
    for codegen in ["exit 101", "echo '## Half a rep'; kill -ABRT $$"] {
        fs::remove_dir_all(repository.path().join(".git/tools")).unwrap_or_default();
        let left = compare(&repository.path(), &target, codegen);
        assert!(left.code > Some(100), "{:?}", left.code);
        assert!(
            left.summary
                .starts_with("## The contracts were not compared\n")
        );
        assert!(
            left.summary
                .contains(&format!("exit code {}.", left.code.unwrap()))
        );
        assert_eq!(left.report(), left.summary);
    }
}

#[test]
fn stale_files_are_annotated_and_added_to_the_summary() {
    let (repository, _) = pull_request(MORE);
    let script = script("review", "Check that the generated files are up to date");
    let check = || {
        left(
            step(&script, &repository.path(), &codegen()),
            &repository.path(),
        )
    };
    let stale = check();
    assert_eq!(stale.code, Some(1), "{}", stale.log);
    assert!(
        stale.log.starts_with("::error file=generated/"),
        "{}",
        stale.log
    );
    assert!(
        stale
            .summary
            .contains("## 49 files have to change: run `cargo codegen`")
    );
    fs::remove_dir_all(repository.path().join(".git/tools")).unwrap();
    step("cargo codegen", &repository.path(), &codegen())
        .output()
        .unwrap();
    let fresh = check();
    assert_eq!((fresh.code, fresh.summary.as_str()), (Some(0), ""));
}

/// Runs the step that comments.
fn comment(server: &Server, report: &str) -> Left {
    let repository = Repository::new();
    let script = script("comment", "Create or update the comment");
    let mut command = step(&script, &repository.path(), "exit 1");
    command
        .env("GITHUB_API_URL", &server.url)
        .env("GITHUB_REPOSITORY", "owner/name")
        .env("GH_TOKEN", "secret-token")
        .env("NUMBER", "7")
        .env("REPORT", report);
    let left = left(command, &repository.path());
    assert!(!left.log.contains("secret-token"));
    assert!(!repository.path().join("forged").exists(), "no text is run");
    left
}

fn has_tools() -> bool {
    let tools = ["curl", "jq"];
    let has = |tool: &&str| Command::new(tool).arg("--version").output().is_ok();
    let all = tools.iter().all(has);
    if !all {
        eprintln!("skipped: needs curl and jq, which GitHub's runners have");
    }
    all
}

const MARK: &str = "<!-- what changes for callers -->\n";

#[test]
fn a_pull_request_gets_one_comment_which_is_updated() {
    if !has_tools() {
        return;
    }
    let server = Server::start();
    // Others write the mark, and enough for a second page.
    for number in 0..100 {
        server.add("someone", &format!("{MARK}{number}"));
    }
    server.add("github-actions[bot]", "another comment");
    let wild = "`$(touch forged)` \"quotes\" 'and' \\ ${HOME} ::error::x\n%0A & Ü";
    for report in ["First", wild, "Last"] {
        let left = comment(&server, report);
        assert_eq!(left.code, Some(0), "{}", left.log);
        assert_eq!(left.log, "The comment is up to date.\n");
        let state = server.state.lock().unwrap();
        assert_eq!(state.comments.len(), 102);
        assert_eq!(state.comments[101]["body"], format!("{MARK}{report}"));
        assert_eq!(state.authorization, "Bearer secret-token");
    }
    let state = server.state.lock().unwrap();
    let writes = state
        .requests
        .iter()
        .filter(|request| !request.starts_with("GET"));
    let writes: Vec<_> = writes.collect();
    let update = "PATCH /repos/owner/name/issues/comments/102";
    let create = "POST /repos/owner/name/issues/7/comments";
    assert_eq!(writes, [create, update, update]);
    assert_eq!(state.comments[3]["body"], format!("{MARK}3"));
}

#[test]
fn without_permission_the_summary_is_all() {
    if !has_tools() {
        return;
    }
    for refuse in [("GET", 403), ("POST", 403), ("POST", 404), ("POST", 500)] {
        let server = Server::start();
        server.state.lock().unwrap().refuse = Some(refuse);
        let left = comment(&server, "Report");
        assert_eq!(left.code, Some(0), "{}", left.log);
        assert!(
            left.log.contains("::notice::The report is in the summary"),
            "{}",
            left.log
        );
        assert!(server.state.lock().unwrap().comments.is_empty());
    }
}

#[test]
fn a_job_that_failed_early_and_a_long_report_are_comments_too() {
    if !has_tools() {
        return;
    }
    let server = Server::start();
    comment(&server, "");
    let body = |server: &Server| {
        let state = server.state.lock().unwrap();
        state.comments[0]["body"].as_str().unwrap().to_owned()
    };
    assert!(body(&server).contains("failed before it compared"));
    comment(&server, &"Ü".repeat(63_000));
    assert_eq!(body(&server).chars().count(), MARK.len() + 63_000);
}

/// What a pull request brings may not be run with a token that writes.
#[test]
fn no_job_that_may_write_has_a_checkout() {
    let workflow: Value = serde_saphyr::from_str(WORKFLOW).unwrap();
    let on = workflow["on"].as_object().unwrap();
    assert_eq!(on.keys().collect::<Vec<_>>(), ["pull_request"]);
    assert_eq!(workflow["permissions"], serde_json::json!({}));
    for (name, job) in workflow["jobs"].as_object().unwrap() {
        let permissions = job["permissions"].as_object().unwrap();
        let writes = permissions.values().any(|access| access == "write");
        let steps = job["steps"].as_array().unwrap();
        let checkout = steps.iter().any(|step| !step["uses"].is_null());
        assert!(!(writes && checkout), "{name}");
        for script in steps.iter().filter_map(|step| step["run"].as_str()) {
            assert!(
                !script.contains("${{"),
                "a text of the event is in a script: {script}"
            );
        }
    }
}

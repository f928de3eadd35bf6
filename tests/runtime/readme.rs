//! The README shows what is.

use std::path::Path;
use std::process::{Command, Output};

use crate::{cargo, loopback};

const README: &str = include_str!("../../README.md");

fn run(example: &Path, environment: &[(&str, &str)]) -> Output {
    Command::new(example)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("GRAPH_ACCESS_TOKEN")
        .envs(environment.iter().copied())
        .output()
        .unwrap()
}

#[test]
fn the_table_in_the_readme_is_what_the_example_prints() {
    let output = run(&cargo::example("inbox"), &[]);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(
        README.contains(printed.trim()),
        "the example prints:\n{printed}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_smoke_example_reads_a_page_of_the_local_graph_or_of_another() {
    let smoke = cargo::example("smoke");
    let output = run(&smoke, &[]);
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.contains("2026-07-29T10:00:00Z"), "{printed}");
    let server = loopback::start().await;
    let host = server.uri();
    let environment = |token| {
        [
            ("GRAPH_ACCESS_TOKEN", token),
            ("GRAPH_PAGE_ID", loopback::PAGE_ID),
            ("GRAPH_HOST", &host),
        ]
    };
    let output = run(&smoke, &environment(loopback::ACCESS_TOKEN));
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.contains("2024-02-23T09:28:50Z"), "{printed}");
    let output = run(&smoke, &environment("another token"));
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("LogIn") && !said.contains("another token"),
        "{said}"
    );
}

#[test]
fn the_field_in_the_readme_is_in_the_contract() {
    let shown = README
        .split("```yaml\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    let contract = include_str!("../codegen/frozen/spec/unified_thread.yaml");
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words(contract).contains(&words(shown)), "{shown}");
}

#[test]
fn ci_runs_the_commands_of_the_readme() {
    let ci = include_str!("../../.ci/run");
    let commands = README
        .split("```sh\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    for command in commands.lines().flat_map(|line| line.split("&&")) {
        let command = command.split('#').next().unwrap().trim();
        let steps = [
            format!("step {command}"),
            format!("step {command} --check"),
            // With a PostgreSQL server, without which some tests are skipped.
            format!("step .ci/postgres {command}"),
        ];
        assert!(
            ci.lines().any(|line| steps.iter().any(|step| step == line)),
            "{command}"
        );
    }
}

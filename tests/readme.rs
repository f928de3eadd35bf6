//! The README shows what is.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used)]

use std::process::Command;

const README: &str = include_str!("../README.md");

#[test]
fn the_table_in_the_readme_is_what_the_example_prints() {
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--example", "inbox"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
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

#[test]
fn the_field_in_the_readme_is_in_the_contract() {
    let shown = README
        .split("```yaml\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    let contract = include_str!("../spec/unified_thread.yaml");
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words(contract).contains(&words(shown)), "{shown}");
}

#[test]
fn ci_runs_the_commands_of_the_readme() {
    let ci = include_str!("../.ci/run");
    let commands = README
        .split("```sh\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    for command in commands.lines().flat_map(|line| line.split("&&")) {
        let command = command.split('#').next().unwrap().trim();
        let steps = [format!("step {command}"), format!("step {command} --check")];
        assert!(
            ci.lines().any(|line| steps.iter().any(|step| step == line)),
            "{command}"
        );
    }
}

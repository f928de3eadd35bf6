//! The example service does what it should.

use std::process::Command;

use crate::cargo;

const README: &str = include_str!("../../README.md");

#[test]
fn the_service_passes_its_check_and_prints_what_the_readme_shows() {
    let output = Command::new(cargo::example("service"))
        .arg("--check")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{printed}\n{errors}");
    assert!(
        !printed.is_empty() && README.contains(printed.trim()),
        "{printed}"
    );
}

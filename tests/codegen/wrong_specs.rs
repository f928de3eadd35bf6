//! What a person is told of a wrong spec. Each file of `wrong_specs/` holds one
//! class of mistake, and its message is under snapshot.

use std::fs;
use std::path::Path;

use page_conversations_codegen::contract::diagnostic::Report;
use page_conversations_codegen::{Error, generate};

/// What every spec needs, for those whose mistake is elsewhere.
const BASE: &str = include_str!("wrong_specs/base.yaml");

fn refused(path: &Path) -> Report {
    match generate(path, "crate") {
        Err(Error::Spec(report)) => report,
        Err(other) => panic!(
            "{}: not told as a mistake of the spec: {other}",
            path.display()
        ),
        Ok(_) => panic!("{}: accepted", path.display()),
    }
}

#[test]
fn the_base_alone_is_right() {
    assert!(generate(Path::new("../tests/codegen/wrong_specs/base.yaml"), "crate").is_ok());
}

#[test]
fn each_mistake_is_told_with_its_place() {
    insta::glob!("wrong_specs/*/*.yaml", |path| {
        let folder = tempfile::tempdir().unwrap();
        let spec = folder.path().join("spec");
        fs::create_dir(&spec).unwrap();
        fs::write(spec.join("base.yaml"), BASE).unwrap();
        fs::copy(path, spec.join(path.file_name().unwrap())).unwrap();
        insta::assert_snapshot!(refused(&spec).render(false));
    });
}

#[test]
fn colour_changes_nothing_but_the_colour() {
    let path = Path::new("../tests/codegen/wrong_specs/reading/unknown_key.yaml");
    let report = refused(path);
    let styled = report.render(true);
    assert!(styled.contains("\u{1b}["));
    let mut plain = String::new();
    let mut rest = styled.as_str();
    while let Some((text, escape)) = rest.split_once("\u{1b}[") {
        plain.push_str(text);
        rest = escape.split_once('m').unwrap().1;
    }
    plain.push_str(rest);
    let words = |text: &str| {
        text.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(words(&plain), words(&report.render(false)));
}

#[test]
fn what_cannot_be_read_is_told_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("spec");
    let message = |report: Report| {
        report
            .render(false)
            .replace(folder.path().to_str().unwrap(), "…")
    };
    insta::assert_snapshot!("missing", message(refused(&spec)));

    fs::create_dir(&spec).unwrap();
    insta::assert_snapshot!("no_files", message(refused(&spec)));

    fs::create_dir(spec.join("folder.yaml")).unwrap();
    fs::write(spec.join("latin1.yaml"), b"format: 1\n# caf\xe9\n").unwrap();
    fs::write(spec.join("large.yaml"), "# spec\n".repeat(1_500_000)).unwrap();
    insta::assert_snapshot!("unreadable_files", message(refused(&spec)));
}

#[test]
fn a_file_full_of_mistakes_says_that_there_are_more() {
    let ids = (0..150).map(|id| format!("  Id{id}: {{ dc: An id., source: page }}\n"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spec.yaml");
    fs::write(
        &path,
        format!("format: 1\nids:\n{}", ids.collect::<String>()),
    )
    .unwrap();
    let told = refused(&path).render(false);
    assert!(told.contains("too many errors in this file"), "{told}");
}

#[test]
fn what_grows_without_end_is_refused() {
    let mut bomb = "format: 1\na: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n".to_owned();
    for (before, name) in ('a'..'j').zip('b'..='j') {
        let tenfold = [format!("*{before}").as_str(); 10].join(", ");
        bomb.push_str(&format!("{name}: &{name} [{tenfold}]\n"));
    }
    let deep = format!(
        "format: 1\nids: {}{}\n",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    for (name, text) in [("alias_bomb", bomb), ("nesting", deep)] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("spec.yaml");
        fs::write(&path, text).unwrap();
        let message = refused(&path).render(false);
        let told: String = message
            .lines()
            .map(|line| line.chars().take(100).collect::<String>() + "\n")
            .collect();
        insta::assert_snapshot!(name, told);
    }
}

#[test]
fn the_message_in_the_readme_is_what_a_person_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("spec");
    fs::create_dir(&spec).unwrap();
    for file in fs::read_dir("../spec").unwrap() {
        let file = file.unwrap();
        let text = fs::read_to_string(file.path()).unwrap();
        let right = "      participants:\n        type: edge<Participant>";
        let wrong = right.replace("Participant>", "Particpant>");
        fs::write(spec.join(file.file_name()), text.replacen(right, &wrong, 1)).unwrap();
    }
    let told = refused(&spec).render(false);
    let message = told.split("\n\n").next().unwrap();
    assert!(
        include_str!("../../README.md").contains(message),
        "{message}"
    );
}

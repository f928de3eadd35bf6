//! What a person is told of a wrong spec. Each file of `wrong_specs/` holds one
//! class of mistake, and its message is under snapshot.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use page_conversations_codegen::cli::report::{self, Problems};
use page_conversations_codegen::contract::diagnostic::Report;
use page_conversations_codegen::{Error, generate};

use crate::support::{CONTRACT, sarif};

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

/// A field may have the name of a forbidden parameter, since it is read and not
/// sent; docs may have letters of any script, and texts may have several lines.
#[test]
fn what_resembles_a_mistake_is_accepted() {
    let text = "\u{FEFF}format: 1
types:
  Account:
    doc: \"Ein Größenverhältnis, 大きさ, размер: 10 µs – 5 × “a” …
      in two lines\"
    source: [page]
    fields:
      access_token: { type: string, doc: Its token., source: !!str page }
      method: { type: string, doc: Its method., source: page }
enums:
  Size: { doc: A size., source: page, values: { größe: Größe., café: Café. } }
operations:
  GetAccount:
    get: /account
    returns: Account
    doc: Reads an account.
    source: page
    params:
      redirect: { type: bool, doc: Whether to redirect., source: page }
      connection_method: { type: string, doc: A method of connection., source: page }
      locale: { type: string, doc: A language., source: page }
";
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("base.yaml"), BASE).unwrap();
    fs::write(folder.path().join("more.yaml"), text).unwrap();
    let result = generate(folder.path(), "crate");
    assert!(result.is_ok(), "{}", result.err().unwrap());
}

#[test]
fn each_mistake_is_told_with_its_place() {
    insta::glob!("wrong_specs/*/*.yaml", |path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        let text = fs::read_to_string(path).unwrap();
        let report = refused_beside_base(name, text.as_bytes());
        assert_marked(name, &report, marked_lines(&text));
        insta::assert_snapshot!(report.render(false));
    });
}

/// Each file has cases that begin with a line `=== name`. A comment `# here`
/// marks the line of a mistake; `=== name @3` marks the third line where a
/// comment would change what is wrong. `<U+00A0>` is the character of this number.
#[test]
fn each_case_is_told_with_its_place() {
    let mut count = 0;
    insta::glob!("wrong_specs/*.cases", |path| {
        let text = fs::read_to_string(path).unwrap();
        let mut told = String::new();
        for case in text.split("=== ").skip(1) {
            let (title, spec) = case.split_once('\n').unwrap();
            let spec = &with_characters(spec);
            let (name, line) = title.split_once(" @").unwrap_or((title, ""));
            let line = line.parse().ok();
            let lines = marked_lines(spec).into_iter().chain(line).collect();
            let report = refused_beside_base("case.yaml", spec.as_bytes());
            assert_marked(name, &report, lines);
            told.push_str(&format!("=== {name}\n{}\n", report.render(false)));
            count += 1;
        }
        insta::assert_snapshot!(told);
    });
    assert!(count >= 150, "{count} cases");
}

/// The text with the characters that it names by their numbers.
fn with_characters(text: &str) -> String {
    let mut parts = text.split("<U+");
    let mut written = parts.next().unwrap().to_owned();
    for part in parts {
        let (number, rest) = part.split_once('>').unwrap();
        let number = u32::from_str_radix(number, 16).unwrap();
        written.push(char::from_u32(number).unwrap());
        written.push_str(rest);
    }
    written
}

/// The report about a file beside the base.
fn refused_beside_base(name: &str, text: &[u8]) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("spec");
    fs::create_dir(&spec).unwrap();
    fs::write(spec.join("base.yaml"), BASE).unwrap();
    fs::write(spec.join(name), text).unwrap();
    let report = refused(&spec);
    let problems = Problems::of_spec(&report, &spec);
    sarif::valid(&report::sarif::render(&problems.findings));
    report
}

/// The lines with a comment that marks a mistake, counted from 1.
fn marked_lines(text: &str) -> BTreeSet<usize> {
    let lines = (1..).zip(text.lines());
    lines
        .filter(|(_, line)| line.ends_with("# here"))
        .map(|(number, _)| number)
        .collect()
}

/// Each diagnostic is at a marked line and says what to do, and each marked
/// line has a diagnostic.
fn assert_marked(name: &str, report: &Report, marked: BTreeSet<usize>) {
    let mut told = BTreeSet::new();
    for diagnostic in report.diagnostics() {
        let message = diagnostic.message();
        assert!(diagnostic.advice().is_some(), "{name}: no help: {message}");
        let place = diagnostic.place();
        let place = place.unwrap_or_else(|| panic!("{name}: no place: {message}"));
        let line = report.sources().line(place);
        let file = report.sources().name(place);
        assert!(
            !file.ends_with("base.yaml"),
            "{name}: {file}:{line}: {message}"
        );
        assert!(
            marked.contains(&line),
            "{name}: at {line}, not {marked:?}: {message}"
        );
        told.insert(line);
        let equal = report.diagnostics().iter();
        let equal = equal.filter(|other| *other == diagnostic);
        assert_eq!(equal.count(), 1, "{name}: told again: {message}");
    }
    assert_eq!(told, marked, "{name}");
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
    fs::write(spec.join("utf16.yaml"), b"\xff\xfef\0o\0r\0").unwrap();
    fs::write(spec.join("large.yaml"), "# spec\n".repeat(1_500_000)).unwrap();
    insta::assert_snapshot!("unreadable_files", message(refused(&spec)));
}

/// To open a pipe waits for a writer, and a device may have no end.
#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_opened() {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("spec");
    fs::create_dir(&spec).unwrap();
    let mut pipe = std::process::Command::new("mkfifo");
    assert!(pipe.arg(spec.join("pipe.yaml")).status().unwrap().success());
    symlink("/dev/zero", spec.join("device.yaml")).unwrap();
    symlink("loop.yaml", spec.join("loop.yaml")).unwrap();
    symlink("nowhere", spec.join("dangling.yaml")).unwrap();
    symlink("..", spec.join("up.yaml")).unwrap();
    let _socket = UnixListener::bind(spec.join("socket.yaml")).unwrap();
    let message = refused(&spec).render(false);
    let endless = fs::metadata(spec.join("loop.yaml")).unwrap_err();
    let linux = "Too many levels of symbolic links (os error 40)";
    let message = message.replace(&endless.to_string(), linux);
    insta::assert_snapshot!("no_files_at_all", message);
    let pipe = refused(&spec.join("pipe.yaml")).render(false);
    assert!(pipe.contains("`pipe.yaml` is not a regular file"), "{pipe}");
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
    for file in fs::read_dir(CONTRACT).unwrap() {
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

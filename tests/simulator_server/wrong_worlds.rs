//! What a person reads about a wrong world. Each file of `wrong_worlds/` has cases of
//! one subject; the errors are under snapshot.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use page_conversations::simulator::WorldFile;

/// The files of `wrong_worlds/`.
const SUBJECTS: [&str; 5] = ["syntax", "keys", "values", "meaning", "changes"];

/// Each case begins with a line `=== name`. A comment `# here` marks the line of a
/// mistake; `=== name @3` marks the third line where a comment would change what is
/// wrong. `<TAB>` is one.
#[test]
fn each_mistake_is_shown_with_its_line() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/simulator_server/wrong_worlds");
    let mut count = 0;
    for subject in SUBJECTS {
        let text = fs::read_to_string(folder.join(format!("{subject}.cases"))).unwrap();
        let mut shown = String::new();
        for case in text.split("=== ").skip(1) {
            let (title, world) = case.split_once('\n').unwrap();
            let world = world.replace("<TAB>", "\t");
            let (name, line) = title.split_once(" @").unwrap_or((title, ""));
            let line = line.parse().ok();
            let lines = (1..).zip(world.lines());
            let marked = lines.filter(|(_, line)| line.ends_with("# here"));
            let expected: BTreeSet<usize> = marked.map(|(number, _)| number).chain(line).collect();
            let Err(error) = WorldFile::from_yaml(&world, "world.yaml") else {
                panic!("{subject}: {name}: accepted");
            };
            let found: BTreeSet<usize> = error.lines().into_iter().flatten().collect();
            assert_eq!(found, expected, "{subject}: {name}: {error}");
            let text = error.to_string();
            for shown in [&text, &error.styled(), &format!("{error:?}")] {
                assert!(!shown.contains("EAAB"), "{subject}: {name}: {shown}");
            }
            let errors = text
                .lines()
                .filter(|line| line.starts_with("error"))
                .count();
            let helps = text
                .lines()
                .filter(|line| line.contains("= help: "))
                .count();
            assert_eq!(
                errors, helps,
                "{subject}: {name}: an error without help: {text}"
            );
            shown.push_str(&format!("=== {name}\n{error}\n\n"));
            count += 1;
        }
        insta::assert_snapshot!(subject, shown);
    }
    assert!(count >= 65, "{count} cases");
}

/// The error of a file, with `FOLDER` for its folder.
fn error_of_file(name: &str, bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    shown(&path)
}

fn shown(path: &Path) -> String {
    let error = WorldFile::read(path).unwrap_err().to_string();
    error.replace(path.parent().unwrap().to_str().unwrap(), "FOLDER")
}

#[test]
fn files_that_are_no_text_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let missing = shown(&folder.path().join("missing.yaml"));
    assert!(
        missing.starts_with("error: cannot read `FOLDER/missing.yaml`"),
        "{missing}"
    );
    let inside = folder.path().join("inside");
    fs::create_dir(&inside).unwrap();
    let shown = [
        missing.replace("os error 2", "os error"),
        shown(&inside),
        error_of_file("latin.yaml", b"pages:\n  - id: 1\n    name: Caf\xE9\n"),
        error_of_file("utf16.yaml", b"\xFF\xFEp\0a\0"),
        error_of_file("empty.yaml", b""),
        error_of_file("large.yaml", &b"# a line of the file\n".repeat(500_000)),
    ];
    insta::assert_snapshot!("files", shown.join("\n\n"));
}

#[test]
fn what_would_take_all_memory_is_refused() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let below = format!("*a{}, ", level - 1).repeat(9);
        bomb += &format!("a{level}: &a{level} [{}]\n", below.trim_end_matches(", "));
    }
    let error = WorldFile::from_yaml(&bomb, "world.yaml").unwrap_err();
    assert!(
        error
            .to_string()
            .contains("too large with its aliases expanded"),
        "{error}"
    );
    assert_eq!(error.lines().len(), 1);

    let deep = format!("pages: {}", "[".repeat(10_000));
    let error = WorldFile::from_yaml(&deep, "world.yaml").unwrap_err();
    assert!(error.to_string().contains("levels deep"), "{error}");
}

#[test]
fn all_mistakes_are_shown_at_once() {
    let text = "
sede: 1
pages:
  - id: 1
    nmae: One
    conversations:
      - { id: t_1, updated_time: yesterday }
      - { id: t_2, updated_time: 2026-07-29T10:00:00+0000, messages: [5] }
      - { id: 1, updated_time: 2026-07-29T10:00:00+0000 }
  - id: 2
    name: Two
    conversations:
      - { id: t_3, updated_time: 2026-07-29T10:00:00+0000, can_reply: yes }
      - { id: t_3, updated_time: 2026-07-29T10:00:00+0000 }
";
    let error = WorldFile::from_yaml(text, "world.yaml").unwrap_err();
    let lines: Vec<_> = error.lines().into_iter().flatten().collect();
    assert_eq!(lines, [2, 5, 7, 8, 13, 14], "{error}");
    assert!(
        error
            .to_string()
            .ends_with("6 errors in the world; it was not loaded"),
        "{error}"
    );
}

//! What opening a Graph version takes, and what it changes.

use crate::support::CONTRACT;
use crate::support::next_version;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use page_conversations_codegen::generate;

/// Lines of YAML that the made-up version may take.
const MOST_LINES: usize = 12;

fn generated(spec: &Path) -> BTreeMap<String, String> {
    let files = generate(spec, "crate").unwrap().files.into_iter();
    files.map(|file| (file.path, file.text)).collect()
}

#[test]
fn a_version_with_three_changes_takes_few_lines_and_leaves_the_others_alone() {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("spec");
    let lines = next_version::open(Path::new(CONTRACT), &spec).unwrap();
    assert!(lines <= MOST_LINES, "{lines} lines");

    let (before, after) = (generated(Path::new(CONTRACT)), generated(&spec));
    assert!(
        before.keys().all(|path| after.contains_key(path)),
        "nothing is removed"
    );
    for (path, text) in &after {
        match before.get(path) {
            _ if is_shared_table(path) => {}
            None => {
                let is_new = path.contains("v27") || path.contains("/form_");
                assert!(is_new, "{path} is new");
            }
            Some(old) => assert_eq!(without_notes(old), without_notes(text), "{path}"),
        }
    }
    // Of the old versions only what the removed field is in says so.
    let changed: Vec<_> = before
        .iter()
        .filter(|(path, old)| {
            !is_shared_table(path) && without_forms(&after[*path]) != without_forms(old)
        })
        .map(|(path, _)| path.as_str())
        .collect();
    let threads = ["fields", "types"].map(|folder| folder.to_owned());
    for path in changed {
        let thread = threads
            .iter()
            .any(|folder| path.starts_with(folder.as_str()));
        assert!(
            thread && path.contains("unified_thread") || path.starts_with("openapi/"),
            "{path}"
        );
    }
    let names = &after["v27_0.rs"];
    assert!(names.contains("folder::form_2::Folder"));
    assert!(names.contains("unified_thread::form_3::UnifiedThread"));
    assert!(names.contains("unified_message::UnifiedMessage"));
    let thread = &after["types/unified_thread/form_3.rs"];
    assert!(thread.contains("pub topic: Option<String>"));
    assert!(!thread.contains("wallpaper"));
    assert!(after["types/unified_thread/form_2.rs"].contains("/// Removed in v27.0."));
}

/// An older version that has what the oldest has adds its module, and moves
/// nothing.
#[test]
fn an_older_version_moves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("spec");
    fs::create_dir(&spec).unwrap();
    for file in fs::read_dir(CONTRACT).unwrap() {
        let file = file.unwrap();
        let text = fs::read_to_string(file.path()).unwrap();
        let line = "  v19.0: { released:";
        let older = "  v18.0: { released: 2023-09-12, expires: 2026-01-26, source: versions }\n";
        let text = text.replacen(line, &format!("{older}{line}"), 1);
        fs::write(spec.join(file.file_name()), text).unwrap();
    }
    let (before, after) = (generated(Path::new(CONTRACT)), generated(&spec));
    let moved = before.keys().filter(|path| !after.contains_key(*path));
    assert_eq!(moved.collect::<Vec<_>>(), Vec::<&String>::new());
    let new = after.keys().filter(|path| !before.contains_key(*path));
    assert_eq!(new.collect::<Vec<_>>(), ["openapi/v18.0.json", "v18_0.rs"]);
    let changed = before.iter().filter(|(path, text)| after[*path] != **text);
    let changed: Vec<_> = changed.map(|(path, _)| path.as_str()).collect();
    let tables = [
        "REFERENCE.md",
        "contract.json",
        "errors/tables.rs",
        "mod.rs",
        "versions.rs",
    ];
    assert_eq!(changed, tables);
}

/// Files that list what all versions have.
fn is_shared_table(path: &str) -> bool {
    let tables = ["contract.json", "REFERENCE.md", "versions.rs", "mod.rs"];
    tables.contains(&path)
}

/// The file of an oldest form without the lines that name the later ones.
fn without_forms(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.contains("mod form_"));
    let text: String = lines.map(|line| format!("{line}\n")).collect();
    // The first of such lines comes with a blank one.
    text.replace("\n\n\n", "\n\n")
}

/// A text without the notes on what was removed.
fn without_notes(text: &str) -> String {
    without_forms(text)
        .replace("\n    ///\n    /// Removed in v27.0.", "")
        .replace("\\n\\nRemoved in v27.0.", "")
}

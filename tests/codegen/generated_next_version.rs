//! What opening a Graph version takes, and what it changes.

use crate::support::next_version;
use std::collections::BTreeMap;
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
    let lines = next_version::open(Path::new("../spec"), &spec).unwrap();
    assert!(lines <= MOST_LINES, "{lines} lines");

    let (before, after) = (generated(Path::new("../spec")), generated(&spec));
    assert!(
        before.keys().all(|path| after.contains_key(path)),
        "nothing is removed"
    );
    for (path, text) in &after {
        match before.get(path) {
            _ if is_shared_table(path) => {}
            None => assert!(path.contains("v27"), "{path} is new"),
            Some(old) => assert_eq!(without_notes(old), without_notes(text), "{path}"),
        }
    }
    // Of the old versions only what the removed field is in says so.
    let changed: Vec<_> = before
        .iter()
        .filter(|(path, old)| !is_shared_table(path) && after[*path] != **old)
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
    assert!(after["v27_0.rs"].contains("pub use super::types::v27_0::{Folder, UnifiedThread};"));
    assert!(after["types/v27_0/unified_thread.rs"].contains("pub topic: Option<String>"));
    assert!(!after["types/v27_0/unified_thread.rs"].contains("wallpaper"));
    assert!(after["types/v23_0/unified_thread.rs"].contains("/// Removed in v27.0."));
}

/// Files that list what all versions have.
fn is_shared_table(path: &str) -> bool {
    let tables = ["contract.json", "REFERENCE.md", "versions.rs", "mod.rs"];
    tables.contains(&path) || (path.ends_with("/mod.rs") && path.matches('/').count() == 1)
}

/// A text without the notes on what was removed.
fn without_notes(text: &str) -> String {
    text.replace("\n    ///\n    /// Removed in v27.0.", "")
        .replace("\\n\\nRemoved in v27.0.", "")
}

//! Specs that are edited, and whether an edit left the rest of them.

use std::fs;
use std::ops::Range;
use std::path::PathBuf;

use page_conversations_codegen::cli::edit::{Address, Editor, versioned};
use page_conversations_codegen::contract::diagnostic::{Source, Sources};
use page_conversations_codegen::contract::load::{load, load_sources};
use page_conversations_codegen::contract::spec::Spec;

use crate::support::CONTRACT;

/// Every way in which a file may end its lines, and itself.
pub const FORMS: [fn(&str) -> String; 3] = [
    |text| text.to_owned(),
    |text| text.replace('\n', "\r\n"),
    |text| text.trim_end().to_owned(),
];

/// Our spec, frozen, and the ones that the generator is tested with, in every
/// form. Of ours only some entries are edited in forms that it does not have.
pub fn specs() -> Vec<(Sources, usize)> {
    let folder = fs::read_dir("../tests/codegen/specs").unwrap();
    let mut paths: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    paths.push(CONTRACT.into());
    paths.sort();
    let forms = |path: PathBuf| {
        let sources = load(&path).sources;
        let rare = if sources.0.len() > 1 { 7 } else { 1 };
        let steps = [1, rare, rare];
        FORMS
            .map(|form| mapped(&sources, form))
            .into_iter()
            .zip(steps)
    };
    paths.into_iter().flat_map(forms).collect()
}

fn mapped(sources: &Sources, form: fn(&str) -> String) -> Sources {
    let files = sources.0.iter().map(|source| Source {
        name: source.name.clone(),
        text: form(&source.text),
    });
    Sources(files.collect())
}

pub fn texts(editor: &Editor) -> Vec<String> {
    let sources = editor.sources().0.into_iter();
    sources.map(|source| source.text).collect()
}

pub fn spec(editor: &Editor) -> Spec {
    let loaded = editor.load();
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    loaded.spec.unwrap()
}

/// What one file has of the spec.
pub fn spec_in(editor: &Editor, file: usize) -> Spec {
    let file = editor.sources().0.swap_remove(file);
    let loaded = load_sources(Sources(vec![file]));
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    loaded.spec.unwrap()
}

/// The lines of the entry whose key stands at a place: those that are indented
/// deeper, told without the editor.
pub fn lines_of(editor: &Editor, address: &Address) -> (usize, Range<usize>) {
    let place = editor.place(address).unwrap();
    let (name, line) = place.rsplit_once(':').unwrap();
    let sources = editor.sources().0;
    let file = sources
        .iter()
        .position(|source| source.name == name)
        .unwrap();
    let first = line.parse::<usize>().unwrap() - 1;
    let lines: Vec<_> = sources[file].text.lines().collect();
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '-']).len();
    let deeper = |line: &&&str| line.trim().is_empty() || indent(line) > indent(lines[first]);
    let count = lines[first + 1..].iter().take_while(deeper).count();
    (file, first..first + 1 + count)
}

/// Fails with the first line that differs.
#[track_caller]
pub fn assert_same(after: &[String], before: &[String], what: &Address) {
    for (one, other) in after.iter().zip(before) {
        if one != other {
            let mut lines = one.split('\n').zip(other.split('\n')).enumerate();
            let line = lines.find(|(_, (one, other))| one != other);
            panic!("{what}: line, now, before: {line:?}");
        }
    }
}

/// Whether an entry is not as it was after it was another for a while: one with
/// a line that is longer than edits make them, once it has been short enough,
/// and one that is replaced by another, once it is not gone.
pub fn is_one_way(text: &str, lines: &Range<usize>) -> bool {
    let mut lines = text.lines().skip(lines.start).take(lines.len());
    lines.any(|line| line.chars().count() > 100 || line.contains("replaced_by"))
}

/// Whether what stands in braces at a line is over lines now. Edits do so where
/// one line cannot hold it, and nothing takes it back.
pub fn was_opened(before: &str, after: &str, line: usize) -> bool {
    let braces = |text: &str| {
        let line = text.lines().nth(line).unwrap_or_default();
        line.contains(['{', '['])
    };
    braces(before) && !braces(after)
}

/// Returns what a spec states about versions, whatever its layout.
pub fn stated(editor: &Editor) -> Vec<String> {
    let spec = spec(editor);
    let entries = versioned(&spec).into_iter();
    entries
        .map(|entry| format!("{} {:?}", entry.address, entry.availability.spans()))
        .collect()
}

/// Fails if texts differ in more than their layout: in a key, a value, a
/// comment, or the order of these.
#[track_caller]
pub fn assert_same_tokens(after: &[String], before: &[String], what: &Address) {
    let layout = |c: &char| c.is_whitespace() || "{}[],-\"".contains(*c);
    let tokens = |text: &String| text.chars().filter(|c| !layout(c)).collect::<String>();
    for (one, other) in after.iter().zip(before) {
        assert!(
            tokens(one) == tokens(other),
            "{what}: now {one}\nbefore {other}"
        );
    }
}

/// Whether everything outside of some lines is, to the byte, as it was.
pub fn untouched(before: &str, after: &str, lines: &Range<usize>) -> bool {
    if lines.is_empty() {
        return after == before;
    }
    let start = |line: usize| match line.checked_sub(1) {
        None => 0,
        Some(line) => {
            let end = before.match_indices('\n').nth(line);
            end.map_or(before.len(), |(end, _)| end + 1)
        }
    };
    let (head, tail) = (&before[..start(lines.start)], &before[start(lines.end)..]);
    let inside = after.len() >= head.len() + tail.len();
    inside && after.starts_with(head) && after.ends_with(tail)
}

//! Edits of the spec's YAML: what they write, and that they leave the rest.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::ops::Range;
use std::path::PathBuf;

use page_conversations_codegen::diagnostic::{Source, Sources};
use page_conversations_codegen::edit::{Address, Draft, Value, versioned};
use page_conversations_codegen::load::load;
use page_conversations_codegen::spec::Spec;
use page_conversations_codegen::spec::timeline::{Span, Timeline};

/// Every way in which a file may end its lines, and itself.
const FORMS: [fn(&str) -> String; 3] = [
    |text| text.to_owned(),
    |text| text.replace('\n', "\r\n"),
    |text| text.trim_end().to_owned(),
];

/// Our spec and the ones that the generator is tested with, in every form. Of
/// ours only some entries are edited in forms that it does not have.
fn specs() -> Vec<(Sources, usize)> {
    let folder = fs::read_dir("../tests/codegen/specs").unwrap();
    let mut paths: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    paths.push("../spec".into());
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

fn texts(draft: &Draft) -> Vec<String> {
    let sources = draft.sources().0.into_iter();
    sources.map(|source| source.text).collect()
}

fn spec(draft: &Draft) -> Spec {
    let loaded = draft.load();
    assert!(loaded.found.is_empty(), "{:?}", loaded.found);
    loaded.spec.unwrap()
}

/// The lines of the entry whose key stands at a place: those that are indented
/// deeper, told without the editor.
fn lines_of(draft: &Draft, address: &Address) -> (usize, Range<usize>) {
    let place = draft.place(address).unwrap();
    let (name, line) = place.rsplit_once(':').unwrap();
    let sources = draft.sources().0;
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
fn assert_same(after: &[String], before: &[String], what: &Address) {
    for (one, other) in after.iter().zip(before) {
        if one != other {
            let mut lines = one.split('\n').zip(other.split('\n')).enumerate();
            let line = lines.find(|(_, (one, other))| one != other);
            panic!("{what}: line, now, before: {line:?}");
        }
    }
}

/// Whether an entry has a line that is longer than edits make them. Once it has
/// been short enough it stays so.
fn is_too_long(text: &str, lines: &Range<usize>) -> bool {
    let mut lines = text.lines().skip(lines.start).take(lines.len());
    lines.any(|line| line.chars().count() > 100)
}

/// Whether everything outside of some lines is, to the byte, as it was.
fn untouched(before: &str, after: &str, lines: &Range<usize>) -> bool {
    let all: Vec<_> = before.split_inclusive('\n').collect();
    let head = all[..lines.start].concat();
    let tail = all[lines.end.min(all.len())..].concat();
    let inside = after.len() >= head.len() + tail.len();
    inside && after.starts_with(&head) && after.ends_with(&tail)
}

#[test]
fn availability_that_is_stated_and_taken_back_leaves_every_byte() {
    let mut edited = 0;
    for (sources, step) in specs() {
        let before = Draft::new(sources.clone()).unwrap();
        let spec = spec(&before);
        let known = Timeline::new(&spec).versions().to_vec();
        let (first, last) = (known[0], *known.last().unwrap());
        let span = |since, removed_in| Span { since, removed_in };
        let stated = [
            vec![span(Some(last), None)],
            vec![span(None, Some(last))],
            vec![span(Some(first), Some(last))],
            vec![span(None, Some(first)), span(Some(last), None)],
            vec![span(None, None)],
        ];
        let mut draft = before;
        let untouched_texts = texts(&draft);
        for entry in versioned(&spec).into_iter().step_by(step) {
            let address = &entry.address;
            let (file, lines) = lines_of(&draft, address);
            for (turn, spans) in stated.iter().enumerate() {
                draft.available(address, spans).unwrap();
                let after = texts(&draft);
                // Reading all of it after every edit would take minutes.
                if turn == edited % stated.len() {
                    let read = self::spec(&draft);
                    let mut entries = versioned(&read).into_iter();
                    let now = entries.find(|one| one.address == *address).unwrap();
                    assert_eq!(&now.availability.spans(), spans, "{address}");
                }
                for (index, (one, other)) in untouched_texts.iter().zip(&after).enumerate() {
                    let whole = if index == file { lines.clone() } else { 0..0 };
                    assert!(untouched(one, other, &whole), "{address}: {spans:?}");
                }
            }
            edited += 1;
            draft
                .available(address, &entry.availability.spans())
                .unwrap();
            if is_too_long(&untouched_texts[file], &lines) {
                draft = Draft::new(sources.clone()).unwrap();
            }
            assert_same(&texts(&draft), &untouched_texts, address);
        }
    }
    assert!(edited > 400, "{edited}");
}

#[test]
fn an_entry_that_becomes_two_and_one_again_leaves_every_byte() {
    let mut edited = 0;
    for (sources, step) in specs() {
        let mut draft = Draft::new(sources).unwrap();
        let before = texts(&draft);
        let spec = spec(&draft);
        for entry in versioned(&spec).into_iter().step_by(step) {
            let section = entry.address.to_string();
            let many = [
                "params", "fields", "values", "errors", "subcodes", "messages",
            ];
            if !many
                .iter()
                .any(|part| section.contains(&format!("{part}.")))
            {
                continue;
            }
            let other = Value::map([
                ("type", "int"),
                ("doc", "Another, one."),
                ("source", "page"),
            ]);
            let address = entry.address.parent();
            let count = (0..)
                .take_while(|index| draft.has(&address.item(*index)))
                .count();
            draft.push(&address, other).unwrap();
            assert!(draft.has(&address.item(count)), "{address}");
            draft.remove(&address.item(count)).unwrap();
            assert_same(&texts(&draft), &before, &address);
            edited += 1;
        }
    }
    assert!(edited > 300, "{edited}");
}

#[test]
fn an_entry_that_comes_and_goes_leaves_every_byte() {
    for (sources, step) in specs() {
        let mut draft = Draft::new(sources).unwrap();
        let before = texts(&draft);
        let spec = spec(&draft);
        let mut maps: Vec<_> = versioned(&spec)
            .iter()
            .map(|one| one.address.parent().parent())
            .collect();
        maps.extend(
            ["versions", "sources", "ids", "enums", "types"].map(|section| Address::new([section])),
        );
        maps.sort();
        maps.dedup();
        for map in maps
            .iter()
            .step_by(step)
            .filter(|map| map.to_string() != "")
        {
            if !draft.has(map) {
                continue;
            }
            let long = "word ".repeat(40);
            let values = [
                Value::map([("type", "string"), ("doc", "Short."), ("source", "page")]),
                Value::map([("type", "string"), ("doc", long.trim()), ("source", "page")]),
                Value::from("A doc alone, with a comma: and a colon."),
            ];
            for value in values {
                for name in ["aa_first", "mm_middle", "zz_last"] {
                    draft
                        .add(map, name, value.clone())
                        .unwrap_or_else(|error| panic!("{map}.{name}: {value:?}: {error}"));
                    assert!(texts(&draft) != before);
                    assert!(draft.has(&map.key(name)), "{map}.{name}");
                    draft.remove(&map.key(name)).unwrap();
                    assert_same(&texts(&draft), &before, &map.key(name));
                }
            }
        }
    }
}

//! An edit that is reverted restores every byte.

use page_conversations_codegen::cli::edit::{Address, Editor, Value, versioned};
use page_conversations_codegen::contract::spec::timeline::{Span, Timeline};

use crate::editing::specs::{
    assert_same, assert_same_tokens, is_one_way, lines_of, spec, spec_in, specs, stated, texts,
    untouched, was_opened,
};

#[test]
fn availability_that_is_stated_and_taken_back_leaves_every_byte() {
    let mut edited = 0;
    for (sources, step) in specs() {
        let before = Editor::new(sources.clone()).unwrap();
        let spec = spec(&before);
        let known = Timeline::new(&spec).versions().to_vec();
        let (first, last) = (known[0], *known.last().unwrap());
        let span = |since, removed_in| Span { since, removed_in };
        let turns = [
            vec![span(Some(last), None)],
            vec![span(None, Some(last))],
            vec![span(Some(first), Some(last))],
            vec![span(None, Some(first)), span(Some(last), None)],
            vec![span(None, None)],
        ];
        let mut editor = before;
        let untouched_texts = texts(&editor);
        let before_stated = stated(&editor);
        for entry in versioned(&spec).into_iter().step_by(step) {
            let address = &entry.address;
            let (file, lines) = lines_of(&editor, address);
            let mut opened = false;
            for (turn, spans) in turns.iter().enumerate() {
                editor.set_availability(address, spans).unwrap();
                let after = texts(&editor);
                // Reading it after every edit would take minutes.
                if turn == edited % turns.len() {
                    let read = spec_in(&editor, file);
                    let mut entries = versioned(&read).into_iter();
                    let now = entries.find(|one| one.address == *address).unwrap();
                    assert_eq!(&now.availability.spans(), spans, "{address}");
                }
                for (index, (one, other)) in untouched_texts.iter().zip(&after).enumerate() {
                    let whole = if index == file { lines.clone() } else { 0..0 };
                    assert!(untouched(one, other, &whole), "{address}: {spans:?}");
                }
                opened |= was_opened(&untouched_texts[file], &after[file], lines.start);
            }
            edited += 1;
            editor
                .set_availability(address, &entry.availability.spans())
                .unwrap();
            let one_way = is_one_way(&untouched_texts[file], &lines);
            if opened {
                assert!(stated(&editor) == before_stated, "{address}");
            }
            if opened && !one_way {
                assert_same_tokens(&texts(&editor), &untouched_texts, address);
            }
            if opened || one_way {
                editor = Editor::new(sources.clone()).unwrap();
            }
            assert_same(&texts(&editor), &untouched_texts, address);
        }
    }
    assert!(edited > 400, "{edited}");
}

#[test]
fn an_entry_that_becomes_two_and_one_again_leaves_every_byte() {
    let mut edited = 0;
    for (sources, step) in specs() {
        let mut editor = Editor::new(sources.clone()).unwrap();
        let before = texts(&editor);
        let spec = spec(&editor);
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
                .take_while(|index| editor.has(&address.item(*index)))
                .count();
            let (file, lines) = lines_of(&editor, &address);
            editor.push(&address, other).unwrap();
            assert!(editor.has(&address.item(count)), "{address}");
            editor.remove(&address.item(count)).unwrap();
            if was_opened(&before[file], &texts(&editor)[file], lines.start) {
                assert_same_tokens(&texts(&editor), &before, &address);
                editor = Editor::new(sources.clone()).unwrap();
            }
            assert_same(&texts(&editor), &before, &address);
            edited += 1;
        }
    }
    assert!(edited > 300, "{edited}");
}

#[test]
fn an_entry_that_comes_and_goes_leaves_every_byte() {
    for (sources, step) in specs() {
        let mut editor = Editor::new(sources.clone()).unwrap();
        let before = texts(&editor);
        let spec = spec(&editor);
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
            if !editor.has(map) {
                continue;
            }
            let (file, lines) = lines_of(&editor, map);
            let long = "word ".repeat(40);
            let values = [
                Value::map([("type", "string"), ("doc", "Short."), ("source", "page")]),
                Value::map([("type", "string"), ("doc", long.trim()), ("source", "page")]),
                Value::from("A doc alone, with a comma: and a colon."),
            ];
            for value in values {
                for name in ["aa_first", "mm_middle", "zz_last"] {
                    editor
                        .add(map, name, value.clone())
                        .unwrap_or_else(|error| panic!("{map}.{name}: {value:?}: {error}"));
                    assert!(texts(&editor) != before);
                    assert!(editor.has(&map.key(name)), "{map}.{name}");
                    editor.remove(&map.key(name)).unwrap();
                    if was_opened(&before[file], &texts(&editor)[file], lines.start) {
                        assert_same_tokens(&texts(&editor), &before, &map.key(name));
                        editor = Editor::new(sources.clone()).unwrap();
                    }
                    assert_same(&texts(&editor), &before, &map.key(name));
                }
            }
        }
    }
}

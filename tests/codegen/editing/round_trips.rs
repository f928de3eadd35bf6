//! An edit that is taken back leaves every byte.

use page_conversations_codegen::cli::edit::{Address, Draft, Value, versioned};
use page_conversations_codegen::contract::spec::timeline::{Span, Timeline};

use crate::editing::specs::{
    assert_same, is_one_way, lines_of, spec, specs, stated, texts, untouched, was_opened,
};

#[test]
fn availability_that_is_stated_and_taken_back_leaves_every_byte() {
    let mut edited = 0;
    for (sources, step) in specs() {
        let before = Draft::new(sources.clone()).unwrap();
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
        let mut draft = before;
        let untouched_texts = texts(&draft);
        let before_stated = stated(&draft);
        for entry in versioned(&spec).into_iter().step_by(step) {
            let address = &entry.address;
            let (file, lines) = lines_of(&draft, address);
            let mut opened = false;
            for (turn, spans) in turns.iter().enumerate() {
                draft.available(address, spans).unwrap();
                let after = texts(&draft);
                // Reading all of it after every edit would take minutes.
                if turn == edited % turns.len() {
                    let read = self::spec(&draft);
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
            draft
                .available(address, &entry.availability.spans())
                .unwrap();
            if opened {
                assert!(stated(&draft) == before_stated, "{address}");
            }
            if opened || is_one_way(&untouched_texts[file], &lines) {
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
        let mut draft = Draft::new(sources.clone()).unwrap();
        let before = texts(&draft);
        let before_stated = stated(&draft);
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
            let (file, lines) = lines_of(&draft, &address);
            draft.push(&address, other).unwrap();
            assert!(draft.has(&address.item(count)), "{address}");
            draft.remove(&address.item(count)).unwrap();
            if was_opened(&before[file], &texts(&draft)[file], lines.start) {
                assert!(stated(&draft) == before_stated, "{address}");
                draft = Draft::new(sources.clone()).unwrap();
            }
            assert_same(&texts(&draft), &before, &address);
            edited += 1;
        }
    }
    assert!(edited > 300, "{edited}");
}

#[test]
fn an_entry_that_comes_and_goes_leaves_every_byte() {
    for (sources, step) in specs() {
        let mut draft = Draft::new(sources.clone()).unwrap();
        let before = texts(&draft);
        let before_stated = stated(&draft);
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
            let (file, lines) = lines_of(&draft, map);
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
                    if was_opened(&before[file], &texts(&draft)[file], lines.start) {
                        assert!(stated(&draft) == before_stated, "{map}");
                        draft = Draft::new(sources.clone()).unwrap();
                    }
                    assert_same(&texts(&draft), &before, &map.key(name));
                }
            }
        }
    }
}

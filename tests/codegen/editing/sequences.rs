//! Many edits, one after the other.

use std::path::PathBuf;

use page_conversations_codegen::cli::edit::{Editor, versioned};
use page_conversations_codegen::contract::load::load;
use page_conversations_codegen::contract::spec::timeline::{Span, Timeline};

use crate::editing::specs::{lines_of, spec, texts, untouched};
use crate::support::CONTRACT;

/// The same numbers on every run and machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

#[test]
fn edits_in_any_order_say_what_they_say_alone() {
    let sources = load(&PathBuf::from(CONTRACT)).sources;
    let spec = spec(&Editor::new(sources.clone()).unwrap());
    let entries = versioned(&spec);
    let known = Timeline::new(&spec).versions().to_vec();
    for seed in 0..12 {
        let mut dice = Dice(seed);
        let mut editor = Editor::new(sources.clone()).unwrap();
        let mut stated = std::collections::BTreeMap::new();
        for _ in 0..30 {
            let entry = &entries[dice.below(entries.len())];
            let since = Some(known[dice.below(4)]);
            let removed_in = Some(known[4 + dice.below(4)]);
            let spans = match dice.below(4) {
                0 => vec![Span {
                    since,
                    removed_in: None,
                }],
                1 => vec![Span {
                    since: None,
                    removed_in,
                }],
                2 => vec![Span { since, removed_in }],
                _ => vec![
                    Span {
                        since: None,
                        removed_in: since,
                    },
                    Span {
                        since: removed_in,
                        removed_in: None,
                    },
                ],
            };
            let (file, lines) = lines_of(&editor, &entry.address);
            let before = texts(&editor);
            editor.set_availability(&entry.address, &spans).unwrap();
            for (index, (one, other)) in before.iter().zip(&texts(&editor)).enumerate() {
                let lines = if index == file { lines.clone() } else { 0..0 };
                assert!(untouched(one, other, &lines), "{seed}: {}", entry.address);
            }
            stated.insert(entry.address.clone(), spans);
        }
        let now = self::spec(&editor);
        for (was, now) in entries.iter().zip(versioned(&now)) {
            assert_eq!(was.address, now.address);
            let expected = stated
                .remove(&was.address)
                .unwrap_or(was.availability.spans());
            assert_eq!(
                now.availability.spans(),
                expected,
                "{seed}: {}",
                was.address
            );
        }
    }
}

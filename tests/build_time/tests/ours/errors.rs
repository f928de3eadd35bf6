//! The generator predicts in reports how the runtime handles an error. Both look it up
//! in the error table, each with code of its own: the results are the same.

use std::collections::BTreeSet;
use std::path::Path;

use page_conversations::__rt::{AdviceKind, ErrorCase, ErrorEntry, Request, find_error};
use page_conversations::GraphVersion;
use page_conversations_codegen::contract::ErrorCode;
use page_conversations_codegen::contract::diff::describing;
use serde_json::json;

/// A table as the generator emits it for the runtime.
fn emitted(errors: &[ErrorCode]) -> &'static [ErrorEntry] {
    let entries = errors.iter().map(|error| {
        let case = match (&error.message, error.subcode) {
            (Some(words), _) => ErrorCase::Message(words.clone().leak()),
            (None, Some(subcode)) => ErrorCase::Subcode(subcode),
            (None, None) => ErrorCase::Any,
        };
        let codes = (error.code, error.through.unwrap_or(error.code));
        let name = error.name.clone().leak();
        ErrorEntry::new(codes, case, name, AdviceKind::GiveUp, "")
    });
    entries.collect::<Vec<_>>().leak()
}

/// Messages with the words of each entry, of two, with a part of them, and without.
fn messages(errors: &[ErrorCode]) -> Vec<String> {
    let words = errors.iter().filter_map(|error| error.message.as_deref());
    let words: BTreeSet<_> = words.collect();
    let mut messages = vec![String::new(), "Something else.".to_owned()];
    for one in &words {
        messages.push((*one).to_owned());
        messages.push(format!("(#100) {}.", one.to_uppercase()));
        messages.push(one.chars().skip(1).collect());
        messages.push(one.chars().take(one.chars().count() - 1).collect());
        messages.extend(words.iter().map(|other| format!("{one}{other}")));
        messages.extend(words.iter().map(|other| format!("{one}; {other}")));
    }
    messages
}

/// Compares the lookups of every error that some entry tells from others. Returns the
/// entries that were found.
fn compare(errors: &[ErrorCode], table: &'static [ErrorEntry]) -> BTreeSet<(i64, String)> {
    let last = |error: &ErrorCode| error.through.unwrap_or(error.code);
    let codes = errors
        .iter()
        .flat_map(|error| [error.code - 1, error.code, last(error), last(error) + 1]);
    let mut found = BTreeSet::new();
    for code in codes.collect::<BTreeSet<_>>() {
        // What entries of other codes tell apart, a few of which are near, says nothing.
        let near = |error: &&ErrorCode| (error.code - 1..=last(error) + 1).contains(&code);
        let near: Vec<_> = errors.iter().filter(near).cloned().collect();
        let subcodes = near.iter().map(|error| error.subcode);
        let subcodes: BTreeSet<_> = subcodes.chain([None, Some(-7)]).collect();
        let messages = messages(&near);
        for subcode in &subcodes {
            for message in &messages {
                let ours = describing(errors, code, *subcode, message);
                let theirs = find_error(table, code, *subcode, message);
                let ours = ours.map(|entry| (entry.code, entry.name.clone()));
                let theirs = theirs.map(|entry| (entry.code, entry.name.to_owned()));
                assert_eq!(
                    ours, theirs,
                    "{code} {subcode:?} {message:?} in {errors:#?}"
                );
                found.extend(ours);
            }
        }
    }
    found
}

#[test]
fn the_generator_finds_the_entries_that_the_runtime_finds() {
    let (contracts, _) = page_conversations_codegen::read(Path::new("../../spec")).unwrap();
    for contract in &contracts.versions {
        let found = compare(&contract.errors, emitted(&contract.errors));
        let names = contract.errors.iter();
        let all: BTreeSet<_> = names
            .map(|error| (error.code, error.name.clone()))
            .collect();
        assert_eq!(found, all, "{}", contract.version);
    }
    macro_rules! tables {
        ($($version:ident $name:literal)*) => {
            [$((
                $name,
                <<page_conversations::$version::ListConversations as Request>::Version as GraphVersion>::errors(),
            )),*]
        };
    }
    for (name, table) in each_version!(tables) {
        let contract = contracts.version(name.parse().unwrap()).unwrap();
        compare(&contract.errors, table);
    }
}

#[test]
fn both_find_the_same_in_any_table() {
    let mut random = fastrand::Rng::with_seed(14);
    let mut found = 0;
    for _ in 0..200 {
        let errors: Vec<ErrorCode> = (0..random.usize(1..9))
            .map(|index| {
                let code = random.i64(-1..6);
                let mut entry = json!({
                    "code": code, "name": format!("E{index}"), "advice": "wait", "doc": "", "source": [],
                });
                if random.bool() {
                    entry["through"] = (code + random.i64(0..4)).into();
                }
                match random.u8(0..3) {
                    0 => entry["subcode"] = random.i64(0..4).into(),
                    1 => {
                        let letters = (0..random.usize(1..4)).map(|_| ['a', 'b', 'é'][random.usize(..3)]);
                        entry["message"] = letters.collect::<String>().into();
                    }
                    _ => {}
                }
                serde_json::from_value(entry).unwrap()
            })
            .collect();
        found += compare(&errors, emitted(&errors)).len();
    }
    assert!(found > 400, "{found}");
}

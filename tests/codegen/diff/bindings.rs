//! What breaks Rust code is reported as a break: what a change takes from the public items
//! of the bindings, whatever it adds.

mod items;
mod random;

use std::collections::BTreeSet;

use page_conversations_codegen::contract::diff::{Change, rules};
use page_conversations_codegen::contract::load::load_sources;
use page_conversations_codegen::generate_loaded;

use self::items::items;
use self::random::Draft;
use crate::diff::rules::Fixture;
use crate::diff::spec::{Read, line};

/// The public items of a spec's bindings.
fn bindings(spec: &Read) -> BTreeSet<String> {
    let loaded = load_sources(spec.sources.clone());
    items(&generate_loaded(loaded, "crate").unwrap().files)
}

/// What is lost from one spec to another without a change that breaks callers.
fn untold(base: &Read, head: &Read) -> Vec<String> {
    let changes = head.against(base).changes;
    if changes.iter().any(Change::breaks) {
        return Vec::new();
    }
    let lost = &bindings(base) - &bindings(head);
    let told = changes.iter().map(line);
    match lost.is_empty() {
        true => Vec::new(),
        false => lost.into_iter().chain(told).collect(),
    }
}

#[test]
fn what_no_fixture_reports_as_a_break_takes_nothing_from_the_bindings() {
    let mut wrong = Vec::new();
    for rule in rules::all() {
        let Fixture { base, head, .. } = Fixture::of(rule.id);
        for (way, [base, head]) in [("forwards", [&base, &head]), ("backwards", [&head, &base])] {
            let untold = untold(base, head);
            if !untold.is_empty() {
                wrong.push(format!("{} {way}: {untold:#?}", rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_added_to_a_spec_and_not_reported_as_a_break_takes_nothing_from_the_bindings() {
    let mut rng = fastrand::Rng::with_seed(14);
    let (mut wrong, mut compatible) = (Vec::new(), 0);
    for _ in 0..120 {
        let mut draft = Draft::new(&mut rng);
        let base = draft.read();
        for _ in 0..rng.usize(1..=2) {
            draft.add(&mut rng);
        }
        let head = draft.read();
        let untold = untold(&base, &head);
        if !untold.is_empty() {
            wrong.push(format!("{untold:#?}\n{}", draft.text()));
        }
        compatible += usize::from(!head.against(&base).changes.iter().any(Change::breaks));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compatible > 60, "{compatible}");
}

/// A rule of code that does not compile finds what is lost.
#[test]
fn what_is_reported_of_the_bindings_is_lost_from_them() {
    for rule in rules::all().filter(|rule| rule.is_of_bindings() && rule.severity.fails()) {
        let Fixture { base, head, .. } = Fixture::of(rule.id);
        assert!(
            !(&bindings(&base) - &bindings(&head)).is_empty(),
            "{}",
            rule.id
        );
    }
}

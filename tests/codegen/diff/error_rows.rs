//! Every row of the error table, changed in every way that a row can change. What
//! the report states is compared with what a client would do about each error, by
//! a lookup of its own.

use std::path::Path;

use page_conversations_codegen::cli::report::{human, markdown};
use page_conversations_codegen::cli::review;
use page_conversations_codegen::contract::diff::{
    About, Change, ErrorEffect, Handling, Revision, Severity, against,
};
use page_conversations_codegen::contract::spec::{Advice, Concern};
use page_conversations_codegen::contract::{Contracts, ErrorCode};

use crate::diff::error_lookup::{Sent, all_sent, applied};
use crate::diff::error_ways::{Way, place, rows, ways};
use crate::diff::spec::Read;

/// The error tables of the contract, without anything else. Versions with the same
/// table as another one are left out.
fn tables() -> Contracts {
    let mut contracts = Read::new(Path::new("../spec")).contracts;
    contracts
        .versions
        .dedup_by(|one, other| one.errors == other.errors);
    for contract in &mut contracts.versions {
        contract.operations.clear();
        contract.types.clear();
        contract.enums.clear();
    }
    contracts
}

/// Whether an effect is on an error. Errors with further conditions may have an
/// effect of their own.
fn is_on(effect: &ErrorEffect, sent: &Sent) -> bool {
    let errors = &effect.errors;
    let mut codes = errors.codes.iter();
    codes.any(|(first, last)| *first <= sent.code && sent.code <= *last)
        && (errors.subcodes.is_empty()
            || sent
                .subcode
                .is_some_and(|subcode| errors.subcodes.contains(&subcode)))
        && errors
            .words
            .iter()
            .all(|words| sent.message.contains(words))
}

/// Whether an effect states how the row handles an error.
fn states(handling: Option<&Handling>, row: Option<&ErrorCode>) -> bool {
    match (handling, row) {
        (Some(handling), Some(row)) => {
            handling.names.contains(&row.name)
                && (handling.advice, &handling.token) == (row.advice, &row.token)
                && (handling.about == About::Node) == (row.concerns == Concern::Node)
        }
        (handling, row) => handling.is_none() && row.is_none(),
    }
}

fn acts_alike(one: Option<&ErrorCode>, other: Option<&ErrorCode>) -> bool {
    let acts = |row: &ErrorCode| {
        (
            row.advice as u8,
            row.token.clone(),
            row.concerns == Concern::Node,
        )
    };
    one.map(acts) == other.map(acts)
}

/// What is wrong with the report of a way.
fn wrong(base: &Contracts, way: &Way) -> Vec<String> {
    let revision = |contracts| Revision {
        contracts,
        places: None,
    };
    let changes = against(revision(base), revision(&way.head)).changes;
    let mut wrong = Vec::new();
    let is_expected = |change: &Change| way.rules.contains(&change.rule.id);
    if !changes.iter().any(is_expected) {
        wrong.push(format!("none of {:?}", way.rules));
    }
    let mut acts = false;
    for (old, new) in base.versions.iter().zip(&way.head.versions) {
        let all: Vec<_> = changes
            .iter()
            .flat_map(|change| &change.effects)
            .filter(|effect| effect.versions.contains(&new.version))
            .collect();
        let mut is_real = vec![false; all.len()];
        for sent in all_sent(&old.errors, &new.errors) {
            let (before, now) = (applied(&old.errors, &sent), applied(&new.errors, &sent));
            let stated = |effect: &ErrorEffect| {
                is_on(effect, &sent)
                    && states(effect.before.as_ref(), before)
                    && states(effect.now.as_ref(), now)
            };
            for (effect, is_real) in all.iter().zip(&mut is_real) {
                *is_real |= stated(effect);
            }
            let same_name = before.map(|row| &row.name) == now.map(|row| &row.name);
            if acts_alike(before, now) && same_name {
                continue;
            }
            acts |= !acts_alike(before, now);
            if !all.iter().any(|effect| stated(effect)) {
                wrong.push(format!("{} does not state {sent:?}", new.version));
            }
        }
        let unreal = all.iter().zip(is_real).filter(|(_, is_real)| !is_real);
        wrong.extend(unreal.map(|(effect, _)| format!("not so: {effect}")));
    }
    wrong.extend(misreported(base, way, changes, acts));
    wrong
}

/// What is wrong with the words of the report: it names the code, how its errors
/// were handled and how they are, and is never one that nobody has to read.
fn misreported(base: &Contracts, way: &Way, changes: Vec<Change>, acts: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    let is_doc = way.name == "doc";
    let named = |change: &Change| !change.effects.is_empty();
    if is_doc == changes.iter().any(named)
        && way.rules != ["error-range-widened", "error-range-restated"]
    {
        wrong.push("the errors are not named".to_owned());
    }
    let behaves = |change: &Change| change.effects.iter().any(ErrorEffect::is_behavior);
    let effects: Vec<_> = changes
        .iter()
        .filter(|change| behaves(change))
        .cloned()
        .collect();
    let report = review::of_changes(base, &way.head, changes, Vec::new());
    let severe = report
        .changes
        .iter()
        .any(|change| change.rule.severity <= Severity::Behavior);
    let nobody = report.summary.contains("breaks nobody");
    if acts && (!severe || nobody || effects.is_empty()) {
        wrong.push(format!("behavior is reported as none: {}", report.summary));
    }
    if is_doc && (severe || !nobody) {
        wrong.push(format!("docs are reported as behavior: {}", report.summary));
    }
    let forms = [
        markdown::render(&report).replace('\\', ""),
        human::render(&report, false)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
    ];
    let advice = |advice: Advice| {
        serde_json::to_value(advice)
            .unwrap()
            .as_str()
            .unwrap()
            .to_owned()
    };
    for effect in effects.iter().flat_map(|change| &change.effects) {
        let text = effect.to_string();
        let words = [&effect.before, &effect.now].map(|handling| match handling {
            Some(handling) => format!("`{}`", advice(handling.advice)),
            None => "HTTP status".to_owned(),
        });
        let code = effect.errors.codes[0].0.to_string();
        let named = words
            .iter()
            .chain([&code])
            .all(|word| text.contains(word.as_str()));
        // The beginning of a sentence is written large.
        let is_shown = forms.iter().all(|form| form.contains(&text[1..]));
        if !named || !is_shown {
            wrong.push(format!("does not name {code} and {words:?}: {text}"));
        }
    }
    wrong
}

#[test]
fn every_row_changed_in_every_way_gets_a_verdict_that_names_the_behavior() {
    let base = tables();
    let rows = rows(&base);
    let (mut count, mut all) = (0, Vec::new());
    for row in &rows {
        for way in ways(&base, row) {
            count += 1;
            let wrong = wrong(&base, &way);
            if !wrong.is_empty() {
                all.push(format!("{:?} {}: {wrong:#?}", place(row), way.name));
            }
        }
    }
    println!("{count} changes of {} rows", rows.len());
    assert!(
        all.is_empty(),
        "{} of {count}: {}",
        all.len(),
        all[..all.len().min(12)].join("\n")
    );
    assert!(
        count > 20 * rows.len(),
        "{count} changes of {} rows",
        rows.len()
    );
}

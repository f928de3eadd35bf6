//! Every row of the error table, changed in every way that a row can change. What
//! the report states is compared with what a client would do about each error, by
//! a lookup of its own.

use std::collections::BTreeSet;
use std::path::Path;

use page_conversations_codegen::cli::report::{human, markdown};
use page_conversations_codegen::cli::review;
use page_conversations_codegen::contract::diff::{
    About, Change, ErrorEffect, Handling, Revision, Severity, against,
};
use page_conversations_codegen::contract::spec::{Advice, Concern};
use page_conversations_codegen::contract::{Contracts, ErrorCode};

use crate::diff::spec::Read;

const ADVICE: [Advice; 8] = [
    Advice::Wait,
    Advice::SlowDown,
    Advice::ShrinkPage,
    Advice::LogIn,
    Advice::UseToken,
    Advice::GetPermission,
    Advice::FixRequest,
    Advice::GiveUp,
];

/// A code, a subcode and words that no row has.
const FREE: i64 = 7_654_321;
const WORDS: &str = "words that no row has";

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

/// A row of some version, by its place.
type Place = (i64, Option<i64>, Option<String>);

fn place(row: &ErrorCode) -> Place {
    (row.code, row.subcode, row.message.clone())
}

fn is_at(row: &ErrorCode, at: &Place) -> bool {
    place(row) == *at
}

/// Every row that some version has.
fn rows(contracts: &Contracts) -> Vec<ErrorCode> {
    let mut seen = BTreeSet::new();
    let rows = contracts.versions.iter().flat_map(|one| &one.errors);
    rows.filter(|row| seen.insert(place(row)))
        .cloned()
        .collect()
}

/// The tables with another list of errors in each version.
fn edited(base: &Contracts, edit: impl Fn(&mut Vec<ErrorCode>)) -> Contracts {
    let mut head = base.clone();
    for contract in &mut head.versions {
        edit(&mut contract.errors);
        contract.errors.sort_by_key(place);
    }
    head
}

/// A way in which a row differs.
struct Way {
    name: String,
    head: Contracts,
    /// What it is reported as, among others.
    rules: &'static [&'static str],
}

/// Changes a row, with its cases.
fn with(base: &Contracts, row: &ErrorCode, edit: impl Fn(&mut ErrorCode)) -> Contracts {
    let at = place(row);
    edited(base, |errors| {
        errors
            .iter_mut()
            .filter(|row| is_at(row, &at))
            .for_each(&edit);
    })
}

/// Changes a code and its cases alike.
fn with_cases(base: &Contracts, row: &ErrorCode, edit: impl Fn(&mut ErrorCode)) -> Contracts {
    edited(base, |errors| {
        let own = errors.iter_mut().filter(|other| other.code == row.code);
        own.for_each(&edit);
    })
}

/// Adds rows where the row is.
fn beside(base: &Contracts, row: &ErrorCode, added: ErrorCode) -> Contracts {
    let at = place(row);
    edited(base, |errors| {
        if errors.iter().any(|row| is_at(row, &at)) {
            errors.push(added.clone());
        }
    })
}

fn last(row: &ErrorCode) -> i64 {
    row.through.unwrap_or(row.code)
}

/// Another advice, with what belongs to it.
fn advise(row: &mut ErrorCode, advice: Advice) {
    row.advice = advice;
    row.token = row.token.take().filter(|_| advice == Advice::UseToken);
}

fn other(advice: Advice) -> Advice {
    match advice {
        Advice::Wait => Advice::GiveUp,
        _ => Advice::Wait,
    }
}

fn ways(base: &Contracts, row: &ErrorCode) -> Vec<Way> {
    let mut ways = Vec::new();
    let mut way = |name: String, rules, head| {
        ways.push(Way { name, head, rules });
    };
    for advice in ADVICE.into_iter().filter(|advice| *advice != row.advice) {
        let head = with(base, row, |row| advise(row, advice));
        way(
            format!("advice {advice:?}"),
            &["error-advice-changed"],
            head,
        );
    }
    let head = with(base, row, |row| {
        row.concerns = match row.concerns {
            Concern::Call => Concern::Node,
            Concern::Node => Concern::Call,
        };
    });
    way("concerns".to_owned(), &["error-concern-changed"], head);
    let head = with(base, row, |row| {
        row.token = match (row.advice, &row.token) {
            (Advice::UseToken, Some(_)) => None,
            _ => Some("Other".to_owned()),
        };
        row.advice = Advice::UseToken;
    });
    way("token".to_owned(), &["error-token-changed"], head);
    let head = with(base, row, |row| row.name.push_str("Else"));
    way("renamed".to_owned(), &["error-code-renamed"], head);
    let head = with(base, row, |row| row.doc.push_str(" Anew."));
    way("doc".to_owned(), &["docs-changed"], head);
    let head = edited(base, |errors| {
        errors.retain(|other| match row.is_case() {
            true => !is_at(other, &place(row)),
            false => other.code != row.code,
        });
    });
    way("removed".to_owned(), &["error-code-removed"], head);
    let added = |subcode, message: Option<String>, advice| {
        let mut added = ErrorCode {
            subcode,
            message,
            ..row.clone()
        };
        added.name = "Added".to_owned();
        advise(&mut added, advice);
        beside(base, row, added)
    };
    for advice in ADVICE {
        // The code may be handled in the same way as the row that is added.
        let head = added(Some(FREE), None, advice);
        way(
            format!("subcode {advice:?}"),
            &["error-code-added", "error-name-added"],
            head,
        );
        let words = row.message.as_ref();
        let longer = words.map_or(WORDS.to_owned(), |words| format!("{words} and more"));
        let head = added(None, Some(longer), advice);
        way(
            format!("words {advice:?}"),
            &["error-code-added", "error-name-added"],
            head,
        );
    }
    // Words that are part of the row's own, and shadow nothing of it.
    if let Some((shorter, _)) = row
        .message
        .as_deref()
        .and_then(|words| words.rsplit_once(' '))
    {
        let head = added(None, Some(shorter.to_owned()), other(row.advice));
        way("shorter words".to_owned(), &["error-code-added"], head);
    }
    moves(base, row, &mut way);
    if !row.is_case() {
        ranges(base, row, &mut way);
    }
    ways
}

/// The row at another place.
fn moves(
    base: &Contracts,
    row: &ErrorCode,
    way: &mut impl FnMut(String, &'static [&'static str], Contracts),
) {
    let head = match (row.subcode, &row.message) {
        (Some(_), _) => with(base, row, |row| row.subcode = Some(FREE)),
        (None, Some(_)) => with(base, row, |row| row.message = Some(WORDS.to_owned())),
        (None, None) => with_cases(base, row, |row| {
            row.through = row.through.map(|through| FREE + through - row.code);
            row.code = FREE;
        }),
    };
    way("moved".to_owned(), &["error-code-removed"], head);
}

/// The row with other codes, and rows in its place for some of them.
fn ranges(
    base: &Contracts,
    row: &ErrorCode,
    way: &mut impl FnMut(String, &'static [&'static str], Contracts),
) {
    let through = |last: i64| {
        with_cases(base, row, move |row| {
            row.through = Some(last).filter(|last| *last > row.code);
        })
    };
    way(
        "one more at the end".to_owned(),
        &["error-range-widened", "error-range-restated"],
        through(last(row) + 1),
    );
    // The first code is the key of the row.
    let first = |more: i64| {
        with_cases(base, row, move |row| {
            row.through = Some(last(row)).filter(|last| *last > row.code + more);
            row.code += more;
        })
    };
    let is_free = base
        .versions
        .iter()
        .all(|one| one.errors.iter().all(|other| other.code != row.code - 1));
    if is_free && row.code != 1 {
        way(
            "one more at the beginning".to_owned(),
            &["error-code-removed"],
            first(-1),
        );
    }
    if last(row) == row.code {
        return;
    }
    way(
        "one less at the end".to_owned(),
        &["error-range-narrowed"],
        through(last(row) - 1),
    );
    way(
        "one less at the beginning".to_owned(),
        &["error-code-removed"],
        first(1),
    );
    let inside = |advice: Advice| {
        let mut one = ErrorCode {
            code: last(row),
            through: None,
            name: "Inside".to_owned(),
            ..row.clone()
        };
        advise(&mut one, advice);
        one
    };
    for advice in ADVICE {
        let head = beside(base, row, inside(advice));
        way(
            format!("inside {advice:?}"),
            &["error-code-added", "error-name-added"],
            head.clone(),
        );
        let head = with_cases(&head, row, |row| {
            if row.name != "Inside" && row.through.is_some() {
                row.through = Some(last(row) - 1);
            }
        });
        way(
            format!("split {advice:?}"),
            &["error-range-split", "error-range-restated"],
            head,
        );
    }
}

/// An error as Graph sends it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Sent {
    code: i64,
    subcode: Option<i64>,
    message: String,
}

/// The row that the runtime applies: that with the longest matching words, else
/// that with the subcode, else that of the code; a single code before a range.
fn applied<'a>(errors: &'a [ErrorCode], sent: &Sent) -> Option<&'a ErrorCode> {
    let covers = |row: &&ErrorCode| row.code <= sent.code && sent.code <= last(row);
    let rows: Vec<_> = errors.iter().filter(covers).collect();
    let by_words = rows.iter().filter(|row| {
        row.message
            .as_ref()
            .is_some_and(|words| sent.message.contains(words))
    });
    let single = |row: &ErrorCode| last(row) == row.code;
    let longest = by_words.max_by_key(|row| (single(row), row.message.as_ref().map(String::len)));
    let by_subcode = rows
        .iter()
        .filter(|row| row.subcode.is_some() && row.subcode == sent.subcode);
    let by_code = rows.iter().filter(|row| !row.is_case());
    longest
        .or_else(|| by_subcode.max_by_key(|row| single(row)))
        .or_else(|| by_code.max_by_key(|row| single(row)))
        .copied()
}

/// Errors of every code at which a row of one of the tables begins or ends, with
/// each subcode and message that a row tells apart.
fn all_sent(base: &[ErrorCode], head: &[ErrorCode]) -> BTreeSet<Sent> {
    let rows = || base.iter().chain(head);
    let codes = rows().flat_map(|row| [row.code - 1, row.code, last(row), last(row) + 1]);
    let codes: BTreeSet<_> = codes.collect();
    let mut sent = BTreeSet::new();
    for code in codes {
        let covers = |row: &&ErrorCode| row.code <= code && code <= last(row);
        let of = |errors: &[ErrorCode]| errors.iter().filter(covers).cloned().collect::<Vec<_>>();
        if of(base) == of(head) {
            continue;
        }
        let subcodes: BTreeSet<_> = rows().filter(covers).map(|row| row.subcode).collect();
        let words = rows().filter(covers).filter_map(|row| row.message.clone());
        let words: BTreeSet<_> = words.collect();
        let mut messages = vec!["no".to_owned()];
        messages.extend(words.iter().cloned());
        for one in &words {
            messages.extend(words.iter().map(|other| format!("{one}. {other}")));
        }
        for subcode in subcodes.into_iter().chain([None, Some(424_242)]) {
            let one = |message: &String| Sent {
                code,
                subcode,
                message: message.clone(),
            };
            sent.extend(messages.iter().map(one));
        }
    }
    sent
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

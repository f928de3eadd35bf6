//! The ways in which a row of the error table can change.

use std::collections::BTreeSet;

use page_conversations_codegen::contract::spec::{Advice, Concern};
use page_conversations_codegen::contract::{Contracts, ErrorCode};

use crate::diff::error_lookup::last;

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

/// A row of some version, by its place.
type Place = (i64, Option<i64>, Option<String>);

pub fn place(row: &ErrorCode) -> Place {
    (row.code, row.subcode, row.message.clone())
}

fn is_at(row: &ErrorCode, at: &Place) -> bool {
    place(row) == *at
}

/// Every row that some version has.
pub fn rows(contracts: &Contracts) -> Vec<ErrorCode> {
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
pub struct Way {
    pub name: String,
    pub head: Contracts,
    /// What it is reported as, among others.
    pub rules: &'static [&'static str],
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

pub fn ways(base: &Contracts, row: &ErrorCode) -> Vec<Way> {
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

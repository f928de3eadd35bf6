//! `docs/FAULTS.md`: the outcomes of the matrix, for people.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;

use super::expected::Frequency;
use super::outcome::Outcome;
use super::rows::Row;
use super::subject::{Reads, Subject};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/FAULTS.md");

const HEAD: &str = "\
<!-- Written from tests/runtime/fault_matrix by `INSTA_UPDATE=always cargo test --features simulator \
--test runtime fault_matrix`. -->

# Faults

What callers get if a call fails once, and if each call fails. Each call of the contract is read in
each of these ways, under each [fault](../src/simulator/faults/fault.rs) of the simulator:

| Way | Reads |
| --- | --- |
| `send` | a node |
| `send` of ids | several nodes in one call |
| `page` | the first of two pages |
| `pages` | both pages, with `OnUnreadable::Continue` |
| `items` | the nodes of both pages, with `OnUnreadable::Stop` |
| `nodes_by_id` | several nodes, with `OnUnreadable::Stop` |
| `batch` | two requests in one call |
| plan of a list, plan of ids | the same nodes with `ReadPlan` |

On one platform, pages are read ahead; on the other, items. An answer has all nodes, each once, in
order, and as without the fault. After an error, a stream that is resumed at its checkpoint reads the
other nodes. `RepeatedCursor` and `NewMessage` occur at the second call; the latter moves nodes down,
so that a walk reads some twice. No output has the access token or the app secret. The advice for a
Graph error is that of the contract. Retries are those that `Retry` allows by default.
";

/// The least and the most retries.
#[derive(Clone, Copy)]
struct Retries(u32, u32);

/// The outcomes of all cells.
#[derive(Default)]
pub struct Outcomes {
    /// By the place of the row.
    rows: BTreeMap<(usize, Frequency), BTreeMap<(Outcome, Subject), Retries>>,
    pub cells: usize,
}

impl Outcomes {
    pub fn add(
        &mut self,
        row: (usize, Frequency),
        subject: Subject,
        outcome: Outcome,
        retries: u32,
    ) {
        self.cells += 1;
        let outcomes = self.rows.entry(row).or_default();
        let all = outcomes.entry((outcome, subject));
        let all = all.or_insert(Retries(retries, retries));
        *all = Retries(all.0.min(retries), all.1.max(retries));
    }

    /// The document of all rows.
    pub fn document(&self, rows: &[Row], tested: &str) -> String {
        let mut text = HEAD.to_owned();
        writeln!(
            text,
            "\n{} cases, on both platforms. Calls are tested in each version in which the contract \
             states\nsomething else of them:\n{tested}",
            self.cells
        )
        .unwrap();
        writeln!(text, "\n| Fault | Once | Always |\n| --- | --- | --- |").unwrap();
        for (place, row) in rows.iter().enumerate() {
            let cell = |frequency| cell(&self.rows[&(place, frequency)]);
            let (once, always) = (cell(Frequency::Once), cell(Frequency::Always));
            let name = match row.name.split_once(": ") {
                Some((fault, which)) => format!("`{fault}`: {which}"),
                None => format!("`{}`", row.name),
            };
            writeln!(text, "| {name} | {once} | {always} |").unwrap();
        }
        text
    }
}

/// Compares the file with the document, or writes it.
pub fn check(document: &str) {
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(PATH, document).unwrap();
    }
    let written = fs::read_to_string(PATH).unwrap_or_default();
    assert!(
        written == document,
        "docs/FAULTS.md is stale; run `INSTA_UPDATE=always cargo test --features simulator \
         --test runtime fault_matrix`"
    );
}

/// The outcomes of a fault, the one of most ways last.
fn cell(outcomes: &BTreeMap<(Outcome, Subject), Retries>) -> String {
    let all: BTreeSet<Subject> = outcomes.keys().map(|(_, seen)| *seen).collect();
    let mut parts = BTreeMap::<Outcome, (BTreeSet<Subject>, Retries)>::new();
    for ((outcome, seen), retries) in outcomes {
        let part = parts.entry(*outcome);
        let (ways, all) = part.or_insert_with(|| (BTreeSet::new(), *retries));
        ways.insert(*seen);
        *all = Retries(all.0.min(retries.0), all.1.max(retries.1));
    }
    let mut parts: Vec<_> = parts.into_iter().collect();
    parts.sort_by_key(|(_, (ways, _))| ways.len());
    let last = parts.len() - 1;
    let texts = parts
        .iter()
        .enumerate()
        .map(|(place, (outcome, (seen, retries)))| {
            let who = match place == last {
                true if last == 0 => String::new(),
                true => "else: ".to_owned(),
                false => format!("{}: ", ways(seen, &all)),
            };
            format!("{who}{outcome}{}", times(*retries))
        });
    texts.collect::<Vec<_>>().join("<br>")
}

/// The names of ways to read, with what they read if that is not all.
fn ways(seen: &BTreeSet<Subject>, all: &BTreeSet<Subject>) -> String {
    let mut names = Vec::new();
    for way in all.iter().map(|seen| seen.way).collect::<BTreeSet<_>>() {
        let of_way = |seen: &&Subject| seen.way == way;
        let calls: BTreeSet<_> = seen.iter().filter(of_way).collect();
        let all: BTreeSet<_> = all.iter().filter(of_way).collect();
        let part = PARTS.iter().find(|(_, is_in)| {
            let part = all.iter().filter(|seen| is_in(seen));
            part.eq(calls.iter())
        });
        match part {
            _ if calls.is_empty() => {}
            Some((part, _)) => names.push(format!("{way}{part}")),
            None => {
                let calls: Vec<_> = calls.iter().map(|seen| seen.operation).collect();
                names.push(format!("{way} ({})", calls.join(", ")));
            }
        }
    }
    names.join(", ")
}

/// A part of the calls of a way, by its name.
type Part = (&'static str, fn(&Subject) -> bool);

/// Parts of the calls of a way.
const PARTS: [Part; 5] = [
    ("", |_| true),
    (" of lists", Subject::is_edge),
    (" of nodes", |subject| !subject.is_edge()),
    (" of conversations", |subject| {
        subject.reads() == Reads::Threads
    }),
    (" of messages", |subject| subject.reads() == Reads::Messages),
];

fn times(retries: Retries) -> String {
    match retries {
        Retries(0, 0) => String::new(),
        Retries(1, 1) => ", 1 retry".to_owned(),
        Retries(least, most) if least == most => format!(", {most} retries"),
        Retries(0, 1) => ", at most 1 retry".to_owned(),
        Retries(least, most) => format!(", {least} to {most} retries"),
    }
}

//! Each call under each fault of the simulator, in each distinct contract and on both platforms.

mod calls;
mod cell;
mod contracts;
mod document;
mod expected;
mod outcome;
mod readers;
mod reading;
mod rows;
mod subject;
mod world;

use std::collections::BTreeSet;
use std::sync::Mutex;

use page_conversations::simulator::Platform;

use crate::paused_clock::PausedClock;

use self::calls::{Contract, Setting};
use self::cell::Cell;
use self::document::Outcomes;
use self::expected::Frequency;
use self::outcome::Outcome;
use self::readers::Reader;
use self::rows::{Effect, Nature};
use self::subject::Subject;

/// What was found.
#[derive(Default)]
struct Found {
    outcomes: Outcomes,
    wrong: Vec<String>,
}

/// The calls of a version that are read on a platform.
struct Part<'a> {
    contract: &'a Contract,
    /// Names of the calls that no version before has.
    operations: &'a BTreeSet<&'a str>,
    platform: Platform,
    found: &'a Mutex<Found>,
}

#[test]
fn each_call_handles_each_fault_as_stated() {
    let contracts = calls::contracts();
    let versions: Vec<_> = contracts.iter().map(|one| one.version.name).collect();
    let stated = contracts::Calls::read();
    let distinct = stated.distinct(&versions);
    let found = Mutex::new(Found::default());
    std::thread::scope(|scope| {
        for (contract, (_, operations)) in contracts.iter().zip(&distinct) {
            for platform in [Platform::Messenger, Platform::Instagram] {
                let part = Part {
                    contract,
                    operations,
                    platform,
                    found: &found,
                };
                scope.spawn(move || part.run());
            }
        }
    });
    let Found { outcomes, wrong } = found.into_inner().unwrap();
    let tested = distinct.iter().map(|(version, operations)| {
        let operations: Vec<_> = operations.iter().copied().collect();
        format!("\n- {version}: {}", operations.join(", "))
    });
    let rows = rows::rows(contracts[0].errors);
    let document = outcomes.document(&rows, &tested.collect::<String>());
    println!("{} cases\n{document}", outcomes.cells);
    let first = wrong
        .iter()
        .take(20)
        .cloned()
        .collect::<Vec<_>>()
        .join("\n");
    assert!(wrong.is_empty(), "{} are wrong:\n{first}", wrong.len());
    document::check(&document);
}

/// `FaultForm` of the admin API does not compile without a form of each fault.
#[test]
fn each_kind_of_fault_has_a_row() {
    let api = include_str!("../../../examples/admin.openapi.json");
    let api: serde_json::Value = serde_json::from_str(api).unwrap();
    let forms = api["components"]["schemas"]["Fault"]["oneOf"].as_array();
    let kinds = forms.unwrap().iter();
    let kinds = kinds.map(|form| form["properties"]["type"]["const"].as_str().unwrap());
    let kinds: BTreeSet<_> = kinds.collect();
    let contracts = calls::contracts();
    let rows = rows::rows(contracts[0].errors);
    assert_eq!(
        rows.iter().map(|row| row.kind).collect::<BTreeSet<_>>(),
        kinds
    );
}

impl Part<'_> {
    fn run(self) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build();
        let clock = PausedClock::default();
        let all = clock.run(self.all_rows(&clock));
        runtime.unwrap().block_on(all);
    }

    async fn all_rows(&self, clock: &PausedClock) {
        let client = cell::client(clock);
        let simulator = cell::start().await;
        let readers = self.readers(false);
        let with_missing_id = self.readers(true);
        let mut baselines = Vec::new();
        for reader in &readers {
            let graph = cell::for_simulator(&client, &simulator);
            baselines.push(cell::baseline(&graph, self.platform, reader).await);
        }
        for (place, row) in rows::rows(self.contract.errors).iter().enumerate() {
            let readers = match row.nature {
                Nature::Harmless(Effect::MissingId) => &with_missing_id,
                _ => &readers,
            };
            let mut simulator = cell::start().await;
            for (reader, baseline) in readers.iter().zip(&baselines) {
                for frequency in [Frequency::Once, Frequency::Always] {
                    if row.leaves_traces {
                        simulator = cell::start().await;
                    }
                    let cell = Cell {
                        client: &client,
                        clock,
                        simulator: &simulator,
                        platform: self.platform,
                        reader,
                        baseline,
                        row,
                        frequency,
                        errors: self.contract.errors,
                    };
                    self.note(&cell, place, cell.run().await);
                }
            }
        }
    }

    fn readers(&self, has_missing_id: bool) -> Vec<Reader> {
        let setting = Setting {
            platform: self.platform,
            has_missing_id,
        };
        let mut readers = (self.contract.readers)(setting);
        readers.retain(|reader| self.operations.contains(reader.subject.operation));
        let read: BTreeSet<_> = readers
            .iter()
            .map(|reader| reader.subject.operation)
            .collect();
        assert_eq!(read, *self.operations, "not all calls are read");
        readers
    }

    fn note(&self, cell: &Cell<'_>, place: usize, result: Result<(Outcome, u32), String>) {
        let mut found = self.found.lock().unwrap();
        let (frequency, subject) = (cell.frequency, cell.reader.subject);
        match result {
            Ok((outcome, retries)) => {
                found
                    .outcomes
                    .add((place, frequency), subject, outcome, retries);
            }
            Err(wrong) => {
                let Subject { way, operation } = subject;
                let Self {
                    contract, platform, ..
                } = self;
                found.wrong.push(format!(
                    "{}, {frequency:?}, {operation} by {way} in {} on {platform:?}: {wrong}",
                    cell.row.name, contract.version
                ));
            }
        }
    }
}

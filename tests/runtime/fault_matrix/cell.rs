//! One cell of the matrix: a reader, a fault, and how often it occurs.

use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

use page_conversations::simulator::{Clock, Platform, Simulator};
use page_conversations::{Error, ErrorEntry, Graph, Pacing, Timestamp, UnreadableNode};

use super::calls::MISSING_ID;
use super::expected::{self, Expectation, Frequency};
use super::outcome::{Category, Outcome};
use super::readers::Reader;
use super::reading::Reading;
use super::rows::{Effect, Nature, Row};
use super::subject::{Reads, Way};
use super::world::{self, LIMIT};
use crate::paused_clock::PausedClock;

const TOKEN: &str = "EAABmatrix|7Q2x+canary";
const APP_SECRET: &str = "5ecretmatrix&9K3v=";

/// Half of a secret is a leak, too.
const LEAKS: [&str; 4] = ["EAABmatrix", "7Q2x", "5ecretmatrix", "9K3v"];

/// A time at which no version of the contract is over.
const START: Timestamp = Timestamp::from_unix_seconds(1_706_100_000);

/// A client on the paused clock.
pub fn client(clock: &PausedClock) -> Graph {
    Graph::builder(TOKEN)
        .host("http://127.0.0.1:1")
        .app_secret(APP_SECRET)
        .pacing(Pacing::off())
        .max_empty_pages(5)
        .hook(clock.clone())
        // The simulator closes connections after a minute.
        .http(|http| http.pool_idle_timeout(Duration::from_secs(30)))
        .build()
        .unwrap()
}

/// A simulator whose clock does not move on its own.
pub async fn start() -> Arc<Simulator> {
    let simulator = Simulator::builder()
        .world(world::world())
        .clock(Clock::Fixed(START))
        .access_token(TOKEN)
        .app_secret(APP_SECRET)
        .require_proof()
        .compress(false);
    Arc::new(simulator.start().await.unwrap())
}

/// The client, for another simulator, with limits and retries of its own.
pub fn for_simulator(client: &Graph, simulator: &Simulator) -> Graph {
    let graph = client.with_host(&simulator.url()).unwrap();
    graph.with_token(TOKEN).unwrap()
}

/// What is read without a fault.
pub struct Baseline {
    pub nodes: Vec<(String, String)>,
}

/// Reads without a fault, which must be what the world has.
pub async fn baseline(graph: &Graph, platform: Platform, reader: &Reader) -> Baseline {
    let reading = reader.read(graph, None).await;
    assert!(reading.errors.is_empty(), "{:?}", reading.errors);
    if reader.subject.is_walk() || reader.subject.way == Way::PlanOfList {
        let expected = match reader.subject.reads() {
            Reads::Threads => world::all_threads(platform),
            Reads::Messages => world::all_messages(platform),
        };
        assert_eq!(ids(&reading.nodes), expected);
    }
    Baseline {
        nodes: reading.nodes,
    }
}

/// A reader under a fault.
pub struct Cell<'a> {
    pub client: &'a Graph,
    pub clock: &'a PausedClock,
    pub simulator: &'a Arc<Simulator>,
    pub platform: Platform,
    pub reader: &'a Reader,
    pub baseline: &'a Baseline,
    pub row: &'a Row,
    pub frequency: Frequency,
    pub errors: &'a [ErrorEntry],
}

impl Cell<'_> {
    /// Reads under the fault. Returns what the caller got, and how often a call was retried, or
    /// what is wrong with it.
    pub async fn run(&self) -> Result<(Outcome, u32), String> {
        let simulator = self.simulator;
        let fault = (self.row.fault)(self.platform, self.reader.subject.reads());
        match self.frequency {
            Frequency::Once => {
                simulator.pass_next(self.row.passes);
                simulator.fail_next(fault);
            }
            Frequency::Always => simulator.fail_always(fault),
        }
        let (clock, moved) = (self.clock, simulator.clone());
        clock.moves(move |by| {
            moved.advance(by);
        });
        clock.take_retries();
        let graph = for_simulator(self.client, simulator);
        let reading = self.reader.read(&graph, None).await;
        let retries = clock.take_retries();
        self.check_secrets(&reading)?;
        for error in &reading.errors {
            self.check_advice(error)?;
        }
        let outcome = self.outcome(&reading)?;
        let expectation = Expectation {
            subject: self.reader.subject,
            frequency: self.frequency,
            errors: self.errors,
        };
        let expected = expectation.of(self.row.nature);
        if outcome != expected {
            return Err(format!(
                "{outcome}, expected {expected}: {:?}",
                reading.errors
            ));
        }
        simulator.stop_failing();
        simulator.advance(Duration::from_secs(24 * 3600));
        if matches!(outcome, Outcome::Failed(..)) && reading.checkpoint.is_some() {
            let rest = self.rest(simulator, &reading).await;
            self.check_rest(&reading, &rest)?;
        }
        Ok((outcome, retries))
    }

    /// Reads what is left, once all is well again.
    async fn rest(&self, simulator: &Arc<Simulator>, reading: &Reading) -> Reading {
        let graph = for_simulator(self.client, simulator);
        self.reader.read(&graph, reading.checkpoint.clone()).await
    }

    fn outcome(&self, reading: &Reading) -> Result<Outcome, String> {
        if let Some(error) = reading.errors.first() {
            return Ok(Outcome::Failed(Category::of(error), error.advice().label()));
        }
        let unreadable = unreadable(reading);
        if !unreadable.is_empty() {
            self.check_all(&reading.nodes, &unreadable)?;
            return Ok(Outcome::Without);
        }
        if reading.nodes.is_empty() {
            return Ok(Outcome::EmptyPage);
        }
        self.check_answer(reading)?;
        Ok(Outcome::Answer)
    }

    /// All nodes, each once, and unchanged.
    fn check_answer(&self, reading: &Reading) -> Result<(), String> {
        let Nature::Harmless(effect) = self.row.nature else {
            // What was too large is read in parts.
            let is_same = match self.row.nature {
                Nature::TooMuch(_) => ids(&reading.nodes) == ids(&self.baseline.nodes),
                _ => reading.nodes == self.baseline.nodes,
            };
            return check(is_same, || self.differs(reading));
        };
        match effect {
            Effect::Nothing => check(reading.nodes == self.baseline.nodes, || {
                self.differs(reading)
            }),
            Effect::Mismatch => {
                let mismatches: u64 = reading
                    .reports
                    .iter()
                    .map(|report| report.mismatch_count())
                    .sum();
                let is_same = ids(&reading.nodes) == ids(&self.baseline.nodes);
                check(is_same && mismatches > 0, || self.differs(reading))
            }
            Effect::MissingId => {
                let missing = reading
                    .reports
                    .iter()
                    .flat_map(|report| report.missing_ids());
                let lists_it = missing.into_iter().any(|id| id == MISSING_ID);
                let by_ids = matches!(self.reader.subject.way, Way::NodesById | Way::PlanOfIds);
                let is_same = reading.nodes == self.baseline.nodes;
                check(is_same && lists_it == by_ids, || self.differs(reading))
            }
            // New messages are there too, and what was at the end of a page is there again.
            Effect::Moved => {
                let (nodes, all) = (ids(&reading.nodes), ids(&self.baseline.nodes));
                let is_whole = all.iter().all(|id| nodes.contains(id));
                let is_first_page = matches!(self.reader.subject.way, Way::Page | Way::Batch);
                check(is_whole || is_first_page, || self.differs(reading))
            }
        }
    }

    fn differs(&self, reading: &Reading) -> String {
        format!(
            "read {:?}, not {:?}; {:?}",
            reading.nodes, self.baseline.nodes, reading.reports
        )
    }

    /// Nothing is lost before an error, and what is left is there afterwards.
    fn check_rest(&self, reading: &Reading, rest: &Reading) -> Result<(), String> {
        check(rest.errors.is_empty(), || {
            format!("not readable afterwards: {:?}", rest.errors)
        })?;
        let mut nodes = [&reading.nodes[..], &rest.nodes[..]].concat();
        if self.row.nature == Nature::RepeatedCursor {
            // The cursor after the last page is not known, so that it is read again.
            let again = ids(&rest.nodes)
                .iter()
                .filter(|id| ids(&reading.nodes).contains(id))
                .count();
            check(again <= LIMIT as usize, || format!("{again} nodes again"))?;
            nodes.sort_unstable();
            nodes.dedup();
        }
        self.check_all(&nodes, &unreadable(reading))
    }

    /// Each node was read once, or cannot be.
    fn check_all(&self, nodes: &[(String, String)], unreadable: &[String]) -> Result<(), String> {
        let mut got = ids(nodes);
        got.extend(unreadable.iter().map(String::as_str));
        got.sort_unstable();
        let mut all = ids(&self.baseline.nodes);
        all.sort_unstable();
        check(got == all, || {
            format!("read {:?} without {unreadable:?}, not {all:?}", ids(nodes))
        })
    }

    /// A Graph error has the advice that the contract states for it.
    fn check_advice(&self, error: &Error) -> Result<(), String> {
        let Some(graph) = error.graph().filter(|_| matches!(error, Error::Graph(_))) else {
            return Ok(());
        };
        let code = graph.code.unwrap_or_default();
        let entry = expected::find(self.errors, code, graph.subcode, &graph.message);
        let stated = expected::label(expected::kind(entry, graph.is_transient));
        let advice = error.advice().label();
        check(stated == advice, || {
            format!("advice {advice}, but the contract states {stated}: {error}")
        })
    }

    fn check_secrets(&self, reading: &Reading) -> Result<(), String> {
        let text = all_that_is_shown(reading);
        let leak = LEAKS.iter().find(|leak| text.contains(**leak));
        check(leak.is_none(), || format!("{leak:?} in {text}"))
    }
}

fn check(holds: bool, message: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(message()) }
}

fn ids(nodes: &[(String, String)]) -> Vec<&str> {
    nodes.iter().map(|(id, _)| id.as_str()).collect()
}

/// The ids of the nodes that cannot be read, of reports and of errors.
fn unreadable(reading: &Reading) -> Vec<String> {
    let reported = reading
        .reports
        .iter()
        .flat_map(|report| report.unreadable());
    let failed = reading.errors.iter().flat_map(|error| match error {
        Error::Unreadable { nodes } => &nodes[..],
        _ => &[],
    });
    let id = |node: &UnreadableNode| node.id.clone();
    let mut ids: Vec<_> = reported.chain(failed).map(id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// All that a caller can print of a result.
fn all_that_is_shown(reading: &Reading) -> String {
    let mut text = reading.shown.clone();
    for error in &reading.errors {
        write!(text, "{error:?} {error} {:?}", error.advice()).unwrap();
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            write!(text, "{cause:?} {cause}").unwrap();
            source = cause.source();
        }
    }
    for (_, node) in &reading.nodes {
        text.push_str(node);
    }
    write!(text, "{:?} {:?}", reading.reports, reading.checkpoint).unwrap();
    text
}

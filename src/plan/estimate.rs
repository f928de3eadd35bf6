//! What a plan takes.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use crate::client::pacing::Pacing;

/// The calls and the time that a plan takes, without retries and without the calls that find
/// unreadable nodes.
///
/// Displayed as a table, with a line for each source.
#[derive(Clone, Debug)]
pub struct PlanEstimate {
    sources: Vec<SourceEstimate>,
}

/// The estimated calls and time of a source of a plan.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SourceEstimate {
    /// Name of the source.
    pub source: String,
    /// Number of nodes, at most.
    pub nodes: usize,
    /// Nodes that a call reads.
    pub nodes_per_call: usize,
    /// Nested nodes that a call reads of each node; `None` if no nested edge is selected.
    pub nested_per_node: Option<u64>,
    /// Number of calls that read the nodes, at most.
    pub calls: usize,
    /// Number of calls that read on nested edges, at most. They are sent in batches.
    pub further_calls: usize,
    /// The pace of the calls; `None` if they are not paced.
    pub(super) pacing: Option<Pacing>,
    /// Identifies the pacer, which sources of one token share.
    pub(super) pacer: usize,
}

impl SourceEstimate {
    /// Returns the number of all calls, at most.
    pub fn all_calls(&self) -> usize {
        self.calls.saturating_add(self.further_calls)
    }

    /// Returns the time from the first call to the last at the pace of the token, without the
    /// time that Graph takes to answer. A [`Pacer`](crate::Pacer) of your own may have
    /// another pace.
    pub fn time(&self) -> Duration {
        self.time_of(self.all_calls())
    }

    fn time_of(&self, calls: usize) -> Duration {
        self.pacing
            .map_or(Duration::ZERO, |pacing| pacing.time_of(calls))
    }

    /// Describes how the nodes are read.
    fn way(&self) -> String {
        let nodes = self.nodes_per_call;
        match (self.nested_per_node, self.further_calls) {
            (None, _) => format!("{nodes} a call"),
            (Some(nested), 0) => format!("{nodes} a call, each with {nested} nested nodes"),
            (Some(nested), _) => {
                format!("{nodes} a call, each with {nested} nested nodes; further ones in batches")
            }
        }
    }
}

impl PlanEstimate {
    pub(super) fn new(sources: Vec<SourceEstimate>) -> Self {
        Self { sources }
    }

    /// Returns what each source takes.
    pub fn sources(&self) -> &[SourceEstimate] {
        &self.sources
    }

    /// Returns the number of nodes, at most.
    pub fn nodes(&self) -> usize {
        sum(self.sources.iter().map(|source| source.nodes))
    }

    /// Returns the number of calls, at most.
    pub fn calls(&self) -> usize {
        sum(self.sources.iter().map(SourceEstimate::all_calls))
    }

    /// Returns the time of the slowest token, if all sources are read at once. Sources of one
    /// token share its pace.
    pub fn time(&self) -> Duration {
        let mut calls = BTreeMap::new();
        for source in self.sources.iter().filter(|source| source.pacing.is_some()) {
            let (_, all) = calls.entry(source.pacer).or_insert((source, 0_usize));
            *all = all.saturating_add(source.all_calls());
        }
        let times = calls.values().map(|(source, calls)| source.time_of(*calls));
        times.max().unwrap_or_default()
    }
}

fn sum(numbers: impl Iterator<Item = usize>) -> usize {
    numbers.fold(0, usize::saturating_add)
}

impl fmt::Display for PlanEstimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self
            .sources
            .iter()
            .map(|source| source.source.chars().count());
        let width = names.max().unwrap_or(0).max("Source".len());
        writeln!(
            f,
            "{:width$}  {:>9}  {:>9}  {:>9}  How",
            "Source", "Nodes", "Calls", "Time"
        )?;
        for source in &self.sources {
            let (calls, time) = (source.all_calls(), seconds(source.time()));
            let (name, nodes, way) = (&source.source, source.nodes, source.way());
            writeln!(f, "{name:width$}  {nodes:>9}  {calls:>9}  {time:>9}  {way}")?;
        }
        let (nodes, calls, time) = (self.nodes(), self.calls(), seconds(self.time()));
        write!(f, "{:width$}  {nodes:>9}  {calls:>9}  {time:>9}", "Total")
    }
}

fn seconds(time: Duration) -> String {
    format!("{} s", time.as_secs_f64().round())
}

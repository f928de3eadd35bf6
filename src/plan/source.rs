//! A source of nodes of a plan.

use futures_util::future::BoxFuture;

use super::checkpoint::Progress;
use super::estimate::SourceEstimate;
use super::limits::Limits;
use crate::client::graph::Graph;
use crate::client::options::CallOptions;
use crate::decode::Report;
use crate::error::Error;

/// Reads the nodes of a source, one part after the other. It erases the type of the request.
pub(super) trait Source<T>: Send {
    /// Reads the next part.
    fn read(self: Box<Self>) -> BoxFuture<'static, Step<T>>;

    /// Continues where the source was left.
    fn resume(&mut self, progress: &Progress);

    /// Returns what the rest of the source takes.
    fn estimate(&self, name: &str) -> SourceEstimate;
}

/// What was read, and what follows.
pub(super) enum Step<T> {
    Part(Part<T>, Box<dyn Source<T>>),
    Failed(Error),
    End,
}

/// The nodes of a call, and those of the calls that complete them.
pub(super) struct Part<T> {
    pub(super) nodes: Vec<T>,
    pub(super) report: Report,
    /// How far the source is delivered with these nodes.
    pub(super) progress: Progress,
}

/// Returns what so many nodes take with calls of a token.
pub(super) fn estimate(
    name: &str,
    graph: &Graph,
    options: Option<&CallOptions>,
    (nodes, per_call): (usize, usize),
    limits: Limits,
) -> SourceEstimate {
    let calls = nodes.div_ceil(per_call.max(1));
    let further = nodes.saturating_mul(limits.further_calls());
    let is_paced = !options.is_some_and(|options| options.is_unpaced);
    SourceEstimate {
        source: name.to_owned(),
        nodes,
        nodes_per_call: per_call,
        nested_per_node: limits.nested(),
        calls,
        further_calls: further,
        pacing: is_paced.then(|| graph.pacing()),
        pacer: graph.pacer_id(),
    }
}

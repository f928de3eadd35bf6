//! Nodes by their ids.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::checkpoint::Progress;
use super::estimate::SourceEstimate;
use super::limits::Limits;
use super::nested::Nested;
use super::source::{self, Part, Source, Step};
use crate::client::graph::Graph;
use crate::client::options::CallOptions;
use crate::error::Error;
use crate::paging::{Checkpoint, NodeBatch, NodeReader};
use crate::request::{Continues, NodesRequest};

/// Reads nodes by their ids.
pub(super) struct IdSource<M, R: NodesRequest> {
    graph: Graph,
    options: Option<CallOptions>,
    limits: Limits,
    /// Ids of a call.
    ids_per_call: usize,
    nested: Nested<R, M>,
    reader: NodeReader<R>,
}

impl<M, R> IdSource<M, R>
where
    R: NodesRequest + Continues<M, Parent = R::Node> + Clone + 'static,
    R::Node: Send + 'static,
    R::Request: 'static,
    M: Send + 'static,
{
    pub(super) fn new(graph: &Graph, mut request: R) -> Self {
        let limits = Limits::new(request.selected());
        let nested = Nested::new(graph, &request, limits);
        if let (Some(field), Some(limit)) = (request.selected(), limits.nested()) {
            let name = field.name();
            let fields = request
                .fields()
                .map(|fields| fields.with_limit(name, limit));
            request.set_fields(fields);
        }
        let ids_per_call = limits.nodes.min(R::MOST_IDS);
        Self {
            graph: graph.clone(),
            options: request.options().cloned(),
            limits,
            ids_per_call,
            nested,
            reader: NodeReader::new(graph.session_for(&request), request, ids_per_call),
        }
    }

    async fn step(mut self: Box<Self>) -> Step<R::Node> {
        let batch = match self.reader.read().await {
            Ok(Some(batch)) => batch,
            Ok(None) => return Step::End,
            Err(error) => return Step::Failed(error),
        };
        match self.part(batch).await {
            Ok(part) => Step::Part(part, self),
            Err(error) => Step::Failed(error),
        }
    }

    /// Returns the nodes of a call, with all their nested nodes.
    async fn part(&self, batch: NodeBatch<R::Node>) -> Result<Part<R::Node>, Error> {
        let nodes = batch.nodes.into_iter().map(|(_, node)| node);
        let (mut nodes, mut report): (Vec<_>, _) = (nodes.collect(), batch.report);
        self.nested.complete(&mut nodes, &mut report).await?;
        let position = match self.reader.next() == self.reader.count() {
            true => Checkpoint::Done,
            false => Checkpoint::Start,
        };
        let progress = Progress {
            nodes: self.reader.next(),
            position,
        };
        Ok(Part {
            nodes,
            report,
            progress,
        })
    }
}

impl<M, R> Source<R::Node> for IdSource<M, R>
where
    R: NodesRequest + Continues<M, Parent = R::Node> + Clone + 'static,
    R::Node: Send + 'static,
    R::Request: 'static,
    M: Send + 'static,
{
    fn read(self: Box<Self>) -> BoxFuture<'static, Step<R::Node>> {
        self.step().boxed()
    }

    fn resume(&mut self, progress: &Progress) {
        self.reader.resume_at(progress.nodes);
    }

    fn estimate(&self, name: &str) -> SourceEstimate {
        let left = self.reader.count() - self.reader.next();
        let nodes = (left, self.ids_per_call);
        source::estimate(name, &self.graph, self.options.as_ref(), nodes, self.limits)
    }
}

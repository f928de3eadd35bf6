//! The newest nodes of an edge.

use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt};

use super::checkpoint::Progress;
use super::estimate::SourceEstimate;
use super::limits::Limits;
use super::nested::Nested;
use super::source::{self, Part, Source, Step};
use crate::client::graph::Graph;
use crate::error::Error;
use crate::paging::{Checkpoint, OnUnreadable, Page, Pages};
use crate::request::{Continues, EdgeRequest};

/// Reads the newest nodes of an edge.
pub(super) struct ListSource<M, R: EdgeRequest> {
    graph: Graph,
    request: R,
    /// Number of nodes to read.
    nodes: usize,
    limits: Limits,
    nested: Nested<R, M>,
    /// Number of nodes that were read, including those that cannot be.
    read: usize,
    progress: Progress,
    /// The pages, once the first is read.
    pages: Option<Pages<R::Node>>,
}

impl<M, R> ListSource<M, R>
where
    R: EdgeRequest + Continues<M, Parent = R::Node> + Clone + 'static,
    R::Node: Send + 'static,
    R::Request: 'static,
    M: Send + 'static,
{
    pub(super) fn new(graph: &Graph, mut request: R, nodes: usize) -> Self {
        let limits = Limits::new(request.selected());
        let nested = Nested::new(graph, &request, limits);
        if let (Some(field), Some(limit)) = (request.selected(), limits.nested()) {
            let name = field.name();
            let fields = request
                .fields()
                .map(|fields| fields.with_limit(name, limit));
            request.set_fields(fields);
        }
        Self {
            graph: graph.clone(),
            request,
            nodes,
            limits,
            nested,
            read: 0,
            progress: Progress::default(),
            pages: None,
        }
    }

    /// Returns the number of nodes that are left to read.
    fn left(&self) -> usize {
        match self.progress.position {
            Checkpoint::Done => 0,
            _ => self.nodes.saturating_sub(self.read),
        }
    }

    /// Returns the size of pages that are as even as possible.
    fn page_size(&self) -> usize {
        let pages = self.left().div_ceil(self.limits.nodes).max(1);
        self.left().div_ceil(pages).max(1)
    }

    async fn step(mut self: Box<Self>) -> Step<R::Node> {
        if self.left() == 0 {
            return Step::End;
        }
        match self.page().await {
            None => Step::End,
            Some(Err(error)) => Step::Failed(error),
            Some(Ok(page)) => match self.part(page).await {
                Ok(part) => Step::Part(part, self),
                Err(error) => Step::Failed(error),
            },
        }
    }

    /// Reads the next page.
    async fn page(&mut self) -> Option<Result<Page<R::Node>, Error>> {
        let pages = match &mut self.pages {
            Some(pages) => pages,
            None => {
                let size = u64::try_from(self.page_size()).unwrap_or(u64::MAX);
                self.request.set_limit(Some(size));
                let pages = self.graph.pages(self.request.clone());
                let pages = pages.resume(self.progress.position.clone());
                self.pages
                    .insert(pages.on_unreadable(OnUnreadable::Continue))
            }
        };
        pages.next().await
    }

    /// Returns the nodes of a page, with all their nested nodes.
    async fn part(&mut self, page: Page<R::Node>) -> Result<Part<R::Node>, Error> {
        let (mut nodes, mut report) = (page.items, page.report);
        nodes.truncate(self.left());
        self.read += nodes.len() + report.unreadable().len();
        self.nested.complete(&mut nodes, &mut report).await?;
        let position = self.pages.as_ref().map(Pages::checkpoint);
        let position = match self.left() {
            0 => Checkpoint::Done,
            _ => position.cloned().unwrap_or_default(),
        };
        // Parts of a page count once there is a place to resume after them.
        if position != self.progress.position {
            let nodes = self.read;
            self.progress = Progress { nodes, position };
        }
        Ok(Part {
            nodes,
            report,
            progress: self.progress.clone(),
        })
    }
}

impl<M, R> Source<R::Node> for ListSource<M, R>
where
    R: EdgeRequest + Continues<M, Parent = R::Node> + Clone + 'static,
    R::Node: Send + 'static,
    R::Request: 'static,
    M: Send + 'static,
{
    fn read(self: Box<Self>) -> BoxFuture<'static, Step<R::Node>> {
        self.step().boxed()
    }

    fn resume(&mut self, progress: &Progress) {
        self.progress = progress.clone();
        self.read = progress.nodes;
    }

    fn estimate(&self, name: &str) -> SourceEstimate {
        let nodes = (self.left(), self.page_size());
        source::estimate(
            name,
            &self.graph,
            self.request.options(),
            nodes,
            self.limits,
        )
    }
}

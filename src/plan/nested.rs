//! Reads on the nested edges that a call did not bring in full.

use std::marker::PhantomData;
use std::sync::Arc;

use futures_util::StreamExt;

use super::limits::{self, Limits};
use crate::batch::Batch;
use crate::client::graph::Graph;
use crate::client::options::CallOptions;
use crate::decode::Report;
use crate::error::advice::Advice;
use crate::error::{Error, UnreadableNode};
use crate::paging::{OnUnreadable, Page};
use crate::request::with_options::WithOptions;
use crate::request::{Continues, EdgeRequest, FieldRequest, Request};

/// Reads on the nested edges of nodes.
pub(super) struct Nested<R, M> {
    graph: Graph,
    /// The request as the caller selected its fields.
    request: R,
    options: CallOptions,
    limits: Limits,
    _nested: PhantomData<fn() -> M>,
}

/// The next page of the nested edge of a node.
struct NextPage {
    /// Index of the node.
    index: usize,
    id: String,
    cursor: String,
    /// How many nodes the edge was not asked for yet. Pages may have fewer nodes than they
    /// were asked for.
    missing: usize,
}

impl<R, M> Nested<R, M>
where
    R: Request + Continues<M> + Clone,
    R::Request: 'static,
    M: Send + 'static,
{
    pub(super) fn new(graph: &Graph, request: &R, limits: Limits) -> Self {
        Self {
            graph: graph.clone(),
            options: request.options().cloned().unwrap_or_default(),
            request: request.clone(),
            limits,
            _nested: PhantomData,
        }
    }

    /// Reads on, in batches, the edges of which less was asked for than is wanted, and lists
    /// the nodes for which this fails as unreadable. Returns an error that affects all nodes.
    pub(super) async fn complete(
        &self,
        nodes: &mut [R::Parent],
        report: &mut Report,
    ) -> Result<(), Error> {
        let missing = self.missing(nodes);
        let parents = nodes.iter_mut().enumerate();
        let left = parents.filter_map(|(index, node)| next_page::<R, M>(index, node, missing));
        let mut left: Vec<_> = left.collect();
        while !left.is_empty() {
            let rest = left.split_off(left.len().min(Batch::MAX_REQUESTS));
            let pages = self.read(&left).await?;
            let mut further = Vec::new();
            for (next, page) in left.into_iter().zip(pages) {
                let Some(node) = nodes.get_mut(next.index) else {
                    continue;
                };
                match page {
                    Ok(page) => further.extend(add::<R, M>(page, &next, node, report)),
                    Err(error) if error.affects_all_nodes() => return Err(error),
                    Err(error) => self.read_alone(next, error, node, report).await?,
                }
            }
            left = rest;
            left.extend(further);
        }
        Ok(())
    }

    /// Returns how many nested nodes a call did not ask for. It may have asked for less than
    /// planned, because Graph wanted that: then no edge that continues has more.
    fn missing(&self, nodes: &mut [R::Parent]) -> usize {
        let edges = nodes.iter_mut().filter_map(|node| R::edge(node));
        let continued = edges.filter(|(_, edge)| edge.next_cursor().is_some());
        let asked = continued.map(|(_, edge)| edge.data.len()).max();
        let wanted = usize::try_from(self.limits.wanted.unwrap_or(0)).unwrap_or(usize::MAX);
        wanted.saturating_sub(asked.unwrap_or(0))
    }

    /// Reads pages in one call.
    async fn read(&self, left: &[NextPage]) -> Result<Vec<Result<Page<M>, Error>>, Error> {
        if let [next] = left {
            return Ok(vec![self.graph.page(&self.request(next)).await]);
        }
        let mut batch = self.graph.batch();
        let handles: Vec<_> = left
            .iter()
            .map(|next| batch.add(self.request(next)))
            .collect();
        let mut answers = batch.send().await?;
        let pages = handles.into_iter().map(|handle| answers.page(handle));
        Ok(pages.collect())
    }

    fn request(&self, next: &NextPage) -> WithOptions<R::Request> {
        let mut request = R::Request::of_field(&next.id, self.request.selected());
        request.continue_after(next.cursor.clone());
        request.set_limit(Some(next.limit()));
        request.with_options(self.options.clone())
    }

    /// Reads on the edge of a node whose next page failed: in smaller pages, and without the
    /// nodes that cannot be read.
    async fn read_alone(
        &self,
        next: NextPage,
        error: Error,
        node: &mut R::Parent,
        report: &mut Report,
    ) -> Result<(), Error> {
        if error.advice() != Advice::ShrinkPage && !error.is_server_failure() {
            report.add_unreadable(unreadable(&next.id, error));
            return Ok(());
        }
        let pages = self.graph.pages(self.request(&next));
        let mut pages = pages.on_unreadable(OnUnreadable::Continue);
        let mut missing = next.missing;
        while missing > 0 {
            match pages.next().await {
                None => break,
                Some(Ok(page)) => {
                    report.add(&page.report);
                    let read = page.items.len() + page.report.unreadable().len();
                    extend::<R, M>(node, page, missing);
                    missing = missing.saturating_sub(read);
                }
                Some(Err(error)) if error.affects_all_nodes() => return Err(error),
                Some(Err(error)) => {
                    report.add_unreadable(unreadable(&next.id, error));
                    break;
                }
            }
        }
        Ok(())
    }
}

impl NextPage {
    fn limit(&self) -> u64 {
        limits::nested(u64::try_from(self.missing).unwrap_or(u64::MAX))
    }
}

/// Returns the next page of the edge of a node, if there is one and it is wanted.
fn next_page<R: Continues<M>, M>(
    index: usize,
    node: &mut R::Parent,
    missing: usize,
) -> Option<NextPage> {
    let (id, edge) = R::edge(node)?;
    let cursor = edge.next_cursor().filter(|_| missing > 0)?;
    Some(NextPage {
        index,
        id,
        cursor: cursor.to_owned(),
        missing,
    })
}

/// Adds a page to the edge of a node. Returns the next page, if there is one and it is wanted.
fn add<R: Continues<M>, M>(
    page: Page<M>,
    next: &NextPage,
    node: &mut R::Parent,
    report: &mut Report,
) -> Option<NextPage> {
    report.add(&page.report);
    let info = page.info.clone();
    extend::<R, M>(node, page, next.missing);
    let asked = usize::try_from(next.limit()).unwrap_or(usize::MAX);
    let further = next_page::<R, M>(next.index, node, next.missing.saturating_sub(asked))?;
    if further.cursor == next.cursor {
        let error = Error::RepeatedCursor {
            pages: 2,
            info: Some(Box::new(info)),
        };
        report.add_unreadable(unreadable(&next.id, error));
        return None;
    }
    Some(further)
}

/// Adds the nodes of a page to the edge of a node, at most so many.
fn extend<R: Continues<M>, M>(node: &mut R::Parent, page: Page<M>, most: usize) {
    if let Some((_, edge)) = R::edge(node) {
        edge.data.extend(page.items.into_iter().take(most));
        edge.paging = page.paging;
    }
}

fn unreadable(id: &str, error: Error) -> UnreadableNode {
    UnreadableNode {
        id: id.to_owned(),
        error: Arc::new(error),
    }
}

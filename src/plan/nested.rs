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
use crate::types::edge::Edge;

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
    missing: usize,
    /// Pages without a node so far, in a row.
    empty_pages: usize,
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

    /// Reads on, in batches, the edges that have fewer nodes than wanted, and lists the nodes
    /// for which this fails as unreadable. Returns an error that affects all nodes.
    pub(super) async fn complete(
        &self,
        nodes: &mut [R::Parent],
        report: &mut Report,
    ) -> Result<(), Error> {
        let mut left: Vec<_> = nodes
            .iter_mut()
            .enumerate()
            .filter_map(|(index, node)| self.next_page(index, node, 0))
            .collect();
        while !left.is_empty() {
            let rest = left.split_off(left.len().min(Batch::MAX_REQUESTS));
            let pages = self.read(&left).await?;
            let mut further = Vec::new();
            for (next, page) in left.into_iter().zip(pages) {
                let Some(node) = nodes.get_mut(next.index) else {
                    continue;
                };
                match page {
                    Ok(page) => further.extend(self.add(page, &next, node, report)?),
                    Err(error) if error.affects_all_nodes() => return Err(error),
                    Err(error) => self.read_alone(next, error, node, report).await?,
                }
            }
            left = rest;
            left.extend(further);
        }
        Ok(())
    }

    /// Returns the next page of the edge of a node, if the edge has fewer nodes than wanted.
    fn next_page(
        &self,
        index: usize,
        node: &mut R::Parent,
        empty_pages: usize,
    ) -> Option<NextPage> {
        let (id, edge) = R::edge(node)?;
        let missing = self.missing(edge);
        let cursor = edge.next_cursor().filter(|_| missing > 0)?;
        Some(NextPage {
            index,
            id,
            cursor: cursor.to_owned(),
            missing,
            empty_pages,
        })
    }

    /// Returns how many nodes an edge has fewer than wanted.
    fn missing(&self, edge: &Edge<M>) -> usize {
        let wanted = usize::try_from(self.limits.wanted.unwrap_or(0)).unwrap_or(usize::MAX);
        wanted.saturating_sub(edge.data.len())
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
        let missing = u64::try_from(next.missing).unwrap_or(u64::MAX);
        request.set_limit(Some(limits::nested(missing)));
        request.with_options(self.options.clone())
    }

    /// Adds a page to the edge of a node. Returns the next page, if it is wanted.
    fn add(
        &self,
        page: Page<M>,
        next: &NextPage,
        node: &mut R::Parent,
        report: &mut Report,
    ) -> Result<Option<NextPage>, Error> {
        let Some((_, edge)) = R::edge(node) else {
            return Ok(None);
        };
        report.add(&page.report);
        let empty_pages = match page.items.is_empty() {
            true => next.empty_pages + 1,
            false => 0,
        };
        edge.data.extend(page.items.into_iter().take(next.missing));
        edge.paging = page.paging;
        let further = self.next_page(next.index, node, empty_pages);
        let error = match &further {
            Some(further) if further.cursor == next.cursor => Error::RepeatedCursor { pages: 2 },
            Some(_) if empty_pages >= self.graph.max_empty_pages() => {
                Error::EmptyPages { empty_pages }
            }
            _ => return Ok(further),
        };
        report.add_unreadable(unreadable(&next.id, error));
        Ok(None)
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
        while let Some((_, edge)) = R::edge(node).filter(|(_, edge)| self.missing(edge) > 0) {
            match pages.next().await {
                None => break,
                Some(Ok(page)) => {
                    let missing = self.missing(edge);
                    report.add(&page.report);
                    edge.data.extend(page.items.into_iter().take(missing));
                    edge.paging = page.paging;
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

fn unreadable(id: &str, error: Error) -> UnreadableNode {
    UnreadableNode {
        id: id.to_owned(),
        error: Arc::new(error),
    }
}

//! Reads on the nested edges that a call did not bring in full.

use std::collections::HashSet;
use std::marker::PhantomData;
use std::sync::Arc;

use futures_util::StreamExt;

use super::limits::{self, Limits};
use crate::batch::Batch;
use crate::client::graph::Graph;
use crate::client::options::CallOptions;
use crate::client::response_info::ResponseInfo;
use crate::decode::Report;
use crate::error::advice::Advice;
use crate::error::{Error, UnreadableNode};
use crate::paging::{OnUnreadable, Page};
use crate::request::with_options::WithOptions;
use crate::request::{Continues, EdgeRequest, FieldRequest, Request};
use crate::types::edge::Paging;

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
    /// How many nodes the edge lacks.
    missing: usize,
    /// The cursors so far.
    seen: HashSet<String>,
    /// Number of pages in a row without nodes.
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

    /// Reads on, in batches, the edges that have fewer nodes than wanted and continue, unless all
    /// that is wanted was asked for. Lists the nodes for which this fails as unreadable. Returns an
    /// error that affects all nodes.
    pub(super) async fn complete(
        &self,
        nodes: &mut [R::Parent],
        report: &mut Report,
    ) -> Result<(), Error> {
        if self.asked(nodes) >= self.limits.wanted() {
            return Ok(());
        }
        let mut left = Vec::new();
        for (index, node) in nodes.iter_mut().enumerate() {
            let Some((id, edge)) = R::edge(node) else {
                continue;
            };
            let next = NextPage {
                index,
                id,
                cursor: String::new(),
                missing: self.limits.wanted().saturating_sub(edge.data.len()),
                seen: HashSet::new(),
                empty_pages: 0,
            };
            left.extend(self.further(next, edge.paging.as_ref(), None, report));
        }
        let mut at_once = Batch::MAX_REQUESTS;
        while !left.is_empty() {
            let rest = left.split_off(left.len().min(at_once));
            let pages = match self.read(&left).await {
                Ok(pages) => pages,
                Err(error) if error.advice() == Advice::ShrinkPage && left.len() > 1 => {
                    at_once = left.len().div_ceil(2);
                    left.extend(rest);
                    continue;
                }
                Err(error) => return Err(error),
            };
            let mut further = Vec::new();
            for (next, page) in left.into_iter().zip(pages) {
                let Some(node) = nodes.get_mut(next.index) else {
                    continue;
                };
                match page {
                    Ok(page) => further.extend(self.add(page, next, node, report)),
                    Err(error) if error.affects_all_nodes() => return Err(error),
                    Err(error) => self.read_alone(next, error, node, report).await?,
                }
            }
            left = rest;
            left.extend(further);
        }
        Ok(())
    }

    /// Returns how many nested nodes a call asked for. It may have asked for less than planned,
    /// because Graph wanted that: then no edge that continues has more.
    fn asked(&self, nodes: &mut [R::Parent]) -> usize {
        let edges = nodes.iter_mut().filter_map(|node| R::edge(node));
        let continued = edges.filter_map(|(_, edge)| {
            let has_next = edge.paging.as_ref().is_some_and(|paging| paging.has_next);
            has_next.then_some(edge.data.len())
        });
        continued.max().unwrap_or(0)
    }

    /// Adds a page to the edge of a node. Returns the next page, if it is wanted.
    fn add(
        &self,
        page: Page<M>,
        mut next: NextPage,
        node: &mut R::Parent,
        report: &mut Report,
    ) -> Option<NextPage> {
        report.add(&page.report);
        let (read, paging, info) = (page.items.len(), page.paging.clone(), page.info.clone());
        extend::<R, M>(node, page, next.missing);
        next.missing = next.missing.saturating_sub(read);
        next.empty_pages = if read > 0 { 0 } else { next.empty_pages + 1 };
        self.further(next, paging.as_ref(), Some(info), report)
    }

    /// Returns the page that follows one with this paging, if it is wanted. If it cannot be
    /// read, the node is listed as unreadable.
    fn further(
        &self,
        mut next: NextPage,
        paging: Option<&Paging>,
        info: Option<ResponseInfo>,
        report: &mut Report,
    ) -> Option<NextPage> {
        let paging = paging.filter(|paging| paging.has_next && next.missing > 0)?;
        let info = info.map(Box::new);
        let pages = next.seen.len() + 1;
        let empty_pages = next.empty_pages;
        let error = match &paging.after {
            None => Error::MissingCursor { pages, info },
            Some(cursor) if !next.seen.insert(cursor.clone()) => {
                Error::RepeatedCursor { pages, info }
            }
            Some(_) if empty_pages >= self.graph.max_empty_pages() => {
                Error::EmptyPages { empty_pages, info }
            }
            Some(cursor) => {
                next.cursor.clone_from(cursor);
                return Some(next);
            }
        };
        report.add_unreadable(unreadable(&next.id, error));
        None
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

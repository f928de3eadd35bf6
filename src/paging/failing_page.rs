//! Reads a failing page without the nodes that make it fail.
//!
//! A page that keeps failing is halved until a single node is found that makes it
//! fail. Only the id of that node is listed, and the node is read individually. If
//! that fails too, it is reported, and reading continues after it.

use std::sync::Arc;

use super::bisection::Bisection;
use super::page::{Page, PageError};
use super::page_reader::PageReader;
use crate::client::call::call;
use crate::client::response::RawResponse;
use crate::client::trace;
use crate::decode::{self, DecodedPage, Decoding, UnknownMembers};
use crate::error::advice::Advice;
use crate::error::{Error, UnreadableNode};
use crate::request::field_set::FieldSet;
use crate::request::{EdgeRequest, NodeRequest};
use crate::types::text::WireText;

/// Returns whether an error may be about a node of the page, and not about one that the request
/// names. That a message was deleted also ends the messages of a conversation that can be read.
fn is_about_a_node_of_the_page(error: &Error) -> bool {
    let Some(entry) = error.graph().and_then(|error| error.entry) else {
        return false;
    };
    error.is_about_a_node()
        && matches!(
            error.advice(),
            Advice::GiveUp | Advice::GetPermission { .. }
        )
        && entry.code != crate::errors::MESSAGE_DELETED
}

/// A node of which only the id is decoded.
struct NodeId {
    id: WireText,
    #[allow(dead_code)] // `__impl_object` requires it.
    unknown: UnknownMembers,
}

crate::__impl_object!(NodeId { id: "id" required, });

impl<R: EdgeRequest + 'static> PageReader<R> {
    /// Lets the next call request fewer nodes after a page failed. Returns the error if
    /// that does not help.
    pub(super) fn bisect(&mut self, error: Error) -> Result<(), Error> {
        let is_about_a_node = is_about_a_node_of_the_page(&error);
        if !error.is_server_failure() && !is_about_a_node {
            return Err(error);
        }
        if let Some(bisection) = &mut self.bisection {
            bisection.page_failed(error);
        } else if self.can_bisect() {
            trace::bisecting(&error);
            let is_cautious = self.batch > 1;
            let mut bisection = Bisection::new(self.size.nodes(), is_cautious, error);
            if is_about_a_node {
                // Whether the ids can be listed shows whether the node is one of the page.
                bisection.begin_with_ids();
            }
            self.bisection = Some(bisection);
        } else {
            return Err(error);
        }
        self.prepare();
        Ok(())
    }

    /// Returns whether the request takes a limit, and can list ids only.
    fn can_bisect(&mut self) -> bool {
        let (limit, fields) = (self.request.limit(), self.request.fields().cloned());
        !R::OUTLINE.is_empty() && self.request.set_limit(limit) && self.request.set_fields(fields)
    }

    /// Reads the next nodes individually.
    pub(super) async fn read_individually(&mut self) -> Result<Page<R::Node>, PageError<R::Node>> {
        let left = self.bisection.as_ref().map_or(1, Bisection::left);
        let is_readable = R::NodeRequest::listed("0", None).is_some();
        let batch = if is_readable { self.batch.min(left) } else { 1 };
        let response = self.list_ids(batch).await?;
        let listed = decode::page(response.body(), self.session.config().decoding);
        let listed: DecodedPage<NodeId> =
            listed.map_err(|error| response.undecodable(&self.session, &error))?;
        let nodes = batch.max(listed.items.len().try_into().unwrap_or(batch));
        let mut page = Page {
            items: Vec::with_capacity(listed.items.len()),
            report: self.session.finish_report(listed.report),
            paging: listed.paging,
            info: response.info,
        };
        for NodeId { id, .. } in listed.items {
            self.read_node(id.0, &mut page).await?;
        }
        if let Some(bisection) = &mut self.bisection {
            bisection.nodes_were_read(nodes);
        }
        self.batch = self.batch.saturating_mul(2);
        self.prepare();
        Ok(page)
    }

    /// Lists the ids of the next nodes.
    async fn list_ids(&mut self, nodes: u64) -> Result<RawResponse, Error> {
        self.request.set_limit(Some(nodes));
        self.request.set_fields(Some(FieldSet::of(R::OUTLINE)));
        let response = call(&self.request, &self.session).await;
        self.request.set_fields(self.halved_fields());
        response.map_err(|error| {
            let first = self.bisection.as_mut().and_then(Bisection::take_error);
            // Listing ids fails too: the first error is more specific.
            first.filter(|_| error.is_server_failure()).unwrap_or(error)
        })
    }

    /// Reads a node into a page, or reports that it cannot be read.
    async fn read_node(&mut self, id: String, page: &mut Page<R::Node>) -> Result<(), Error> {
        let mut fields = self.halved_fields();
        let error = loop {
            let Some(request) = R::NodeRequest::listed(&id, fields.clone()) else {
                break self.bisection.as_mut().and_then(Bisection::take_error);
            };
            match call(&request, &self.session).await {
                Ok(response) => match response.decode(&self.session) {
                    Ok((node, report)) => {
                        page.items.push(node);
                        page.report.add(&report);
                        return Ok(());
                    }
                    Err(error) if self.session.config().decoding.decoding == Decoding::Strict => {
                        return Err(error);
                    }
                    Err(error) => break Some(error),
                },
                Err(error) if error.advice() == Advice::ShrinkPage => {
                    let smaller = fields.as_ref().and_then(FieldSet::with_smaller_pages);
                    if smaller.is_none() {
                        // The node is too large, not the pages.
                        self.size.reset();
                        break Some(error);
                    }
                    fields = smaller;
                }
                // Not about the node: its id was listed with the same token.
                Err(error) if error.affects_all_nodes() => return Err(error),
                Err(error) => break Some(error),
            }
        };
        // Without a request for single nodes, the node is the only one of its page and
        // takes the error of the page.
        let Some(error) = error else { return Ok(()) };
        let node = UnreadableNode {
            id,
            error: Arc::new(error),
        };
        trace::unreadable(&node);
        page.report.add_unreadable(node);
        Ok(())
    }
}

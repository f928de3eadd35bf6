//! Finds the nodes that make a page fail.
//!
//! A page that keeps failing is halved until a single node is left that makes it
//! fail. That node is listed by its id only and read by itself. What cannot be
//! read so is reported, and the walk goes on behind it.

use std::sync::Arc;

use super::page::{Page, Unread};
use super::size::PageSize;
use super::walk::Walk;
use crate::client::call::call;
use crate::client::response::Answer;
use crate::client::trace;
use crate::decode::{self, DecodedPage, Decoding, UnknownMembers, UnreadableNode};
use crate::error::Error;
use crate::error::advice::Advice;
use crate::request::field_set::FieldSet;
use crate::request::{EdgeRequest, NodeRequest};
use crate::types::text::WireText;

/// A page that keeps failing, while the cause is looked for.
pub(super) struct Trouble {
    /// How the last call failed.
    error: Option<Error>,
    /// Nodes of the page that were not read yet.
    left: u64,
    /// Nodes among which one makes a page fail, if not all of them together do; 0
    /// where none is known to.
    suspects: u64,
    /// Whether a page of the next node alone fails.
    is_single: bool,
    /// Whether the next node alone is asked for, because the one before it failed.
    is_careful: bool,
    /// The largest page that was read.
    worked: u64,
    /// Whether all suspects could be read, so that the page was too large.
    is_too_large: bool,
}

impl Trouble {
    fn new(nodes: u64, is_careful: bool, error: Error) -> Self {
        Self {
            is_careful,
            error: Some(error),
            left: nodes,
            suspects: nodes,
            is_single: nodes < 2,
            worked: 0,
            is_too_large: false,
        }
    }

    /// Returns how many nodes to ask for: half of the suspects, which tells most, or
    /// one where the node before failed.
    pub(super) fn limit(&self) -> u64 {
        match self.suspects {
            _ if self.is_careful => 1,
            0 => self.left,
            suspects => suspects.div_ceil(2),
        }
    }

    fn page_failed(&mut self, error: Error) {
        let nodes = self.limit();
        self.is_single = nodes < 2;
        self.suspects = nodes;
        self.error = Some(error);
    }

    pub(super) fn page_was_read(&mut self) {
        let nodes = self.limit();
        self.worked = self.worked.max(nodes);
        self.is_too_large = self.suspects == nodes;
        self.suspects = self.suspects.saturating_sub(nodes);
        self.left = self.left.saturating_sub(nodes);
        self.is_careful = false;
    }

    fn nodes_were_read(&mut self, nodes: u64) {
        self.is_single = false;
        self.is_careful = true;
        self.suspects = 0;
        self.left = self.left.saturating_sub(nodes);
    }

    pub(super) fn is_over(&self) -> bool {
        self.left == 0 || self.is_too_large
    }

    /// Learns from the trouble.
    pub(super) fn teach(&self, size: &mut PageSize) {
        if self.is_too_large {
            size.limit_to(self.worked);
        }
    }
}

/// A node of which only the id is read.
struct Listed {
    id: WireText,
    #[allow(dead_code)] // Every object that is read has it.
    unknown: UnknownMembers,
}

crate::__object!(Listed { id: "id" required, });

impl<R: EdgeRequest + 'static> Walk<R> {
    /// Takes note of a page that failed, so that the next call asks for fewer
    /// nodes. Gives the error back where fewer nodes would not help.
    pub(super) fn narrow_down(&mut self, error: Error) -> Result<(), Error> {
        if !error.is_server_failure() {
            return Err(error);
        }
        if let Some(trouble) = &mut self.trouble {
            trouble.page_failed(error);
        } else if self.can_narrow_down() {
            trace::isolating(&error);
            self.trouble = Some(Trouble::new(self.size.nodes(), self.run > 1, error));
        } else {
            return Err(error);
        }
        self.prepare();
        Ok(())
    }

    /// Whether the edge can be asked for fewer nodes, and for their ids only.
    fn can_narrow_down(&mut self) -> bool {
        let (limit, fields) = (self.request.limit(), self.request.fields().cloned());
        !R::OUTLINE.is_empty() && self.request.set_limit(limit) && self.request.set_fields(fields)
    }

    /// Whether the next nodes have to be read one by one.
    pub(super) fn is_narrowed_down(&self) -> bool {
        self.trouble
            .as_ref()
            .is_some_and(|trouble| trouble.is_single)
    }

    /// Reads the next nodes one by one.
    pub(super) async fn single_out(&mut self) -> Result<Page<R::Node>, Unread<R::Node>> {
        let left = self.trouble.as_ref().map_or(1, |trouble| trouble.left);
        let is_readable = R::NodeRequest::listed("0", None).is_some();
        let run = if is_readable { self.run.min(left) } else { 1 };
        let answer = self.outline(run).await?;
        let listed = decode::page(answer.body(), self.session.decoding());
        let listed: DecodedPage<Listed> =
            listed.map_err(|error| answer.undecodable(&self.session, &error))?;
        let nodes = run.max(listed.items.len().try_into().unwrap_or(run));
        let mut page = Page {
            items: Vec::with_capacity(listed.items.len()),
            report: self.session.checked(listed.report),
            paging: listed.paging,
            info: answer.info,
        };
        for Listed { id, .. } in listed.items {
            self.read_by_itself(id.0, &mut page).await?;
        }
        if let Some(trouble) = &mut self.trouble {
            trouble.nodes_were_read(nodes);
        }
        self.run = self.run.saturating_mul(2);
        self.prepare();
        Ok(page)
    }

    /// Lists the next nodes by their ids.
    async fn outline(&mut self, nodes: u64) -> Result<Answer, Error> {
        self.request.set_limit(Some(nodes));
        self.request.set_fields(Some(FieldSet::of(R::OUTLINE)));
        let answer = call(&self.request, &self.session).await;
        self.request.set_fields(self.halved_fields());
        answer.map_err(|error| {
            let trouble = self.trouble.as_mut();
            let first = trouble.and_then(|trouble| trouble.error.take());
            // Not even ids come: the first error says more of why.
            first.filter(|_| error.is_server_failure()).unwrap_or(error)
        })
    }

    /// Reads a node into a page, or reports that it cannot be read.
    async fn read_by_itself(&mut self, id: String, page: &mut Page<R::Node>) -> Result<(), Error> {
        let mut fields = self.halved_fields();
        let error = loop {
            let Some(request) = R::NodeRequest::listed(&id, fields.clone()) else {
                break self
                    .trouble
                    .as_mut()
                    .and_then(|trouble| trouble.error.take());
            };
            match call(&request, &self.session).await {
                Ok(answer) => match answer.decode(&self.session) {
                    Ok((node, report)) => {
                        page.items.push(node);
                        page.report.add(&report);
                        return Ok(());
                    }
                    Err(error) if self.session.decoding().decoding == Decoding::Strict => {
                        return Err(error);
                    }
                    Err(error) => break Some(error),
                },
                Err(error) if error.advice() == Advice::ShrinkPage => {
                    let smaller = fields.as_ref().and_then(FieldSet::with_smaller_pages);
                    if smaller.is_none() {
                        // The node is too large, not the pages.
                        self.size.forget();
                        break Some(error);
                    }
                    fields = smaller;
                }
                // Its id could be listed with the same token.
                Err(error) if error.concerns_more_than_a_node() => return Err(error),
                Err(error) => break Some(error),
            }
        };
        // Only a node that cannot be read by itself takes the page's error, and
        // then it is the only one of its page.
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

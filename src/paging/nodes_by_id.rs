//! A stream of nodes by their ids.

use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::ops::Range;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use serde::de::IgnoredAny;

use super::on_unreadable::OnUnreadable;
use crate::client::call::{call, probe};
use crate::client::session::Session;
use crate::client::trace;
use crate::decode::Report;
use crate::decode::raw::Members;
use crate::error::advice::Advice;
use crate::error::{Error, UnreadableNode};
use crate::request::NodesRequest;

/// A stream of nodes by their ids. Each call reads as many as Graph accepts.
///
/// Nodes are delivered in the order of their ids in the request; duplicate ids within a
/// call are delivered once. Ids that Graph omits from its response are listed in
/// [`Report::missing_ids`].
///
/// Graph refuses a whole call because of one id that it cannot read. Such a call is split
/// until that id is found, with at most `2 log2(n) + 1` calls for each such id among
/// `n`. The stream ends after an error.
#[must_use = "a stream does nothing until it is polled"]
pub struct NodesById<T> {
    calls: BoxStream<'static, Result<NodeBatch<T>, Error>>,
    /// Nodes that were read but not delivered yet.
    nodes: VecDeque<(String, T)>,
    report: Report,
    /// Nodes that the stream has to stop at, after the others were delivered.
    unreadable: Vec<UnreadableNode>,
    on_unreadable: OnUnreadable,
    has_ended: bool,
}

/// The nodes and the report for the ids of one call.
pub(crate) struct NodeBatch<T> {
    pub(crate) nodes: Vec<(String, T)>,
    pub(crate) report: Report,
}

impl<T: Send + 'static> NodesById<T> {
    pub(crate) fn new<R>(session: Session, request: R) -> Self
    where
        R: NodesRequest<Node = T> + 'static,
    {
        let reader = NodeReader::new(session, request, R::MOST_IDS);
        // Ends after an error.
        let calls = stream::try_unfold(reader, |mut reader| async move {
            let batch = reader.read().await?;
            Ok::<_, Error>(batch.map(|batch| (batch, reader)))
        });
        Self {
            calls: calls.boxed(),
            nodes: VecDeque::new(),
            report: Report::default(),
            unreadable: Vec::new(),
            on_unreadable: OnUnreadable::default(),
            has_ended: false,
        }
    }

    /// Sets what to do with nodes that cannot be read. The default is
    /// [`OnUnreadable::Stop`], after the other nodes of the call.
    pub fn on_unreadable(mut self, on_unreadable: OnUnreadable) -> Self {
        self.on_unreadable = on_unreadable;
        self
    }

    /// Returns the mismatches and the unreadable nodes so far.
    pub fn report(&self) -> &Report {
        &self.report
    }

    fn add(&mut self, batch: NodeBatch<T>) {
        self.report.add(&batch.report);
        self.nodes.extend(batch.nodes);
        if self.on_unreadable == OnUnreadable::Stop {
            self.unreadable = batch.report.unreadable().to_vec();
        }
    }
}

impl<T: Send + Unpin + 'static> Stream for NodesById<T> {
    type Item = Result<(String, T), Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(node) = self.nodes.pop_front() {
                return Poll::Ready(Some(Ok(node)));
            }
            if self.has_ended {
                return Poll::Ready(None);
            }
            if !self.unreadable.is_empty() {
                self.has_ended = true;
                let nodes = std::mem::take(&mut self.unreadable);
                return Poll::Ready(Some(Err(Error::Unreadable { nodes })));
            }
            match std::task::ready!(self.calls.poll_next_unpin(context)) {
                Some(Ok(batch)) => self.add(batch),
                Some(Err(error)) => {
                    self.has_ended = true;
                    return Poll::Ready(Some(Err(error)));
                }
                None => self.has_ended = true,
            }
        }
    }
}

impl<T> fmt::Debug for NodesById<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NodesById").finish_non_exhaustive()
    }
}

/// Returns whether a body without a readable node is an answer to a request of ids: it is empty,
/// or has members of these names.
fn may_lack(body: &[u8], ids: &[String]) -> bool {
    let text = String::from_utf8_lossy(body);
    if let Ok(Members { members, .. }) = serde_json::from_str(&text) {
        let has_id = |(name, _): &(Cow<'_, str>, _)| ids.iter().any(|id| *id == **name);
        return members.is_empty() || members.iter().any(has_id);
    }
    // PHP's empty object.
    let list = serde_json::from_str::<Vec<IgnoredAny>>(&text);
    list.is_ok_and(|list| list.is_empty())
}

/// Returns whether a single id may be the cause of an error.
fn may_be_one_id(error: &Error) -> bool {
    match error.advice() {
        Advice::FixRequest { parameter } if parameter.as_deref() == Some("ids") => true,
        Advice::GiveUp => error.graph().is_some() && !error.affects_all_nodes(),
        _ => error.is_server_failure() || error.is_about_a_node(),
    }
}

/// Reads the ids in batches.
pub(crate) struct NodeReader<R> {
    session: Session,
    request: R,
    ids: Vec<String>,
    /// Maximum number of ids of a call.
    batch_size: usize,
    /// Index of the next id.
    next: usize,
}

impl<R: NodesRequest> NodeReader<R> {
    /// Creates a reader that reads at most so many ids in one call.
    pub(crate) fn new(session: Session, request: R, batch_size: usize) -> Self {
        Self {
            ids: request.ids(),
            batch_size,
            request,
            session,
            next: 0,
        }
    }

    /// Returns the number of ids.
    pub(crate) fn count(&self) -> usize {
        self.ids.len()
    }

    /// Returns the index of the next id.
    pub(crate) fn next(&self) -> usize {
        self.next
    }

    /// Continues with the id of an index.
    pub(crate) fn resume_at(&mut self, next: usize) {
        self.next = next.min(self.ids.len());
    }

    /// Reads the next batch; `None` at the end.
    pub(crate) async fn read(&mut self) -> Result<Option<NodeBatch<R::Node>>, Error> {
        let end = self
            .next
            .saturating_add(self.batch_size)
            .min(self.ids.len());
        let whole = self.next..end;
        if whole.is_empty() {
            return Ok(None);
        }
        self.next = end;
        let mut read = NodeBatch {
            nodes: Vec::new(),
            report: Report::default(),
        };
        // The largest part that was read, if a larger one was too much data.
        let (mut largest, mut was_too_much) = (0, false);
        // The remaining parts, the next one last.
        let mut left = vec![whole.clone()];
        while let Some(part) = left.pop() {
            let is_half = part != whole && part.len() > 1;
            let Err(error) = self.read_part(part.clone(), is_half, &mut read).await else {
                largest = largest.max(part.len());
                continue;
            };
            if !may_be_one_id(&error) {
                return Err(error);
            }
            was_too_much |= error.advice() == Advice::ShrinkPage;
            match part.len() {
                0 | 1 => self.report_unreadable(part, error, &mut read.report),
                ids => {
                    let middle = part.start + ids / 2;
                    left.extend([middle..part.end, part.start..middle]);
                }
            }
        }
        // Unreadable ids do not show that batches are too large.
        if was_too_much && read.report.unreadable().is_empty() {
            self.batch_size = self.batch_size.min(largest.max(1));
        }
        Ok(Some(read))
    }

    /// Reads some of the ids in one call.
    async fn read_part(
        &self,
        part: Range<usize>,
        is_half: bool,
        read: &mut NodeBatch<R::Node>,
    ) -> Result<(), Error> {
        let request = self.request.part(part.clone());
        let response = match is_half {
            // The same nodes failed before, with retries.
            true => probe(&request, &self.session).await?,
            false => call(&request, &self.session).await?,
        };
        let (mut nodes, report): (HashMap<String, R::Node>, _) = response.decode(&self.session)?;
        let ids = &self.ids[part];
        if !ids.iter().any(|id| nodes.contains_key(id)) && !may_lack(response.body(), ids) {
            let message = "expected nodes by the ids of the request";
            return Err(response.decode_error(&self.session, None, message));
        }
        read.report.add(&report);
        for id in ids.iter().filter(|id| !nodes.contains_key(*id)) {
            trace::missing(id);
            read.report.add_missing_id(id);
        }
        let found = ids.iter().filter_map(|id| nodes.remove_entry(id));
        read.nodes.extend(found);
        Ok(())
    }

    /// Reports an id that cannot be read.
    fn report_unreadable(&self, part: Range<usize>, error: Error, report: &mut Report) {
        let Some(id) = self.ids.get(part.start) else {
            return;
        };
        let node = UnreadableNode {
            id: id.clone(),
            error: Arc::new(error),
        };
        trace::unreadable(&node);
        report.add_unreadable(node);
    }
}

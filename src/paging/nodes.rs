//! Any number of nodes by their ids.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::ops::Range;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};

use super::unreadable::OnUnreadable;
use crate::client::call::{call, probe};
use crate::client::session::Session;
use crate::client::trace;
use crate::decode::{Report, UnreadableNode};
use crate::error::Error;
use crate::error::advice::Advice;
use crate::request::NodesRequest;

/// Nodes by their ids, read as many at once as Graph takes.
///
/// They come in the order in which they were asked for, one that was asked for
/// twice in a call once. An id that Graph leaves out of its answer is left out
/// here.
///
/// Graph refuses a whole call for one id that it cannot read. Such a call is
/// split until that id is known, which takes at most `2 log2(n) + 1` calls for
/// each such id among `n`. The stream ends after an error.
#[must_use = "a stream does nothing until it is polled"]
pub struct Nodes<T> {
    calls: BoxStream<'static, Result<Call<T>, Error>>,
    /// What was read and not delivered yet.
    nodes: VecDeque<(String, T)>,
    report: Report,
    /// Nodes that the stream has to stop at, once the others were delivered.
    unreadable: Vec<UnreadableNode>,
    on_unreadable: OnUnreadable,
    has_ended: bool,
}

/// What came of the ids of one call.
struct Call<T> {
    nodes: Vec<(String, T)>,
    report: Report,
}

impl<T: Send + 'static> Nodes<T> {
    pub(crate) fn new<R>(session: Session, request: R) -> Self
    where
        R: NodesRequest<Node = T> + 'static,
    {
        let reader = Reader {
            ids: request.ids(),
            most: R::MOST_IDS,
            request,
            session,
            next: 0,
        };
        // Sends no more calls after one that failed.
        let calls = stream::try_unfold(reader, |mut reader| async move {
            let call = reader.read().await?;
            Ok::<_, Error>(call.map(|call| (call, reader)))
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

    /// Sets what to do about a node that cannot be read. The default is
    /// [`OnUnreadable::Stop`], after the other nodes of the call.
    pub fn on_unreadable(mut self, on_unreadable: OnUnreadable) -> Self {
        self.on_unreadable = on_unreadable;
        self
    }

    /// Returns what did not fit the contract and what could not be read, so far.
    pub fn report(&self) -> &Report {
        &self.report
    }

    fn add(&mut self, call: Call<T>) {
        self.report.add(&call.report);
        self.nodes.extend(call.nodes);
        if self.on_unreadable == OnUnreadable::Stop {
            self.unreadable = call.report.unreadable().to_vec();
        }
    }
}

impl<T: Send + Unpin + 'static> Stream for Nodes<T> {
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
                Some(Ok(call)) => self.add(call),
                Some(Err(error)) => {
                    self.has_ended = true;
                    return Poll::Ready(Some(Err(error)));
                }
                None => self.has_ended = true,
            }
        }
    }
}

impl<T> fmt::Debug for Nodes<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Nodes").finish_non_exhaustive()
    }
}

/// Whether one of the ids may be what a call failed for.
fn may_be_one_id(error: &Error) -> bool {
    match error.advice() {
        Advice::FixRequest { parameter } if parameter.as_deref() == Some("ids") => true,
        Advice::GiveUp => error.graph().is_some() && !error.concerns_more_than_a_node(),
        _ => error.is_server_failure() || error.concerns_node(),
    }
}

/// Sends the calls.
struct Reader<R> {
    session: Session,
    request: R,
    ids: Vec<String>,
    /// Ids of a call at most.
    most: usize,
    /// The place of the first id that was not read yet.
    next: usize,
}

impl<R: NodesRequest> Reader<R> {
    /// Reads the next ids; `None` where none is left.
    async fn read(&mut self) -> Result<Option<Call<R::Node>>, Error> {
        let end = self.next.saturating_add(self.most).min(self.ids.len());
        let whole = self.next..end;
        if whole.is_empty() {
            return Ok(None);
        }
        self.next = end;
        let mut read = Call {
            nodes: Vec::new(),
            report: Report::default(),
        };
        // The largest part that was read, where a larger one was too much data.
        let (mut largest, mut was_too_much) = (0, false);
        // The parts that are left, the next one last.
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
                0 | 1 => self.give_up(part, error, &mut read.report),
                ids => {
                    let middle = part.start + ids / 2;
                    left.extend([middle..part.end, part.start..middle]);
                }
            }
        }
        // An id that cannot be read says nothing about the others.
        if was_too_much && read.report.unreadable().is_empty() {
            self.most = self.most.min(largest.max(1));
        }
        Ok(Some(read))
    }

    /// Reads some of the ids in one call.
    async fn read_part(
        &self,
        part: Range<usize>,
        is_half: bool,
        read: &mut Call<R::Node>,
    ) -> Result<(), Error> {
        let request = self.request.part(part.clone());
        let answer = match is_half {
            // It failed as a whole, so a failure tells enough.
            true => probe(&request, &self.session).await?,
            false => call(&request, &self.session).await?,
        };
        let (mut nodes, report): (HashMap<String, R::Node>, _) = answer.decode(&self.session)?;
        let ids = self.ids[part].iter();
        read.nodes
            .extend(ids.filter_map(|id| nodes.remove_entry(id)));
        read.report.add(&report);
        Ok(())
    }

    /// Reports an id that cannot be read.
    fn give_up(&self, part: Range<usize>, error: Error, report: &mut Report) {
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

//! A stream of the nodes of a plan.

use std::collections::VecDeque;
use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};

use super::checkpoint::{PlanCheckpoint, Progress};
use super::source::{Part, Source, Step};
use crate::client::task::Task;
use crate::decode::Report;
use crate::error::Error;

/// A node that a plan read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PlanNode<T> {
    /// Name of the source.
    pub source: Arc<str>,
    /// The node, with its nested nodes.
    pub node: T,
}

/// The error of a source of a plan. The source ended with it; the others continue.
#[derive(Debug)]
#[non_exhaustive]
pub struct PlanError {
    /// Name of the source.
    pub source: Arc<str>,
    /// The error.
    pub error: Error,
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "source `{}` of the plan failed: {}",
            self.source, self.error
        )
    }
}

impl StdError for PlanError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.error.source()
    }
}

impl From<PlanError> for Error {
    fn from(failed: PlanError) -> Self {
        failed.error
    }
}

/// A stream of the nodes of a [`ReadPlan`](crate::ReadPlan).
///
/// The nodes of a source are delivered in its order, those of several sources mixed. A source
/// that fails delivers a [`PlanError`], and the others continue: only
/// [`next`](futures_util::StreamExt::next) reaches them, not a loop that ends at the first
/// error. Nodes that cannot be read do not end a source; [`report`](Self::report) lists them,
/// and the nodes whose nested edge is not complete.
///
/// Tasks of tokio make the calls, so that none times out while the caller uses the nodes. They
/// are within the caller's span, but do not have its task-local values. The stream sends the
/// next call of a source only when it is polled and the nodes before it are delivered. It may be
/// dropped at any time, which ends its tasks. It holds one response of each source that is being
/// read, and the nodes of one more.
#[must_use = "a stream does nothing until it is polled"]
pub struct PlanNodes<T> {
    /// Sources that are not read yet.
    waiting: VecDeque<(Arc<str>, Box<dyn Source<T>>)>,
    reading: FuturesUnordered<BoxFuture<'static, (Arc<str>, Step<T>)>>,
    /// What was read but not delivered yet.
    part: Option<Delivering<T>>,
    checkpoint: PlanCheckpoint,
    report: Report,
}

/// The nodes of a part of a source.
struct Delivering<T> {
    source: Arc<str>,
    nodes: std::vec::IntoIter<T>,
    progress: Progress,
}

impl<T: Send + 'static> PlanNodes<T> {
    pub(super) fn new(
        sources: Vec<(Arc<str>, Box<dyn Source<T>>)>,
        checkpoint: PlanCheckpoint,
        at_once: usize,
    ) -> Self {
        let mut nodes = Self {
            waiting: sources.into(),
            reading: FuturesUnordered::new(),
            part: None,
            checkpoint,
            report: Report::default(),
        };
        for _ in 0..at_once.min(nodes.waiting.len()) {
            nodes.start_next();
        }
        nodes
    }

    /// Returns where to resume: after the last nodes of each source that were delivered
    /// together. Nodes of a page that was delivered in part are delivered again.
    pub fn checkpoint(&self) -> &PlanCheckpoint {
        &self.checkpoint
    }

    /// Returns the mismatches, the unreadable nodes and the missing ids so far.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Begins to read the next source that waits.
    fn start_next(&mut self) {
        if let Some((name, source)) = self.waiting.pop_front() {
            self.start(name, source);
        }
    }

    fn start(&mut self, name: Arc<str>, source: Box<dyn Source<T>>) {
        let step = async move {
            let step = Task::spawn(source.read()).await;
            (name, step.unwrap_or(Step::Failed(Error::Shutdown)))
        };
        self.reading.push(step.boxed());
    }

    /// Takes the next node of the part that is delivered.
    fn next_node(&mut self) -> Option<PlanNode<T>> {
        let part = self.part.as_mut()?;
        let node = part.nodes.next();
        let source = part.source.clone();
        if part.nodes.len() == 0
            && let Some(part) = self.part.take()
        {
            self.checkpoint.update(&part.source, part.progress);
        }
        node.map(|node| PlanNode { source, node })
    }

    fn deliver(&mut self, source: Arc<str>, part: Part<T>) {
        self.report.add(&part.report);
        self.part = Some(Delivering {
            source,
            nodes: part.nodes.into_iter(),
            progress: part.progress,
        });
    }
}

impl<T: Send + Unpin + 'static> Stream for PlanNodes<T> {
    type Item = Result<PlanNode<T>, PlanError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(node) = self.next_node() {
                return Poll::Ready(Some(Ok(node)));
            }
            let Some((source, step)) = ready!(self.reading.poll_next_unpin(context)) else {
                return Poll::Ready(None);
            };
            match step {
                Step::Part(part, rest) => {
                    self.start(source.clone(), rest);
                    self.deliver(source, part);
                }
                Step::End => self.start_next(),
                Step::Failed(error) => {
                    self.start_next();
                    return Poll::Ready(Some(Err(PlanError { source, error })));
                }
            }
        }
    }
}

impl<T> fmt::Debug for PlanNodes<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlanNodes")
            .field("waiting", &self.waiting.len())
            .field("reading", &self.reading.len())
            .finish_non_exhaustive()
    }
}

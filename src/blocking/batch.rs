//! Batches that block the thread.

use std::fmt;
use std::sync::Arc;

use super::runtime::Runtime;
use crate::batch::{Batch as AsyncBatch, BatchAnswers, BatchHandle};
use crate::error::Error;
use crate::request::Request;

/// Sends up to 50 requests in one call, like [`crate::Batch`], and blocks the thread until the
/// answers are there. [`Graph::batch`](super::Graph::batch) creates it.
///
/// ```no_run
/// # fn read(graph: page_conversations::blocking::Graph) -> Result<(), page_conversations::Error> {
/// use page_conversations::v26_0::{GetConversation, ListMessages};
///
/// let mut batch = graph.batch();
/// let thread = batch.add(GetConversation::new("t_1"));
/// let messages = batch.add(ListMessages::new("t_2").limit(5));
///
/// let mut answers = batch.send()?;
/// println!("{:?}", answers.take(thread)?.body.updated_time);
/// println!("{} messages", answers.page(messages)?.items.len());
/// # Ok(())
/// # }
/// ```
#[must_use = "a batch does nothing until it is sent"]
pub struct Batch {
    batch: AsyncBatch,
    runtime: Arc<Runtime>,
}

impl Batch {
    /// Maximum number of requests.
    pub const MAX_REQUESTS: usize = AsyncBatch::MAX_REQUESTS;

    pub(super) fn new(batch: AsyncBatch, runtime: Arc<Runtime>) -> Self {
        Self { batch, runtime }
    }

    /// Adds a request. [`BatchAnswers`] returns its answer for the handle.
    pub fn add<R: Request + 'static>(&mut self, request: R) -> BatchHandle<R> {
        self.batch.add(request)
    }

    /// Returns the number of requests.
    pub fn len(&self) -> usize {
        self.batch.len()
    }

    /// Returns whether there are no requests. Such a batch is not sent, and has no answers.
    pub fn is_empty(&self) -> bool {
        self.batch.is_empty()
    }

    /// Returns whether no further request fits.
    pub fn is_full(&self) -> bool {
        self.batch.is_full()
    }

    /// Sends the requests, and repeats those that fail with a transient error.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`crate::Batch::send`], or [`Error::Blocking`].
    pub fn send(self) -> Result<BatchAnswers, Error> {
        self.runtime.wait(self.batch.send())?
    }
}

impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.batch.fmt(f)
    }
}

//! A stream of the nodes of an edge.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use futures_util::StreamExt;

use super::checkpoint::Checkpoint;
use super::on_unreadable::OnUnreadable;
use super::pages::Pages;
use crate::decode::Report;
use crate::error::Error;

/// A stream of the nodes of an edge, across all pages.
///
/// The stream ends after the last page, or after an error. Nodes that were read before
/// an error are delivered before it.
///
/// Graph sorts by time, newest first. If a node is updated during the stream, it moves to
/// the top, and the last node of the previous page is delivered again. Store nodes by id,
/// and keep the newer one.
#[must_use = "a stream does nothing until it is polled"]
pub struct Items<T> {
    pages: Pages<T>,
    page: std::vec::IntoIter<T>,
    checkpoint: Checkpoint,
    left: usize,
}

impl<T: Send + 'static> Items<T> {
    fn new(pages: Pages<T>) -> Self {
        Self {
            checkpoint: pages.checkpoint().clone(),
            pages,
            page: Vec::new().into_iter(),
            left: usize::MAX,
        }
    }

    /// Resumes at the checkpoint of another stream of the same request. Has no effect
    /// once the stream was polled.
    pub fn resume(self, checkpoint: Checkpoint) -> Self {
        self.with(|pages| pages.resume(checkpoint))
    }

    /// Starts with the page after a cursor. Has no effect once the stream was polled.
    pub fn resume_after(self, cursor: impl Into<String>) -> Self {
        self.with(|pages| pages.resume_after(cursor))
    }

    /// Sets what to do with nodes that cannot be read. The default is
    /// [`OnUnreadable::Stop`]. Has no effect once the stream was polled.
    pub fn on_unreadable(self, on_unreadable: OnUnreadable) -> Self {
        self.with(|pages| pages.on_unreadable(on_unreadable))
    }

    /// Enables read-ahead: the next page is read while the nodes of this one are
    /// delivered.
    pub fn read_ahead(self) -> Self {
        self.with(Pages::read_ahead)
    }

    /// Limits the stream to a number of pages, as [`Pages::max_pages`] does.
    pub fn max_pages(self, pages: usize) -> Self {
        self.with(|all| all.max_pages(pages))
    }

    /// Limits the stream to a number of nodes.
    pub fn max_items(mut self, items: usize) -> Self {
        self.left = items;
        self
    }

    fn with(mut self, change: impl FnOnce(Pages<T>) -> Pages<T>) -> Self {
        self.pages = change(self.pages);
        if self.page.len() == 0 {
            self.checkpoint = self.pages.checkpoint().clone();
        }
        self
    }

    /// Returns the position after the last page whose nodes have all been delivered.
    ///
    /// A resumed stream loses no nodes, and may deliver some again. Graph does not
    /// guarantee how long a cursor stays valid.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// Returns the mismatches and the unreadable nodes of all pages so far.
    pub fn report(&self) -> &Report {
        self.pages.report()
    }
}

impl<T: Send + 'static> Pages<T> {
    /// Converts the stream to one of the nodes of the pages.
    pub fn items(self) -> Items<T> {
        Items::new(self)
    }
}

impl<T: Send + Unpin + 'static> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if self.left == 0 {
                let error = self.pages.take_unreadable();
                if error.is_some() && self.page.len() == 0 {
                    self.checkpoint = self.pages.checkpoint().clone();
                }
                return Poll::Ready(error.map(Err));
            }
            if let Some(item) = self.page.next() {
                self.left -= 1;
                if self.page.len() == 0 {
                    self.checkpoint = self.pages.checkpoint().clone();
                }
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_next_unpin(context)) {
                Some(Ok(page)) => {
                    self.page = page.items.into_iter();
                    if self.page.len() == 0 {
                        self.checkpoint = self.pages.checkpoint().clone();
                    }
                }
                Some(Err(error)) => {
                    self.checkpoint = self.pages.checkpoint().clone();
                    return Poll::Ready(Some(Err(error)));
                }
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("checkpoint", &self.checkpoint)
            .finish_non_exhaustive()
    }
}

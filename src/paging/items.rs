//! A stream of the nodes of an edge.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use futures_util::StreamExt;

use super::checkpoint::Checkpoint;
use super::pages::Pages;
use super::unreadable::OnUnreadable;
use crate::decode::Report;
use crate::error::Error;

/// Nodes of an edge, through all its pages.
///
/// The stream ends after the last page, or after an error; what was read before
/// an error was delivered before it.
///
/// Graph sorts by time, so a node that gets newer while the stream is read moves
/// up and comes once more on a later page. Key what you store by the node's id,
/// and keep the newer of the two.
#[must_use = "a stream does nothing until it is polled"]
pub struct Items<T> {
    pages: Pages<T>,
    page: std::vec::IntoIter<T>,
    checkpoint: Checkpoint,
    left: usize,
}

impl<T: Send + 'static> Items<T> {
    pub(super) fn new(pages: Pages<T>) -> Self {
        Self {
            checkpoint: pages.checkpoint().clone(),
            pages,
            page: Vec::new().into_iter(),
            left: usize::MAX,
        }
    }

    /// Goes on where another stream of the same request had come to. It has no
    /// effect on a stream that was polled.
    pub fn resume(self, checkpoint: Checkpoint) -> Self {
        self.with(|pages| pages.resume(checkpoint))
    }

    /// Begins with the page after a cursor. It has no effect on a stream that was
    /// polled.
    pub fn resume_after(self, cursor: impl Into<String>) -> Self {
        self.with(|pages| pages.resume_after(cursor))
    }

    /// Sets what to do about a node that cannot be read. The default is
    /// [`OnUnreadable::Stop`]. It has no effect on a stream that was polled.
    pub fn on_unreadable(self, on_unreadable: OnUnreadable) -> Self {
        self.with(|pages| pages.on_unreadable(on_unreadable))
    }

    /// Reads the next page while the nodes of this one are delivered.
    pub fn read_ahead(self) -> Self {
        self.with(Pages::read_ahead)
    }

    /// Ends after so many pages.
    pub fn max_pages(self, pages: usize) -> Self {
        self.with(|all| all.max_pages(pages))
    }

    /// Ends after so many nodes.
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

    /// Returns where to resume: after the last page whose nodes were all
    /// delivered.
    ///
    /// Resuming delivers the nodes since then once more, and loses none. Graph
    /// does not promise that it takes a cursor for long.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// Returns what did not fit the contract and what could not be read, in all
    /// pages so far.
    pub fn report(&self) -> &Report {
        self.pages.report()
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

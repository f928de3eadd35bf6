//! Iterators over streams.

use std::fmt;
use std::iter::FusedIterator;
use std::sync::Arc;

use futures_core::Stream;
use futures_util::StreamExt;

use super::runtime::Runtime;
use crate::decode::Report;
use crate::error::Error;
use crate::paging::{self, Checkpoint, OnUnreadable};

/// An iterator over a stream of the async client. Each call of `next` blocks until the next
/// item is there.
#[must_use = "an iterator does nothing until it is asked for an item"]
pub struct Iter<S> {
    stream: S,
    runtime: Arc<Runtime>,
    is_refused: bool,
}

/// An iterator over the pages of an edge, like [`crate::Pages`].
pub type Pages<T> = Iter<paging::Pages<T>>;

/// An iterator over the nodes of an edge, like [`crate::Items`].
pub type Items<T> = Iter<paging::Items<T>>;

/// An iterator over nodes by their ids, like [`crate::NodesById`].
pub type NodesById<T> = Iter<paging::NodesById<T>>;

impl<S> Iter<S> {
    pub(super) fn new(stream: S, runtime: Arc<Runtime>) -> Self {
        Self {
            stream,
            runtime,
            is_refused: false,
        }
    }

    fn with<O>(self, change: impl FnOnce(S) -> O) -> Iter<O> {
        Iter {
            stream: change(self.stream),
            runtime: self.runtime,
            is_refused: self.is_refused,
        }
    }
}

impl<T, S: Stream<Item = Result<T, Error>> + Unpin> Iterator for Iter<S> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_refused {
            return None;
        }
        match self.runtime.wait(self.stream.next()) {
            Ok(next) => next,
            Err(error) => {
                self.is_refused = true;
                Some(Err(error))
            }
        }
    }
}

// The streams of this crate return `None` again after their end.
impl<T, S: Stream<Item = Result<T, Error>> + Unpin> FusedIterator for Iter<S> {}

impl<T: Send + 'static> Iter<paging::Pages<T>> {
    /// Converts the iterator to one over the nodes of the pages.
    pub fn items(self) -> Items<T> {
        self.with(paging::Pages::items)
    }

    /// Resumes at the checkpoint of another iterator or stream of the same request. Has no
    /// effect after the first item.
    pub fn resume(self, checkpoint: Checkpoint) -> Self {
        self.with(|stream| stream.resume(checkpoint))
    }

    /// Starts with the page after a cursor, such as that of
    /// [`Page::next_cursor`](crate::Page::next_cursor). Has no effect after the first item.
    pub fn resume_after(self, cursor: impl Into<String>) -> Self {
        self.with(|stream| stream.resume_after(cursor))
    }

    /// Sets what to do with nodes that cannot be read. The default is
    /// [`OnUnreadable::Stop`]. Has no effect after the first item.
    pub fn on_unreadable(self, on_unreadable: OnUnreadable) -> Self {
        self.with(|stream| stream.on_unreadable(on_unreadable))
    }

    /// Enables read-ahead: one page is read while the caller processes the previous one.
    pub fn read_ahead(self) -> Self {
        self.with(paging::Pages::read_ahead)
    }

    /// Limits the iterator to so many pages.
    pub fn max_pages(self, pages: usize) -> Self {
        self.with(|stream| stream.max_pages(pages))
    }

    /// Returns where to resume: after the last page that was delivered.
    pub fn checkpoint(&self) -> &Checkpoint {
        self.stream.checkpoint()
    }

    /// Returns the mismatches and the unreadable nodes of all pages so far.
    pub fn report(&self) -> &Report {
        self.stream.report()
    }
}

impl<T: Send + 'static> Iter<paging::Items<T>> {
    /// Resumes at the checkpoint of another iterator or stream of the same request. Has no
    /// effect after the first item.
    pub fn resume(self, checkpoint: Checkpoint) -> Self {
        self.with(|stream| stream.resume(checkpoint))
    }

    /// Starts with the page after a cursor. Has no effect after the first item.
    pub fn resume_after(self, cursor: impl Into<String>) -> Self {
        self.with(|stream| stream.resume_after(cursor))
    }

    /// Sets what to do with nodes that cannot be read. The default is
    /// [`OnUnreadable::Stop`]. Has no effect after the first item.
    pub fn on_unreadable(self, on_unreadable: OnUnreadable) -> Self {
        self.with(|stream| stream.on_unreadable(on_unreadable))
    }

    /// Enables read-ahead: the next page is read while the nodes of this one are delivered.
    pub fn read_ahead(self) -> Self {
        self.with(paging::Items::read_ahead)
    }

    /// Limits the iterator to so many pages.
    pub fn max_pages(self, pages: usize) -> Self {
        self.with(|stream| stream.max_pages(pages))
    }

    /// Limits the iterator to so many nodes.
    pub fn max_items(self, items: usize) -> Self {
        self.with(|stream| stream.max_items(items))
    }

    /// Returns where to resume: after the last page of which all nodes were delivered.
    pub fn checkpoint(&self) -> &Checkpoint {
        self.stream.checkpoint()
    }

    /// Returns the mismatches and the unreadable nodes of all pages so far.
    pub fn report(&self) -> &Report {
        self.stream.report()
    }
}

impl<T: Send + 'static> Iter<paging::NodesById<T>> {
    /// Sets what to do with nodes that cannot be read. The default is
    /// [`OnUnreadable::Stop`], after the other nodes of the call.
    pub fn on_unreadable(self, on_unreadable: OnUnreadable) -> Self {
        self.with(|stream| stream.on_unreadable(on_unreadable))
    }

    /// Returns the mismatches and the unreadable nodes so far.
    pub fn report(&self) -> &Report {
        self.stream.report()
    }
}

impl<S: fmt::Debug> fmt::Debug for Iter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Iter").field(&self.stream).finish()
    }
}

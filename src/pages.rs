//! Streams of the pages of an edge, and of its nodes.

use std::fmt;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt};
use tokio::task::{JoinError, JoinHandle};

use crate::error::Error;
use crate::page::Page;
use crate::walk::{Next, Step, Stepped};

/// Pages of an edge, each read when it is asked for.
///
/// The stream ends after the page without a next one, or after an error. Where
/// a page cannot be read to its end, the nodes before the mistake come as a page
/// before the error.
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<T> {
    state: State<T>,
    polled: bool,
    read_ahead: bool,
    left: usize,
}

enum State<T> {
    /// The next page is not asked for yet.
    Waiting(Box<dyn Step<T>>),
    Reading(BoxFuture<'static, Stepped<T>>),
    Failed(Error),
    Ended,
}

impl<T: Send + 'static> Pages<T> {
    pub(crate) fn new(walk: Box<dyn Step<T>>) -> Self {
        Self {
            state: State::Waiting(walk),
            polled: false,
            read_ahead: false,
            left: usize::MAX,
        }
    }

    /// Begins with the page after a cursor that
    /// [`Page::next_cursor`](crate::Page::next_cursor) or [`Items::checkpoint`]
    /// gave. It has no effect on a stream that was polled.
    pub fn resume_after(mut self, cursor: impl Into<String>) -> Self {
        match &mut self.state {
            State::Waiting(walk) if !self.polled => walk.resume_after(cursor.into()),
            _ => {}
        }
        self
    }

    /// Reads the next page while the caller is busy with this one. One page is
    /// read ahead, no more.
    pub fn read_ahead(mut self) -> Self {
        self.read_ahead = true;
        self
    }

    /// Ends after so many pages.
    pub fn max_pages(mut self, pages: usize) -> Self {
        self.left = pages;
        self
    }

    /// Streams the nodes of the pages.
    pub fn items(self) -> Items<T> {
        Items::new(self)
    }

    /// What to do after a page.
    fn follow(&self, next: Next<T>) -> State<T> {
        match next {
            Next::Page(_) if self.left == 0 => State::Ended,
            Next::Page(walk) if self.read_ahead => {
                State::Reading(ReadingAhead(tokio::spawn(walk.step())).boxed())
            }
            Next::Page(walk) => State::Waiting(walk),
            // Nobody wants the page that Graph does not lead to.
            Next::Error(Error::MissingCursor { .. } | Error::RepeatedCursor { .. })
                if self.left == 0 =>
            {
                State::Ended
            }
            Next::Error(error) => State::Failed(error),
            Next::End => State::Ended,
        }
    }
}

/// A task that reads a page, and ends when nobody waits for it any more.
struct ReadingAhead<T>(JoinHandle<Stepped<T>>);

impl<T> Drop for ReadingAhead<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl<T> Future for ReadingAhead<T> {
    type Output = Stepped<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Stepped<T>> {
        self.0.poll_unpin(context).map(joined)
    }
}

/// What a task gave. A panic goes on in the caller's task.
fn joined<T>(result: Result<Stepped<T>, JoinError>) -> Stepped<T> {
    match result.map_err(JoinError::try_into_panic) {
        Ok(stepped) => stepped,
        Err(Ok(panic)) => resume_unwind(panic),
        Err(Err(_)) => Stepped {
            page: Err(Error::Shutdown),
            next: Next::End,
        },
    }
}

impl<T: Send + 'static> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.polled = true;
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Waiting(_) | State::Reading(_) if self.left == 0 => {
                    return Poll::Ready(None);
                }
                State::Waiting(walk) => self.state = State::Reading(walk.step()),
                State::Reading(mut reading) => {
                    let Poll::Ready(Stepped { page, next }) = reading.poll_unpin(context) else {
                        self.state = State::Reading(reading);
                        return Poll::Pending;
                    };
                    self.left -= 1;
                    self.state = self.follow(next);
                    return Poll::Ready(Some(page));
                }
                State::Failed(error) => return Poll::Ready(Some(Err(error))),
                State::Ended => return Poll::Ready(None),
            }
        }
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("read_ahead", &self.read_ahead)
            .finish_non_exhaustive()
    }
}

/// Nodes of an edge, through all its pages.
///
/// The stream ends after the last page, or after an error; what was read before
/// an error was delivered before it.
#[must_use = "a stream does nothing until it is polled"]
pub struct Items<T> {
    pages: Pages<T>,
    page: std::vec::IntoIter<T>,
    /// The cursor after the page that is being delivered.
    next_cursor: Option<String>,
    checkpoint: Option<String>,
    left: usize,
}

impl<T: Send + 'static> Items<T> {
    pub(crate) fn new(pages: Pages<T>) -> Self {
        let checkpoint = match &pages.state {
            State::Waiting(walk) => walk.cursor().map(str::to_owned),
            _ => None,
        };
        Self {
            pages,
            page: Vec::new().into_iter(),
            next_cursor: None,
            checkpoint,
            left: usize::MAX,
        }
    }

    /// Begins with the page after a cursor that [`checkpoint`](Self::checkpoint)
    /// gave. It has no effect on a stream that was polled.
    pub fn resume_after(mut self, cursor: impl Into<String>) -> Self {
        if !self.pages.polled {
            let cursor = cursor.into();
            self.checkpoint = Some(cursor.clone());
            self.pages = self.pages.resume_after(cursor);
        }
        self
    }

    /// Reads the next page while the nodes of this one are delivered.
    pub fn read_ahead(mut self) -> Self {
        self.pages = self.pages.read_ahead();
        self
    }

    /// Ends after so many pages.
    pub fn max_pages(mut self, pages: usize) -> Self {
        self.pages = self.pages.max_pages(pages);
        self
    }

    /// Ends after so many nodes.
    pub fn max_items(mut self, items: usize) -> Self {
        self.left = items;
        self
    }

    /// The cursor to resume after: that of the last page whose nodes were all
    /// delivered. `None` while that is no page.
    ///
    /// Resuming delivers the nodes since then once more, and loses none. Graph
    /// does not promise that it takes a cursor for long.
    pub fn checkpoint(&self) -> Option<&str> {
        self.checkpoint.as_deref()
    }
}

impl<T: Send + Unpin + 'static> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if self.left == 0 {
                return Poll::Ready(None);
            }
            if let Some(item) = self.page.next() {
                self.left -= 1;
                if self.page.len() == 0 {
                    self.checkpoint = self.next_cursor.take().or(self.checkpoint.take());
                }
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_next_unpin(context)) {
                Some(Ok(page)) => {
                    self.next_cursor = page.next_cursor().map(str::to_owned);
                    self.page = page.items.into_iter();
                    if self.page.len() == 0 {
                        self.checkpoint = self.next_cursor.take().or(self.checkpoint.take());
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
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

//! A stream of the pages of an edge.

use std::fmt;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::task::{JoinError, JoinHandle};

use super::checkpoint::Checkpoint;
use super::items::Items;
use super::page::Page;
use super::unreadable::OnUnreadable;
use super::walk::{Next, Step, Stepped};
use crate::decode::{Report, UnreadableNode};
use crate::error::Error;

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
    checkpoint: Checkpoint,
    report: Report,
    on_unreadable: OnUnreadable,
    /// Nodes that the stream has to stop at, and where it is after them.
    unreadable: Vec<UnreadableNode>,
    after_unreadable: Option<Checkpoint>,
}

enum State<T> {
    /// The next page is not asked for yet.
    Waiting(Box<dyn Step<T>>),
    Reading(BoxFuture<'static, Stepped<T>>),
    Failed(Error),
    /// There are nodes that the stream has to stop at.
    Stopping,
    Ended,
}

impl<T: Send + 'static> Pages<T> {
    pub(crate) fn new(walk: Box<dyn Step<T>>) -> Self {
        Self {
            checkpoint: Checkpoint::at(walk.cursor()),
            report: Report::default(),
            on_unreadable: OnUnreadable::default(),
            unreadable: Vec::new(),
            after_unreadable: None,
            state: State::Waiting(walk),
            polled: false,
            read_ahead: false,
            left: usize::MAX,
        }
    }

    /// Goes on where another stream of the same request had come to. It has no
    /// effect on a stream that was polled.
    pub fn resume(mut self, checkpoint: Checkpoint) -> Self {
        match &mut self.state {
            State::Waiting(walk) if !self.polled => match &checkpoint {
                Checkpoint::After(cursor) => walk.resume_after(cursor.clone()),
                Checkpoint::Done => self.state = State::Ended,
                Checkpoint::Start => return self,
            },
            _ => return self,
        }
        self.checkpoint = checkpoint;
        self
    }

    /// Begins with the page after a cursor, such as that of
    /// [`Page::next_cursor`](crate::Page::next_cursor). It has no effect on a stream
    /// that was polled.
    pub fn resume_after(self, cursor: impl Into<String>) -> Self {
        self.resume(Checkpoint::After(cursor.into()))
    }

    /// Sets what to do about a node that cannot be read. The default is
    /// [`OnUnreadable::Stop`]. It has no effect on a stream that was polled.
    pub fn on_unreadable(mut self, on_unreadable: OnUnreadable) -> Self {
        if !self.polled {
            self.on_unreadable = on_unreadable;
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

    /// Returns how far the stream has come: to the end of the page that it
    /// delivered last.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// Returns what did not fit the contract and what could not be read, in all
    /// pages so far.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Takes note of a page, and of how far the stream is after it.
    fn note(&mut self, page: Option<&Page<T>>, checkpoint: Option<Checkpoint>) {
        if let Some(page) = page {
            self.report.add(&page.report);
            if self.on_unreadable == OnUnreadable::Stop {
                let unreadable = page.report.unreadable().iter();
                self.unreadable.extend(unreadable.cloned());
            }
        }
        // As long as nodes were not told of, a resumed stream must meet them again.
        match (checkpoint, self.unreadable.is_empty()) {
            (Some(checkpoint), true) => self.checkpoint = checkpoint,
            (Some(checkpoint), false) => self.after_unreadable = Some(checkpoint),
            (None, _) => {}
        }
    }

    /// Takes the error of the nodes that the stream has to stop at, if there are
    /// any. The stream has then come to behind them.
    pub(super) fn take_unreadable(&mut self) -> Option<Error> {
        if self.unreadable.is_empty() {
            return None;
        }
        if let Some(checkpoint) = self.after_unreadable.take() {
            self.checkpoint = checkpoint;
        }
        let nodes = std::mem::take(&mut self.unreadable);
        Some(Error::Unreadable { nodes })
    }

    /// What to do after a page.
    fn follow(&self, next: Next<T>, is_whole: bool) -> State<T> {
        // The other nodes of the page come first, if they are wanted.
        if (is_whole || self.left == 0) && !self.unreadable.is_empty() {
            return State::Stopping;
        }
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
        Err(Err(_)) => Stepped::failed(Error::Shutdown),
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
                    let Poll::Ready(stepped) = reading.poll_unpin(context) else {
                        self.state = State::Reading(reading);
                        return Poll::Pending;
                    };
                    let Stepped {
                        page,
                        next,
                        checkpoint,
                        is_whole,
                    } = stepped;
                    self.left -= 1;
                    self.note(page.as_ref().ok(), checkpoint);
                    if page.is_ok() {
                        self.state = self.follow(next, is_whole);
                    }
                    return Poll::Ready(Some(page));
                }
                State::Failed(error) => return Poll::Ready(Some(Err(error))),
                State::Stopping => return Poll::Ready(self.take_unreadable().map(Err)),
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

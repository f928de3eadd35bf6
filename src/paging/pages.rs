//! A stream of the pages of an edge.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::checkpoint::Checkpoint;
use super::on_unreadable::OnUnreadable;
use super::page::Page;
use super::page_reader::{Next, PageOutcome, ReadPage};
use crate::client::task::Task;
use crate::decode::Report;
use crate::error::{Error, UnreadableNode};

/// A stream of the pages of an edge. Each page is read when the stream is polled.
///
/// The stream ends after the last page, or after an error. If the body of a page has a
/// syntax error, the nodes before it are delivered as a page before the error.
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<T> {
    state: State<T>,
    polled: bool,
    read_ahead: bool,
    left: usize,
    checkpoint: Checkpoint,
    report: Report,
    on_unreadable: OnUnreadable,
    /// Nodes that the stream has to stop at, and the checkpoint after them.
    unreadable: Vec<UnreadableNode>,
    after_unreadable: Option<Checkpoint>,
}

enum State<T> {
    /// The next page is not requested yet.
    Waiting(Box<dyn ReadPage<T>>),
    Reading(BoxFuture<'static, PageOutcome<T>>),
    Failed(Error),
    /// The stream has to stop at unreadable nodes.
    Stopping,
    Ended,
}

impl<T: Send + 'static> Pages<T> {
    pub(crate) fn new(reader: Box<dyn ReadPage<T>>) -> Self {
        Self {
            checkpoint: Checkpoint::at(reader.cursor()),
            report: Report::default(),
            on_unreadable: OnUnreadable::default(),
            unreadable: Vec::new(),
            after_unreadable: None,
            state: State::Waiting(reader),
            polled: false,
            read_ahead: false,
            left: usize::MAX,
        }
    }

    /// Resumes at the checkpoint of another stream of the same request. Has no effect
    /// once the stream was polled.
    pub fn resume(mut self, checkpoint: Checkpoint) -> Self {
        match &mut self.state {
            State::Waiting(reader) if !self.polled => match &checkpoint {
                Checkpoint::After(cursor) => reader.resume_after(cursor.clone()),
                Checkpoint::Done => self.state = State::Ended,
                Checkpoint::Start => return self,
            },
            _ => return self,
        }
        self.checkpoint = checkpoint;
        self
    }

    /// Starts with the page after a cursor, such as that of
    /// [`Page::next_cursor`](crate::Page::next_cursor). Has no effect once the stream was
    /// polled.
    pub fn resume_after(self, cursor: impl Into<String>) -> Self {
        self.resume(Checkpoint::After(cursor.into()))
    }

    /// Sets what to do with nodes that cannot be read. The default is
    /// [`OnUnreadable::Stop`]. Has no effect once the stream was polled.
    pub fn on_unreadable(mut self, on_unreadable: OnUnreadable) -> Self {
        if !self.polled {
            self.on_unreadable = on_unreadable;
        }
        self
    }

    /// Enables read-ahead: one page is read while the caller processes the previous one.
    pub fn read_ahead(mut self) -> Self {
        self.read_ahead = true;
        self
    }

    /// Limits the stream to a number of pages. Each part of a page that had to be split counts.
    pub fn max_pages(mut self, pages: usize) -> Self {
        self.left = pages;
        self
    }

    /// Returns where to resume: after the last page that was delivered.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// Returns the mismatches and the unreadable nodes of all pages so far.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Updates the report and the checkpoint after a page.
    fn update(&mut self, page: Option<&Page<T>>, checkpoint: Option<Checkpoint>) {
        if let Some(page) = page {
            self.report.add(&page.report);
            if self.on_unreadable == OnUnreadable::Stop {
                let unreadable = page.report.unreadable().iter();
                self.unreadable.extend(unreadable.cloned());
            }
        }
        // A resumed stream must find unreadable nodes that were not reported as an error.
        match (checkpoint, self.unreadable.is_empty()) {
            (Some(checkpoint), true) => self.checkpoint = checkpoint,
            (Some(checkpoint), false) => self.after_unreadable = Some(checkpoint),
            (None, _) => {}
        }
    }

    /// Takes the error of the unreadable nodes that the stream has to stop at, if there
    /// are any, and moves the checkpoint after them.
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

    /// Returns the state after a page.
    fn state_after(&self, next: Next<T>, is_whole: bool) -> State<T> {
        // The other parts of the page are delivered first.
        if (is_whole || self.left == 0) && !self.unreadable.is_empty() {
            return State::Stopping;
        }
        match next {
            Next::Page(_) if self.left == 0 => State::Ended,
            Next::Page(reader) if self.read_ahead => {
                let page = Task::spawn(reader.read_page());
                let page =
                    page.map(|page| page.unwrap_or_else(|| PageOutcome::failed(Error::Shutdown)));
                State::Reading(page.boxed())
            }
            Next::Page(reader) => State::Waiting(reader),
            // The next page is not wanted.
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

impl<T: Send + 'static> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.polled = true;
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Waiting(_) | State::Reading(_) if self.left == 0 => {
                    return Poll::Ready(None);
                }
                State::Waiting(reader) => self.state = State::Reading(reader.read_page()),
                State::Reading(mut reading) => {
                    let Poll::Ready(outcome) = reading.poll_unpin(context) else {
                        self.state = State::Reading(reading);
                        return Poll::Pending;
                    };
                    let PageOutcome {
                        page,
                        next,
                        checkpoint,
                        is_whole,
                    } = outcome;
                    self.left -= 1;
                    self.update(page.as_ref().ok(), checkpoint);
                    if page.is_ok() {
                        self.state = self.state_after(next, is_whole);
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

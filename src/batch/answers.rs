//! The answers to the requests of a batch.

use std::fmt;

use super::BatchHandle;
use crate::client::response::{RawResponse, Response};
use crate::client::session::Session;
use crate::error::{Error, Invalid};
use crate::paging::Page;
use crate::request::{EdgeRequest, Request};

/// The answers to the requests of a [`Batch`](crate::Batch). Each is decoded when it is taken.
pub struct BatchAnswers {
    session: Session,
    batch: u64,
    answers: Vec<Option<Result<RawResponse, Error>>>,
}

impl BatchAnswers {
    pub(super) fn new(
        session: Session,
        batch: u64,
        answers: Vec<Result<RawResponse, Error>>,
    ) -> Self {
        Self {
            session,
            batch,
            answers: answers.into_iter().map(Some).collect(),
        }
    }

    /// Takes the answer to a request, with its metadata, as
    /// [`Graph::send_with_info`](crate::Graph::send_with_info) returns it.
    ///
    /// # Errors
    ///
    /// Returns the [`Error`] of the request, [`Error::Unanswered`] if Graph did not answer it
    /// in time, or [`Error::Invalid`] if the handle is that of another batch.
    pub fn take<R: Request>(
        &mut self,
        handle: BatchHandle<R>,
    ) -> Result<Response<R::Output>, Error> {
        self.raw(handle)?.into_response(&self.session)
    }

    /// Takes the answer to a request that reads an edge, as [`Graph::page`](crate::Graph::page)
    /// returns it. [`Pages::resume_after`](crate::Pages::resume_after) reads the next pages.
    ///
    /// # Errors
    ///
    /// As [`take`](Self::take).
    pub fn page<R: EdgeRequest>(&mut self, handle: BatchHandle<R>) -> Result<Page<R::Node>, Error> {
        Page::read(self.raw(handle)?, &self.session)
    }

    /// Returns the number of answers that were not taken yet.
    pub fn len(&self) -> usize {
        self.answers.iter().flatten().count()
    }

    /// Returns whether all answers were taken.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn raw<R>(&mut self, handle: BatchHandle<R>) -> Result<RawResponse, Error> {
        let is_ours = handle.batch == self.batch;
        let answer = self.answers.get_mut(handle.place).filter(|_| is_ours);
        // A handle cannot be used twice.
        answer.and_then(Option::take).unwrap_or_else(|| {
            Err(Invalid::new("the handle belongs to a request of another batch").into())
        })
    }
}

impl fmt::Debug for BatchAnswers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchAnswers")
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

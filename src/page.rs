//! Reading an edge to its end.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt, TryStreamExt};
use serde::Deserialize;

use crate::edge::{Paging, null_as_empty};
use crate::error::Error;
use crate::request::EdgeRequest;
use crate::response;
use crate::session::Session;

/// One page of an edge.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Page<T> {
    /// The nodes. A page may be empty without being the last.
    // Required, unlike in an `Edge`: else any object would pass for the last page.
    #[serde(rename = "data", deserialize_with = "null_as_empty")]
    #[serde(bound(deserialize = "T: Deserialize<'de>"))]
    pub items: Vec<T>,

    /// Where the page stands, where Graph says so.
    pub paging: Option<Paging>,
}

impl<T> Page<T> {
    /// The cursor after which the next page begins; `None` on the last page.
    pub fn next_cursor(&self) -> Option<&str> {
        self.paging.as_ref()?.next_cursor()
    }
}

/// Pages of an edge, each read when it is asked for.
///
/// The stream ends after the page without a next one, or after an error.
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<T>(BoxStream<'static, Result<Page<T>, Error>>);

impl<T: Send> Pages<T> {
    pub(crate) fn new<R>(session: Session, request: R) -> Self
    where
        R: EdgeRequest<Node = T> + 'static,
    {
        let walk = Walk::new(session, request);
        Self(stream::try_unfold(Next::Page(walk), Walk::step).boxed())
    }
}

impl<T> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(context)
    }
}

/// Nodes of an edge, through all its pages.
///
/// The stream ends after the last page, or after an error; what was read before
/// an error was delivered before it.
#[must_use = "a stream does nothing until it is polled"]
pub struct Items<T>(BoxStream<'static, Result<T, Error>>);

impl<T: Send + 'static> Items<T> {
    pub(crate) fn new(pages: Pages<T>) -> Self {
        let items = pages.map_ok(|page| stream::iter(page.items).map(Ok));
        Self(items.try_flatten().boxed())
    }
}

impl<T> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(context)
    }
}

/// The way through the pages.
struct Walk<R> {
    session: Session,
    request: R,
    cursors: SeenCursors,
    pages: usize,
}

/// What follows a page.
enum Next<R> {
    Page(Walk<R>),
    Error(Error),
    End,
}

impl<R: EdgeRequest> Walk<R> {
    fn new(session: Session, request: R) -> Self {
        let mut cursors = SeenCursors::default();
        if let Some(cursor) = request.cursor() {
            cursors.add(cursor);
        }
        Self {
            session,
            request,
            cursors,
            pages: 0,
        }
    }

    /// Reads a page, and prepares what follows it.
    async fn step(next: Next<R>) -> Result<Option<(Page<R::Node>, Next<R>)>, Error> {
        let mut walk = match next {
            Next::Page(walk) => walk,
            Next::Error(error) => return Err(error),
            Next::End => return Ok(None),
        };
        let page: Page<R::Node> = response::send(&walk.session, &walk.request).await?;
        walk.pages += 1;
        let next = walk.after(page.paging.as_ref());
        Ok(Some((page, next)))
    }

    fn after(mut self, paging: Option<&Paging>) -> Next<R> {
        let pages = self.pages;
        let Some(paging) = paging.filter(|paging| paging.has_next) else {
            return Next::End;
        };
        let Some(cursor) = &paging.after else {
            return Next::Error(Error::MissingCursor { pages });
        };
        if !self.cursors.add(cursor) {
            return Next::Error(Error::RepeatedCursor { pages });
        }
        self.request.continue_after(cursor.clone());
        Next::Page(self)
    }
}

/// Hashes of the cursors met so far: long walks meet many.
#[derive(Default)]
struct SeenCursors {
    hashes: HashSet<u64>,
    hasher: RandomState,
}

impl SeenCursors {
    /// Whether the cursor is new.
    fn add(&mut self, cursor: &str) -> bool {
        self.hashes.insert(self.hasher.hash_one(cursor))
    }
}

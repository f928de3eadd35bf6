//! The way through the pages of an edge.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::advice::Advice;
use crate::call::call;
use crate::edge::Paging;
use crate::error::Error;
use crate::page::{Page, Unread};
use crate::request::EdgeRequest;
use crate::session::Session;
use crate::trace;

/// Nodes of a page where the request does not say how many.
const DEFAULT_LIMIT: u64 = 25;

/// Reads a page, and knows what follows it. It hides the request's type.
pub(crate) trait Step<T>: Send {
    /// Reads the page.
    fn step(self: Box<Self>) -> BoxFuture<'static, Stepped<T>>;

    /// Begins after a cursor instead.
    fn resume_after(&mut self, cursor: String);

    /// The cursor that it begins after.
    fn cursor(&self) -> Option<&str>;
}

/// A page, and what follows it.
pub(crate) struct Stepped<T> {
    pub(crate) page: Result<Page<T>, Error>,
    pub(crate) next: Next<T>,
}

/// What follows a page.
pub(crate) enum Next<T> {
    Page(Box<dyn Step<T>>),
    Error(Error),
    End,
}

/// A walk along an edge.
pub(crate) struct Walk<R: EdgeRequest> {
    session: Session,
    request: R,
    /// A page that is there already.
    first: Option<Page<R::Node>>,
    /// Nodes of a page, as the caller asks for them.
    limit: Option<u64>,
    cursors: SeenCursors,
    pages: usize,
}

impl<R: EdgeRequest + 'static> Walk<R> {
    pub(crate) fn new(session: Session, request: R, first: Option<Page<R::Node>>) -> Self {
        let mut cursors = SeenCursors::default();
        if let Some(cursor) = request.cursor() {
            cursors.add(cursor);
        }
        Self {
            session,
            limit: request.limit(),
            request,
            first,
            cursors,
            pages: 0,
        }
    }

    async fn read(mut self: Box<Self>) -> Stepped<R::Node> {
        let read = match self.first.take() {
            Some(page) => Ok(page),
            None => self.page().await,
        };
        self.pages += 1;
        match read {
            Ok(page) => Stepped {
                next: self.after(page.paging.as_ref()),
                page: Ok(page),
            },
            Err(Unread { before, error }) => match before {
                Some(page) => Stepped {
                    page: Ok(*page),
                    next: Next::Error(error),
                },
                None => Stepped {
                    page: Err(error),
                    next: Next::End,
                },
            },
        }
    }

    /// Reads a page, and asks for a smaller one as long as Graph wants it so.
    async fn page(&mut self) -> Result<Page<R::Node>, Unread<R::Node>> {
        loop {
            match call(&self.request, &self.session).await {
                Ok(answer) => {
                    let page = Page::decode(answer, &self.session)?;
                    self.grow();
                    return Ok(page);
                }
                Err(error) if error.advice() == Advice::ShrinkPage && self.shrink() => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Halves the page; `false` where it cannot be smaller.
    fn shrink(&mut self) -> bool {
        let limit = self.request.limit().unwrap_or(DEFAULT_LIMIT) / 2;
        let shrinks = limit > 0 && self.request.set_limit(Some(limit));
        if shrinks {
            trace::shrunk(limit);
        }
        shrinks
    }

    /// Doubles a page that was made smaller, up to what was asked for.
    fn grow(&mut self) {
        let Some(limit) = self
            .request
            .limit()
            .filter(|_| self.request.limit() != self.limit)
        else {
            return;
        };
        let asked = self.limit.unwrap_or(DEFAULT_LIMIT);
        let limit = limit.saturating_mul(2);
        let limit = if limit < asked {
            Some(limit)
        } else {
            self.limit
        };
        self.request.set_limit(limit);
    }

    fn after(mut self: Box<Self>, paging: Option<&Paging>) -> Next<R::Node> {
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

impl<R: EdgeRequest + 'static> Step<R::Node> for Walk<R> {
    fn step(self: Box<Self>) -> BoxFuture<'static, Stepped<R::Node>> {
        self.read().boxed()
    }

    fn resume_after(&mut self, cursor: String) {
        self.first = None;
        self.cursors = SeenCursors::default();
        self.cursors.add(&cursor);
        self.request.continue_after(cursor);
    }

    fn cursor(&self) -> Option<&str> {
        self.request.cursor()
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

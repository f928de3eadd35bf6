//! Reads the pages of an edge, one after the other.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::bisection::Bisection;
use super::checkpoint::Checkpoint;
use super::page::{Page, PageError};
use super::page_size::PageSize;
use crate::client::call::{call, probe};
use crate::client::session::Session;
use crate::client::trace;
use crate::error::Error;
use crate::error::advice::Advice;
use crate::request::EdgeRequest;
use crate::request::field_set::FieldSet;
use crate::types::edge::Paging;

/// Reads the next page. It erases the type of the request.
pub(crate) trait ReadPage<T>: Send {
    /// Reads the page.
    fn read_page(self: Box<Self>) -> BoxFuture<'static, PageOutcome<T>>;

    /// Continues after a cursor instead.
    fn resume_after(&mut self, cursor: String);

    /// Returns the cursor that the page is after.
    fn cursor(&self) -> Option<&str>;
}

/// A page or an error, and what follows.
pub(crate) struct PageOutcome<T> {
    pub(crate) page: Result<Page<T>, Error>,
    pub(crate) next: Next<T>,
    /// Where to resume after the page; `None` if that is not known.
    pub(crate) checkpoint: Option<Checkpoint>,
    /// Whether the page is the last part of a page that is read in parts.
    pub(crate) is_whole: bool,
}

impl<T> PageOutcome<T> {
    /// Returns an error, after which nothing follows.
    pub(crate) fn failed(error: Error) -> Self {
        Self {
            page: Err(error),
            next: Next::End,
            checkpoint: None,
            is_whole: true,
        }
    }
}

/// What follows a page.
pub(crate) enum Next<T> {
    Page(Box<dyn ReadPage<T>>),
    Error(Error),
    End,
}

/// Reads the pages of an edge.
pub(crate) struct PageReader<R: EdgeRequest> {
    pub(super) session: Session,
    pub(super) request: R,
    /// The fields that the caller selected.
    pub(super) fields: Option<FieldSet>,
    /// A page that was received within a node.
    first: Option<Page<R::Node>>,
    pub(super) size: PageSize,
    /// How often the nested pages are halved in the request.
    halvings: u32,
    /// A page that keeps failing.
    pub(super) bisection: Option<Bisection>,
    /// How many nodes to read individually if a page of one fails.
    pub(super) batch: u64,
    cursors: SeenCursors,
    pages: usize,
    /// Number of pages without a node since the last one with a node.
    empty_pages: usize,
}

impl<R: EdgeRequest + 'static> PageReader<R> {
    pub(crate) fn new(session: Session, request: R, first: Option<Page<R::Node>>) -> Self {
        let mut cursors = SeenCursors::default();
        if let Some(cursor) = request.cursor() {
            cursors.add(cursor);
        }
        Self {
            session,
            fields: request.fields().cloned(),
            size: PageSize::new(request.limit()),
            halvings: 0,
            request,
            first,
            bisection: None,
            batch: 1,
            cursors,
            pages: 0,
            empty_pages: 0,
        }
    }

    async fn read(mut self: Box<Self>) -> PageOutcome<R::Node> {
        let read = match self.first.take() {
            Some(page) => Ok(page),
            None => self.page().await,
        };
        self.pages += 1;
        match read {
            Ok(page) => {
                let is_empty = page.items.is_empty() && page.report.unreadable().is_empty();
                self.empty_pages = if is_empty { self.empty_pages + 1 } else { 0 };
                let is_whole = self.bisection.is_none() || !has_next(page.paging.as_ref());
                let (next, checkpoint) = self.after(&page);
                PageOutcome {
                    page: Ok(page),
                    next,
                    checkpoint,
                    is_whole,
                }
            }
            Err(PageError { before, error }) => match before {
                Some(page) => PageOutcome {
                    page: Ok(*page),
                    next: Next::Error(error),
                    checkpoint: None,
                    is_whole: false,
                },
                None => PageOutcome::failed(error),
            },
        }
    }

    /// Reads a page, or a part of it if the whole page fails.
    async fn page(&mut self) -> Result<Page<R::Node>, PageError<R::Node>> {
        loop {
            if self.bisection.as_ref().is_some_and(Bisection::is_single) {
                return self.read_individually().await;
            }
            let response = match &self.bisection {
                // The same nodes failed before, with retries.
                Some(_) => probe(&self.request, &self.session).await,
                None => call(&self.request, &self.session).await,
            };
            let error = match response {
                Ok(response) => {
                    let page = Page::decode(response, &self.session)?;
                    self.page_was_read();
                    return Ok(page);
                }
                Err(error) => error,
            };
            if error.advice() != Advice::ShrinkPage || !self.shrink() {
                self.bisect(error)?;
            }
        }
    }

    /// Requests less data. Returns `false` if that is not possible, or while a page is
    /// bisected.
    fn shrink(&mut self) -> bool {
        if self.bisection.is_some() {
            return false;
        }
        let shrinks = match self.size.shrink() {
            true => self.request.set_limit(self.size.limit()),
            false => self.shrink_nested(),
        };
        if shrinks {
            trace::page_shrunk(self.size.nodes(), self.size.halvings());
        }
        shrinks
    }

    /// Halves the nested pages. Returns `false` if there are none that can be halved.
    fn shrink_nested(&mut self) -> bool {
        let smaller = self.request.fields().and_then(FieldSet::with_smaller_pages);
        let shrinks = smaller.is_some() && self.request.set_fields(smaller);
        if shrinks {
            self.size.shrink_nested();
            self.halvings = self.size.halvings();
        }
        shrinks
    }

    fn page_was_read(&mut self) {
        match &mut self.bisection {
            Some(bisection) => bisection.page_was_read(),
            None => self.size.page_was_read(),
        }
        self.batch = 1;
        self.prepare();
    }

    /// Sets the limit and the fields of the next request.
    pub(super) fn prepare(&mut self) {
        let finished = self.bisection.take_if(|bisection| bisection.is_finished());
        if let Some(bisection) = finished {
            bisection.adjust(&mut self.size);
        }
        let limit = match &self.bisection {
            Some(bisection) => Some(bisection.limit()),
            None => self.size.limit(),
        };
        // The limit of edges without such a parameter never changes.
        if limit != self.request.limit() {
            self.request.set_limit(limit);
        }
        let halvings = self.size.halvings();
        if halvings != self.halvings {
            self.halvings = halvings;
            self.request.set_fields(self.halved_fields());
        }
    }

    /// Returns the selected fields, with nested pages halved as often as required.
    pub(super) fn halved_fields(&self) -> Option<FieldSet> {
        let fields = self.fields.clone()?;
        let halve = |fields: FieldSet, _| fields.with_smaller_pages().unwrap_or(fields);
        Some((0..self.size.halvings()).fold(fields, halve))
    }

    /// Returns what follows a page, and where to resume after it.
    fn after(mut self: Box<Self>, page: &Page<R::Node>) -> (Next<R::Node>, Option<Checkpoint>) {
        let pages = self.pages;
        // Without one, the page was received within a node.
        let has_info = page.info.status != 0;
        let info = || has_info.then(|| Box::new(page.info.clone()));
        let Some(paging) = page.paging.as_ref().filter(|paging| paging.has_next) else {
            return (Next::End, Some(Checkpoint::Done));
        };
        let Some(cursor) = &paging.after else {
            let info = info();
            return (Next::Error(Error::MissingCursor { pages, info }), None);
        };
        if !self.cursors.add(cursor) {
            let info = info();
            return (Next::Error(Error::RepeatedCursor { pages, info }), None);
        }
        let checkpoint = Some(Checkpoint::After(cursor.clone()));
        let empty_pages = self.empty_pages;
        if empty_pages >= self.session.config().max_empty_pages {
            let info = info();
            return (
                Next::Error(Error::EmptyPages { empty_pages, info }),
                checkpoint,
            );
        }
        self.request.continue_after(cursor.clone());
        (Next::Page(self), checkpoint)
    }
}

/// Returns whether a page follows.
fn has_next(paging: Option<&Paging>) -> bool {
    paging.is_some_and(|paging| paging.has_next)
}

impl<R: EdgeRequest + 'static> ReadPage<R::Node> for PageReader<R> {
    fn read_page(self: Box<Self>) -> BoxFuture<'static, PageOutcome<R::Node>> {
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

/// Hashes of the cursors so far, of which a long stream has many.
#[derive(Default)]
struct SeenCursors {
    hashes: HashSet<u64>,
    hasher: RandomState,
}

impl SeenCursors {
    /// Adds a cursor. Returns `false` if it was added before.
    fn add(&mut self, cursor: &str) -> bool {
        self.hashes.insert(self.hasher.hash_one(cursor))
    }
}

//! The way through the pages of an edge.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::checkpoint::Checkpoint;
use super::isolate::Trouble;
use super::page::{Page, Unread};
use super::size::PageSize;
use crate::client::call::{call, probe};
use crate::client::session::Session;
use crate::client::trace;
use crate::error::Error;
use crate::error::advice::Advice;
use crate::request::EdgeRequest;
use crate::request::field_set::FieldSet;
use crate::types::edge::Paging;

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
    /// How far the walk is after the page; `None` where that is not known.
    pub(crate) checkpoint: Option<Checkpoint>,
    /// Whether no part is left of a page that had to be read in parts.
    pub(crate) is_whole: bool,
}

impl<T> Stepped<T> {
    /// The end of a walk that failed.
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
    Page(Box<dyn Step<T>>),
    Error(Error),
    End,
}

/// A walk along an edge.
pub(crate) struct Walk<R: EdgeRequest> {
    pub(super) session: Session,
    pub(super) request: R,
    /// The fields that the caller asks for.
    pub(super) fields: Option<FieldSet>,
    /// A page that is there already.
    first: Option<Page<R::Node>>,
    pub(super) size: PageSize,
    /// How often the pages within nodes are halved in the request.
    halvings: u32,
    /// A page that keeps failing, while the cause is looked for.
    pub(super) trouble: Option<Trouble>,
    /// How many nodes to read one by one where a page of one fails.
    pub(super) run: u64,
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
            fields: request.fields().cloned(),
            size: PageSize::new(request.limit()),
            halvings: 0,
            request,
            first,
            trouble: None,
            run: 1,
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
            Ok(page) => {
                let is_whole = self.trouble.is_none() || !has_next(page.paging.as_ref());
                let (next, checkpoint) = self.after(page.paging.as_ref());
                Stepped {
                    page: Ok(page),
                    next,
                    checkpoint,
                    is_whole,
                }
            }
            Err(Unread { before, error }) => match before {
                Some(page) => Stepped {
                    page: Ok(*page),
                    next: Next::Error(error),
                    checkpoint: None,
                    is_whole: false,
                },
                None => Stepped::failed(error),
            },
        }
    }

    /// Reads a page, a smaller one if it has to be.
    async fn page(&mut self) -> Result<Page<R::Node>, Unread<R::Node>> {
        loop {
            if self.is_narrowed_down() {
                return self.single_out().await;
            }
            let answer = match &self.trouble {
                // It failed before, so a failure tells enough.
                Some(_) => probe(&self.request, &self.session).await,
                None => call(&self.request, &self.session).await,
            };
            let error = match answer {
                Ok(answer) => {
                    let page = Page::decode(answer, &self.session)?;
                    self.page_was_read();
                    return Ok(page);
                }
                Err(error) => error,
            };
            if error.advice() != Advice::ShrinkPage || !self.shrink() {
                self.narrow_down(error)?;
            }
        }
    }

    /// Asks for less data; `false` where it cannot be less, or where the cause of a
    /// failure is looked for.
    fn shrink(&mut self) -> bool {
        if self.trouble.is_some() {
            return false;
        }
        let shrinks = match self.size.shrink() {
            true => self.request.set_limit(self.size.limit()),
            false => self.shrink_within(),
        };
        if shrinks {
            trace::shrunk(self.size.nodes(), self.size.halvings());
        }
        shrinks
    }

    /// Makes the pages within nodes smaller; `false` where there are none to make
    /// smaller.
    fn shrink_within(&mut self) -> bool {
        let smaller = self.request.fields().and_then(FieldSet::with_smaller_pages);
        let shrinks = smaller.is_some() && self.request.set_fields(smaller);
        if shrinks {
            self.size.shrink_within();
            self.halvings = self.size.halvings();
        }
        shrinks
    }

    fn page_was_read(&mut self) {
        match &mut self.trouble {
            Some(trouble) => trouble.page_was_read(),
            None => self.size.was_read(),
        }
        self.run = 1;
        self.prepare();
    }

    /// Sets what the next call asks for.
    pub(super) fn prepare(&mut self) {
        if let Some(trouble) = self.trouble.take_if(|trouble| trouble.is_over()) {
            trouble.teach(&mut self.size);
        }
        let limit = match &self.trouble {
            Some(trouble) => Some(trouble.limit()),
            None => self.size.limit(),
        };
        // What cannot be set was not changed before.
        if limit != self.request.limit() {
            self.request.set_limit(limit);
        }
        let halvings = self.size.halvings();
        if halvings != self.halvings {
            self.halvings = halvings;
            self.request.set_fields(self.halved_fields());
        }
    }

    /// The fields to ask for, with pages within nodes as small as they have to be.
    pub(super) fn halved_fields(&self) -> Option<FieldSet> {
        let fields = self.fields.clone()?;
        let halve = |fields: FieldSet, _| fields.with_smaller_pages().unwrap_or(fields);
        Some((0..self.size.halvings()).fold(fields, halve))
    }

    fn after(mut self: Box<Self>, paging: Option<&Paging>) -> (Next<R::Node>, Option<Checkpoint>) {
        let pages = self.pages;
        let Some(paging) = paging.filter(|paging| paging.has_next) else {
            return (Next::End, Some(Checkpoint::Done));
        };
        let Some(cursor) = &paging.after else {
            return (Next::Error(Error::MissingCursor { pages }), None);
        };
        if !self.cursors.add(cursor) {
            return (Next::Error(Error::RepeatedCursor { pages }), None);
        }
        self.request.continue_after(cursor.clone());
        let checkpoint = Checkpoint::After(cursor.clone());
        (Next::Page(self), Some(checkpoint))
    }
}

/// Whether a page follows.
fn has_next(paging: Option<&Paging>) -> bool {
    paging.is_some_and(|paging| paging.has_next)
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

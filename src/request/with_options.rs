//! A request with options of its own.

use std::ops::Range;

use crate::client::options::CallOptions;
use crate::client::session::Session;
use crate::error::Invalid;
use crate::error::permission::Permission;
use crate::request::field_set::FieldSet;
use crate::request::selected_field::SelectedField;
use crate::request::{Continues, EdgeRequest, NodesRequest, Request, SendResult};
use crate::types::edge::Edge;

/// A request with options. [`Request::with_options`] creates it.
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until a `Graph` sends it"]
pub struct WithOptions<R> {
    request: R,
    options: CallOptions,
}

impl<R> WithOptions<R> {
    fn of(request: R, options: CallOptions) -> Self {
        Self { request, options }
    }
}

impl<R: Request> WithOptions<R> {
    /// Adds options to those that the request has.
    pub(crate) fn new(request: R, options: CallOptions) -> Self {
        let options = match request.options() {
            Some(earlier) => earlier.clone().replaced_by(options),
            None => options,
        };
        Self::of(request, options)
    }
}

impl<R: Request> Request for WithOptions<R> {
    type Version = R::Version;
    type Output = R::Output;

    const NAME: &'static str = R::NAME;

    const PATH: &'static str = R::PATH;

    const PERMISSIONS: &'static [Permission] = R::PERMISSIONS;

    const METHOD: &'static str = R::METHOD;

    const IS_UNTYPED: bool = R::IS_UNTYPED;

    fn check(&self) -> Result<(), Invalid> {
        self.options.check()?;
        self.request.check()
    }

    fn names(&self, name: &str) -> bool {
        self.request.names(name)
    }

    fn fields(&self) -> Option<&FieldSet> {
        self.request.fields()
    }

    fn platform(&self) -> Option<&str> {
        self.request.platform()
    }

    fn options(&self) -> Option<&CallOptions> {
        Some(&self.options)
    }

    fn send(&self, session: Session) -> impl Future<Output = SendResult> + Send {
        self.request.send(session)
    }
}

impl<R: EdgeRequest> EdgeRequest for WithOptions<R> {
    type Node = R::Node;
    type NodeRequest = R::NodeRequest;

    const OUTLINE: &'static [&'static str] = R::OUTLINE;

    fn cursor(&self) -> Option<&str> {
        self.request.cursor()
    }

    fn continue_after(&mut self, cursor: String) {
        self.request.continue_after(cursor);
    }

    fn limit(&self) -> Option<u64> {
        self.request.limit()
    }

    fn set_limit(&mut self, limit: Option<u64>) -> bool {
        self.request.set_limit(limit)
    }

    fn set_fields(&mut self, fields: Option<FieldSet>) -> bool {
        self.request.set_fields(fields)
    }
}

impl<T, R: Continues<T> + Request> Continues<T> for WithOptions<R> {
    type Parent = R::Parent;
    type Request = R::Request;

    fn selected(&self) -> Option<SelectedField<'_>> {
        self.request.selected()
    }

    fn edge(parent: &mut R::Parent) -> Option<(String, &mut Edge<T>)> {
        R::edge(parent)
    }
}

impl<R: NodesRequest> NodesRequest for WithOptions<R> {
    type Node = R::Node;

    const MOST_IDS: usize = R::MOST_IDS;

    fn ids(&self) -> Vec<String> {
        self.request.ids()
    }

    fn set_fields(&mut self, fields: Option<FieldSet>) -> bool {
        self.request.set_fields(fields)
    }

    fn part(&self, places: Range<usize>) -> Self {
        Self::of(self.request.part(places), self.options.clone())
    }
}

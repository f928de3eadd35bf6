//! The entry: a token, a host, and the calls.

use std::fmt;

use crate::client::builder::GraphBuilder;
use crate::client::call::call;
use crate::client::response::Response;
use crate::client::session::Session;
use crate::error::Error;
use crate::paging::{Items, Nodes, Page, Pages, Walk};
use crate::request::{Continues, EdgeRequest, FieldRequest, NodesRequest, Request};
use crate::types::edge::Edge;

/// Sends requests to the Graph API with one access token.
///
/// A clone is cheap and shares the connections and the pace. Many tokens live
/// side by side, each in a `Graph` of its own.
///
/// The token travels in a header, never in a URL, and is in no `Debug`, error
/// or log of this crate.
#[derive(Clone)]
pub struct Graph {
    session: Session,
}

impl Graph {
    /// Starts with an access token.
    pub fn builder(access_token: impl Into<String>) -> GraphBuilder {
        GraphBuilder::new(access_token.into().into())
    }

    pub(crate) fn new(session: Session) -> Self {
        Self { session }
    }

    /// Sends a request and reads its answer.
    ///
    /// An edge is better read by [`page`](Self::page), [`pages`](Self::pages) or
    /// [`items`](Self::items), which insist on its `data`.
    ///
    /// # Errors
    ///
    /// As [`Error`] lists them.
    pub async fn send<R: Request>(&self, request: &R) -> Result<R::Output, Error> {
        let answer = call(request, &self.session).await?;
        let (body, _) = answer.decode(&self.session)?;
        Ok(body)
    }

    /// Sends a request and reads its answer, with what came with it: the quota
    /// used, the version that answered, and, if asked for, the raw body.
    ///
    /// # Errors
    ///
    /// As [`Error`] lists them.
    pub async fn respond<R: Request>(&self, request: &R) -> Result<Response<R::Output>, Error> {
        let answer = call(request, &self.session).await?;
        let (body, report) = answer.decode(&self.session)?;
        let info = answer.info;
        Ok(Response { body, report, info })
    }

    /// Reads one page.
    ///
    /// # Errors
    ///
    /// As [`Error`] lists them.
    pub async fn page<R: EdgeRequest>(&self, request: &R) -> Result<Page<R::Node>, Error> {
        let answer = call(request, &self.session).await?;
        Page::read(answer, &self.session)
    }

    /// Streams pages, each read when it is asked for, to the last.
    ///
    /// Where Graph asks for less data at once, the pages get smaller and grow
    /// back.
    pub fn pages<R: EdgeRequest + 'static>(&self, request: R) -> Pages<R::Node>
    where
        R::Node: 'static,
    {
        Pages::new(Box::new(Walk::new(self.session.clone(), request, None)))
    }

    /// Streams nodes through all pages.
    pub fn items<R: EdgeRequest + 'static>(&self, request: R) -> Items<R::Node>
    where
        R::Node: 'static,
    {
        self.pages(request).items()
    }

    /// Streams the nodes of an edge that came as a field of a node, and goes on
    /// with the pages that follow.
    ///
    /// `request` is the call that returned the node, and `id` the node's id. The
    /// pages that follow have the fields, the limit and the modifiers with which
    /// `request` asked for the field.
    pub fn continued<R, T>(&self, request: &R, id: impl AsRef<str>, edge: Edge<T>) -> Items<T>
    where
        R: Continues<T>,
        R::Request: 'static,
        T: Send + 'static,
    {
        let request = R::Request::of_field(id.as_ref(), request.selected());
        let walk = Walk::new(self.session.clone(), request, Some(edge.into()));
        Pages::new(Box::new(walk)).items()
    }

    /// Streams any number of nodes by their ids, as many in one call as Graph
    /// takes.
    pub fn nodes<R: NodesRequest + 'static>(&self, request: R) -> Nodes<R::Node>
    where
        R::Node: 'static,
    {
        Nodes::new(self.session.clone(), request)
    }
}

impl fmt::Debug for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut graph = f.debug_struct("Graph");
        graph
            .field("host", &self.session.host())
            .finish_non_exhaustive()
    }
}

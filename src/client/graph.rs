//! The entry point: sends requests.

use std::fmt;

use crate::client::builder::GraphBuilder;
use crate::client::call::call;
use crate::client::response::Response;
use crate::client::session::Session;
use crate::error::Error;
use crate::paging::{Items, NodesById, Page, PageReader, Pages};
use crate::request::{Continues, EdgeRequest, FieldRequest, NodesRequest, Request};
use crate::types::edge::Edge;

/// Sends requests to the Graph API with one access token.
///
/// Clones are cheap, and share connections and rate limits. Use one `Graph` per token.
///
/// The token is sent in a header, never in a URL, and does not appear in any `Debug`
/// output, error or log of this crate.
#[derive(Clone)]
pub struct Graph {
    session: Session,
}

impl Graph {
    /// Returns a builder with an access token.
    pub fn builder(access_token: impl Into<String>) -> GraphBuilder {
        GraphBuilder::new(access_token.into().into())
    }

    pub(crate) fn new(session: Session) -> Self {
        Self { session }
    }

    /// Sends a request and returns the decoded body.
    ///
    /// For edges prefer [`page`](Self::page), [`pages`](Self::pages) or
    /// [`items`](Self::items), which require `data` in the response.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn send<R: Request>(&self, request: &R) -> Result<R::Output, Error> {
        let response = call(request, &self.session).await?;
        let (body, _) = response.decode(&self.session)?;
        Ok(body)
    }

    /// Sends a request and returns the decoded body with its metadata: the quota used,
    /// the version that answered, mismatches and, if enabled, the raw body.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn send_with_info<R: Request>(
        &self,
        request: &R,
    ) -> Result<Response<R::Output>, Error> {
        let response = call(request, &self.session).await?;
        let (body, report) = response.decode(&self.session)?;
        let info = response.info;
        Ok(Response { body, report, info })
    }

    /// Reads one page of an edge.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn page<R: EdgeRequest>(&self, request: &R) -> Result<Page<R::Node>, Error> {
        let response = call(request, &self.session).await?;
        Page::read(response, &self.session)
    }

    /// Returns a stream of all pages of an edge. Each page is read when it is polled.
    ///
    /// If Graph asks for less data, the pages become smaller, and grow again later.
    pub fn pages<R: EdgeRequest + 'static>(&self, request: R) -> Pages<R::Node>
    where
        R::Node: 'static,
    {
        Pages::new(Box::new(PageReader::new(
            self.session.clone(),
            request,
            None,
        )))
    }

    /// Returns a stream of all nodes of an edge.
    pub fn items<R: EdgeRequest + 'static>(&self, request: R) -> Items<R::Node>
    where
        R::Node: 'static,
    {
        self.pages(request).items()
    }

    /// Returns a stream of the nodes of an edge that is a field of a node: those in
    /// `edge`, then those of the following pages.
    ///
    /// `request` is the request that returned the node, and `id` the id of the node. The
    /// following pages are read with the fields, the limit and the modifiers of the field
    /// in `request`.
    pub fn continue_edge<R, T>(&self, request: &R, id: impl AsRef<str>, edge: Edge<T>) -> Items<T>
    where
        R: Continues<T>,
        R::Request: 'static,
        T: Send + 'static,
    {
        let request = R::Request::of_field(id.as_ref(), request.selected());
        let reader = PageReader::new(self.session.clone(), request, Some(edge.into()));
        Pages::new(Box::new(reader)).items()
    }

    /// Returns a stream of nodes by their ids, of which there may be any number. Each
    /// call reads as many as Graph accepts.
    pub fn nodes_by_id<R: NodesRequest + 'static>(&self, request: R) -> NodesById<R::Node>
    where
        R::Node: 'static,
    {
        NodesById::new(self.session.clone(), request)
    }
}

impl fmt::Debug for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut graph = f.debug_struct("Graph");
        graph
            .field("host", &self.session.config().host)
            .finish_non_exhaustive()
    }
}

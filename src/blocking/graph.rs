//! The entry point: sends requests, and waits for the responses.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::batch::Batch;
use super::iter::{Items, Iter, NodesById, Pages};
use super::path_call::PathCall;
use super::runtime::Runtime;
use crate::client::builder::GraphBuilder;
use crate::client::pacing::Pacer;
use crate::client::response::Response;
use crate::client::token::{AccessToken, TokenProvider};
use crate::error::Error;
use crate::paging::Page;
use crate::request::graph_path::GraphPath;
use crate::request::{Continues, EdgeRequest, NodesRequest, Request};
use crate::types::edge::Edge;

/// Sends requests to the Graph API with one access token, and blocks the thread until the
/// response is there.
///
/// Clones are cheap, and share connections and rate limits. Several threads can use one.
#[derive(Clone)]
pub struct Graph {
    graph: crate::Graph,
    runtime: Arc<Runtime>,
}

impl GraphBuilder {
    /// Builds a [`Graph`] whose calls block the thread.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`build`](Self::build), and [`Error::Blocking`] if no thread can
    /// be started.
    pub fn build_blocking(self) -> Result<Graph, Error> {
        Ok(Graph {
            graph: self.build()?,
            runtime: Arc::new(Runtime::start()?),
        })
    }
}

impl Graph {
    /// Returns a builder with an access token. [`GraphBuilder::build_blocking`] builds it.
    pub fn builder(access_token: impl Into<String>) -> GraphBuilder {
        crate::Graph::builder(access_token)
    }

    /// Returns a builder whose access token comes from a provider, which also renews it.
    pub fn builder_with_provider(provider: impl TokenProvider) -> GraphBuilder {
        crate::Graph::builder_with_provider(provider)
    }

    fn with(&self, graph: crate::Graph) -> Self {
        Self {
            graph,
            runtime: self.runtime.clone(),
        }
    }

    /// See [`Graph::with_token`](crate::Graph::with_token).
    ///
    /// # Errors
    ///
    /// Returns [`Error::Invalid`] if the token is empty, not ASCII or not valid in a header.
    pub fn with_token(&self, access_token: impl Into<AccessToken>) -> Result<Self, Error> {
        Ok(self.with(self.graph.with_token(access_token)?))
    }

    /// See [`Graph::with_token_provider`](crate::Graph::with_token_provider).
    pub fn with_token_provider(&self, provider: impl TokenProvider) -> Self {
        self.with(self.graph.with_token_provider(provider))
    }

    /// See [`Graph::with_app_secret`](crate::Graph::with_app_secret).
    ///
    /// # Errors
    ///
    /// Returns [`Error::Invalid`] if the secret is empty.
    pub fn with_app_secret(&self, app_secret: impl Into<String>) -> Result<Self, Error> {
        Ok(self.with(self.graph.with_app_secret(app_secret)?))
    }

    /// See [`Graph::with_host`](crate::Graph::with_host).
    ///
    /// # Errors
    ///
    /// Returns [`Error::Invalid`] if the host cannot be used with this `Graph`.
    pub fn with_host(&self, url: &str) -> Result<Self, Error> {
        Ok(self.with(self.graph.with_host(url)?))
    }

    /// See [`Graph::with_pacer`](crate::Graph::with_pacer).
    pub fn with_pacer(&self, pacer: impl Pacer) -> Self {
        self.with(self.graph.with_pacer(pacer))
    }

    /// Returns for how long the token pauses because Graph limits its rate; `None` if it
    /// does not.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Pacer`] if the pacer fails, or [`Error::Blocking`].
    pub fn rate_limited_for(&self) -> Result<Option<Duration>, Error> {
        self.runtime.wait(self.graph.rate_limited_for())?
    }

    /// Ends the pause of a rate-limited token. Calls that are sent too early prolong the
    /// limit.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Pacer`] if the pacer fails, or [`Error::Blocking`].
    pub fn clear_rate_limit(&self) -> Result<(), Error> {
        self.runtime.wait(self.graph.clear_rate_limit())?
    }

    /// Sends a request and returns the decoded body.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub fn send<R: Request>(&self, request: &R) -> Result<R::Output, Error> {
        self.runtime.wait(self.graph.send(request))?
    }

    /// Sends a request and returns the decoded body with its metadata.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub fn send_with_info<R: Request>(&self, request: &R) -> Result<Response<R::Output>, Error> {
        self.runtime.wait(self.graph.send_with_info(request))?
    }

    /// Returns an empty batch, which sends up to 50 requests in one call.
    pub fn batch(&self) -> Batch {
        Batch::new(self.graph.batch(), self.runtime.clone())
    }

    /// Reads a node or an edge that the contract lacks, by its path, as a type of the caller,
    /// like [`Graph::get`](crate::Graph::get).
    pub fn get<T>(&self, path: impl Into<GraphPath>) -> PathCall<T> {
        PathCall::new(self.graph.get(path), self.runtime.clone())
    }

    /// Reads one page of an edge.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub fn page<R: EdgeRequest>(&self, request: &R) -> Result<Page<R::Node>, Error> {
        self.runtime.wait(self.graph.page(request))?
    }

    /// Returns an iterator over all pages of an edge. Each page is read when it is asked for.
    pub fn pages<R: EdgeRequest + 'static>(&self, request: R) -> Pages<R::Node>
    where
        R::Node: 'static,
    {
        self.iter(self.graph.pages(request))
    }

    /// Returns an iterator over all nodes of an edge.
    pub fn items<R: EdgeRequest + 'static>(&self, request: R) -> Items<R::Node>
    where
        R::Node: 'static,
    {
        self.iter(self.graph.items(request))
    }

    /// Returns an iterator over the nodes of an edge that is a field of a node, like
    /// [`Graph::continue_edge`](crate::Graph::continue_edge).
    pub fn continue_edge<R, T>(&self, request: &R, id: impl AsRef<str>, edge: Edge<T>) -> Items<T>
    where
        R: Continues<T> + Request,
        R::Request: 'static,
        T: Send + 'static,
    {
        self.iter(self.graph.continue_edge(request, id, edge))
    }

    /// Returns an iterator over nodes by their ids, of which there may be any number.
    pub fn nodes_by_id<R: NodesRequest + 'static>(&self, request: R) -> NodesById<R::Node>
    where
        R::Node: 'static,
    {
        self.iter(self.graph.nodes_by_id(request))
    }

    fn iter<S>(&self, stream: S) -> Iter<S> {
        Iter::new(stream, self.runtime.clone())
    }
}

impl fmt::Debug for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.graph.fmt(f)
    }
}

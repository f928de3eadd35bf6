//! Calls of paths that the contract lacks.

use std::fmt::{self, Display};

use serde::de::DeserializeOwned;

use crate::client::graph::Graph;
use crate::client::options::CallOptions;
use crate::client::response::Response;
use crate::error::Error;
use crate::generated::versions::Newest;
use crate::paging::{Items, Page, Pages};
use crate::request::Request;
use crate::request::field_set::FieldSet;
use crate::request::graph_path::GraphPath;
use crate::request::path_request::PathRequest;
use crate::request::with_options::WithOptions;
use crate::types::edge::Edge;
use crate::version::GraphVersion;

impl Graph {
    /// Reads a node or an edge that the contract lacks, by its path, as a type of the caller.
    /// Only `GET` is sent.
    ///
    /// The path is text such as `/me/accounts`, without a Graph version, or a list of segments
    /// such as `[post_id, "comments"]`, which are encoded: use it for ids that users supply.
    /// The Graph version is the newest of the contract, unless
    /// [`version`](PathCall::version) sets another one. [`PathRequest`] is the same as a
    /// request.
    ///
    /// ```no_run
    /// use futures_util::TryStreamExt;
    /// use page_conversations::Graph;
    ///
    /// #[derive(serde::Deserialize)]
    /// struct Account {
    ///     id: String,
    ///     name: Option<String>,
    /// }
    ///
    /// # async fn read(graph: Graph) -> Result<(), page_conversations::Error> {
    /// let me: serde_json::Value = graph.get("/me").fields("id,name").send().await?;
    /// let accounts = graph.get("/me/accounts").fields("id,name").limit(50).items();
    /// let accounts: Vec<Account> = accounts.try_collect().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn get<T>(&self, path: impl Into<GraphPath>) -> PathCall<T> {
        PathCall {
            graph: self.clone(),
            request: PathRequest::new(path),
            options: CallOptions::new(),
        }
    }
}

/// A call of a path, which [`Graph::get`] returns. It is sent by one of its last five methods.
#[must_use = "a call does nothing until it is sent"]
pub struct PathCall<T, V = Newest> {
    graph: Graph,
    request: PathRequest<T, V>,
    options: CallOptions,
}

impl<T, V> PathCall<T, V> {
    /// Names of the fields to return: text such as `id,name`, or a selection.
    pub fn fields(self, fields: impl Into<FieldSet>) -> Self {
        self.with(|request| request.fields(fields))
    }

    /// Maximum number of nodes per page.
    pub fn limit(self, limit: u64) -> Self {
        self.with(|request| request.limit(limit))
    }

    /// Cursor of the page before the requested one.
    pub fn after(self, cursor: impl Into<String>) -> Self {
        self.with(|request| request.after(cursor))
    }

    /// Sets another parameter, as [`PathRequest::query`] does.
    pub fn query(self, name: impl Into<String>, value: impl Display) -> Self {
        self.with(|request| request.query(name, value))
    }

    /// Sets the Graph version, such as [`versions::V26_0`](crate::versions::V26_0).
    pub fn version<W: GraphVersion>(self, version: W) -> PathCall<T, W> {
        self.with(|request| request.version(version))
    }

    /// Sets the options of the calls, in place of those of the `Graph`.
    pub fn with_options(self, options: CallOptions) -> Self {
        Self { options, ..self }
    }

    fn with<W>(
        self,
        change: impl FnOnce(PathRequest<T, V>) -> PathRequest<T, W>,
    ) -> PathCall<T, W> {
        PathCall {
            graph: self.graph,
            request: change(self.request),
            options: self.options,
        }
    }
}

impl<T: DeserializeOwned + Send, V: GraphVersion> PathCall<T, V> {
    fn into_request(self) -> (Graph, WithOptions<PathRequest<T, V>>) {
        (self.graph, self.request.with_options(self.options))
    }

    /// Sends the request and returns the decoded body.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn send(self) -> Result<T, Error> {
        let (graph, request) = self.into_request();
        graph.send(&request).await
    }

    /// Sends the request and returns the decoded body with its metadata.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn send_with_info(self) -> Result<Response<T>, Error> {
        let (graph, request) = self.into_request();
        graph.send_with_info(&request).await
    }
}

/// The calls of an edge, whose pages are linked by cursors.
impl<N: DeserializeOwned + Send + 'static, V: GraphVersion> PathCall<Edge<N>, V> {
    /// Reads one page of the edge.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn page(self) -> Result<Page<N>, Error> {
        let (graph, request) = self.into_request();
        graph.page(&request).await
    }

    /// Returns a stream of all pages of the edge, as [`Graph::pages`] does.
    pub fn pages(self) -> Pages<N> {
        let (graph, request) = self.into_request();
        graph.pages(request)
    }

    /// Returns a stream of all nodes of the edge.
    pub fn items(self) -> Items<N> {
        self.pages().items()
    }
}

impl<T, V> fmt::Debug for PathCall<T, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PathCall")
            .field("request", &self.request)
            .finish_non_exhaustive()
    }
}

//! Calls of paths that the contract lacks, which block the thread.

use std::fmt::{self, Display};
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::iter::{Items, Iter, Pages};
use super::runtime::Runtime;
use crate::client::options::CallOptions;
use crate::client::path_call::PathCall as AsyncCall;
use crate::client::response::Response;
use crate::error::Error;
use crate::generated::versions::Newest;
use crate::paging::Page;
use crate::request::field_set::FieldSet;
use crate::types::edge::Edge;
use crate::version::GraphVersion;

/// A call of a path, like [`crate::PathCall`], which [`Graph::get`](super::Graph::get)
/// returns. It is sent by one of its last five methods.
#[must_use = "a call does nothing until it is sent"]
pub struct PathCall<T, V = Newest> {
    call: AsyncCall<T, V>,
    runtime: Arc<Runtime>,
}

impl<T> PathCall<T> {
    pub(super) fn new(call: AsyncCall<T>, runtime: Arc<Runtime>) -> Self {
        Self { call, runtime }
    }
}

impl<T, V> PathCall<T, V> {
    fn with<W>(self, change: impl FnOnce(AsyncCall<T, V>) -> AsyncCall<T, W>) -> PathCall<T, W> {
        PathCall {
            call: change(self.call),
            runtime: self.runtime,
        }
    }

    /// Names of the fields to return: text such as `id,name`, or a selection.
    pub fn fields(self, fields: impl Into<FieldSet>) -> Self {
        self.with(|call| call.fields(fields))
    }

    /// Maximum number of nodes per page.
    pub fn limit(self, limit: u64) -> Self {
        self.with(|call| call.limit(limit))
    }

    /// Cursor of the page before the requested one.
    pub fn after(self, cursor: impl Into<String>) -> Self {
        self.with(|call| call.after(cursor))
    }

    /// Sets another parameter, as [`PathRequest::query`](crate::PathRequest::query) does.
    pub fn query(self, name: impl Into<String>, value: impl Display) -> Self {
        self.with(|call| call.query(name, value))
    }

    /// Sets the Graph version, such as [`versions::V26_0`](crate::versions::V26_0).
    pub fn version<W: GraphVersion>(self, version: W) -> PathCall<T, W> {
        self.with(|call| call.version(version))
    }

    /// Sets the options of the calls, in place of those of the `Graph`.
    pub fn with_options(self, options: CallOptions) -> Self {
        self.with(|call| call.with_options(options))
    }
}

impl<T: DeserializeOwned + Send, V: GraphVersion> PathCall<T, V> {
    /// Sends the request and returns the decoded body.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub fn send(self) -> Result<T, Error> {
        self.runtime.wait(self.call.send())?
    }

    /// Sends the request and returns the decoded body with its metadata.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub fn send_with_info(self) -> Result<Response<T>, Error> {
        self.runtime.wait(self.call.send_with_info())?
    }
}

/// The calls of an edge, whose pages are linked by cursors.
impl<N: DeserializeOwned + Send + 'static, V: GraphVersion> PathCall<Edge<N>, V> {
    /// Reads one page of the edge.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub fn page(self) -> Result<Page<N>, Error> {
        self.runtime.wait(self.call.page())?
    }

    /// Returns an iterator over all pages of the edge.
    pub fn pages(self) -> Pages<N> {
        Iter::new(self.call.pages(), self.runtime)
    }

    /// Returns an iterator over all nodes of the edge.
    pub fn items(self) -> Items<N> {
        self.pages().items()
    }
}

impl<T, V> fmt::Debug for PathCall<T, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.call.fmt(f)
    }
}

//! Requests in a version that is chosen on the command line.

use std::future::Future;
use std::pin::Pin;

use page_conversations::sync::{Depth, Inbox, SqliteStore, Sync, SyncError, SyncReport};
use page_conversations::{
    Edge, Error, Graph, GraphVersion, Items, Page, Pages, PathRequest, Response, VersionVisitor,
    versions,
};
use serde::de::DeserializeOwned;

use crate::access::Connection;

/// What a response is decoded as.
pub trait Body: DeserializeOwned + Send + Unpin + 'static {}

impl<T: DeserializeOwned + Send + Unpin + 'static> Body for T {}

type Answer<T, E = Error> = Pin<Box<dyn Future<Output = Result<T, E>> + Send>>;

impl Connection {
    /// Sends the request of a node.
    pub async fn send<T: Body>(&self, request: PathRequest<T>) -> Result<Response<T>, Error> {
        let graph = self.graph.clone();
        self.visit(SendOne { graph, request }).await
    }

    /// Reads one page of an edge.
    pub async fn page<T: Body>(&self, request: PathRequest<Edge<T>>) -> Result<Page<T>, Error> {
        let graph = self.graph.clone();
        self.visit(OnePage { graph, request }).await
    }

    /// Returns all nodes of an edge.
    pub fn items<T: Body>(&self, request: PathRequest<Edge<T>>) -> Items<T> {
        let graph = self.graph.clone();
        self.visit(AllPages { graph, request }).items()
    }

    /// Brings an inbox up to date.
    pub async fn sync(
        &self,
        store: SqliteStore,
        inbox: Inbox,
        depth: Depth,
    ) -> Result<SyncReport, SyncError> {
        let sync = Sync::new(self.graph.clone(), store).depth(depth);
        self.visit(Run { sync, inbox }).await
    }

    fn visit<W: VersionVisitor>(&self, visitor: W) -> W::Output {
        versions::visit(self.version.name, visitor)
            .expect("versions of the command line are of the contract")
    }
}

struct SendOne<T> {
    graph: Graph,
    request: PathRequest<T>,
}

impl<T: Body> VersionVisitor for SendOne<T> {
    type Output = Answer<Response<T>>;

    fn visit<V: GraphVersion + Copy>(self, version: V) -> Self::Output {
        let request = self.request.version(version);
        Box::pin(async move { self.graph.send_with_info(&request).await })
    }
}

struct OnePage<T> {
    graph: Graph,
    request: PathRequest<Edge<T>>,
}

impl<T: Body> VersionVisitor for OnePage<T> {
    type Output = Answer<Page<T>>;

    fn visit<V: GraphVersion + Copy>(self, version: V) -> Self::Output {
        let request = self.request.version(version);
        Box::pin(async move { self.graph.page(&request).await })
    }
}

struct AllPages<T> {
    graph: Graph,
    request: PathRequest<Edge<T>>,
}

impl<T: Body> VersionVisitor for AllPages<T> {
    type Output = Pages<T>;

    fn visit<V: GraphVersion + Copy>(self, version: V) -> Self::Output {
        self.graph.pages(self.request.version(version))
    }
}

struct Run {
    sync: Sync<SqliteStore>,
    inbox: Inbox,
}

impl VersionVisitor for Run {
    type Output = Answer<SyncReport, SyncError>;

    fn visit<V: GraphVersion + Copy>(self, version: V) -> Self::Output {
        let sync = self.sync.version(version);
        Box::pin(async move { sync.run(&self.inbox).await })
    }
}

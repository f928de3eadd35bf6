//! Requests in a version that is chosen on the command line.

use std::future::Future;
use std::pin::Pin;

use page_conversations::sync::{Depth, Inbox, SqliteStore, Sync, SyncError, SyncReport};
use page_conversations::{
    Edge, Error, Graph, GraphVersion, Items, Page, Pages, PathRequest, Response, VersionVisitor,
    versions,
};
use serde_json::Value;

use crate::access::Connection;

type Answer<T, E = Error> = Pin<Box<dyn Future<Output = Result<T, E>> + Send>>;

impl Connection {
    /// Sends the request of a node.
    pub async fn send(&self, request: PathRequest<Value>) -> Result<Response<Value>, Error> {
        let graph = self.graph.clone();
        self.visit(SendOne { graph, request }).await
    }

    /// Reads one page of an edge.
    pub async fn page(&self, request: PathRequest<Edge<Value>>) -> Result<Page<Value>, Error> {
        let graph = self.graph.clone();
        self.visit(OnePage { graph, request }).await
    }

    /// Returns all nodes of an edge.
    pub fn items(&self, request: PathRequest<Edge<Value>>) -> Items<Value> {
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

struct SendOne {
    graph: Graph,
    request: PathRequest<Value>,
}

impl VersionVisitor for SendOne {
    type Output = Answer<Response<Value>>;

    fn visit<V: GraphVersion + Copy>(self, version: V) -> Self::Output {
        let request = self.request.version(version);
        Box::pin(async move { self.graph.send_with_info(&request).await })
    }
}

struct OnePage {
    graph: Graph,
    request: PathRequest<Edge<Value>>,
}

impl VersionVisitor for OnePage {
    type Output = Answer<Page<Value>>;

    fn visit<V: GraphVersion + Copy>(self, version: V) -> Self::Output {
        let request = self.request.version(version);
        Box::pin(async move { self.graph.page(&request).await })
    }
}

struct AllPages {
    graph: Graph,
    request: PathRequest<Edge<Value>>,
}

impl VersionVisitor for AllPages {
    type Output = Pages<Value>;

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

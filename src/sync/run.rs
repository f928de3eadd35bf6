//! One run: brings an inbox up to date.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{self, Either};

use super::error::{StoreError, SyncError};
use super::inbox::Inbox;
use super::reader::Reader;
use super::report::SyncReport;
use super::store::{Lease, Progress, Store};
use crate::client::graph::Graph;
use crate::generated::versions::Newest;
use crate::types::timestamp::Timestamp;
use crate::version::GraphVersion;

/// How often a lease is renewed while nothing is written.
const RENEWAL: Duration = Duration::from_secs(20);

/// How much a run reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Depth {
    /// Conversations that changed since the last run, with the messages that are new and the
    /// newest 20.
    #[default]
    Changes,
    /// Lists all conversations, and reads those that changed. Finds conversations that vanished,
    /// and those that were missed because others vanished while pages were read.
    Threads,
    /// All messages of all conversations. Finds messages that vanished or changed, wherever
    /// they are.
    Everything,
}

/// Keeps a [`Store`] up to date with inboxes. The [module](super) says how.
#[derive(Clone, Debug)]
#[must_use = "a sync does nothing until it is run"]
pub struct Sync<S, V = Newest> {
    graph: Graph,
    store: S,
    depth: Depth,
    version: V,
}

impl<S: Store> Sync<S> {
    /// Creates a sync that reads with the token of a `Graph`, in the newest Graph version.
    pub fn new(graph: Graph, store: S) -> Self {
        Self {
            graph,
            store,
            depth: Depth::default(),
            version: Newest,
        }
    }
}

impl<S: Store, V: GraphVersion + Copy> Sync<S, V> {
    /// Sets the Graph version, such as [`versions::V25_0`](crate::versions::V25_0).
    pub fn version<W: GraphVersion + Copy>(self, version: W) -> Sync<S, W> {
        Sync {
            graph: self.graph,
            store: self.store,
            depth: self.depth,
            version,
        }
    }

    /// Sets how much runs read. The default is [`Depth::Changes`].
    pub fn depth(mut self, depth: Depth) -> Self {
        self.depth = depth;
        self
    }

    /// Brings an inbox up to date, and returns a report. The first run reads all of it.
    ///
    /// The future may be dropped at any time: what is stored stays, and the next run continues
    /// there.
    ///
    /// # Errors
    ///
    /// Returns an error of a call that other calls would get too, such as for a token that is no
    /// longer valid, or of the store. What cannot be read by itself is no error: it is counted
    /// in the report, and listed in the store.
    pub async fn run(&self, inbox: &Inbox) -> Result<SyncReport, SyncError> {
        let lease = self.store.begin(inbox).await?;
        self.run_as(&lease).await
    }

    /// Brings the inbox of a lease up to date.
    pub(super) async fn run_as(&self, lease: &Lease) -> Result<SyncReport, SyncError> {
        let mut run = Run {
            reader: Reader::new(&self.graph, self.version),
            store: &self.store,
            lease,
            depth: self.depth,
            progress: self.store.progress(lease).await?,
            newest: None,
            has_lost_nodes: false,
            report: SyncReport::default(),
        };
        let result = {
            let walk = pin!(run.walk());
            match future::select(walk, pin!(keep(&self.store, lease))).await {
                Either::Left((result, _)) => result,
                Either::Right((error, _)) => Err(error.into()),
            }
        };
        run.report.calls = run.reader.calls();
        let error = result.as_ref().err().map(ToString::to_string);
        let ended = self.store.end(lease, &run.report, error.as_deref()).await;
        result?;
        ended?;
        Ok(run.report)
    }
}

/// Renews a lease until that fails.
async fn keep(store: &impl Store, lease: &Lease) -> StoreError {
    loop {
        tokio::time::sleep(RENEWAL).await;
        if let Err(error) = store.renew(lease).await {
            return error;
        }
    }
}

/// A run of an inbox.
pub(super) struct Run<'a, S, V> {
    pub(super) reader: Reader<V>,
    pub(super) store: &'a S,
    pub(super) lease: &'a Lease,
    pub(super) depth: Depth,
    pub(super) progress: Progress,
    /// Time of the newest conversation at the beginning of the walk.
    pub(super) newest: Option<Timestamp>,
    /// Whether conversations without an id were listed.
    pub(super) has_lost_nodes: bool,
    pub(super) report: SyncReport,
}

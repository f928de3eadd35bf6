//! Runs of many inboxes, on one machine or several.

use std::time::Duration;

use futures_util::{FutureExt, Stream, StreamExt, TryStreamExt, stream};

use super::error::{StoreError, SyncError};
use super::inbox::Inbox;
use super::report::SyncReport;
use super::run::Sync;
use super::store::Store;
use crate::client::task::Task;
use crate::error::Error;
use crate::version::GraphVersion;

/// Runs syncs of many inboxes, at most `at_once` at the same time.
///
/// Each is a task of tokio, which ends with the stream and does not have the caller's task-local
/// values. It takes the memory of one page, of a few megabytes at most. Those with the same token
/// share its pace. An error ends one run, not the others.
pub fn run_all<S: Store, V: GraphVersion + Copy + 'static>(
    syncs: impl IntoIterator<Item = (Sync<S, V>, Inbox)>,
    at_once: usize,
) -> impl Stream<Item = (Inbox, Result<SyncReport, SyncError>)> {
    let runs = stream::iter(syncs).map(|(sync, inbox)| {
        let of_run = inbox.clone();
        in_task(inbox, async move { sync.run(&of_run).await })
    });
    runs.buffer_unordered(at_once.max(1))
}

/// Runs those of the store's inboxes that are [scheduled](Store::schedule) and due, at most
/// `at_once` at the same time, until none is left.
///
/// Workers on any number of machines share the inboxes of a store: each takes the next one that
/// is free, and the inboxes of one account are with one worker at a time, so that its token has
/// one pace. Those of a worker that is gone are free a minute later. An inbox is due if its last
/// run began longer ago than `every`, at least a second, whichever worker that was.
///
/// Each run is a task, as of [`run_all`]. It goes on while the caller does something else, but
/// another one begins only when the stream is polled: after a minute, its inbox may be with
/// another worker.
///
/// `sync_of` returns the sync of an inbox: with a `Graph` that has its token, and a clone of the
/// store.
///
/// An error of a run is with its inbox, and does not end the others: it is due again after
/// `every`. An error of the store ends the stream.
///
/// ```no_run
/// # use std::time::Duration;
/// # use futures_util::TryStreamExt;
/// # use page_conversations::Graph;
/// # use page_conversations::sync::{Inbox, SqliteStore, Store, StoreError, Sync, run_due};
/// # fn token_of(account_id: &str) -> String { String::new() }
/// # async fn example(client: Graph, page_ids: Vec<String>) -> Result<(), Box<dyn std::error::Error>> {
/// let store = SqliteStore::open("mirror.db").await?;
/// let inboxes: Vec<_> = page_ids.iter().map(Inbox::messenger).collect();
/// store.schedule(&inboxes, true).await?;
/// let sync_of = |inbox: &Inbox| {
///     let graph = client.with_token(token_of(inbox.account_id())).expect("a token");
///     Sync::new(graph, store.clone())
/// };
/// loop {
///     let mut runs = std::pin::pin!(run_due(&store, Duration::from_secs(300), 20, sync_of));
///     while let Some((inbox, result)) = runs.try_next().await? {
///         match result {
///             Ok(report) => println!("{inbox}: {} new messages", report.messages_new),
///             Err(error) => println!("{inbox}: {error}"),
///         }
///     }
///     tokio::time::sleep(Duration::from_secs(5)).await;
/// }
/// # }
/// ```
pub fn run_due<S: Store + Clone, V: GraphVersion + Copy + 'static>(
    store: &S,
    every: Duration,
    at_once: usize,
    sync_of: impl Fn(&Inbox) -> Sync<S, V>,
) -> impl Stream<Item = Result<(Inbox, Result<SyncReport, SyncError>), StoreError>> {
    let taken = stream::try_unfold(sync_of, move |sync_of| async move {
        let of_task = store.clone();
        // A task too: the transaction that takes a lease keeps others waiting.
        let lease = Task::spawn(async move { of_task.begin_next(every).await }).await;
        let lease = lease.unwrap_or(Ok(None))?;
        Ok(lease.map(|lease| {
            let sync = sync_of(&lease.inbox);
            let inbox = lease.inbox.clone();
            let run = in_task(inbox, async move { sync.run_as(&lease).await });
            (run.map(Ok), sync_of)
        }))
    });
    taken.try_buffer_unordered(at_once.max(1))
}

/// Runs a sync in a task, so that it keeps its lease and reads its responses while the caller of
/// the stream does something else.
async fn in_task(
    inbox: Inbox,
    run: impl Future<Output = Result<SyncReport, SyncError>> + Send + 'static,
) -> (Inbox, Result<SyncReport, SyncError>) {
    let result = Task::spawn(run).await;
    (inbox, result.unwrap_or(Err(Error::Shutdown.into())))
}

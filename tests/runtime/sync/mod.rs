//! Mirrors of inboxes, against the simulator.

mod calls;
mod database;
mod instagram;
mod leases;
mod many_rows;
mod many_workers;
mod mirror;
mod odd_answers;
mod odd_values;
mod opening;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "postgres")]
mod postgres_errors;
#[cfg(all(unix, feature = "postgres"))]
mod postgres_server;
#[cfg(all(unix, feature = "postgres", feature = "rustls"))]
mod postgres_tls;
#[cfg(feature = "postgres")]
mod postgres_transactions;
mod privacy;
mod random;
mod random_world;
mod resuming;
mod status;
mod unreadable;
mod vanishing;

use std::time::Duration;

use page_conversations::simulator::{Change, Simulator, World};
use page_conversations::sync::{Depth, Inbox, Sync, SyncReport};
use page_conversations::{Graph, Pacing, Retry, RetryBudget};

use self::database::{Sqlite, TestDatabase};
use self::mirror::{Threads, assert_same, in_world, stored};

/// A simulator, and a store in a database of its own.
struct Setup<D: TestDatabase = Sqlite> {
    simulator: Simulator,
    graph: Graph,
    page_id: String,
    database: D,
    store: D::Store,
}

impl<D: TestDatabase> Setup<D> {
    /// Creates a world of so many conversations.
    async fn new(threads: usize) -> Self {
        Self::of(World::seeded(1).page_threads(threads)).await
    }

    async fn of(world: World) -> Self {
        Self::within(D::create().await, world).await
    }

    /// Mirrors a world into an empty database.
    async fn within(database: D, world: World) -> Self {
        // Compression takes longer than what it saves here.
        let simulator = Simulator::builder().world(world).compress(false);
        let simulator = simulator.start().await.unwrap();
        let graph = graph(&simulator);
        let store = database.open().await.unwrap();
        Self {
            page_id: simulator.page_ids()[0].clone(),
            graph,
            simulator,
            database,
            store,
        }
    }

    /// Returns what the world has of an inbox.
    fn world(&self, inbox: &Inbox) -> Threads {
        in_world(&self.simulator.world(), inbox)
    }

    /// Fails unless all that the world has of an inbox is stored, and nothing else.
    async fn assert_mirrored(&self, inbox: &Inbox) {
        let stored = stored(&self.database, inbox).await;
        assert_same(&stored, &self.world(inbox));
    }

    fn change(&self, change: Change) {
        self.simulator.change(change).unwrap();
    }

    fn new_message(&self, thread_id: impl Into<String>) {
        self.change(Change::message(thread_id, "One more question"));
    }

    fn new_thread(&self, on_instagram: bool) -> Change {
        match on_instagram {
            true => Change::instagram_thread(&self.page_id, "Hello?"),
            false => Change::thread(&self.page_id, "Hello?"),
        }
    }

    fn messenger(&self) -> Inbox {
        Inbox::messenger(&self.page_id)
    }

    fn instagram(&self) -> Inbox {
        Inbox::instagram(&self.page_id)
    }

    fn sync(&self) -> Sync<D::Store> {
        Sync::new(self.graph.clone(), self.store.clone())
    }

    async fn run(&self, inbox: &Inbox) -> SyncReport {
        self.sync().run(inbox).await.unwrap()
    }

    async fn run_at(&self, inbox: &Inbox, depth: Depth) -> SyncReport {
        self.sync().depth(depth).run(inbox).await.unwrap()
    }
}

/// A client without pauses, and with retries that take no time.
fn graph(simulator: &Simulator) -> Graph {
    let retry = Retry::default()
        .max_attempts(8)
        .initial_backoff(Duration::ZERO);
    Graph::builder(simulator.access_token())
        .host(simulator.url())
        .pacing(Pacing::off())
        .retry(retry)
        .retry_budget(RetryBudget::unlimited())
        .build()
        .unwrap()
}

/// Runs a statement as another program does.
async fn execute(database: &impl TestDatabase, statement: &str) {
    database.query(statement).await;
}

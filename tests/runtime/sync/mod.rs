//! Mirrors of inboxes, against the simulator.

mod calls;
mod instagram;
mod leases;
mod mirror;
mod odd_values;
mod opening;
mod privacy;
mod random;
mod resuming;
mod status;
mod unreadable;
mod vanishing;

use std::path::{Path, PathBuf};
use std::time::Duration;

use page_conversations::simulator::{Change, Simulator, World};
use page_conversations::sync::{Depth, Inbox, SqliteStore, Sync, SyncReport};
use page_conversations::{Graph, Pacing, Retry, RetryBudget};
use tempfile::TempDir;

/// A simulator, and a store in a folder of its own.
struct Setup {
    simulator: Simulator,
    graph: Graph,
    page_id: String,
    folder: TempDir,
    store: SqliteStore,
}

impl Setup {
    /// Creates a world of so many conversations.
    async fn new(threads: usize) -> Self {
        Self::of(World::seeded(1).page_threads(threads)).await
    }

    async fn of(world: World) -> Self {
        let simulator = Simulator::builder().world(world).start().await.unwrap();
        let graph = graph(&simulator);
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(folder.path().join("mirror.db")).await;
        Self {
            page_id: simulator.page_ids()[0].clone(),
            graph,
            simulator,
            folder,
            store: store.unwrap(),
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("mirror.db")
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

    fn sync(&self) -> Sync<SqliteStore> {
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

/// Runs a statement on a file as another program does.
async fn execute(path: &Path, statement: &str) {
    let mut connection = mirror::connect(path).await;
    sqlx::raw_sql(statement)
        .execute(&mut connection)
        .await
        .unwrap();
}

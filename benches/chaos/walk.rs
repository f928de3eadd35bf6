//! A walk through the conversations of a Page that is killed and resumed until all are read.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::AddAssign;
use std::time::Duration;

use fastrand::Rng;
use futures_util::StreamExt;
use page_conversations::simulator::{Platform, World};
use page_conversations::v26_0::{ListConversations, UnifiedThread};
use page_conversations::{Checkpoint, Graph, Items};
use tokio::time::timeout;

/// Calls during which a stream is dropped, of a hundred.
const KILLED_CALLS: u32 = 3;

/// The most pages after which a stream is dropped.
const PAGES_OF_A_RUN: usize = 40;

/// What was read, and how.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// Nodes, each counted once.
    pub nodes: usize,
    /// Streams that were dropped.
    pub kills: usize,
    /// Streams that ended with an error.
    pub errors: usize,
    /// Nodes that were read again after a stream was resumed.
    pub again: usize,
    /// The most of them after one resume.
    pub most_again: usize,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.nodes += other.nodes;
        self.kills += other.kills;
        self.errors += other.errors;
        self.again += other.again;
        self.most_again = self.most_again.max(other.most_again);
    }
}

/// Reads the conversations of a Page.
pub struct Walk {
    graph: Graph,
    request: ListConversations,
    limit: usize,
    /// Hashes of the ids that the Page has, in order.
    expected: Vec<u64>,
    random: Rng,
    /// The last checkpoint, as a program would store it.
    stored: String,
    /// Number of nodes that were delivered, each counted once.
    delivered: usize,
    tally: Tally,
}

impl Walk {
    pub fn new(graph: Graph, world: &World, page_id: &str, limit: usize, seed: u64) -> Self {
        let threads = world.threads(page_id, Platform::Messenger);
        Self {
            graph,
            request: ListConversations::new(page_id).limit(limit as u64),
            limit,
            expected: threads.map(|thread| hash(&thread.id)).collect(),
            random: Rng::with_seed(seed),
            stored: serde_json::to_string(&Checkpoint::Start).unwrap_or_default(),
            delivered: 0,
            tally: Tally::default(),
        }
    }

    /// Reads all nodes. Returns an error if one is lost or out of order, or if more than a page is
    /// read again. `progress` is told of nodes that are new.
    pub async fn run(mut self, progress: impl Fn(usize)) -> Result<Tally, String> {
        loop {
            let checkpoint: Checkpoint =
                serde_json::from_str(&self.stored).map_err(|error| error.to_string())?;
            if checkpoint.is_done() {
                break;
            }
            let items = self.graph.items(self.request.clone()).resume(checkpoint);
            let items = match self.random.bool() {
                true => items.read_ahead(),
                false => items,
            };
            let before = self.delivered;
            self.read(items).await?;
            progress(self.delivered - before);
        }
        let missing = self.expected.len() - self.delivered;
        if missing > 0 {
            return Err(format!("the walk ended with {missing} nodes missing"));
        }
        self.tally.nodes = self.delivered;
        Ok(self.tally)
    }

    /// Reads until the stream is killed or ends.
    async fn read(&mut self, mut items: Items<UnifiedThread>) -> Result<(), String> {
        let most = self.random.usize(1..=PAGES_OF_A_RUN * self.limit);
        let mut position = None;
        for _ in 0..most {
            let next = match self.random.u32(..100) < KILLED_CALLS {
                true => {
                    let soon = Duration::from_micros(self.random.u64(..2_000));
                    timeout(soon, items.next()).await.ok()
                }
                false => Some(items.next().await),
            };
            let Some(next) = next else {
                break;
            };
            match next {
                Some(Ok(thread)) => {
                    position = Some(self.deliver(&thread, position)?);
                    self.store(&items)?;
                }
                Some(Err(_)) => {
                    self.tally.errors += 1;
                    return self.store(&items);
                }
                None => return self.store(&items),
            }
        }
        self.tally.kills += 1;
        self.store(&items)
    }

    fn store(&mut self, items: &Items<UnifiedThread>) -> Result<(), String> {
        let checkpoint = serde_json::to_string(items.checkpoint());
        self.stored = checkpoint.map_err(|error| error.to_string())?;
        Ok(())
    }

    /// Returns the position of the node after a delivered one, which follows the one before or,
    /// as the first of a stream, is of the page in which the last stream ended.
    fn deliver(
        &mut self,
        thread: &UnifiedThread,
        position: Option<usize>,
    ) -> Result<usize, String> {
        let id = hash(thread.id.as_str());
        let earliest = self.delivered.saturating_sub(self.limit);
        let mut positions = match position {
            Some(next) => next..=next,
            None => earliest..=self.delivered,
        };
        let found = positions.find(|position| self.expected.get(*position) == Some(&id));
        let found = found.ok_or_else(|| {
            let delivered = self.delivered;
            format!("after {delivered} nodes, {} is not the next one", thread.id)
        })?;
        if position.is_none() {
            let again = self.delivered - found;
            self.tally.again += again;
            self.tally.most_again = self.tally.most_again.max(again);
        }
        self.delivered = self.delivered.max(found + 1);
        Ok(found + 1)
    }
}

fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

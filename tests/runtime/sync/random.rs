//! Two workers with faults, stops, clock steps and changes at random. After the world rests,
//! the store has all of it. `SYNC_SEEDS` sets the number of seeds, and `SYNC_SEED` the first one.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use futures_util::future::join;
use page_conversations::simulator::{Change, Fault, Poison, World};
use page_conversations::sync::{Depth, Inbox, Sync};

use super::database::{TestDatabase, on_all_databases};
use super::mirror::{Threads, assert_same, in_world, stored};
use super::random_world::random_world;
use super::{Setup, execute};

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |number| number.parse().unwrap())
}

async fn a_store_equals_the_world_after_it_rests<D: TestDatabase>() {
    let first = number("SYNC_SEED", 1);
    let mut database = D::create().await;
    for seed in first..first + number("SYNC_SEEDS", 20) {
        println!("SYNC_SEED={seed}");
        database = check(database, seed).await.emptied().await;
    }
}

/// A run that a seed decided.
struct Plan {
    worker: usize,
    depth: Depth,
    /// After how many polls it is dropped.
    polls: u64,
    /// Before which poll the world changes.
    change_at: u64,
    change: Option<Change>,
}

/// What a seed decides.
struct Case<D: TestDatabase> {
    setup: Setup<D>,
    inbox: Inbox,
    /// The world at the beginning.
    all: Threads,
    workers: [D::Store; 2],
    random: fastrand::Rng,
}

/// Checks a seed in an empty database, and returns the database.
async fn check<D: TestDatabase>(database: D, seed: u64) -> D {
    let mut random = fastrand::Rng::with_seed(seed);
    let on_instagram = random.bool();
    // A seeded world has more kinds of content, and takes longer.
    let world = match random.u8(..20) {
        0 => World::seeded(seed).page_threads(random.usize(1..10)),
        _ => random_world(&mut random, on_instagram),
    };
    let setup = Setup::within(database, world).await;
    let inbox = match on_instagram {
        true => setup.instagram(),
        false => setup.messenger(),
    };
    let mut case = Case {
        all: in_world(&setup.simulator.world(), &inbox),
        workers: [setup.store.clone(), setup.database.open().await.unwrap()],
        setup,
        inbox,
        random,
    };
    case.setup.simulator.fail_at_rate(seed, 0.2, faults());
    for _ in 0..case.random.usize(3..8) {
        case.round().await;
    }
    case.setup.simulator.fail_at_rate(seed, 0.0, []);
    case.setup.simulator.stop_failing();
    case.rest().await;
    case.compare().await;
    case.setup.database
}

impl<D: TestDatabase> Case<D> {
    /// Changes the world, and runs one worker, or two.
    async fn round(&mut self) {
        for _ in 0..self.random.usize(0..6) {
            self.change();
        }
        self.choose_faults();
        if self.random.u8(..4) == 0 {
            self.step_clock().await;
        }
        let worker = self.random.usize(..2);
        let early = self.plan(worker);
        if self.random.u8(..3) == 0 {
            let late = self.plan(1 - worker);
            let takes_over = self.random.bool();
            let late = async {
                if takes_over {
                    tokio::time::sleep(Duration::from_millis(2)).await;
                    execute(&self.setup.database, "UPDATE inboxes SET lease_until = 0").await;
                }
                self.run(late).await;
            };
            join(self.run(early), late).await;
        } else {
            self.run(early).await;
        }
        if self.random.u8(..3) == 0 {
            // The process was killed.
            self.workers[worker] = self.setup.database.open().await.unwrap();
        }
    }

    fn plan(&mut self, worker: usize) -> Plan {
        // Few and many alike.
        let polls = 1 << self.random.u64(3..14);
        Plan {
            worker,
            depth: match self.random.u8(..6) {
                0 => Depth::Threads,
                1 => Depth::Everything,
                _ => Depth::Changes,
            },
            polls,
            change_at: self.random.u64(..polls),
            change: self.next_change(),
        }
    }

    /// Runs a worker, and drops the run after so many polls. The world changes in between.
    async fn run(&self, mut plan: Plan) {
        let store = self.workers[plan.worker].clone();
        let sync = Sync::new(self.setup.graph.clone(), store).depth(plan.depth);
        let mut run = pin!(sync.run(&self.inbox));
        let mut polled = 0;
        poll_fn(|context| {
            if polled == plan.change_at
                && let Some(change) = plan.change.take()
            {
                let _ = self.setup.simulator.change(change);
            }
            polled += 1;
            match run.as_mut().poll(context) {
                Poll::Pending if polled <= plan.polls => Poll::Pending,
                _ => Poll::Ready(()),
            }
        })
        .await;
    }

    fn choose_faults(&mut self) {
        let simulator = &self.setup.simulator;
        simulator.stop_failing();
        if self.random.u8(..3) == 0 {
            let above = self.random.u64(1..8);
            simulator.fail_always(Fault::TooMuchNested { above });
        }
        if self.random.u8(..4) == 0
            && let Some(id) = self.random.choice(self.all.keys())
        {
            match self.random.choice(self.all[id].messages.keys()) {
                Some(message) if self.random.bool() => {
                    simulator.fail_always(Poison::message(&**message));
                }
                _ => simulator.fail_always(Poison::thread(&**id)),
            }
        }
    }

    /// Sets the clock of the database ahead or back: what it wrote is older or newer then.
    async fn step_clock(&mut self) {
        let by = self.random.i64(-100_000..100_000);
        for statement in [
            "UPDATE inboxes SET lease_until = lease_until + :by, started_at = started_at + :by",
            "UPDATE unreadable SET next_at = next_at + :by",
        ] {
            let statement = statement.replace(":by", &by.to_string());
            execute(&self.setup.database, &statement).await;
        }
    }

    fn change(&mut self) {
        if let Some(change) = self.next_change() {
            // What was deleted before is not there to be changed.
            let _ = self.setup.simulator.change(change);
        }
    }

    fn next_change(&mut self) -> Option<Change> {
        let random = &mut self.random;
        let id = random.choice(self.all.keys())?;
        let is_instagram = random.bool();
        let kind = random.u8(..12);
        let message = random.choice(self.all[id].messages.keys());
        Some(match kind {
            0 => Change::delete_thread(id),
            1 | 2 => Change::delete_message(message?),
            3 => Change::archive(id),
            4 => self.setup.new_thread(is_instagram),
            5..8 => Change::react(message?, "❤"),
            _ => Change::message(id, "One more question"),
        })
    }

    /// Runs until all is stored.
    async fn rest(&mut self) {
        // What could not be read is tried again now, and leases have ended.
        for statement in [
            "UPDATE unreadable SET next_at = 0",
            "UPDATE inboxes SET lease_until = 0",
        ] {
            execute(&self.setup.database, statement).await;
        }
        let store = self.workers[self.random.usize(..2)].clone();
        for depth in [Depth::Changes, Depth::Everything] {
            let sync = Sync::new(self.setup.graph.clone(), store.clone());
            sync.depth(depth).run(&self.inbox).await.unwrap();
        }
    }

    async fn compare(&self) {
        let mut stored = stored(&self.setup.database, &self.inbox).await;
        let expected = in_world(&self.setup.simulator.world(), &self.inbox);
        if self.inbox.platform() == "instagram" {
            keep_readable(&mut stored, &expected);
        }
        assert_same(&stored, &expected);
    }
}

/// Faults that pass. None of them changes what is read.
fn faults() -> [Fault; 7] {
    [
        Fault::Html(502),
        Fault::EmptyBody(500),
        Fault::EmptyBody(200),
        Fault::Disconnect,
        Fault::WrongContentLength,
        Fault::EmptyPage,
        Fault::UnknownFields,
    ]
}

/// On Instagram, only the newest messages can be compared. Older ones stay stored.
fn keep_readable(stored: &mut Threads, expected: &Threads) {
    for (id, thread) in stored {
        let Some(expected) = expected.get(id) else {
            continue;
        };
        let oldest = expected.messages.values().map(|message| message.time).min();
        thread.messages.retain(|id, message| {
            expected.messages.contains_key(id) || oldest.is_some_and(|oldest| message.time > oldest)
        });
    }
}

on_all_databases! {
    a_store_equals_the_world_after_it_rests,
}

//! Runs with faults, stops and changes at random. After the world rests, the store has all of
//! it. `SYNC_SEEDS` sets the number of seeds, and `SYNC_SEED` the first one.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll};

use page_conversations::simulator::{Change, Fault, World};
use page_conversations::sync::{Depth, Inbox, SqliteStore, Sync};

use super::Setup;
use super::mirror::{Threads, assert_same, on_graph, stored};

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |number| number.parse().unwrap())
}

#[tokio::test]
async fn a_store_equals_the_world_after_it_rests() {
    let first = number("SYNC_SEED", 1);
    for seed in first..first + number("SYNC_SEEDS", 4) {
        println!("SYNC_SEED={seed}");
        check(seed).await;
    }
}

async fn check(seed: u64) {
    let mut random = fastrand::Rng::with_seed(seed);
    let threads = random.usize(1..130);
    let mut setup = Setup::of(World::seeded(seed).page_threads(threads)).await;
    let inbox = match random.bool() {
        true => setup.messenger(),
        false => setup.instagram(),
    };
    let all = on_graph(&setup.graph, &inbox).await;
    setup.simulator.fail_at_rate(seed, 0.2, faults());
    for _ in 0..random.usize(3..10) {
        for _ in 0..random.usize(0..6) {
            change(&setup, &all, &mut random);
        }
        let depth = match random.u8(..6) {
            0 => Depth::Threads,
            1 => Depth::Everything,
            _ => Depth::Changes,
        };
        let store = setup.store.clone();
        let sync = Sync::new(setup.graph.clone(), store).depth(depth);
        // Few and many alike.
        let polls = 1 << random.u64(3..14);
        let change_at = random.u64(..polls);
        drop_after(polls, sync.run(&inbox), |poll| {
            if poll == change_at {
                change(&setup, &all, &mut random);
            }
        })
        .await;
        if random.bool() {
            // Another worker, a minute later.
            setup.store = SqliteStore::open(setup.path()).await.unwrap();
            super::execute(&setup.path(), "UPDATE inboxes SET lease_until = 0").await;
        }
    }
    setup.simulator.fail_at_rate(seed, 0.0, []);
    rest(&setup, &inbox).await;
    let (stored, expected) = (
        stored(&setup.path(), &inbox).await,
        on_graph(&setup.graph, &inbox).await,
    );
    match inbox.platform() {
        "messenger" => assert_same(&stored, &expected),
        _ => assert_readable(stored, &expected),
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

fn change(setup: &Setup, all: &Threads, random: &mut fastrand::Rng) {
    let Some(id) = random.choice(all.keys()) else {
        return;
    };
    let change = match random.u8(..9) {
        0 => Change::delete_thread(id),
        1 | 2 => match random.choice(all[id].messages.keys()) {
            Some(message) => Change::delete_message(message),
            None => return,
        },
        3 => Change::archive(id),
        4 => setup.new_thread(random.bool()),
        _ => Change::message(id, "One more question"),
    };
    // What was deleted before is not there to be changed.
    let _ = setup.simulator.change(change);
}

/// Polls a future so many times, and drops it then.
async fn drop_after<F: Future>(polls: u64, future: F, mut between: impl FnMut(u64)) {
    let mut future = pin!(future);
    let mut polled = 0;
    std::future::poll_fn(|context: &mut Context<'_>| {
        between(polled);
        polled += 1;
        match future.as_mut().poll(context) {
            Poll::Ready(_) => Poll::Ready(()),
            Poll::Pending if polled > polls => Poll::Ready(()),
            Poll::Pending => Poll::Pending,
        }
    })
    .await;
}

/// Runs until all is stored.
async fn rest(setup: &Setup, inbox: &Inbox) {
    // What could not be read is tried again now.
    super::execute(&setup.path(), "UPDATE unreadable SET next_at = 0").await;
    setup.run(inbox).await;
    setup.run_at(inbox, Depth::Everything).await;
}

/// On Instagram, only the newest messages can be compared. Older ones stay stored.
fn assert_readable(mut stored: Threads, expected: &Threads) {
    for (id, thread) in &mut stored {
        let Some(expected) = expected.get(id) else {
            continue;
        };
        let oldest = expected.messages.values().map(|message| message.time).min();
        thread.messages.retain(|id, message| {
            expected.messages.contains_key(id) || oldest.is_some_and(|oldest| message.time > oldest)
        });
    }
    assert_same(&stored, expected);
}

//! A paused clock for calls over real sockets.
//!
//! Tokio advances a paused clock to the next timer when all tasks wait, also if they wait for a
//! socket: a timeout would end each call. Here, client and simulator share one thread, and the
//! clock stands still while an attempt is under way, unless nothing happens for long, as if the
//! simulator waits too.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use page_conversations::simulator::Simulator;
use page_conversations::{Attempt, AttemptOutcome, Hook, HookFuture};
use tokio::sync::Notify;
use tokio::task::yield_now;
use tokio::time::{Instant, sleep};

/// How often all other tasks run, and sockets are looked at, before the clock advances.
const ROUNDS: usize = 32;

/// Advances of one length, after which they are twice as long.
const ADVANCES: usize = 16;

/// Sees all attempts: the clock depends on them, and they show what was retried.
#[derive(Clone, Default)]
pub struct Attempts(Arc<Inner>);

#[derive(Default)]
struct Inner {
    under_way: AtomicUsize,
    retries: AtomicU32,
    begun: Notify,
    /// The simulator, and the time up to which its clock was advanced.
    simulator: Mutex<Option<(Arc<Simulator>, Instant)>>,
}

impl Attempts {
    /// Counts anew, for calls to a simulator whose clock moves on only here.
    pub fn start(&self, simulator: Arc<Simulator>) {
        self.0.retries.store(0, Ordering::Relaxed);
        *self.0.simulator.lock().unwrap() = Some((simulator, Instant::now()));
    }

    /// The number of attempts that repeated a call.
    pub fn retries(&self) -> u32 {
        self.0.retries.load(Ordering::Relaxed)
    }

    fn is_under_way(&self) -> bool {
        self.0.under_way.load(Ordering::Relaxed) > 0
    }

    /// Moves the clock of the simulator to that of tokio.
    fn advance_simulator(&self) {
        if let Some((simulator, until)) = &mut *self.0.simulator.lock().unwrap() {
            let now = Instant::now();
            simulator.advance(now - *until);
            *until = now;
        }
    }
}

impl Hook for Attempts {
    fn before_attempt<'a>(&'a self, attempt: &'a mut Attempt) -> HookFuture<'a> {
        self.advance_simulator();
        let is_retry = attempt.number() > 1;
        self.0
            .retries
            .fetch_add(u32::from(is_retry), Ordering::Relaxed);
        self.0.under_way.fetch_add(1, Ordering::Relaxed);
        self.0.begun.notify_one();
        Box::pin(std::future::ready(Ok(())))
    }

    fn after_attempt(&self, _: &Attempt, _: &AttemptOutcome<'_>) {
        self.0.under_way.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Runs a future on the paused clock.
pub async fn run<F: Future>(attempts: &Attempts, future: F) -> F::Output {
    let keeper = tokio::spawn(keep(attempts.clone()));
    let output = future.await;
    keeper.abort();
    output
}

async fn keep(attempts: Attempts) {
    loop {
        // Meanwhile, tokio advances the clock to the end of each wait.
        attempts.0.begun.notified().await;
        let mut step = Duration::from_millis(1);
        let mut advances = 0;
        while attempts.is_under_way() {
            for _ in 0..ROUNDS {
                yield_now().await;
            }
            if attempts.is_under_way() {
                sleep(step).await;
                advances += 1;
                if advances % ADVANCES == 0 {
                    step *= 2;
                }
            }
        }
    }
}

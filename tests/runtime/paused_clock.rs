//! A paused clock for calls over real sockets, so that waits take no real time and work takes no
//! virtual time.
//!
//! Tokio advances a paused clock to the next timer when all tasks wait, also if they wait for a
//! socket: a timeout would end each call. So the clock sees the attempts of a client, as a hook. It
//! advances freely while there is none, and else only as far as it must.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use page_conversations::{Attempt, AttemptOutcome, Hook, HookFuture};
use tokio::sync::Notify;
use tokio::task::{spawn_blocking, yield_now};
use tokio::time::{Instant, sleep};

/// How often all other tasks run, and sockets are looked at, before the clock advances during an
/// attempt.
const ROUNDS: usize = 32;

/// Advances of one length, after which they are twice as long. A response that arrives is not
/// overtaken by a timeout of seconds, which takes more than a hundred advances.
const ADVANCES: usize = 16;

/// The hook of the client whose calls are made on the paused clock. It has to be the last one: an
/// attempt that another hook refuses begins, but does not end.
#[derive(Clone, Default)]
pub struct PausedClock(Arc<Inner>);

#[derive(Default)]
struct Inner {
    under_way: AtomicUsize,
    begun: Notify,
    ended: Notify,
    retries: AtomicU32,
    follower: Mutex<Option<Follower>>,
}

/// Another clock, and the time up to which it was moved.
struct Follower {
    advance: Box<dyn Fn(Duration) + Send>,
    until: Instant,
}

#[allow(dead_code)] // Benchmarks use a part.
impl PausedClock {
    /// Runs a future. The server shares the thread and the runtime, which have to be the only
    /// ones, so that all that happens is seen. During an attempt, the clock advances once nothing
    /// happens: the server waits too.
    pub async fn run<F: Future>(&self, future: F) -> F::Output {
        let keeper = tokio::spawn(self.clone().advance_slowly());
        let output = future.await;
        keeper.abort();
        output
    }

    /// Runs a future. The server has a thread of its own, as that of wiremock. During an attempt,
    /// the clock stands still, and no timeout ends it.
    pub async fn run_beside<F: Future>(&self, future: F) -> F::Output {
        let keeper = tokio::spawn(self.clone().stand_still());
        let output = future.await;
        keeper.abort();
        output
    }

    /// Moves another clock before each attempt, by the time since the last one.
    pub fn moves(&self, advance: impl Fn(Duration) + Send + 'static) {
        *self.0.follower.lock().unwrap() = Some(Follower {
            advance: Box::new(advance),
            until: Instant::now(),
        });
    }

    /// Returns the number of attempts that repeated a call since the last time.
    pub fn take_retries(&self) -> u32 {
        self.0.retries.swap(0, Ordering::Relaxed)
    }

    fn is_under_way(&self) -> bool {
        self.0.under_way.load(Ordering::Relaxed) > 0
    }

    async fn advance_slowly(self) {
        loop {
            self.0.begun.notified().await;
            let mut step = Duration::from_millis(1);
            let mut advances = 0;
            while self.is_under_way() {
                for _ in 0..ROUNDS {
                    yield_now().await;
                }
                if self.is_under_way() {
                    // Until then, the clock stops at each timer of others.
                    sleep(step).await;
                    advances += 1;
                    if advances % ADVANCES == 0 {
                        step *= 2;
                    }
                }
            }
        }
    }

    async fn stand_still(self) {
        loop {
            self.0.begun.notified().await;
            let (end, ended) = mpsc::channel::<()>();
            // While a blocking task runs, tokio does not advance the clock.
            let blocking = spawn_blocking(move || ended.recv().is_err());
            while self.is_under_way() {
                self.0.ended.notified().await;
            }
            drop(end);
            blocking.await.unwrap();
        }
    }
}

impl Hook for PausedClock {
    fn before_attempt<'a>(&'a self, attempt: &'a mut Attempt) -> HookFuture<'a> {
        if let Some(follower) = &mut *self.0.follower.lock().unwrap() {
            let now = Instant::now();
            (follower.advance)(now - follower.until);
            follower.until = now;
        }
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
        self.0.ended.notify_one();
    }
}

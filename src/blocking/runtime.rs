//! The runtime of blocking calls.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tokio::task::coop::poll_proceed;

use crate::error::Error;

/// A runtime on a thread of its own, which ends when this is dropped.
///
/// It drives connections, timers and read-ahead. Calls run on the thread that waits for them.
pub(super) struct Runtime {
    handle: Handle,
    _alive: oneshot::Sender<()>,
}

impl Runtime {
    pub(super) fn start() -> Result<Self, Error> {
        let failed = |error| Error::Blocking {
            message: format!("the runtime cannot be started: {error}"),
        };
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(failed)?;
        let handle = runtime.handle().clone();
        let (alive, dropped) = oneshot::channel();
        let thread = thread::Builder::new().name("page-conversations".to_owned());
        thread
            .spawn(move || runtime.block_on(dropped))
            .map_err(failed)?;
        Ok(Self {
            handle,
            _alive: alive,
        })
    }

    /// Runs a future to its end, and blocks the thread until then.
    ///
    /// # Errors
    ///
    /// Returns an error in an async task, which must not block.
    pub(super) fn wait<F: Future>(&self, future: F) -> Result<F::Output, Error> {
        if is_task() {
            let message = "the caller is an async task; use the async client there, or \
                `tokio::task::spawn_blocking`";
            return Err(Error::Blocking {
                message: message.to_owned(),
            });
        }
        let _context = self.handle.enter();
        let waker = Waker::from(Arc::new(Parked(thread::current())));
        let mut context = Context::from_waker(&waker);
        let mut future = pin!(future);
        loop {
            match future.as_mut().poll(&mut context) {
                Poll::Ready(output) => return Ok(output),
                Poll::Pending => thread::park(),
            }
        }
    }
}

/// A thread that waits for a future.
struct Parked(Thread);

impl Wake for Parked {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Returns whether the caller is a task of tokio.
///
/// `Handle::try_current` does not tell: threads of `spawn_blocking` have a runtime too. But a
/// task has a budget of operations, and a thread that may block has none. What is taken from
/// the budget here is put back when it is dropped, the last first.
fn is_task() -> bool {
    const MORE_THAN_A_BUDGET: usize = 256;

    let mut context = Context::from_waker(Waker::noop());
    let mut taken = Vec::new();
    while taken.len() < MORE_THAN_A_BUDGET {
        match poll_proceed(&mut context) {
            Poll::Ready(one) => taken.push(one),
            Poll::Pending => break,
        }
    }
    let is_task = taken.len() < MORE_THAN_A_BUDGET;
    while taken.pop().is_some() {}
    is_task
}

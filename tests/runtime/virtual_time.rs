//! A clock that stands still while anything is done, so that waits take no real time and
//! work takes no virtual time.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

/// How far the clock advances at once.
const STEP: Duration = Duration::from_millis(5);

/// A task that is polled this soon was not behind others.
const AT_ONCE: Duration = Duration::from_micros(300);

/// Answers in a row that are polled at once, after which all others wait for the clock.
const IDLE: usize = 3;

/// Runs a future on the paused clock of a runtime with one thread. The clock of tokio itself
/// would also advance while a socket is waited for.
pub async fn run<F: Future>(future: F) -> F::Output {
    let (ask, asked) = mpsc::channel::<oneshot::Sender<Instant>>();
    // While a blocking task runs, tokio does not advance the clock.
    let answering = tokio::task::spawn_blocking(move || {
        for answer in asked {
            std::thread::sleep(Duration::from_micros(200));
            let _ = answer.send(Instant::now());
        }
    });
    let output = tokio::select! {
        output = future => output,
        () = advance(ask) => panic!("the clock stopped"),
    };
    // The sender is dropped.
    answering.await.unwrap();
    output
}

/// Advances the clock whenever the runtime is idle.
async fn advance(ask: mpsc::Sender<oneshot::Sender<Instant>>) {
    let mut idle = 0;
    loop {
        let (answer, answered) = oneshot::channel();
        if ask.send(answer).is_err() {
            return;
        }
        let Ok(sent) = answered.await else { return };
        idle = match sent.elapsed() < AT_ONCE {
            true => idle + 1,
            false => 0,
        };
        if idle == IDLE {
            idle = 0;
            tokio::time::advance(STEP).await;
        }
    }
}

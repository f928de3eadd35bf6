//! Hooks, token providers and pacers that panic, hang, fail or give secrets away: a clear
//! error, nothing lost, nothing blocked, and no secret in any output.

mod hooks;
mod pacers;
mod providers;

use std::error::Error as _;
use std::time::Duration;

use page_conversations::v26_0::ListConversations;
use page_conversations::{CallPhase, Error};
use tokio::time::timeout;
use wiremock::MockServer;

use crate::loopback::{ACCESS_TOKEN, PAGE_ID};

const APP_SECRET: &str = "app-secret-of-loopback";

/// Only a call that hangs takes so long.
const LONG: Duration = Duration::from_secs(300);

/// The timeout of operations that hang.
const SHORT: Duration = Duration::from_millis(100);

/// The timeout of operations that hang after a response, on the paused clock.
const MEDIUM: Duration = Duration::from_secs(60);

fn list() -> ListConversations {
    ListConversations::new(PAGE_ID)
}

/// Waits for a call, which must end by itself.
async fn ends<T>(call: impl Future<Output = T>) -> T {
    timeout(LONG, call).await.expect("the call hangs")
}

/// All that an error shows of itself and of its causes, without secrets.
fn shown(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text += &format!("\n{error}\n{error:?}");
        cause = error.source();
    }
    for secret in [ACCESS_TOKEN, APP_SECRET] {
        assert!(!text.contains(secret), "{text}");
    }
    text
}

/// Asserts that a call timed out while it did something, which its text names.
fn assert_timed_out(error: &Error, phase: CallPhase, words: &str) {
    let Error::OperationTimeout { after, during, .. } = error else {
        panic!("{error:?}");
    };
    assert_eq!((*after, *during), (SHORT, phase));
    assert!(shown(error).contains(words), "{error}");
}

async fn sent(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

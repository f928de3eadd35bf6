//! What is read: many Pages, with faults.

use std::time::Duration;

use page_conversations::simulator::{Fault, World};
use page_conversations::{Graph, GraphBuilder, Pacing, Retry, RetryBudget};

/// Of all calls, a fifth fail.
pub const RATE: f64 = 0.2;

/// A world of so many Pages, each with so many conversations.
pub fn world(pages: usize, threads: usize) -> World {
    let world = World::empty().with_seed(1).page_threads(threads);
    (0..pages).fold(world, |world, page| {
        world.page(format!("21000000000{page:04}"), "A Page", None)
    })
}

/// Faults of calls, and of the network. Those that break a promise of Graph, such as a repeated
/// cursor, end a stream with an error.
pub fn faults(limit: u64) -> Vec<Fault> {
    let error = |code| Fault::Error {
        code,
        subcode: None,
        is_transient: None,
    };
    vec![
        error(1),
        error(2),
        error(190),
        error(100),
        error(123_456),
        Fault::TooMuchData { above: limit / 3 },
        Fault::Throttle(Duration::from_millis(2)),
        Fault::Html(502),
        Fault::Html(200),
        Fault::EmptyBody(503),
        Fault::EmptyBody(200),
        Fault::Disconnect,
        Fault::WrongContentLength,
        Fault::Delay(Duration::from_millis(1)),
        Fault::EmptyPage,
        Fault::RepeatedCursor,
        Fault::UnknownFields,
    ]
}

/// A client that waits a thousandth of the usual time before it retries.
pub fn client(host: &str, access_token: &str) -> GraphBuilder {
    let retry = Retry::default()
        .initial_backoff(Duration::from_micros(500))
        .max_backoff(Duration::from_millis(30));
    Graph::builder(access_token)
        .host(host)
        .pacing(Pacing::off())
        .retry(retry)
        .retry_budget(RetryBudget::unlimited())
}

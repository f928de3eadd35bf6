//! How many calls a plan takes, and how long, against what is possible.
//!
//! `cargo bench --bench plan --features simulator` prints a table and fails where a bound is
//! broken. Time is virtual: the processor's is not part of it, so that the profile does not
//! matter.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used)]

#[path = "../tests/runtime/paused_clock.rs"]
mod paused_clock;
mod table;

use std::process::ExitCode;
use std::time::Duration;

use futures_util::TryStreamExt;
use page_conversations::simulator::{Simulator, World};
use page_conversations::v26_0::{
    ListConversations, ListMessagesExpansion, UnifiedMessageFields, UnifiedThread,
    UnifiedThreadFields,
};
use page_conversations::{Graph, ReadPlan};
use tokio::time::Instant;

use crate::paused_clock::PausedClock;
use crate::table::Row;

/// Time that Graph takes for a call.
const LATENCY: Duration = Duration::from_millis(150);

/// Calls a second and token.
const PACE: usize = 2;

/// Messages of each conversation.
const MESSAGES: u64 = 5;

fn main() -> ExitCode {
    let runtime = |paused| {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.enable_all().start_paused(paused).build().unwrap()
    };
    let rows = vec![
        runtime(true).block_on(wall_time(100, 500)),
        runtime(false).block_on(calls(1000)),
    ];
    table::print(rows)
}

fn list(page_id: &str) -> ListConversations {
    let messages = UnifiedMessageFields::new().message().from();
    let messages = ListMessagesExpansion::new(messages).limit(MESSAGES);
    let fields = UnifiedThreadFields::new().updated_time();
    ListConversations::new(page_id).fields(fields.messages_with(messages))
}

/// Reads a plan. Returns the number of conversations and of their messages.
async fn read(plan: ReadPlan<UnifiedThread>) -> (usize, usize) {
    let threads = plan.read().unwrap();
    let count = |(threads, messages), thread: UnifiedThread| {
        let read = thread.messages.iter().flatten().count();
        (threads + 1, messages + read)
    };
    let threads = threads.map_ok(|thread| thread.node);
    let counts = threads.try_fold(
        (0, 0),
        |counts, thread| async move { Ok(count(counts, thread)) },
    );
    counts.await.unwrap()
}

/// The time for many Pages, each with a token of its own, against that of one call after the
/// other at the pace and the answer to the last.
async fn wall_time(pages: usize, threads: usize) -> Row {
    let world = World::seeded(1).page_threads(threads);
    let world = (2..pages).fold(world, |world, page| {
        world.page(format!("22000000000{page:04}"), "A Page", None)
    });
    let simulator = Simulator::builder()
        .world(world)
        .latency(LATENCY)
        .compress(false);
    let simulator = simulator.start().await.unwrap();
    let clock = PausedClock::default();
    let client = Graph::builder(simulator.access_token()).host(simulator.url());
    let client = client.hook(clock.clone()).build().unwrap();
    let mut plan = ReadPlan::new();
    for page_id in simulator.page_ids() {
        // The simulator has one token, and each `Graph` a pace.
        let graph = client.with_token(simulator.access_token()).unwrap();
        plan = plan.newest(page_id.as_str(), &graph, list(&page_id), threads);
    }
    let start = Instant::now();
    let (read, _) = clock.run(read(plan)).await;
    let time = start.elapsed();
    assert_eq!(read, pages * threads);
    // Each token sends as many calls, two in each second.
    let calls = simulator.calls().len() / pages;
    let windows = (calls - 1) / PACE;
    let optimum = Duration::from_secs(windows as u64) + LATENCY;
    Row::ratio(
        format!(
            "{pages} Pages of {threads} threads, {:.2} s",
            time.as_secs_f64()
        ),
        format!(
            "{calls} calls a Page at the pace, {:.2} s",
            optimum.as_secs_f64()
        ),
        time.as_secs_f64() / optimum.as_secs_f64(),
        String::new(),
        1.10,
    )
    .floor(1.0)
}

/// The calls for the newest messages of conversations, against a call for each and for each
/// page of the list.
async fn calls(threads: usize) -> Row {
    let world = World::seeded(1).page_threads(threads);
    let simulator = Simulator::builder().world(world).start().await.unwrap();
    let graph = simulator.graph().unwrap();
    let page_id = &simulator.page_ids()[0];
    let plan = ReadPlan::new().newest("page", &graph, list(page_id), threads);
    let (read, messages) = read(plan).await;
    assert_eq!(read, threads);
    let calls = simulator.calls().len();
    let one_each = threads + threads.div_ceil(25);
    Row::ratio(
        format!("{threads} threads, {messages} messages, {calls} calls"),
        format!("a call for each, {one_each} calls"),
        calls as f64 / one_each as f64,
        String::new(),
        0.05,
    )
}

//! Plans over many Pages, against the simulator.

mod nested;
mod resuming;
mod slow_caller;

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt};
use page_conversations::simulator::{Fault, Message, Person, Poison, Simulator, Thread, World};
use page_conversations::v26_0::{
    GetConversations, ListConversations, ListMessages, ListMessagesExpansion, UnifiedMessageFields,
    UnifiedThread, UnifiedThreadFields,
};
use page_conversations::{
    CallOptions, Error, Graph, PlanCheckpoint, PlanNode, PlanNodes, ReadPlan, Request, Timestamp,
};
use tokio::time::Instant;

use crate::paused_clock::PausedClock;

/// The fields of conversations with so many of their newest messages.
fn fields(messages: u64) -> UnifiedThreadFields {
    let fields = UnifiedMessageFields::new().message();
    let messages = ListMessagesExpansion::new(fields).limit(messages);
    UnifiedThreadFields::new()
        .updated_time()
        .messages_with(messages)
}

fn list(page_id: &str, messages: u64) -> ListConversations {
    ListConversations::new(page_id).fields(fields(messages))
}

/// A simulator with so many Pages of so many conversations.
async fn pages(pages: usize, threads: usize) -> Simulator {
    let mut world = World::seeded(1).page_threads(threads);
    for page in 2..pages {
        world = world.page(format!("2100000000010{page:02}"), "A Page", None);
    }
    Simulator::builder().world(world).start().await.unwrap()
}

/// A simulator with one Page, and conversations of so many messages.
async fn long_threads(threads: usize, messages: i64) -> Simulator {
    let mut world = World::empty().page("1", "A Page", None);
    let robin = Person::on_messenger("7", "Robin");
    for thread in 0..threads {
        let id = format!("t_{thread}");
        let time = Timestamp::from_unix_seconds(1_785_283_200 - thread as i64);
        let all = (0..messages).map(|message| {
            let time = Timestamp::from_unix_seconds(1_785_283_200 - message * 60);
            Message::new(format!("m_{thread}_{message:04}"), time, robin.clone()).text("Hello")
        });
        let thread = Thread::on_messenger(id, time).participant(robin.clone());
        world = world.thread("1", thread, all);
    }
    Simulator::builder().world(world).start().await.unwrap()
}

/// A client of a simulator that shares the thread and its paused clock.
fn on_paused_clock(simulator: &Simulator) -> (PausedClock, Graph) {
    let clock = PausedClock::default();
    let client = Graph::builder(simulator.access_token())
        .host(simulator.url())
        .hook(clock.clone());
    (clock, client.build().unwrap())
}

async fn read(plan: ReadPlan<UnifiedThread>) -> Vec<PlanNode<UnifiedThread>> {
    plan.read().unwrap().try_collect().await.unwrap()
}

fn ids(nodes: &[PlanNode<UnifiedThread>]) -> Vec<&str> {
    nodes.iter().map(|node| node.node.id.as_str()).collect()
}

fn messages(thread: &UnifiedThread) -> Vec<&str> {
    let messages = thread.messages.iter().flatten();
    messages.map(|message| message.id.as_str()).collect()
}

/// The ids of the newest conversations of a Page.
async fn newest(graph: &Graph, page_id: &str, threads: usize) -> Vec<String> {
    let items = graph
        .items(ListConversations::new(page_id))
        .max_items(threads);
    let items: Vec<_> = items.try_collect().await.unwrap();
    items
        .into_iter()
        .map(|thread| thread.id.to_string())
        .collect()
}

#[tokio::test]
async fn a_plan_takes_a_twentieth_of_the_calls_of_one_for_each_thread() {
    let simulator = pages(2, 200).await;
    let graph = simulator.graph().unwrap();
    let page_id = &simulator.page_ids()[0];
    let plan = ReadPlan::new().newest("page", &graph, list(page_id, 5), 200);
    let estimated = plan.estimate().calls();
    let threads = read(plan).await;
    let calls = simulator.calls().len();
    assert_eq!(calls, estimated);
    let one_for_each = 200 + 200 / 25;
    assert!(calls * 20 <= one_for_each, "{calls} calls, {one_for_each}");

    // What is read is what one call for each thread reads.
    assert_eq!(ids(&threads), newest(&graph, page_id, 200).await);
    for thread in threads.iter().step_by(40) {
        let request = ListMessages::new(thread.node.id.as_str());
        let request = request
            .fields(UnifiedMessageFields::new().message())
            .limit(5);
        let expected = graph.page(&request).await.unwrap().items;
        assert_eq!(thread.node.messages.as_ref().unwrap().data, expected);
    }
}

#[tokio::test(start_paused = true)]
async fn pages_are_read_at_the_same_time_within_the_pace_of_each() {
    let world = World::seeded(1).page_threads(300);
    let world = (2..12).fold(world, |world, page| {
        world.page(format!("2100000000010{page:02}"), "A Page", None)
    });
    let latency = Duration::from_millis(150);
    let simulator = Simulator::builder()
        .world(world)
        .latency(latency)
        .start()
        .await
        .unwrap();
    let (clock, client) = on_paused_clock(&simulator);
    let mut plan = ReadPlan::new();
    for page_id in simulator.page_ids() {
        // A pace of its own.
        let graph = client.with_token(simulator.access_token()).unwrap();
        plan = plan.newest(page_id.as_str(), &graph, list(&page_id, 5), 300);
    }
    let estimate = plan.estimate();
    assert_eq!((estimate.nodes(), estimate.calls()), (3600, 72));
    assert_eq!(estimate.time(), Duration::from_secs(2));
    let start = Instant::now();
    assert_eq!(clock.run(read(plan)).await.len(), 3600);
    let optimum = estimate.time() + latency;
    assert!(start.elapsed() >= optimum, "{:?}", start.elapsed());
    assert!(
        start.elapsed() <= optimum.mul_f64(1.10),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test]
async fn sources_of_one_token_share_its_pace() {
    let graph = Graph::builder("a token").build().unwrap();
    let other = graph.with_token("another token").unwrap();
    let plan = ReadPlan::new()
        .newest("messenger", &graph, list("1", 5), 120)
        .by_ids(
            "these",
            &graph.clone(),
            GetConversations::new(["t_1", "t_2"]).fields(fields(300)),
        )
        .newest("other", &other, ListConversations::new("2"), 50)
        .newest(
            "fast",
            &other,
            list("3", 5).with_options(CallOptions::new().unpaced()),
            5000,
        );
    let estimate = plan.estimate();
    // Three calls, and one with two further calls for each node.
    assert_eq!(estimate.time(), Duration::from_secs(3));
    let expected = "\
Source         Nodes      Calls       Time  How
messenger        120          3        1 s  40 a call, each with 5 nested nodes
these              2          5        2 s  5 a call, each with 100 nested nodes; further ones in batches
other             50          1        0 s  50 a call
fast            5000        100        0 s  50 a call, each with 5 nested nodes
Total           5172        109        3 s";
    assert_eq!(estimate.to_string(), expected);
}

#[tokio::test]
async fn more_messages_than_a_call_brings_are_read_on_in_batches() {
    let simulator = long_threads(12, 250).await;
    let graph = simulator.graph().unwrap();
    let plan = ReadPlan::new().newest("page", &graph, list("1", 230), 12);
    let estimated = plan.estimate().calls();
    let mut threads = plan.read().unwrap();
    let mut read = 0;
    while let Some(thread) = threads.try_next().await.unwrap() {
        let expected =
            (0..230).map(|message| format!("m_{}_{message:04}", &thread.node.id.as_str()[2..]));
        assert_eq!(messages(&thread.node), expected.collect::<Vec<_>>());
        read += 1;
    }
    assert_eq!(read, 12);
    assert!(threads.report().is_empty());
    let calls = simulator.calls();
    let gets = calls.iter().filter(|call| call.method == "GET").count();
    assert_eq!(gets, estimated);
    // Three pages of four conversations, and two batches for each.
    assert_eq!((gets, calls.len() - gets), (3 + 24, 6));
}

#[tokio::test]
async fn a_source_adapts_where_graph_asks_for_less_data() {
    let simulator = long_threads(10, 60).await;
    let graph = simulator.graph().unwrap();
    for fault in [
        Fault::TooMuchNested { above: 7 },
        Fault::TooMuchData { above: 3 },
    ] {
        simulator.fail_always(fault);
        let plan = ReadPlan::new()
            .newest("page", &graph, list("1", 50), 10)
            .by_ids(
                "these",
                &graph,
                GetConversations::new(["t_3", "t_1"]).fields(fields(50)),
            );
        let mut threads = plan.read().unwrap();
        let mut read = 0;
        while let Some(thread) = threads.try_next().await.unwrap() {
            assert_eq!(messages(&thread.node).len(), 50, "{}", thread.node.id);
            read += 1;
        }
        // An `ids` call with nested pages that are too large cannot be made smaller.
        assert_eq!(read + threads.report().unreadable().len(), 12);
        assert!(read >= 10, "{read}");
        simulator.stop_failing();
    }
}

#[tokio::test]
async fn unreadable_nodes_are_reported_and_end_nothing() {
    let simulator = long_threads(8, 250).await;
    let graph = simulator.graph().unwrap();
    simulator.fail_always(Poison::thread("t_2"));
    simulator.fail_always(Poison::id("t_9"));
    simulator.fail_always(Poison::message("m_5_0120"));
    let these = GetConversations::new(["t_7", "t_9", "t_6"]).fields(fields(5));
    let plan = ReadPlan::new()
        .newest("page", &graph, list("1", 200), 8)
        .by_ids("these", &graph, these);
    let mut threads = plan.read().unwrap();
    let mut read = BTreeMap::<String, Vec<(String, usize)>>::new();
    while let Some(thread) = threads.try_next().await.unwrap() {
        let source = read.entry(thread.source.to_string()).or_default();
        source.push((thread.node.id.to_string(), messages(&thread.node).len()));
    }
    let listed: Vec<_> = [
        (0, 200),
        (1, 200),
        (3, 200),
        (4, 200),
        (5, 199),
        (6, 200),
        (7, 200),
    ]
    .map(|(id, messages)| (format!("t_{id}"), messages))
    .into();
    assert_eq!(read["page"], listed);
    assert_eq!(
        read["these"],
        [("t_7".to_owned(), 5), ("t_6".to_owned(), 5)]
    );
    let unreadable = threads.report().unreadable().iter();
    let mut unreadable: Vec<_> = unreadable.map(|node| node.id.as_str()).collect();
    unreadable.sort_unstable();
    assert_eq!(unreadable, ["m_5_0120", "t_2", "t_9"]);
    assert!(threads.checkpoint().is_done("page") && threads.checkpoint().is_done("these"));
}

#[tokio::test]
async fn a_source_that_fails_does_not_end_the_others() {
    let simulator = pages(2, 120).await;
    let graph = simulator.graph().unwrap();
    let refused = graph.with_token("EAABcanary7Q2x").unwrap();
    let page_ids = simulator.page_ids();
    let plan = ReadPlan::new()
        .newest("first", &graph, list(&page_ids[0], 5), 120)
        .newest("refused", &refused, list(&page_ids[0], 5), 120)
        .newest("second", &graph, list(&page_ids[1], 5), 120);
    let mut threads = plan.read().unwrap();
    let (mut read, mut errors) = (0, Vec::new());
    while let Some(next) = threads.next().await {
        match next {
            Ok(_) => read += 1,
            Err(error) => errors.push(error),
        }
    }
    assert_eq!(read, 240);
    let [error] = &errors[..] else {
        panic!("{errors:?}")
    };
    assert_eq!(&*error.source, "refused");
    assert_eq!(error.error.graph().unwrap().code, Some(190));
    let text = format!("{error} {error:?} {threads:?}");
    assert!(
        text.starts_with("source `refused` of the plan failed: ") && !text.contains("EAAB"),
        "{text}"
    );
    assert!(!threads.checkpoint().is_done("refused"));
}

fn three(graph: &Graph, page_ids: &[String], these: &[String]) -> ReadPlan<UnifiedThread> {
    let these = GetConversations::new(these.iter().map(String::as_str)).fields(fields(2));
    ReadPlan::new()
        .newest("first", graph, list(&page_ids[0], 2), 130)
        .newest("second", graph, list(&page_ids[1], 2), 90)
        .by_ids("these", graph, these)
}

#[tokio::test]
async fn sources_wait_for_their_turn() {
    let simulator = pages(2, 100).await;
    let graph = simulator.graph().unwrap();
    let page_ids = simulator.page_ids();
    let plan = three(&graph, &page_ids, &["t_none".to_owned()]).sources_at_once(1);
    let before = simulator.calls().len();
    let mut threads = plan.read().unwrap();
    // Nothing is read ahead of the caller.
    let mut sources = vec![
        threads
            .try_next()
            .await
            .unwrap()
            .unwrap()
            .source
            .to_string(),
    ];
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(simulator.calls().len(), before + 1);
    while let Some(thread) = threads.try_next().await.unwrap() {
        sources.push(thread.source.to_string());
    }
    sources.dedup();
    assert_eq!(sources, ["first", "second"]);
    assert_eq!(threads.report().unreadable()[0].id, "t_none");
}

#[tokio::test]
async fn two_sources_with_one_name_are_refused() {
    let graph = Graph::builder("a token").build().unwrap();
    let plan =
        ReadPlan::new()
            .newest("a", &graph, list("1", 5), 1)
            .newest("a", &graph, list("2", 5), 1);
    let error = plan.read().unwrap_err();
    assert!(matches!(error, Error::Invalid(_)));
    assert_eq!(
        error.to_string(),
        "invalid request: two sources of the plan are named `a`"
    );
    // Nothing to read is no error.
    let plan = ReadPlan::new().newest("a", &graph, list("1", 5), 0);
    assert_eq!(plan.estimate().calls(), 0);
    assert!(read(plan).await.is_empty());
}

//! Callers that take their time, and sources without a limit.

use super::*;

/// All responses arrive while the caller uses the nodes of one part.
#[tokio::test(start_paused = true)]
async fn a_caller_that_takes_its_time_costs_no_call_and_no_node() {
    let simulator = pages(8, 100).await;
    let (clock, client) = on_paused_clock(&simulator);
    let mut plan = ReadPlan::new();
    for page_id in simulator.page_ids() {
        let graph = client.with_token(simulator.access_token()).unwrap();
        plan = plan.newest(page_id.as_str(), &graph, list(&page_id, 5), 100);
    }
    let calls = plan.estimate().calls();
    let all = 100 * simulator.page_ids().len();
    let reading = async {
        let mut nodes = plan.read().unwrap();
        let mut read = 0;
        while let Some(node) = nodes.try_next().await.unwrap() {
            assert!(node.node.updated_time.is_some());
            read += 1;
            // Longer in sum than an attempt may take.
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        assert!(nodes.report().is_empty(), "{:?}", nodes.report());
        read
    };
    assert_eq!(clock.run(reading).await, all);
    assert_eq!(simulator.calls().len(), calls);
}

#[tokio::test]
async fn any_number_of_sources_may_be_read_at_once() {
    let simulator = pages(3, 2).await;
    let graph = simulator.graph().unwrap();
    let mut plan = ReadPlan::new().sources_at_once(usize::MAX);
    for page_id in simulator.page_ids() {
        plan = plan.newest(page_id.as_str(), &graph, list(&page_id, 1), 2);
    }
    assert_eq!(read(plan).await.len(), 2 * simulator.page_ids().len());
}

#[tokio::test]
async fn sources_that_share_a_pacer_share_its_pace_in_the_estimate() {
    use page_conversations::{LocalPacer, Pacing};
    use std::sync::Arc;

    let graph = Graph::builder("a token").build().unwrap();
    let pacer = Arc::new(LocalPacer::new(Pacing::default()));
    let [one, other] = [(); 2].map(|()| graph.with_pacer(pacer.clone()));
    let time = |first: &Graph, second: &Graph| {
        ReadPlan::new()
            .newest("one", first, list("1", 5), 200)
            .newest("other", second, list("2", 5), 200)
            .estimate()
            .time()
    };
    assert_eq!(time(&one, &other), time(&one, &one));
    assert!(time(&one, &other) > time(&one, &graph));
}

//! Plans that end early and go on.

use super::*;

/// Takes so many nodes, then drops the stream. Returns the rest of the plan as JSON.
async fn take(
    mut threads: PlanNodes<UnifiedThread>,
    nodes: usize,
    seen: &mut HashSet<(String, String)>,
) -> String {
    for _ in 0..nodes {
        let Some(thread) = threads.try_next().await.unwrap() else {
            break;
        };
        seen.insert((thread.source.to_string(), thread.node.id.to_string()));
    }
    serde_json::to_string(threads.checkpoint()).unwrap()
}

#[tokio::test]
async fn a_plan_resumes_where_it_was_dropped() {
    let simulator = pages(2, 200).await;
    let graph = simulator.graph().unwrap();
    let page_ids = simulator.page_ids();
    let these = newest(&graph, &page_ids[0], 70).await;
    for step in [1, 30, 60, 1000] {
        let mut seen = HashSet::new();
        let mut stored = "{}".to_owned();
        let before = simulator.calls().len();
        for _ in 0..40 {
            let checkpoint: PlanCheckpoint = serde_json::from_str(&stored).unwrap();
            let plan = three(&graph, &page_ids, &these).resume(checkpoint);
            // A part is the least that a run has to deliver for progress.
            let nodes = if step == 1 { 51 } else { step.max(51) };
            stored = take(plan.read().unwrap(), nodes, &mut seen).await;
        }
        assert_eq!(seen.len(), 130 + 90 + 70, "{step}");
        let done: PlanCheckpoint = serde_json::from_str(&stored).unwrap();
        assert_eq!(
            (
                done.delivered("first"),
                done.delivered("second"),
                done.delivered("these")
            ),
            (130, 90, 70)
        );
        // What is done is not read again.
        let plan = three(&graph, &page_ids, &these).resume(done);
        assert_eq!(plan.estimate().calls(), 0);
        let calls = simulator.calls().len();
        assert!(calls - before < 60, "{}", calls - before);
        assert!(read(plan).await.is_empty());
        assert_eq!(simulator.calls().len(), calls);
    }
}

#[tokio::test]
async fn a_stream_that_is_dropped_during_a_call_loses_nothing() {
    let world = World::seeded(1).page_threads(200);
    let simulator = Simulator::builder()
        .world(world)
        .latency(Duration::from_millis(40));
    let simulator = simulator.start().await.unwrap();
    let graph = simulator.graph().unwrap();
    let page_ids = simulator.page_ids();
    let (mut seen, mut checkpoint) = (HashSet::new(), PlanCheckpoint::default());
    let mut runs = 0;
    while !(checkpoint.is_done("first")
        && checkpoint.is_done("second")
        && checkpoint.is_done("these"))
    {
        let mut threads = three(&graph, &page_ids, &[])
            .resume(checkpoint)
            .read()
            .unwrap();
        let until = tokio::time::sleep(Duration::from_millis(100 + 37 * runs));
        tokio::pin!(until);
        loop {
            tokio::select! {
                next = threads.next() => match next {
                    Some(thread) => {
                        let thread = thread.unwrap();
                        seen.insert((thread.source.to_string(), thread.node.id.to_string()));
                    }
                    None => break,
                },
                () = &mut until => break,
            }
        }
        checkpoint = threads.checkpoint().clone();
        if seen.len() == 220 {
            break;
        }
        runs += 1;
        assert!(runs < 100);
    }
    assert_eq!(seen.len(), 220);
}

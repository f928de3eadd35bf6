//! `benches/chaos.rs` in small: walks that are killed and resumed while a fifth of all calls fail.

#[path = "../../benches/chaos/place.rs"]
mod place;
#[path = "../../benches/chaos/walk.rs"]
mod walk;

use page_conversations::simulator::Simulator;

use self::walk::{Tally, Walk};

/// Nodes of a page.
const LIMIT: usize = 5;

#[tokio::test]
async fn walks_that_are_killed_and_fail_read_each_node_in_order() {
    let world = place::world(4, 100 * LIMIT);
    let mut all = Tally::default();
    for seed in 0..2 {
        let faults = place::faults(LIMIT as u64);
        let simulator = Simulator::builder()
            .exact_estimates(true)
            .world(world.clone());
        let simulator = simulator.fail_at_rate(seed, place::RATE, faults);
        let simulator = simulator.start().await.unwrap();
        let client = place::client(&simulator.url(), simulator.access_token());
        let client = client.build().unwrap();
        for page_id in simulator.page_ids() {
            let graph = client.with_token(simulator.access_token()).unwrap();
            let walk = Walk::new(graph, &world, &page_id, LIMIT, seed);
            all += walk.run(|_| ()).await.unwrap();
        }
    }
    println!("{all:?}");
    assert_eq!(all.nodes, 2 * 4 * 100 * LIMIT);
    // A page that was delivered in part is read again, as is one without a place to resume after.
    assert!(all.most_again <= LIMIT, "{all:?}");
    assert!(
        all.kills > 20 && all.errors > 20 && all.again > 0,
        "{all:?}"
    );
}

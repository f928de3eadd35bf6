//! Tokens of Pages, and worlds of many Pages.

use std::collections::HashSet;

use futures_util::TryStreamExt;
use page_conversations::simulator::{Simulator, World};
use page_conversations::v26_0::{GetConversation, ListConversations};
use page_conversations::{Advice, Error, Graph};

const SECRET: &str = "a secret";

/// Reads a page with a token, and proves the call.
async fn read(simulator: &Simulator, token: &str) -> Result<usize, Error> {
    let graph = Graph::builder(token)
        .host(simulator.url())
        .app_secret(SECRET)
        .build()?;
    let page_id = simulator.page_ids()[0].clone();
    Ok(graph
        .page(&ListConversations::new(page_id))
        .await?
        .items
        .len())
}

#[tokio::test]
async fn a_token_is_accepted_until_it_expires() {
    let builder = Simulator::builder().app_secret(SECRET).require_proof();
    let simulator = builder.start().await.unwrap();
    let first = simulator.access_token().to_owned();
    let error = read(&simulator, "EAAB-of-a-page").await.unwrap_err();
    assert_eq!(
        error.graph().map(|error| (error.code, error.subcode)),
        Some((Some(190), None))
    );

    simulator.add_token("EAAB-of-a-page");
    assert_eq!(read(&simulator, "EAAB-of-a-page").await.unwrap(), 25);
    assert_eq!(read(&simulator, &first).await.unwrap(), 25);

    for token in ["EAAB-of-a-page", &first] {
        simulator.expire_token(token);
        let error = read(&simulator, token).await.unwrap_err();
        let graph_error = error.graph().unwrap();
        assert_eq!(
            (graph_error.code, graph_error.subcode),
            (Some(190), Some(463))
        );
        assert_eq!(error.advice(), Advice::LogIn);
    }
    simulator.add_token(first.as_str());
    assert_eq!(read(&simulator, &first).await.unwrap(), 25);
}

#[tokio::test]
async fn a_proof_of_another_token_is_refused() {
    let simulator = Simulator::builder()
        .app_secret(SECRET)
        .start()
        .await
        .unwrap();
    simulator.add_token("EAAB-of-a-page");
    let other = hmac_sha256::HMAC::mac(simulator.access_token(), SECRET);
    let proof: String = other.iter().map(|byte| format!("{byte:02x}")).collect();
    let url = format!(
        "{}/v26.0/{}/conversations?access_token=EAAB-of-a-page&appsecret_proof={proof}",
        simulator.url(),
        simulator.page_ids()[0]
    );
    assert_eq!(reqwest::get(url).await.unwrap().status().as_u16(), 400);
}

#[tokio::test]
async fn each_of_many_pages_has_its_own_conversations() {
    const PAGES: usize = 305;
    let mut world = World::seeded(1).page_threads(3);
    for page in 2..PAGES {
        world = world.page(
            format!("{}", 3_000 + page),
            "A Page",
            Some(format!("page.{page}")),
        );
    }
    let simulator = Simulator::builder().world(world).start().await.unwrap();
    let graph = simulator.graph().unwrap();
    let mut ids = HashSet::new();
    let lists = |pages: Vec<String>, platform: &'static str| {
        let pages = pages.into_iter();
        pages.map(move |page| ListConversations::new(page).platform(platform))
    };
    let messenger = lists(simulator.page_ids(), "messenger");
    for list in messenger.chain(lists(simulator.instagram_page_ids(), "instagram")) {
        let threads: Vec<_> = graph.items(list).try_collect().await.unwrap();
        ids.extend(threads.into_iter().map(|thread| thread.id));
    }
    // The second Page has no Instagram account.
    assert_eq!(ids.len(), PAGES * 6 - 3);
    // Each id leads back to its conversation.
    for id in ids.iter().take(200) {
        let thread = graph.send(&GetConversation::new(id.clone())).await.unwrap();
        assert_eq!(thread.id, *id);
    }
}

//! Runs a local Graph until it is stopped.
//!
//! `cargo run --example simulator --features simulator` prints its address, an
//! access token and calls to paste; `--json` prints a JSON object for scripts
//! instead.

use std::time::Duration;

use clap::Parser;
use page_conversations::simulator::{Simulator, World};
use serde_json::{Value, json};

/// Runs a local Graph until it is stopped
#[derive(Parser)]
struct Settings {
    /// Print a JSON object, for scripts
    #[arg(long)]
    json: bool,
    /// Number of conversations of each Page and platform
    #[arg(long, default_value_t = 60, value_name = "N")]
    page_threads: usize,
    /// Seed of the world
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    /// Time that each call takes at least, in milliseconds
    #[arg(long, default_value_t = 0, value_name = "N")]
    latency_ms: u64,
    /// Port to listen on; 0 for a free one
    #[arg(long, default_value_t = 0, value_name = "N")]
    port: u16,
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let settings = Settings::parse();
    let simulator = Simulator::builder()
        .world(World::seeded(settings.seed).page_threads(settings.page_threads))
        .app_secret("simulated-app-secret")
        .latency(Duration::from_millis(settings.latency_ms))
        .port(settings.port)
        .start()
        .await?;
    if settings.json {
        println!("{}", as_json(&simulator));
    } else {
        println!("{}", as_text(&simulator));
    }
    simulator.run().await;
    Ok(())
}

fn as_json(simulator: &Simulator) -> String {
    let tokens = |token: &dyn Fn(&str) -> Option<String>| -> Value {
        let pages = simulator.page_ids().into_iter();
        pages
            .filter_map(|id| Some((id.clone(), token(&id)?)))
            .collect()
    };
    let object = json!({
        "address": simulator.url(),
        "access_token": simulator.access_token(),
        "app_id": simulator.app_id(),
        "app_secret": simulator.app_secret(),
        "app_token": simulator.app_token(),
        "user_token": simulator.user_token(),
        "page_tokens": tokens(&|id| simulator.page_token(id)),
        "instagram_tokens": tokens(&|id| simulator.instagram_token(id)),
        "page_ids": simulator.page_ids(),
        "instagram_page_ids": simulator.instagram_page_ids(),
    });
    object.to_string()
}

fn as_text(simulator: &Simulator) -> String {
    let (url, token) = (simulator.url(), simulator.access_token());
    let pages = simulator.page_ids();
    let page = pages.first().map_or("", String::as_str);
    format!(
        "Local Graph at {url}, with access token {token}\n\n\
         curl -H 'Authorization: Bearer {token}' '{url}/v26.0/{page}/conversations?limit=3'\n\
         curl -H 'Authorization: Bearer {token}' '{url}/v26.0/{page}/conversations?platform=instagram&fields=id,participants'\n\
         curl -g -H 'Authorization: Bearer {token}' '{url}/v26.0/{page}/conversations?limit=1&fields=messages.limit(2){{message,from}}'\n\n\
         Press Ctrl-C to stop it."
    )
}

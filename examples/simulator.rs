//! A local Graph that stays up until it is stopped.
//!
//! `cargo run --example simulator --features simulator` prints its address, a
//! token and calls to paste; `--json` prints one JSON object instead, for
//! scripts.

use std::time::Duration;

use clap::Parser;
use page_conversations::simulator::{Simulator, World};
use serde_json::json;

/// A local Graph that stays up until it is stopped.
#[derive(Parser)]
struct Settings {
    /// Print one JSON object, for scripts
    #[arg(long)]
    json: bool,
    /// Conversations of each Page and platform
    #[arg(long, default_value_t = 60, value_name = "N")]
    page_threads: usize,
    /// Number that the world is made from
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    /// Milliseconds that each call takes
    #[arg(long, default_value_t = 0, value_name = "N")]
    latency_ms: u64,
    /// Port to listen on; a free one without it
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
        println!("{}", in_json(&simulator));
    } else {
        println!("{}", to_paste(&simulator));
    }
    simulator.run().await;
    Ok(())
}

fn in_json(simulator: &Simulator) -> String {
    let object = json!({
        "address": simulator.url(),
        "access_token": simulator.access_token(),
        "app_secret": simulator.app_secret(),
        "page_ids": simulator.page_ids(),
        "instagram_page_ids": simulator.instagram_page_ids(),
    });
    object.to_string()
}

fn to_paste(simulator: &Simulator) -> String {
    let (url, token) = (simulator.url(), simulator.access_token());
    let pages = simulator.page_ids();
    let page = pages.first().map_or("", String::as_str);
    format!(
        "A local Graph at {url}, with the access token {token}\n\n\
         curl -H 'Authorization: Bearer {token}' '{url}/v26.0/{page}/conversations?limit=3'\n\
         curl -H 'Authorization: Bearer {token}' '{url}/v26.0/{page}/conversations?platform=instagram&fields=id,participants'\n\
         curl -g -H 'Authorization: Bearer {token}' '{url}/v26.0/{page}/conversations?limit=1&fields=messages.limit(2){{message,from}}'\n\n\
         Stop it with Ctrl-C."
    )
}

//! Serves the inboxes of many Pages from one process, as JSON.
//!
//! `cargo run --example service --features simulator` needs no account: it reads from a local
//! Graph with 120 Pages. With `-- --tokens FILE` it reads from Graph itself; the file is a JSON
//! object of access tokens by Page id. `-- --check` uses the service instead, and fails if it
//! does not do what it should.
//!
//! | Path | Response |
//! |---|---|
//! | `/pages` | the ids of the Pages |
//! | `/pages/{page_id}/inbox` | the newest conversations; `?after=` continues at `next` |
//! | `/metrics` | metrics for Prometheus |

mod check;
mod http;
mod inboxes;
mod metrics;
mod tokens;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use page_conversations::hosts;
use page_conversations::simulator::{Simulator, World};
use tokio::net::TcpListener;

use crate::inboxes::Inboxes;
use crate::tokens::{BoxError, TokenStore};

/// Serves the inboxes of many Pages
#[derive(Parser)]
struct Settings {
    /// Port to listen on; 0 for a free one
    #[arg(long, default_value_t = 8080, value_name = "N")]
    port: u16,
    /// JSON file with the access token of each Page, by Page id
    #[arg(long, value_name = "FILE")]
    tokens: Option<PathBuf>,
    /// Use the service, and fail if it does not do what it should
    #[arg(long)]
    check: bool,
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let settings = Settings::parse();
    if settings.check {
        return check::run().await;
    }
    let (host, tokens) = match settings.tokens {
        Some(file) => (hosts::FACEBOOK.to_owned(), TokenStore::file(file)),
        None => {
            let simulator = local_graph(120).await?;
            (simulator.url(), TokenStore::local(simulator))
        }
    };
    let inboxes = Inboxes::open(&host, Arc::new(tokens)).await?;
    let listener = TcpListener::bind(("127.0.0.1", settings.port)).await?;
    println!("Listening on http://{}/pages", listener.local_addr()?);
    http::serve(listener, inboxes, stopped()?).await?;
    Ok(())
}

/// Starts a local Graph with so many Pages of 30 conversations.
async fn local_graph(pages: usize) -> std::io::Result<Arc<Simulator>> {
    let mut world = World::seeded(1).page_threads(30);
    for page in world.page_ids().count()..pages {
        let id = 210_000_000_000_001 + page;
        world = world.page(id.to_string(), format!("Sample Page {}", page + 1), None);
    }
    Simulator::builder()
        .world(world)
        // More calls than are made for a Page: the responses state a use of its quota.
        .throttle_after(100, Duration::from_secs(60))
        .start()
        .await
        .map(Arc::new)
}

/// Waits until the process is asked to stop: with Ctrl-C, or as container runtimes do.
#[cfg(unix)]
fn stopped() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Waits until the process is asked to stop, with Ctrl-C.
#[cfg(not(unix))]
fn stopped() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async { drop(tokio::signal::ctrl_c().await) })
}

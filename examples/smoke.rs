//! Reads one page, and prints the metadata of the response.
//!
//! ```sh
//! GRAPH_ACCESS_TOKEN=… GRAPH_PAGE_ID=… cargo run --example smoke --features simulator
//! ```
//!
//! reads from Graph itself. Optional are `GRAPH_APP_SECRET`, `GRAPH_PLATFORM`, which is
//! `MESSENGER` or `INSTAGRAM`, and `GRAPH_HOST`. Without a token it reads from a local
//! Graph. It only reads, and prints no private data.

use std::env::var;
use std::process::ExitCode;

use comfy_table::Table;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use page_conversations::simulator::Simulator;
use page_conversations::v26_0::{ListConversations, Platform, UnifiedThread, UnifiedThreadFields};
use page_conversations::{Error, Graph, Page};

#[tokio::main]
async fn main() -> ExitCode {
    match read().await {
        Ok(page) => {
            println!("{}", table(&page));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}\nadvice: {:?}", error.advice());
            ExitCode::FAILURE
        }
    }
}

async fn read() -> Result<Page<UnifiedThread>, Error> {
    let (Ok(access_token), Ok(page_id)) = (var("GRAPH_ACCESS_TOKEN"), var("GRAPH_PAGE_ID")) else {
        eprintln!("GRAPH_ACCESS_TOKEN and GRAPH_PAGE_ID are not set, reading from a local Graph");
        let simulator = Simulator::start().await.expect("a port on loopback");
        let page_id = simulator.page_ids()[0].clone();
        return page(simulator.graph()?, page_id).await;
    };
    let mut graph = Graph::builder(access_token);
    if let Ok(app_secret) = var("GRAPH_APP_SECRET") {
        graph = graph.app_secret(app_secret);
    }
    if let Ok(host) = var("GRAPH_HOST") {
        graph = graph.host(host);
    }
    page(graph.build()?, page_id).await
}

async fn page(graph: Graph, page_id: String) -> Result<Page<UnifiedThread>, Error> {
    let platform = var("GRAPH_PLATFORM").map_or(Platform::Messenger, Platform::from);
    let request = ListConversations::new(page_id)
        .platform(platform)
        .limit(5)
        .fields(UnifiedThreadFields::new().updated_time().message_count());
    graph.page(&request).await
}

/// Returns the page and its metadata as a table.
fn table(page: &Page<UnifiedThread>) -> Table {
    let text = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
    let newest = page.items.iter().filter_map(|thread| thread.updated_time);
    let usage = page.info.usage.highest().map(|share| format!("{share} %"));
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED);
    table.set_header(["What", "Read"]);
    table.add_row(["Conversations", &page.items.len().to_string()]);
    table.add_row(["More follow", &page.next_cursor().is_some().to_string()]);
    let newest = newest.max_by_key(ToString::to_string);
    table.add_row(["Newest", &text(newest.map(|time| time.to_string()))]);
    table.add_row(["Answered by", &text(page.info.answered_by.clone())]);
    table.add_row(["Quota used", &text(usage)]);
    table.add_row(["Trace id", &text(page.info.trace_id.clone())]);
    table
}

//! Reads one page from Graph itself, with a token from the environment.
//!
//! ```sh
//! GRAPH_ACCESS_TOKEN=… GRAPH_PAGE_ID=… cargo run --example smoke
//! ```
//!
//! `GRAPH_APP_SECRET` proves the calls, `GRAPH_PLATFORM` is `MESSENGER` or
//! `INSTAGRAM`, and `GRAPH_HOST` is another host. It reads, and changes nothing.
//! It prints how many conversations came and what came with them, but nothing
//! that anyone wrote.

use std::env::var;
use std::process::ExitCode;

use comfy_table::Table;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use page_conversations::v26_0::{ListConversations, Platform, UnifiedThread, UnifiedThreadFields};
use page_conversations::{Error, Graph, Page};

#[tokio::main]
async fn main() -> ExitCode {
    let (Ok(access_token), Ok(page_id)) = (var("GRAPH_ACCESS_TOKEN"), var("GRAPH_PAGE_ID")) else {
        eprintln!("set GRAPH_ACCESS_TOKEN and GRAPH_PAGE_ID, then run it again");
        return ExitCode::from(2);
    };
    match read(access_token, page_id).await {
        Ok(page) => {
            println!("{}", table(&page));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}\nwhat to do: {:?}", error.advice());
            ExitCode::FAILURE
        }
    }
}

async fn read(access_token: String, page_id: String) -> Result<Page<UnifiedThread>, Error> {
    let mut graph = Graph::builder(access_token);
    if let Ok(app_secret) = var("GRAPH_APP_SECRET") {
        graph = graph.app_secret(app_secret);
    }
    if let Ok(host) = var("GRAPH_HOST") {
        graph = graph.host(host);
    }
    let platform = var("GRAPH_PLATFORM").map_or(Platform::Messenger, Platform::from);
    let request = ListConversations::new(page_id)
        .platform(platform)
        .limit(5)
        .fields(UnifiedThreadFields::new().updated_time().message_count());
    graph.build()?.page(&request).await
}

/// What was read, and what came with it.
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

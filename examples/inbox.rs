//! Reads the newest conversations of a Page on both platforms, and shows them
//! as tables.
//!
//! `cargo run --example inbox --features simulator` needs no account and no
//! network: it reads from a local Graph, which throttles the token in the middle.
//! With `GRAPH_ACCESS_TOKEN` and `GRAPH_PAGE_ID` set it reads from Graph itself.

use std::env::var;
use std::time::Duration;

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{CellAlignment, ContentArrangement, Table};
use futures_util::TryStreamExt;
use indicatif::{ProgressBar, ProgressStyle};
use page_conversations::simulator::{Fault, Simulator};
use page_conversations::v26_0::{
    ListConversations, PageId, Participant, Platform, UnifiedThread, UnifiedThreadFields, UserId,
};
use page_conversations::{Edge, Error, Graph};

/// Conversations to show of each platform.
const NEWEST: u64 = 7;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    if let (Ok(access_token), Ok(page_id)) = (var("GRAPH_ACCESS_TOKEN"), var("GRAPH_PAGE_ID")) {
        let graph = Graph::builder(access_token).build()?;
        show_both(&graph, &page_id.into()).await?;
        return Ok(());
    }
    let simulator = Simulator::start().await?;
    simulator.pass_next(1);
    simulator.fail_next(Fault::Throttle(Duration::from_secs(2)));
    let page_id = simulator.page_ids()[0].clone();
    show_both(&simulator.graph()?, &page_id.into()).await?;
    let refused = simulator
        .seen()
        .iter()
        .filter(|call| call.status != 200)
        .count();
    println!("Throttled {refused} time in the middle: the token rested, and reading went on.");
    Ok(())
}

async fn show_both(graph: &Graph, page_id: &PageId) -> Result<(), Error> {
    for platform in [Platform::Messenger, Platform::Instagram] {
        let threads = newest(graph, page_id, platform.clone()).await?;
        let mut table = inbox_table();
        table.add_rows(threads.iter().map(|thread| row(thread, page_id)));
        println!("{platform}: the {} newest conversations", threads.len());
        println!("{table}\n");
    }
    Ok(())
}

/// Reads the newest conversations, and shows how far it is.
async fn newest(
    graph: &Graph,
    page_id: &PageId,
    platform: Platform,
) -> Result<Vec<UnifiedThread>, Error> {
    let progress = ProgressBar::new(NEWEST).with_message(format!("reading {platform}"));
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}");
    progress.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let fields = UnifiedThreadFields::new()
        .updated_time()
        .participants()
        .message_count()
        .unread_count()
        .snippet();
    let request = ListConversations::new(page_id.clone())
        .platform(platform)
        .limit(3)
        .fields(fields);
    let newest = usize::try_from(NEWEST).unwrap_or(usize::MAX);
    let threads = graph.items(request).max_items(newest);
    let threads = threads.inspect_ok(|_| progress.inc(1)).try_collect().await;
    progress.finish_and_clear();
    threads
}

fn inbox_table() -> Table {
    let mut table = Table::new();
    table
        .load_style(UTF8_FULL_CONDENSED)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header([
            "Conversation",
            "Updated",
            "With",
            "Messages",
            "Unread",
            "Snippet",
        ]);
    for column in [3, 4] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

fn row(thread: &UnifiedThread, page_id: &PageId) -> [String; 6] {
    let number = |number: Option<i64>| text(number.map(|number| number.to_string()));
    let with = thread.participants.as_ref();
    [
        shorten(thread.id.as_str(), 20),
        text(thread.updated_time.map(|time| time.to_string())),
        text(with.map(|with| names(with, page_id))),
        number(thread.message_count),
        number(thread.unread_count),
        text(thread.snippet.as_ref().map(|snippet| shorten(snippet, 30))),
    ]
}

/// Those who write with the Page. Its Instagram account has an id of its own, so
/// there it is the first that is shown.
fn names(participants: &Edge<Participant>, page_id: &PageId) -> String {
    let others = participants.into_iter().filter(|participant| {
        let page = |id: &UserId| id.as_str() == page_id.as_str();
        !participant.id.as_ref().is_some_and(page)
    });
    let mut names = others.filter_map(|participant| {
        let name = participant.name.as_deref();
        name.or(participant.username.as_deref())
    });
    names.next().unwrap_or("–").to_owned()
}

/// What Graph left out shows as a dash.
fn text(value: Option<String>) -> String {
    value.unwrap_or_else(|| "–".to_owned())
}

/// Instagram's ids are about 110 characters long, and differ at the end.
fn shorten(text: &str, most: usize) -> String {
    let length = text.chars().count();
    if length <= most {
        return text.to_owned();
    }
    let half = most / 2;
    let head: String = text.chars().take(half - 1).collect();
    let tail: String = text.chars().skip(length - half).collect();
    format!("{head}…{tail}")
}

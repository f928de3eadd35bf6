//! Reads a Page's inbox on both platforms and shows it as a table.
//!
//! It talks to a server on loopback, over real HTTP, that answers with recorded
//! bodies: `cargo run --example inbox` needs no account and no network.

#[path = "../tests/loopback/mod.rs"]
mod loopback;

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{CellAlignment, ContentArrangement, Table};
use futures_util::TryStreamExt;
use page_conversations::v26_0::{
    ListConversations, Participant, Platform, UnifiedThread, UnifiedThreadFields, UserId,
};
use page_conversations::{Edge, Graph};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = loopback::start().await;
    let graph = Graph::builder(loopback::ACCESS_TOKEN)
        .host(server.uri())
        .build()?;

    for platform in [Platform::Messenger, Platform::Instagram] {
        let request = ListConversations::new(loopback::PAGE_ID)
            .platform(platform.clone())
            .fields(
                UnifiedThreadFields::new()
                    .updated_time()
                    .participants()
                    .message_count()
                    .unread_count()
                    .snippet(),
            );

        let mut table = inbox_table();
        let (mut pages, mut empty, mut threads) = (0, 0, 0);
        let mut stream = graph.pages(request);
        while let Some(page) = stream.try_next().await? {
            pages += 1;
            empty += usize::from(page.items.is_empty());
            threads += page.items.len();
            for thread in &page.items {
                table.add_row(row(pages, thread));
            }
        }

        println!("{platform}: {threads} conversations on {pages} pages, {empty} of them empty");
        println!("{table}\n");
    }
    Ok(())
}

fn inbox_table() -> Table {
    let mut table = Table::new();
    table
        .load_style(UTF8_FULL_CONDENSED)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header([
            "Page",
            "Conversation",
            "Updated",
            "With",
            "Messages",
            "Unread",
            "Snippet",
        ]);
    for column in [0, 4, 5] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

fn row(page: usize, thread: &UnifiedThread) -> [String; 7] {
    let number = |number: Option<i64>| text(number.map(|number| number.to_string()));
    [
        page.to_string(),
        shorten(thread.id.as_str(), 20),
        text(thread.updated_time.map(|time| time.to_string())),
        text(thread.participants.as_ref().map(names)),
        number(thread.message_count),
        number(thread.unread_count),
        text(thread.snippet.as_ref().map(|snippet| shorten(snippet, 30))),
    ]
}

/// Those who write with the Page.
fn names(participants: &Edge<Participant>) -> String {
    let others = participants.into_iter().filter(|participant| {
        let page = |id: &UserId| *id == loopback::PAGE_ID;
        !participant.id.as_ref().is_some_and(page)
    });
    let names = others.filter_map(|participant| {
        let name = participant
            .name
            .as_deref()
            .or(participant.username.as_deref());
        name.or(participant.id.as_ref().map(|id| id.as_str()))
    });
    names.collect::<Vec<_>>().join(", ")
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

//! Reads the inbox of a Page on both platforms, and prints it as tables.
//!
//! `cargo run --example inbox --features simulator` needs no account and no network. It
//! reads from a local Graph, which rate limits the token, updates a conversation during
//! the stream, fails to read another one, and sends text in place of a number. If
//! `GRAPH_ACCESS_TOKEN` and `GRAPH_PAGE_ID` are set, it reads from Graph itself.

use std::collections::HashMap;
use std::env::var;
use std::time::Duration;

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{CellAlignment, ContentArrangement, Table};
use futures_util::TryStreamExt;
use indicatif::{ProgressBar, ProgressStyle};
use page_conversations::simulator::{Clock, Fault, Poison, Simulator, World};
use page_conversations::v26_0::{
    AttachmentFields, CallToActionFields, GenericTemplateFields, ListConversations,
    ListMessagesExpansion, PageId, Participant, Platform, ThreadId, UnifiedMessage,
    UnifiedMessageFields, UnifiedThread, UnifiedThreadFields, UserId,
};
use page_conversations::{Edge, Error, Graph, OnUnreadable, Report};
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    if let (Ok(access_token), Ok(page_id)) = (var("GRAPH_ACCESS_TOKEN"), var("GRAPH_PAGE_ID")) {
        let graph = Graph::builder(access_token).build()?;
        show_both(&graph, &page_id.into()).await?;
        return Ok(());
    }
    let world = World::seeded(1).page_threads(7);
    let simulator = Simulator::builder()
        .world(world)
        // The rate limit ends after two seconds, and is stated as a part of a minute.
        .exact_estimates(true)
        // Each call takes a minute of its time, so that it prints the same in each run.
        .clock(Clock::Stepped {
            start: "2026-07-29T09:59:00Z".parse()?,
            step: Duration::from_secs(60),
        })
        .start()
        .await?;
    let page_id = PageId::from(simulator.page_ids()[0].as_str());
    let graph = simulator.graph()?;
    make_trouble(&simulator, &graph, &page_id).await?;
    show_both(&graph, &page_id).await?;
    Ok(())
}

/// Injects faults that occur with real inboxes.
async fn make_trouble(simulator: &Simulator, graph: &Graph, page_id: &PageId) -> Result<(), Error> {
    let threads = graph.page(&ListConversations::new(page_id.clone())).await?;
    let id = |place: usize| threads.items[place].id.to_string();
    simulator.fail_always(Poison::thread(id(3)));
    simulator.fail_always(Fault::WrongValue {
        id: id(1),
        path: "message_count".to_owned(),
        value: json!("two"),
    });
    simulator.pass_next(1);
    simulator.fail_next(Fault::NewMessage { thread_id: id(5) });
    simulator.fail_next(Fault::Throttle(Duration::from_secs(2)));
    Ok(())
}

async fn show_both(graph: &Graph, page_id: &PageId) -> Result<(), Error> {
    for platform in [Platform::Messenger, Platform::Instagram] {
        let inbox = Inbox::read(graph, page_id, platform.clone()).await?;
        println!("{platform}: {} conversations", inbox.threads.len());
        println!("{}", inbox.table(page_id));
        for node in inbox.report.unreadable() {
            println!("Cannot be read: {node}");
        }
        for (group, count) in inbox.report.groups() {
            println!("Does not fit the contract: {group} (count: {count})");
        }
        println!();
    }
    Ok(())
}

/// The conversations of a platform, by their ids.
struct Inbox {
    threads: HashMap<ThreadId, UnifiedThread>,
    report: Report,
}

impl Inbox {
    /// Reads an inbox, and shows the progress.
    async fn read(graph: &Graph, page_id: &PageId, platform: Platform) -> Result<Self, Error> {
        let progress = ProgressBar::new_spinner().with_message(format!("reading {platform}"));
        let style = ProgressStyle::with_template("{spinner} {msg}: {pos} conversations");
        progress.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        let request = ListConversations::new(page_id.clone())
            .platform(platform)
            .limit(3)
            .fields(fields());
        let mut inbox = HashMap::new();
        let mut threads = graph
            .items(request.clone())
            .on_unreadable(OnUnreadable::Continue);
        while let Some(thread) = threads.try_next().await? {
            progress.inc(1);
            // A conversation that is delivered twice was updated meanwhile.
            inbox.insert(thread.id.clone(), thread);
        }
        // A conversation that moved up before its page was read was missed. All that
        // changed meanwhile are at the top, before the first that did not.
        let mut newest = graph.items(request).on_unreadable(OnUnreadable::Continue);
        while let Some(thread) = newest.try_next().await? {
            let known = inbox.insert(thread.id.clone(), thread.clone());
            if known.is_some_and(|known| known.updated_time == thread.updated_time) {
                break;
            }
            progress.inc(1);
        }
        progress.finish_and_clear();
        Ok(Self {
            threads: inbox,
            report: threads.report().clone(),
        })
    }

    fn table(&self, page_id: &PageId) -> Table {
        let mut threads: Vec<_> = self.threads.values().collect();
        threads.sort_by_key(|thread| std::cmp::Reverse(thread.updated_time));
        let mut table = inbox_table();
        table.add_rows(threads.iter().map(|thread| row(thread, page_id)));
        for node in self.report.unreadable() {
            table.add_row([shorten(&node.id, 20), "cannot be read".to_owned()]);
        }
        table
    }
}

/// Returns the fields to show, with the newest message of each conversation.
fn fields() -> UnifiedThreadFields {
    let button = CallToActionFields::new().title();
    let card = GenericTemplateFields::new().title().cta_with(button);
    let attachment = AttachmentFields::new().generic_template_with(card);
    let message = UnifiedMessageFields::new()
        .message()
        .attachments_with(attachment);
    UnifiedThreadFields::new()
        .updated_time()
        .participants()
        .message_count()
        .unread_count()
        .messages_with(ListMessagesExpansion::new(message).limit(1))
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
            "Newest message",
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
        text(thread.messages.as_ref().and_then(newest_message)),
    ]
}

/// Returns the text of the newest message, or the title and the buttons of its card.
fn newest_message(messages: &Edge<UnifiedMessage>) -> Option<String> {
    let message = messages.data.first()?;
    let attachments = message.attachments.iter().flatten();
    let mut cards = attachments.filter_map(|attachment| attachment.generic_template.as_ref());
    let Some(card) = cards.next() else {
        return message.message.clone();
    };
    let buttons = card.cta.iter().flatten();
    let buttons = buttons.filter_map(|button| button.title.as_deref());
    let buttons = buttons.map(|title| format!(" [{title}]"));
    let title = card.title.as_deref().unwrap_or_default();
    Some(format!("{title}{}", buttons.collect::<String>()))
}

/// Returns the name of the participant who is not the Page. On Instagram, where the
/// account has another id than the Page, it is the first participant.
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

/// Returns a dash for missing values.
fn text(value: Option<String>) -> String {
    value.unwrap_or_else(|| "–".to_owned())
}

/// Shortens an id. Ids of Instagram have about 110 characters, and differ at the end.
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

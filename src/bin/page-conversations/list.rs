//! `list`: the conversations of an inbox.

use clap::builder::NonEmptyStringValueParser;
use futures_util::TryStreamExt;
use page_conversations::{Edge, OnUnreadable, PathRequest};
use serde_json::Value;

use crate::access::{Access, Connection};
use crate::arguments::{Account, Platform};
use crate::failure::{Failure, Outcome};
use crate::interrupt::or_interrupted;
use crate::node::{people, text};
use crate::output::{self, Output, note};
use crate::times;

/// The fields to show.
const FIELDS: &str = "id,updated_time,participants,message_count,unread_count,snippet";

const HEADER: [&str; 6] = [
    "Conversation",
    "Updated",
    "With",
    "Messages",
    "Unread",
    "Newest message",
];

#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  page-conversations list --simulator
  page-conversations list --platform instagram --limit 5
  page-conversations list --folder spam --all --json | jq -r .id")]
pub struct List {
    #[command(flatten)]
    account: Account,

    /// Platform
    #[arg(long, value_enum, ignore_case = true, default_value_t = Platform::Messenger)]
    platform: Platform,

    /// Folder, such as inbox, other, page_done or spam
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    folder: Option<String>,

    /// Only the conversation with this person, by Page-scoped id
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    user_id: Option<String>,

    /// Maximum number of conversations
    #[arg(
        long,
        value_name = "N",
        default_value_t = 25,
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    limit: u32,

    /// List all conversations
    #[arg(long, conflicts_with = "limit")]
    all: bool,

    #[command(flatten)]
    output: Output,

    #[command(flatten)]
    access: Access,
}

pub async fn run(list: &List) -> Result<Outcome, Failure> {
    let connection = list
        .access
        .connect(list.account.page_id().as_deref())
        .await?;
    or_interrupted(print(list, &connection)).await
}

async fn print(list: &List, connection: &Connection) -> Result<Outcome, Failure> {
    let limit = if list.all { u32::MAX } else { list.limit };
    let mut threads = connection
        .items(request(list, connection))
        .max_items(limit as usize)
        .on_unreadable(OnUnreadable::Continue);
    let progress = output::counter("conversations");
    let mut rows: Vec<Value> = Vec::new();
    let end = loop {
        match threads.try_next().await {
            Ok(None) => break Ok(()),
            // What was read before is shown too.
            Err(error) => break Err(error),
            Ok(Some(thread)) if list.output.json => list.output.line(&thread)?,
            Ok(Some(thread)) => rows.push(thread),
        }
        progress.inc(1);
    };
    progress.finish_and_clear();
    if !list.output.json && !rows.is_empty() {
        list.output.table(HEADER, &rows, |thread| {
            [
                text(thread, "id"),
                times::of(thread, "updated_time"),
                people(&thread["participants"]),
                text(thread, "message_count"),
                text(thread, "unread_count"),
                text(thread, "snippet"),
            ]
        })?;
    }
    let outcome = output::outcome(threads.report());
    end?;
    match threads.checkpoint().is_done() {
        true if progress.position() == 0 => note("no conversation"),
        true => {}
        false => note("there are more: pass a larger --limit, or --all"),
    }
    Ok(outcome)
}

fn request(list: &List, connection: &Connection) -> PathRequest<Edge<Value>> {
    let filters = [
        (
            "platform",
            Some(connection.platform(list.platform).parameter()),
        ),
        ("folder", list.folder.as_deref()),
        ("user_id", list.user_id.as_deref()),
    ];
    let filters = filters.into_iter();
    let filters = filters.filter_map(|(name, value)| Some((name, value?)));
    let request = PathRequest::new([&list.account.id(), "conversations"]).fields(FIELDS);
    filters.fold(request, |request, (name, value)| request.query(name, value))
}

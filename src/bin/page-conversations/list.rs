//! `list`: the conversations of an inbox.

use clap::builder::NonEmptyStringValueParser;
use page_conversations::{Edge, PathRequest};
use serde_json::value::RawValue;

use crate::access::{Access, Connection};
use crate::arguments::{Account, Platform};
use crate::failure::{Failure, Outcome};
use crate::interrupt::or_interrupted;
use crate::listing;
use crate::node::{people, text};
use crate::output::Output;
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
    const WHAT: &str = "conversations";
    let limit = if list.all { u32::MAX } else { list.limit } as usize;
    let end = if list.output.json {
        let threads = connection.items::<Box<RawValue>>(request(list, connection));
        let line = |thread| list.output.line(&thread);
        listing::read(threads.max_items(limit), WHAT, line).await?
    } else {
        let threads = connection.items(request(list, connection));
        let (rows, end) = listing::rows(threads.max_items(limit), WHAT).await?;
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
        end
    };
    let more = "there are more: pass a larger --limit, or --all";
    end.outcome("no conversation", more)
}

fn request<T>(list: &List, connection: &Connection) -> PathRequest<Edge<T>> {
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

//! `read`: the messages of a conversation.

use clap::builder::NonEmptyStringValueParser;
use page_conversations::{Edge, PathRequest};
use serde_json::value::RawValue;

use crate::access::{Access, Connection};
use crate::failure::{Failure, Outcome};
use crate::interrupt::or_interrupted;
use crate::listing;
use crate::node::{content, person};
use crate::output::Output;
use crate::times;

/// The fields to show.
const FIELDS: &str = "id,created_time,from,message,attachments";

#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  page-conversations read t_100000000000000
  page-conversations read t_100000000000000 --all --json > conversation.ndjson")]
pub struct Read {
    /// Id of the conversation, which `list` shows
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    thread: String,

    /// Maximum number of messages, the newest
    #[arg(
        long,
        value_name = "N",
        default_value_t = 50,
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    limit: u32,

    /// Print all messages
    #[arg(long, conflicts_with = "limit")]
    all: bool,

    #[command(flatten)]
    output: Output,

    #[command(flatten)]
    access: Access,
}

pub async fn run(read: &Read) -> Result<Outcome, Failure> {
    let connection = read.access.connect(None).await?;
    or_interrupted(print(read, &connection)).await
}

async fn print(read: &Read, connection: &Connection) -> Result<Outcome, Failure> {
    const WHAT: &str = "messages";
    let limit = if read.all { u32::MAX } else { read.limit } as usize;
    // Graph sends the newest first.
    let end = if read.output.json {
        let messages = connection.items::<Box<RawValue>>(request(read));
        let mut lines = Vec::new();
        let end = listing::read(messages.max_items(limit), WHAT, |message| {
            lines.push(message);
            Ok(())
        });
        let end = end.await?;
        let mut lines = lines.iter().rev();
        lines.try_for_each(|line| read.output.line(line))?;
        end
    } else {
        let messages = connection.items(request(read));
        let (mut rows, end) = listing::rows(messages.max_items(limit), WHAT).await?;
        rows.reverse();
        read.output
            .table(["Sent", "From", "Message"], &rows, |message| {
                [
                    times::of(message, "created_time"),
                    person(&message["from"]),
                    content(message),
                ]
            })?;
        end
    };
    let more = "there are older ones: pass a larger --limit, or --all";
    end.outcome("no message", more)
}

fn request<T>(read: &Read) -> PathRequest<Edge<T>> {
    PathRequest::new([read.thread.as_str(), "messages"]).fields(FIELDS)
}

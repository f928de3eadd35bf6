//! `read`: the messages of a conversation.

use clap::builder::NonEmptyStringValueParser;
use futures_util::TryStreamExt;
use page_conversations::{OnUnreadable, PathRequest};
use serde_json::Value;

use crate::access::{Access, Connection};
use crate::failure::{Failure, Outcome};
use crate::interrupt::or_interrupted;
use crate::node::{content, person};
use crate::output::{self, Output, note};
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
    let request = PathRequest::new([read.thread.as_str(), "messages"]).fields(FIELDS);
    let limit = if read.all { u32::MAX } else { read.limit };
    let mut messages = connection
        .items(request)
        .max_items(limit as usize)
        .on_unreadable(OnUnreadable::Continue);
    let progress = output::counter("messages");
    let mut rows: Vec<Value> = Vec::new();
    let end = loop {
        match messages.try_next().await {
            Ok(None) => break Ok(()),
            // What was read before is shown too.
            Err(error) => break Err(error),
            Ok(Some(message)) => rows.push(message),
        }
        progress.inc(1);
    };
    progress.finish_and_clear();
    // Graph sends the newest first.
    rows.reverse();
    if !rows.is_empty() {
        let header = ["Sent", "From", "Message"];
        read.output.table(header, &rows, |message| {
            [
                times::of(message, "created_time"),
                person(&message["from"]),
                content(message),
            ]
        })?;
    }
    let outcome = output::outcome(messages.report());
    end?;
    match messages.checkpoint().is_done() {
        true if rows.is_empty() => note("no message"),
        true => {}
        false => note("there are older ones: pass a larger --limit, or --all"),
    }
    Ok(outcome)
}

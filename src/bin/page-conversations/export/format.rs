//! The formats of exports.

use std::collections::HashMap;

use clap::ValueEnum;
use page_conversations::Timestamp;
use serde::Serialize;
use serde_json::value::RawValue;

use super::target::OutFile;
use crate::failure::Failure;
use crate::mirror::rows::{Message, Rows, Thread, raw};
use crate::output;

/// A format of exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A conversation with its messages per line, as JSON
    Ndjson,
    /// A message per line
    Csv,
    /// The tables of a mirror
    Sqlite,
}

/// The columns of CSV.
const COLUMNS: [&str; 10] = [
    "account_id",
    "platform",
    "thread_id",
    "message_id",
    "created_time",
    "from_id",
    "from_name",
    "message",
    "attachments",
    "vanished_time",
];

/// A line of NDJSON.
#[derive(Serialize)]
struct Line {
    account_id: String,
    platform: String,
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    vanished_time: Option<Timestamp>,
    thread: Box<RawValue>,
    messages: Vec<Box<RawValue>>,
}

/// Writes all conversations of a mirror. Returns their number.
pub async fn write(format: Format, rows: &Rows, file: &mut OutFile) -> Result<u64, Failure> {
    if let (Format::Sqlite, Some(path)) = (format, file.path()) {
        return rows.copy_to(path).await;
    }
    if format == Format::Csv {
        file.write(&csv_line(&COLUMNS.map(str::to_owned))?)?;
    }
    let (mut last, mut count) = (0, 0);
    loop {
        let threads = rows.threads_after(last).await?;
        if threads.is_empty() {
            return Ok(count);
        }
        for thread in threads {
            last = thread.key;
            count += 1;
            let messages = rows.messages_of(thread.key).await?;
            match format {
                Format::Csv => {
                    for message in messages {
                        file.write(&csv_line(&columns(&thread, message))?)?;
                    }
                }
                Format::Ndjson | Format::Sqlite => file.write(&json_line(thread, messages)?)?,
            }
        }
    }
}

fn json_line(thread: Thread, messages: Vec<Message>) -> Result<Vec<u8>, Failure> {
    let messages = messages.into_iter().map(|message| raw(message.raw));
    let line = Line {
        account_id: thread.account_id,
        platform: thread.platform,
        id: thread.id,
        vanished_time: thread.vanished_at.map(Timestamp::from_unix_seconds),
        thread: raw(thread.raw)?,
        messages: messages.collect::<Result<_, _>>()?,
    };
    let mut line = output::json_line(&line)?.into_bytes();
    line.push(b'\n');
    Ok(line)
}

fn columns(thread: &Thread, message: Message) -> [String; 10] {
    let time = |seconds: Option<i64>| {
        let time = seconds.map(|seconds| Timestamp::from_unix_seconds(seconds).to_string());
        time.unwrap_or_default()
    };
    // What is not of its type has no column in the mirror.
    let as_sent = |name| as_sent(&message.raw, name);
    let (created_time, text) = (message.created_time, message.text);
    [
        thread.account_id.clone(),
        thread.platform.clone(),
        thread.id.clone(),
        message.id,
        created_time.map_or_else(|| as_sent("created_time"), |seconds| time(Some(seconds))),
        message.sender_id.unwrap_or_else(|| as_sent("from")),
        message.sender_name.unwrap_or_default(),
        text.unwrap_or_else(|| as_sent("message")),
        message.attachments.to_string(),
        time(message.vanished_at.or(thread.vanished_at)),
    ]
}

/// Returns the JSON of a member as Graph sent it; an empty text if it is absent or `null`.
fn as_sent(object: &str, name: &str) -> String {
    let members: serde_json::Result<HashMap<String, &RawValue>> = serde_json::from_str(object);
    let member = members.ok().and_then(|members| members.get(name).copied());
    let json = member.map_or("null", RawValue::get);
    if json == "null" { "" } else { json }.to_owned()
}

fn csv_line(fields: &[String]) -> Result<Vec<u8>, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let written = writer
        .write_record(fields)
        .and_then(|()| Ok(writer.flush()?));
    written.map_err(|error| Failure::file("CSV cannot be written", &error))?;
    let line = writer.into_inner();
    line.map_err(|error| Failure::file("CSV cannot be written", &error))
}

//! `watch`: new messages, as they arrive.

use std::path::PathBuf;
use std::time::Duration;

use page_conversations::sync::{Depth, SyncError};
use page_conversations::{Advice, Error, PathRequest, Timestamp};
use serde_json::{Value, json};

use super::rows::{Message, Rows, raw};
use super::{Mirror, Run, inboxes, open_or_create, sync};
use crate::access::{Access, Connection};
use crate::arguments::{Account, Platform};
use crate::failure::{Failure, Outcome};
use crate::interrupt::or_interrupted;
use crate::node::{NOTHING, one_line};
use crate::output::{Output, note};
use crate::times::{self, date_of};

#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  page-conversations watch --simulator --every 2s
  page-conversations watch --store inbox.db --json

A look takes at most two calls for each inbox in which nothing changed. Meta's webhooks take no
calls: use them where a server can receive them.")]
pub struct Watch {
    /// Polling interval
    #[arg(long, value_name = "TIME", value_parser = times::duration, default_value = "15s")]
    every: Duration,

    /// End after this number of messages
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,

    /// Keep a mirror up to date too, in this file; what arrived before is stored, and not printed
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,

    #[command(flatten)]
    account: Account,

    /// Platform [default: Messenger, and Instagram if an account is linked]
    #[arg(long, value_enum, ignore_case = true)]
    platform: Option<Platform>,

    #[command(flatten)]
    output: Output,

    #[command(flatten)]
    access: Access,
}

pub async fn run(watch: &Watch) -> Result<Outcome, Failure> {
    let page_id = watch.account.page_id();
    let connection = watch.access.connect_to_changing(page_id.as_deref()).await?;
    let inboxes = or_interrupted(inboxes(&watch.account, watch.platform, &connection)).await?;
    // Without a mirror to keep, one that begins now has what is new alone.
    let folder = tempfile::tempdir().map_err(|error| Failure::file("no temporary file", &error))?;
    let path = watch
        .store
        .clone()
        .unwrap_or_else(|| folder.path().join("watch.db"));
    let store = open_or_create(&path).await?;
    if watch.store.is_none() {
        store
            .expire(or_interrupted(now(&connection)).await?)
            .await?;
    }
    let mirror = Mirror {
        connection,
        store,
        path,
        inboxes,
    };
    let outcome = until_limit(watch, &mirror).await;
    mirror.store.close().await;
    outcome
}

async fn until_limit(watch: &Watch, mirror: &Mirror) -> Result<Outcome, Failure> {
    // What an incomplete first look leaves for the next one is not new.
    while !look(mirror, watch.every).await? {}
    let rows = Rows::open(&mirror.path).await?;
    let (_, mut last) = rows.highest_keys().await?;
    let inboxes: Vec<_> = mirror.inboxes.iter().map(ToString::to_string).collect();
    note(&format!(
        "watching {}; Ctrl-C ends it",
        inboxes.join(" and ")
    ));
    let mut left = watch.limit.unwrap_or(u32::MAX);
    loop {
        or_interrupted(async {
            tokio::time::sleep(watch.every).await;
            Ok(())
        })
        .await?;
        look(mirror, watch.every).await?;
        for message in rows.messages_after(last).await? {
            last = last.max(message.key);
            print(message, watch.output)?;
            left -= 1;
            if left == 0 {
                return Ok(Outcome::Complete);
            }
        }
    }
}

/// Brings the mirror up to date. Failures that pass are waited for. Returns whether there were
/// none.
async fn look(mirror: &Mirror, every: Duration) -> Result<bool, Failure> {
    let runs = mirror.run(Depth::Changes).await?;
    let wait_of = |run: &Run| wait_of(run, every);
    let wait = runs.iter().filter_map(wait_of).max();
    let (passing, rest): (Vec<Run>, _) = runs.into_iter().partition(|run| wait_of(run).is_some());
    list_unreadable(&rest);
    sync::list_lost(&rest);
    sync::outcome(rest)?;
    let Some(wait) = wait else {
        return Ok(true);
    };
    for (inbox, result) in passing {
        if let Err(error) = result {
            note(&format!(
                "{inbox}: {error}; waiting for {} s",
                wait.as_secs()
            ));
        }
    }
    or_interrupted(async {
        tokio::time::sleep(wait).await;
        Ok(false)
    })
    .await
}

/// Shows on stderr that something cannot be read, once each time it is tried.
fn list_unreadable(runs: &[Run]) {
    for (inbox, result) in runs {
        match result {
            Ok(report) if report.unreadable > 0 => {
                sync::note_unreadable(inbox, report.unreadable);
            }
            _ => {}
        }
    }
}

/// Returns how long to wait after a failure that may pass.
fn wait_of((_, result): &Run, every: Duration) -> Option<Duration> {
    match result {
        // No JSON, such as the page of a proxy, or a part of it.
        Err(SyncError::Graph(Error::Decode(error))) if error.path.is_none() => Some(every),
        Err(SyncError::Graph(error)) => match error.advice() {
            Advice::Wait(time) => Some(time),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the time on Graph's clock, which messages have.
async fn now(connection: &Connection) -> Result<Timestamp, Failure> {
    let request: PathRequest<Value> = PathRequest::new(["me"]).fields("id");
    let answer = connection.send(request).await?;
    Ok(date_of(&answer.info).unwrap_or_else(Timestamp::now))
}

fn print(message: Message, output: Output) -> Result<(), Failure> {
    if output.json {
        return output.line(&json!({
            "platform": message.platform,
            "thread_id": message.thread_id,
            "message": raw(message.raw)?,
        }));
    }
    let time = times::shown(message.created_time.map(Timestamp::from_unix_seconds));
    let sender = message.sender_name.or(message.sender_id);
    let sender = sender
        .as_deref()
        .map_or_else(|| NOTHING.to_owned(), one_line);
    let text = match message.text.as_deref() {
        Some(text) if !text.is_empty() => one_line(text),
        _ if message.attachments == 0 => NOTHING.to_owned(),
        _ => format!("[attachments: {}]", message.attachments),
    };
    let (platform, thread) = (message.platform, message.thread_id);
    output.text(&format!("{time}  {platform}  {thread}  {sender}: {text}"))
}

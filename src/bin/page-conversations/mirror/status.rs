//! `status`: what a mirror has.

use page_conversations::sync::{InboxStatus, RunOutcome, RunStatus};

use super::StoreFile;
use crate::failure::{Failure, Outcome};
use crate::node::{NOTHING, one_line};
use crate::output::{Output, table};
use crate::times::shown;

/// Gaps and unreadable nodes that are shown to people.
const SHOWN: usize = 10;

#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  page-conversations status --store inbox.db
  page-conversations status --store inbox.db --json | jq .unreadable")]
pub struct Status {
    #[command(flatten)]
    store: StoreFile,

    #[command(flatten)]
    output: Output,
}

pub async fn run(status: &Status) -> Result<Outcome, Failure> {
    let store = status.store.existing().await?;
    let stored = store.status().await;
    store.close().await;
    let inboxes = stored?.inboxes;
    match status.output.json {
        true => inboxes
            .iter()
            .try_for_each(|inbox| status.output.line(inbox))?,
        false => status.output.text(&for_people(&inboxes))?,
    }
    Ok(Outcome::Complete)
}

fn for_people(inboxes: &[InboxStatus]) -> String {
    if inboxes.is_empty() {
        return "no inbox yet; `page-conversations sync` adds one".to_owned();
    }
    let parts = [
        summary(inboxes),
        runs(inboxes),
        gaps(inboxes),
        unreadable(inboxes),
    ];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}

fn summary(inboxes: &[InboxStatus]) -> String {
    let header = [
        "Inbox",
        "Conversations",
        "Messages",
        "Vanished",
        "People",
        "Newest",
        "Complete to",
    ];
    let rows = inboxes.iter().map(|inbox| {
        [
            inbox.inbox.to_string(),
            inbox.threads.to_string(),
            inbox.messages.to_string(),
            (inbox.threads_vanished + inbox.messages_vanished).to_string(),
            inbox.participants.to_string(),
            shown(inbox.newest_message),
            complete_to(inbox),
        ]
    });
    table(header, rows)
}

/// Returns up to which time all is stored. An inbox without a conversation has no such time.
fn complete_to(inbox: &InboxStatus) -> String {
    let is_complete = |run: &RunStatus| run.outcome == RunOutcome::Complete;
    match inbox.watermark {
        None if inbox.runs.iter().any(is_complete) => NOTHING.to_owned(),
        None => "first run incomplete".to_owned(),
        watermark => shown(watermark),
    }
}

fn runs(inboxes: &[InboxStatus]) -> String {
    let header = [
        "Last run",
        "Inbox",
        "Outcome",
        "New messages",
        "Calls",
        "Error",
    ];
    let runs = inboxes
        .iter()
        .flat_map(|inbox| inbox.runs.iter().map(move |run| (inbox, run)));
    let mut runs: Vec<_> = runs.collect();
    runs.sort_by_key(|(_, run)| std::cmp::Reverse(run.started_at));
    let rows = runs.into_iter().take(SHOWN).map(|(inbox, run)| {
        [
            shown(Some(run.started_at)),
            inbox.inbox.to_string(),
            run.outcome.to_string(),
            run.report.messages_new.to_string(),
            run.report.calls.to_string(),
            run.error
                .as_deref()
                .map_or_else(|| NOTHING.to_owned(), one_line),
        ]
    });
    table(header, rows)
}

fn gaps(inboxes: &[InboxStatus]) -> String {
    let count: u64 = inboxes.iter().map(|inbox| inbox.gap_count).sum();
    let rows = inboxes.iter().flat_map(|inbox| &inbox.gaps);
    let rows = rows.take(SHOWN).map(|gap| {
        let from = match gap.from {
            None => "the beginning".to_owned(),
            from => shown(from),
        };
        [gap.thread_id.clone(), from, shown(Some(gap.to))]
    });
    section(
        count,
        "gaps: messages that Graph does not let read",
        table(["Conversation", "From", "To"], rows),
    )
}

fn unreadable(inboxes: &[InboxStatus]) -> String {
    let count: u64 = inboxes.iter().map(|inbox| inbox.unreadable_count).sum();
    let rows = inboxes.iter().flat_map(|inbox| &inbox.unreadable);
    let rows = rows.take(SHOWN).map(|node| {
        [
            one_line(&node.id),
            node.attempts.to_string(),
            shown(Some(node.next_at)),
            one_line(&node.error),
        ]
    });
    section(
        count,
        "unreadable: `sync` tries them again",
        table(["Id", "Attempts", "Next", "Error"], rows),
    )
}

/// Returns a table below its title; nothing if there is nothing to list.
fn section(count: u64, title: &str, table: String) -> String {
    match count {
        0 => String::new(),
        count if count > SHOWN as u64 => format!("{count} {title}; the first {SHOWN}:\n{table}"),
        count => format!("{count} {title}\n{table}"),
    }
}

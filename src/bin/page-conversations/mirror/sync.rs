//! `sync`: brings a mirror up to date.

use clap::ValueEnum;
use page_conversations::sync::{Depth, Inbox, StoreStatus, SyncReport};
use serde_json::{Value, json};

use super::{Mirror, Run, StoreFile, inboxes};
use crate::access::Access;
use crate::arguments::{Account, Platform};
use crate::failure::{Failure, Outcome};
use crate::interrupt::or_interrupted;
use crate::output::{Output, counted, note};

#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  page-conversations sync --simulator --store inbox.db
  page-conversations status --store inbox.db
  page-conversations sync --depth threads         from time to time, to find what vanished

The file is readable for its owner alone. A stop at any moment loses nothing: run it again.")]
pub struct Sync {
    #[command(flatten)]
    store: StoreFile,

    #[command(flatten)]
    account: Account,

    /// Platform [default: Messenger, and Instagram if an account is linked]
    #[arg(long, value_enum, ignore_case = true)]
    platform: Option<Platform>,

    /// How much to read
    #[arg(long, value_enum, default_value_t = Reads::Changes)]
    depth: Reads,

    #[command(flatten)]
    output: Output,

    #[command(flatten)]
    access: Access,
}

/// How much a run reads.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Reads {
    /// Conversations that changed since the last run
    Changes,
    /// All conversations are listed, to find those that vanished
    Threads,
    /// All messages of all conversations
    Everything,
}

impl From<Reads> for Depth {
    fn from(reads: Reads) -> Self {
        match reads {
            Reads::Changes => Self::Changes,
            Reads::Threads => Self::Threads,
            Reads::Everything => Self::Everything,
        }
    }
}

pub async fn run(sync: &Sync) -> Result<Outcome, Failure> {
    let page_id = sync.account.page_id();
    let connection = sync.access.connect(page_id.as_deref()).await?;
    let inboxes = or_interrupted(inboxes(&sync.account, sync.platform, &connection)).await?;
    let mirror = Mirror {
        connection,
        store: sync.store.open_or_create().await?,
        path: sync.store.path.clone(),
        inboxes,
    };
    let runs = mirror.run(sync.depth.into()).await;
    let status = mirror.store.status().await;
    mirror.store.close().await;
    let runs = runs?;
    print(&runs, sync.output)?;
    let unreadable = status.map(|status| list_unreadable(&mirror.inboxes, &status));
    list_lost(&runs);
    Ok(outcome(runs)?.and(unreadable?))
}

/// Shows on stderr how much of an inbox cannot be read.
pub fn note_unreadable(inbox: &Inbox, count: u64) {
    note(&format!("{inbox}: {count} unreadable; `status` lists them"));
}

/// Shows on stderr how much cannot be read, of this run and of those before.
fn list_unreadable(inboxes: &[Inbox], status: &StoreStatus) -> Outcome {
    let mut outcome = Outcome::Complete;
    for stored in &status.inboxes {
        let (inbox, count) = (&stored.inbox, stored.unreadable_count);
        if count > 0 && inboxes.contains(inbox) {
            note_unreadable(inbox, count);
            outcome = Outcome::Incomplete;
        }
    }
    outcome
}

/// Shows on stderr that conversations were left out, because they have no id, and that values
/// have other types.
pub fn list_lost(runs: &[Run]) {
    for (inbox, result) in runs {
        if let Ok(report) = result {
            note_lost(inbox, report.threads_without_id);
            if report.values_of_other_types > 0 {
                let count = counted(report.values_of_other_types, "value");
                note(&format!("{inbox}: {count} of another type: only in `raw`"));
            }
        }
    }
}

/// Shows on stderr that conversations of an inbox were left out, if there are any.
pub fn note_lost(inbox: &Inbox, count: u64) {
    if count > 0 {
        let count = counted(count, "conversation");
        note(&format!("{inbox}: {count} without an id: left out"));
    }
}

/// Returns how runs ended together: an error comes before what cannot be read.
pub fn outcome(runs: Vec<Run>) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::Complete;
    let mut failure = None;
    for (inbox, result) in runs {
        match result {
            Ok(report) if report.unreadable + report.threads_without_id > 0 => {
                outcome = Outcome::Incomplete;
            }
            Ok(_) => {}
            Err(error) => {
                let error = Failure::from(error).of(&inbox.to_string());
                match &failure {
                    None => failure = Some(error),
                    Some(_) => {
                        error.report();
                    }
                }
            }
        }
    }
    failure.map_or(Ok(outcome), Err)
}

fn print(runs: &[Run], output: Output) -> Result<(), Failure> {
    let done = runs
        .iter()
        .filter_map(|(inbox, result)| Some((inbox, result.as_ref().ok()?)));
    let done: Vec<_> = done.map(|(inbox, report)| value(inbox, report)).collect();
    let header = [
        "Inbox",
        "Conversations",
        "New",
        "New messages",
        "Changed",
        "Vanished",
        "Calls",
    ];
    output.table(header, &done, |run| {
        let number = |name: &str| run[name].to_string();
        let vanished = ["threads_vanished", "messages_vanished"].map(|name| run[name].as_u64());
        [
            run["inbox"].as_str().unwrap_or_default().to_owned(),
            number("threads_read"),
            number("threads_new"),
            number("messages_new"),
            number("messages_changed"),
            vanished.into_iter().flatten().sum::<u64>().to_string(),
            number("calls"),
        ]
    })
}

/// Returns the report of a run as JSON, with the names of the table `runs`.
pub fn value(inbox: &Inbox, report: &SyncReport) -> Value {
    let mut value = json!(report);
    value["inbox"] = json!(inbox.to_string());
    value["account_id"] = json!(inbox.account_id());
    value["platform"] = json!(inbox.platform());
    value
}

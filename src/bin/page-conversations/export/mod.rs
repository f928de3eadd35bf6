//! `export`: all conversations with their messages, in a file.
//!
//! An export is a mirror first, so that it misses nothing that changes meanwhile, and continues
//! where it was stopped. The file appears when it is complete.

mod format;
mod target;

use std::path::PathBuf;

use page_conversations::sync::{Depth, RunOutcome, SqliteStore};

use self::format::{Format, write};
use self::target::Target;
use crate::access::Access;
use crate::arguments::{Account, Platform};
use crate::failure::{Failure, Outcome};
use crate::interrupt::or_interrupted;
use crate::mirror::rows::Rows;
use crate::mirror::{self, Mirror, inboxes, sync};
use crate::node::one_line;
use crate::output::{counted, note};

#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  page-conversations export --simulator --format csv --out inbox.csv
  page-conversations export --out inbox.ndjson    run it again if it was stopped
  page-conversations export --from inbox.db --format csv > inbox.csv

With --out, the file is there when it is complete, and readable for its owner alone. Until then,
FILE.partial.db has what was read. CSV has texts as people wrote them, and values that are no text
or time as JSON. Import it into spreadsheets as text, because some begin with `=`.")]
pub struct Export {
    /// Format
    #[arg(long, value_enum, default_value_t = Format::Ndjson)]
    format: Format,

    /// File to write [default: stdout]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Replace the file if it exists, and begin anew what was stopped
    #[arg(long, requires = "out")]
    force: bool,

    /// Export the mirror in this file, without calls
    #[arg(long, value_name = "FILE", conflicts_with_all = ["platform", "simulator"])]
    from: Option<PathBuf>,

    #[command(flatten)]
    account: Account,

    /// Platform [default: Messenger, and Instagram if an account is linked]
    #[arg(long, value_enum, ignore_case = true)]
    platform: Option<Platform>,

    #[command(flatten)]
    access: Access,
}

pub async fn run(export: &Export) -> Result<Outcome, Failure> {
    if export.format == Format::Sqlite && export.out.is_none() {
        let failure = Failure::usage("a SQLite file cannot be written to stdout");
        return Err(failure.help("pass --out FILE"));
    }
    if let (Some(from), Some(out)) = (&export.from, &export.out) {
        Target::require_other(out, from)?;
    }
    let target = Target::new(export.out.as_deref(), export.force)?;
    match &export.from {
        Some(mirror) => {
            // Refuses what is not a mirror, or too new.
            let store = mirror::existing(mirror).await?;
            let converted = convert(export.format, mirror.clone(), &target);
            let converted = or_interrupted(converted).await;
            let outcome = match converted {
                Ok(()) => list_missing(&store).await,
                Err(failure) => Err(failure),
            };
            // Closed last, so that nothing of SQLite stays beside the file.
            store.close().await;
            outcome
        }
        None => from_graph(export, &target).await,
    }
}

async fn from_graph(export: &Export, target: &Target) -> Result<Outcome, Failure> {
    let page_id = export.account.page_id();
    let connection = export.access.connect(page_id.as_deref()).await?;
    let inboxes = or_interrupted(inboxes(&export.account, export.platform, &connection)).await?;
    let work = target.work_file();
    let mirror = Mirror {
        connection,
        store: SqliteStore::open(&work).await?,
        path: work.clone(),
        inboxes,
    };
    let filled = fill(&mirror, target).await;
    mirror.store.close().await;
    let outcome = filled?;
    or_interrupted(convert(export.format, work, target)).await?;
    target.remove_work_file();
    Ok(outcome)
}

/// Reads all inboxes.
async fn fill(mirror: &Mirror, target: &Target) -> Result<Outcome, Failure> {
    mirror.refuse_others().await?;
    let read = async || {
        let runs = mirror.run(Depth::Changes).await;
        runs.map_err(|stopped| target.explain(stopped))
    };
    sync::outcome(read().await?)?;
    // Again for what changed meanwhile.
    let outcome = sync::outcome(read().await?)?;
    Ok(list_missing(&mirror.store).await?.and(outcome))
}

/// Lists on stderr what cannot be read, and thus is not exported.
async fn list_missing(store: &SqliteStore) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::Complete;
    for inbox in store.status().await?.inboxes {
        for node in &inbox.unreadable {
            note(&format!(
                "cannot be read: {}: {}",
                node.id,
                one_line(&node.error)
            ));
        }
        let more = inbox.unreadable_count - inbox.unreadable.len() as u64;
        if more > 0 {
            note(&format!("cannot be read: {more} others"));
        }
        if inbox.gap_count > 0 {
            let (inbox, gaps) = (&inbox.inbox, counted(inbox.gap_count, "gap"));
            note(&format!(
                "{inbox}: {gaps}: messages that Graph does not let read"
            ));
        }
        let ended = inbox
            .runs
            .iter()
            .find(|run| run.outcome == RunOutcome::Complete);
        let lost = ended.map_or(0, |run| run.report.threads_without_id);
        sync::note_lost(&inbox.inbox, lost);
        if inbox.unreadable_count + lost > 0 {
            outcome = Outcome::Incomplete;
        }
    }
    Ok(outcome)
}

/// Writes a mirror in a format.
async fn convert(format: Format, mirror: PathBuf, target: &Target) -> Result<(), Failure> {
    let rows = Rows::open(&mirror).await?;
    let mut file = target.create()?;
    let written = write(format, &rows, &mut file).await;
    rows.close().await;
    let count = written?;
    if let Some(path) = file.finish()? {
        let count = counted(count, "conversation");
        note(&format!("{count} written to {}", path.display()));
    }
    Ok(())
}

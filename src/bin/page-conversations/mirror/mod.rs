//! Mirrors of inboxes: what the commands about them share.

pub mod privacy;
pub mod rows;
pub mod status;
pub mod sync;
pub mod watch;

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::time::Duration;

use page_conversations::sync::{Depth, Inbox, SqliteStore, Store, SyncError, SyncReport};
use page_conversations::{Advice, Error, PathRequest};
use serde_json::Value;

use self::rows::Rows;
use crate::access::Connection;
use crate::arguments::{Account, Platform};
use crate::failure::Failure;
use crate::files;
use crate::interrupt::run_again;
use crate::output::{self, note};
use crate::server::signals;

/// How often the progress of a run is shown.
const TICK: Duration = Duration::from_millis(500);

/// The mirror.
#[derive(clap::Args)]
pub struct StoreFile {
    /// File of the mirror, a SQLite database
    #[arg(
        long = "store",
        value_name = "FILE",
        env = "PAGE_CONVERSATIONS_STORE",
        default_value = "page-conversations.db"
    )]
    path: PathBuf,
}

impl StoreFile {
    /// Opens a mirror, which has to exist.
    async fn existing(&self) -> Result<SqliteStore, Failure> {
        existing(&self.path).await
    }

    /// Opens a mirror, or creates it.
    async fn open_or_create(&self) -> Result<SqliteStore, Failure> {
        open_or_create(&self.path).await
    }
}

/// Opens a mirror, which has to exist.
pub async fn existing(path: &Path) -> Result<SqliteStore, Failure> {
    // An empty file would become a mirror.
    if files::size(path)?.is_none_or(|size| size == 0) {
        let path = path.display();
        let failure = Failure::usage(format!("there is no mirror at {path}"));
        return Err(failure.help(format!("make one: page-conversations sync --store {path}")));
    }
    Ok(SqliteStore::open(path).await?)
}

/// Opens a mirror, or creates it.
pub async fn open_or_create(path: &Path) -> Result<SqliteStore, Failure> {
    if files::size(path)?.is_none() {
        files::require_folder(path)?;
    }
    Ok(SqliteStore::open(path).await?)
}

/// Inboxes, and the store that they are mirrored in.
pub struct Mirror {
    pub connection: Connection,
    pub store: SqliteStore,
    pub path: PathBuf,
    pub inboxes: Vec<Inbox>,
}

/// What a run did with an inbox.
pub type Run = (Inbox, Result<SyncReport, SyncError>);

impl Mirror {
    /// Refuses a file that has other inboxes too, such as one of an export of another account.
    pub async fn refuse_others(&self) -> Result<(), Failure> {
        let stored = self.store.status().await?.inboxes;
        let mut stored = stored.iter().map(|stored| &stored.inbox);
        let other = stored.find(|inbox| !self.inboxes.contains(inbox));
        let Some(other) = other else { return Ok(()) };
        let path = self.path.display();
        Err(
            Failure::usage(format!("{path} is an unfinished export of {other}"))
                .help("name another file with --out, or begin anew with --force"),
        )
    }

    /// Brings each inbox up to date. An error ends the run of one of them.
    ///
    /// If the command is stopped, all that is stored stays, and the inbox is free for the next
    /// run.
    pub async fn run(&self, depth: Depth) -> Result<Vec<Run>, Failure> {
        let stopped = signals::stopped();
        let stopped = stopped.map_err(|error| Failure::file("signals cannot be received", &error));
        let mut stopped = pin!(stopped?);
        let mut runs = Vec::new();
        for inbox in &self.inboxes {
            let run = self
                .connection
                .sync(self.store.clone(), inbox.clone(), depth);
            tokio::select! {
                result = run => runs.push((inbox.clone(), result)),
                () = &mut stopped => {
                    self.release(inbox).await;
                    return Err(Failure::interrupted(Some(run_again())));
                }
                () = self.show_progress(inbox) => {}
            }
        }
        Ok(runs)
    }

    /// Gives the lease of a run back that was dropped: this process takes it over, and ends it.
    async fn release(&self, inbox: &Inbox) {
        let report = SyncReport::default();
        let released = match self.store.begin(inbox).await {
            Ok(lease) => {
                self.store
                    .end(&lease, &report, Some("stopped by a signal"))
                    .await
            }
            Err(error) => Err(error),
        };
        if let Err(error) = released {
            note(&format!(
                "cannot release the inbox, which is free again in a minute: {error}"
            ));
        }
    }

    /// Shows on a terminal how much was stored. It does not end.
    async fn show_progress(&self, inbox: &Inbox) {
        if !io::stderr().is_terminal() {
            return std::future::pending().await;
        }
        let progress = output::progress(format!("{inbox}: listing"));
        let rows = Rows::open(&self.path).await;
        loop {
            tokio::time::sleep(TICK).await;
            if let Ok(rows) = &rows
                && let Ok((threads, messages)) = rows.highest_keys().await
            {
                let stored = format!("{threads} conversations, {messages} messages stored");
                progress.set_message(format!("{inbox}: {stored}"));
            }
        }
    }
}

/// Returns the inboxes of an account: on a platform, or all that the token shows.
pub async fn inboxes(
    account: &Account,
    platform: Option<Platform>,
    connection: &Connection,
) -> Result<Vec<Inbox>, Failure> {
    if connection.is_instagram_login {
        let request: PathRequest<Value> = PathRequest::new(["me"]).fields("id,user_id");
        let me = connection.send(request).await?.body;
        let id = id_of(&me, "user_id").or(id_of(&me, "id"));
        let id = id.ok_or_else(|| without_id("me"))?;
        return Ok(vec![Inbox::instagram_login(id)]);
    }
    let id = account.id();
    if let Some(platform) = platform
        && id != "me"
    {
        return Ok(vec![inbox(&id, platform)]);
    }
    let request: PathRequest<Value> =
        PathRequest::new([&id]).fields("id,instagram_business_account");
    let page = connection.send(request).await;
    let page = page.map_err(|error| no_page(&id, error))?.body;
    let id = id_of(&page, "id")
        .ok_or_else(|| without_id(&id).help("pass the id of the Page with --page-id"))?;
    Ok(match platform {
        Some(platform) => vec![inbox(&id, platform)],
        None if page["instagram_business_account"].is_object() => {
            Platform::ALL.map(|platform| inbox(&id, platform)).to_vec()
        }
        None => {
            note("no Instagram account is visible; --platform instagram reads its inbox anyway");
            vec![inbox(&id, Platform::Messenger)]
        }
    })
}

/// Returns the failure of an account that cannot be named.
fn without_id(asked: &str) -> Failure {
    Failure::call(format!("the answer for `{asked}` has no id"))
}

/// Returns an id of a node, if it has one.
fn id_of(node: &Value, name: &str) -> Option<String> {
    match &node[name] {
        Value::String(id) if !id.is_empty() => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

/// Returns why there is no Page. A token of a person has none of its own, and Graph names a field
/// that its person does not have.
fn no_page(id: &str, error: Error) -> Failure {
    let is_of_a_person = id == "me" && matches!(error.advice(), Advice::FixRequest { .. });
    let failure = Failure::from(error);
    match is_of_a_person {
        true => failure.help(
            "use the access token of a Page: this one is perhaps that of a person; \
             `page-conversations doctor` shows its kind",
        ),
        false => failure,
    }
}

fn inbox(id: &str, platform: Platform) -> Inbox {
    match platform {
        Platform::Messenger => Inbox::messenger(id),
        Platform::Instagram => Inbox::instagram(id),
    }
}

//! `forget` and `expire`: other people's messages.

use std::time::Duration;

use page_conversations::Timestamp;
use serde_json::json;

use super::StoreFile;
use crate::failure::{Failure, Outcome};
use crate::output::{Output, counted};
use crate::times;

#[derive(clap::Args)]
#[command(after_help = "\
Example:
  page-conversations forget 24987654321098765 --store inbox.db

Later runs of `sync` do not bring the person back. It does not need the access token, and changes
nothing on Messenger or Instagram.")]
pub struct Forget {
    /// Page-scoped or Instagram-scoped id of the person, as `participants` has it
    person_id: String,

    #[command(flatten)]
    store: StoreFile,

    #[command(flatten)]
    output: Output,
}

#[derive(clap::Args)]
#[command(after_help = "\
Example:
  page-conversations expire --older-than 365d --store inbox.db

Later runs of `sync` store nothing older either.")]
pub struct Expire {
    /// Age of messages to remove, such as 90d or 52w
    #[arg(long, value_name = "AGE", value_parser = times::duration)]
    older_than: Duration,

    #[command(flatten)]
    store: StoreFile,

    #[command(flatten)]
    output: Output,
}

pub async fn forget(forget: &Forget) -> Result<Outcome, Failure> {
    let id = forget.person_id.trim();
    if id.is_empty() {
        return Err(Failure::usage("the id of the person is empty"));
    }
    let store = forget.store.existing().await?;
    let removed = store.forget(id).await?;
    store.close().await;
    match forget.output.json {
        true => forget.output.line(&json!({ "threads_removed": removed }))?,
        false => {
            let removed = counted(removed, "conversation");
            forget.output.text(&format!("{removed} removed"))?;
        }
    }
    Ok(Outcome::Complete)
}

pub async fn expire(expire: &Expire) -> Result<Outcome, Failure> {
    let store = expire.store.existing().await?;
    let before = Timestamp::now().saturating_sub(expire.older_than);
    let before = Timestamp::from_unix_seconds(before.unix_seconds());
    let removed = store.expire(before).await?;
    store.close().await;
    match expire.output.json {
        true => {
            let removed = json!({ "messages_removed": removed, "before": before });
            expire.output.line(&removed)?;
        }
        false => {
            let removed = counted(removed, "message");
            expire
                .output
                .text(&format!("{removed} from before {before} removed"))?;
        }
    }
    Ok(Outcome::Complete)
}

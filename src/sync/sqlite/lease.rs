//! Leases of inboxes, and runs.

use std::sync::OnceLock;

use sqlx::Row;

use super::error::while_;
use super::{Result, SqliteStore, Write, commit, now};
use crate::sync::error::StoreError;
use crate::sync::inbox::Inbox;
use crate::sync::report::SyncReport;
use crate::sync::store::Lease;
use crate::types::timestamp::Timestamp;

/// For how many seconds a lease is valid, unless it is renewed.
const VALID_FOR: i64 = 60;

/// Identifies this process. A process takes over its own leases at once.
fn worker() -> &'static str {
    static WORKER: OnceLock<String> = OnceLock::new();
    WORKER.get_or_init(|| format!("{:016x}", fastrand::Rng::new().u64(..)))
}

pub(super) async fn begin(store: &SqliteStore, inbox: &Inbox) -> Result<Lease> {
    let doing = while_("beginning a run");
    let mut write = store.write().await?;
    sqlx::query("INSERT INTO inboxes (account_id, platform) VALUES (?, ?) ON CONFLICT DO NOTHING")
        .bind(inbox.account_id())
        .bind(inbox.platform())
        .execute(&mut *write)
        .await
        .map_err(&doing)?;
    let row = sqlx::query(
        "SELECT key, lease_holder, lease_token, lease_until FROM inboxes
         WHERE account_id = ? AND platform = ?",
    );
    let row = row.bind(inbox.account_id()).bind(inbox.platform());
    let row = row.fetch_one(&mut *write).await.map_err(&doing)?;
    let now = now();
    let until: i64 = row.try_get("lease_until").map_err(&doing)?;
    let holder: Option<String> = row.try_get("lease_holder").map_err(&doing)?;
    let is_other = holder.is_some_and(|holder| holder != worker());
    // A lease that would be valid for longer was written before the clock was set back.
    if is_other && (now..=now + VALID_FOR).contains(&until) {
        return Err(StoreError::Leased {
            inbox: inbox.clone(),
            until: Timestamp::from_unix_seconds(until),
        });
    }
    let inbox_key: i64 = row.try_get("key").map_err(&doing)?;
    let token: i64 = row.try_get("lease_token").map_err(&doing)?;
    sqlx::query(
        "UPDATE inboxes SET lease_holder = ?, lease_token = ?, lease_until = ? WHERE key = ?",
    )
    .bind(worker())
    .bind(token + 1)
    .bind(now + VALID_FOR)
    .bind(inbox_key)
    .execute(&mut *write)
    .await
    .map_err(&doing)?;
    let run = begin_run(&mut write, inbox_key, now).await?;
    commit(write).await?;
    Ok(Lease {
        inbox: inbox.clone(),
        inbox_key,
        token: token + 1,
        run,
    })
}

/// Marks runs that did not end as stopped, and adds one.
async fn begin_run(write: &mut Write, inbox: i64, now: i64) -> Result<i64> {
    let doing = while_("beginning a run");
    sqlx::query(
        "UPDATE runs SET outcome = 'stopped', ended_at = ?
         WHERE inbox = ? AND outcome = 'running'",
    )
    .bind(now)
    .bind(inbox)
    .execute(&mut **write)
    .await
    .map_err(&doing)?;
    let added = sqlx::query(
        "INSERT INTO runs (inbox, started_at, outcome) VALUES (?, ?, 'running') RETURNING key",
    );
    let added = added.bind(inbox).bind(now).fetch_one(&mut **write).await;
    added
        .and_then(|row| row.try_get("key"))
        .map_err(while_("beginning a run"))
}

/// Refuses the writes of a lease that is not valid any more, and extends it otherwise.
pub(super) async fn check(write: &mut Write, lease: &Lease) -> Result<()> {
    let extended = sqlx::query(
        "UPDATE inboxes SET lease_until = ?
         WHERE key = ? AND lease_token = ? AND lease_holder = ?",
    )
    .bind(now() + VALID_FOR)
    .bind(lease.inbox_key)
    .bind(lease.token)
    .bind(worker())
    .execute(&mut **write)
    .await
    .map_err(while_("renewing a lease"))?;
    match extended.rows_affected() {
        0 => Err(StoreError::LeaseLost),
        _ => Ok(()),
    }
}

pub(super) async fn end(
    store: &SqliteStore,
    lease: &Lease,
    report: &SyncReport,
    error: Option<&str>,
) -> Result<()> {
    let doing = while_("ending a run");
    let mut write = store.write_as(lease).await?;
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    sqlx::query(
        "UPDATE runs SET ended_at = ?, outcome = ?, error = ?, calls = ?, threads_listed = ?,
             threads_read = ?, threads_new = ?, threads_vanished = ?, messages_new = ?,
             messages_changed = ?, messages_vanished = ?, gaps = ?, unreadable = ?
         WHERE key = ?",
    )
    .bind(now())
    .bind(if error.is_some() {
        "failed"
    } else {
        "complete"
    })
    .bind(error)
    .bind(number(report.calls))
    .bind(number(report.threads_listed))
    .bind(number(report.threads_read))
    .bind(number(report.threads_new))
    .bind(number(report.threads_vanished))
    .bind(number(report.messages_new))
    .bind(number(report.messages_changed))
    .bind(number(report.messages_vanished))
    .bind(number(report.gaps))
    .bind(number(report.unreadable))
    .bind(lease.run)
    .execute(&mut *write)
    .await
    .map_err(&doing)?;
    sqlx::query("UPDATE inboxes SET lease_holder = NULL WHERE key = ?")
        .bind(lease.inbox_key)
        .execute(&mut *write)
        .await
        .map_err(&doing)?;
    commit(write).await
}

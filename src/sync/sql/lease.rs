//! Leases of inboxes, and runs.

use std::time::Duration;

use super::database::{Database, Dialect, Result, RowOf, SqlRow, Value, Write, values};
use crate::sync::error::StoreError;
use crate::sync::inbox::Inbox;
use crate::sync::report::SyncReport;
use crate::sync::store::Lease;
use crate::types::timestamp::Timestamp;

/// For how many seconds a lease is valid, unless it is renewed.
pub(in crate::sync) const VALID_FOR: i64 = 60;

const BEGINNING: &str = "beginning a run";

/// Returns the condition that an inbox has a lease that is valid now. One that would be valid
/// for longer was written before the clock was set back.
pub(super) fn is_leased(inbox: &str, now: &str) -> String {
    format!(
        "({inbox}.lease_holder IS NOT NULL
             AND {inbox}.lease_until BETWEEN {now} AND {now} + {VALID_FOR})"
    )
}

pub(in crate::sync) async fn begin<D: Database>(store: &D, inbox: &Inbox) -> Result<Lease> {
    let mut write = store.write().await?;
    add(&mut write, inbox).await?;
    let statement = format!(
        "SELECT key, lease_until, {} AND lease_holder <> $3 AS is_leased FROM inboxes
         WHERE {} = {} AND platform = $2 {}",
        is_leased("inboxes", D::NOW),
        D::key("account_id"),
        D::key("$1"),
        D::LOCKED
    );
    let values = values![inbox.account_id(), inbox.platform(), store.worker()];
    let row = write.row(BEGINNING, &statement, values).await?;
    if row.flag("is_leased")? {
        return Err(StoreError::Leased {
            inbox: inbox.clone(),
            until: row.time("lease_until")?,
        });
    }
    let lease = take(&mut write, store.worker(), inbox, row.integer("key")?).await?;
    write.commit().await?;
    Ok(lease)
}

/// Adds an inbox that is not there yet.
async fn add(write: &mut impl Write, inbox: &Inbox) -> Result<()> {
    let statement = "INSERT INTO inboxes (account_id, platform) VALUES ($1, $2)
         ON CONFLICT DO NOTHING";
    let values = values![inbox.account_id(), inbox.platform()];
    write.execute("adding an inbox", statement, values).await?;
    Ok(())
}

/// Sets whether inboxes are taken by whoever is free.
pub(in crate::sync) async fn schedule<D: Database>(
    store: &D,
    inboxes: &[Inbox],
    is_scheduled: bool,
) -> Result<()> {
    let mut write = store.write().await?;
    let statement = format!(
        "UPDATE inboxes SET is_scheduled = $3
         WHERE {} = {} AND platform = $2 AND is_scheduled <> $3",
        D::key("account_id"),
        D::key("$1")
    );
    for inbox in inboxes {
        if is_scheduled {
            add(&mut write, inbox).await?;
        }
        let values = values![inbox.account_id(), inbox.platform(), is_scheduled];
        write
            .execute("scheduling an inbox", &statement, values)
            .await?;
    }
    write.commit().await
}

pub(in crate::sync) async fn begin_next<D: Database>(
    store: &D,
    every: Duration,
) -> Result<Option<Lease>> {
    let mut write = store.write().await?;
    // One worker at a time decides, because two that do so at once do not see what the other
    // takes.
    if let Some(statement) = D::DECIDING {
        write.rows(BEGINNING, statement, &[]).await?;
    }
    let now = D::NOW;
    let statement = format!(
        "SELECT key, account_id, platform FROM inboxes
         WHERE is_scheduled AND NOT {leased}
             AND (lease_holder IS NOT NULL OR started_at NOT BETWEEN {now} - $1 + 1 AND {now})
             AND NOT EXISTS (SELECT 1 FROM inboxes AS others
                 WHERE {account} = {other} AND {other_leased} AND others.lease_holder <> $2)
         ORDER BY started_at, key LIMIT 1 {skip_locked}",
        leased = is_leased("inboxes", now),
        account = D::key("inboxes.account_id"),
        other = D::key("others.account_id"),
        other_leased = is_leased("others", now),
        skip_locked = D::SKIP_LOCKED
    );
    let values = values![every.as_secs().max(1), store.worker()];
    let rows = write.rows(BEGINNING, &statement, values).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let inbox = stored_inbox(row)?;
    let lease = take(&mut write, store.worker(), &inbox, row.integer("key")?).await?;
    write.commit().await?;
    Ok(Some(lease))
}

/// Takes the lease of an inbox that is free, and begins a run. One that did not end is marked as
/// stopped.
async fn take<W: Write>(write: &mut W, worker: &str, inbox: &Inbox, key: i64) -> Result<Lease> {
    let now = W::NOW;
    let statement = format!(
        "UPDATE inboxes SET lease_holder = $1, lease_token = lease_token + 1,
             lease_until = {now} + {VALID_FOR}, started_at = {now}
         WHERE key = $2 RETURNING lease_token"
    );
    let taken = write
        .row(BEGINNING, &statement, values![worker, key])
        .await?;
    let statement = format!(
        "UPDATE runs SET outcome = 'stopped', ended_at = {now}
         WHERE inbox = $1 AND outcome = 'running'"
    );
    write.execute(BEGINNING, &statement, values![key]).await?;
    let statement = format!(
        "INSERT INTO runs (inbox, started_at, outcome) VALUES ($1, {now}, 'running')
         RETURNING key"
    );
    let run = write.row(BEGINNING, &statement, values![key]).await?;
    Ok(Lease {
        inbox: inbox.clone(),
        inbox_key: key,
        token: taken.integer("lease_token")?,
        run: run.integer("key")?,
    })
}

const RENEWING: &str = "renewing a lease";

/// Returns the statement that extends a lease which is still valid.
fn extension<D: Dialect>() -> String {
    format!(
        "UPDATE inboxes SET lease_until = {} + {VALID_FOR}
         WHERE key = $1 AND lease_token = $2 AND lease_holder = $3",
        D::NOW
    )
}

/// Begins a transaction that writes to the inbox of a lease, and extends the lease. A lease that
/// is not valid any more is refused.
pub(super) async fn write_as<D: Database>(store: &D, lease: &Lease) -> Result<D::Write> {
    let values = values![lease.inbox_key, lease.token, store.worker()];
    let statement = extension::<D>();
    let extended = store.write_first(RENEWING, &statement, values);
    match extended.await? {
        (_, 0) => Err(StoreError::LeaseLost),
        (write, _) => Ok(write),
    }
}

/// Begins such a transaction as [`write_as`], and reads a row with a statement.
pub(super) async fn write_and_read_as<D: Database>(
    store: &D,
    lease: &Lease,
    read: &str,
) -> Result<(D::Write, RowOf<D>)> {
    let values = values![lease.inbox_key, lease.token, store.worker()];
    let statement = extension::<D>();
    let extended = store.write_and_read(RENEWING, &statement, values, read);
    match extended.await? {
        (_, 0, _) => Err(StoreError::LeaseLost),
        (write, _, row) => Ok((write, row)),
    }
}

pub(in crate::sync) async fn renew(store: &impl Database, lease: &Lease) -> Result<()> {
    write_as(store, lease).await?.commit().await
}

pub(in crate::sync) async fn end<D: Database>(
    store: &D,
    lease: &Lease,
    report: &SyncReport,
    error: Option<&str>,
) -> Result<()> {
    const ENDING: &str = "ending a run";
    let mut write = write_as(store, lease).await?;
    let numbers = report.columns();
    let assigned = numbers.iter().zip(4..);
    let assigned: Vec<_> = assigned
        .map(|((column, _), number)| format!("{column} = ${number}"))
        .collect();
    let statement = format!(
        "UPDATE runs SET ended_at = {}, outcome = $2, error = $3, {} WHERE key = $1",
        D::NOW,
        assigned.join(", ")
    );
    let outcome = if error.is_some() {
        "failed"
    } else {
        "complete"
    };
    let mut values = values![lease.run, outcome, error].to_vec();
    values.extend(numbers.iter().map(|(_, count)| Value::from(*count)));
    write.execute(ENDING, &statement, &values).await?;
    let given_back = "UPDATE inboxes SET lease_holder = NULL WHERE key = $1";
    write
        .execute(ENDING, given_back, values![lease.inbox_key])
        .await?;
    write.commit().await
}

/// Returns when the lease of a row ends, if there is one.
pub(super) fn leased_until(row: &impl SqlRow) -> Result<Option<Timestamp>> {
    match row.flag("is_leased")? {
        true => row.optional_time("lease_until"),
        false => Ok(None),
    }
}

/// Returns the inbox of a row.
pub(super) fn stored_inbox(row: &impl SqlRow) -> Result<Inbox> {
    let platform = row.text("platform")?;
    let inbox = Inbox::stored(&platform, &row.text("account_id")?);
    inbox.ok_or_else(|| StoreError::Broken {
        message: format!("an inbox has the platform `{platform}`"),
    })
}

//! Removes what is stored of people, and what is old.

use hmac_sha256::HMAC;

use super::database::{Database, Dialect, Result, SqlRow, Write, values};
use super::lease;
use crate::sync::error::StoreError;
use crate::sync::store::{Lease, MessageRow, ThreadRow};
use crate::types::timestamp::Timestamp;

const FORGETTING: &str = "forgetting a person";

/// Returns the query of conversations in which a person takes part, wrote, or is mentioned by
/// id.
fn threads_of_person<D: Dialect>() -> String {
    let position = D::POSITION;
    let (person, id) = (D::key("person_id"), D::key("$1"));
    format!(
        r#"SELECT key, inbox, id FROM threads WHERE key IN (
            SELECT thread FROM participants WHERE {person} = {id}
            UNION SELECT thread FROM messages
                WHERE sender_id = $1 OR {position}(raw, '"' || $1 || '"') > 0
            UNION SELECT key FROM threads WHERE {position}(raw, '"' || $1 || '"') > 0
        )"#
    )
}

/// Whether an id is that of an inbox, or of whoever takes part in all of its conversations.
const IS_OWNER: &str = "
    SELECT EXISTS (SELECT 1 FROM inboxes WHERE account_id = $1 OR 10 < (
        SELECT count(*) FROM threads WHERE inbox = inboxes.key
    ) AND NOT EXISTS (
        SELECT 1 FROM threads WHERE inbox = inboxes.key AND NOT EXISTS (
            SELECT 1 FROM participants WHERE thread = threads.key AND person_id = $1
        )
    )) AS is_owner";

pub(in crate::sync) async fn forget<D: Database>(store: &D, person_id: &str) -> Result<u64> {
    let mut write = store.write().await?;
    wait_for_runs(&mut write).await?;
    let row = write.row(FORGETTING, IS_OWNER, values![person_id]).await?;
    if row.flag("is_owner")? {
        return Err(StoreError::OwnAccount);
    }
    let salt = Forgotten::salt(&mut write).await?;
    add_hash(&mut write, &hash(&salt, PERSON, person_id)).await?;
    let threads = threads_of_person::<D>();
    let threads = write.rows(FORGETTING, &threads, values![person_id]).await?;
    for row in &threads {
        let (inbox, id) = (row.integer("inbox")?, row.text("id")?);
        remove_thread(&mut write, inbox, &id).await?;
        add_hash(&mut write, &hash(&salt, THREAD, &id)).await?;
    }
    write.commit().await?;
    store.clean().await?;
    Ok(threads.len() as u64)
}

pub(in crate::sync) async fn expire(store: &impl Database, older_than: Timestamp) -> Result<u64> {
    const EXPIRING: &str = "removing old messages";
    let mut write = store.write().await?;
    wait_for_runs(&mut write).await?;
    let mut expire = async |statement| {
        let values = values![older_than];
        write.execute(EXPIRING, statement, values).await
    };
    // Never back.
    expire("UPDATE settings SET keep_since = $1 WHERE keep_since IS NULL OR keep_since < $1")
        .await?;
    expire("DELETE FROM gaps WHERE to_time < $1").await?;
    expire("DELETE FROM unreadable WHERE updated_time < $1").await?;
    let messages = expire("DELETE FROM messages WHERE created_time < $1").await?;
    expire("DELETE FROM threads WHERE updated_time < $1").await?;
    write.commit().await?;
    store.clean().await?;
    Ok(messages)
}

/// Waits for the writes of runs, and lets others begin only after this one. Those that began
/// before do not know what is to be forgotten.
async fn wait_for_runs<W: Write>(write: &mut W) -> Result<()> {
    let statement = format!("SELECT key FROM inboxes ORDER BY key {}", W::LOCKED);
    write.rows(FORGETTING, &statement, &[]).await?;
    Ok(())
}

/// Removes a conversation with all that belongs to it.
async fn remove_thread<W: Write>(write: &mut W, inbox: i64, id: &str) -> Result<()> {
    let (key, of_key, given) = (W::key("id"), W::key("thread_id"), W::key("$2"));
    for statement in [
        &*format!("DELETE FROM threads WHERE inbox = $1 AND {key} = {given}"),
        &*format!("DELETE FROM unreadable WHERE inbox = $1 AND {of_key} = {given}"),
        "UPDATE inboxes SET walk_newest = NULL, walk_cursor = NULL, walk_thread = NULL
         WHERE key = $1 AND walk_thread = $2",
    ] {
        write
            .execute(FORGETTING, statement, values![inbox, id])
            .await?;
    }
    Ok(())
}

/// What people and conversations are hashed with, so that an id of the one is not taken for
/// one of the other.
const PERSON: &str = "person";
const THREAD: &str = "thread";

fn hash(salt: &[u8], kind: &str, id: &str) -> Vec<u8> {
    HMAC::mac(format!("{kind}:{id}"), salt).to_vec()
}

async fn add_hash<W: Write>(write: &mut W, hash: &[u8]) -> Result<()> {
    let statement = format!(
        "INSERT INTO forgotten (hash, forgotten_at) VALUES ($1, {}) ON CONFLICT DO NOTHING",
        W::NOW
    );
    write.execute(FORGETTING, &statement, values![hash]).await?;
    Ok(())
}

/// The people and conversations that are to be forgotten, and the time before which all is.
pub(super) struct Forgotten {
    /// What ids are hashed with; `None` if there is nobody to forget.
    salt: Option<Vec<u8>>,
    keep_since: Option<Timestamp>,
}

impl Forgotten {
    /// Begins a transaction that writes as [`lease::write_as`] does, and reads them in it.
    ///
    /// They are read after the lease is renewed, not with it. A statement of PostgreSQL that
    /// waited for a row does not see what else was committed meanwhile, such as what [`forget`]
    /// wrote.
    pub(super) async fn write_as<D: Database>(
        store: &D,
        lease: &Lease,
    ) -> Result<(D::Write, Self)> {
        let read = "SELECT keep_since, EXISTS (SELECT 1 FROM forgotten) AS has_any FROM settings";
        let (mut write, row) = lease::write_and_read_as(store, lease, read).await?;
        let forgotten = Self {
            salt: match row.flag("has_any")? {
                true => Some(Self::salt(&mut write).await?),
                false => None,
            },
            keep_since: row.optional_time("keep_since")?,
        };
        Ok((write, forgotten))
    }

    /// Returns whether what has a time is not to be stored.
    pub(super) fn is_expired(&self, time: Option<Timestamp>) -> bool {
        time.zip(self.keep_since)
            .is_some_and(|(time, since)| time < since)
    }

    async fn salt(write: &mut impl Write) -> Result<Vec<u8>> {
        let row = write.row(FORGETTING, "SELECT salt FROM settings", &[]);
        row.await?.bytes("salt")
    }

    pub(super) async fn has_thread(&self, write: &mut impl Write, id: &str) -> Result<bool> {
        self.has(write, THREAD, id).await
    }

    async fn has(&self, write: &mut impl Write, kind: &str, id: &str) -> Result<bool> {
        let Some(salt) = &self.salt else {
            return Ok(false);
        };
        let hash = hash(salt, kind, id);
        let found = "SELECT forgotten_at FROM forgotten WHERE hash = $1";
        let found = write.rows(FORGETTING, found, values![&*hash]).await?;
        Ok(!found.is_empty())
    }

    /// Returns whether a conversation is not to be stored, and removes what of it is. Later, it
    /// is known by its id.
    pub(super) async fn refuse(
        &self,
        write: &mut impl Write,
        inbox: i64,
        thread: &ThreadRow,
        messages: &[MessageRow],
    ) -> Result<bool> {
        let Some(salt) = &self.salt else {
            return Ok(false);
        };
        let senders = messages
            .iter()
            .filter_map(|message| message.sender.as_ref());
        let people = thread.participants.iter().chain(senders);
        let mut ids: Vec<_> = people.map(|person| &person.id).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut is_refused = self.has_thread(write, &thread.id).await?;
        for id in ids {
            is_refused = is_refused || self.has(write, PERSON, id).await?;
        }
        if is_refused {
            remove_thread(write, inbox, &thread.id).await?;
            add_hash(write, &hash(salt, THREAD, &thread.id)).await?;
        }
        Ok(is_refused)
    }
}

//! Removes what is stored of people, and what is old.

use hmac_sha256::HMAC;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::error::while_;
use super::{Result, SqliteStore, Write, commit, now};
use crate::sync::error::StoreError;
use crate::sync::store::{MessageRow, ThreadRow};
use crate::types::timestamp::Timestamp;

const FORGETTING: &str = "forgetting a person";

/// Conversations in which a person takes part, wrote, or is mentioned by id.
const THREADS_OF_PERSON: &str = r#"
    SELECT key, inbox, id FROM threads WHERE key IN (
        SELECT thread FROM participants WHERE person_id = ?1
        UNION SELECT thread FROM messages WHERE sender_id = ?1 OR instr(raw, '"' || ?1 || '"')
        UNION SELECT key FROM threads WHERE instr(raw, '"' || ?1 || '"')
    )"#;

/// Whether an id is that of an inbox, or of whoever takes part in all of its conversations.
const IS_OWNER: &str = "
    SELECT EXISTS (SELECT 1 FROM inboxes WHERE account_id = ?1 OR 10 < (
        SELECT count(*) FROM threads WHERE inbox = inboxes.key
    ) AND NOT EXISTS (
        SELECT 1 FROM threads WHERE inbox = inboxes.key AND NOT EXISTS (
            SELECT 1 FROM participants WHERE thread = threads.key AND person_id = ?1
        )
    ))";

pub(super) async fn forget(store: &SqliteStore, person_id: &str) -> Result<u64> {
    let doing = while_(FORGETTING);
    let mut write = store.write().await?;
    let is_owner = sqlx::query_scalar(IS_OWNER).bind(person_id);
    if is_owner.fetch_one(&mut *write).await.map_err(&doing)? {
        return Err(StoreError::OwnAccount);
    }
    let salt = Forgotten::salt(&mut write).await?;
    add_hash(&mut write, &hash(&salt, PERSON, person_id)).await?;
    let threads = sqlx::query(THREADS_OF_PERSON).bind(person_id);
    let threads = threads.fetch_all(&mut *write).await.map_err(&doing)?;
    for row in &threads {
        let thread = (|| sqlx::Result::Ok((row.try_get("inbox")?, row.try_get("id")?)))();
        let (inbox, id): (i64, String) = thread.map_err(&doing)?;
        remove_thread(&mut write, inbox, &id).await?;
        add_hash(&mut write, &hash(&salt, THREAD, &id)).await?;
    }
    commit(write).await?;
    // The journal has what was removed too.
    let emptied = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)");
    emptied.execute(&store.pool).await.map_err(&doing)?;
    Ok(threads.len() as u64)
}

pub(super) async fn expire(store: &SqliteStore, older_than: Timestamp) -> Result<u64> {
    let doing = while_("removing old messages");
    let time = older_than.unix_seconds();
    let mut write = store.write().await?;
    let expired = [
        "UPDATE settings SET keep_since = max(coalesce(keep_since, ?1), ?1)",
        "DELETE FROM gaps WHERE to_time < ?1",
        "DELETE FROM unreadable WHERE updated_time < ?1",
        "DELETE FROM messages WHERE created_time < ?1",
        "DELETE FROM threads WHERE updated_time < ?1",
    ];
    let mut messages = 0;
    for statement in expired {
        let done = sqlx::query(statement).bind(time).execute(&mut *write).await;
        let done = done.map_err(&doing)?;
        if statement.contains("FROM messages") {
            messages = done.rows_affected();
        }
    }
    commit(write).await?;
    let emptied = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)");
    emptied.execute(&store.pool).await.map_err(&doing)?;
    Ok(messages)
}

/// Removes a conversation with all that belongs to it.
async fn remove_thread(write: &mut Write, inbox: i64, id: &str) -> Result<()> {
    for statement in [
        "DELETE FROM threads WHERE inbox = ? AND id = ?",
        "DELETE FROM unreadable WHERE inbox = ? AND thread_id = ?",
        "UPDATE inboxes SET walk_newest = NULL, walk_cursor = NULL, walk_thread = NULL
         WHERE key = ? AND walk_thread = ?",
    ] {
        let removed = sqlx::query(statement).bind(inbox).bind(id);
        removed
            .execute(&mut **write)
            .await
            .map_err(while_(FORGETTING))?;
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

async fn add_hash(write: &mut Write, hash: &[u8]) -> Result<()> {
    sqlx::query("INSERT INTO forgotten (hash, forgotten_at) VALUES (?, ?) ON CONFLICT DO NOTHING")
        .bind(hash)
        .bind(now())
        .execute(&mut **write)
        .await
        .map_err(while_(FORGETTING))?;
    Ok(())
}

/// The people and conversations that are to be forgotten.
pub(super) struct Forgotten {
    /// What ids are hashed with; `None` if there is nothing to forget.
    salt: Option<Vec<u8>>,
}

impl Forgotten {
    pub(super) async fn load(write: &mut Write) -> Result<Self> {
        let row = sqlx::query("SELECT EXISTS (SELECT 1 FROM forgotten) AS any");
        let row = row.fetch_one(&mut **write).await;
        let any: bool = row
            .and_then(|row: SqliteRow| row.try_get("any"))
            .map_err(while_(FORGETTING))?;
        let salt = match any {
            true => Some(Self::salt(write).await?),
            false => None,
        };
        Ok(Self { salt })
    }

    async fn salt(write: &mut Write) -> Result<Vec<u8>> {
        let row = sqlx::query("SELECT salt FROM settings");
        let row = row.fetch_one(&mut **write).await;
        row.and_then(|row: SqliteRow| row.try_get("salt"))
            .map_err(while_(FORGETTING))
    }

    pub(super) async fn has_thread(&self, write: &mut Write, id: &str) -> Result<bool> {
        self.has(write, THREAD, id).await
    }

    async fn has(&self, write: &mut Write, kind: &str, id: &str) -> Result<bool> {
        let Some(salt) = &self.salt else {
            return Ok(false);
        };
        let row = sqlx::query("SELECT EXISTS (SELECT 1 FROM forgotten WHERE hash = ?) AS has");
        let row = row.bind(hash(salt, kind, id)).fetch_one(&mut **write).await;
        row.and_then(|row: SqliteRow| row.try_get("has"))
            .map_err(while_(FORGETTING))
    }

    /// Returns whether a conversation is not to be stored, and removes what of it is. Later, it
    /// is known by its id.
    pub(super) async fn refuse(
        &self,
        write: &mut Write,
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

//! Stores a conversation with messages.

use super::database::{Database, MOST_ROWS, Result, SqlRow, Statement, Value, Write, rows, values};
use super::forget::Forgotten;
use super::put_messages::put_messages;
use super::unreadable;
use crate::sync::store::{Changes, Gap, Lease, MessageRow, PersonRow, ThreadRow, Vanished};

const STORING: &str = "storing a conversation";

pub(in crate::sync) async fn put_thread(
    store: &impl Database,
    lease: &Lease,
    thread: &ThreadRow,
    messages: &[MessageRow],
) -> Result<Changes> {
    let (mut write, forgotten) = Forgotten::write_as(store, lease).await?;
    let is_left_out = forgotten.is_expired(thread.updated_time)
        || forgotten
            .refuse(&mut write, lease.inbox_key, thread, messages)
            .await?;
    let messages = messages.iter();
    let messages: Vec<_> = messages
        .filter(|message| !forgotten.is_expired(message.created_time))
        .collect();
    let mut changes = Changes {
        is_left_out,
        ..Changes::default()
    };
    if !is_left_out {
        put(&mut write, lease, thread, &messages, &mut changes).await?;
    }
    write.commit().await?;
    Ok(changes)
}

async fn put<W: Write>(
    write: &mut W,
    lease: &Lease,
    thread: &ThreadRow,
    messages: &[&MessageRow],
    changes: &mut Changes,
) -> Result<()> {
    let row = put_row(write, lease, thread).await?;
    let StoredRow { key, is_new, .. } = row;
    changes.is_new_thread = is_new;
    if let Some(gap) = thread.gap {
        changes.gaps += put_gap(write, key, gap).await?;
    }
    let people = distinct(&thread.participants);
    let participants = people.chunks(MOST_ROWS);
    let participants = participants.map(|some| participants_of::<W>(key, some));
    put_messages(write, &row, participants.collect(), messages, changes).await?;
    changes.messages_vanished = mark_vanished(write, key, &thread.vanished).await?;
    if thread.is_complete && (row.has_unreadable || !thread.unreadable.is_empty()) {
        unreadable::replace(write, lease, &thread.id, &thread.unreadable).await?;
    }
    Ok(())
}

/// A conversation that was stored without its messages.
pub(super) struct StoredRow {
    pub(super) key: i64,
    pub(super) is_new: bool,
    /// When it was stored, by the clock of the database.
    pub(super) synced_at: i64,
    /// Whether something of it could not be read before.
    has_unreadable: bool,
}

/// Stores a conversation without its messages. A new one, of which a first walk has many, takes
/// one statement.
async fn put_row<W: Write>(write: &mut W, lease: &Lease, thread: &ThreadRow) -> Result<StoredRow> {
    let (now, id, given) = (W::NOW, W::key("id"), W::key("$2"));
    let returned = format!(
        "RETURNING key, synced_at, EXISTS (SELECT 1 FROM unreadable
             WHERE inbox = $1 AND {} = {given}) AS has_unreadable",
        W::key("thread_id")
    );
    let insert = format!(
        "INSERT INTO threads (inbox, id, updated_time, is_settled, is_complete, listed_run,
             synced_at, raw)
         VALUES ($1, $2, $3, $4, $5, $6, {now}, $7)
         ON CONFLICT (inbox, {id}) DO NOTHING {returned}"
    );
    let update = format!(
        "UPDATE threads SET updated_time = $3, is_settled = $4, is_complete = $5,
             listed_run = $6, synced_at = {now}, raw = $7, vanished_at = NULL
         WHERE inbox = $1 AND {id} = {given} {returned}"
    );
    let values = values![
        lease.inbox_key,
        &thread.id,
        thread.updated_time,
        thread.is_settled,
        thread.is_complete,
        lease.run,
        &thread.raw,
    ];
    let inserted = write.optional_row(STORING, &insert, values).await?;
    let is_new = inserted.is_some();
    let row = match inserted {
        Some(row) => row,
        None => write.row(STORING, &update, values).await?,
    };
    Ok(StoredRow {
        key: row.integer("key")?,
        is_new,
        synced_at: row.integer("synced_at")?,
        has_unreadable: row.flag("has_unreadable")?,
    })
}

/// Stores a gap before a time, after the newest message that is stored. Returns 1 if it is new.
async fn put_gap<W: Write>(write: &mut W, thread: i64, gap: Gap) -> Result<u64> {
    let statement = format!(
        "INSERT INTO gaps (thread, from_time, to_time, found_at)
         VALUES ($1, (SELECT max(created_time) FROM messages
             WHERE thread = $1 AND created_time < $2), $2, {})
         ON CONFLICT DO NOTHING",
        W::NOW
    );
    write
        .execute(STORING, &statement, values![thread, gap.to])
        .await
}

/// Returns the statement that stores participants. Those who have left stay.
fn participants_of<W: Write>(thread: i64, people: &[PersonRow]) -> Statement<'_> {
    const PARAMETERS: usize = 5;
    let text = format!(
        "INSERT INTO participants (thread, person_id, name, username, email) VALUES {}
         ON CONFLICT (thread, {}) DO UPDATE SET
             name = coalesce(excluded.name, participants.name),
             username = coalesce(excluded.username, participants.username),
             email = coalesce(excluded.email, participants.email)",
        rows::<W>(people.len(), PARAMETERS),
        W::key("person_id")
    );
    let mut values = Vec::with_capacity(people.len() * PARAMETERS);
    for person in people {
        values.extend::<[Value<'_>; PARAMETERS]>([
            thread.into(),
            (&person.id).into(),
            (&person.name).into(),
            (&person.username).into(),
            (&person.email).into(),
        ]);
    }
    Statement { text, values }
}

/// Returns each person once: PostgreSQL refuses to store one twice with a statement. Of one who
/// is there twice, what the last one states counts.
fn distinct(people: &[PersonRow]) -> Vec<PersonRow> {
    let mut distinct: Vec<PersonRow> = Vec::with_capacity(people.len());
    for person in people {
        let known = distinct.iter_mut().find(|known| known.id == person.id);
        let Some(known) = known else {
            distinct.push(person.clone());
            continue;
        };
        for (known, stated) in [
            (&mut known.name, &person.name),
            (&mut known.username, &person.username),
            (&mut known.email, &person.email),
        ] {
            if stated.is_some() {
                known.clone_from(stated);
            }
        }
    }
    distinct
}

/// Marks messages as vanished. Returns their number.
async fn mark_vanished<W: Write>(write: &mut W, thread: i64, which: &Vanished) -> Result<u64> {
    let (ids, newer_than, or_all_of) = match which {
        Vanished::Unknown => return Ok(0),
        Vanished::NotIn { ids } => (ids, None, 0),
        Vanished::NewerThan {
            ids,
            oldest,
            or_all_of,
        } => (ids, Some(*oldest), *or_all_of),
    };
    let statement = format!(
        "UPDATE messages SET vanished_at = {}
         WHERE thread = $1 AND vanished_at IS NULL
             AND id NOT IN (SELECT value FROM {})
             AND ($3 IS NULL OR created_time > $3
                 OR (SELECT count(*) FROM messages WHERE thread = $1) <= $4)",
        W::NOW,
        W::list("$2")
    );
    let values = values![thread, ids, newer_than, or_all_of];
    write.execute("marking messages", &statement, values).await
}

#[cfg(test)]
mod tests {
    use super::{PersonRow, distinct};

    #[test]
    fn a_person_who_is_there_twice_is_stored_once_with_all_that_is_stated() {
        let person = |id: &str, name: Option<&str>, email: Option<&str>| PersonRow {
            id: id.to_owned(),
            name: name.map(str::to_owned),
            username: None,
            email: email.map(str::to_owned),
        };
        let people = [
            person("1", Some("Robin"), Some("1@facebook.com")),
            person("2", None, None),
            person("1", Some("Robin Low"), None),
        ];
        let once: Vec<_> = distinct(&people)
            .into_iter()
            .map(|person| (person.id, person.name, person.email))
            .collect();
        let robin = (
            Some("Robin Low".to_owned()),
            Some("1@facebook.com".to_owned()),
        );
        assert_eq!(
            once,
            [
                ("1".to_owned(), robin.0, robin.1),
                ("2".to_owned(), None, None)
            ]
        );
    }
}

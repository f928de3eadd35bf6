//! Stores messages, many with one statement.

use std::collections::HashMap;

use super::database::{MOST_ROWS, Result, SqlRow, Statement, Value, Write, rows, values};
use super::put_thread::StoredRow;
use crate::sync::store::{Changes, MessageRow};

/// Parameters of a message.
const PARAMETERS: usize = 8;

const STORING: &str = "storing messages";

/// Stores messages of a conversation, after other statements. Those that are stored and the same
/// are left as they are. A conversation that is new has none.
pub(super) async fn put_messages<W: Write>(
    write: &mut W,
    thread: &StoredRow,
    before: Vec<Statement<'_>>,
    messages: &[&MessageRow],
    changes: &mut Changes,
) -> Result<()> {
    // A page may have a message twice, which PostgreSQL refuses to store with one statement.
    let last = messages.iter().enumerate();
    let last: HashMap<_, _> = last.map(|(n, message)| (&*message.id, n)).collect();
    let messages = messages.iter().enumerate();
    let messages = messages.filter(|(n, message)| last.get(&*message.id) == Some(n));
    let messages: Vec<_> = messages.map(|(_, message)| *message).collect();
    if thread.is_new {
        return put_new(write, thread, before, &messages, changes).await;
    }
    write.execute_all(STORING, &before).await?;
    for some in messages.chunks(MOST_ROWS) {
        put_some(write, thread, some, changes).await?;
    }
    Ok(())
}

/// Returns the statement that stores so many messages that are new.
fn insert<W: Write>(messages: usize) -> String {
    format!(
        "INSERT INTO messages (thread, id, created_time, sender_id, sender_name, text, raw,
             stored_at)
         VALUES {}",
        rows::<W>(messages, PARAMETERS)
    )
}

/// Returns the statement that stores so many messages, and returns those that changed.
fn upsert<W: Write>(messages: usize) -> String {
    format!(
        "{} ON CONFLICT (thread, {}) DO UPDATE SET
             created_time = coalesce(excluded.created_time, messages.created_time),
             sender_id = coalesce(excluded.sender_id, messages.sender_id),
             sender_name = coalesce(excluded.sender_name, messages.sender_name),
             text = excluded.text, raw = excluded.raw, changed_at = excluded.stored_at,
             vanished_at = NULL
         WHERE messages.raw <> excluded.raw OR messages.vanished_at IS NOT NULL
         RETURNING key, id, changed_at IS NULL AS is_new",
        insert::<W>(messages),
        W::key("id")
    )
}

fn values_of<'a>(thread: &StoredRow, messages: &[&'a MessageRow]) -> Vec<Value<'a>> {
    let mut values = Vec::with_capacity(messages.len() * PARAMETERS);
    for message in messages {
        let sender = message.sender.as_ref();
        let name = sender.and_then(|sender| sender.name.as_ref().or(sender.username.as_ref()));
        values.extend::<[Value<'_>; PARAMETERS]>([
            thread.key.into(),
            (&message.id).into(),
            message.created_time.into(),
            sender.map(|sender| &sender.id).into(),
            name.into(),
            (&message.text).into(),
            (&message.raw).into(),
            thread.synced_at.into(),
        ]);
    }
    values
}

/// Stores new messages. A row for each would take longer than to store them.
async fn put_new<W: Write>(
    write: &mut W,
    thread: &StoredRow,
    before: Vec<Statement<'_>>,
    messages: &[&MessageRow],
    changes: &mut Changes,
) -> Result<()> {
    let mut inserts = messages.chunks(MOST_ROWS).map(|some| Statement {
        text: insert::<W>(some.len()),
        values: values_of(thread, some),
    });
    let (others, mut statements) = (before.len(), before);
    statements.extend(inserts.next());
    let counts = write.execute_all(STORING, &statements).await?;
    changes.messages_new += counts.iter().skip(others).sum::<u64>();
    for Statement { text, values } in inserts {
        changes.messages_new += write.execute(STORING, &text, &values).await?;
    }
    let (id, given) = (W::key("id"), W::key("$2"));
    let key = format!("SELECT key FROM messages WHERE thread = $1 AND {id} = {given}");
    let with_attachments = messages.iter().filter(|row| !row.attachments.is_empty());
    for message in with_attachments {
        let values = values![thread.key, &message.id];
        let row = write.row(STORING, &key, values).await?;
        put_attachments(write, row.integer("key")?, message, true).await?;
    }
    Ok(())
}

async fn put_some<W: Write>(
    write: &mut W,
    thread: &StoredRow,
    messages: &[&MessageRow],
    changes: &mut Changes,
) -> Result<()> {
    let (statement, values) = (upsert::<W>(messages.len()), values_of(thread, messages));
    let rows = write.rows(STORING, &statement, &values).await?;
    let by_id = messages.iter().map(|message| (&*message.id, message));
    let by_id: HashMap<_, _> = by_id.collect();
    for row in rows {
        let (key, id, is_new) = (row.integer("key")?, row.text("id")?, row.flag("is_new")?);
        match is_new {
            true => changes.messages_new += 1,
            false => changes.messages_changed += 1,
        }
        if let Some(message) = by_id.get(&*id) {
            put_attachments(write, key, message, is_new).await?;
        }
    }
    Ok(())
}

async fn put_attachments(
    write: &mut impl Write,
    message: i64,
    row: &MessageRow,
    is_new: bool,
) -> Result<()> {
    const STORING: &str = "storing attachments";
    if !is_new {
        let removal = "DELETE FROM attachments WHERE message = $1";
        write.execute(STORING, removal, values![message]).await?;
    }
    for (position, attachment) in row.attachments.iter().enumerate() {
        let statement = "INSERT INTO attachments (message, position, id, mime_type, name, size)
             VALUES ($1, $2, $3, $4, $5, $6)";
        let values = values![
            message,
            position,
            &attachment.id,
            &attachment.mime_type,
            &attachment.name,
            attachment.size,
        ];
        write.execute(STORING, statement, values).await?;
    }
    Ok(())
}

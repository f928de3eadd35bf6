//! What a store has, and what Graph has, to compare them.

use std::collections::BTreeMap;
use std::path::Path;

use futures_util::TryStreamExt;
use page_conversations::Graph;
use page_conversations::sync::Inbox;
use page_conversations::v26_0::{
    ListConversations, ListMessages, Platform, UnifiedMessageFields, UnifiedThreadFields,
};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Row, SqliteConnection};

/// The messages of conversations, by their ids, without those that vanished.
pub type Threads = BTreeMap<String, Thread>;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Thread {
    pub time: Option<i64>,
    pub people: Vec<String>,
    pub messages: BTreeMap<String, Message>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    pub time: Option<i64>,
    pub sender: Option<String>,
    pub text: Option<String>,
    pub attachments: usize,
    pub reactions: usize,
}

pub async fn connect(path: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(path);
    options.connect().await.unwrap()
}

/// Returns the numbers of a query.
pub async fn numbers(path: &Path, query: &str) -> Vec<Option<i64>> {
    let mut connection = connect(path).await;
    let rows = sqlx::raw_sql(query)
        .fetch_all(&mut connection)
        .await
        .unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// Returns the only number of a query.
pub async fn number(path: &Path, query: &str) -> i64 {
    numbers(path, query).await[0].unwrap()
}

/// Returns the texts of a query.
pub async fn texts(path: &Path, query: &str) -> Vec<String> {
    let mut connection = connect(path).await;
    let rows = sqlx::raw_sql(query)
        .fetch_all(&mut connection)
        .await
        .unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// Reads what is stored of an inbox.
pub async fn stored(path: &Path, inbox: &Inbox) -> Threads {
    let mut connection = connect(path).await;
    let threads = sqlx::query(
        "SELECT threads.key, id, updated_time FROM threads JOIN inboxes ON inbox = inboxes.key
         WHERE account_id = ? AND platform = ? AND vanished_at IS NULL",
    );
    let threads = threads.bind(inbox.account_id()).bind(inbox.platform());
    let mut all = Threads::new();
    for row in threads.fetch_all(&mut connection).await.unwrap() {
        let key: i64 = row.get("key");
        let mut thread = Thread {
            time: row.get("updated_time"),
            ..Thread::default()
        };
        let people = "SELECT person_id FROM participants WHERE thread = ? ORDER BY person_id";
        let people = sqlx::query(people)
            .bind(key)
            .fetch_all(&mut connection)
            .await;
        thread.people = people.unwrap().iter().map(|row| row.get(0)).collect();
        let messages = sqlx::query(
            "SELECT id, created_time, sender_id, text, raw,
                 (SELECT count(*) FROM attachments WHERE message = key) AS attachments
             FROM messages WHERE thread = ? AND vanished_at IS NULL",
        );
        for row in messages.bind(key).fetch_all(&mut connection).await.unwrap() {
            let raw: serde_json::Value = serde_json::from_str(row.get("raw")).unwrap();
            let message = Message {
                time: row.get("created_time"),
                sender: row.get("sender_id"),
                text: row.get("text"),
                attachments: row.get::<i64, _>("attachments") as usize,
                reactions: raw["reactions"]["data"].as_array().map_or(0, Vec::len),
            };
            thread.messages.insert(row.get("id"), message);
        }
        all.insert(row.get("id"), thread);
    }
    all
}

/// Reads all of an inbox from Graph, conversation by conversation.
pub async fn on_graph(graph: &Graph, inbox: &Inbox) -> Threads {
    let platform = match inbox.platform() {
        "messenger" => Platform::Messenger,
        _ => Platform::Instagram,
    };
    let fields = UnifiedThreadFields::new().updated_time().participants();
    let list = ListConversations::new(inbox.account_id())
        .platform(platform)
        .fields(fields);
    let listed: Vec<_> = graph.items(list).try_collect().await.unwrap();
    let mut all = Threads::new();
    for thread in listed {
        let people = thread.participants.unwrap_or_default().data;
        let mut people: Vec<_> = people
            .into_iter()
            .filter_map(|person| Some(person.id?.to_string()))
            .collect();
        people.sort();
        let fields = UnifiedMessageFields::new()
            .created_time()
            .from()
            .message()
            .attachments()
            .reactions();
        let messages = ListMessages::new(thread.id.clone()).fields(fields);
        let messages: Vec<_> = graph.items(messages).try_collect().await.unwrap();
        let messages = messages.into_iter().map(|message| {
            let row = Message {
                time: message.created_time.map(|time| time.unix_seconds()),
                sender: message.from.and_then(|from| Some(from.id?.to_string())),
                text: message.message,
                attachments: message.attachments.map_or(0, |all| all.data.len()),
                reactions: message.reactions.map_or(0, |all| all.data.len()),
            };
            (message.id.to_string(), row)
        });
        let thread_row = Thread {
            time: thread.updated_time.map(|time| time.unix_seconds()),
            people,
            messages: messages.collect(),
        };
        all.insert(thread.id.to_string(), thread_row);
    }
    all
}

/// Fails with the first difference.
pub fn assert_same(stored: &Threads, expected: &Threads) {
    for (id, thread) in expected {
        let Some(found) = stored.get(id) else {
            panic!("conversation {id} is not stored");
        };
        for (message_id, message) in &thread.messages {
            assert_eq!(
                found.messages.get(message_id),
                Some(message),
                "message {message_id} of {id}"
            );
        }
        for message_id in found.messages.keys() {
            let is_there = thread.messages.contains_key(message_id);
            assert!(is_there, "message {message_id} of {id} is not on Graph");
        }
        assert_eq!(found, thread, "{id}");
    }
    for id in stored.keys() {
        assert!(
            expected.contains_key(id),
            "conversation {id} is not on Graph"
        );
    }
}

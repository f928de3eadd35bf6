//! What a store has, and what Graph has, to compare them.

use std::collections::{BTreeMap, HashMap};

use futures_util::TryStreamExt;
use page_conversations::Graph;
use page_conversations::simulator::{self, World};
use page_conversations::sync::Inbox;
use page_conversations::v26_0::{
    ListConversations, ListMessages, Platform, UnifiedMessageFields, UnifiedThreadFields,
};

use super::database::TestDatabase;

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

/// Returns the numbers of a query.
pub async fn numbers(database: &impl TestDatabase, query: &str) -> Vec<Option<i64>> {
    let rows = database.query(query).await;
    rows.iter()
        .map(|row| row[0].as_deref().map(number_of))
        .collect()
}

/// Reads a number, or whether something holds.
fn number_of(text: &str) -> i64 {
    match text {
        "f" => 0,
        "t" => 1,
        text => text.parse().unwrap(),
    }
}

/// Returns the only number of a query.
pub async fn number(database: &impl TestDatabase, query: &str) -> i64 {
    numbers(database, query).await[0].unwrap()
}

/// Returns the texts of a query.
pub async fn texts(database: &impl TestDatabase, query: &str) -> Vec<String> {
    let rows = database.query(query).await;
    rows.into_iter()
        .map(|mut row| row.swap_remove(0).unwrap())
        .collect()
}

/// Reads what is stored of an inbox.
pub async fn stored(database: &impl TestDatabase, inbox: &Inbox) -> Threads {
    let of_inbox = format!(
        "SELECT key FROM threads WHERE vanished_at IS NULL AND inbox = (
             SELECT key FROM inboxes WHERE account_id = '{}' AND platform = '{}')",
        inbox.account_id(),
        inbox.platform()
    );
    let time = |text: &Option<String>| text.as_deref().map(number_of);
    let threads = format!("SELECT key, id, updated_time FROM threads WHERE key IN ({of_inbox})");
    let mut ids = HashMap::new();
    let mut all = Threads::new();
    for row in database.query(&threads).await {
        let [key, Some(id), updated] = &*row else {
            panic!("{row:?}");
        };
        ids.insert(key.clone(), id.clone());
        let thread = Thread {
            time: time(updated),
            ..Thread::default()
        };
        all.insert(id.clone(), thread);
    }
    let people = format!(
        "SELECT thread, person_id FROM participants WHERE thread IN ({of_inbox})
         ORDER BY person_id"
    );
    for row in database.query(&people).await {
        of(&mut all, &ids, &row[0]).people.extend(row[1].clone());
    }
    let messages = format!(
        "SELECT thread, id, created_time, sender_id, text, raw,
             (SELECT count(*) FROM attachments WHERE message = key)
         FROM messages WHERE vanished_at IS NULL AND thread IN ({of_inbox})"
    );
    for row in database.query(&messages).await {
        let [
            thread,
            Some(id),
            created,
            sender,
            text,
            Some(raw),
            Some(attachments),
        ] = &*row
        else {
            panic!("{row:?}");
        };
        let raw: serde_json::Value = serde_json::from_str(raw).unwrap();
        let message = Message {
            time: time(created),
            sender: sender.clone(),
            text: text.clone(),
            attachments: number_of(attachments) as usize,
            reactions: raw["reactions"]["data"].as_array().map_or(0, Vec::len),
        };
        of(&mut all, &ids, thread)
            .messages
            .insert(id.clone(), message);
    }
    all
}

/// Returns the conversation of a key.
fn of<'a>(
    all: &'a mut Threads,
    ids: &HashMap<Option<String>, String>,
    key: &Option<String>,
) -> &'a mut Thread {
    all.get_mut(&ids[key]).unwrap()
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

/// Returns what the world has of an inbox and Graph lets read, without a call.
pub fn in_world(world: &World, inbox: &Inbox) -> Threads {
    let (platform, readable) = match inbox.platform() {
        "messenger" => (simulator::Platform::Messenger, usize::MAX),
        _ => (simulator::Platform::Instagram, 20),
    };
    let length = |message: &simulator::Message, name: &str| {
        let mut extras = message.extras.iter();
        let value = extras.find(|(other, _)| other == name);
        value.map_or(0, |(_, value)| value["data"].as_array().map_or(0, Vec::len))
    };
    let threads = world.threads(inbox.account_id(), platform).map(|thread| {
        let messages = world.messages(&thread.id).take(readable);
        let messages = messages.filter(|message| !message.is_deleted);
        let messages = messages.map(|message| {
            let row = Message {
                time: Some(message.created_time.unix_seconds()),
                sender: Some(message.from.id.to_string()),
                text: Some(message.message.clone()),
                attachments: length(&message, "attachments"),
                reactions: length(&message, "reactions"),
            };
            (message.id.clone(), row)
        });
        let people = thread.participants.iter();
        let mut people: Vec<_> = people.map(|person| person.id.to_string()).collect();
        people.sort();
        let row = Thread {
            time: Some(thread.updated_time.unix_seconds()),
            people,
            messages: messages.collect(),
        };
        (thread.id.clone(), row)
    });
    threads.collect()
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

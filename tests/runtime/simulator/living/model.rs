//! A naive model of a world: lists that are searched from end to end.

use page_conversations::Timestamp;
use page_conversations::simulator::{Change, Changed, NewMessage, Platform, Sender, World};

#[derive(Clone, Debug, PartialEq)]
pub struct ModelMessage {
    pub id: String,
    pub time: Timestamp,
    pub is_deleted: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ModelThread {
    pub id: String,
    pub page: String,
    pub platform: Platform,
    pub person: String,
    pub folder: String,
    pub time: Timestamp,
    pub unread: i64,
    /// The newest first.
    pub messages: Vec<ModelMessage>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    pub threads: Vec<ModelThread>,
    /// Time of the newest message that there ever was.
    newest: Timestamp,
}

/// What a list of conversations is filtered by.
#[derive(Clone, Debug)]
pub struct Filter {
    pub page: String,
    pub platform: Platform,
    pub folder: Option<&'static str>,
    pub person: Option<String>,
    pub after_ms: Option<i128>,
    pub before_ms: Option<i128>,
}

impl Model {
    /// Reads all of a world.
    pub fn new(world: &World) -> Self {
        let mut threads = Vec::new();
        for page in world.pages() {
            for platform in super::PLATFORMS {
                for thread in world.threads(page.id(), platform) {
                    let messages = world.messages(&thread.id).map(|message| ModelMessage {
                        id: message.id.clone(),
                        time: message.created_time,
                        is_deleted: message.is_deleted,
                    });
                    threads.push(ModelThread {
                        id: thread.id.clone(),
                        page: page.id().to_owned(),
                        platform,
                        person: thread.participants[0].id.to_string(),
                        folder: thread.folder.to_string(),
                        time: thread.updated_time,
                        unread: thread.unread_count,
                        messages: messages.collect(),
                    });
                }
            }
        }
        let newest = threads.iter().map(|thread| thread.time).max().unwrap();
        Self { threads, newest }
    }

    /// Does what a change did, which the world named.
    pub fn apply(&mut self, change: &Change, changed: &Changed, now: Timestamp) {
        let id = changed.thread_id.as_str();
        match change {
            Change::NewThread {
                page_id,
                platform,
                message,
                ..
            } => {
                self.threads.push(ModelThread {
                    id: id.to_owned(),
                    page: page_id.clone(),
                    platform: *platform,
                    person: String::new(),
                    folder: "inbox".to_owned(),
                    time: now,
                    unread: 0,
                    messages: Vec::new(),
                });
                self.write(message, changed, now);
            }
            Change::NewMessage { message, .. } => self.write(message, changed, now),
            Change::MoveThread { folder, .. } => self.thread(id).folder = folder.clone(),
            Change::ReadThread { .. } => self.thread(id).unread = 0,
            Change::DeleteMessage { message_id } => {
                let mut messages = self.thread(id).messages.iter_mut();
                let message = messages.find(|message| message.id == *message_id);
                message.unwrap().is_deleted = true;
            }
            Change::DeleteThread { .. } => self.threads.retain(|thread| thread.id != id),
            other => assert!(matches!(other, Change::React { .. }), "{other:?}"),
        }
    }

    fn write(&mut self, message: &NewMessage, changed: &Changed, now: Timestamp) {
        let next = self.newest + std::time::Duration::from_millis(1);
        self.newest = now.max(next);
        let time = self.newest;
        let thread = self.thread(&changed.thread_id);
        thread.time = time;
        thread.unread += i64::from(message.from == Sender::Person);
        let id = changed.message_id.clone().unwrap();
        let is_deleted = false;
        thread.messages.insert(
            0,
            ModelMessage {
                id,
                time,
                is_deleted,
            },
        );
    }

    fn thread(&mut self, id: &str) -> &mut ModelThread {
        let mut threads = self.threads.iter_mut();
        threads.find(|thread| thread.id == id).unwrap()
    }

    /// The conversations that pass a filter, the newest first.
    pub fn list(&self, filter: &Filter) -> Vec<String> {
        let threads = self.threads.iter().filter(|thread| {
            let time = thread.time.unix_milliseconds();
            thread.page == filter.page
                && thread.platform == filter.platform
                && filter.folder.is_none_or(|folder| thread.folder == folder)
                && filter.person.as_ref().is_none_or(|id| thread.person == *id)
                && filter.after_ms.is_none_or(|after| time > after)
                && filter.before_ms.is_none_or(|before| time < before)
        });
        let mut threads: Vec<_> = threads.collect();
        threads.sort_by_key(|thread| std::cmp::Reverse(thread.time));
        threads.iter().map(|thread| thread.id.clone()).collect()
    }
}

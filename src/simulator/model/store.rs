//! Stored conversations and messages, with what they are found by.

use std::sync::Arc;

use imbl::{HashMap, Vector};

use super::message::Message;
use super::page::Page;
use super::seed::SeedKey;
use super::shelf::{Label, Place, Shelf};
use super::thread::{Platform, Thread};
use crate::types::timestamp::Timestamp;

/// A stored conversation.
#[derive(Clone, Debug)]
pub(crate) struct StoredThread {
    /// Index of the Page.
    pub(crate) page: usize,
    place: Place,
    pub(crate) thread: Thread,
    /// The newest first.
    pub(crate) messages: Vector<Arc<Message>>,
}

impl StoredThread {
    pub(crate) fn place(&self) -> Place {
        self.place
    }

    /// Returns the position of a message.
    fn position(&self, id: &str, time: Timestamp) -> Option<usize> {
        let first = self.first_at(time);
        let mut same_time = self.messages.iter().skip(first).enumerate();
        let (position, _) = same_time.find(|(_, message)| message.id == id)?;
        Some(first + position)
    }

    /// Returns the position of the first message that is not after a time.
    fn first_at(&self, time: Timestamp) -> usize {
        let newer = |message: &Arc<Message>| message.created_time > time;
        self.messages
            .binary_search_by(|message| match newer(message) {
                true => std::cmp::Ordering::Less,
                false => std::cmp::Ordering::Greater,
            })
            .unwrap_or_else(|position| position)
    }
}

/// Where a message is.
#[derive(Clone, Debug)]
struct MessagePlace {
    thread: Arc<str>,
    time: Timestamp,
}

/// Stored conversations. A copy shares what did not change since.
#[derive(Clone, Debug, Default)]
pub(crate) struct Store {
    threads: HashMap<Arc<str>, StoredThread>,
    messages: HashMap<Arc<str>, MessagePlace>,
    shelves: HashMap<(usize, Platform), Shelf>,
    /// Grows with each conversation that gets a place.
    order: u64,
}

impl Store {
    pub(crate) fn thread(&self, id: &str) -> Option<&StoredThread> {
        self.threads.get(id)
    }

    /// Returns all conversations, in no order.
    pub(crate) fn threads(&self) -> impl Iterator<Item = &StoredThread> {
        self.threads.values()
    }

    pub(crate) fn shelf(&self, page: usize, platform: Platform) -> Option<&Shelf> {
        self.shelves.get(&(page, platform))
    }

    pub(crate) fn has_message(&self, id: &str) -> bool {
        self.messages.contains_key(id)
    }

    /// Returns the conversation of a message, and its position there.
    pub(crate) fn message(&self, id: &str) -> Option<(&StoredThread, usize)> {
        let place = self.messages.get(id)?;
        let stored = self.threads.get(&place.thread)?;
        Some((stored, stored.position(id, place.time)?))
    }

    /// Stores a conversation with its messages, after those of the same time.
    pub(crate) fn insert(&mut self, page: &Page, thread: Thread, mut messages: Vec<Message>) {
        messages.sort_by_key(|message| std::cmp::Reverse(message.created_time));
        let id: Arc<str> = thread.id.as_str().into();
        for message in &messages {
            self.index(message, &id);
        }
        self.order += 1;
        let stored = StoredThread {
            page: page.index,
            place: Place::new(thread.updated_time, SAME_TIME + self.order),
            thread,
            messages: messages.into_iter().map(Arc::new).collect(),
        };
        self.list(page, &id, stored);
    }

    /// Changes a conversation, whose id, platform and messages stay. One that is
    /// newer than before precedes those of the same time.
    pub(crate) fn update(&mut self, page: &Page, id: &str, change: impl FnOnce(&mut Thread)) {
        let Some((id, mut stored)) = self.threads.remove_with_key(id) else {
            return;
        };
        self.unlist(page, &stored);
        change(&mut stored.thread);
        if stored.thread.updated_time != stored.place.time() {
            self.order += 1;
            stored.place = Place::new(stored.thread.updated_time, SAME_TIME - self.order);
        }
        self.list(page, &id, stored);
    }

    /// Adds a message to a conversation, before those of the same time.
    pub(crate) fn add_message(&mut self, thread_id: &str, message: Message) {
        let id: Arc<str> = thread_id.into();
        self.index(&message, &id);
        if let Some(stored) = self.threads.get_mut(&id) {
            let position = stored.first_at(message.created_time);
            stored.messages.insert(position, Arc::new(message));
        }
    }

    /// Changes a message, whose id and time stay.
    pub(crate) fn update_message(&mut self, id: &str, change: impl FnOnce(&mut Message)) {
        let Some(place) = self.messages.get(id) else {
            return;
        };
        let Some(stored) = self.threads.get_mut(&place.thread) else {
            return;
        };
        let position = stored.position(id, place.time);
        let message = position.and_then(|position| stored.messages.get_mut(position));
        if let Some(message) = message {
            change(Arc::make_mut(message));
        }
    }

    /// Removes a conversation with its messages.
    pub(crate) fn remove(&mut self, page: &Page, id: &str) {
        if let Some(stored) = self.threads.remove(id) {
            self.unlist(page, &stored);
            for message in &stored.messages {
                self.messages.remove(message.id.as_str());
            }
        }
    }

    /// Leaves a seeded conversation out of the lists.
    pub(crate) fn move_seeded(&mut self, key: SeedKey) {
        let shelf = self.shelves.entry((key.page, key.platform)).or_default();
        shelf.add_moved(key.index);
    }

    fn index(&mut self, message: &Message, thread: &Arc<str>) {
        let place = MessagePlace {
            thread: thread.clone(),
            time: message.created_time,
        };
        self.messages.insert(message.id.as_str().into(), place);
    }

    fn list(&mut self, page: &Page, id: &Arc<str>, stored: StoredThread) {
        let shelf = self.shelf_mut(&stored);
        with_label(page, &stored, |label| shelf.add(id, label));
        self.threads.insert(id.clone(), stored);
    }

    fn unlist(&mut self, page: &Page, stored: &StoredThread) {
        let shelf = self.shelf_mut(stored);
        with_label(page, stored, |label| shelf.remove(&stored.thread.id, label));
    }

    fn shelf_mut(&mut self, stored: &StoredThread) -> &mut Shelf {
        let key = (stored.page, stored.thread.platform);
        self.shelves.entry(key).or_default()
    }
}

/// The middle of the numbers that tell conversations of the same time apart.
const SAME_TIME: u64 = u64::MAX / 2;

fn with_label(page: &Page, stored: &StoredThread, then: impl FnOnce(Label<'_>)) {
    let people: Vec<_> = stored.thread.people(page).map(|one| &*one.id).collect();
    then(Label {
        place: stored.place,
        folder: &stored.thread.folder,
        people: &people,
    });
}

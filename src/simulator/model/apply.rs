//! Applies changes to a world.

use std::time::Duration;

use serde_json::json;

use super::change::{Change, ChangeError, Changed, NewMessage, Sender};
use super::message::Message;
use super::page::Page;
use super::person::Person;
use super::reactions::set_reaction;
use super::seed::{self, SeedKey};
use super::thread::{Platform, Thread};
use super::world::World;
use crate::types::timestamp::Timestamp;

/// The time between two messages that arrive at the same time, so that each is the
/// newest for a while.
const LEAST_INTERVAL: Duration = Duration::from_millis(1);

/// Where something changed: the Page, and the conversation.
type Place = (Page, Thread);

impl World {
    /// Changes the world at a time, in milliseconds.
    ///
    /// A message has that time or, if the world has a conversation of that time or a
    /// later one, the millisecond after it: time does not run backwards in a world.
    ///
    /// # Errors
    ///
    /// Returns an error if something that the change names does not exist, or exists
    /// where it is new. The world is then as it was.
    pub fn change(&mut self, change: Change, at: Timestamp) -> Result<Changed, ChangeError> {
        match change {
            Change::NewMessage { thread_id, message } => self.write(&thread_id, message, at),
            Change::NewThread {
                page_id,
                platform,
                person,
                message,
            } => self.begin(&page_id, platform, person, message, at),
            Change::AddThread {
                page_id,
                thread,
                messages,
            } => {
                let thread_id = thread.id.clone();
                self.add(&page_id, *thread, messages)?;
                Ok(Changed {
                    page_id,
                    thread_id,
                    message_id: None,
                })
            }
            Change::AddMessage { thread_id, message } => self.add_message(&thread_id, *message),
            Change::MoveThread { thread_id, folder } => self.change_thread(&thread_id, |thread| {
                override_extras(thread, &["folder"]);
                thread.folder = folder.into();
            }),
            Change::ReadThread { thread_id } => self.change_thread(&thread_id, |thread| {
                override_extras(thread, &["unread_count"]);
                thread.unread_count = 0;
            }),
            Change::React {
                message_id,
                by,
                reaction,
            } => self.react(&message_id, by, reaction),
            Change::DeleteMessage { message_id } => self.delete_message(&message_id),
            Change::DeleteThread { thread_id } => self.delete_thread(&thread_id),
        }
    }

    /// Returns the time of a message that arrives at a time.
    fn arrival(&self, at: Timestamp) -> Timestamp {
        let milliseconds = i64::try_from(at.unix_milliseconds());
        let at = Timestamp::from_unix_milliseconds(milliseconds.unwrap_or(i64::MAX));
        let newest = self.newest_time();
        newest.map_or(at, |newest| at.max(newest.saturating_add(LEAST_INTERVAL)))
    }

    /// Adds a message that someone writes.
    fn write(
        &mut self,
        thread_id: &str,
        new: NewMessage,
        at: Timestamp,
    ) -> Result<Changed, ChangeError> {
        let (page, thread) = self.locate(thread_id)?;
        let replied_to = new.reply_to.as_deref();
        let replied_to = replied_to.map(|id| self.message_of(thread_id, id));
        let replied_to = replied_to.transpose()?;
        let id = self.new_message_id(&thread);
        let mut message = message(&page, &thread, new.from, (id, self.arrival(at)))?.text(new.text);
        if !new.attachments.is_empty() {
            message = message.extra("attachments", json!({ "data": new.attachments }));
        }
        if let Some(other) = replied_to {
            let is_self_reply = other.from.id == message.from.id;
            let reply = json!({ "mid": other.id, "is_self_reply": is_self_reply });
            message = message.extra("reply_to", reply);
        }
        self.add_message(thread_id, message)
    }

    /// Begins a conversation.
    fn begin(
        &mut self,
        page_id: &str,
        platform: Platform,
        person: Option<Person>,
        new: NewMessage,
        at: Timestamp,
    ) -> Result<Changed, ChangeError> {
        let page = self.check_page(page_id, platform)?.clone();
        let key = self.new_key(&page, platform);
        let new_person = seed::new_person(key);
        let person = match person {
            None => new_person,
            Some(person) if person.id.is_empty() => Person {
                id: new_person.id,
                ..person
            },
            Some(person) => person,
        };
        if page.has_id(&person.id) {
            return Err(ChangeError::NoPerson(key.thread_id()));
        }
        if let Some(thread) = self.find_thread_of_person(&page, platform, &person.id) {
            return Err(ChangeError::HasThread {
                person_id: person.id.into_owned(),
                thread_id: thread.id.clone(),
            });
        }
        if let Some(id) = new.reply_to {
            return Err(ChangeError::UnknownMessage(id));
        }
        let thread = match platform {
            Platform::Messenger => Thread::on_messenger(key.thread_id(), self.arrival(at)),
            Platform::Instagram => Thread::on_instagram(key.thread_id(), self.arrival(at)),
        };
        let thread = thread
            .participant(person)
            .participant(page.participant(platform));
        let thread_id = thread.id.clone();
        // The message has the time of the conversation, which is not the newest yet.
        let time = thread.updated_time;
        self.begun = key.index + 1 - seed::NEW_INDEX;
        self.store.insert(&page, thread, Vec::new());
        self.write(&thread_id, new, time)
    }

    /// Adds a message to a conversation.
    fn add_message(&mut self, thread_id: &str, message: Message) -> Result<Changed, ChangeError> {
        let (page, thread) = self.locate(thread_id)?;
        if self.find_message(&message.id).is_some() {
            return Err(ChangeError::MessageExists(message.id));
        }
        self.check_id(&message.id)?;
        self.make_stored(&page, &thread);
        let id = message.id.clone();
        let newest = self.store.thread(thread_id);
        let newest = newest.and_then(|stored| Some(stored.messages.front()?.created_time));
        let is_newest = newest.is_none_or(|newest| message.created_time >= newest);
        let is_unread = is_newest && !page.has_id(&message.from.id);
        self.store.update(&page, thread_id, |thread| {
            override_extras(thread, &["snippet", "unread_count", "updated_time"]);
            count_message(thread);
            thread.updated_time = thread.updated_time.max(message.created_time);
            thread.unread_count += i64::from(is_unread);
            if is_newest && !message.is_deleted {
                thread.snippet = message.message.clone().into();
            }
        });
        self.newest = self.newest.max(Some(message.created_time));
        self.store.add_message(thread_id, message);
        Ok(changed(&page, thread_id, Some(id)))
    }

    fn react(
        &mut self,
        message_id: &str,
        by: Sender,
        reaction: Option<String>,
    ) -> Result<Changed, ChangeError> {
        let (page, thread) = self.locate_message(message_id)?;
        let who = match by {
            Sender::Page => page.participant(thread.platform),
            Sender::Person => person(&page, &thread)?.clone(),
        };
        let name = match &self.seed {
            Some(seed) => seed.variants.reaction(),
            None => "reaction",
        };
        self.make_stored(&page, &thread);
        self.store.update_message(message_id, |message| {
            set_reaction(message, &who, reaction.map(|reaction| (name, reaction)));
        });
        Ok(changed(&page, &thread.id, Some(message_id.to_owned())))
    }

    fn delete_message(&mut self, message_id: &str) -> Result<Changed, ChangeError> {
        let (page, thread) = self.locate_message(message_id)?;
        self.make_stored(&page, &thread);
        self.store.update_message(message_id, |message| {
            message.is_deleted = true;
        });
        let newest = self.store.thread(&thread.id).and_then(|stored| {
            let mut messages = stored.messages.iter();
            messages.find(|message| !message.is_deleted)
        });
        let snippet = newest.map(|message| message.message.clone());
        self.store.update(&page, &thread.id, |thread| {
            override_extras(thread, &["snippet"]);
            thread.snippet = snippet.unwrap_or_default().into();
        });
        Ok(changed(&page, &thread.id, Some(message_id.to_owned())))
    }

    fn delete_thread(&mut self, thread_id: &str) -> Result<Changed, ChangeError> {
        let (page, thread) = self.locate(thread_id)?;
        self.make_stored(&page, &thread);
        self.store.remove(&page, thread_id);
        self.deleted.insert(thread_id.into());
        Ok(changed(&page, thread_id, None))
    }

    fn change_thread(
        &mut self,
        thread_id: &str,
        change: impl FnOnce(&mut Thread),
    ) -> Result<Changed, ChangeError> {
        let (page, thread) = self.locate(thread_id)?;
        self.make_stored(&page, &thread);
        self.store.update(&page, thread_id, change);
        Ok(changed(&page, thread_id, None))
    }

    /// Stores a conversation with its messages, if it is a seeded one.
    fn make_stored(&mut self, page: &Page, thread: &Thread) {
        let key = self.seed.as_ref();
        let key = key.and_then(|seed| seed.find_thread(&thread.id));
        let Some(key) = key.filter(|key| !self.has_moved(*key)) else {
            return;
        };
        let messages = self.messages(&thread.id).map(|one| one.into_owned());
        let messages = messages.collect();
        self.store.move_seeded(key);
        self.store.insert(page, thread.clone(), messages);
    }

    /// Returns a conversation and its Page.
    fn locate(&self, thread_id: &str) -> Result<Place, ChangeError> {
        let (page, thread) = self
            .find_thread(thread_id)
            .ok_or_else(|| ChangeError::UnknownThread(thread_id.to_owned()))?;
        Ok((page.clone(), thread.into_owned()))
    }

    /// Returns the conversation of a message that was not deleted, and its Page.
    fn locate_message(&self, message_id: &str) -> Result<Place, ChangeError> {
        let found = self.find_message(message_id);
        let found = found.filter(|(_, _, message, _)| !message.is_deleted);
        let (page, thread, ..) =
            found.ok_or_else(|| ChangeError::UnknownMessage(message_id.to_owned()))?;
        Ok((page.clone(), thread.into_owned()))
    }

    /// Returns a message of a conversation that was not deleted.
    fn message_of(&self, thread_id: &str, message_id: &str) -> Result<Message, ChangeError> {
        let found = self.find_message(message_id);
        let found =
            found.filter(|(_, thread, message, _)| thread.id == thread_id && !message.is_deleted);
        let (_, _, message, _) =
            found.ok_or_else(|| ChangeError::UnknownMessage(message_id.to_owned()))?;
        Ok(message.into_owned())
    }

    fn new_message_id(&self, thread: &Thread) -> String {
        let numbers = self.message_count(thread)..;
        let mut ids = numbers.map(|number| seed::message_id(&thread.id, number));
        // One that was added by hand may look the same.
        let id = ids.find(|id| !self.store.has_message(id));
        id.unwrap_or_default()
    }

    /// Returns the key of a conversation that begins.
    fn new_key(&self, page: &Page, platform: Platform) -> SeedKey {
        let mut key = SeedKey {
            page: page.index,
            platform,
            index: seed::NEW_INDEX + self.begun,
        };
        let is_taken = |key: SeedKey| {
            let id = key.thread_id();
            self.store.thread(&id).is_some()
                || self.deleted.contains(id.as_str())
                || self
                    .find_thread_of_person(page, platform, &key.person_id())
                    .is_some()
        };
        while is_taken(key) {
            key.index += 1;
        }
        key
    }
}

fn changed(page: &Page, thread_id: &str, message_id: Option<String>) -> Changed {
    Changed {
        page_id: page.id.to_string(),
        thread_id: thread_id.to_owned(),
        message_id,
    }
}

/// Returns the person of a conversation.
fn person<'a>(page: &Page, thread: &'a Thread) -> Result<&'a Person, ChangeError> {
    let person = thread.people(page).next();
    person.ok_or_else(|| ChangeError::NoPerson(thread.id.clone()))
}

/// Creates a message without a text between the participants of a conversation.
fn message(
    page: &Page,
    thread: &Thread,
    from: Sender,
    (id, time): (String, Timestamp),
) -> Result<Message, ChangeError> {
    let own = page.participant(thread.platform);
    let person = person(page, thread)?;
    let people = thread.people(page);
    let (from, to, tags): (_, Vec<_>, &[&str]) = match from {
        Sender::Page => (
            own,
            people.cloned().collect(),
            &["inbox", "sent", "source:web"],
        ),
        Sender::Person => {
            let others = people.skip(1).cloned();
            let to = others.chain([own]).collect();
            (person.clone(), to, &["inbox", "source:chat"])
        }
    };
    let mut message = Message::new(id, time, from);
    message.to = to;
    message.tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
    Ok(message)
}

/// Counts one more message, if the number was stated: it may be of more messages than the
/// world has.
fn count_message(thread: &mut Thread) {
    let mut extras = thread.extras.iter_mut();
    let stated = extras.find(|(name, _)| name == "message_count");
    match stated.map(|(_, count)| (count.as_u64(), count)) {
        Some((Some(number), count)) => *count = number.saturating_add(1).into(),
        Some((None, _)) => override_extras(thread, &["message_count"]),
        None => {}
    }
}

/// Removes fields in Graph's form that a change states anew.
fn override_extras(thread: &mut Thread, names: &[&str]) {
    thread
        .extras
        .retain(|(name, _)| !names.contains(&name.as_str()));
}

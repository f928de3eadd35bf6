//! Conversations and messages that are computed from a number and their position.

mod content;
mod ids;

use self::content::Variants;
use super::message::Message;
use super::page::Page;
use super::person::Person;
use super::thread::{Platform, Thread};
use crate::types::timestamp::Timestamp;

pub(crate) use self::ids::{NEW_INDEX, SeedKey, message_id};

/// Time of the newest conversation: 2026-07-29T10:00:00Z.
const NEWEST: i64 = 1_785_319_200;

/// Seconds between a conversation and the next older one.
const INTERVAL: i64 = 600;

/// The folders of conversations, which repeat in this order.
const FOLDERS: [&str; 10] = [
    "inbox",
    "inbox",
    "inbox",
    "other",
    "inbox",
    "inbox",
    "page_done",
    "inbox",
    "spam",
    "inbox",
];

/// Maximum number of messages of a conversation.
const MAX_MESSAGES: u64 = 40;

/// Ids and names of the Pages, and the usernames of linked Instagram accounts.
pub(crate) const PAGES: [(&str, &str, Option<&str>); 2] = [
    ("210000000000001", "Sample Page 1", Some("sample.shop")),
    ("210000000000002", "Sample Page 2", None),
];

const NAMES: [&str; 8] = [
    "Alex Doe",
    "Sam Roe",
    "Kim Poe",
    "Robin Low",
    "Chris Day 🌻",
    "Jo Marché",
    "Lee Sun",
    "Max Moon",
];

const TEXTS: [&str; 8] = [
    "Do you open on Sunday?",
    "See you then",
    "Chào Shop 😏",
    "Is it still there?",
    "Thank you!",
    "Where is my order?",
    "A photo of it would help.",
    "",
];

/// The source of seeded conversations.
#[derive(Clone, Debug)]
pub(crate) struct Seed {
    number: u64,
    /// Number of conversations of each Page and platform.
    pub(crate) page_threads: usize,
    pub(crate) variants: Variants,
}

/// Returns how many of the first conversations are in a folder; all of them
/// without a folder.
pub(crate) fn count_in_folder(folder: Option<&str>, threads: usize) -> usize {
    let Some(folder) = folder else {
        return threads;
    };
    let count = |folders: &[&str]| folders.iter().filter(|one| **one == folder).count();
    threads / FOLDERS.len() * count(&FOLDERS) + count(&FOLDERS[..threads % FOLDERS.len()])
}

/// Returns the index of the conversation at a position of a folder.
pub(crate) fn index_in_folder(folder: &str, position: usize) -> usize {
    let positions = FOLDERS.iter().enumerate();
    let mut positions = positions.filter(|(_, one)| **one == folder);
    match positions.clone().count() {
        0 => position,
        count => {
            let within = positions.nth(position % count);
            position / count * FOLDERS.len() + within.map_or(0, |(index, _)| index)
        }
    }
}

/// Returns the folder of the conversation with an index.
pub(crate) fn folder(index: usize) -> &'static str {
    FOLDERS[index % FOLDERS.len()]
}

impl Seed {
    pub(crate) fn new(number: u64) -> Self {
        Self {
            number,
            page_threads: 60,
            variants: Variants::default(),
        }
    }

    /// Returns the time of the conversation with an index.
    pub(crate) fn updated_time(&self, index: usize) -> Timestamp {
        let index = i64::try_from(index).unwrap_or(i64::MAX);
        Timestamp::from_unix_seconds(NEWEST.saturating_sub(index.saturating_mul(INTERVAL)))
    }

    /// Returns the number of conversations after a time, if their number had no end.
    pub(crate) fn count_after(&self, time: Timestamp) -> usize {
        // The next whole second is after the time, whatever its fraction.
        let age = NEWEST.saturating_sub(time.unix_seconds()).saturating_sub(1);
        match age < 0 {
            true => 0,
            false => usize::try_from(age / INTERVAL + 1).unwrap_or(usize::MAX),
        }
    }

    /// Returns the index of the conversation of a person, if there is one.
    pub(crate) fn find_person(&self, id: &str, page: usize, platform: Platform) -> Option<usize> {
        let key = SeedKey::of_person(id, page, platform)?;
        (key.index < self.page_threads).then_some(key.index)
    }

    /// Returns the key of the conversation with an id, if there is one.
    pub(crate) fn find_thread(&self, id: &str) -> Option<SeedKey> {
        SeedKey::of_thread(id).filter(|key| key.index < self.page_threads)
    }

    /// Creates the conversation of a key.
    pub(crate) fn thread(&self, page: &Page, key: SeedKey) -> Thread {
        let SeedKey {
            platform, index, ..
        } = key;
        let random = self.random(&[key.page as u64, platform as u64, index as u64]);
        let is_on_messenger = platform == Platform::Messenger;
        let subject = is_on_messenger && random.is_multiple_of(50);
        Thread {
            id: key.thread_id(),
            platform,
            updated_time: self.updated_time(index),
            participants: vec![
                person(key, pick(&NAMES, random)),
                page.participant(platform),
            ],
            folder: folder(index).into(),
            snippet: match platform {
                Platform::Messenger => pick(&TEXTS, random >> 8).into(),
                Platform::Instagram => "".into(),
            },
            unread_count: i64::from(is_on_messenger && random.is_multiple_of(3)),
            subject: subject.then(|| "An old subject".to_owned()),
            can_reply: true,
            is_owner: None,
            extras: Vec::new(),
        }
    }

    /// Returns the number of messages of a conversation.
    pub(crate) fn message_count(&self, thread: &Thread) -> usize {
        let random = self.random_of(&thread.id, u64::MAX);
        usize::try_from(1 + random % MAX_MESSAGES).unwrap_or(1)
    }

    /// Creates the message at a position of a conversation, the newest at 0.
    pub(crate) fn message(&self, thread: &Thread, position: usize) -> Message {
        let random = self.random_of(&thread.id, position as u64);
        let (from, to) = match (thread.participants.as_slice(), random.is_multiple_of(2)) {
            ([person, page], true) => (person.clone(), page.clone()),
            ([person, page], false) => (page.clone(), person.clone()),
            _ => return Message::new("", thread.updated_time, Person::on_messenger("", "")),
        };
        let age = i64::try_from(position).unwrap_or(i64::MAX);
        let newest = thread.updated_time.unix_seconds();
        let time = Timestamp::from_unix_seconds(newest.saturating_sub(age.saturating_mul(60)));
        let text = match position {
            0 => thread.snippet.clone().into_owned(),
            _ => pick(&TEXTS, random >> 16).to_owned(),
        };
        let id = ids::message_id(&thread.id, position);
        let mut message = Message::new(id, time, from).text(text).to(to);
        message.tags = ["inbox", "read", "source:chat"].map(str::to_owned).to_vec();
        // The newest is never deleted: the snippet shows it.
        message.is_deleted = position > 0 && random % 31 == 7;
        content::with_content(message, thread.platform, random >> 24, self.variants)
    }

    /// Returns the id of the conversation of a message, and the message's position.
    pub(crate) fn find_message(&self, id: &str) -> Option<(String, usize)> {
        ids::find_message(id)
    }

    /// Returns a number that looks random and is the same for the same parts.
    fn random(&self, parts: &[u64]) -> u64 {
        parts.iter().fold(self.number, |state, part| {
            // The steps of SplitMix64.
            let mut next = (state ^ part).wrapping_add(0x9e37_79b9_7f4a_7c15);
            next = (next ^ (next >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            next = (next ^ (next >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            next ^ (next >> 31)
        })
    }

    fn random_of(&self, text: &str, number: u64) -> u64 {
        let mut parts: Vec<u64> = text.bytes().map(u64::from).collect();
        parts.push(number);
        self.random(&parts)
    }
}

/// Creates a person who begins a conversation with a Page.
pub(crate) fn new_person(key: SeedKey) -> Person {
    person(key, NAMES[key.index % NAMES.len()])
}

/// Creates the person in a conversation.
fn person(key: SeedKey, name: &'static str) -> Person {
    match key.platform {
        Platform::Messenger => Person::on_messenger(key.person_id(), name),
        Platform::Instagram => Person::on_instagram(key.person_id(), username(name)),
    }
}

/// Returns a text that a number selects, which is not empty.
pub(crate) fn text(number: usize) -> &'static str {
    TEXTS[number % (TEXTS.len() - 1)]
}

fn pick(from: &[&'static str], random: u64) -> &'static str {
    let position = random % from.len() as u64;
    from[usize::try_from(position).unwrap_or_default()]
}

/// Returns a name in the form of a username on Instagram, in ASCII.
fn username(name: &str) -> String {
    let mut name = name.to_ascii_lowercase();
    name.retain(|letter| letter.is_ascii_alphanumeric() || letter == ' ');
    name.trim_end().replace(' ', ".")
}

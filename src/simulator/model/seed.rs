//! Conversations made from a number and their place.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use crate::simulator::model::extras::{self, Forms};
use crate::simulator::model::message::Message;
use crate::simulator::model::person::Person;
use crate::simulator::model::thread::{Platform, Thread};
use crate::simulator::model::world::Page;
use crate::types::timestamp::Timestamp;

/// When the newest conversation was updated: 2026-07-29T10:00:00Z.
const NEWEST: i64 = 1_785_319_200;

/// Seconds between a conversation and the next older one.
const STEP: i64 = 600;

/// The folders of ten conversations in a row.
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

/// Pages, and conversations of each, that have ids of their own.
const PAGE_PLACES: u64 = 100;
const THREAD_PLACES: u64 = 1_000_000_000_000;

/// What the ids of Instagram's conversations begin with.
const INSTAGRAM_THREAD: &str = "aWdfZAG06MTpJR01lc3NhZA2VUaHJlYWQ6";

/// What makes them as long as Graph's.
const INSTAGRAM_PADDING: &str = "simulated:simulated:simulated:simulated";

/// Messages that a conversation has at most.
const MOST_MESSAGES: u64 = 40;

/// Ids and names of the Pages, and the names of the Instagram accounts that are
/// linked to them.
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

/// The number that a world is made from.
#[derive(Clone, Debug)]
pub(crate) struct Seed {
    number: u64,
    /// Conversations of each Page and platform.
    pub(crate) page_threads: usize,
    pub(crate) forms: Forms,
}

/// How many of so many conversations are in a folder; all without a folder.
pub(crate) fn count(folder: Option<&str>, threads: usize) -> usize {
    let Some(folder) = folder else {
        return threads;
    };
    let of = |folders: &[&str]| folders.iter().filter(|one| **one == folder).count();
    threads / FOLDERS.len() * of(&FOLDERS) + of(&FOLDERS[..threads % FOLDERS.len()])
}

/// The conversation at a place of a folder.
pub(crate) fn index(folder: &str, place: usize) -> usize {
    let within = FOLDERS
        .iter()
        .enumerate()
        .filter(|(_, one)| **one == folder);
    let within: Vec<_> = within.map(|(index, _)| index).collect();
    match within.len() {
        0 => place,
        count => place / count * FOLDERS.len() + within[place % count],
    }
}

impl Seed {
    pub(crate) fn new(number: u64) -> Self {
        Self {
            number,
            page_threads: 60,
            forms: Forms::default(),
        }
    }

    pub(crate) fn updated_time(&self, index: usize) -> Timestamp {
        let index = i64::try_from(index).unwrap_or(i64::MAX);
        Timestamp::from_unix_seconds(NEWEST.saturating_sub(index.saturating_mul(STEP)))
    }

    /// The conversation of a person, if it is one of them.
    pub(crate) fn find_person(&self, id: &str, page: usize, platform: Platform) -> Option<usize> {
        let (_, index) = places(id)?;
        let same = person_id(page, platform, index) == id && index < self.page_threads;
        same.then_some(index)
    }

    /// The place of the Page, the platform and the place of a conversation.
    pub(crate) fn find_thread(&self, id: &str) -> Option<(usize, Platform, usize)> {
        let (platform, (page, index)) = match id.strip_prefix("t_") {
            Some(number) => (Platform::Messenger, places(number)?),
            None => {
                let text = decode(id.strip_prefix(INSTAGRAM_THREAD)?)?;
                let number = text.strip_prefix(INSTAGRAM_PADDING)?;
                (Platform::Instagram, places(number)?)
            }
        };
        let same = thread_id(page, platform, index) == id && index < self.page_threads;
        same.then_some((page, platform, index))
    }

    /// The conversation at a place.
    pub(crate) fn thread(
        &self,
        page: &Page,
        place: usize,
        platform: Platform,
        index: usize,
    ) -> Thread {
        let random = self.random(&[place as u64, platform as u64, index as u64]);
        let id = thread_id(place, platform, index);
        let person = person_id(place, platform, index);
        let time = self.updated_time(index);
        let name = pick(&NAMES, random);
        match platform {
            Platform::Messenger => {
                let mut thread = Thread::on_messenger(id, time)
                    .participant(Person::on_messenger(person, name))
                    .participant(Person::on_messenger(page.id.clone(), page.name.clone()))
                    .folder(FOLDERS[index % FOLDERS.len()])
                    .snippet(pick(&TEXTS, random >> 8));
                thread.unread_count = i64::from(random.is_multiple_of(3));
                thread.subject = random
                    .is_multiple_of(50)
                    .then(|| "An old subject".to_owned());
                thread
            }
            Platform::Instagram => {
                let username = username(name);
                let own = page.username.clone().unwrap_or_default();
                Thread::on_instagram(id, time)
                    .participant(Person::on_instagram(person, username))
                    .participant(Person::on_instagram(page.account_id(), own))
                    .folder(FOLDERS[index % FOLDERS.len()])
            }
        }
    }

    /// How many messages a conversation has.
    pub(crate) fn messages(&self, thread: &Thread) -> usize {
        let random = self.random_of(&thread.id, u64::MAX);
        usize::try_from(1 + random % MOST_MESSAGES).unwrap_or(1)
    }

    /// The message at a place of a conversation, the newest at 0.
    pub(crate) fn message(&self, thread: &Thread, place: usize) -> Message {
        let random = self.random_of(&thread.id, place as u64);
        let (from, to) = match (thread.participants.as_slice(), random.is_multiple_of(2)) {
            ([person, page], true) => (person.clone(), page.clone()),
            ([person, page], false) => (page.clone(), person.clone()),
            _ => return Message::new("", thread.updated_time, Person::on_messenger("", "")),
        };
        let ago = i64::try_from(place).unwrap_or(i64::MAX).saturating_mul(60);
        let time =
            Timestamp::from_unix_seconds(thread.updated_time.unix_seconds().saturating_sub(ago));
        let text = match place {
            0 => thread.snippet.clone().into_owned(),
            _ => pick(&TEXTS, random >> 16).to_owned(),
        };
        let mut message = Message::new(message_id(&thread.id, place), time, from)
            .text(text)
            .to(to);
        message.tags = ["inbox", "read", "source:chat"].map(str::to_owned).to_vec();
        // The newest is what the snippet shows.
        message.is_deleted = place > 0 && random % 31 == 7;
        extras::added(message, thread.platform, random >> 24, self.forms)
    }

    /// The conversation of a message, and the message's place in it.
    pub(crate) fn find_message(&self, id: &str) -> Option<(String, usize)> {
        let text = decode(id.strip_prefix("m_")?)?;
        let (thread, place) = text.rsplit_once('|')?;
        let place = place.parse().ok()?;
        (message_id(thread, place) == id).then(|| (thread.to_owned(), place))
    }

    /// A number that looks random, and is always the same for the same parts.
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

/// A message that is newer than the others of a conversation, of which there are
/// so many.
pub(crate) fn new_message(thread: &Thread, count: usize) -> Message {
    let mut people = thread.participants.iter().cloned();
    let from = people.next().unwrap_or(Person::on_messenger("", ""));
    let message = Message::new(message_id(&thread.id, count), thread.updated_time, from);
    let message = message.text("One more question");
    people.fold(message, Message::to)
}

fn pick(from: &[&'static str], random: u64) -> &'static str {
    let place = random % from.len() as u64;
    from[usize::try_from(place).unwrap_or_default()]
}

/// A name as accounts on Instagram have them, of ASCII alone.
fn username(name: &str) -> String {
    let mut name = name.to_ascii_lowercase();
    name.retain(|letter| letter.is_ascii_alphanumeric() || letter == ' ');
    name.trim_end().replace(' ', ".")
}

fn thread_id(page: usize, platform: Platform, index: usize) -> String {
    let number = numbered(1, page, index);
    match platform {
        Platform::Messenger => {
            let mut id = String::with_capacity(20);
            id.push_str("t_");
            id.push_str(&number);
            id
        }
        Platform::Instagram => {
            let plain = format!("{INSTAGRAM_PADDING}{number}");
            format!("{INSTAGRAM_THREAD}{}", BASE64_URL_SAFE_NO_PAD.encode(plain))
        }
    }
}

fn person_id(page: usize, platform: Platform, index: usize) -> String {
    let prefix = match platform {
        Platform::Messenger => 27,
        Platform::Instagram => 17,
    };
    numbered(prefix, page, index)
}

/// A number with the place of a Page, in two digits, and the place of a
/// conversation, in twelve.
fn numbered(prefix: u64, page: usize, index: usize) -> String {
    let page = page as u64 % PAGE_PLACES;
    let index = index as u64 % THREAD_PLACES;
    ((prefix * PAGE_PLACES + page) * THREAD_PLACES + index).to_string()
}

/// The places in such a number.
fn places(number: &str) -> Option<(usize, usize)> {
    let number: u64 = number.parse().ok()?;
    let page = number / THREAD_PLACES % PAGE_PLACES;
    let index = number % THREAD_PLACES;
    Some((page.try_into().ok()?, index.try_into().ok()?))
}

fn message_id(thread: &str, place: usize) -> String {
    format!(
        "m_{}",
        BASE64_URL_SAFE_NO_PAD.encode(format!("{thread}|{place:06}"))
    )
}

fn decode(text: &str) -> Option<String> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
    String::from_utf8(bytes).ok()
}

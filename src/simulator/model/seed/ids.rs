//! Ids of seeded nodes. Each contains the position of its node, so that it leads
//! back to it.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use crate::simulator::model::thread::Platform;

/// Numbers of conversations, Pages and prefixes that have distinct places in an id.
const THREADS: u64 = 1_000_000_000_000;
const PAGES: u64 = 100;
const PREFIXES: u64 = 100;

/// The index from which new conversations have theirs, beyond all seeded ones.
pub(crate) const NEW_INDEX: usize = match usize::BITS {
    64 => (THREADS / 2) as usize,
    _ => usize::MAX / 2,
};

/// Capacity for an id, in bytes: a number of 64 bits with `t_`.
const ID_CAPACITY: usize = 22;

/// The beginning of the ids of conversations on Instagram.
const INSTAGRAM_THREAD: &str = "aWdfZAG06MTpJR01lc3NhZA2VUaHJlYWQ6";

/// Makes these ids as long as Graph's.
const INSTAGRAM_PADDING: &str = "simulated:simulated:simulated:simulated";

/// The position of a seeded conversation, which it is computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SeedKey {
    /// Index of the Page.
    pub(crate) page: usize,
    pub(crate) platform: Platform,
    /// Index among the conversations of the Page and platform, the newest at 0.
    pub(crate) index: usize,
}

impl SeedKey {
    /// Returns the id of the conversation.
    pub(crate) fn thread_id(self) -> String {
        let number = self.number(1);
        match self.platform {
            // Many times faster than a format, and lists have many ids.
            Platform::Messenger => {
                let mut id = String::with_capacity(ID_CAPACITY);
                id.push_str("t_");
                id.push_str(itoa::Buffer::new().format(number));
                id
            }
            Platform::Instagram => {
                let text = BASE64_URL_SAFE_NO_PAD.encode(format!("{INSTAGRAM_PADDING}{number}"));
                format!("{INSTAGRAM_THREAD}{text}")
            }
        }
    }

    /// Returns the id of the person in the conversation.
    pub(crate) fn person_id(self) -> String {
        let prefix = match self.platform {
            Platform::Messenger => 27,
            Platform::Instagram => 17,
        };
        itoa::Buffer::new().format(self.number(prefix)).to_owned()
    }

    /// Returns the key of a conversation by its id.
    pub(crate) fn of_thread(id: &str) -> Option<Self> {
        let (platform, (page, index)) = match id.strip_prefix("t_") {
            Some(number) => (Platform::Messenger, positions(number)?),
            None => {
                let text = decode(id.strip_prefix(INSTAGRAM_THREAD)?)?;
                let number = text.strip_prefix(INSTAGRAM_PADDING)?;
                (Platform::Instagram, positions(number)?)
            }
        };
        let key = Self {
            page,
            platform,
            index,
        };
        (key.thread_id() == id).then_some(key)
    }

    /// Returns the key of the conversation of a person.
    pub(crate) fn of_person(id: &str, page: usize, platform: Platform) -> Option<Self> {
        let (_, index) = positions(id)?;
        let key = Self {
            page,
            platform,
            index,
        };
        (key.person_id() == id).then_some(key)
    }

    /// Returns a prefix, the index of the Page in two digits, and the index of the
    /// conversation in twelve. The hundreds of the Page, if it has any, come first.
    fn number(self, prefix: u64) -> u64 {
        let page = self.page as u64;
        let index = self.index as u64 % THREADS;
        let prefix = page / PAGES % PREFIXES * PREFIXES + prefix;
        (prefix * PAGES + page % PAGES) * THREADS + index
    }
}

/// Returns the indexes of Page and conversation in a number.
fn positions(number: &str) -> Option<(usize, usize)> {
    let number: u64 = number.parse().ok()?;
    let places = number / THREADS;
    let page = places / PAGES / PREFIXES * PAGES + places % PAGES;
    let index = number % THREADS;
    Some((page.try_into().ok()?, index.try_into().ok()?))
}

/// Returns the id of the message at a position of a conversation.
pub(crate) fn message_id(thread: &str, position: usize) -> String {
    let text = BASE64_URL_SAFE_NO_PAD.encode(format!("{thread}|{position:06}"));
    format!("m_{text}")
}

/// Returns the id of the conversation of a message, and the message's position.
pub(crate) fn find_message(id: &str) -> Option<(String, usize)> {
    let text = decode(id.strip_prefix("m_")?)?;
    let (thread, position) = text.rsplit_once('|')?;
    let position = position.parse().ok()?;
    (message_id(thread, position) == id).then(|| (thread.to_owned(), position))
}

fn decode(text: &str) -> Option<String> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
    String::from_utf8(bytes).ok()
}

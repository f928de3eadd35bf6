//! The world that is read: two pages of conversations on each platform, and of messages in each.

use page_conversations::Timestamp;
use page_conversations::simulator::{Message, Person, Platform, Thread, World};

pub const PAGE_ID: &str = "210000000000001";

/// Nodes of a page of a list, and of a page within a node.
pub const LIMIT: u64 = 2;

/// Number of conversations, and of messages of each.
pub const NODES: usize = 3;

/// The place of the nodes that faults are about: the second of the first page.
const TARGET: usize = 1;

pub fn world() -> World {
    let world = World::empty().page(PAGE_ID, "A Page", Some("shop".to_owned()));
    let threads = (0..NODES).flat_map(|place| {
        [Platform::Messenger, Platform::Instagram].map(|platform| (platform, place))
    });
    threads.fold(world, |world, (platform, place)| {
        let (person, thread) = match platform {
            Platform::Messenger => (
                Person::on_messenger("7", "Robin Low"),
                Thread::on_messenger(thread_id(platform, place), time(place)),
            ),
            Platform::Instagram => (
                Person::on_instagram("8", "alex"),
                Thread::on_instagram(thread_id(platform, place), time(place)),
            ),
        };
        let messages = (0..NODES).map(|message| {
            let id = message_id(platform, place, message);
            Message::new(id, time(place + message), person.clone()).text("Hello")
        });
        let messages: Vec<_> = messages.collect();
        world.thread(PAGE_ID, thread.participant(person), messages)
    })
}

/// A time: the higher the place, the older.
fn time(place: usize) -> Timestamp {
    Timestamp::from_unix_seconds(1_705_000_000 - 60 * place as i64)
}

pub fn thread_id(platform: Platform, place: usize) -> String {
    match platform {
        Platform::Messenger => format!("t_{place}"),
        Platform::Instagram => format!("aWdf_{place}"),
    }
}

pub fn message_id(platform: Platform, thread: usize, message: usize) -> String {
    format!("m_{}_{message}", thread_id(platform, thread))
}

/// The conversation that faults are about.
pub fn target_thread(platform: Platform) -> String {
    thread_id(platform, TARGET)
}

/// The message that faults are about.
pub fn target_message(platform: Platform) -> String {
    message_id(platform, TARGET, TARGET)
}

/// The ids of all conversations, or of all messages of the target.
pub fn all_threads(platform: Platform) -> Vec<String> {
    let places = 0..NODES;
    places.map(|place| thread_id(platform, place)).collect()
}

pub fn all_messages(platform: Platform) -> Vec<String> {
    let places = 0..NODES;
    places
        .map(|place| message_id(platform, TARGET, place))
        .collect()
}

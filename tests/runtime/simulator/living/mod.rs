//! A world that changes on its own, by hand, and by what clients write.

mod clock;
mod invariants;
mod kinds;
mod model;
mod polling;
mod sending;
mod timeline;

use std::time::Duration;

use page_conversations::Timestamp;
use page_conversations::simulator::{
    Clock, Message, Platform, Simulator, SimulatorBuilder, Thread, World,
};

/// A minute after the newest conversation of a seeded world.
const START: Timestamp = Timestamp::from_unix_seconds(1_785_319_260);

const SECOND: Duration = Duration::from_secs(1);

const PLATFORMS: [Platform; 2] = [Platform::Messenger, Platform::Instagram];

fn fixed() -> SimulatorBuilder {
    Simulator::builder().clock(Clock::Fixed(START))
}

/// Ids of the conversations of the first Page on Messenger, the newest first.
fn threads(simulator: &Simulator) -> Vec<String> {
    let world = simulator.world();
    let page = world.page_ids().next().unwrap();
    let threads = world.threads(page, Platform::Messenger);
    threads.map(|thread| thread.id.clone()).collect()
}

fn thread(world: &World, id: &str) -> Option<Thread> {
    everything(world)
        .into_iter()
        .map(|(thread, _)| thread)
        .find(|thread| thread.id == id)
}

fn messages(world: &World, thread_id: &str) -> Vec<Message> {
    let messages = world.messages(thread_id);
    messages.map(|message| message.into_owned()).collect()
}

/// All conversations of a world, with their messages.
fn everything(world: &World) -> Vec<(Thread, Vec<Message>)> {
    let mut all = Vec::new();
    for page in world.pages() {
        for platform in PLATFORMS {
            for thread in world.threads(page.id(), platform) {
                let messages = messages(world, &thread.id);
                all.push((thread.into_owned(), messages));
            }
        }
    }
    all
}

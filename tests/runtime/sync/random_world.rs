//! Small worlds at random.

use page_conversations::Timestamp;
use page_conversations::simulator::{Message, Person, Thread, World};
use serde_json::json;

/// The Page of the world.
pub const PAGE: &str = "1";

const TIME: i64 = 1_785_283_200;

/// Creates a world of one Page, with conversations on one platform. Their sizes are around the
/// limits of the sync: 20 messages on Instagram, 50 in a list, and 100 in a page.
pub fn random_world(random: &mut fastrand::Rng, on_instagram: bool) -> World {
    let mut world = World::empty().page(PAGE, "A Page", Some("a.page".to_owned()));
    // Few have more conversations than a page.
    let threads = match random.u8(..40) {
        0 => random.usize(50..60),
        _ => random.usize(1..8),
    };
    for thread in 0..threads {
        let messages = match random.u8(..if threads < 50 { 40 } else { 12 }) {
            38 => random.usize(100..130),
            34..38 => random.usize(45..55),
            24..34 => random.usize(18..25),
            _ => random.usize(..6),
        };
        // Many have the same second.
        let mut time = TIME + random.i64(0..threads as i64 * 2);
        let person = match on_instagram {
            true => Person::on_instagram(format!("7{thread}"), "robin"),
            false => Person::on_messenger(format!("7{thread}"), "Robin"),
        };
        let id = format!("t_{thread}");
        let row = match on_instagram {
            true => Thread::on_instagram(id, Timestamp::from_unix_seconds(time)),
            false => Thread::on_messenger(id, Timestamp::from_unix_seconds(time)),
        };
        let messages: Vec<_> = (0..messages)
            .map(|message| {
                let at = Timestamp::from_unix_seconds(time);
                time -= random.i64(0..3);
                let id = format!("m_{thread}_{message}");
                let row = Message::new(id, at, person.clone()).text(format!("Text {message}"));
                match random.u8(..8) {
                    0 => row.extra("attachments", json!({"data": [{"id": "9", "size": 7}]})),
                    _ => row,
                }
            })
            .collect();
        world = world.thread(PAGE, row.participant(person), messages);
    }
    world
}

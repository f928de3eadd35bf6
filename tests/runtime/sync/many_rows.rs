//! Conversations with more messages and people than one statement stores, which is 64.

use page_conversations::Timestamp;
use page_conversations::simulator::{Change, Message, Person, Thread, World};

use super::Setup;
use super::database::{TestDatabase, on_all_databases};

const TIME: i64 = 1_785_283_200;

/// Messages and people. Not a multiple of what one statement or call has.
const MANY: usize = 230;

async fn many_messages_and_people_are_stored_and_changed<D: TestDatabase>() {
    let person = |number: usize| Person::on_messenger(format!("7{number:03}"), "Robin");
    let time = |number: usize| Timestamp::from_unix_seconds(TIME - number as i64);
    let messages = (0..MANY).map(|number| {
        let message = Message::new(format!("m_{number}"), time(number), person(number));
        message.text(format!("Text {number}"))
    });
    let thread = Thread::on_messenger("t_1", time(0));
    let thread = (0..MANY).fold(thread, |thread, number| thread.participant(person(number)));
    let world = World::empty().page("1", "A Page", None);
    let setup = Setup::<D>::of(world.thread("1", thread, messages.collect::<Vec<_>>())).await;
    let inbox = setup.messenger();
    let report = setup.run(&inbox).await;
    assert_eq!(report.messages_new, MANY as u64, "{report:?}");
    setup.assert_mirrored(&inbox).await;

    // All of them change at once.
    for number in 0..MANY {
        setup.change(Change::react(format!("m_{number}"), "❤"));
    }
    let depth = page_conversations::sync::Depth::Everything;
    setup.run_at(&inbox, depth).await;
    setup.assert_mirrored(&inbox).await;
}

on_all_databases!(many_messages_and_people_are_stored_and_changed);

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

/// More new messages than are held in memory are stored in several parts. The first part is not
/// what the store knew before.
async fn more_new_messages_than_are_held_reach_those_that_are_known<D: TestDatabase>() {
    let person = Person::on_messenger("7001", "Robin");
    let messages = (0..30).map(|number| {
        let time = Timestamp::from_unix_seconds(TIME - number);
        Message::new(format!("m_{number}"), time, person.clone())
    });
    let thread = Thread::on_messenger("t_1", Timestamp::from_unix_seconds(TIME));
    let thread = thread.participant(person.clone());
    let world = World::empty().page("1", "A Page", None);
    let setup = Setup::<D>::of(world.thread("1", thread, messages.collect::<Vec<_>>())).await;
    let inbox = setup.messenger();
    setup.run(&inbox).await;
    for new in [1_100, 2_300] {
        for _ in 0..new {
            setup.new_message("t_1");
        }
        let report = setup.run(&inbox).await;
        assert_eq!(report.messages_new, new, "{report:?}");
        setup.assert_mirrored(&inbox).await;
    }
}

on_all_databases!(
    many_messages_and_people_are_stored_and_changed,
    more_new_messages_than_are_held_reach_those_that_are_known
);

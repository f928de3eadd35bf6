//! What holds in every world after every change.

use std::collections::HashSet;

use proptest::prelude::*;

use super::model::{Filter, Model, ModelThread};
use super::{PLATFORMS, fixed};
use crate::simulator::plain::{call, walk};
use page_conversations::simulator::{Change, NewMessage, Platform, Sender, Simulator, World};

const FOLDERS: [&str; 4] = ["inbox", "page_done", "spam", "other"];

/// A change, by numbers that select what it concerns.
#[derive(Clone, Copy, Debug)]
struct Step {
    kind: u8,
    thread: usize,
    other: usize,
    /// By how much the clock moves on before, in milliseconds.
    pause: u64,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let pause = prop_oneof![Just(0), 1..2_000_u64, Just(60_000)];
    let step = (0..10_u8, any::<usize>(), any::<usize>(), pause);
    let step = step.prop_map(|(kind, thread, other, pause)| Step {
        kind,
        thread,
        other,
        pause,
    });
    proptest::collection::vec(step, 1..50)
}

/// The change of a step in a world; `None` if there is nothing to change.
fn change(step: Step, model: &Model, world: &World) -> Option<Change> {
    let from = [Sender::Person, Sender::Page][step.other % 2];
    let message = NewMessage::new(from, format!("text {}", step.other % 7));
    let count = model.threads.len();
    if step.kind == 0 || count == 0 {
        let pages = world.pages();
        let page = &pages[step.thread % pages.len()];
        let platform = match page.username() {
            Some(_) => PLATFORMS[step.other % 2],
            None => Platform::Messenger,
        };
        return Some(Change::NewThread {
            page_id: page.id().to_owned(),
            platform,
            person: None,
            message,
        });
    }
    let thread = &model.threads[step.thread % count];
    let thread_id = thread.id.clone();
    let shown = thread.messages.iter().filter(|one| !one.is_deleted);
    let shown: Vec<_> = shown.map(|one| one.id.clone()).collect();
    let message_id = || Some(shown.get(step.other % shown.len().max(1))?.clone());
    Some(match step.kind {
        1..=3 => Change::NewMessage { thread_id, message },
        4 | 5 => Change::move_thread(thread_id, FOLDERS[step.other % FOLDERS.len()]),
        6 => Change::read(thread_id),
        7 => Change::react(message_id()?, "❤"),
        8 => Change::delete_message(message_id()?),
        _ => Change::delete_thread(thread_id),
    })
}

/// Compares all of a world with the model.
fn check(world: &World, model: &Model) {
    let mut ids = HashSet::new();
    for page in world.pages() {
        for platform in PLATFORMS {
            let filter = all(page.id(), platform);
            let threads: Vec<_> = world.threads(page.id(), platform).collect();
            let listed: Vec<_> = threads.iter().map(|thread| thread.id.clone()).collect();
            assert_eq!(listed, model.list(&filter), "{filter:?}");
            for thread in &threads {
                let found = model.threads.iter().find(|one| one.id == thread.id);
                let found: &ModelThread = found.unwrap();
                assert_eq!(thread.updated_time, found.time);
                assert_eq!(thread.folder, found.folder);
                assert_eq!(thread.unread_count, found.unread);
                let messages: Vec<_> = world.messages(&thread.id).collect();
                let pairs = messages.iter().zip(&found.messages);
                for (message, expected) in pairs {
                    assert_eq!(message.id, expected.id);
                    assert_eq!(message.created_time, expected.time);
                    assert_eq!(message.is_deleted, expected.is_deleted);
                }
                assert_eq!(messages.len(), found.messages.len());
                assert!(
                    messages
                        .iter()
                        .all(|one| one.created_time <= thread.updated_time)
                );
                assert!(
                    messages.is_sorted_by(|newer, older| newer.created_time >= older.created_time)
                );
                let own = messages.iter().map(|message| message.id.clone());
                for id in own.chain([thread.id.clone()]) {
                    assert!(ids.insert(id.clone()), "{id} is there twice");
                }
            }
        }
    }
    assert!(world.deleted_threads().all(|id| !ids.contains(id)));
}

fn all(page: &str, platform: Platform) -> Filter {
    Filter {
        page: page.to_owned(),
        platform,
        folder: None,
        person: None,
        after_ms: None,
        before_ms: None,
    }
}

/// Filters of all kinds, alone and together.
fn filters(world: &World, model: &Model) -> Vec<Filter> {
    let mut filters = Vec::new();
    let time = |place: usize| {
        let mut times: Vec<_> = model.threads.iter().map(|one| one.time).collect();
        times.sort_unstable();
        let place = place * times.len() / 8;
        times.get(place).map(|time| time.unix_milliseconds())
    };
    for page in world.pages() {
        for platform in PLATFORMS {
            if platform == Platform::Instagram && page.username().is_none() {
                continue;
            }
            let base = all(page.id(), platform);
            for folder in [None].into_iter().chain(FOLDERS.map(Some)) {
                for (after, before) in [
                    (None, None),
                    (Some(2), None),
                    (None, Some(6)),
                    (Some(1), Some(7)),
                ] {
                    filters.push(Filter {
                        folder,
                        after_ms: after.and_then(time),
                        before_ms: before.and_then(time),
                        ..base.clone()
                    });
                }
            }
            let own = model.threads.iter();
            let own = own.filter(|one| one.page == page.id() && one.platform == platform);
            for thread in own.step_by(4) {
                for folder in [None, Some("inbox")] {
                    filters.push(Filter {
                        folder,
                        person: Some(thread.person.clone()),
                        ..base.clone()
                    });
                }
            }
            filters.push(Filter {
                person: Some(page.id().to_owned()),
                ..base
            });
        }
    }
    filters
}

/// Walks a list over HTTP, there and back.
async fn read(simulator: &Simulator, filter: &Filter) -> Vec<String> {
    let mut path = format!(
        "/v26.0/{}/conversations?limit=7&platform={:?}",
        filter.page, filter.platform
    );
    for (name, value) in [
        ("folder", filter.folder.map(str::to_owned)),
        ("user_id", filter.person.clone()),
        (
            "updated_after_ms",
            filter.after_ms.map(|one| one.to_string()),
        ),
        (
            "updated_before_ms",
            filter.before_ms.map(|one| one.to_string()),
        ),
    ] {
        if let Some(value) = value {
            path.push_str(&format!("&{name}={value}"));
        }
    }
    let first = call(simulator, &path).await;
    if first.body["data"].as_array().is_some_and(Vec::is_empty) {
        assert!(first.body["paging"].is_null(), "{path}");
        return Vec::new();
    }
    let (there, back) = walk(first).await;
    assert_eq!(there, back, "{path}");
    there
}

async fn run(steps: Vec<Step>, world: World) {
    let simulator = fixed().world(world).start().await.unwrap();
    let mut model = Model::new(&simulator.world());
    for step in steps {
        let pause = std::time::Duration::from_millis(step.pause);
        let now = simulator.advance(pause);
        let Some(change) = change(step, &model, &simulator.world()) else {
            continue;
        };
        let changed = simulator.change(change.clone()).unwrap();
        model.apply(&change, &changed, now);
        if let Change::NewThread { .. } = change {
            // Who it is, the world decides.
            let thread = super::thread(&simulator.world(), &changed.thread_id).unwrap();
            let last = model.threads.last_mut().unwrap();
            last.person = thread.participants[0].id.to_string();
        }
        check(&simulator.world(), &model);
    }
    for filter in filters(&simulator.world(), &model) {
        let read = read(&simulator, &filter).await;
        assert_eq!(read, model.list(&filter), "{filter:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_world_is_as_a_naive_model_of_it(steps in steps(), count in 0..25_usize) {
        let world = World::seeded(3).page_threads(count);
        // One that was stored from the beginning, among the others.
        let page = world.page_ids().next().unwrap().to_owned();
        let time = super::START - 45 * 60 * super::SECOND;
        let person = page_conversations::simulator::Person::on_messenger("77", "Alex");
        let message = page_conversations::simulator::Message::new("m_own", time, person.clone());
        let thread = page_conversations::simulator::Thread::on_messenger("t_own", time);
        let world = world.thread(&page, thread.participant(person), [message]);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(run(steps, world));
    }
}

//! Scripts and traffic.

use std::time::Duration;

use super::{SECOND, START, everything, fixed, messages, thread, threads};
use crate::simulator::plain::{call, ids};
use page_conversations::Timestamp;
use page_conversations::simulator::{
    Change, ChangeError, Clock, Simulator, Traffic, TrafficKind, World,
};

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_script_happens_in_time_whenever_someone_looks() {
    let all = threads(&fixed().start().await.unwrap());
    let start = START;
    let simulator = Simulator::builder()
        .clock(Clock::Stepped {
            start,
            step: SECOND,
        })
        .script([
            (3 * SECOND, Change::archive(&all[0])),
            (SECOND, Change::message(&all[20], "after a second")),
        ])
        .script([(SECOND, Change::message(&all[30], "at the same time"))]);
    let simulator = simulator.start().await.unwrap();
    let page = simulator.page_ids()[0].clone();
    let path = format!("/v26.0/{page}/conversations?folder=inbox&limit=3");
    let read = async || ids(&call(&simulator, &path).await.body);
    let mut seen = Vec::new();
    for _ in 0..5 {
        seen.push(read().await);
    }
    let first = all[..3].to_vec();
    assert_eq!(seen[0], first);
    let [moved, other] = [&all[30], &all[20]].map(Clone::clone);
    assert_eq!(seen[1], [moved.clone(), other.clone(), all[0].clone()]);
    assert_eq!(seen[2], seen[1]);
    assert_eq!(seen[3], [moved.clone(), other.clone(), all[1].clone()]);
    assert_eq!(seen[4], seen[3]);
    let time = |id: &str| messages(&simulator.world(), id)[0].created_time;
    assert_eq!(time(&other), START + SECOND);
    assert_eq!(time(&moved), START + SECOND + Duration::from_millis(1));
    assert_eq!(simulator.skipped_changes(), []);
}

#[tokio::test]
async fn a_change_that_is_late_has_its_own_time() {
    let id = threads(&fixed().start().await.unwrap())[4].clone();
    let changes = (1..=3).map(|minute| {
        let text = format!("message {minute}");
        (minute * MINUTE, Change::message(&id, text))
    });
    let simulator = fixed().script(changes).start().await.unwrap();
    simulator.advance(150 * SECOND);
    let all = messages(&simulator.world(), &id);
    let shown: Vec<_> = all
        .iter()
        .map(|one| (one.message.as_str(), one.created_time))
        .collect();
    assert_eq!(
        shown[..2],
        [
            ("message 2", START + 2 * MINUTE),
            ("message 1", START + MINUTE)
        ]
    );
    simulator.advance(MINUTE);
    assert_eq!(
        messages(&simulator.world(), &id)[0].created_time,
        START + 3 * MINUTE
    );
}

#[tokio::test]
async fn a_script_that_cannot_run_is_refused_or_what_it_cannot_do_is_kept() {
    let id = threads(&fixed().start().await.unwrap())[4].clone();
    let script = || {
        [
            (SECOND, Change::delete_thread(&id)),
            (2 * SECOND, Change::message(&id, "?")),
        ]
    };
    let error = fixed().script(script()).start().await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
    let error = error.to_string();
    for text in ["script", "2s", &id] {
        assert!(error.contains(text), "{error}");
    }
    // One that only became impossible is skipped.
    let [_, message] = script();
    let (at, change) = message.clone();
    let simulator = fixed().script([message]).start().await.unwrap();
    simulator.change(Change::delete_thread(&id)).unwrap();
    simulator.advance(MINUTE);
    let skipped = simulator.skipped_changes();
    assert_eq!(skipped.len(), 1);
    assert_eq!((skipped[0].at, &skipped[0].change), (START + at, &change));
    assert_eq!(skipped[0].error, ChangeError::UnknownThread(id));
}

fn traffic() -> Traffic {
    Traffic::new(7, 120, MINUTE)
}

#[tokio::test]
async fn traffic_depends_on_its_seed_and_on_time_alone() {
    let start = async |traffic: Traffic| fixed().traffic(traffic).start().await.unwrap();
    let at_once = start(traffic()).await;
    at_once.advance(10 * MINUTE);
    let step_by_step = start(traffic()).await;
    let page = step_by_step.page_ids()[0].clone();
    for step in 0..100 {
        step_by_step.advance(6 * SECOND);
        if step % 7 == 0 {
            let path = format!("/v26.0/{page}/conversations?limit=100&fields=messages");
            assert_eq!(call(&step_by_step, &path).await.status, 200);
        }
    }
    let world = everything(&at_once.world());
    assert_eq!(everything(&step_by_step.world()), world);
    assert_eq!(at_once.skipped_changes(), []);
    let other = start(Traffic::new(8, 120, MINUTE)).await;
    other.advance(10 * MINUTE);
    assert_ne!(everything(&other.world()), world);
    // The world goes on as it would have.
    at_once.advance(MINUTE);
    assert_ne!(everything(&at_once.world()), world);
}

#[tokio::test]
async fn the_last_changes_happen_after_a_long_pause() {
    // A change a second on average, of one kind, whose number the world shows.
    let kinds = [
        TrafficKind::MessageFromPage,
        TrafficKind::NewThread,
        TrafficKind::Move,
    ];
    let kinds = kinds.into_iter().chain([
        TrafficKind::Read,
        TrafficKind::Reaction,
        TrafficKind::DeletedMessage,
        TrafficKind::DeletedThread,
    ]);
    let messages_only = kinds.fold(Traffic::new(7, 60, MINUTE), |traffic, kind| {
        traffic.weight(kind, 0)
    });
    let world = World::seeded(1).page_threads(1);
    let id = threads(&fixed().world(world.clone()).start().await.unwrap())[0].clone();
    let day = 24 * 60 * MINUTE;
    let simulator = fixed()
        .world(world)
        .traffic(messages_only)
        .script([(day, Change::message(&id, "of the script"))]);
    let simulator = simulator.start().await.unwrap();
    simulator.advance(60 * MINUTE);
    assert_eq!(simulator.left_out_changes(), 0);
    let count = || {
        let world = simulator.world();
        let all = everything(&world).into_iter().flat_map(|(_, all)| all);
        let mut times: Vec<_> = all.map(|one| one.created_time).collect();
        times.retain(|time| *time > START);
        times.sort_unstable();
        times
    };
    let before = count();
    assert!((3_400..3_800).contains(&before.len()), "{}", before.len());
    let end = simulator.advance(10 * day);
    let after = count();
    let new = &after[before.len() + 1..];
    assert!((19_500..20_500).contains(&new.len()), "{}", new.len());
    // They are the last ones.
    assert!(new[0] >= end - 20_000 * SECOND, "{:?}", new[0]);
    assert!(new[new.len() - 1] > end - MINUTE);
    // What was left out is what should have been.
    let left_out = simulator.left_out_changes();
    let expected = 10 * 24 * 3_600 - 20_000;
    assert!(left_out.abs_diff(expected) < 10, "{left_out}");
    assert_eq!(simulator.skipped_changes(), []);
    let script = messages(&simulator.world(), &id);
    assert!(script.iter().any(|one| one.message == "of the script"));
}

#[tokio::test]
async fn traffic_has_its_rate_and_each_kind_of_change() {
    let simulator = fixed().traffic(traffic()).start().await.unwrap();
    let before = everything(&simulator.world());
    simulator.advance(60 * MINUTE);
    let world = simulator.world();
    let after = everything(&world);
    let old = |id: &str| {
        before
            .iter()
            .map(|(thread, _)| thread)
            .find(|one| one.id == id)
    };
    let page = |id: &str| world.pages().iter().any(|page| id.ends_with(page.id()));
    let new = || {
        after
            .iter()
            .flat_map(|(_, all)| all)
            .filter(|one| one.created_time > START)
    };
    // 7,200 changes, of which 80 % are messages; some were deleted with their threads.
    assert!((5_200..5_900).contains(&new().count()), "{}", new().count());
    assert!(new().any(|one| page(&one.from.id)) && new().any(|one| !page(&one.from.id)));
    assert!(new().any(|one| one.is_deleted));
    assert!(new().any(|one| one.extras.iter().any(|(name, _)| name == "reactions")));
    assert!(after.iter().any(|(thread, _)| old(&thread.id).is_none()));
    assert!(world.deleted_threads().count() > 20);
    let changed = |is: &dyn Fn(
        &page_conversations::simulator::Thread,
        &page_conversations::simulator::Thread,
    ) -> bool| {
        after
            .iter()
            .any(|(now, _)| old(&now.id).is_some_and(|then| is(then, now)))
    };
    for folder in ["page_done", "spam", "inbox"] {
        assert!(
            changed(&|then, now| then.folder != folder && now.folder == folder),
            "{folder}"
        );
    }
    assert!(changed(
        &|then, now| then.unread_count > 0 && now.unread_count == 0
    ));
    for page in world.pages() {
        for platform in super::PLATFORMS {
            let mut threads = world.threads(page.id(), platform);
            let is_linked = page.username().is_some() || platform == super::PLATFORMS[0];
            let is_new = threads
                .next()
                .is_some_and(|thread| thread.updated_time > START);
            assert_eq!(is_new, is_linked, "{page:?} {platform:?}");
        }
    }
}

#[tokio::test]
async fn traffic_can_be_of_one_kind_or_of_none() {
    let kinds = [
        TrafficKind::MessageFromPerson,
        TrafficKind::MessageFromPage,
        TrafficKind::NewThread,
        TrafficKind::Move,
        TrafficKind::Read,
        TrafficKind::Reaction,
        TrafficKind::DeletedMessage,
        TrafficKind::DeletedThread,
    ];
    let only = |kind| {
        let off = kinds.iter().filter(|other| **other != kind);
        off.fold(traffic(), |traffic, other| traffic.weight(*other, 0))
    };
    let simulator = fixed()
        .traffic(only(TrafficKind::Read))
        .start()
        .await
        .unwrap();
    let before = everything(&simulator.world());
    simulator.advance(60 * MINUTE);
    let after = everything(&simulator.world());
    assert!(before.iter().any(|(thread, _)| thread.unread_count > 0));
    assert!(after.iter().all(|(thread, _)| thread.unread_count == 0));
    assert_eq!(after.len(), before.len());

    // Without a conversation, one begins; without a Page, nothing does.
    let only = only(TrafficKind::DeletedThread);
    let world = World::empty().page("1", "Page", None);
    let simulator = fixed()
        .world(world)
        .traffic(only.clone())
        .start()
        .await
        .unwrap();
    simulator.advance(MINUTE);
    assert!(simulator.world().deleted_threads().count() > 20);
    assert_eq!(simulator.skipped_changes(), []);
    let simulator = fixed()
        .world(World::empty())
        .traffic(only)
        .start()
        .await
        .unwrap();
    simulator.advance(MINUTE);
    assert_eq!(simulator.world().newest_time(), None);

    for nothing in [
        Traffic::new(1, 0, MINUTE),
        kinds
            .iter()
            .fold(traffic(), |traffic, kind| traffic.weight(*kind, 0)),
    ] {
        let simulator = fixed().traffic(nothing).start().await.unwrap();
        simulator.advance(60 * MINUTE);
        assert_eq!(everything(&simulator.world()), before);
    }
    // As often as it may.
    let simulator = fixed().traffic(Traffic::new(1, u32::MAX, Duration::ZERO));
    let simulator = simulator.start().await.unwrap();
    simulator.advance(SECOND);
    assert!(simulator.world().newest_time() > Some(START));
}

#[tokio::test]
async fn a_large_world_changes_as_a_small_one_does() {
    let world = World::seeded(1).page_threads(5_000_000);
    let simulator = fixed()
        .world(world)
        .traffic(traffic())
        .start()
        .await
        .unwrap();
    simulator.advance(20 * MINUTE);
    let page = simulator.page_ids()[0].clone();
    let world = simulator.world();
    let changed: Vec<_> = world
        .threads(&page, super::PLATFORMS[0])
        .take_while(|thread| thread.updated_time > START)
        .map(|thread| thread.id.clone())
        .collect();
    assert!(changed.len() > 300);
    let after = START.unix_milliseconds();
    let path = format!("/v26.0/{page}/conversations?limit=5000&updated_after_ms={after}");
    assert_eq!(ids(&call(&simulator, &path).await.body), changed);
    // Far down, one that has moved is left out.
    let old = Timestamp::from_unix_seconds(START.unix_seconds() - 600 * 2_000_000);
    let before = old.unix_milliseconds();
    let path = format!("/v26.0/{page}/conversations?limit=50&updated_before_ms={before}");
    let mut far = ids(&call(&simulator, &path).await.body);
    let moved = far.remove(20);
    simulator.change(Change::message(&moved, "?")).unwrap();
    assert_eq!(ids(&call(&simulator, &path).await.body)[..49], far);
    let world = simulator.world();
    let first = world.threads(&page, super::PLATFORMS[0]).next();
    assert_eq!(first.unwrap().id, moved);
}

#[tokio::test]
async fn changes_of_a_snapshot_do_not_reach_the_simulator() {
    let simulator = fixed().start().await.unwrap();
    let mut copy = simulator.world();
    let id = threads(&simulator)[3].clone();
    let before = everything(&copy);
    copy.change(Change::message(&id, "in the copy"), START)
        .unwrap();
    assert_eq!(everything(&simulator.world()), before);
    simulator.change(Change::archive(&id)).unwrap();
    assert_ne!(thread(&copy, &id), thread(&simulator.world(), &id));
}

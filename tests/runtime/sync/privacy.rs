//! Data of people: forgetting, keeping for a time, and what is shown.

use page_conversations::Timestamp;
use page_conversations::simulator::{Message, Person, Thread, World};
use page_conversations::sync::{MessageRow, PersonRow, Store, StoreError, ThreadRow};

use super::database::{TestDatabase, TestStore, on_all_databases};
use super::mirror::{number, stored, texts};
use super::{Depth, Setup};

/// The rows in which an id or a text is, in any column of any table.
async fn rows_with<D: TestDatabase>(setup: &Setup<D>, text: &str) -> i64 {
    let columns = setup.database.query(&D::columns()).await;
    let counts = columns.iter().map(|row| {
        let [Some(table), Some(column)] = &**row else {
            panic!("{row:?}");
        };
        format!(
            "SELECT count(*) AS rows FROM {table}
             WHERE replace(cast({column} AS TEXT), '{text}', '') <> cast({column} AS TEXT)"
        )
    });
    let counts: Vec<_> = counts.collect();
    let sum = format!(
        "SELECT sum(rows) FROM ({}) AS counts",
        counts.join(" UNION ALL ")
    );
    number(&setup.database, &sum).await
}

async fn a_person_is_forgotten_and_does_not_come_back<D: TestDatabase>() {
    let setup = Setup::<D>::new(25).await;
    let inbox = setup.messenger();
    setup.run(&inbox).await;
    let before = stored(&setup.database, &inbox).await;
    let person = before.values().next().unwrap().people.iter();
    let person = person
        .clone()
        .find(|id| **id != setup.page_id)
        .unwrap()
        .clone();
    let of_person = |thread: &super::mirror::Thread| thread.people.contains(&person);
    let threads: Vec<_> = before
        .iter()
        .filter(|(_, thread)| of_person(thread))
        .collect();
    assert!(rows_with(&setup, &person).await > 0);

    let removed = setup.store.forget(&person).await.unwrap();
    assert_eq!(removed, threads.len() as u64);
    assert_eq!(rows_with(&setup, &person).await, 0);
    // Not even in pages of a file that are free.
    for file in setup.database.files() {
        let bytes = std::fs::read(file).unwrap();
        let mut windows = bytes.windows(person.len());
        assert!(!windows.any(|window| window == person.as_bytes()));
    }

    setup.new_message(threads[0].0);
    for depth in [Depth::Changes, Depth::Threads, Depth::Everything] {
        let report = setup.run_at(&inbox, depth).await;
        assert!(report.left_out > 0, "{report:?}");
        assert_eq!(rows_with(&setup, &person).await, 0);
    }
    let after = stored(&setup.database, &inbox).await;
    assert_eq!(after.len(), before.len() - threads.len());
}

async fn a_person_who_is_forgotten_before_the_first_run_is_not_stored<D: TestDatabase>() {
    let setup = Setup::<D>::new(30).await;
    let inbox = setup.messenger();
    let all = setup.world(&inbox);
    let people = all.values().flat_map(|thread| &thread.people);
    let person = people.into_iter().find(|id| **id != setup.page_id).unwrap();
    assert_eq!(setup.store.forget(person).await.unwrap(), 0);
    let report = setup.run(&inbox).await;
    assert!(report.left_out > 0 && report.threads_new > 0, "{report:?}");
    assert_eq!(rows_with(&setup, person).await, 0);
}

async fn a_conversation_that_mentions_a_forgotten_person_does_not_come_back<D: TestDatabase>() {
    let time = Timestamp::from_unix_seconds(1_785_283_200);
    let [robin, kim] =
        [("7", "Robin"), ("8", "Kim")].map(|(id, name)| Person::on_messenger(id, name));
    let message = Message::new("m_1", time, robin.clone()).to(kim);
    let thread = Thread::on_messenger("t_1", time).participant(robin);
    let world = World::empty().page("1", "A Page", None);
    let setup = Setup::<D>::of(world.thread("1", thread, [message])).await;
    let inbox = setup.messenger();
    setup.run(&inbox).await;
    assert!(rows_with(&setup, "\"8\"").await > 0);
    assert_eq!(setup.store.forget("8").await.unwrap(), 1);
    // It is neither from nor with the person.
    let report = setup.run_at(&inbox, Depth::Everything).await;
    assert_eq!((report.left_out, report.threads_new), (1, 0), "{report:?}");
    assert_eq!(rows_with(&setup, "\"8\"").await, 0);
}

async fn a_conversation_that_a_forgotten_person_enters_is_removed<D: TestDatabase>() {
    let setup = Setup::<D>::new(1).await;
    let lease = setup.store.begin(&setup.messenger()).await.unwrap();
    let with = |person: &str| ThreadRow {
        id: "t_1".to_owned(),
        participants: vec![PersonRow {
            id: person.to_owned(),
            ..PersonRow::default()
        }],
        raw: "{}".to_owned(),
        ..ThreadRow::default()
    };
    setup
        .store
        .put_thread(&lease, &with("7"), &[])
        .await
        .unwrap();
    assert_eq!(setup.store.forget("8").await.unwrap(), 0);
    // Later, it is known without the person.
    for person in ["8", "7"] {
        let stored = setup.store.put_thread(&lease, &with(person), &[]).await;
        assert!(stored.unwrap().is_left_out);
        assert_eq!(
            number(&setup.database, "SELECT count(*) FROM threads").await,
            0
        );
    }
}

async fn old_messages_expire_and_do_not_come_back<D: TestDatabase>() {
    let setup = Setup::<D>::new(40).await;
    let inbox = setup.messenger();
    setup.run(&inbox).await;
    let before = stored(&setup.database, &inbox).await;
    let times = before.values().flat_map(|thread| thread.messages.values());
    let mut times: Vec<_> = times.filter_map(|message| message.time).collect();
    times.sort_unstable();
    let limit = times[times.len() / 2];
    let kept = times.iter().filter(|time| **time >= limit).count();

    let removed = setup
        .store
        .expire(Timestamp::from_unix_seconds(limit))
        .await
        .unwrap();
    assert_eq!(removed as usize, times.len() - kept);
    for depth in [Depth::Changes, Depth::Threads, Depth::Everything] {
        setup.run_at(&inbox, depth).await;
        let messages = "SELECT count(*) FROM messages";
        assert_eq!(
            number(&setup.database, messages).await,
            kept as i64,
            "{depth:?}"
        );
        let vanished = "SELECT count(*) FROM messages WHERE vanished_at IS NOT NULL";
        assert_eq!(number(&setup.database, vanished).await, 0, "{depth:?}");
    }
}

async fn a_run_stores_nothing_that_expired_after_it_began<D: TestDatabase>() {
    let setup = Setup::<D>::new(1).await;
    let lease = setup.store.begin(&setup.messenger()).await.unwrap();
    let time = Timestamp::from_unix_seconds;
    setup.store.expire(time(1_000)).await.unwrap();
    let message = |id: &str, seconds| MessageRow {
        id: id.to_owned(),
        created_time: Some(time(seconds)),
        raw: "{}".to_owned(),
        ..MessageRow::default()
    };
    for (id, seconds) in [("t_1", 1_000), ("t_2", 999)] {
        let thread = ThreadRow {
            id: id.to_owned(),
            updated_time: Some(time(seconds)),
            raw: "{}".to_owned(),
            ..ThreadRow::default()
        };
        let messages = [message("m_1", 1_000), message("m_2", 999)];
        let stored = setup.store.put_thread(&lease, &thread, &messages).await;
        let changes = stored.unwrap();
        let is_kept = seconds >= 1_000;
        let expected = (u64::from(is_kept), !is_kept);
        assert_eq!((changes.messages_new, changes.is_left_out), expected);
    }
    let messages = "SELECT id FROM messages";
    assert_eq!(texts(&setup.database, messages).await, ["m_1"]);
    assert_eq!(
        number(&setup.database, "SELECT count(*) FROM threads").await,
        1
    );
}

#[tokio::test]
async fn no_text_is_in_debug_output() {
    let secret = "Where is my order?".to_owned();
    let person = PersonRow {
        id: secret.clone(),
        name: Some(secret.clone()),
        ..PersonRow::default()
    };
    let message = MessageRow {
        text: Some(secret.clone()),
        sender: Some(person.clone()),
        raw: secret.clone(),
        ..MessageRow::default()
    };
    let thread = ThreadRow {
        participants: vec![person.clone()],
        raw: secret.clone(),
        ..ThreadRow::default()
    };
    let shown = format!("{person:?} {message:?} {thread:?}");
    assert!(!shown.contains("order"), "{shown}");
}

async fn the_owner_of_an_inbox_is_not_forgotten<D: TestDatabase>() {
    let setup = Setup::<D>::new(30).await;
    let mut owners = vec![setup.page_id.clone()];
    for inbox in [setup.messenger(), setup.instagram()] {
        setup.run(&inbox).await;
        let stored = stored(&setup.database, &inbox).await;
        let mut people = stored.values().next().unwrap().people.clone();
        people.retain(|id| stored.values().all(|thread| thread.people.contains(id)));
        owners.append(&mut people);
    }
    assert_eq!(owners.len(), 3, "{owners:?}");
    for id in owners {
        let error = setup.store.forget(&id).await.unwrap_err();
        assert!(matches!(error, StoreError::OwnAccount), "{error}");
    }
    let threads = "SELECT count(*) FROM threads";
    assert_eq!(number(&setup.database, threads).await, 60);
}

on_all_databases! {
    a_person_is_forgotten_and_does_not_come_back,
    a_conversation_that_mentions_a_forgotten_person_does_not_come_back,
    a_conversation_that_a_forgotten_person_enters_is_removed,
    a_person_who_is_forgotten_before_the_first_run_is_not_stored,
    old_messages_expire_and_do_not_come_back,
    a_run_stores_nothing_that_expired_after_it_began,
    the_owner_of_an_inbox_is_not_forgotten,
}

//! Each kind of change, as the world and as calls show it.

use serde_json::json;

use super::{START, fixed, messages, thread, threads};
use crate::simulator::plain::{call, ids};
use page_conversations::Timestamp;
use page_conversations::simulator::{
    Change, ChangeError, Message, NewMessage, Person, Platform, Sender, Simulator, Thread, World,
};

#[tokio::test]
async fn a_message_arrives_from_the_person_or_from_the_page() {
    let simulator = fixed().start().await.unwrap();
    for platform in super::PLATFORMS {
        let page = simulator.page_ids()[0].clone();
        let world = simulator.world();
        let before = world.threads(&page, platform).nth(5).unwrap().into_owned();
        let id = before.id.as_str();
        let count = messages(&world, id).len();

        let image = json!({ "id": "9", "mime_type": "image/jpeg" });
        let message = NewMessage::from_person("").attachment(image.clone());
        let thread_id = id.to_owned();
        let first = simulator.change(Change::NewMessage { thread_id, message });
        let first = first.unwrap();
        assert_eq!((&*first.page_id, &*first.thread_id), (&*page, id));
        let first = first.message_id.unwrap();
        let reply = NewMessage::from_page("Here it is").reply_to(&first);
        let thread_id = id.to_owned();
        let message = reply;
        let second = simulator.change(Change::NewMessage { thread_id, message });
        let second = second.unwrap().message_id.unwrap();

        let world = simulator.world();
        let after = thread(&world, id).unwrap();
        assert_eq!(world.threads(&page, platform).next().unwrap().id, id);
        assert_eq!(after.unread_count, before.unread_count + 1);
        assert_eq!(
            (&*after.snippet, &after.folder),
            ("Here it is", &before.folder)
        );
        let all = messages(&world, id);
        assert_eq!(all.len(), count + 2);
        let (person, own) = (&before.participants[0], &before.participants[1]);
        assert_eq!((&all[0].id, &all[1].id), (&second, &first));
        assert_eq!(
            (&all[1].from, &all[1].to[..]),
            (person, std::slice::from_ref(own))
        );
        assert_eq!(
            (&all[0].from, &all[0].to[..]),
            (own, std::slice::from_ref(person))
        );
        assert_eq!(after.updated_time, all[0].created_time);

        let fields = "fields=message,attachments,reply_to{mid,is_self_reply}";
        let read = call(&simulator, &format!("/v26.0/{first}?{fields}")).await;
        assert_eq!(read.body["attachments"]["data"], json!([image]));
        let read = call(&simulator, &format!("/v26.0/{second}?{fields}")).await;
        assert_eq!(
            read.body["reply_to"],
            json!({ "mid": first, "is_self_reply": false })
        );
    }
    // At the same time, each is a millisecond after the one before.
    let world = simulator.world();
    let newest = world.newest_time().unwrap();
    assert_eq!(newest.unix_milliseconds(), START.unix_milliseconds() + 3);
}

#[tokio::test]
async fn a_conversation_begins_and_its_person_has_one() {
    let simulator = fixed().start().await.unwrap();
    let page = simulator.page_ids()[0].clone();
    for (platform, change) in [
        (Platform::Messenger, Change::thread(&page, "Hello?")),
        (
            Platform::Instagram,
            Change::instagram_thread(&page, "Hello?"),
        ),
    ] {
        let new = simulator.change(change).unwrap();
        let world = simulator.world();
        let first = world.threads(&page, platform).next().unwrap().into_owned();
        assert_eq!((&first.id, &*first.folder), (&new.thread_id, "inbox"));
        assert_eq!((first.unread_count, &*first.snippet), (1, "Hello?"));
        assert_eq!(messages(&world, &first.id).len(), 1);
        assert_eq!(world.threads(&page, platform).count(), 61);

        let person = first.participants[0].clone();
        let list = format!(
            "/v26.0/{page}/conversations?platform={platform:?}&user_id={}",
            person.id
        );
        assert_eq!(
            ids(&call(&simulator, &list).await.body),
            [first.id.as_str()]
        );
        let again = Change::NewThread {
            page_id: page.clone(),
            platform,
            person: Some(person.clone()),
            message: NewMessage::from_person("Hello again"),
        };
        let error = simulator.change(again.clone()).unwrap_err();
        let expected = ChangeError::HasThread {
            person_id: person.id.to_string(),
            thread_id: first.id.clone(),
        };
        assert_eq!(error, expected);
        // Once it is deleted, the person may begin another one.
        simulator.change(Change::delete_thread(&first.id)).unwrap();
        let other = simulator.change(again).unwrap();
        assert_ne!(other.thread_id, first.id);
        assert_eq!(
            ids(&call(&simulator, &list).await.body),
            [other.thread_id.as_str()]
        );
        let deleted: Vec<_> = simulator
            .world()
            .deleted_threads()
            .map(str::to_owned)
            .collect();
        assert!(deleted.contains(&first.id));
    }
}

#[tokio::test]
async fn a_conversation_is_read_and_a_message_is_reacted_to() {
    let simulator = fixed().start().await.unwrap();
    let id = threads(&simulator)[3].clone();
    let before = thread(&simulator.world(), &id).unwrap();
    simulator.change(Change::message(&id, "Hello?")).unwrap();
    simulator.change(Change::read(&id)).unwrap();
    let after = thread(&simulator.world(), &id).unwrap();
    assert_eq!(after.unread_count, 0);
    assert!(after.updated_time > before.updated_time);

    let message = messages(&simulator.world(), &id)[0].id.clone();
    let path = format!("/v26.0/{message}?fields=reactions");
    let mut seen = Vec::new();
    for (by, reaction) in [
        (Sender::Person, Some("❤")),
        (Sender::Page, Some("❤")),
        (Sender::Person, Some("👍")),
        (Sender::Page, None),
        (Sender::Person, None),
    ] {
        let (message_id, reaction) = (message.clone(), reaction.map(str::to_owned));
        let change = Change::React {
            message_id,
            by,
            reaction,
        };
        simulator.change(change).unwrap();
        let body = call(&simulator, &path).await.body;
        let reactions = body["reactions"]["data"].as_array().cloned();
        let reactions = reactions.unwrap_or_default().into_iter();
        seen.push(
            reactions
                .map(|one| {
                    let users = one["users"].as_array().unwrap().iter();
                    let users: Vec<_> = users
                        .map(|user| user["id"].as_str().unwrap().to_owned())
                        .collect();
                    (one["reaction"].as_str().unwrap().to_owned(), users)
                })
                .collect::<Vec<_>>(),
        );
    }
    let person = || before.participants[0].id.to_string();
    let page = || before.participants[1].id.to_string();
    let expected = [
        vec![("❤".to_owned(), vec![person()])],
        vec![("❤".to_owned(), vec![person(), page()])],
        vec![
            ("❤".to_owned(), vec![page()]),
            ("👍".to_owned(), vec![person()]),
        ],
        vec![("👍".to_owned(), vec![person()])],
        vec![],
    ];
    assert_eq!(seen, expected);
    // Neither moves the conversation.
    assert_eq!(
        thread(&simulator.world(), &id).unwrap().updated_time,
        after.updated_time
    );
}

#[tokio::test]
async fn the_snippet_is_of_the_newest_message_that_was_not_deleted() {
    let simulator = fixed().start().await.unwrap();
    let id = threads(&simulator)[3].clone();
    let first = simulator.change(Change::message(&id, "first")).unwrap();
    let second = simulator.change(Change::message(&id, "second")).unwrap();
    let snippet = || {
        thread(&simulator.world(), &id)
            .unwrap()
            .snippet
            .into_owned()
    };
    assert_eq!(snippet(), "second");
    let second = second.message_id.unwrap();
    simulator.change(Change::delete_message(&second)).unwrap();
    assert_eq!(snippet(), "first");
    assert!(messages(&simulator.world(), &id)[0].is_deleted);
    let again = simulator.change(Change::delete_message(&second));
    assert_eq!(
        again.unwrap_err(),
        ChangeError::UnknownMessage(second.clone())
    );
    let reaction = simulator.change(Change::react(&second, "❤"));
    assert_eq!(reaction.unwrap_err(), ChangeError::UnknownMessage(second));
    simulator
        .change(Change::delete_message(first.message_id.unwrap()))
        .unwrap();
    assert_ne!(snippet(), "first");
}

#[tokio::test]
async fn conversations_and_messages_appear_as_they_are() {
    let time = Timestamp::from_unix_seconds;
    let person = Person::on_messenger("7", "Alex");
    let simulator = fixed().world(World::empty().page("1", "Page", None));
    let simulator = simulator.start().await.unwrap();
    let add = |id: &str, messages: &[(&str, i64)]| {
        let thread = Thread::on_messenger(id, time(100)).participant(person.clone());
        let messages = messages.iter();
        let messages = messages.map(|(id, at)| Message::new(*id, time(*at), person.clone()));
        simulator.change(Change::AddThread {
            page_id: "1".to_owned(),
            thread: Box::new(thread),
            messages: messages.collect(),
        })
    };
    add("t_1", &[("m_1", 90), ("m_2", 100)]).unwrap();
    let message = |id: &str, at| {
        let message = Message::new(id, time(at), person.clone()).text(id);
        simulator.change(Change::AddMessage {
            thread_id: "t_1".to_owned(),
            message: Box::new(message),
        })
    };
    // An old one, and one that is the newest.
    message("m_0", 95).unwrap();
    assert_eq!(
        thread(&simulator.world(), "t_1").unwrap().updated_time,
        time(100)
    );
    message("m_3", 110).unwrap();
    let after = thread(&simulator.world(), "t_1").unwrap();
    assert_eq!(
        (after.updated_time, &*after.snippet, after.unread_count),
        (time(110), "m_3", 1)
    );
    let all = messages(&simulator.world(), "t_1");
    let all: Vec<_> = all.iter().map(|message| message.id.as_str()).collect();
    assert_eq!(all, ["m_3", "m_2", "m_0", "m_1"]);

    let before = format!("{:?}", super::everything(&simulator.world()));
    assert_eq!(
        message("m_1", 120),
        Err(ChangeError::MessageExists("m_1".to_owned()))
    );
    assert_eq!(
        add("t_1", &[]),
        Err(ChangeError::ThreadExists("t_1".to_owned()))
    );
    assert_eq!(
        add("t_2", &[("m_3", 1)]),
        Err(ChangeError::MessageExists("m_3".to_owned()))
    );
    assert_eq!(
        add("t_2", &[("m_4", 1), ("m_4", 2)]),
        Err(ChangeError::MessageExists("m_4".to_owned()))
    );
    assert_eq!(
        format!("{:?}", super::everything(&simulator.world())),
        before
    );
}

#[tokio::test]
async fn a_change_that_is_refused_changes_nothing_and_says_what_to_do() {
    let simulator = Simulator::start().await.unwrap();
    let pages = simulator.page_ids();
    let before = super::everything(&simulator.world());
    let thread = threads(&simulator)[0].clone();
    let elsewhere = messages(&simulator.world(), &threads(&simulator)[1])[0]
        .id
        .clone();
    let reply = NewMessage::from_person("?").reply_to(elsewhere);
    let begin = |person: Person| Change::NewThread {
        page_id: pages[0].clone(),
        platform: Platform::Messenger,
        person: Some(person),
        message: NewMessage::from_person("?"),
    };
    for (change, texts) in [
        (
            Change::message("t_1", "?"),
            ["conversation `t_1`", "World::threads"],
        ),
        (
            Change::reply("t_1", "?"),
            ["conversation `t_1`", "World::threads"],
        ),
        (
            Change::archive("t_1"),
            ["conversation `t_1`", "World::threads"],
        ),
        (
            Change::read("t_1"),
            ["conversation `t_1`", "World::threads"],
        ),
        (
            Change::delete_thread("t_1"),
            ["conversation `t_1`", "World::threads"],
        ),
        (
            Change::delete_message("m_1"),
            ["message with the id `m_1`", "World::messages"],
        ),
        (
            Change::react("m_1", "❤"),
            ["message with the id `m_1`", "World::messages"],
        ),
        (Change::thread("5", "?"), ["Page `5`", "World::page_ids"]),
        (
            Change::instagram_thread(&pages[1], "?"),
            [&pages[1], "username"],
        ),
        (
            Change::NewMessage {
                thread_id: thread,
                message: reply,
            },
            ["has no message", "World::messages"],
        ),
        (
            begin(Person::on_messenger(pages[0].clone(), "Page")),
            ["no participant", "add it with one"],
        ),
    ] {
        let error = simulator.change(change.clone()).unwrap_err().to_string();
        for text in texts {
            let error = error.replace("conversation with the id", "conversation");
            assert!(error.contains(text), "{change:?}: {error}");
        }
    }
    assert_eq!(super::everything(&simulator.world()), before);
}

//! Responses of the simulator for which sources differ, or in which Graph returns
//! more than the contract has.

use std::collections::BTreeSet;

use crate::simulator::plain::call;
use page_conversations::Timestamp;
use page_conversations::simulator::{Message, Person, Simulator, Thread, World};
use serde_json::{Value, json};

const PLATFORMS: [&str; 2] = ["messenger", "instagram"];

/// The messages of a world that have a field, with what is asked of it.
async fn messages(world: World, platform: &str, field: &str) -> Vec<Value> {
    let simulator = Simulator::builder().world(world).start().await.unwrap();
    let page = &simulator.page_ids()[0];
    let path = format!(
        "/v26.0/{page}/conversations?platform={platform}&limit=60&fields=messages.limit(50){{{field}}}"
    );
    let answer = call(&simulator, &path).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let threads = answer.body["data"].as_array().unwrap().iter();
    let messages = threads.flat_map(|thread| thread["messages"]["data"].as_array().unwrap());
    let name = field.split('{').next().unwrap();
    let messages = messages.filter(|message| message.get(name).is_some());
    messages.cloned().collect()
}

/// The buttons of cards.
fn buttons(messages: &[Value]) -> Vec<Value> {
    let attachments = messages
        .iter()
        .map(|message| &message["attachments"]["data"][0]);
    let buttons = attachments.filter_map(|one| one["generic_template"].get("cta"));
    buttons.cloned().collect()
}

#[tokio::test]
async fn cards_have_a_list_of_one_to_three_buttons() {
    for platform in PLATFORMS {
        let all = buttons(&messages(World::seeded(1), platform, "attachments").await);
        let counts: BTreeSet<_> = all
            .iter()
            .map(|cta| cta.as_array().unwrap().len())
            .collect();
        assert_eq!(counts, BTreeSet::from([1, 2, 3]), "{platform}");
        for button in all.iter().flat_map(|cta| cta.as_array().unwrap()) {
            let keys: Vec<_> = button.as_object().unwrap().keys().collect();
            assert_eq!(keys, ["title", "type", "url"]);
        }
        let field = "attachments{generic_template{title,cta{title,url}}}";
        let some = messages(World::seeded(1), platform, field).await;
        let template = |message: &Value| {
            let keys = message["attachments"]["data"][0]
                .get("generic_template")?
                .as_object();
            Some(keys.unwrap().keys().cloned().collect::<BTreeSet<_>>())
        };
        assert!(
            some.iter()
                .filter_map(template)
                .all(|keys| keys.iter().eq(["cta", "title"]))
        );
        let some = buttons(&some);
        assert_eq!(some.len(), all.len());
        for (some, all) in some.iter().zip(&all) {
            let all = all.as_array().unwrap().iter();
            let all = all.map(|one| json!({ "title": one["title"], "url": one["url"] }));
            assert_eq!(*some, all.collect::<Value>());
        }
    }
}

#[tokio::test]
async fn a_card_has_one_button_as_an_object_on_request() {
    for platform in PLATFORMS {
        let field = "attachments{generic_template{title,cta{title,url}}}";
        let world = World::seeded(1).single_buttons();
        let all = buttons(&messages(world, platform, field).await);
        assert!(!all.is_empty());
        for button in all {
            let keys: Vec<_> = button.as_object().unwrap().keys().collect();
            assert_eq!(keys, ["title", "url"], "{platform}");
        }
    }
}

#[tokio::test]
async fn reactions_are_named_as_by_meta_or_as_in_captures() {
    for platform in PLATFORMS {
        for (world, name, other) in [
            (World::seeded(1), "reaction", "emoji"),
            (World::seeded(1).emoji_reactions(), "emoji", "reaction"),
        ] {
            let all = messages(world, platform, "reactions").await;
            assert!(!all.is_empty());
            for message in all {
                let reaction = &message["reactions"]["data"][0];
                assert_eq!(reaction[name], "❤", "{reaction}");
                assert!(reaction.get(other).is_none() && reaction["users"].is_array());
            }
        }
    }
}

#[tokio::test]
async fn members_outside_of_the_contract_are_always_returned() {
    let time = Timestamp::from_unix_seconds(1_627_032_530);
    let reel = json!({
        "id": "9", "name": "a", "type": "ig_reel", "payload": { "reel_video_id": "1" },
        "generic_template": { "title": "b", "subtitle": "c", "cta": [{ "title": "d", "odd": 1 }] },
    });
    let share = json!({ "link": "https://cdn.example/p", "name": "e", "payload": { "a": 1 } });
    let message = Message::new("m_1", time, Person::on_instagram("7", "alex"))
        .extra("attachments", json!({ "data": [reel] }))
        .extra("shares", json!({ "data": [share] }))
        .extra("odd_of_a_message", json!({ "data": [null] }));
    let thread = Thread::on_instagram("t_1", time)
        .extra("wallpaper", json!("f"))
        .extra("odd_of_a_thread", json!([1]));
    let world = World::empty().page("1", "Page", Some("shop".to_owned()));
    let world = world.thread("1", thread, [message]);
    let simulator = Simulator::builder().world(world).start().await.unwrap();

    let answer = call(&simulator, "/v26.0/t_1?fields=id").await;
    assert_eq!(answer.body, json!({ "id": "t_1", "odd_of_a_thread": [1] }));
    let path = "/v26.0/1/conversations?platform=instagram&fields=messages{shares{name},message}";
    let node = call(&simulator, path).await.body["data"][0].clone();
    assert_eq!(node["odd_of_a_thread"], json!([1]));
    let expected = json!({
        "id": "m_1", "message": "", "odd_of_a_message": { "data": [null] },
        "shares": { "data": [{ "name": "e", "payload": { "a": 1 } }] },
    });
    assert_eq!(node["messages"]["data"][0], expected);

    let path = "/v26.0/m_1?fields=attachments";
    let answer = call(&simulator, path).await;
    assert_eq!(answer.body["attachments"]["data"][0], reel);
    let path = "/v26.0/m_1?fields=attachments{generic_template{cta{url},title}}";
    let answer = call(&simulator, path).await;
    let expected = json!({
        "id": "9", "type": "ig_reel", "payload": { "reel_video_id": "1" },
        "generic_template": { "title": "b", "cta": [{ "odd": 1 }] },
    });
    assert_eq!(answer.body["attachments"]["data"][0], expected);
}

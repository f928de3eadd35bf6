//! Worlds in YAML: what is in them is served, and their schema agrees with the reader.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::plain::{CLIENT, call, call_with, get, ids, send};
use page_conversations::simulator::{
    Admin, Change, Clock, Platform, Simulator, SimulatorBuilder, Traffic, TrafficKind, World,
    WorldFile,
};
use serde_json::{Value, json};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/worlds")
}

async fn serve(world: World) -> Simulator {
    start(Simulator::builder().world(world)).await
}

async fn start(builder: SimulatorBuilder) -> Simulator {
    builder.admin(Admin::new()).start().await.unwrap()
}

/// The world of a text.
fn world(text: &str) -> World {
    let file = WorldFile::from_yaml(text, "world.yaml").unwrap();
    file.world().clone()
}

async fn schema() -> Value {
    let simulator = serve(World::seeded(1)).await;
    let url = format!("{}/__admin/world.schema.json", simulator.url());
    get(&url).await.body
}

#[tokio::test]
async fn the_unusual_world_is_served_as_it_is_written() {
    let file = WorldFile::read(folder().join("unusual.yaml")).unwrap();
    let simulator = start(Simulator::builder().world_file(file)).await;
    let page = "/v26.0/210000000000001/conversations";
    let list = call(&simulator, page).await;
    assert_eq!(ids(&list.body), ["t_100", "t_200", "t_300"]);
    let archived = call(&simulator, &format!("{page}?folder=page_done")).await;
    assert_eq!(ids(&archived.body), ["t_300"]);
    assert_eq!(
        archived.body["data"][0]["updated_time"],
        "2026-07-29T07:00:00+0000"
    );

    let fields = "fields=id,participants,snippet,messages{id,from,to,tags,message,attachments,reactions,shares}";
    let thread = call(&simulator, &format!("/v26.0/t_100?{fields}"))
        .await
        .body;
    assert_eq!(
        thread["participants"]["data"][0]["email"],
        "123@facebook.com"
    );
    assert_eq!(thread["snippet"], "Is it still there?");
    let messages = &thread["messages"]["data"];
    assert_eq!(messages[0]["tags"]["data"][1]["name"], "source:chat");
    assert_eq!(messages[0]["reactions"]["data"][0]["emoji"], "❤");
    assert_eq!(messages[0]["to"]["data"][0]["name"], "Sample Shop");
    // A list that is written without `data` has it in responses.
    let card = &messages[1]["attachments"]["data"][0]["generic_template"];
    assert!(card["cta"].is_array(), "{card}");

    let thread = call(&simulator, &format!("/v26.0/t_200?{fields}"))
        .await
        .body;
    let message = &thread["messages"]["data"][0];
    let card = &message["attachments"]["data"][0]["generic_template"];
    assert!(card["cta"].is_object(), "{card}");
    assert_eq!(message["reactions"]["reaction"], "👍");
    assert_eq!(message["message"], "");

    let thread = call(&simulator, &format!("/v26.0/t_300?{fields}"))
        .await
        .body;
    let messages = &thread["messages"]["data"];
    assert_eq!(messages[0]["shares"]["data"][0]["id"], Value::Null);
    assert_eq!(messages[0]["attachments"]["data"][1]["size"], Value::Null);
    assert_eq!(messages[1]["from"], Value::Null);

    let path =
        format!("{page}?platform=instagram&fields=participants,messages{{id,story,attachments}}");
    let list = call(&simulator, &path).await.body;
    let thread = &list["data"][0];
    assert_eq!(thread["participants"]["data"][0]["user_id"], "126");
    assert_eq!(
        thread["a_field_of_tomorrow"],
        json!({ "nested": [1, null] })
    );
    assert_eq!(
        thread["messages"]["data"][0]["attachments"]["data"][0]["type"],
        "ig_reel"
    );
    let deleted = call(&simulator, "/v26.0/aWdfZAG1faXRlbToxOklHTWVzc2FnZB").await;
    assert_eq!(deleted.code(), (400, 9_000_001));
}

#[tokio::test]
async fn a_seed_adds_conversations() {
    let text = "
seed: 7
count: 30
pages:
  - { id: 1, name: One, instagram: { username: one } }
  - id: 2
    name: Two
    conversations: [{ id: t_new, updated_time: 2027-01-01T00:00:00+0000 }]
";
    let simulator = serve(world(text)).await;
    assert_eq!(simulator.page_ids(), ["1", "2"]);
    for (path, expected) in [
        ("/1/conversations?limit=100", 30),
        ("/1/conversations?limit=100&platform=instagram", 30),
        ("/2/conversations?limit=100", 31),
    ] {
        let list = call(&simulator, path).await;
        assert_eq!(ids(&list.body).len(), expected, "{path}");
    }
    // Without Pages, those of a seeded world.
    let seeded = serve(world("seed: 1")).await;
    let expected = serve(World::seeded(1)).await;
    assert_eq!(seeded.page_ids(), expected.page_ids());
    let path = "/me/conversations?limit=100";
    let (found, expected) = (call(&seeded, path).await, call(&expected, path).await);
    assert_eq!(found.body["data"], expected.body["data"]);
}

/// Tokens, script and traffic of a file are those of a builder.
#[tokio::test]
async fn a_file_sets_what_a_builder_does() {
    let start_time = "2026-07-29T12:00:00Z".parse().unwrap();
    let second = Duration::from_secs(1);
    let clock = Clock::Fixed(start_time);
    let file = WorldFile::read(folder().join("changing.yaml")).unwrap();
    let traffic = Traffic::new(7, 6, 60 * second)
        .weight(TrafficKind::DeletedMessage, 0)
        .weight(TrafficKind::DeletedThread, 0);
    let script = [
        (5 * second, Change::message("t_100", "One more question")),
        (
            10 * second,
            Change::instagram_thread("210000000000001", "Hello?"),
        ),
        (10 * second, Change::reply("t_100", "It is")),
        (Duration::from_millis(20_500), Change::archive("t_100")),
    ];
    let built = Simulator::builder()
        .world(file.world().clone())
        .token("EAAB-valid")
        .expiring_token("EAAB-short", 30 * second)
        .expired_token("EAAB-expired")
        .script(script)
        .traffic(traffic);
    // What a builder had before stays.
    let read = Simulator::builder().token("EAAB-other").world_file(file);
    let simulators = [
        start(read.clock(clock)).await,
        start(built.clock(clock)).await,
    ];
    let [read, built] = &simulators;
    assert_eq!(call_with(read, "EAAB-other", "/me").await.status, 200);
    for (seconds, is_short_valid) in [(0, true), (4, true), (25, true), (1, false), (600, false)] {
        for simulator in &simulators {
            simulator.advance(seconds * second);
            for (token, is_valid) in [
                ("EAAB-valid", true),
                ("EAAB-short", is_short_valid),
                ("EAAB-expired", false),
                ("EAAB-unknown", false),
            ] {
                let answer = call_with(simulator, token, "/me").await;
                assert_eq!(answer.status == 200, is_valid, "{token} after {seconds}");
            }
        }
        assert_eq!(shown(read), shown(built));
    }
    let texts = shown(read);
    for text in ["One more question", "Hello?", "It is"] {
        assert!(texts.iter().any(|one| one.contains(text)), "{text}");
    }
    assert_eq!(read.skipped_changes(), []);

    // They are restored by a reset, from the new start.
    let url = format!("{}/__admin/reset", read.url());
    send(CLIENT.post(url)).await;
    assert_eq!(call_with(read, "EAAB-short", "/me").await.status, 200);
    assert_ne!(shown(read), texts);
    read.advance(631 * second);
    assert_eq!(shown(read)[..5], texts[..5]);
    assert_eq!(call_with(read, "EAAB-short", "/me").await.status, 400);
}

/// Texts and times of the messages of a simulator's world.
fn shown(simulator: &Simulator) -> Vec<String> {
    let world = simulator.world();
    let mut shown = Vec::new();
    for page in world.pages() {
        for platform in [Platform::Messenger, Platform::Instagram] {
            for thread in world.threads(page.id(), platform) {
                let messages = world.messages(&thread.id);
                shown.extend(messages.map(|one| {
                    let (time, text) = (one.created_time, &one.message);
                    format!("{} {} {time} {text}", thread.id, thread.folder)
                }));
            }
        }
    }
    shown
}

/// A response of the simulator is a world: it can be pasted.
#[tokio::test]
async fn a_response_can_be_read_back() {
    let fields = "id,updated_time,participants,folder,snippet,unread_count,can_reply,link,\
                  messages.limit(3){id,created_time,from,to,message,tags,attachments,shares,sticker,reactions}";
    let path = format!("/v26.0/me/conversations?limit=20&fields={fields}");
    let first = serve(World::seeded(3)).await;
    let response = call(&first, &path).await.body;
    let page = &first.page_ids()[0];
    let written =
        json!({ "pages": [{ "id": page, "name": "Sample Page 1", "conversations": response }] });
    let second = serve(world(&written.to_string())).await;
    let again = call(&second, &path).await.body;
    let strip = |body: &Value| {
        let threads = body["data"].as_array().unwrap().iter().cloned();
        let threads = threads.map(|mut thread| {
            for message in thread["messages"]["data"].as_array_mut().unwrap() {
                // Its links name the server.
                message["attachments"]["paging"].take();
            }
            thread["messages"]["paging"].take();
            thread
        });
        threads.collect::<Vec<_>>()
    };
    assert_eq!(strip(&again), strip(&response));
}

#[tokio::test]
async fn the_schema_beside_the_examples_is_that_of_the_reader() {
    let path = folder().join("world.schema.json");
    let schema = serde_json::to_string_pretty(&schema().await).unwrap() + "\n";
    if std::env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
        fs::write(&path, &schema).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap_or_default() == schema,
        "{} is stale: run this test with INSTA_UPDATE=always",
        path.display()
    );
}

/// A valid world with each member that the format has.
fn complete() -> Value {
    let person = json!({ "id": "5", "name": "Robin", "username": "robin", "email": "x" });
    let message = json!({
        "id": "m_1", "created_time": "2026-07-29T10:00:00+0000", "from": person,
        "to": { "data": [person] }, "message": "Hello", "tags": ["inbox", { "name": "read" }],
        "sticker": "https://example.com", "is_deleted": false, "attachments": { "data": [] },
    });
    let thread = json!({
        "id": "t_1", "platform": "instagram", "updated_time": 1_785_319_200,
        "participants": [person], "folder": "inbox", "snippet": "Hello", "unread_count": 1,
        "subject": "A subject", "can_reply": true, "is_owner": null, "name": "A name",
        "messages": { "data": [message], "paging": {} },
    });
    let page = json!({
        "id": "1", "name": "One", "instagram": { "username": "one" }, "conversations": [thread],
    });
    let weights = json!({
        "message_from_person": 1, "message_from_page": 2, "new_thread": 3, "move": 4, "read": 5,
        "reaction": 6, "deleted_message": 7, "deleted_thread": 0,
    });
    let change = json!({ "type": "new_message", "thread": "t_1", "text": "Hello", "from": "page" });
    let archived = json!({ "type": "move_thread", "thread": "t_1", "folder": "page_done" });
    json!({
        "seed": 1, "count": 3, "pages": [page],
        "tokens": ["EAAB-valid", { "token": "EAAB-short", "expires_after": 1.5 }],
        "script": [
            { "after": 1, "changes": change },
            { "after": 0.5, "changes": [change, archived] },
        ],
        "traffic": { "seed": 1, "changes": 6, "per": 60, "weights": weights },
    })
}

/// Changes a part of a document at random.
fn mutate(value: &mut Value, random: &mut fastrand::Rng) {
    let names = [
        "id",
        "name",
        "data",
        "platform",
        "updated_time",
        "count",
        "x",
        "from",
        "tags",
        "after",
        "changes",
        "token",
    ];
    let others = [
        json!(null),
        json!(true),
        json!(-5),
        json!(7),
        json!(1.5),
        json!("x"),
        json!(""),
        json!("messenger"),
        json!("INSTAGRAM"),
        json!("2026-07-29T10:00:00+0000"),
        json!([]),
        json!({}),
        json!([1]),
        json!({ "data": [] }),
        json!({ "id": "9" }),
        json!("yes"),
    ];
    let other = others[random.usize(..others.len())].clone();
    match value {
        Value::Object(object) if !object.is_empty() && random.u8(..) < 200 => {
            let place = random.usize(..object.len());
            let name = object.keys().nth(place).unwrap().clone();
            match random.u8(..10) {
                0 => drop(object.remove(&name)),
                1 => drop(object.insert(names[random.usize(..names.len())].to_owned(), other)),
                _ => mutate(&mut object[&name], random),
            }
        }
        Value::Array(items) if !items.is_empty() && random.u8(..) < 200 => {
            let place = random.usize(..items.len());
            mutate(&mut items[place], random);
        }
        value => *value = other,
    }
}

#[tokio::test]
async fn the_schema_and_the_reader_agree() {
    /// What no schema can state.
    const MEANINGS: [&str; 9] = [
        "is used twice",
        "an id is empty",
        "has no account on Instagram",
        "`count` without `seed`",
        "the world has no Page",
        "a generated conversation",
        "an access token is empty",
        "an access token is there twice",
        "a script cannot change access tokens",
    ];
    let schema = jsonschema::validator_for(&schema().await).unwrap();
    assert!(schema.is_valid(&complete()));
    let mut random = fastrand::Rng::with_seed(1);
    let mut counts = [0, 0];
    for _ in 0..4_000 {
        let mut document = complete();
        for _ in 0..random.usize(1..4) {
            mutate(&mut document, &mut random);
        }
        let is_valid = schema.is_valid(&document);
        let read = WorldFile::from_yaml(&document.to_string(), "world.yaml");
        let is_read = match &read {
            Ok(_) => true,
            Err(error) => {
                let text = error.to_string();
                let errors = text.lines().filter(|line| line.starts_with("error"));
                let mut errors = errors.map(|line| MEANINGS.iter().any(|one| line.contains(one)));
                errors.all(|is_meaning| is_meaning)
            }
        };
        counts[usize::from(is_valid)] += 1;
        assert_eq!(is_read, is_valid, "{document}\n{read:?}");
    }
    // Both kinds occur.
    assert!(counts.iter().all(|count| *count > 400), "{counts:?}");
}

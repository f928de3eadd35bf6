//! Worlds in YAML: what is in them is served, and their schema agrees with the reader.

use std::fs;
use std::path::{Path, PathBuf};

use crate::plain::{call, get, ids};
use page_conversations::simulator::{Admin, Simulator, World};
use serde_json::{Value, json};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/worlds")
}

async fn serve(world: World) -> Simulator {
    let builder = Simulator::builder().world(world).admin(Admin::new());
    builder.start().await.unwrap()
}

async fn schema() -> Value {
    let simulator = serve(World::seeded(1)).await;
    let url = format!("{}/__admin/world.schema.json", simulator.url());
    get(&url).await.body
}

#[tokio::test]
async fn the_unusual_world_is_served_as_it_is_written() {
    let world = World::from_yaml_file(folder().join("unusual.yaml")).unwrap();
    let simulator = serve(world).await;
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
    let simulator = serve(World::from_yaml(text, "world.yaml").unwrap()).await;
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
    let seeded = serve(World::from_yaml("seed: 1", "world.yaml").unwrap()).await;
    let expected = serve(World::seeded(1)).await;
    assert_eq!(seeded.page_ids(), expected.page_ids());
    let path = "/me/conversations?limit=100";
    let (found, expected) = (call(&seeded, path).await, call(&expected, path).await);
    assert_eq!(found.body["data"], expected.body["data"]);
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
    let world =
        json!({ "pages": [{ "id": page, "name": "Sample Page 1", "conversations": response }] });
    let world = World::from_yaml(&world.to_string(), "response.json").unwrap();
    let second = serve(world).await;
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
    json!({ "seed": 1, "count": 3, "pages": [page] })
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
    const MEANINGS: [&str; 6] = [
        "is used twice",
        "an id is empty",
        "has no account on Instagram",
        "`count` without `seed`",
        "the world has no Page",
        "a generated conversation",
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
        let read = World::from_yaml(&document.to_string(), "world.yaml");
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

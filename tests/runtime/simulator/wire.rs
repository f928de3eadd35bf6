//! The simulator on the wire, as any client sees it.

use std::collections::HashSet;

use crate::simulator::plain::{call, call_with, cursor, ids, known_versions, walk};
use page_conversations::simulator::{Message, Person, Simulator, Thread, World};
use page_conversations::versions::VERSIONS;
use page_conversations::{Date, Timestamp, Version};
use serde_json::{Value, json};

/// A day on which no version of the contract is over.
const EARLY: Date = Date::new(2024, 1, 24);

async fn start() -> Simulator {
    Simulator::builder().today(EARLY).start().await.unwrap()
}

fn is_there(version: &str) -> bool {
    VERSIONS.iter().any(|one| one.name == version)
}

fn is_known(version: &Version) -> bool {
    known_versions().any(|name| name == version.name)
}

fn page_id(simulator: &Simulator) -> String {
    simulator.page_ids()[0].clone()
}

#[tokio::test]
async fn next_and_previous_alone_read_each_list_once_in_every_version() {
    let simulator = start().await;
    let page_id = page_id(&simulator);
    for version in known_versions() {
        for platform in ["messenger", "INSTAGRAM", "Instagram"] {
            let mut by_folder = HashSet::new();
            for folder in ["", "inbox", "other", "page_done", "spam"] {
                let path = format!(
                    "/{version}/{page_id}/conversations?platform={platform}&folder={folder}&limit=7"
                );
                let first = call(&simulator, &path).await;
                assert_eq!(first.header("facebook-api-version"), version);
                let (there, back) = walk(first).await;
                let unique: HashSet<_> = there.iter().cloned().collect();
                assert_eq!(unique.len(), there.len(), "{path}");
                assert_eq!(there, back, "{path}");
                match folder {
                    "" => assert_eq!(there.len(), 60, "{path}"),
                    _ => by_folder.extend(there),
                }
            }
            assert_eq!(by_folder.len(), 60, "{version} {platform}");
        }
    }
}

#[tokio::test]
async fn filters_choose_and_the_rest_is_ignored_or_refused() {
    let simulator = start().await;
    let page_id = page_id(&simulator);
    let list =
        |version: &str, query: &str| format!("/{version}/{page_id}/conversations?limit=60&{query}");
    let all = call(
        &simulator,
        &list("v26.0", "fields=updated_time,participants,folder"),
    )
    .await;
    let all = all.body["data"].as_array().unwrap().clone();
    let time = |place: usize| {
        let time = all[place]["updated_time"].as_str().unwrap();
        assert!(
            time.len() == 24 && time.ends_with("+0000") && &time[10..11] == "T",
            "{time}"
        );
        time.parse::<Timestamp>().unwrap().unix_seconds() * 1_000
    };
    let count = |body: &Value| body["data"].as_array().unwrap().len();
    for (version, expected) in [("v25.0", 60), ("v26.0", 9)] {
        let query = format!(
            "updated_after_ms={}&updated_before_ms={}",
            time(20),
            time(10)
        );
        let answer = call(&simulator, &list(version, &query)).await;
        assert_eq!(count(&answer.body), expected, "{version}");
    }
    let answer = call(&simulator, &list("v26.0", "updated_after_ms=-1")).await;
    assert_eq!(answer.code(), (400, 100));

    let person = all[7]["participants"]["data"][0]["id"].as_str().unwrap();
    let answer = call(&simulator, &list("v26.0", &format!("user_id={person}"))).await;
    assert_eq!(answer.body["data"], json!([{ "id": all[7]["id"] }]));

    for (tags, expected) in [
        ("[\"spam\"]", 6),
        ("other", 6),
        ("spam,other", 0),
        ("nope", 0),
    ] {
        let answer = call(&simulator, &list("v26.0", &format!("tags={tags}"))).await;
        assert_eq!(count(&answer.body), expected, "{tags}");
    }
    for ignored in [
        "pretty=0",
        "locale=vi_VN",
        "a[b]=c",
        "fields=",
        "debug=all",
        "=",
    ] {
        let answer = call(&simulator, &list("v26.0", ignored)).await;
        assert_eq!((answer.status, count(&answer.body)), (200, 60), "{ignored}");
    }
    for refused in [
        "since=1",
        "until=2",
        "__paging_token=3",
        "__previous=1",
        "platform=WHATSAPP",
        "folder=nope",
        "limit=0",
        "limit=-1",
        "limit=ten",
        "after=%00",
        "before=eA",
    ] {
        let path = format!("/v26.0/{page_id}/conversations?{refused}");
        assert_eq!(
            call(&simulator, &path).await.code(),
            (400, 100),
            "{refused}"
        );
    }
    let other = simulator.page_ids()[1].clone();
    let path = format!("/v26.0/{other}/conversations?platform=instagram");
    assert_eq!(
        call(&simulator, &path).await.body["error"]["error_subcode"],
        2_534_013
    );
}

#[tokio::test]
async fn expired_versions_are_forwarded_and_reported() {
    let day = |month, day| Date::new(2026, month, day);
    for (today, asked, answered) in [
        (day(5, 20), "/v19.0", "v19.0"),
        (day(5, 21), "/v19.0", "v20.0"),
        (day(11, 22), "/v19.0", "v21.0"),
        (day(11, 22), "/v20.0", "v21.0"),
        (day(11, 22), "/v21.0", "v21.0"),
        (day(11, 22), "/v3.2", "v21.0"),
        (day(11, 22), "", "v21.0"),
        (day(11, 22), "/v26.0", "v26.0"),
    ] {
        if !is_there(answered) {
            println!("skipped: {answered} is no longer in the contract");
            continue;
        }
        let simulator = Simulator::builder().today(today).start().await.unwrap();
        let path = format!("{asked}/{}/conversations", page_id(&simulator));
        let answer = call(&simulator, &path).await;
        assert_eq!(answer.header("facebook-api-version"), answered, "{asked}");
        let (there, _) = walk(answer).await;
        assert_eq!(there.len(), 60);
    }
    // On its last day each version hands over to the first that is in use.
    for version in VERSIONS.iter().filter(|version| is_known(version)) {
        let Some(today) = version.expires else {
            continue;
        };
        let in_use = VERSIONS.iter().find(|one| !one.is_expired(today));
        let in_use = in_use.filter(|one| is_known(one));
        let Some(in_use) = in_use else {
            continue;
        };
        let simulator = Simulator::builder().today(today).start().await.unwrap();
        let path = format!("/{version}/{}/conversations", page_id(&simulator));
        let answer = call(&simulator, &path).await;
        assert_eq!(answer.header("facebook-api-version"), in_use.name);
    }
}

#[tokio::test]
async fn my_conversations_are_those_of_the_account() {
    let simulator = start().await;
    let page_id = page_id(&simulator);
    let token = simulator.instagram_token(&page_id).unwrap();
    for version in known_versions() {
        let path = format!("/{version}/me/conversations");
        let mine = call_with(&simulator, &token, &path).await;
        if ["v19.0", "v20.0"].contains(&version) {
            assert_eq!(mine.code(), (400, 100), "{version}");
            continue;
        }
        let path = format!("/{version}/{page_id}/conversations?platform=instagram");
        let expected = ids(&call(&simulator, &path).await.body);
        assert_eq!(ids(&mine.body), expected, "{version}");
        let by_account = format!("/{version}/1784{page_id}/conversations");
        let by_account = call_with(&simulator, &token, &by_account).await;
        assert_eq!(ids(&by_account.body), expected);
        let (there, back) = walk(mine).await;
        assert_eq!((there.len(), back.len()), (60, 60));
    }
}

#[tokio::test]
async fn messages_are_read_by_edge_and_by_id() {
    let simulator = start().await;
    let page_id = page_id(&simulator);
    let mut longest = 0;
    for platform in ["messenger", "instagram"] {
        let path = format!("/v26.0/{page_id}/conversations?platform={platform}&limit=20");
        for thread in ids(&call(&simulator, &path).await.body) {
            let path = format!("/v26.0/{thread}/messages?limit=100");
            let answer = call(&simulator, &path).await;
            let found = ids(&answer.body);
            longest = longest.max(found.len());
            assert!(platform == "messenger" || found.len() <= 20);
            for id in [found.first(), found.last()].into_iter().flatten() {
                let message = call(&simulator, &format!("/v26.0/{id}?fields=message,from")).await;
                assert_eq!(message.body["id"], **id);
            }
        }
    }
    assert!(longest > 20);
}

#[tokio::test]
async fn a_built_world_is_read_as_it_was_built() {
    let time = Timestamp::from_unix_seconds(1_627_032_530);
    let person = Person::on_messenger("7", "Alex");
    let message = Message::new("m_1", time, person.clone()).text("Hi").extra(
        "story",
        json!({ "mention": { "id": "5", "link": "https://example.com" } }),
    );
    let thread = Thread::on_messenger("t_mid.1:a/b?c", time)
        .participant(person)
        .extra("name", json!("A name"))
        .extra("linked_group", json!({ "id": "9", "name": "A group" }));
    let world = World::empty()
        .page("1", "Page", None)
        .thread("1", thread, [message]);
    let simulator = Simulator::builder().world(world).start().await.unwrap();
    let fields = "name,updated_time,linked_group{name},messages{story{mention{link}},message}";
    let answer = call(
        &simulator,
        &format!("/v26.0/1/conversations?fields={fields}"),
    )
    .await;
    let node = &answer.body["data"][0];
    assert_eq!(node["updated_time"], "2021-07-23T09:28:50+0000");
    assert_eq!(
        node["linked_group"],
        json!({ "name": "A group", "id": "9" })
    );
    assert_eq!(
        node["messages"]["data"][0]["story"],
        json!({ "mention": { "link": "https://example.com", "id": "5" } })
    );
    assert_eq!(node["name"], "A name");
    let answer = call(&simulator, "/v26.0/t_mid.1:a%2Fb%3Fc/messages").await;
    assert_eq!(ids(&answer.body), ["m_1"]);
    // The Page has no account.
    assert_eq!(simulator.instagram_token("1"), None);
    let answer = call(&simulator, "/v26.0/me/conversations?platform=instagram").await;
    assert_eq!(answer.code(), (400, 100));
}

#[tokio::test]
async fn a_million_threads_are_there_at_once() {
    let world = World::seeded(3).page_threads(1_000_000);
    let simulator = Simulator::builder().world(world).start().await.unwrap();
    let path = format!(
        "/v26.0/{}/conversations?folder=spam&limit=3",
        page_id(&simulator)
    );
    let answer = call(&simulator, &path).await;
    assert_eq!(ids(&answer.body).len(), 3);
    let before = cursor(&answer.body, 100_000);
    let answer = call(&simulator, &format!("{path}&before={before}")).await;
    assert!(
        answer.body["paging"]["next"].is_null() && answer.body["paging"]["previous"].is_string()
    );
    assert_eq!(ids(&answer.body).len(), 3);
    let path = format!("/v26.0/{}/conversations?limit=1000000", page_id(&simulator));
    let answer = call(&simulator, &path).await;
    assert_eq!(answer.code(), (500, 1));
}

#[tokio::test]
async fn versions_that_never_existed_are_refused() {
    let simulator = start().await;
    let [oldest, .., newest] = VERSIONS.each_ref().map(|version| version.name);
    let major: u32 = newest[1..].split('.').next().unwrap().parse().unwrap();
    let next = format!("v{}.0", major + 1);
    let between = [oldest, newest].map(|version| version.replace(".0", ".7"));
    let [after_oldest, after_newest] = between.each_ref().map(String::as_str);
    for version in ["v25.5", after_oldest, after_newest, &next, "v100.0"] {
        let path = format!("/{version}/{}/conversations", page_id(&simulator));
        assert_eq!(
            call(&simulator, &path).await.code(),
            (400, 2500),
            "{version}"
        );
    }
}

#[tokio::test]
async fn edges_have_their_former_names_too() {
    let simulator = start().await;
    let page_id = page_id(&simulator);
    for version in known_versions() {
        let path = |edge: &str| format!("/{version}/{page_id}/{edge}?limit=30");
        let now = call(&simulator, &path("conversations")).await;
        let former = call(&simulator, &path("threads")).await;
        assert_eq!(former.body["data"], now.body["data"], "{version}");
        let (there, back) = walk(former).await;
        assert_eq!((there.len(), back.len()), (60, 60));
        let path = format!("/{version}/{page_id}?fields=threads.limit(30)");
        let nested = call(&simulator, &path).await;
        assert_eq!(nested.body["threads"]["data"], now.body["data"]);
    }
}

#[tokio::test]
async fn lists_in_parameters_are_json_or_have_commas() {
    let simulator = start().await;
    let path = format!("/v26.0/{}/conversations?limit=2", page_id(&simulator));
    let two = ids(&call(&simulator, &path).await.body);
    let path = format!("/v26.0/?ids={},{}&fields=folder,link", two[0], two[1]);
    let with_commas = call(&simulator, &path).await;
    assert_eq!(with_commas.status, 200);
    let (ids, fields) = (json!(two), json!(["folder", "link"]));
    let as_json = call(&simulator, &format!("/v26.0/?ids={ids}&fields={fields}")).await;
    assert_eq!(as_json.body, with_commas.body);
    for ids in ["", ",", "[]"] {
        let answer = call(&simulator, &format!("/v26.0/?ids={ids}")).await;
        assert_eq!(answer.code(), (400, 100), "{ids}");
    }
}

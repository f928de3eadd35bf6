//! Nodes and errors of the simulator on the wire: their fields, as in the samples
//! of Graph's answers and in each version.

use std::collections::BTreeSet;

use crate::simulator::plain::{call, cursor, fixture, get, ids, known_versions, shape};
use page_conversations::Date;
use page_conversations::simulator::{Fault, Simulator};
use serde_json::{Value, json};

/// A day on which no version of the contract is over.
const EARLY: Date = Date::new(2024, 1, 24);

async fn start() -> Simulator {
    Simulator::builder().today(EARLY).start().await.unwrap()
}

fn page_id(simulator: &Simulator) -> String {
    simulator.page_ids()[0].clone()
}

/// What the contract says that a node has where `fields` names none.
fn default_fields(ty: &str) -> BTreeSet<String> {
    let contract: Value =
        serde_json::from_str(include_str!("../../../generated/contract.json")).unwrap();
    let mut versions = contract["versions"].as_array().unwrap().iter();
    let version = versions.find(|one| one["version"] == "v26.0").unwrap();
    let mut types = version["types"].as_array().unwrap().iter();
    let ty = types.find(|one| one["name"] == ty).unwrap();
    let names = ty["default_fields"].as_array().unwrap().iter();
    names
        .map(|name| name.as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn default_fields_are_those_of_the_contract() {
    let simulator = start().await;
    let keys = |node: &Value| node.as_object().unwrap().keys().cloned().collect();
    let path = format!("/v26.0/{}/conversations?limit=1", page_id(&simulator));
    let thread = &call(&simulator, &path).await.body["data"][0];
    let found: BTreeSet<_> = keys(thread);
    assert_eq!(found, default_fields("UnifiedThread"));
    let path = format!("/v26.0/{}/messages", thread["id"].as_str().unwrap());
    let message = &call(&simulator, &path).await.body["data"][0];
    let found: BTreeSet<_> = keys(message);
    assert_eq!(found, default_fields("UnifiedMessage"));
}

#[tokio::test]
async fn answers_have_the_keys_of_the_samples() {
    let simulator = start().await;
    let page_id = page_id(&simulator);
    let list = |query: &str| format!("/v26.0/{page_id}/conversations?{query}");
    let answer = call(&simulator, &list("")).await;
    let sample = fixture("01_messenger_list_default_fields");
    assert_eq!(shape(&answer.body), shape(&sample));
    assert_eq!(answer.body["data"].as_array().unwrap().len(), 25);

    let fields = "can_reply,folder,former_participants,is_subscribed,link,message_count,\
                  participants,scoped_thread_key,senders,snippet,unread_count,updated_time,\
                  messages.limit(2){message,created_time,from,to,tags}";
    let answer = call(&simulator, &list(&format!("limit=2&fields={fields}"))).await;
    let sample = fixture("02_messenger_list_all_fields");
    assert_eq!(shape(&answer.body["data"]), shape(&sample["data"]));

    let answer = call(&simulator, &list("platform=instagram")).await;
    let sample = fixture("06_instagram_list_default_fields");
    assert_eq!(shape(&answer.body), shape(&sample));

    let answer = call(&simulator, &list("limit=60")).await;
    let last = &answer.body["paging"];
    assert_eq!(
        shape(last),
        shape(&json!({ "cursors": { "before": "", "after": "" } }))
    );
    let answer = call(&simulator, &list("limit=50&after=bm8")).await;
    assert_eq!(answer.code(), (400, 100));
    let answer = call(&simulator, &list("user_id=1")).await;
    assert_eq!(answer.body, fixture("05_no_conversations"));

    let two = ids(&call(&simulator, &list("limit=2")).await.body);
    let fields = "link,message_count,snippet,unread_count,updated_time";
    let path = format!(
        "/v26.0/?ids={},{},{}&fields={fields}",
        two[0], two[1], two[0]
    );
    let answer = call(&simulator, &path).await;
    let keys: Vec<_> = answer.body.as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, two);
    let sample = fixture("10_ids_multi_read");
    let values = |object: &Value| {
        object
            .as_object()
            .unwrap()
            .values()
            .cloned()
            .collect::<Value>()
    };
    assert_eq!(shape(&values(&answer.body)), shape(&values(&sample)));

    let first = call(&simulator, &list("")).await;
    let after = cursor(&first.body, 25);
    simulator.fail_next(Fault::EmptyPage);
    let answer = call(&simulator, &list(&format!("after={after}"))).await;
    assert_eq!(
        shape(&answer.body),
        shape(&fixture("03_empty_page_with_next"))
    );
}

#[tokio::test]
async fn errors_have_the_keys_and_statuses_of_the_samples() {
    let simulator = start().await;
    let page_id = page_id(&simulator);
    for (name, code, subcode, is_transient) in [
        ("err_104_incorrect_signature", 104, None, None),
        ("err_190_463_expired_token", 190, Some(463), None),
        ("err_200_permissions", 200, None, None),
        ("err_230_permissions_disallow", 230, None, None),
        ("err_2_transient", 2, None, Some(true)),
        ("err_368_blocked", 368, None, None),
        ("err_4_app_limit", 4, None, Some(true)),
        ("err_613_2534040_rate", 613, Some(2_534_040), None),
        ("err_80006_messenger_buc", 80_006, None, None),
    ] {
        simulator.fail_next(Fault::Error {
            code,
            subcode,
            is_transient,
        });
        let answer = call(&simulator, &format!("/v26.0/{page_id}/conversations")).await;
        let sample = fixture(name);
        assert_eq!(shape(&answer.body), shape(&sample["body"]), "{name}");
        assert_eq!(i64::from(answer.status), sample["http_status"], "{name}");
        for (header, _) in sample["headers"].as_object().unwrap() {
            assert!(answer.headers.contains_key(header), "{name} {header}");
        }
    }
    for (name, path) in [
        ("err_100_33_unsupported_get", "/v26.0/123".to_owned()),
        (
            "err_100_nonexisting_field",
            format!("/v26.0/{page_id}/feed"),
        ),
        (
            "err_2500_parse_graph_query",
            format!("/v26.0/{page_id}/impressions/day"),
        ),
    ] {
        let answer = call(&simulator, &path).await;
        let sample = fixture(name);
        assert_eq!(shape(&answer.body), shape(&sample["body"]), "{name}");
        assert_eq!(
            answer.body["error"]["code"],
            sample["body"]["error"]["code"]
        );
        assert_eq!(i64::from(answer.status), sample["http_status"], "{name}");
    }
}

/// Fields of the table of versions, none of which the simulator can take from
/// the contract that it reads itself.
const THREAD: [&str; 16] = [
    "id",
    "can_reply",
    "folder",
    "former_participants",
    "is_subscribed",
    "link",
    "linked_group",
    "message_count",
    "messages",
    "name",
    "participants",
    "scoped_thread_key",
    "senders",
    "snippet",
    "unread_count",
    "updated_time",
];
const MESSAGE: [&str; 13] = [
    "id",
    "created_time",
    "from",
    "to",
    "message",
    "attachments",
    "shares",
    "sticker",
    "tags",
    "reactions",
    "is_unsupported",
    "story",
    "reply_to",
];

#[tokio::test]
async fn fields_exist_in_their_versions_only() {
    let simulator = start().await;
    let page_id = page_id(&simulator);
    for version in known_versions() {
        let since_23 = !["v19.0", "v20.0", "v21.0", "v22.0"].contains(&version);
        let list = format!("/{version}/{page_id}/conversations");
        let thread = ids(&call(&simulator, &list).await.body)[0].clone();
        for path in [list, format!("/{version}/{thread}")] {
            for field in THREAD.into_iter().chain(["wallpaper"]) {
                let answer = call(&simulator, &format!("{path}?fields={field}")).await;
                assert_eq!(answer.status, 200, "{version} {field}: {}", answer.body);
            }
            for (field, there) in [("subject", !since_23), ("is_owner", since_23), ("x", false)] {
                let answer = call(&simulator, &format!("{path}?fields=id,{field}")).await;
                match there {
                    true => assert_eq!(answer.status, 200, "{version} {field}"),
                    false => {
                        assert_eq!(answer.code(), (400, 100), "{version} {field}");
                        let text = format!("(#100) Tried accessing nonexisting field ({field})");
                        assert!(
                            answer.body["error"]["message"]
                                .as_str()
                                .unwrap()
                                .starts_with(&text)
                        );
                    }
                }
            }
        }
        let fields = MESSAGE.join(",");
        let path = format!("/{version}/{thread}/messages?fields={fields}");
        let answer = call(&simulator, &path).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let message = ids(&answer.body)[0].clone();
        for field in MESSAGE {
            for path in [
                format!("/{version}/{thread}/messages?fields={field}"),
                format!("/{version}/{thread}?fields=messages{{{field}}}"),
                format!("/{version}/{message}?fields={field}"),
            ] {
                assert_eq!(call(&simulator, &path).await.status, 200, "{path}");
            }
        }
        for field in [
            "snippet",
            "from{nope}",
            "tags{id}",
            "attachments{image_data{nope}}",
        ] {
            let path = format!("/{version}/{thread}/messages?fields={field}");
            assert_eq!(call(&simulator, &path).await.code(), (400, 100), "{path}");
        }
    }
}

#[tokio::test]
async fn fields_that_cannot_be_parsed_are_2500() {
    let simulator = start().await;
    let page_id = page_id(&simulator);
    for fields in [
        "id,,link",
        "messages{",
        "messages}",
        "messages{id",
        "messages{id}}",
        "messages.limit",
        "messages.limit(5",
        "messages.(5)",
        "id link",
        ",id",
        "{id}",
        "messages.limit(5)limit",
        "é",
    ] {
        let url = format!("{}/v26.0/{page_id}/conversations", simulator.url());
        let query = [
            ("fields", fields),
            ("access_token", simulator.access_token()),
        ];
        let url = reqwest::Url::parse_with_params(&url, query).unwrap();
        assert_eq!(get(url.as_str()).await.code(), (400, 2500), "{fields}");
    }
    for modifiers in [
        "limit(x)",
        "limit(-1)",
        "after(x)",
        "since(1)",
        "source(NOBODY)",
    ] {
        let path = format!("/v26.0/{page_id}/conversations?fields=messages.{modifiers}");
        assert_eq!(
            call(&simulator, &path).await.code(),
            (400, 100),
            "{modifiers}"
        );
    }
}

#[tokio::test]
async fn nested_edges_keep_their_fields_on_the_pages_that_follow() {
    let simulator = start().await;
    let page_id = page_id(&simulator);
    let fields = "messages.limit(2).source(ALL){message,from{id}}";
    let path = format!("/v26.0/{page_id}/conversations?limit=60&fields={fields}");
    let answer = call(&simulator, &path).await;
    let threads = answer.body["data"].as_array().unwrap();
    let mut followed = 0;
    for thread in threads
        .iter()
        .filter(|one| one["messages"]["paging"]["next"].is_string())
        .take(5)
    {
        let id = thread["id"].as_str().unwrap();
        let mut page = thread["messages"].clone();
        let mut found = ids(&page);
        while let Some(next) = page["paging"]["next"].as_str() {
            assert!(
                next.contains("source=ALL") && next.contains("limit=2"),
                "{next}"
            );
            page = get(next).await.body;
            for message in page["data"].as_array().unwrap() {
                let keys: BTreeSet<_> = message.as_object().unwrap().keys().collect();
                assert_eq!(
                    keys,
                    BTreeSet::from([&"message".into(), &"from".into(), &"id".into()])
                );
                assert_eq!(message["from"].as_object().unwrap().len(), 1);
            }
            found.extend(ids(&page));
            followed += 1;
        }
        let all = call(&simulator, &format!("/v26.0/{id}/messages?limit=100")).await;
        assert_eq!(found, ids(&all.body));
    }
    assert!(followed > 5);
}

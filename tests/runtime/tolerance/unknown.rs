//! Members that the contract does not know.

use page_conversations::v26_0::GetConversation;
use page_conversations::{Decoding, Outcome, UnknownMembers};
use serde_json::json;

use crate::loopback::{self, ACCESS_TOKEN, answering};
use crate::tolerance::contract::Samples;
use crate::tolerance::contract::Type;
use crate::tolerance::json::Json;
use crate::tolerance::places::{thread, type_at};
use crate::tolerance::{answer, bare, json_of, keeping, list, places, thread_of};

/// A node of all fields, in which each object has members of no contract.
fn full_of_unknown() -> (Json, usize) {
    let mut node = Samples::default().full(&thread(), 1);
    let mut paths = node.paths();
    paths.push(Vec::new());
    // The paging is written in another form than it is read.
    paths.retain(|path| {
        crate::tolerance::json::written(path)
            .split('.')
            .all(|step| step != "paging")
    });
    let objects = paths
        .iter()
        .filter(|path| matches!(type_at(path), Type::Struct(_)));
    let objects = objects.collect::<Vec<_>>();
    for path in &objects {
        let Json::Object(mut members) = node.get(path).clone() else {
            continue;
        };
        let number = members.len();
        members.push(("x_number".into(), Json::Scalar(number.to_string())));
        members.insert(0, ("x\"é".into(), Json::parse(r#"{"a":[null,{"b":"c"}]}"#)));
        node.replace(path, Json::Object(members));
    }
    (node, objects.len())
}

#[tokio::test]
async fn every_object_keeps_and_writes_what_the_contract_does_not_know() {
    let (node, objects) = full_of_unknown();
    assert!(objects > 20, "{objects}");
    let node = without_paging(&node);
    let server = answering([answer(format!(r#"{{"data":[{node}]}}"#))]).await;
    let page = keeping(&server).page(&list()).await.unwrap();
    assert!(page.report.is_empty(), "{:?}", page.report);
    // Times are written in another form than Graph's.
    let sent = node.to_string().replace("+0000\"", "Z\"");
    let sent: serde_json::Value = serde_json::from_str(&sent).unwrap();
    assert_eq!(json_of(&page.items[0]), sent);
    let unknown = &page.items[0].unknown;
    let names: Vec<_> = unknown.iter().map(|(name, _)| name).collect();
    assert_eq!((names.len(), unknown.len()), (2, 2));
    assert!(names.contains(&"x\"é") && names.contains(&"x_number"));
}

fn without_paging(value: &Json) -> Json {
    match value {
        Json::Object(members) => {
            let members = members.iter().filter(|(name, _)| name != "paging");
            Json::Object(
                members
                    .map(|(name, value)| (name.clone(), without_paging(value)))
                    .collect(),
            )
        }
        Json::List(elements) => Json::List(elements.iter().map(without_paging).collect()),
        scalar => scalar.clone(),
    }
}

#[tokio::test]
async fn they_are_not_kept_unless_somebody_asks() {
    for node in [r#"{"id":"t_1","x":1}"#, r#"{"id":"t_1","x":1,"name":5}"#] {
        let (thread, _) = thread_of(node).await;
        assert_eq!(thread.unknown, UnknownMembers::default());
        assert_eq!(json_of(&thread), bare("t_1"));
    }
}

#[tokio::test]
async fn they_are_kept_beside_values_that_do_not_fit() {
    let body = r#"{"data":[{"id":"t_1","x":1,"name":5},null,{"id":"t_2","y":[]}]}"#;
    let server = answering([answer(body)]).await;
    let page = keeping(&server).page(&list()).await.unwrap();
    let expected = json!([{"id": "t_1", "x": 1}, {"id": "t_2", "y": []}]);
    assert_eq!(json_of(&page.items), expected);
    let expected = [
        ("data[0].name", Outcome::LeftEmpty),
        ("data[1]", Outcome::LeftOut),
    ];
    assert_eq!(places(page.report.mismatches()), expected);
}

#[tokio::test]
async fn one_that_no_value_can_hold_costs_itself_and_is_reported() {
    for (value, expected, place) in [
        (
            "1e400",
            json!({"id": "t_1", "y": 1}),
            ("data[0].x", Outcome::LeftOut),
        ),
        (
            r#""\ud800""#,
            json!({"id": "t_1", "x": "\u{fffd}", "y": 1}),
            ("data[0].x", Outcome::Replaced),
        ),
        (
            r#"{"a":1e400}"#,
            json!({"id": "t_1", "x": {"a": null}, "y": 1}),
            ("data[0].x.a", Outcome::LeftEmpty),
        ),
    ] {
        let body = format!(r#"{{"data":[{{"id":"t_1","x":{value},"y":1}}]}}"#);
        let server = answering([answer(body)]).await;
        let page = keeping(&server).page(&list()).await.unwrap();
        assert_eq!(json_of(&page.items), json!([expected]));
        assert_eq!(places(page.report.mismatches()), [place]);
    }
}

#[tokio::test]
async fn a_node_by_itself_keeps_them_too() {
    let server = answering([answer(r#"{"id":"t_1","x":1}"#)]).await;
    let response = keeping(&server)
        .send_with_info(&GetConversation::new("t_1"))
        .await
        .unwrap();
    assert_eq!(response.body.unknown.get("x"), Some(&json!(1)));
    assert_eq!(response.body.unknown.get("y"), None);
}

#[tokio::test]
async fn a_strict_client_can_keep_them() {
    let fits = r#"{"data":[{"id":"t_1","x":1}]}"#;
    let does_not = r#"{"data":[{"id":"t_1","x":1,"name":5}]}"#;
    let server = answering([answer(fits), answer(does_not)]).await;
    let builder = loopback::builder(ACCESS_TOKEN, server.uri()).decoding(Decoding::Strict);
    let graph = builder.keep_unknown_members(true).build().unwrap();
    let page = graph.page(&list()).await.unwrap();
    assert_eq!(page.items[0].unknown.get("x"), Some(&json!(1)));
    assert!(graph.page(&list()).await.is_err());
}

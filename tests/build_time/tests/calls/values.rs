//! Values of every type, as they are read, sent and set.

use super::*;

#[test]
fn values_of_every_type_come_back_as_they_were() {
    let thing = json!({
        "id": "1", "label": "L", "names": [], "flag": true, "count": -1, "size": u64::MAX,
        "ratio": 0.5, "made": "2021-07-23T09:28:50Z", "anything": { "a": [null] }, "colour": "red",
        "colours": ["red", "green"], "grid": [[1], []],
        "extra": { "x": [1] }, "place": { "name": "here" },
        "by_name": { "p": { "others": { "data": [{}] } } },
        "parts": { "data": [{ "whole": { "id": "2", "label": "M", "names": ["n"] } }] },
        "labels": { "data": ["x"] }, "part": {}, "parent": { "id": "3", "label": "N", "names": [] },
        "children": [{ "id": "4", "label": "O", "names": [] }],
    });
    let read: every_type::v1_0::Thing = serde_json::from_value(thing.clone()).unwrap();
    assert_eq!(read.size, Some(u64::MAX));
    assert_eq!(
        read.colours.as_ref().unwrap()[1],
        every_type::v1_0::Colour::Unknown("green".to_owned())
    );
    let parts: &Edge<every_type::v1_0::Part> = read.parts.as_ref().unwrap();
    assert_eq!(parts.data.len(), 1);
    assert_eq!(serde_json::to_value(&read).unwrap(), thing);
}

#[test]
fn null_and_absent_read_alike() {
    let bare = json!({ "id": "1", "label": "L", "names": [] });
    let mut nulls = bare.clone();
    for name in [
        "flag", "count", "size", "ratio", "made", "anything", "colour", "colours", "grid",
        "by_name", "parts", "labels", "part", "parent", "children",
    ] {
        nulls[name] = Value::Null;
    }
    let read =
        |value: &Value| serde_json::from_value::<every_type::v1_0::Thing>(value.clone()).unwrap();
    assert_eq!(read(&nulls), read(&bare));
    nulls["parts"] = json!({ "data": null });
    assert!(read(&nulls).parts.unwrap().data.is_empty());
}

#[test]
fn every_form_of_type_has_a_setter() {
    use every_type::v1_0::{Colour, Part, Thing};
    let thing = Thing::new("1", "label", ["a", "b"])
        .flag(true)
        .count(-1)
        .size(1)
        .ratio(0.5)
        .made(Timestamp::from_unix_seconds(0))
        .anything(json!({"a": null}))
        .colours(["RED".to_owned()].map(Colour::from))
        .grid([vec![1, 2], vec![]])
        .either([Part::new()])
        .by_name([("a", Part::new())])
        .extra([("b", "text")])
        .place(every_type::v1_0::Map::new().name("Atlas"))
        .parts(Edge::from_iter([Part::new()]))
        .labels(["c".to_owned()])
        .part(Part::new())
        .children([Thing::new("3", "child", Vec::<String>::new())])
        .parent(Thing::new("2", "parent", ["c".to_owned()]));
    let part = Part::new().whole(thing.clone()).others([Part::new()]);
    let value = serde_json::to_value(&part).unwrap();
    assert_eq!(value["whole"]["grid"], json!([[1, 2], []]));
    assert_eq!(value["whole"]["names"], json!(["a", "b"]));
    assert_eq!(value["others"], json!({"data": [{}]}));
    assert_eq!(value["whole"]["either"], json!([{}]));
    assert_eq!(value["whole"]["by_name"], json!({"a": {}}));
    assert_eq!(value["whole"]["extra"], json!({"b": "text"}));
    assert_eq!(value["whole"]["labels"], json!({"data": ["c"]}));
    assert_eq!(value["whole"]["parent"]["names"], json!(["c"]));
    assert_eq!(serde_json::from_value::<Part>(value).unwrap(), part);
}

#[tokio::test]
async fn parameters_go_out_as_graph_takes_them() {
    let (server, graph) = answering(200, json!({ "data": [] })).await;
    let request = edge::v1_0::ListOrders::new("a b", 1.5)
        .state(edge::v1_0::State::Open)
        .since_time(Timestamp::from_unix_seconds(1_627_032_530))
        .tags(vec!["one".to_owned(), "two, \"three\"".to_owned()])
        .filter(json!({ "from": [1, 2] }))
        .paid_after(Timestamp::from_unix_milliseconds(1))
        .exact(true)
        .limit(10)
        .fields(edge::v1_0::OrderFields::new().total().id().total());
    graph.page(&request).await.unwrap();
    let (path, query) = calls(&server).await.remove(0);
    assert_eq!(path, "/v1.0/shops/a%20b/orders");
    let expected = [
        ("exact", "true"),
        ("fields", "total,id"),
        ("filter", r#"{"from":[1,2]}"#),
        ("limit", "10"),
        ("minimum", "1.5"),
        ("paid_after", "1"),
        ("since_time", "2021-07-23T09:28:50Z"),
        ("state", "open"),
        ("tags", r#"["one","two, \"three\""]"#),
    ];
    assert_eq!(
        query,
        expected
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into()
    );
}

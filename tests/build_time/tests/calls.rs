//! Calls what the build script generated, over real HTTP.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::time::Duration;

use page_conversations::{
    AdviceKind, Edge, Error, Expansion, FieldRequest, FieldSet, Graph, Pacing, Retry, Timestamp,
};
use page_conversations_build_time::{edge, every_type, history, names, node, opened, reuse};
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// A server that gives every call the same answer.
async fn answering(status: u16, body: Value) -> (MockServer, Graph) {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(status).set_body_json(body);
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let graph = Graph::builder("token")
        .host(server.uri())
        .pacing(Pacing::off())
        .retry(Retry::off());
    let graph = graph.build().unwrap();
    (server, graph)
}

/// Paths and queries of the calls that the server saw.
async fn calls(server: &MockServer) -> Vec<(String, BTreeMap<String, String>)> {
    let requests = server.received_requests().await.unwrap();
    let calls = requests.iter().map(|request| {
        let query = request.url.query_pairs().into_owned().collect();
        (request.url.path().to_owned(), query)
    });
    calls.collect()
}

#[tokio::test]
async fn each_version_calls_its_own_path() {
    let (server, graph) = answering(200, json!({ "data": [{ "id": "1" }] })).await;
    graph
        .page(&history::v1_0::ListPosts::new("p"))
        .await
        .unwrap();
    graph
        .page(&history::v2_0::ListPosts::new("p"))
        .await
        .unwrap();
    graph
        .page(&history::v3_0::ListPosts::new("p").draft(true))
        .await
        .unwrap();
    graph
        .page(&history::v4_0::ListPosts::new("p"))
        .await
        .unwrap();
    graph
        .page(&history::v10_0::ListPosts::new("p"))
        .await
        .unwrap();
    let paths: Vec<_> = calls(&server)
        .await
        .into_iter()
        .map(|(path, _)| path)
        .collect();
    let expected =
        ["v1.0", "v2.0", "v3.0", "v4.0", "v10.0"].map(|version| format!("/{version}/p/posts"));
    assert_eq!(paths, expected);
}

#[test]
fn versions_share_the_shapes_that_they_have_in_common() {
    let post: history::v1_0::Post =
        serde_json::from_value(json!({ "id": "1", "score": 2 })).unwrap();
    let post: history::v2_0::Post = post;
    assert_eq!(post.score, Some(2));

    let post: history::v3_0::Post =
        serde_json::from_value(json!({ "id": "1", "score": 2.5 })).unwrap();
    let post: history::v4_0::Post = post;
    assert_eq!(post.score, Some(2.5));

    // What came back is what it was.
    let author: history::v1_0::Author = serde_json::from_value(json!({ "alias": "A." })).unwrap();
    let author: history::v10_0::Author = author;
    assert_eq!(author.alias.as_deref(), Some("A."));
}

#[tokio::test]
async fn a_code_means_what_it_means_in_the_version_asked() {
    let (_server, graph) =
        answering(400, json!({ "error": { "code": 7, "message": "Closed" } })).await;
    let advice = |error: Error| error.graph().unwrap().entry.unwrap().advice;
    let old = graph
        .page(&history::v2_0::ListPosts::new("p"))
        .await
        .unwrap_err();
    assert_eq!(advice(old), AdviceKind::Wait);
    let new = graph
        .page(&history::v3_0::ListPosts::new("p"))
        .await
        .unwrap_err();
    assert_eq!(advice(new), AdviceKind::GiveUp);
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

#[tokio::test]
async fn nodes_of_several_types_are_read_by_their_ids() {
    let (server, graph) = answering(200, json!({})).await;
    let time = Timestamp::from_unix_milliseconds(1_500);
    graph
        .send(&every_type::v1_0::GetParts::new(time, ["1", "2"]))
        .await
        .unwrap();
    graph
        .send(&every_type::v1_0::GetThings::new(["1"]))
        .await
        .unwrap();
    let calls = calls(&server).await;
    let part = [("as_of", "1500"), ("ids", "1,2")];
    let thing = [("ids", "[\"1\"]")];
    let query = |pairs: &[(&str, &str)]| {
        let pairs = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        pairs.collect::<BTreeMap<_, _>>()
    };
    let root = "/v1.0/".to_owned();
    assert_eq!(calls, [(root.clone(), query(&part)), (root, query(&thing))]);
    let early = Timestamp::from_unix_milliseconds(-1);
    let request = every_type::v1_0::GetParts::new(early, ["1"]);
    let error = graph.send(&request).await.unwrap_err();
    assert!(error.to_string().contains("`as_of`"), "{error}");
}

#[tokio::test]
async fn a_node_is_read_by_the_ids_of_its_path_in_their_order() {
    let (server, graph) = answering(200, json!({ "id": "7" })).await;
    let order = graph
        .send(&node::v1_0::GetOrder::new("shop", "order"))
        .await
        .unwrap();
    assert_eq!(order.id, "7");
    assert_eq!(calls(&server).await[0].0, "/v1.0/shop/orders/order");
}

#[tokio::test]
async fn names_that_rust_has_other_plans_for_stay_what_they_are_on_the_wire() {
    let body = json!({ "data": [{
        "type": "t", "self": "s", "gen": "g", "1st_party": "1", "camelCase": "c", "with-dash": "d",
        "limit": 1, "after": "a", "true": "yes",
    }] });
    let (server, graph) = answering(200, body.clone()).await;
    let request = names::v1_0::ListUsers::new("kind")
        .new_("n")
        .self_(names::v1_0::Word::Unknown)
        .client(false)
        .session(vec!["x".to_owned()])
        ._2nd(2)
        .request(3)
        .url("u")
        .result("r")
        .version("v")
        .fields(names::v1_0::IGUserFields::new().type_().self_().limit());
    let page = graph.page(&request).await.unwrap();
    assert_eq!(page.items[0].type_, "t");
    assert_eq!(page.items[0].limit, Some(1));
    assert_eq!(serde_json::to_value(&page.items).unwrap(), body["data"]);
    let (path, query) = calls(&server).await.remove(0);
    assert_eq!(path, "/v1.0/kind/users");
    let expected = [
        ("2nd", "2"),
        ("client", "false"),
        ("fields", "type,self,limit"),
        ("new", "n"),
        ("request", "3"),
        ("result", "r"),
        ("self", "unknown"),
        ("session", r#"["x"]"#),
        ("url", "u"),
        ("version", "v"),
    ];
    assert_eq!(
        query,
        expected
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into()
    );
}

#[tokio::test]
async fn operations_may_be_named_as_progenitor_would_not() {
    let (server, graph) = answering(200, json!({ "type": "t" })).await;
    let user = names::v1_0::GetIGUser::new("7").limit(1);
    graph.send(&user).await.unwrap();
    graph.send(&names::v1_0::Move::new()).await.unwrap();
    graph.send(&names::v1_0::GetUserName::new()).await.unwrap();
    graph.send(&names::v1_0::GetUsername::new()).await.unwrap();
    graph.send(&names::v1_0::Exec::new()).await.unwrap();
    let calls = calls(&server).await;
    assert_eq!(
        (calls[0].0.as_str(), calls[0].1["limit"].as_str()),
        ("/v1.0/ig/7", "1")
    );
    let paths: Vec<_> = calls[1..].iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["/v1.0/move", "/v1.0/a", "/v1.0/b", "/v1.0/exec"]);
}

#[test]
fn values_named_unknown_and_other_are_values_like_others() {
    use names::v1_0::Word;
    for (text, word) in [
        ("other", Word::Other),
        ("unknown", Word::Unknown),
        ("self", Word::Self_),
        ("2g", Word::Value2g),
        ("source:web", Word::SourceWeb),
        ("UPPER_CASE", Word::UpperCase),
        ("unknown_value", Word::UnknownValue),
        ("else", Word::UnknownValueValue("else".to_owned())),
    ] {
        assert_eq!(Word::from(text), word);
        assert_eq!(word.as_str(), text);
    }
}

#[tokio::test]
async fn nodes_can_be_read_by_their_ids_at_once() {
    let body = json!({ "1": { "id": "1", "label": "L", "names": [] } });
    let (server, graph) = answering(200, body).await;
    let ids = ["1", "2"];
    let things = graph
        .send(&every_type::v1_0::GetThings::new(ids))
        .await
        .unwrap();
    assert_eq!(things["1"].label, "L");
    let (path, query) = calls(&server).await.remove(0);
    assert_eq!(
        (path.as_str(), query["ids"].as_str()),
        ("/v1.0/", r#"["1","2"]"#)
    );
}

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

#[tokio::test]
async fn a_version_that_was_opened_is_called_as_the_others_are() {
    let (server, graph) = answering(200, json!({ "data": [{ "id": "1", "topic": "T" }] })).await;
    let request = opened::v27_0::ListConversations::new("p").folder(opened::v27_0::Folder::Muted);
    let page = graph.page(&request).await.unwrap();
    assert_eq!(page.items[0].topic.as_deref(), Some("T"));
    let (path, query) = calls(&server).await.remove(0);
    assert_eq!(
        (path.as_str(), query["folder"].as_str()),
        ("/v27.0/p/conversations", "muted")
    );
}

#[tokio::test]
async fn parameters_that_are_taken_over_are_those_of_the_version() {
    let (server, graph) = answering(200, json!({ "data": [] })).await;
    let ids = vec!["a".to_owned(), "b".to_owned()];
    let old = reuse::v1_0::ListMyOrders::new().ids(ids.clone()).open(true);
    graph.page(&old).await.unwrap();
    let new = reuse::v2_0::ListMyOrders::new().late(true);
    graph.page(&new).await.unwrap();
    let calls = calls(&server).await;
    assert_eq!(calls[0].0, "/v1.0/me/orders");
    assert_eq!(
        (calls[0].1["ids"].as_str(), calls[0].1["open"].as_str()),
        ("a,b", "true")
    );
    assert_eq!(
        (calls[1].0.as_str(), calls[1].1["late"].as_str()),
        ("/v2.0/me/orders", "true")
    );
}

#[tokio::test]
async fn a_subcode_means_what_it_means_in_the_version_asked() {
    let refused = json!({ "error": { "code": 7, "error_subcode": 71, "message": "no" } });
    let (_server, graph) = answering(400, refused).await;
    let advice = |error: Error| error.graph().unwrap().entry.unwrap().advice;
    let old = graph
        .send(&reuse::v1_0::GetShop::new("1"))
        .await
        .unwrap_err();
    assert_eq!(advice(old), AdviceKind::FixRequest);
    let new = graph
        .send(&reuse::v2_0::GetOrder::new("1"))
        .await
        .unwrap_err();
    assert_eq!(advice(new), AdviceKind::GiveUp);
}

#[test]
fn an_edge_within_a_node_takes_the_parameters_of_its_request() {
    use edge::v1_0::{ListOrdersExpansion, OrderFields, ShopFields, State};
    let orders = ListOrdersExpansion::new(OrderFields::new().id(), 2.5)
        .exact(true)
        .filter(json!({ "a{": ["b)", "\\\"c,"] }))
        .ids(vec!["1,".to_owned(), "2)".to_owned()])
        .since_time("2021-07-23T09:28:50+0000".parse().unwrap())
        .paid_after(Timestamp::from_unix_seconds(1) + Duration::from_nanos(1))
        .paid_before(Timestamp::from_unix_seconds(1) + Duration::from_nanos(1))
        .state(State::Open);
    let fields = FieldSet::from(ShopFields::new().orders_with(orders));
    assert_eq!(
        fields.to_string(),
        "orders.minimum(2.5).exact(true)\
         .filter({\"a\\u007b\":[\"b\\u0029\",\"\\\\\\\"c\\u002c\"]}).ids(1,2)\
         .since_time(2021-07-23T09:28:50Z).paid_after(1000).paid_before(1001).state(open){id}"
    );
    let selected = fields.selected("orders").unwrap();
    let paid_before = selected.modifier_milliseconds("paid_before");
    assert_eq!(paid_before, Some(Timestamp::from_unix_milliseconds(1_001)));
    use names::v1_0::{IGUserFields, ListUsers, ListUsersExpansion, Word};
    let friends = ListUsersExpansion::new(IGUserFields::new().type_())
        .self_(Word::Self_)
        .new_("a")
        .time(Timestamp::from_unix_milliseconds(1_500))
        ._2nd(2);
    let fields = FieldSet::from(IGUserFields::new().friends_with(friends));
    assert_eq!(
        fields.to_string(),
        "friends.self(self).new(a).time(1500).2nd(2){type}"
    );
    // The same number, in seconds, is another time.
    let request = ListUsers::of_field("7", fields.selected("friends"));
    let expected = Timestamp::from_unix_milliseconds(1_500);
    assert_eq!(request.get_time(), Some(expected));
}

#[test]
fn an_edge_within_a_node_takes_the_parameters_of_its_version() {
    let orders = reuse::v1_0::ListMyOrdersExpansion::new(reuse::v1_0::OrderFields::new());
    let fields = reuse::v1_0::ShopFields::new().orders_with(orders.open(true));
    assert_eq!(FieldSet::from(fields).to_string(), "orders.open(true)");
    let orders = reuse::v2_0::ListMyOrdersExpansion::new(reuse::v2_0::OrderFields::new());
    let fields = reuse::v2_0::ShopFields::new().orders_with(orders.late(true));
    assert_eq!(FieldSet::from(fields).to_string(), "orders.late(true)");
}

#[test]
fn setters_and_getters_do_not_hide_other_functions() {
    let inner = names::v1_0::Methods::default().new_("inner");
    let node = names::v1_0::Methods::new()
        .clone_("a")
        .default_(1)
        .eq(["x", "y"])
        .fmt([("one", 1)])
        .get_new("b")
        .into_(inner.clone())
        .serialize(true);
    assert_eq!(node.clone().into.as_deref(), Some(&inner));
    let value = serde_json::to_value(&node).unwrap();
    let expected = json!({
        "clone": "a", "default": 1, "eq": ["x", "y"], "fmt": {"one": 1}, "get_new": "b",
        "into": {"new": "inner"}, "serialize": true,
    });
    assert_eq!(value, expected);

    let inner = inner.other_(names::v1_0::Methods::default().new_("other"));
    assert_eq!(inner.other::<String>("x").unwrap(), None);
    let fields = names::v1_0::MethodsFields::default().other_();
    let nested = names::v1_0::MethodsFields::default().other("x");
    let fields = fields
        .other_with_(nested)
        .other_with("y", Expansion::new("z"));
    assert_eq!(FieldSet::from(fields).to_string(), "other{x},y{z}");
    let fields = names::v1_0::MethodsFields::default().clone_().into_();
    let request = names::v1_0::ListMethods::new("other")
        .place("a")
        .get_place("b")
        .new_("c")
        .get_new(2)
        .clone_([1, 2])
        .get(true)
        .fields(fields.clone());
    assert_eq!(request.get_place_(), Some("a"));
    assert_eq!(request.get_get_place(), Some("b"));
    assert_eq!(request.get_new_(), Some("c"));
    assert_eq!(request.get_get_new(), Some(2));
    assert_eq!(request.get_clone(), Some([1, 2].as_slice()));
    assert_eq!(request.get_get(), Some(&json!(true)));
    assert_eq!(request.get_type(), &names::v1_0::Word::Other);
    assert_eq!(request.clone().get_fields(), Some(&fields.into()));
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

//! Fields that the contract lacks: selected by their names, and read.

mod refused;

use std::collections::{BTreeSet, HashMap};

use futures_util::TryStreamExt;
use page_conversations::v26_0::{
    GetConversation, GetConversations, ListConversations, ListMessagesExpansion,
    ListMyConversations, ParticipantFields, UnifiedMessageFields, UnifiedThread,
    UnifiedThreadFields,
};
use page_conversations::{Advice, Decoding, Edge, Error, Expansion, FieldSet, Graph, OnUnreadable};
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::loopback::{self, ACCESS_TOKEN, PAGE_ID, answering, graph, page};

/// A label of a conversation, which the contract does not have.
#[derive(Debug, PartialEq, serde::Deserialize)]
struct Label {
    id: String,
    name: Option<String>,
}

fn labels(thread: &UnifiedThread) -> Option<Vec<Label>> {
    let labels = thread.other::<Edge<Label>>("custom_labels").unwrap();
    labels.map(|labels| labels.data)
}

fn label(id: &str) -> Vec<Label> {
    let id = id.to_owned();
    vec![Label { id, name: None }]
}

fn thread(id: &str) -> Value {
    json!({"id": id, "custom_labels": {"data": [{"id": format!("l_{id}")}]}, "x": 1})
}

fn labelled() -> UnifiedThreadFields {
    UnifiedThreadFields::new().id().other("custom_labels")
}

fn list() -> ListConversations {
    ListConversations::new(PAGE_ID).fields(labelled())
}

/// The parameter `fields` of each request that a server received.
async fn sent_fields(server: &MockServer) -> Vec<String> {
    let requests = server.received_requests().await.unwrap().into_iter();
    let fields = requests.map(|request| {
        let query: HashMap<_, _> = request.url.query_pairs().into_owned().collect();
        query.get("fields").cloned().unwrap_or_default()
    });
    fields.collect()
}

#[tokio::test]
async fn a_field_is_asked_for_and_kept_and_others_are_not() {
    let server = answering([page(
        json!({"data": [thread("t_1"), {"id": "t_2", "x": 2}]}),
    )])
    .await;
    let page = graph(&server).page(&list()).await.unwrap();
    assert_eq!(sent_fields(&server).await, ["id,custom_labels"]);
    assert_eq!(labels(&page.items[0]), Some(label("l_t_1")));
    assert_eq!(labels(&page.items[1]), None);
    for thread in &page.items {
        assert_eq!(thread.other::<Value>("x").unwrap(), None);
    }
    assert!(page.report.is_empty(), "{:?}", page.report);
}

#[tokio::test]
async fn a_field_is_kept_of_the_node_that_was_asked_for_it_only() {
    let messages = UnifiedMessageFields::new().id().other("x");
    let participants = ParticipantFields::new().other("y");
    let fields = UnifiedThreadFields::new()
        .messages_with(ListMessagesExpansion::new(messages).limit(2))
        .participants_with(participants);
    let inner = json!({"data": [{"id": "1", "x": 1, "y": 2}]});
    // An edge without the object around its list, and an element without a list.
    let forms = [
        inner.clone(),
        inner["data"].clone(),
        inner["data"][0].clone(),
    ];
    for form in forms {
        let node = json!({"id": "t_1", "x": 3, "y": 4, "messages": form, "participants": form});
        let server = answering([page(json!({"data": [node]}))]).await;
        let request = ListConversations::new(PAGE_ID).fields(fields.clone());
        let page = graph(&server).page(&request).await.unwrap();
        let kept = serde_json::to_value(&page.items).unwrap();
        let expected = json!([{
            "id": "t_1",
            "messages": {"data": [{"id": "1", "x": 1}]},
            "participants": {"data": [{"id": "1", "y": 2}]},
        }]);
        assert_eq!(kept, expected);
        let sent = "messages.limit(2){id,x},participants{y}";
        assert_eq!(sent_fields(&server).await, [sent]);
    }
}

#[tokio::test]
async fn every_way_to_read_a_node_keeps_it() {
    let nodes = json!({"t_1": thread("t_1")});
    let answers = [page(thread("t_1")), page(nodes), page(thread("t_1"))];
    let server = answering(answers).await;
    let graph = graph(&server);
    let node = graph
        .send(&GetConversation::new("t_1").fields(labelled()))
        .await
        .unwrap();
    assert_eq!(labels(&node), Some(label("l_t_1")));
    let ids = GetConversations::new(["t_1"]).fields(labelled());
    let nodes: Vec<_> = graph.nodes_by_id(ids).try_collect().await.unwrap();
    assert_eq!(labels(&nodes[0].1), Some(label("l_t_1")));
    // A node of the contract, by a path.
    let by_path: UnifiedThread = graph.get("t_1").fields(labelled()).send().await.unwrap();
    assert_eq!(labels(&by_path), Some(label("l_t_1")));
    assert_eq!(sent_fields(&server).await, ["id,custom_labels"; 3]);
}

#[tokio::test]
async fn instagram_and_a_strict_client_keep_it() {
    let server = answering([page(json!({"data": [thread("t_1")]}))]).await;
    let builder = loopback::builder(ACCESS_TOKEN, server.uri()).decoding(Decoding::Strict);
    let request = ListMyConversations::new().fields(labelled());
    let page = builder.build().unwrap().page(&request).await.unwrap();
    assert_eq!(labels(&page.items[0]), Some(label("l_t_1")));
    assert_eq!(page.items[0].other::<Value>("x").unwrap(), None);
}

#[tokio::test]
async fn following_pages_and_the_pages_of_a_nested_edge_ask_for_it_too() {
    let paging = json!({"cursors": {"after": "c"}, "next": "https://h/"});
    let message = |id: &str| json!({"id": id, "mood": id, "x": 1});
    let first = json!({"id": "t_1", "messages": {"data": [message("m_1")], "paging": paging}});
    let server = answering([
        page(json!({"data": [first], "paging": paging})),
        page(json!({"data": [message("m_2")]})),
        page(json!({"data": [thread("t_2")]})),
    ])
    .await;
    let messages = UnifiedMessageFields::new().id().other("mood");
    let fields = labelled().messages_with(messages);
    let request = ListConversations::new(PAGE_ID).fields(fields);
    let graph = graph(&server);
    let mut threads = graph.items(request.clone());
    let thread = threads.try_next().await.unwrap().unwrap();
    let messages = graph.continue_edge(&request, thread.id, thread.messages.unwrap());
    let messages: Vec<_> = messages.try_collect().await.unwrap();
    for message in &messages {
        let mood: String = message.other("mood").unwrap().unwrap();
        assert_eq!(
            (mood.as_str(), message.unknown.len()),
            (message.id.as_str(), 1)
        );
    }
    assert_eq!(messages.len(), 2);
    let thread = threads.try_next().await.unwrap().unwrap();
    assert_eq!(labels(&thread), Some(label("l_t_2")));
    let all = "id,custom_labels,messages{id,mood}";
    assert_eq!(sent_fields(&server).await, [all, "id,mood", all]);
}

#[tokio::test]
async fn nodes_before_a_syntax_error_keep_it() {
    let body = format!(r#"{{"data":[{},{{"id":"t_2"#, thread("t_1"));
    let server = answering([ResponseTemplate::new(200).set_body_string(body)]).await;
    let mut threads = graph(&server).items(list());
    let thread = threads.try_next().await.unwrap().unwrap();
    assert_eq!(labels(&thread), Some(label("l_t_1")));
    assert_eq!(thread.unknown.len(), 1);
    assert!(matches!(threads.try_next().await, Err(Error::Decode(_))));
}

/// A list that fails unless it is of the outline only; its second node fails by itself too.
fn failing(request: &Request) -> ResponseTemplate {
    let failure = json!({"error": {"code": 1, "message": "An unknown error occurred"}});
    let failure = ResponseTemplate::new(500).set_body_json(failure);
    let query: HashMap<_, _> = request.url.query_pairs().into_owned().collect();
    let (path, fields) = (request.url.path(), query["fields"].as_str());
    match (path.rsplit('/').next().unwrap(), fields) {
        ("conversations", "id,updated_time") if query.contains_key("after") => {
            page(json!({"data": [{"id": "t_2"}]}))
        }
        ("conversations", "id,updated_time") => page(json!({
            "data": [{"id": "t_1"}],
            "paging": {"cursors": {"after": "c"}, "next": "https://h/"},
        })),
        ("t_1", "id,custom_labels") => page(thread("t_1")),
        _ => failure,
    }
}

#[tokio::test]
async fn nodes_of_a_failing_page_keep_it() {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(failing)
        .mount(&server)
        .await;
    let threads = graph(&server).items(list().limit(1));
    let mut threads = threads.on_unreadable(OnUnreadable::Continue);
    let thread = threads.try_next().await.unwrap().unwrap();
    assert_eq!(labels(&thread), Some(label("l_t_1")));
    assert_eq!(
        threads.try_next().await.unwrap().map(|thread| thread.id),
        None
    );
    assert_eq!(threads.report().unreadable()[0].id, "t_2");
}

#[tokio::test]
async fn a_value_that_cannot_be_kept_is_reported_and_so_are_wrong_ones_beside_it() {
    let body = r#"{"data":[{"id":"t_1","custom_labels":1e400,"x":1e400,"name":5}]}"#;
    let server = answering([ResponseTemplate::new(200).set_body_string(body)]).await;
    let page = graph(&server).page(&list()).await.unwrap();
    let paths = page.report.mismatches().iter().map(|one| one.path.as_str());
    let paths: Vec<_> = paths.collect();
    assert_eq!(paths, ["data[0].name", "data[0].custom_labels"]);
}

#[test]
fn a_value_is_read_or_the_error_names_its_place() {
    let members = [
        ("labels", json!([{"id": "1"}, {"id": 2}])),
        ("count", json!("many")),
        ("nothing", json!(null)),
    ];
    let thread = UnifiedThread::new("t_1").unknown(members);
    let Err(Error::Decode(error)) = thread.other::<Vec<Label>>("labels") else {
        panic!("no decode error")
    };
    assert_eq!(error.path.as_deref(), Some("labels[1].id"));
    let error = thread.other::<u64>("count").unwrap_err();
    let shown = "value does not match its type at `count`: expected u64, found a string";
    assert_eq!(error.to_string(), shown);
    assert_eq!((error.status(), error.advice()), (None, Advice::GiveUp));
    assert_eq!(thread.other::<u64>("nothing").unwrap(), None);
    assert_eq!(thread.other::<u64>("absent").unwrap(), None);
    assert_eq!(thread.other::<Value>("count").unwrap(), Some(json!("many")));
}

#[test]
fn a_name_of_the_contract_selects_as_its_own_method_does() {
    let fields = UnifiedThreadFields::new;
    assert_eq!(fields().other("id"), fields().id());
    assert_eq!(
        fields().id().other("id").other("x").other("x"),
        fields().id().other("x")
    );
    let people = || Expansion::new(ParticipantFields::new().name()).limit(3);
    let by_name = fields().other_with("participants", people());
    assert_eq!(by_name, fields().participants_with(people()));
    let messages = UnifiedMessageFields::new().id();
    let by_name = fields().other_with("messages", Expansion::new(messages.clone()));
    assert_eq!(by_name, fields().messages_with(messages));
}

#[tokio::test]
async fn text_within_a_field_of_the_contract_is_kept_if_the_contract_lacks_it() {
    let fields = UnifiedThreadFields::new();
    let fields = fields.other_with("messages", Expansion::new("id,mood"));
    let node = json!({"id": "t_1", "messages": {"data": [{"id": "m_1", "mood": 1, "x": 2}]}});
    let server = answering([page(json!({"data": [node]}))]).await;
    let request = ListConversations::new(PAGE_ID).fields(fields);
    let page = graph(&server).page(&request).await.unwrap();
    assert_eq!(
        serde_json::to_value(&page.items[0]).unwrap()["messages"]["data"][0],
        json!({"id": "m_1", "mood": 1})
    );
}

#[tokio::test]
async fn a_renamed_field_is_kept_under_its_new_name() {
    let small = Expansion::new("url")
        .other("width", 50)
        .other("as", "small");
    let large = Expansion::new("url")
        .other("width", 500)
        .other("as", "large");
    let fields = UnifiedThreadFields::new().other_with("picture", small);
    let fields = fields.other_with("picture", large);
    let node = json!({"id": "t_1", "small": {"url": "s"}, "large": {"url": "l"}, "picture": 1});
    let server = answering([page(json!({"data": [node]}))]).await;
    let request = ListConversations::new(PAGE_ID).fields(fields);
    let page = graph(&server).page(&request).await.unwrap();
    let unknown = page.items[0].unknown.iter();
    let names: BTreeSet<_> = unknown.map(|(name, _)| name).collect();
    assert_eq!(names, BTreeSet::from(["large", "small"]));
    let sent = "picture.width(50).as(small){url},picture.width(500).as(large){url}";
    assert_eq!(sent_fields(&server).await, [sent]);
}

#[tokio::test]
async fn advice_names_a_field_that_the_node_does_not_have() {
    let message = "(#100) Tried accessing nonexisting field (custom_labels) on node type";
    let refused = json!({"error": {"code": 100, "message": message}});
    let server = answering([ResponseTemplate::new(400).set_body_json(refused)]).await;
    let error = graph(&server).page(&list()).await.unwrap_err();
    let parameter = Some("custom_labels".to_owned());
    assert_eq!(error.advice(), Advice::FixRequest { parameter });
}

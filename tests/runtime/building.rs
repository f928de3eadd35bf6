//! Nodes and requests as callers' own tests build and read them, without JSON and HTTP.

use std::collections::HashSet;
use std::hash::Hash;

use page_conversations::v26_0::{
    Attachment, Folder, ImageData, ListConversations, ListMessagesExpansion, MessageSource,
    Participant, Platform, Reaction, Share, ShareTemplate, ThreadId, UnifiedMessage,
    UnifiedMessageFields, UnifiedThread, UnifiedThreadFields, UserId,
};
use page_conversations::{Edge, FieldSet, Paging, Timestamp, UnknownMembers};
use serde_json::{from_value, json, to_value};

fn robin() -> Participant {
    Participant::new().id("123").name("Robin Low")
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A conversation with two messages, of which more follow.
fn built() -> UnifiedThread {
    let question = UnifiedMessage::new("m_2")
        .created_time(time("2026-07-29T10:00:00+0000"))
        .from(robin())
        .message("Where is my order?");
    let photo = UnifiedMessage::new("m_1")
        .attachments([Attachment::new().image_data(ImageData::new().width(64).url("https://a/b"))])
        .unknown([("is_echo", true)]);
    let messages = Edge::from([question, photo])
        .paging(Paging::new().before("one").after("two").has_next(true));
    UnifiedThread::new("t_1")
        .updated_time(time("2026-07-29T10:00:00+0000"))
        .participants([robin()])
        .messages(messages)
        .unread_count(2)
        .can_reply(false)
}

/// The same conversation as Graph sends it.
fn sent() -> serde_json::Value {
    json!({
        "id": "t_1",
        "updated_time": "2026-07-29T10:00:00+0000",
        "participants": {"data": [{"id": "123", "name": "Robin Low"}]},
        "messages": {
            "data": [
                {
                    "id": "m_2",
                    "created_time": "2026-07-29T10:00:00+0000",
                    "from": {"name": "Robin Low", "id": "123"},
                    "message": "Where is my order?",
                },
                {
                    "id": "m_1",
                    "attachments": {"data": [{"image_data": {"width": 64, "url": "https://a/b"}}]},
                },
            ],
            "paging": {
                "cursors": {"before": "one", "after": "two"},
                "next": "https://graph.facebook.com/v26.0/t_1/messages?after=two",
            },
        },
        "unread_count": 2,
        "can_reply": false,
    })
}

#[test]
fn a_built_node_is_the_one_that_graph_sends() {
    let mut built = built();
    let messages = built.messages.as_mut().unwrap();
    assert_eq!(messages.next_cursor(), Some("two"));
    // Members that the contract does not list are read only on request.
    let unknown = std::mem::take(&mut messages.data[1].unknown);
    assert_eq!(unknown.get("is_echo"), Some(&json!(true)));
    assert_eq!(from_value::<UnifiedThread>(sent()).unwrap(), built);
}

#[test]
fn a_built_node_is_serialized_as_graph_sends_it() {
    let mut expected = sent();
    // Times are written as RFC 3339, and the URL of the next page is not kept.
    expected["updated_time"] = json!("2026-07-29T10:00:00Z");
    expected["messages"]["data"][0]["created_time"] = json!("2026-07-29T10:00:00Z");
    expected["messages"]["data"][1]["is_echo"] = json!(true);
    expected["messages"]["paging"]["next"] = json!("");
    assert_eq!(to_value(built()).unwrap(), expected);
}

#[test]
fn a_constructor_sets_what_is_required_and_nothing_else() {
    assert_eq!(
        to_value(UnifiedThread::new("t_1")).unwrap(),
        json!({"id": "t_1"})
    );
    assert_eq!(
        UnifiedThread::new(ThreadId::from("t_1")),
        UnifiedThread::new("t_1".to_owned())
    );
    assert_eq!(Participant::new(), Participant::default());
    assert_eq!(to_value(Participant::default()).unwrap(), json!({}));
}

#[test]
fn a_setter_replaces_the_value_and_keeps_the_others() {
    let robin = robin()
        .name("Robin")
        .username("robin.low")
        .name("Robin Low");
    let expected = json!({"id": "123", "name": "Robin Low", "username": "robin.low"});
    assert_eq!(to_value(robin.clone()).unwrap(), expected);
    let reaction = Reaction::new().users([robin.clone()].iter().cloned());
    assert_eq!(reaction.users, Some(vec![robin]));
}

#[test]
fn an_edge_is_built_from_lists_and_iterators() {
    let names = ["Lee", "Max"];
    let expected = Edge::from(names.map(|name| Participant::new().name(name)));
    let nodes = names.iter().map(|name| Participant::new().name(*name));
    assert_eq!(nodes.clone().collect::<Edge<_>>(), expected);
    assert_eq!(Edge::from(nodes.collect::<Vec<_>>()), expected);
    assert_eq!(Edge::<Participant>::default(), Edge::from([]));
    let thread = UnifiedThread::new("t_1").participants(expected.clone());
    assert_eq!(thread.participants, Some(expected));
}

#[test]
fn no_unknown_members_are_none() {
    let none = UnknownMembers::from_iter([("a", 1); 0]);
    assert_eq!(none, UnknownMembers::default());
    assert_eq!(
        Participant::new().unknown([("a", 1); 0]),
        Participant::new()
    );
    let one = Participant::new().unknown([("a", json!([1, "b"]))]);
    assert_eq!(to_value(one).unwrap(), json!({"a": [1, "b"]}));
}

/// Fails to compile for a type that cannot be a key.
fn distinct<T: Eq + Hash>(values: impl IntoIterator<Item = T>) -> usize {
    HashSet::<T>::from_iter(values).len()
}

#[test]
fn nodes_edges_and_requests_are_keys_of_maps() {
    let other = built().unread_count(3);
    assert_eq!(distinct([built(), built(), other]), 2);
    assert_eq!(
        distinct([
            Edge::from([robin()]),
            Edge::from([robin()]),
            Edge::default()
        ]),
        2
    );
    assert_eq!(distinct([request(), request(), request().limit(6)]), 2);
    let fields = FieldSet::from(selection());
    assert_eq!(distinct([fields.clone(), fields, FieldSet::default()]), 2);
    // JSON without a known form is a part of a template's element.
    let share = || {
        Share::new()
            .template(ShareTemplate::new())
            .unknown([("a", json!({"b": 0.5}))])
    };
    assert_eq!(distinct([share(), share(), Share::new()]), 2);
    assert_eq!(
        distinct([Reaction::new(), Reaction::new().reaction("love")]),
        2
    );
}

fn selection() -> UnifiedThreadFields {
    let messages = UnifiedMessageFields::new().message();
    let messages = ListMessagesExpansion::new(messages)
        .limit(5)
        .source(MessageSource::All);
    UnifiedThreadFields::new()
        .updated_time()
        .messages_with(messages)
}

fn request() -> ListConversations {
    ListConversations::new("210000000000001")
        .platform("instagram")
        .tags(["read", "sent"])
        .user_id("123")
        .limit(5)
        .after("cursor")
        .fields(selection())
}

#[test]
fn a_request_returns_what_it_was_built_from() {
    let request = request();
    assert_eq!(request.get_page_id(), "210000000000001");
    assert_eq!(request.get_platform(), Some(&Platform::Instagram));
    assert_eq!(
        request.get_tags(),
        Some(["read".to_owned(), "sent".to_owned()].as_slice())
    );
    assert_eq!(request.get_user_id().map(UserId::as_str), Some("123"));
    assert_eq!(request.get_limit(), Some(5));
    assert_eq!(request.get_after(), Some("cursor"));
    assert_eq!(request.get_before(), None);
    assert_eq!(request.get_folder(), None);
    assert_eq!(request.get_fields(), Some(&selection().into()));
}

#[test]
fn a_request_returns_its_selection_in_parts_and_as_text() {
    let request = request();
    let fields = request.get_fields().unwrap();
    let text = "updated_time,messages.limit(5).source(ALL){message}";
    assert_eq!(fields.to_string(), text);
    assert_eq!(
        fields.names().collect::<Vec<_>>(),
        ["updated_time", "messages"]
    );
    assert!(fields.selected("senders").is_none());
    let messages = fields.selected("messages").unwrap();
    assert_eq!(messages.modifier("limit"), Some(5));
    assert_eq!(messages.modifier("source"), Some(MessageSource::All));
    assert_eq!(messages.modifier::<u64>("after"), None);
    assert_eq!(messages.fields().unwrap().to_string(), "message");
}

#[test]
fn values_of_enums_are_compared_as_graph_compares_them() {
    for text in ["instagram", "INSTAGRAM", "InstaGram"] {
        for platform in [
            Platform::from(text),
            text.parse().unwrap(),
            from_value(json!(text)).unwrap(),
            Platform::Unknown(text.to_owned()),
        ] {
            assert_eq!(platform, Platform::Instagram);
            assert_eq!(Platform::Instagram, platform);
            assert_eq!(platform, text);
            assert_eq!(platform, "iNSTAGRAM");
            assert_eq!(platform, *"instagram");
            assert_eq!(
                platform.cmp(&Platform::Instagram),
                std::cmp::Ordering::Equal
            );
            assert_eq!(distinct([platform, Platform::Instagram]), 1);
        }
        // What is read is the known value, in the spelling of the contract.
        assert!(matches!(Platform::from(text), Platform::Instagram));
        assert_eq!(to_value(Platform::from(text)).unwrap(), "INSTAGRAM");
    }
    assert!(matches!(Folder::from("Page_Done"), Folder::PageDone));
    assert_ne!(Platform::Instagram, Platform::Messenger);
    assert_ne!(Platform::from("instagram "), Platform::Instagram);
    assert_ne!(Platform::Instagram, "instagra");
    let whatsapp = [Platform::from("WhatsApp"), Platform::from("WHATSAPP")];
    assert_eq!(whatsapp[0], whatsapp[1]);
    // Values that the contract does not list are sent as they were received.
    assert_eq!(
        whatsapp.map(|one| one.to_string()),
        ["WhatsApp", "WHATSAPP"]
    );
    let mut sorted = [
        Platform::from("z"),
        Platform::Messenger,
        Platform::from("A"),
    ];
    sorted.sort();
    assert_eq!(sorted.map(|one| one.to_string()), ["A", "MESSENGER", "z"]);
}

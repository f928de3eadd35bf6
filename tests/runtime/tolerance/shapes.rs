//! Values of another shape than the contract's: what they mean is read, and
//! reported.

use page_conversations::v26_0::{GetConversation, GetConversations};
use page_conversations::{Edge, JsonKind, Outcome, PathRequest};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::loopback::{answering, graph};
use crate::tolerance::{answer, bare, json_of, page_of, places, strict_page_of, thread_of};

#[tokio::test]
async fn an_edge_without_its_data_is_read_as_what_it_means() {
    let (one, two) = (json!({"id": "1", "name": "A"}), json!({"id": "2"}));
    for (edge, expected) in [
        (json!([one, two]), json!([one, two])),
        (json!([]), json!([])),
        (one.clone(), json!([one])),
        (json!({"0": one, "2": two}), json!([one, two])),
        (json!({"data": {"0": one, "7": two}}), json!([one, two])),
        (json!({"data": one}), json!([one])),
        (json!({"data": {}}), json!([])),
    ] {
        let node = json!({"id": "t_1", "participants": edge, "name": "n"});
        let (thread, mismatches) = thread_of(&node.to_string()).await;
        assert_eq!(
            json_of(&thread.participants.unwrap().data),
            expected,
            "{edge}"
        );
        assert_eq!(thread.name.as_deref(), Some("n"));
        assert_eq!(mismatches.len(), 1, "{edge}: {mismatches:?}");
        assert_eq!(mismatches[0].outcome, Outcome::Converted, "{edge}");
        let body = json!({"data": [node]}).to_string();
        assert!(strict_page_of(body).await.is_err(), "{edge}");
    }
}

#[tokio::test]
async fn a_list_is_read_from_one_object_and_from_one_with_numbers_as_names() {
    let (one, two) = (json!({"id": "1"}), json!({"id": "2"}));
    for (users, expected) in [
        (one.clone(), json!([one])),
        (json!({"0": one, "1": two}), json!([one, two])),
        (json!({}), json!([])),
    ] {
        let reactions = json!({"data": [{"reaction": "love", "users": users}]});
        let messages = json!({"data": [{"id": "m_1", "reactions": reactions}]});
        let node = json!({"id": "t_1", "messages": messages});
        let (thread, mismatches) = thread_of(&node.to_string()).await;
        let read = json_of(&thread);
        let read = &read["messages"]["data"][0]["reactions"]["data"][0]["users"];
        assert_eq!(*read, expected);
        let place = "data[0].messages.data[0].reactions.data[0].users";
        assert_eq!(places(&mismatches), [(place, Outcome::Converted)]);
    }
}

#[tokio::test]
async fn an_object_that_is_nothing_of_the_contract_is_no_list_of_one() {
    let foreign = [
        json!({"error": {"message": "x"}}),
        json!({"summary": {"total_count": 3}}),
        json!({"": 1}),
        json!({"paging": {}, "summary": {}}),
    ];
    for foreign in foreign {
        let node = json!({"id": "t_1", "participants": foreign});
        let (thread, mismatches) = thread_of(&node.to_string()).await;
        let participants = thread.participants.unwrap();
        assert!(participants.data.is_empty(), "{foreign}: {participants:?}");
        let [mismatch] = &mismatches[..] else {
            panic!("{foreign}: {mismatches:?}")
        };
        assert_eq!(mismatch.outcome, Outcome::LeftOut, "{foreign}");
    }
}

#[tokio::test]
async fn an_empty_object_is_read_from_an_empty_list() {
    let node =
        json!({"id": "t_1", "messages": {"data": [{"id": "m_1", "from": []}], "paging": []}});
    let (thread, mismatches) = thread_of(&node.to_string()).await;
    let messages = thread.messages.unwrap();
    assert_eq!(json_of(&messages.data[0].from), json!({}));
    assert!(messages.paging.is_some());
    let from = ("data[0].messages.data[0].from", Outcome::Converted);
    assert_eq!(
        places(&mismatches),
        [from, ("data[0].messages.paging", Outcome::Converted)]
    );
}

#[tokio::test]
async fn a_node_that_is_null_or_has_no_id_is_left_out_and_reported() {
    let body = r#"{"data":[{"id":"1"},null,{"name":"n"},{},[],{"id":null},7,{"id":"2"}]}"#;
    let page = page_of(body).await.unwrap();
    assert_eq!(json_of(&page.items), json!([bare("1"), bare("2")]));
    let mismatches = page.report.mismatches();
    let expected = [
        "data[1]",
        "data[2]",
        "data[3]",
        "data[4]",
        "data[5].id",
        "data[6]",
    ];
    assert_eq!(
        places(mismatches),
        expected.map(|place| (place, Outcome::LeftOut))
    );
    assert_eq!(mismatches[0].found, JsonKind::Null);
    assert_eq!(mismatches[1].expected, "an object with `id`");
    assert!(strict_page_of(body).await.is_err());
}

#[tokio::test]
async fn the_last_of_two_members_of_one_name_counts_and_the_other_is_reported() {
    let (thread, mismatches) =
        thread_of(r#"{"id":"t_0","name":"a","id":"t_1","name":"b","message_count":3}"#).await;
    let expected = json!({"id": "t_1", "name": "b", "message_count": 3});
    assert_eq!(json_of(&thread), expected);
    let left_out = [
        ("data[0].id", Outcome::LeftOut),
        ("data[0].name", Outcome::LeftOut),
    ];
    assert_eq!(places(&mismatches), left_out);
    let (thread, mismatches) =
        thread_of(r#"{"id":"t_1","participants":{"data":[{"id":"1"}],"data":[]}}"#).await;
    assert_eq!(json_of(&thread.participants.unwrap()), json!({"data": []}));
    let data = ("data[0].participants.data", Outcome::LeftOut);
    assert_eq!(places(&mismatches), [data]);
}

#[tokio::test]
async fn a_name_that_the_contract_does_not_know_may_come_twice() {
    let (thread, mismatches) = thread_of(r#"{"id":"t_1","x":1,"x":2,"name":5}"#).await;
    assert_eq!(json_of(&thread), bare("t_1"));
    assert_eq!(places(&mismatches), [("data[0].name", Outcome::LeftEmpty)]);
}

/// A thread with an image of a type that the contract does not describe.
fn with_image_type(value: &str) -> String {
    format!(
        r#"{{"id":"t_1","messages":{{"data":[{{"id":"m_1","attachments":{{"data":[
            {{"image_data":{{"width":1,"image_type":{value}}}}}]}}}}]}}}}"#
    )
}

#[tokio::test]
async fn json_that_is_too_deep_ends_there() {
    let image = |thread: Value| {
        thread["messages"]["data"][0]["attachments"]["data"][0]["image_data"].clone()
    };
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
        let nested = |levels| format!("{}1{}", open.repeat(levels), close.repeat(levels));
        let (thread, mismatches) = thread_of(&with_image_type(&nested(100))).await;
        assert!(mismatches.is_empty(), "{mismatches:?}");
        assert!(!image(json_of(&thread))["image_type"].is_null());
        for levels in [200, 10_000] {
            let (thread, mismatches) = thread_of(&with_image_type(&nested(levels))).await;
            let image = image(json_of(&thread));
            assert_eq!(image["width"], 1);
            assert!(!image["image_type"].is_null());
            let [mismatch] = &mismatches[..] else {
                panic!("{mismatches:?}")
            };
            let (_, within) = mismatch.path.split_once("image_data.image_type").unwrap();
            assert!(within.len() > 100, "{mismatch}");
            assert_ne!(mismatch.outcome, Outcome::Converted);
        }
    }
}

#[tokio::test]
async fn json_that_nobody_reads_may_be_of_any_depth() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let (thread, mismatches) = thread_of(&format!(r#"{{"id":"t_1","x":{deep},"name":5}}"#)).await;
    assert_eq!(json_of(&thread), bare("t_1"));
    assert_eq!(places(&mismatches), [("data[0].name", Outcome::LeftEmpty)]);
}

#[tokio::test]
async fn bytes_that_are_no_text_are_replaced_and_reported_once() {
    let body =
        b"{\"data\":[{\"id\":\"1\"},{\"id\":\"2\",\"name\":\"a\xffb\",\"snippet\":\"\xc3(\"}]}";
    let page = page_of(*body).await.unwrap();
    let expected = json!([bare("1"), {"id": "2", "name": "a\u{fffd}b", "snippet": "\u{fffd}("}]);
    assert_eq!(json_of(&page.items), expected);
    let place = ("data[1].name", Outcome::Replaced);
    assert_eq!(places(page.report.mismatches()), [place]);
    assert!(strict_page_of(*body).await.is_err());
}

#[tokio::test]
async fn ids_that_graph_does_not_know_are_left_out() {
    for (body, expected) in [
        ("[]", json!({})),
        ("null", json!({})),
        ("{}", json!({})),
        (
            r#"{"t_1":null,"t_2":{"id":"t_2"}}"#,
            json!({"t_2": bare("t_2")}),
        ),
        (
            r#"{"t_1":[],"t_2":{"id":"t_2"}}"#,
            json!({"t_2": bare("t_2")}),
        ),
        (
            r#"{"t_1":{"id":[1]},"t_2":{"id":"t_2","name":5}}"#,
            json!({"t_2": bare("t_2")}),
        ),
    ] {
        let server = answering([answer(body)]).await;
        let request = GetConversations::new(["t_1", "t_2"]);
        let response = graph(&server).send_with_info(&request).await.unwrap();
        assert_eq!(json_of(&response.body), expected, "{body}");
        assert_eq!(response.report.is_empty(), body == "{}", "{body}");
    }
}

#[tokio::test]
async fn a_node_by_itself_is_read_like_one_of_a_page() {
    let server = answering([answer(r#"{"id":7,"name":5,"participants":[]}"#)]).await;
    let response = graph(&server)
        .send_with_info(&GetConversation::new("7"))
        .await
        .unwrap();
    assert_eq!(
        json_of(&response.body),
        json!({"id": "7", "participants": {"data": []}})
    );
    let name = ("name", Outcome::LeftEmpty);
    assert_eq!(
        places(response.report.mismatches()),
        [name, ("participants", Outcome::Converted)]
    );
}

#[tokio::test]
async fn halves_of_surrogate_pairs_are_replaced_and_reported() {
    let node = r#"{"id":"t_1","na\ud800me":1,"name":"a\ud83d b\ude00\u0000"}"#;
    let (thread, mismatches) = thread_of(node).await;
    assert_eq!(thread.id, "t_1");
    assert_eq!(thread.name.as_deref(), Some("a\u{fffd} b\u{fffd}\0"));
    let expected = [
        ("data[0]", Outcome::Replaced),
        ("data[0].name", Outcome::Replaced),
    ];
    assert_eq!(places(&mismatches), expected);
    assert!(
        strict_page_of(format!(r#"{{"data":[{node}]}}"#))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_page_with_half_a_surrogate_pair_among_its_names_is_an_error() {
    let body = r#"{"data":[{"id":"t_1"}],"pag\ud800ing":{"next":"h"}}"#;
    assert!(page_of(body).await.is_err());
    assert!(strict_page_of(body).await.is_err());
}

#[tokio::test]
async fn a_cursor_with_half_a_surrogate_pair_is_no_cursor() {
    let body = r#"{"data":[{"id":"t_1"}],"paging":{"cursors":{"after":"a\ud800"},"next":"h"}}"#;
    assert!(page_of(body).await.is_err());
    let body = b"{\"data\":[],\"paging\":{\"cursors\":{\"after\":\"a\xff\"},\"next\":\"h\"}}";
    assert!(page_of(&body[..]).await.is_err());

    // The same within a node, where other bytes that are replaced end no edge.
    for (cursor, snippet, next) in [("a\u{ff}", "s", None), ("a", "s\u{ff}", Some("a"))] {
        let [cursor, snippet] = [cursor, snippet].map(|text| {
            // Latin-1.
            text.chars().map(|c| c as u8).collect::<Vec<_>>()
        });
        let body = [
            b"{\"data\":[{\"id\":\"t_1\",\"snippet\":\"",
            &snippet[..],
            b"\",\"messages\":{\"data\":[],\"paging\":{\"cursors\":{\"after\":\"",
            &cursor[..],
            b"\"},\"next\":\"https://h/\"}}}]}",
        ];
        let page = page_of(body.concat()).await.unwrap();
        let paging = page.items[0].messages.clone().unwrap().paging.unwrap();
        assert!(paging.has_next);
        assert_eq!(paging.next_cursor(), next);
    }
}

/// A type of a caller, with the forms of serde that types of the contract do not have.
#[derive(Debug, Deserialize, PartialEq)]
struct Mixed {
    id: String,
    place: Option<(f32, f32)>,
    code: Option<Code>,
    kind: Option<Kind>,
    nothing: Option<Nothing>,
    letter: Option<char>,
    small: Option<u8>,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Code(i32, String);

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Open,
    Size { width: i16 },
}

#[derive(Debug, Deserialize, PartialEq)]
struct Nothing;

#[tokio::test]
async fn types_of_callers_may_have_any_form() {
    let body = r#"{"data":[
        {"id":"1","place":[1.5,2],"code":[-7,"x"],"kind":"open","letter":"ü","small":255},
        {"id":"2","place":[1.5],"code":["x",-7,"y"],"kind":"shut","nothing":5,"letter":"üü","small":256},
        {"id":"3","kind":{"size":{"width":9}},"nothing":null,"place":"1,2","code":{"a":1},"small":-1}
    ]}"#;
    let server = answering([answer(body)]).await;
    let request: PathRequest<Edge<Mixed>> = PathRequest::new("me/things");
    let page = graph(&server).page(&request).await.unwrap();
    let empty = |id: &str| Mixed {
        id: id.to_owned(),
        place: None,
        code: None,
        kind: None,
        nothing: None,
        letter: None,
        small: None,
    };
    let first = Mixed {
        place: Some((1.5, 2.0)),
        code: Some(Code(-7, "x".to_owned())),
        kind: Some(Kind::Open),
        letter: Some('ü'),
        small: Some(255),
        ..empty("1")
    };
    let third = Mixed {
        kind: Some(Kind::Size { width: 9 }),
        ..empty("3")
    };
    assert_eq!(page.items, [first, empty("2"), third]);
    let reported = places(page.report.mismatches());
    let left_empty = |path| (path, Outcome::LeftEmpty);
    let expected = [
        "data[1].place",
        "data[1].code[0]",
        "data[1].kind",
        "data[1].nothing",
        "data[1].letter",
        "data[1].small",
        "data[2].place",
        "data[2].code",
        "data[2].small",
    ];
    assert_eq!(reported, expected.map(left_empty));
}

#[tokio::test]
async fn json_of_any_shape_loses_no_more_than_what_it_cannot_hold() {
    let deep = format!("{}1{}", "[".repeat(200), "]".repeat(200));
    let body = format!(
        r#"{{"data":[7,{{"id":"a\ud800","numbers":[1,1e999,3],"large":1e999,"deep":{deep},"last":[{{"x":-1e999,"y":true}}]}}]}}"#
    );
    let server = answering([answer(body)]).await;
    let request: PathRequest<Edge<Map<String, Value>>> = PathRequest::new("me/conversations");
    let page = graph(&server).page(&request).await.unwrap();
    let [node] = &page.items[..] else {
        panic!("{page:?}");
    };
    assert_eq!(node["id"], "a\u{fffd}");
    assert_eq!(node["numbers"], json!([1, 3]));
    assert!(!node.contains_key("large"));
    assert_eq!(node["last"], json!([{"x": null, "y": true}]));
    let mut reported = places(page.report.mismatches());
    let deep = reported.remove(4);
    assert!(deep.0.starts_with("data[1].deep[0][0]"), "{deep:?}");
    let expected = [
        ("data[0]", Outcome::LeftOut),
        ("data[1].id", Outcome::Replaced),
        ("data[1].numbers[1]", Outcome::LeftOut),
        ("data[1].large", Outcome::LeftOut),
        ("data[1].last[0].x", Outcome::LeftEmpty),
    ];
    assert_eq!(reported, expected);
}

//! Inputs that once ended a stream, by their numbers.

use std::time::Duration;

use page_conversations::v26_0::GetConversations;
use page_conversations::{JsonKind, Outcome, Timestamp};
use serde_json::json;

use crate::loopback::{answering, graph, page};
use crate::tolerance::{answer, keeping, list, page_of, places, strict_page_of, thread_of};

/// 2026-07-29T00:00:00Z.
const MIDNIGHT: Timestamp = Timestamp::from_unix_seconds(1_785_283_200);

/// 2026-07-29T10:00:00Z.
const TEN: Timestamp = Timestamp::from_unix_seconds(1_785_319_200);

#[tokio::test]
async fn case_13_times_other_than_iso_offset() {
    for (time, expected) in [
        ("1785283200", MIDNIGHT),
        ("1785283200000", MIDNIGHT),
        (r#""1785283200""#, MIDNIGHT),
        (r#""1785283200000""#, MIDNIGHT),
        (r#""2026-07-29T10:00:00Z""#, TEN),
        (
            r#""2026-07-29T10:00:00.123+0000""#,
            TEN + Duration::from_millis(123),
        ),
    ] {
        let node = format!(r#"{{"id":"t_1","updated_time":{time}}}"#);
        let (thread, mismatches) = thread_of(&node).await;
        assert_eq!(thread.updated_time, Some(expected), "{time}");
        assert!(mismatches.is_empty(), "{time}: {mismatches:?}");
    }
    for time in [r#""2026-07-29T10:00:00""#, r#""""#] {
        let node = format!(r#"{{"id":"t_1","updated_time":{time},"name":"n"}}"#);
        let (thread, mismatches) = thread_of(&node).await;
        assert_eq!(thread.updated_time, None, "{time}");
        assert_eq!(thread.name.as_deref(), Some("n"));
        let [mismatch] = &mismatches[..] else {
            panic!("{time}: {mismatches:?}")
        };
        assert_eq!(mismatch.path, "data[0].updated_time");
        assert_eq!(
            mismatch.expected,
            "a time such as `2021-07-23T09:28:50+0000`"
        );
        assert_eq!(mismatch.found, JsonKind::String);
        assert_eq!(mismatch.outcome, Outcome::LeftEmpty);
    }
}

#[tokio::test]
async fn case_14_wrong_type_in_one_optional_field() {
    let attachment = json!({"id": "9", "size": "22001",
        "image_data": {"width": 640.0, "height": 480}});
    let messages = json!({"data": [{"id": "m_1", "attachments": {"data": [attachment]}}]});
    let body = json!({
        "data": [{"id": "t_1"}, {"id": "t_2", "messages": messages}, {"id": "t_3"}],
        "paging": {"cursors": {"after": "c"}, "next": "https://graph.facebook.com/invented"},
    });
    let page = page_of(body.to_string()).await.unwrap();
    let ids: Vec<_> = page.items.iter().map(|thread| thread.id.as_str()).collect();
    assert_eq!(ids, ["t_1", "t_2", "t_3"]);
    assert_eq!(page.next_cursor(), Some("c"));
    let message = &page.items[1].messages.as_ref().unwrap().data[0];
    let attachment = &message.attachments.as_ref().unwrap().data[0];
    assert_eq!(attachment.id.as_ref().unwrap(), "9");
    assert_eq!(attachment.size, None);
    let image = attachment.image_data.as_ref().unwrap();
    assert_eq!((image.width, image.height), (None, Some(480)));
    let place = "data[1].messages.data[0].attachments.data[0]";
    let (size, width) = (format!("{place}.size"), format!("{place}.image_data.width"));
    // Whether the members were sent in this order is up to serde_json's features.
    let mut mismatches = page.report.mismatches().to_vec();
    mismatches.sort_by(|one, other| one.path.cmp(&other.path));
    let expected = [(&*width, Outcome::LeftEmpty), (&*size, Outcome::LeftEmpty)];
    assert_eq!(places(&mismatches), expected);
    assert!(mismatches.iter().all(|one| one.expected == "an integer"));
    assert_eq!(
        [mismatches[0].found, mismatches[1].found],
        [JsonKind::Number, JsonKind::String]
    );
}

#[tokio::test]
async fn case_16_single_object_for_list() {
    let node = json!({"id": "t_1", "messages": {"data": [{
        "id": "m_1",
        "to": {"id": "700000000000001", "username": "alex.doe"},
        "reactions": {"reaction": "love", "users": [{"id": "700000000000001"}]},
    }]}});
    let (thread, mismatches) = thread_of(&node.to_string()).await;
    let message = &thread.messages.unwrap().data[0];
    let [to] = &message.to.as_ref().unwrap().data[..] else {
        panic!("{message:?}")
    };
    assert_eq!(to.id.as_ref().unwrap(), "700000000000001");
    assert_eq!(to.username.as_deref(), Some("alex.doe"));
    let [reaction] = &message.reactions.as_ref().unwrap().data[..] else {
        panic!("{message:?}")
    };
    assert_eq!(reaction.reaction.as_deref(), Some("love"));
    assert_eq!(
        reaction.users.as_ref().unwrap()[0].id.as_ref().unwrap(),
        "700000000000001"
    );
    let to = ("data[0].messages.data[0].to", Outcome::Converted);
    let reactions = ("data[0].messages.data[0].reactions", Outcome::Converted);
    let mut places = places(&mismatches);
    places.sort_by_key(|(path, _)| *path);
    assert_eq!(places, [reactions, to]);
}

#[tokio::test]
async fn case_21_unknown_attachment_and_share() {
    let attachment = json!({"type": "ig_reel",
        "payload": {"reel_video_id": "1", "url": "https://cdn.example/r"}});
    let message = json!({
        "id": "m_1", "created_time": "2026-07-29T09:59:00Z", "message": "",
        "attachments": {"data": [attachment]},
        "shares": {"data": [{"link": "https://cdn.example/p", "kind": 3}]},
        "is_unsupported": true,
    });
    let node = json!({"id": "t_1", "messages": {"data": [message]}});

    let (thread, mismatches) = thread_of(&node.to_string()).await;
    assert!(mismatches.is_empty(), "{mismatches:?}");
    let message = &thread.messages.as_ref().unwrap().data[0];
    assert_eq!(message.is_unsupported, Some(true));
    let attachments = &message.attachments.as_ref().unwrap().data;
    assert!(attachments.len() == 1 && attachments[0].unknown.is_empty());
    assert_eq!(
        message.shares.as_ref().unwrap().data[0].link.as_deref(),
        Some("https://cdn.example/p")
    );

    let server = answering([page(json!({ "data": [node] }))]).await;
    let page = keeping(&server).page(&list()).await.unwrap();
    assert!(page.report.is_empty());
    let message = &page.items[0].messages.as_ref().unwrap().data[0];
    let unknown = &message.attachments.as_ref().unwrap().data[0].unknown;
    assert_eq!(unknown.get("type"), Some(&attachment["type"]));
    assert_eq!(unknown.get("payload"), Some(&attachment["payload"]));
    assert_eq!(
        message.shares.as_ref().unwrap().data[0].unknown.get("kind"),
        Some(&json!(3))
    );
    assert_eq!(crate::tolerance::json_of(&page.items[0]), node);
}

#[tokio::test]
async fn case_23_ids_none_exists_empty_list() {
    let server = answering([answer("[]")]).await;
    let ids = GetConversations::new(["t_1", "t_2"]);
    let response = graph(&server).send_with_info(&ids).await.unwrap();
    assert!(response.body.is_empty());
    let [mismatch] = response.report.mismatches() else {
        panic!("{:?}", response.report)
    };
    assert_eq!(
        (mismatch.found, mismatch.outcome),
        (JsonKind::List, Outcome::Converted)
    );
}

#[tokio::test]
async fn case_28_template_buttons_as_a_list() {
    let button = json!({"title": "Open it", "type": "web_url"});
    for (cta, expected) in [
        (json!([button]), json!([button])),
        (button.clone(), json!([button])),
        (json!([]), json!([])),
    ] {
        let template = json!({"title": "Your plan is ready", "cta": cta});
        let attachments = json!({"data": [{"generic_template": template}]});
        let messages = json!({"data": [{"id": "m2", "attachments": attachments}]});
        let node = json!({"id": "t_1", "messages": messages}).to_string();
        let (thread, mismatches) = thread_of(&node).await;
        assert!(mismatches.is_empty(), "{cta}: {mismatches:?}");
        let message = &thread.messages.as_ref().unwrap().data[0];
        let attachment = &message.attachments.as_ref().unwrap().data[0];
        let template = attachment.generic_template.as_ref().unwrap();
        assert_eq!(template.title.as_deref(), Some("Your plan is ready"));
        let buttons = template.cta.as_ref().unwrap();
        assert_eq!(crate::tolerance::json_of(buttons), expected);
        assert!(
            strict_page_of(format!(r#"{{"data":[{node}]}}"#))
                .await
                .is_ok()
        );
    }
}

#[tokio::test]
async fn case_30_reaction_under_another_name() {
    let users = json!([{"id": "1", "username": "a.person"}]);
    let reactions = json!({"data": [
        {"emoji": "😍", "users": users}, {"reaction": "love", "emoji": "😍"}, {"reaction": "love"},
    ]});
    let body = json!({"data": [{"id": "m_1", "reactions": reactions}]});
    let node = json!({"id": "t_1", "messages": body}).to_string();
    let (thread, mismatches) = thread_of(&node).await;
    assert!(mismatches.is_empty(), "{mismatches:?}");
    let message = &thread.messages.as_ref().unwrap().data[0];
    let reactions = &message.reactions.as_ref().unwrap().data;
    let names: Vec<_> = reactions
        .iter()
        .map(|one| (one.emoji.as_deref(), one.reaction.as_deref()))
        .collect();
    let expected = [
        (Some("😍"), None),
        (Some("😍"), Some("love")),
        (None, Some("love")),
    ];
    assert_eq!(names, expected);
    assert_eq!(crate::tolerance::json_of(&reactions[0].users), users);
}

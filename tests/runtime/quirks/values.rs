//! What threads, messages and people look like.

use futures_util::TryStreamExt;
use page_conversations::UserId;
use page_conversations::v26_0::{
    GetConversation, GetConversations, ListMessages, ListMessagesExpansion, MessageSource,
    UnifiedMessageFields, UnifiedThreadFields,
};
use serde_json::json;

use crate::loopback::{ACCESS_TOKEN, answering, fixture, graph, page};
use crate::quirks::{list, received, thread, threads};

/// Quirk 1.
#[tokio::test]
async fn nested_messages_keep_their_paging_and_not_its_urls() {
    let threads = threads([fixture("02_messenger_list_all_fields")]).await;
    let messages = threads[0].messages.clone().unwrap();
    let paging = messages.paging.clone().unwrap();
    assert!(paging.has_next && paging.before.unwrap().starts_with("QVFIUmUxY0dPYm9xTVJ"));
    assert!(
        messages
            .next_cursor()
            .unwrap()
            .starts_with("QVFIUkdqOXJDTFdXdjU5elN3")
    );

    let server = answering([page(json!({"data": [{"id": "m_last"}]}))]).await;
    let all = graph(&server).continue_edge(&list(), &threads[0].id, messages);
    let all: Vec<_> = all.try_collect().await.unwrap();
    assert_eq!((all.len(), all[2].id.as_str()), (3, "m_last"));
    let path = format!("/v26.0/{}/messages", threads[0].id);
    assert_eq!(received(&server).await[0].url.path(), path);
}

/// Quirk 2.
#[tokio::test]
async fn the_link_that_nobody_asked_for_is_read_relative_or_not() {
    let recorded = fixture("01_messenger_list_default_fields")["data"][0].clone();
    let recorded = thread(recorded).await;
    let link = recorded.link.as_deref().unwrap();
    assert!(link.starts_with("/210000000000001/inbox/"), "{link}");
    let absolute = "https://www.facebook.com/210000000000001/inbox/1/?section=messages";
    let other = thread(json!({"id": "t_1", "link": absolute})).await;
    assert_eq!(other.link.as_deref(), Some(absolute));
}

/// Quirk 3.
#[tokio::test]
async fn a_thread_is_the_same_whatever_call_it_is_read_by() {
    let value = fixture("02_messenger_list_all_fields")["data"][0].clone();
    let id = value["id"].as_str().unwrap();
    let server = answering([page(value.clone()), page(json!({ id: value }))]).await;
    let graph = graph(&server);
    let one = graph.send(&GetConversation::new(id)).await.unwrap();
    let several = GetConversations::new([id]);
    let several = graph.send(&several).await.unwrap();
    let listed = thread(value.clone()).await;
    assert!(listed.participants.is_some() && listed.messages.is_some());
    assert_eq!((&one, &several[id]), (&listed, &listed));
}

/// Quirk 4.
#[tokio::test]
async fn people_on_instagram_have_a_username_or_a_user_id() {
    let people = json!([{"id": "1", "username": "shop"}, {"user_id": "2", "username": "alex"}]);
    let thread = thread(json!({"id": "t_1", "participants": {"data": people}})).await;
    let people = thread.participants.unwrap().data;
    let names: Vec<_> = people.iter().map(|one| one.username.as_deref()).collect();
    assert_eq!(names, [Some("shop"), Some("alex")]);
    let ids: Vec<_> = people.iter().map(|one| (&one.id, &one.user_id)).collect();
    let (first, second) = (Some(UserId::from("1")), Some(UserId::from("2")));
    assert_eq!(ids, [(&first, &None), (&None, &second)]);
}

/// Quirk 5.
#[tokio::test]
async fn the_source_of_messages_can_be_asked_for_within_a_thread() {
    let server = answering([page(json!({"data": []}))]).await;
    let messages = ListMessagesExpansion::new(UnifiedMessageFields::new().message());
    let messages = messages.source(MessageSource::Participants);
    let request = list().fields(UnifiedThreadFields::new().messages_with(messages));
    graph(&server).page(&request).await.unwrap();
    let requests = received(&server).await;
    let mut query = requests[0].url.query_pairs();
    let (_, fields) = query.find(|(name, _)| name == "fields").unwrap();
    assert_eq!(fields, "messages.source(PARTICIPANTS){message}");
}

/// Quirk 6.
#[tokio::test]
async fn an_unread_count_of_zero_may_be_absent_and_is_not_made_up() {
    let counted = thread(json!({"id": "t_1", "unread_count": 0})).await;
    assert_eq!(counted.unread_count, Some(0));
    assert_eq!(thread(json!({"id": "t_1"})).await.unread_count, None);
}

/// Quirk 10.
#[tokio::test]
async fn no_messages_and_no_word_of_messages_are_told_apart() {
    let empty = thread(json!({"id": "t_1", "messages": {"data": []}})).await;
    assert!(empty.messages.unwrap().data.is_empty());
    assert!(thread(json!({"id": "t_1"})).await.messages.is_none());
}

/// Quirk 12.
#[tokio::test]
async fn a_sender_may_be_without_details_or_absent() {
    let messages = json!([
        {"id": "m_1", "from": {"id": "1"}},
        {"id": "m_2", "from": {}},
        {"id": "m_3", "from": null},
        {"id": "m_4", "from": {"name": "Facebook user"}},
        {"id": "m_5"},
    ]);
    let server = answering([page(json!({ "data": messages }))]).await;
    let items = graph(&server).items(ListMessages::new("t_1"));
    let messages: Vec<_> = items.try_collect().await.unwrap();
    let senders = messages.into_iter().map(|message| {
        let from = message.from?;
        Some((from.id.map(|id| id.to_string()), from.name))
    });
    let expected = [
        Some((Some("1".to_owned()), None)),
        Some((None, None)),
        None,
        Some((None, Some("Facebook user".to_owned()))),
        None,
    ];
    assert_eq!(senders.collect::<Vec<_>>(), expected);
}

/// Quirk 15.
#[tokio::test]
async fn the_token_in_a_next_url_is_in_no_value() {
    let next = format!("https://graph.facebook.com/v26.0/x?access_token={ACCESS_TOKEN}&after=1");
    let paging = json!({ "next": next, "previous": next });
    let body = json!({"data": [{"id": "t_1", "messages": {"data": [], "paging": paging}}],
        "paging": paging});
    let server = answering([page(body)]).await;
    let page = graph(&server).page(&list()).await.unwrap();
    assert_eq!(page.next_cursor(), Some("1"));
    let written = serde_json::to_string(&page.items).unwrap();
    assert!(!format!("{page:?}{written}").contains(ACCESS_TOKEN));
}

/// Quirk 22.
#[tokio::test]
async fn participants_and_senders_are_lists_of_people() {
    let people = json!({"data": [{"id": "1", "name": "Alex", "email": "1@facebook.com"}]});
    let value = json!({"id": "t_1", "participants": people, "senders": people});
    let thread = thread(value.clone()).await;
    let (participants, senders) = (thread.participants.unwrap(), thread.senders.unwrap());
    assert_eq!(
        participants.data[0].email.as_deref(),
        Some("1@facebook.com")
    );
    assert_eq!(participants, senders);
}

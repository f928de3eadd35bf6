//! The parameter `fields`, from typed selections.

use crate::loopback;
use std::collections::HashMap;

use page_conversations::v26_0::{
    AttachmentFields, ImageDataFields, ListConversations, ListMessagesExpansion, MessageSource,
    ParticipantFields, UnifiedMessageFields, UnifiedThreadFields,
};
use page_conversations::{Expansion, FieldSet};

fn value(fields: UnifiedThreadFields) -> String {
    FieldSet::from(fields).to_string()
}

#[test]
fn fields_nest_and_edges_take_modifiers() {
    let messages = UnifiedMessageFields::new().id().message();
    let messages = ListMessagesExpansion::new(messages)
        .limit(5)
        .source(MessageSource::Participants);
    let fields = UnifiedThreadFields::new()
        .updated_time()
        .messages_with(messages)
        .snippet();
    assert_eq!(
        value(fields),
        "updated_time,messages.limit(5).source(PARTICIPANTS){id,message},snippet"
    );
}

#[test]
fn a_selection_is_an_expansion_without_modifiers() {
    let image = AttachmentFields::new().image_data_with(ImageDataFields::new().url());
    let messages = UnifiedMessageFields::new().attachments_with(image);
    let fields = UnifiedThreadFields::new()
        .participants_with(ParticipantFields::new().name())
        .messages_with(messages);
    assert_eq!(
        value(fields),
        "participants{name},messages{attachments{image_data{url}}}"
    );
}

#[test]
fn a_field_stands_once_and_the_last_expansion_counts() {
    let limited = |limit| ListMessagesExpansion::new(UnifiedMessageFields::new()).limit(limit);
    let fields = UnifiedThreadFields::new()
        .messages()
        .messages_with(limited(1));
    assert_eq!(value(fields), "messages.limit(1)");
    let fields = UnifiedThreadFields::new()
        .messages_with(limited(1))
        .id()
        .messages_with(limited(2))
        .messages();
    assert_eq!(value(fields), "messages.limit(2),id");
}

#[test]
fn the_last_word_on_a_modifier_counts() {
    let messages = ListMessagesExpansion::new(UnifiedMessageFields::new())
        .limit(5)
        .source("ALL")
        .limit(6);
    let fields = UnifiedThreadFields::new().messages_with(messages);
    assert_eq!(value(fields), "messages.source(ALL).limit(6)");
}

#[test]
fn an_edge_without_a_request_takes_limit_and_after() {
    let senders = Expansion::new(ParticipantFields::new()).limit(2).after("a");
    let fields = UnifiedThreadFields::new().senders_with(senders);
    assert_eq!(value(fields), "senders.limit(2).after(a)");
}

#[test]
fn a_modifier_cannot_break_out_of_its_parentheses() {
    let messages = || ListMessagesExpansion::new(UnifiedMessageFields::new());
    let fields = UnifiedThreadFields::new().messages_with(messages().after("a){id},(b"));
    assert_eq!(value(fields), "messages.after(aidb)");
    let fields = UnifiedThreadFields::new().messages_with(messages().source("a),id"));
    assert_eq!(value(fields), "messages.source(aid)");
}

#[test]
fn a_cursor_stays_what_it_is() {
    let cursor = "QVFI+Um/ZA=Y==";
    let messages = ListMessagesExpansion::new(UnifiedMessageFields::new()).before(cursor);
    let fields = UnifiedThreadFields::new().messages_with(messages);
    assert_eq!(value(fields), "messages.before(QVFI+Um/ZA=Y==)");
}

/// What the server is sent is what the selection says, whatever a query does to
/// `+`, `/` and `=`.
#[tokio::test]
async fn modifiers_arrive_at_the_server() {
    let server = loopback::start().await;
    let messages = ListMessagesExpansion::new(UnifiedMessageFields::new().id().message())
        .limit(5)
        .after("QVFI+Um/ZA==")
        .source(MessageSource::Participants);
    let fields = UnifiedThreadFields::new().id().messages_with(messages);
    let request = ListConversations::new(loopback::PAGE_ID).fields(fields);
    loopback::graph(&server).send(&request).await.unwrap();
    let received = server.received_requests().await.unwrap();
    let query: HashMap<_, _> = received[0].url.query_pairs().into_owned().collect();
    assert_eq!(
        query["fields"],
        "id,messages.limit(5).after(QVFI+Um/ZA==).source(PARTICIPANTS){id,message}"
    );
}
